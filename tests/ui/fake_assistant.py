"""An assistant of the same interface as the real one, with a fixed article and canned answers."""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING

from assistant.answering.asking import Reply
from assistant.domain import (
    Answer,
    Article,
    Citation,
    Evidence,
    Piece,
    PieceKind,
    Sentence,
    SentenceKind,
    Stop,
    Verdict,
)
from assistant.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Event, Turn

STORY = (
    "The old harbour bridge was closed on Monday after engineers found cracks in two of its piers. "
    "Mayor Ana Lopes said the bridge would stay shut for at least six weeks. "
    "“We will not gamble with anyone’s life,” she told reporters. "
    "Some 14,000 vehicles cross it on a working day, according to the city. "
    "Ferries will run every ten minutes between the two banks until it reopens. "
)
NOTICE = (
    "Sign up to our newsletter for the news of the week. "
    "By subscribing you accept our privacy policy. "
)
AFTER = (
    "The bridge was built in 1871 and widened in 1934. "
    "A replacement has been discussed for two decades but never paid for. "
    "Shop owners on the south bank fear for the summer trade. "
    "The council meets on Thursday to vote on emergency repairs."
)

ANSWERS = {
    "How long will the bridge stay closed?": (2, 3),
    "When was the bridge built?": (8,),
    "Tell me everything.": (1, 2, 4, 5, 8, 9),
}
SLOW = "When was it widened?"  # its evidence comes a while before its words
CITED = {
    **ANSWERS,
    SLOW: (8,),
}
REFUSED = "The article does not say."


def article_of(
    text: str, boilerplate: Sequence[int] = (), headings: Sequence[int] = (), title: str = ""
) -> Article:
    """An article whose sentences end where a full stop and a space, or a line, end."""
    sentences = []
    for number, found in enumerate(
        re.finditer(r"\S[^\n]*?(?:[.!?][”\"]?(?=\s|$)|(?=\n|$))", text), 1
    ):
        kind = SentenceKind.STORY
        if number in boilerplate:
            kind = SentenceKind.BOILERPLATE
        elif number in headings:
            kind = SentenceKind.HEADING
        sentences.append(Sentence(number, found.start(), found.end(), kind))
    return Article(title, text, tuple(sentences), origin="The Harbour Gazette")


def bridge() -> Article:
    return article_of(
        STORY + NOTICE + AFTER, boilerplate=(6, 7), title="Cracks close the old harbour bridge"
    )


class FakeAssistant:
    """Answers from a table; `gate` holds an answer back after its evidence until it is set."""

    def __init__(self, article: Article | None = None) -> None:
        self.article = article or bridge()
        self.gate = threading.Event()
        self.gate.set()
        self.turns_seen: list[int] = []
        self.offline: list[bool] = []
        self.stopped: list[str] = []

    def suggestions(self) -> tuple[str, ...]:
        return tuple(ANSWERS)

    def ask(self, question: str, turns: Sequence[Turn] = (), *, offline: bool = False) -> Reply:
        self.offline.append(offline)
        stop = Stop()
        stop.then(lambda: self._stop(question))
        return Reply(self.events(question, turns), stop)

    def _stop(self, question: str) -> None:
        self.stopped.append(question)
        self.gate.set()

    def events(self, question: str, turns: Sequence[Turn]) -> Iterator[Event]:
        self.turns_seen.append(len(turns))
        if question == "fail":
            raise ModelError("The model file is damaged; install Footnote again.")
        if question == "break":
            raise ZeroDivisionError
        cited = tuple(self._cite(number) for number in CITED.get(question, ()))
        yield Evidence(cited)
        self.gate.wait(10)
        time.sleep(1.5 if question == SLOW else 0)
        answer = self._answer(cited) if cited else self._refusal(question)
        yield from answer.pieces
        yield answer

    def _answer(self, cited: tuple[Citation, ...]) -> Answer:
        pieces = [Piece("At least six weeks", PieceKind.LEAD, 1), Piece(" — ")]
        for number, citation in enumerate(cited, 1):
            pieces += [
                Piece("“"),
                Piece(citation.quote, PieceKind.QUOTE, number),
                Piece("” "),
                Piece(f"[{number}]", PieceKind.MARKER, number),
                Piece(" "),
            ]
        return Answer(Verdict.ANSWERED, tuple(pieces), cited, confidence=0.9)

    def _refusal(self, question: str) -> Answer:
        if question.lower().startswith("hi"):
            return Answer(Verdict.CHAT, (Piece("Hello. Ask me about the article."),))
        nearest = (self._cite(1), self._cite(4))
        return Answer(Verdict.NOT_IN_ARTICLE, (Piece(REFUSED),), nearest=nearest)

    def _cite(self, number: int) -> Citation:
        sentence = self.article.sentences[min(number, len(self.article.sentences)) - 1]
        return Citation(self.article, sentence.start, sentence.end)
