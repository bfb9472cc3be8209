"""The nouns: what an article is made of and what an answer is made of.

Everything here is a frozen value and imports nothing but the standard library. Offsets are the
truth: they count Python characters into `Article.text`, `end` exclusive, and whatever is shown as
the article's is cut out of that text and nowhere else.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime


class SentenceKind(StrEnum):
    """What a sentence is to a reader of the article."""

    STORY = "story"
    HEADING = "heading"  # a title over what follows: searched, rarely a good quotation alone
    BOILERPLATE = "boilerplate"  # the site's own words: shown dimmed, never searched or cited
    ORDERS = "orders"  # meant for programs: shown with a warning, cited only where asked about


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the unit that is cited; `number` counts from 1 in reading order."""

    number: int
    start: int
    end: int
    kind: SentenceKind = SentenceKind.STORY


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its story neighbours: what is searched, and what opens a "He" or an "It".

    `sentences` are in reading order and hold `core`; boilerplate between them is skipped.
    """

    core: Sentence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Article:
    """A text that never changes, and where its sentences are.

    `pages` holds the offset at which each page begins, for formats that have pages.
    """

    title: str
    text: str = field(repr=False)
    sentences: tuple[Sentence, ...] = field(repr=False)
    language: str = "en"
    origin: str = ""
    pages: tuple[int, ...] = ()

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 of the text: whoever has it can tell whether a text is still this one."""
        return checksum_of(self.text)

    @property
    def id(self) -> str:
        """The first sixteen digits of the checksum: the same text is the same article."""
        return self.checksum[:16]

    @cached_property
    def story(self) -> tuple[Sentence, ...]:
        """The sentences that may be searched and cited, in reading order."""
        return tuple(s for s in self.sentences if s.kind is not SentenceKind.BOILERPLATE)

    def words_of(self, span: Sentence | Citation) -> str:
        """The article's own characters from `start` to `end`."""
        return self.text[span.start : span.end]

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that holds `offset`; None where the format has no pages."""
        return sum(1 for begin in self.pages if begin <= offset) or None


@dataclass(frozen=True)
class Citation:
    """A place in an article. Its quote is cut from the text, so no model can invent one."""

    article: Article = field(repr=False)
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            message = f"({self.start}, {self.end}) is not a span of {self.article.title!r}"
            raise ValueError(message)

    @property
    def quote(self) -> str:
        """The exact words cited."""
        return self.article.text[self.start : self.end]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences this citation touches, in reading order."""
        return tuple(s for s in self.article.sentences if s.start < self.end and self.start < s.end)

    @property
    def place(self) -> str:
        """For instance "sentence 7 of 29" or "page 2, sentences 7–9 of 29"."""
        page = self.article.page_at(self.start)
        where = [f"page {page}"] if page else []
        if touched := self.sentences:
            first, last = touched[0].number, touched[-1].number
            which = f"sentence {first}" if first == last else f"sentences {first}–{last}"
            where.append(f"{which} of {len(self.article.sentences)}")
        return ", ".join(where)


