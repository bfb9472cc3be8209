"""From a library's feedback to gold sets: a folder an article, ready for `footnote evaluate`.

for collected in gold_rows(library.feedback.judged()): print(collected.row, collected.lacks)
Path("feedback.zip").write_bytes(archive(library.feedback.judged()))
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.conversation.judging import Opinion
from assistant.evaluation.gold import QUESTIONS
from assistant.evaluation.verdicts import REPORTED, gold_row, missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.article.storing import StoredArticle
    from assistant.domain import Article
    from assistant.feedback import Judged

SLUG_CHARACTERS: Final = 40
ENDINGS: Final = {"plain": ".txt", "markdown": ".md"}
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Collected:
    """A judgement as a gold row; `lacks` are the rules that it breaks until somebody completes it.

    `row` is None for an opinion that asks for nothing to be otherwise.
    """

    judged: Judged
    row: dict[str, Any] | None
    lacks: tuple[str, ...] = ()


def gold_rows(judged: Iterable[Judged]) -> tuple[Collected, ...]:
    """Each judgement as a gold row, in the same order."""
    return tuple(_collected(each) for each in judged)


def archive(judged: Iterable[Judged]) -> bytes:
    """A ZIP file with a gold set for every article that somebody judged an answer about.

    Rows that can be scored are in `gold.jsonl`, those that lack something in `reported.jsonl`. Of
    several judgements of the same question after the same turns, the first given here counts.
    """
    folders: dict[str, dict[str, bytes]] = {}
    rows: dict[str, list[str]] = {}
    seen: set[str] = set()
    for collected in gold_rows(judged):
        row, source = collected.row, collected.judged.source
        if row is None or row["id"] in seen:
            continue
        seen.add(row["id"])
        folder = slug_of(source.article)
        folders.setdefault(folder, _article_files(source))
        file = f"{folder}/{REPORTED if collected.lacks else QUESTIONS}"
        rows.setdefault(file, []).append(json.dumps(row, ensure_ascii=False))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for folder, contents in folders.items():
            for name, content in contents.items():
                files.writestr(f"{folder}/{name}", content)
        for name, lines in rows.items():
            files.writestr(name, _bytes("".join(f"{line}\n" for line in lines)))
    return packed.getvalue()


def slug_of(article: Article) -> str:
    """A name for an article's gold set that is safe as a folder's and no other article's."""
    plain = unicodedata.normalize("NFKD", article.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:SLUG_CHARACTERS].strip("-")
    return f"{words}-{article.id[:6]}" if words else article.id


def _collected(judged: Judged) -> Collected:
    judgement, article = judged.judgement, judged.source.article
    if judgement.opinion is Opinion.HELPFUL:
        return Collected(judged, None)
    row = gold_row(
        judgement.opinion.value,
        judged.question,
        article.text,
        slug_of(article),
        answer=judged.answer,
        turns=judged.turns,
        evidence=judgement.evidence,
        facts=judgement.facts,
        note=judgement.comment,
        created=judgement.given.date().isoformat(),
    )
    lacks = tuple(fault.words for fault in missing(row, article.text))
    return Collected(judged, row, lacks)


def _article_files(source: StoredArticle) -> dict[str, bytes]:
    title = _UNPRINTABLE.sub(" ", source.article.title)
    return {
        f"article{ENDINGS[source.markup]}": _bytes(source.article.text),
        "source.toml": _bytes(f"title = {json.dumps(title, ensure_ascii=False)}\n"),
    }


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
