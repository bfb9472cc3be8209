"""An assistant of the same interface as the real one, with a fixed article and canned answers."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import (
    Answer,
    Article,
    Citation,
    Ending,
    Evidence,
    Fault,
    Notice,
    Piece,
    PieceKind,
    Receipt,
    Sentence,
    SentenceKind,
    Timing,
    Verdict,
    quotation_marks,
)
from assistant.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
FOLLOWING = "And the ferries?"  # understood as something longer
CITED = {
    **ANSWERS,
    SLOW: (8,),
    FOLLOWING: (5,),
}
REFUSED = "The article does not say."

WRITER = "vendor:small"  # the name of a model
WRITES = "How do people cross the river now?"
WRITES_AT_LENGTH = "Write at length."  # half a minute: it is there to be stopped
WRITES_BUSY = "Ask a busy server."  # a notice comes before the words
WRITTEN_CITING = (5, 1)
WRITTEN = (
    "Ferries run every ten minutes between the two banks ",
    "while the bridge is shut ",
    "because cracks were found in three of its piers. ",
)
DOUBT = "The cited words say “two”, not “three”."
ENDING = "end "  # and how: an answer that ends so
FAULT = "fault "  # and its code: no answer, for that reason
DETAILS = "HTTP 401 <b>body</b> of the server"


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


class FakeReply:
    """An answer on its way, which ends where it is once it is stopped."""

    def __init__(
        self, events: Iterator[Event], stopped: threading.Event, told: Callable[[], None]
    ) -> None:
        self._events = events
        self._stopped = stopped
        self._told = told

    def __iter__(self) -> Iterator[Event]:
        return self._events

    def stop(self) -> None:
        if not self._stopped.is_set():
            self._stopped.set()
            self._told()

    @property
    def answer(self) -> Answer:
        *_, last = self._events
        assert isinstance(last, Answer)
        return last


@dataclass(frozen=True)
class FakeAnswerer:
    name: str


class FakeAssistant:
    """Answers from a table; `gate` holds an answer back after its evidence until it is set."""

    def __init__(self, article: Article | None = None, writer: str = "quoting") -> None:
        self.article = article or bridge()
        self.answerer = FakeAnswerer(writer)
        self.gate = threading.Event()
        self.gate.set()
        self.turns_seen: list[int] = []
        self.offline: list[bool] = []
        self.stopped: list[str] = []

    def suggestions(self) -> tuple[str, ...]:
        return tuple(ANSWERS)

    def ask(self, question: str, turns: Sequence[Turn] = (), *, offline: bool = False) -> FakeReply:
        self.turns_seen.append(len(turns))
        self.offline.append(offline)
        stopped = threading.Event()
        writes = not offline and question.startswith((WRITES, WRITES_AT_LENGTH, WRITES_BUSY))
        fails = not offline and question.startswith((ENDING, FAULT))
        events = self._written if writes else self._failed if fails else self._quoted
        return FakeReply(events(question, stopped), stopped, lambda: self._stop(question))

    def _stop(self, question: str) -> None:
        self.stopped.append(question)
        self.gate.set()

    def _quoted(self, question: str, stopped: threading.Event) -> Iterator[Event]:
        if question == "fail":
            raise ModelError("The model file is damaged; install Footnote again.")
        if question == "break":
            raise ZeroDivisionError
        of_a_model = question.startswith((WRITES, WRITES_AT_LENGTH, ENDING, FAULT))
        numbers = CITED.get(question, (1,) if of_a_model else ())
        cited = tuple(self._cite(number) for number in numbers)
        yield Evidence(cited)
        self.gate.wait(10)
        stopped.wait(1.5 if question == SLOW else 0)
        answer = self._answer(question, cited) if cited else self._refusal(question)
        yield from answer.pieces
        yield answer

    def _answer(self, question: str, cited: tuple[Citation, ...]) -> Answer:
        pieces = [Piece("At least six weeks", PieceKind.LEAD, 1), Piece(" — ")]
        for number, citation in enumerate(cited, 1):
            opening, closing = quotation_marks(citation.quote)
            pieces += [
                Piece(opening),
                Piece(citation.quote, PieceKind.QUOTE, number),
                Piece(f"{closing} "),
                Piece(f"[{number}]", PieceKind.MARKER, number),
                Piece(" "),
            ]
        return Answer(
            Verdict.ANSWERED,
            tuple(pieces),
            cited,
            confidence=0.9,
            engine="quoting",
            standalone="How often do the ferries run?" if question == FOLLOWING else question,
            retrieved=self.article.sentences[:9],
            timing=Timing(12.3, 4.5, 16.8),
        )

    def _refusal(self, question: str) -> Answer:
        if question.lower().startswith("hi"):
            return Answer(Verdict.CHAT, (Piece("Hello. Ask me about the article."),))
        nearest = (self._cite(1), self._cite(4))
        return Answer(Verdict.NOT_IN_ARTICLE, (Piece(REFUSED),), nearest=nearest)

    def _written(self, question: str, stopped: threading.Event) -> Iterator[Event]:
        """A model's words, unchecked while they come; the last claim is then doubted."""
        cited = tuple(self._cite(number) for number in WRITTEN_CITING)
        yield Evidence(cited[:1])
        self.gate.wait(10)
        if question == WRITES_BUSY:
            yield Notice("vendor.example is busy; trying again in 1 s.")
            stopped.wait(1.5)
        sentences: list[Piece] = []
        for again in range(600 if question == WRITES_AT_LENGTH else 1):
            if stopped.wait(0.05 if again else 0):
                break
            coming = (*self._words(1, ""), *self._words(2, ""))
            yield from coming
            sentences += (*self._words(1, ""), *self._words(2, DOUBT if again == 0 else ""))
            yield Evidence(cited)
        yield Answer(
            Verdict.ANSWERED,
            tuple(sentences),
            cited,
            confidence=0.8,
            engine=WRITER,
            standalone=question,
            ending=Ending.STOPPED if stopped.is_set() else Ending.COMPLETE,
            receipt=Receipt(WRITER, 1, 1240, 85, estimated=True, first_word=340.0),
            timing=Timing(12.3, 1400.0, 1412.3),
        )

    def _words(self, number: int, doubt: str) -> tuple[Piece, ...]:
        said = WRITTEN[:1] if number == 1 else WRITTEN[1:]
        words = "".join(said).split(" ")
        written = (Piece(f"{word} ", PieceKind.WRITTEN, None, doubt) for word in words if word)
        return *written, Piece(f"[{number}]", PieceKind.MARKER, number), Piece(" ")

    def _failed(self, question: str, _: threading.Event) -> Iterator[Event]:
        """An answer that is not whole: `question` says how it ended or of what it failed."""
        cited = (self._cite(5),)
        yield Evidence(cited)
        kind, _space, what = question.partition(" ")
        if f"{kind} " == ENDING and Ending(what) not in {Ending.EMPTY, Ending.FAILED}:
            yield Answer(
                Verdict.FAILED if what == Ending.REFUSED else Verdict.ANSWERED,
                self._words(1, ""),
                cited,
                engine=WRITER,
                ending=Ending(what),
                receipt=Receipt(WRITER, 1, 1240, 12),
            )
            return
        told = f"vendor.example says {what}; ask again, or ask offline."
        wait = 2.0 if what == "busy" else None
        fault = Fault(what, told, DETAILS, wait) if f"{kind} " == FAULT else None
        said = fault.sentence if fault else "The model returned nothing."
        ending = Ending.FAILED if fault else Ending(what)
        yield Answer(
            Verdict.FAILED,
            (Piece(said),),
            engine=WRITER,
            ending=ending,
            fault=fault,
            receipt=Receipt(WRITER, 1),
        )

    def _cite(self, number: int) -> Citation:
        sentence = self.article.sentences[min(number, len(self.article.sentences)) - 1]
        return Citation(self.article, sentence.start, sentence.end)