def checksum_of(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def quotation_marks(words: str) -> tuple[str, str]:
    """The marks to set around quoted words: none where they open with one of their own.

    They are then seen to be quoted, and a second pair would only confuse.
    """
    return ("", "") if words[:1] in '“"«„' else ("“", "”")


class Verdict(StrEnum):
    """What became of a question. A refusal is a value, never a phrase to be recognised."""

    ANSWERED = "answered"
    PARTLY = "partly"  # some of what was asked is in the article, and the answer says what is not
    NOT_IN_ARTICLE = "not_in_article"
    CHAT = "chat"  # small talk and questions about the assistant: no claim about the article
    FAILED = "failed"  # no answer could be made; the reason is in the text


class PieceKind(StrEnum):
    """How a piece of an answer is to be drawn."""

    SAID = "said"  # Footnote's own words
    LEAD = "lead"  # the shortest useful answer, a span of the cited sentence
    QUOTE = "quote"  # the article's words, exactly
    MARKER = "marker"  # "[n]": opens `Answer.citations[n - 1]`
    WRITTEN = "written"  # a model's words, checked against the places they cite


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer. `citation` counts from 1; None for words that cite nothing.

    `doubt` tells the reader why the check does not stand behind a model's words; "": it does.
    """

    text: str
    kind: PieceKind = PieceKind.SAID
    citation: int | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds spent until the evidence was found, on composing the answer, and in all."""

    retrieve: float = 0.0
    answer: float = 0.0
    total: float = 0.0


class Ending(StrEnum):
    """How a model's answer ended; an answer without a model is always complete."""

    COMPLETE = "complete"
    STOPPED = "stopped"  # by the reader; what had arrived is kept and checked
    INTERRUPTED = "interrupted"  # the connection broke or fell silent; likewise kept
    TRUNCATED = "truncated"  # longer than the model, the server or Footnote allows
    REFUSED = "refused"  # the model declined in words of its own
    FILTERED = "filtered"  # the server withheld the rest
    EMPTY = "empty"  # the model returned nothing
    FAILED = "failed"  # nothing was answered


@dataclass(frozen=True, slots=True)
class Fault:
    """What kept a model's answer from being whole.

    `code` is for programs ("key_refused"), `sentence` for the reader: what happened, where, what
    to do next. `details` are the server's own words, keys masked, never shown unasked.
    `retry_after` is how many seconds the server asked to wait.
    """

    code: str
    sentence: str
    details: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a model's answer took.

    `estimated` tells that the server did not count the tokens and Footnote did; `cost` is None
    where no price is set. `first_word` is in milliseconds after the question. `matched` tells that
    the model set no markers and code matched each sentence to its evidence.
    """

    model: str
    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    estimated: bool = False
    cost: float | None = None
    first_word: float | None = None
    matched: bool = False


@dataclass(frozen=True)
class Answer:
    """What the reader gets: pieces to draw, the places they come from, and how it was made.

    `nearest` is what a refusal offers instead; `confidence` (0..1) is the calibrated probability
    that the article answers; `standalone` is the question as it was understood; `retrieved` are
    the sentences considered, best first. Timing takes no part in equality: the same question must
    give an equal answer.
    """

    verdict: Verdict
    pieces: tuple[Piece, ...]
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    engine: str = ""
    standalone: str = ""
    retrieved: tuple[Sentence, ...] = field(default=(), repr=False)
    ending: Ending = Ending.COMPLETE
    fault: Fault | None = None
    receipt: Receipt | None = field(default=None, compare=False)
    timing: Timing = field(default=Timing(), compare=False)

    @property
    def text(self) -> str:
        """What the reader reads, markers included, source cards left out."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Streamed first: the places the answer will rest on, to be lit before any word is drawn.

    A model may come to cite others: each time, all that it has cited so far takes their place.
    """

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Said while a reader waits ("busy, trying again in 2 s"); the next event takes its place."""

    text: str


Event = Evidence | Notice | Piece | Answer
"""A reply streams `Evidence`, then each `Piece`, then the whole `Answer`; `Notice`s in between.

The pieces that a model writes arrive unchecked; those of the `Answer` are checked.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer: a conversation is a sequence of these."""

    question: str
    answer: Answer


class Progress(StrEnum):
    """How far the answering of a question has come."""

    WAITING = "waiting"  # or being answered
    COMPLETE = "complete"
    STOPPED = "stopped"  # by the reader
    INTERRUPTED = "interrupted"  # by the end of the process that was answering
    FAILED = "failed"  # `reason` says why


@dataclass(frozen=True)
class Exchange:
    """A question of a conversation and what has arrived of its answer.

    `answer` is there once it is complete; before, and where it was cut short, `evidence` and
    `pieces` are what had arrived. `asked` is in UTC.
    """

    question: str
    asked: datetime | None = None
    progress: Progress = Progress.WAITING
    evidence: tuple[Citation, ...] = ()
    pieces: tuple[Piece, ...] = ()
    answer: Answer | None = None
    reason: str = ""
    notice: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will arrive."""
        return self.progress is not Progress.WAITING

    def with_event(self, event: Event) -> Exchange:
        """This exchange once `event` has arrived."""
        if isinstance(event, Evidence):
            return replace(self, evidence=event.citations)
        if isinstance(event, Notice):
            return replace(self, notice=event.text)
        if isinstance(event, Piece):
            return replace(self, pieces=(*self.pieces, event), notice="")
        return replace(
            self,
            notice="",
            progress=Progress.COMPLETE,
            evidence=event.citations,
            pieces=event.pieces,
            answer=event,
        )

    def cut_short(self, progress: Progress, reason: str) -> Exchange:
        """This exchange with what has arrived, and nothing more to come."""
        return replace(self, progress=progress, reason=reason)


def turns_of(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The turns that a follow-up can refer to: those whose answer is complete."""
    return tuple(
        Turn(exchange.question, exchange.answer)
        for exchange in exchanges
        if exchange.answer is not None
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question beside a sentence.

    `odds` are the log-odds that the sentence answers. `start` and `end` count characters of the
    sentence: the words likeliest to be the shortest answer, `proof` the log of how much likelier
    they are than that there is none.
    """

    odds: float
    start: int = 0
    end: int = 0
    proof: float = -math.inf

    @property
    def answers(self) -> float:
        """The probability, 0 to 1, that the sentence answers."""
        return 1 / (1 + math.exp(-self.odds))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with the figures that ranked it.

    `score` is the logarithm of an unnormalised probability: differences between candidates of one
    question mean something, the figure alone does not. `meaning` is the cosine of question and
    sentence, `wording` the share (0..1) of the weight of the question's words that it holds, and
    `reading` is there where the reader has read it.
    """

    sentence: Sentence
    score: float
    meaning: float
    wording: float
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search brings back: candidates best first, and the probability that one answers.

    `question` is the question as it was searched, typing mistakes repaired.
    """

    candidates: tuple[Candidate, ...]
    confidence: float
    question: str


class Searcher(Protocol):
    """Finds the sentences of one article that may answer a self-contained question."""

    def search(self, question: str, limit: int) -> Findings:
        """Up to `limit` candidates for a question."""

    def central(self, limit: int) -> Findings:
        """Up to `limit` sentences that together say what the article is about."""


class Stop:
    """A reader's wish that an answer end where it is. It may be wished for from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wished = False
        self._then: list[Callable[[], object]] = []

    @property
    def wished(self) -> bool:
        """Whether it has been wished for."""
        return self._wished

    def wish(self) -> None:
        """Wish for it; again is harmless."""
        with self._lock:
            first, self._wished = not self._wished, True
        if first:
            for each in self._then:
                each()

    def then(self, what: Callable[[], object]) -> None:
        """Do `what` once it is wished for, or now if it has been; `what` must not block."""
        with self._lock:
            if not self._wished:
                self._then.append(what)
                return
        what()


class Answerer(Protocol):
    """Composes an answer to a self-contained question, streaming it as events.

    `searcher` is where it looks, and so where "tell me more" looks on.
    """

    name: str

    @property
    def searcher(self) -> Searcher:
        """Searches the article that is answered from."""

    def answer(self, question: str, turns: Sequence[Turn], stop: Stop) -> Iterator[Event]:
        """Stream the answer to `question`, asked after `turns`; the last event is the `Answer`.

        An answer that takes a while ends soon after `stop` is wished for, with what it has.
        """
