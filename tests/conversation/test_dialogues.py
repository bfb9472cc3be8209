"""Scripted dialogues: whatever is asked of a source is answered with exactly the spans named.

`dialogues.jsonl` holds one dialogue a line. A turn with `told` is a question whose answer is set,
so that what follows does not hang on the search; every other turn must be answered as it says.
Spans are character offsets into the article, with their first words for people who read the file.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.answering.asking import Assistant, whole
from assistant.building import open_article
from assistant.conversation.routing import read_turn
from assistant.domain import Answer, Citation, Piece, Turn, Verdict
from assistant.resources import SEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Article, Event, Searcher, Stop

DIALOGUES = [
    json.loads(line)
    for line in (Path(__file__).parent / "dialogues.jsonl").read_text("utf-8").splitlines()
]
ASSISTANT_ONLY = {"thanks", "greeting"}


class Told:
    """Answers the questions it was told about with the sentences it was told."""

    name = "told"

    def __init__(self, article: Article, searcher: Searcher, turns: list[dict[str, Any]]) -> None:
        self.searcher = searcher
        self._article = article
        self._answers = {
            bare(turn.get("standalone", turn["ask"])): turn for turn in turns if "told" in turn
        }

    def answer(self, question: str, turns: Sequence[Turn], stop: Stop) -> Iterator[Event]:
        turn = self._answers[bare(question)]
        cited, nearest = (
            tuple(Citation(self._article, start, end) for start, end, _ in turn.get(name, ()))
            for name in ("told", "nearest")
        )
        verdict = Verdict.ANSWERED if cited else Verdict.NOT_IN_ARTICLE
        return whole(Answer(verdict, (Piece("Told."),), cited, nearest, standalone=question))


def bare(question: str) -> str:
    return question.strip(" ?").lower()


@lru_cache(maxsize=8)
def opened(slug: str) -> Assistant:
    source = next((SEEDS / slug).glob("article.*"), None)
    if source is None:
        pytest.skip(f"the article {slug} is not shipped")
    return open_article(source)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_a_dialogue_goes_as_written(dialogue):
    real = opened(dialogue["article"])
    told = Told(real.article, real.answerer.searcher, dialogue["turns"])
    assistant = Assistant(real.article, told)
    turns: list[Turn] = []
    for expected in dialogue["turns"]:
        reading = read_turn(expected["ask"], turns)
        answer = assistant.ask(expected["ask"], turns).answer
        said = (expected["ask"], answer.text)
        if "kind" in expected:
            assert reading.route == expected["kind"], said
        if "operation" in expected:
            assert reading.request is not None, said
            assert reading.request.operation == expected["operation"], said
        if "told" not in expected:
            assert answer.verdict == expected["verdict"], said
            assert spans(answer.citations) == expected["shows"], said
            assert spans(answer.nearest) == expected.get("nearest", []), said
            assert answer.engine == "told"
        for words in expected.get("says", ()):
            assert words in answer.text, said
        if "standalone" in expected:
            assert bare(answer.standalone) == bare(expected["standalone"]), said
        turns.append(Turn(expected["ask"], answer))


def spans(citations: Sequence[Citation]) -> list[list[Any]]:
    return [[c.start, c.end, " ".join(c.quote.split()[:4])] for c in citations]


def test_there_are_a_hundred_dialogues_each_with_a_name_of_its_own():
    assert len(DIALOGUES) >= 100
    assert len({dialogue["name"] for dialogue in DIALOGUES}) == len(DIALOGUES)
