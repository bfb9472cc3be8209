"""Measure the checks on real text: right claims that are doubted, wrong ones that are caught.

    python training/measure_checking.py --data DIR

`DIR` holds `squad2_tune.jsonl`. Right claims are made of it in two ways: a sentence in its own
words, beside itself ("said again"), and the answer to a question alone, beside the sentence that
holds it ("answers"). They are made wrong as in `tests/answering/mutations.py`. Nothing is fitted
here. Needs the product.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.checking import Checker
from assistant.article.splitting import split
from assistant.domain import Article
from assistant.retrieval.embedding import EmbeddedModel
from tests.answering.mutations import MUTATIONS, mutated
from tests.answering.right_claims import RightClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAMPLE = 150
"""Claims of each sort, drawn with a fixed seed."""
EMBEDDER = EmbeddedModel()


@cache
def checker(article: Article) -> Checker:
    """One for each article."""
    return Checker(article, EMBEDDER)


def doubt(claim: RightClaim) -> str:
    """What is held against a claim."""
    return checker(claim.article).check(claim.written, claim.cited, claim.question)


def answers(path: Path) -> Iterator[RightClaim]:
    """Each answer alone, beside the sentence it was cut from."""
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        article = Article(told["title"], told["text"], split(told["text"]))
        for asked in told["questions"]:
            if not asked["answerable"]:
                continue
            answer = asked["answers"][0]
            cited = tuple(s for s in article.story if s.start <= answer["start"] < s.end)
            written = f"{answer['text'][:1].upper()}{answer['text'][1:]}."
            yield RightClaim(article, asked["question"], written, cited)


def said_again(claims: Sequence[RightClaim]) -> Iterator[RightClaim]:
    """The cited sentences in their own words, each once."""
    for cited in dict.fromkeys((claim.article, claim.cited[0]) for claim in claims):
        article, sentence = cited
        written = " ".join(article.words_of(sentence).split())
        yield RightClaim(article, "What does the text say?", written, (sentence,))


def report(name: str, claims: Sequence[RightClaim], show: int) -> None:
    """Print the share of right claims doubted, with reasons, and of wrong ones caught."""
    chosen = random.Random(name).sample(list(claims), min(SAMPLE, len(claims)))  # noqa: S311
    doubted = [(claim, reason) for claim in chosen if (reason := doubt(claim))]
    print(f"{name}: {len(doubted)} of {len(chosen)} right claims doubted")
    for claim, reason in doubted[:show]:
        print(f"    {claim.question} | {claim.written} | {reason}")
    right = [claim for claim in chosen if not doubt(claim)]
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for kind in MUTATIONS:
        wrong = mutated(right, kind)
        made[kind] = len(wrong)
        caught[kind] = sum(bool(doubt(claim)) for claim in wrong)
        print(f"  {kind:10} {caught[kind]:5} of {made[kind]:5} caught")
    print(
        f"  {'all':10} {caught.total():5} of {made.total():5}, {caught.total() / made.total():.1%}"
    )


def main() -> None:
    """Print the figures for both sorts of claims."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0, help="doubted right claims to print")
    told = parser.parse_args()
    claims = [claim for claim in answers(told.data / "squad2_tune.jsonl") if claim.cited]
    report("answers", claims, told.show)
    report("said again", list(said_again(claims)), told.show)


if __name__ == "__main__":
    main()
