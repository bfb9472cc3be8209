"""The operations on a source: each a function from what is pointed at to an answer.

A new one is a function and a row in `OPERATIONS` and `UNDERSTOOD`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from assistant.conversation.requesting import Operation
from assistant.conversation.showing import (
    beside,
    capital,
    drawn,
    in_marks,
    in_runs,
    passage,
    passed_over,
    place,
    quoted_within,
    touched,
)
from assistant.domain import Answer, Citation, Piece, PieceKind, SentenceKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Article, Candidate, Searcher, Sentence, Turn

NOT_ATTRIBUTED = "The article does not attribute it to anyone"
FROM_THE_ARTICLE = "From the article: what stands in quotation marks is its text, unchanged."
WORDS_AROUND = "The words around the quotation marks are mine."
MAY_SAY_SO = 0.58
"""Nearness from which another sentence may say the same; the reader is left to judge."""
_WORDING_COUNTS = 0.3  # beside the nearness in meaning, which tells more
MOST_ELSEWHERE = 2
_CONSIDERED = 8
_NAMED_WITHIN = 6  # sentences; farther away, a name no longer tells who "he" is


class Speech(Protocol):
    """Whose words a sentence gives, as `article.speakers` tells it."""

    @property
    def speaker(self) -> str:
        """The name or role, as printed."""

    @property
    def role(self) -> str | None:
        """What stands beside the name."""

    @property
    def kind(self) -> str:
        """How the words are given: "quoted", "reported" or "both"."""

    @property
    def variants(self) -> tuple[str, ...]:
        """Other spellings of the name in the article."""

    @property
    def also(self) -> tuple[str, ...]:
        """Others who say it, too."""


SpeechOf = Callable[["Sentence"], "Speech | None"]


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a request is about: places in the article, and the turn that showed them, if one did."""

    article: Article
    citations: tuple[Citation, ...]
    turn: Turn | None
    speech_of: SpeechOf
    searcher: Searcher


def _answered(citations: Sequence[Citation], *pieces: Piece) -> Answer:
    shown = tuple(touched(citations))
    return Answer(Verdict.ANSWERED, pieces, tuple(citations), confidence=1.0, retrieved=shown)


def _where(pointed: Pointed) -> Answer:
    openings = [f"{capital(place(citation))}:" for citation in pointed.citations]
    return _answered(pointed.citations, *drawn(pointed.citations, openings))


def _quote(pointed: Pointed) -> Answer:
    return _answered(pointed.citations, *drawn(pointed.citations))


def _before(pointed: Pointed) -> Answer:
    return _neighbour(pointed, -1)


def _after(pointed: Pointed) -> Answer:
    return _neighbour(pointed, +1)


def _neighbour(pointed: Pointed, step: int) -> Answer:
    """The sentence before the first or after the last one shown."""
    shown = touched(pointed.citations)
    edge = shown[0] if step < 0 else shown[-1]
    other, between = beside(pointed.article, edge, step)
    side = "before" if step < 0 else "after"
    note = (Piece(f"\n\n{between}"),) if between else ()
    if other is None:
        end = "first" if step < 0 else "last"
        said = f"Nothing stands {side} it: this is the {end} sentence of the story."
        citations = in_runs(pointed.article, [edge])
        return _answered(citations, *drawn(citations, [said]))
    citations = in_runs(pointed.article, [other])
    said = f"{capital(citations[0].place)}, {side} sentence {edge.number}:"
    return _answered(citations, *drawn(citations, [said]), *note)


def _passage(pointed: Pointed) -> Answer:
    article = pointed.article
    around = [passage(article, sentence) for sentence in touched(pointed.citations)]
    citations = in_runs(article, [s for sentences, _ in around for s in sentences])
    whole = all(paragraph for _, paragraph in around)
    first = "The whole paragraph" if whole else "With the sentences around it"
    openings = [f"{first}, {citations[0].place}:"]
    for before, after in pairwise(citations):
        openings.append(f"{passed_over(article, before, after)} {capital(after.place)}:".strip())
    return _answered(citations, *drawn(citations, openings))


def _speaker(pointed: Pointed) -> Answer:
    """Who said it; where the sentence has only "he", the one that names the speaker, too."""
    shown = [s for s in touched(pointed.citations) if s.kind is SentenceKind.STORY]
    speeches = [(sentence, pointed.speech_of(sentence)) for sentence in shown]
    said = list(dict.fromkeys(_said_by(speech) for _, speech in speeches))
    if len(said) > 1:
        said = [f"Sentence {s.number}: {_said_by(speech)}" for s, speech in speeches]
    naming = [
        named
        for sentence, speech in speeches
        if speech
        for named in _names(pointed.article, sentence, speech.speaker, shown)
    ]
    citations = in_runs(pointed.article, [*shown, *naming]) if naming else pointed.citations
    told = ". ".join(said or [NOT_ATTRIBUTED])
    return _answered(citations, *drawn(citations, [f"{told}:"]))


def _said_by(speech: Speech | None) -> str:
    """For instance "Said by Niva Yau, a senior researcher (also printed “Yao”), quoted"."""
    if not speech:
        return NOT_ATTRIBUTED
    others = f"; also named: {', '.join(speech.also)}" if speech.also else ""
    role = f", {speech.role}" if speech.role else ""
    variants = ", ".join(map(in_marks, speech.variants))
    printed = f" (also printed {variants})" if variants else ""
    return f"Said by {speech.speaker}{role}{printed}, {_HOW_SAID[speech.kind]}{others}"


_HOW_SAID = {
    "quoted": "quoted",
    "reported": "reported, not quoted",
    "both": "partly quoted and partly reported",
}


def _names(
    article: Article, sentence: Sentence, speaker: str, shown: Sequence[Sentence]
) -> list[Sentence]:
    """The nearest sentence that prints the speaker's name, if none of those shown does."""
    if any(speaker in article.words_of(s) for s in shown):
        return []
    near = [
        s
        for s in article.sentences
        if s.kind is SentenceKind.STORY
        and abs(s.number - sentence.number) <= _NAMED_WITHIN
        and speaker in article.words_of(s)
    ]
    # Before rather than after: "Yau … . He said …" is read in that order.
    return sorted(
        near, key=lambda s: (s.number > sentence.number, abs(s.number - sentence.number))
    )[:1]


def _direct(pointed: Pointed) -> Answer:
    """Whether what was shown stands in quotation marks, wholly, in part or not at all."""
    inside = [words for citation in pointed.citations for words in quoted_within(citation)]
    within = sum(len(words.split()) for words in inside)
    total = sum(len(citation.quote.split()) for citation in pointed.citations)
    if inside:
        yes = "Yes" if 2 * within >= total else "Only in part"
        leads = [piece for words in inside for piece in (Piece(" … "), _lead(words))][1:]
        said = (Piece(f"{yes}, in quotation marks: "), *leads, Piece(". "))
    else:
        said = (Piece(f"{_without_marks(pointed)} "),)
    return _answered(pointed.citations, *said, *drawn(pointed.citations))


def _lead(words: str) -> Piece:
    return Piece(words, PieceKind.LEAD)


def _without_marks(pointed: Pointed) -> str:
    """What words without quotation marks are: an interview prints a speaker's own without them."""
    speeches = [pointed.speech_of(s) for s in touched(pointed.citations)]
    speakers = dict.fromkeys(s.speaker for s in speeches if s and s.kind == "quoted")
    if speakers and all(s and s.kind == "quoted" for s in speeches):
        return f"Yes, printed without quotation marks as the words of {' and '.join(speakers)}."
    return "No, it stands in no quotation marks: the wording is the article’s."


def _elsewhere(pointed: Pointed) -> Answer:
    """Other sentences near in wording or meaning; whether they say so is left to the reader."""
    shown = {sentence.number for sentence in touched(pointed.citations)}
    found = {
        candidate.sentence.number: candidate
        for citation in pointed.citations
        for candidate in pointed.searcher.search(citation.quote, _CONSIDERED).candidates
        if candidate.sentence.number not in shown
    }
    best = sorted(found.values(), key=lambda candidate: -_nearness(candidate))
    near = [candidate for candidate in best if _nearness(candidate) >= MAY_SAY_SO]
    sentences = [candidate.sentence for candidate in (near or best)[:MOST_ELSEWHERE]]
    citations = in_runs(pointed.article, sentences)
    if not near:
        said = "I find no other sentence in the article that says so."
        return Answer(Verdict.NOT_IN_ARTICLE, (Piece(said),), nearest=citations)
    said = "Nearest to it in wording and meaning; whether it says the same is yours to judge. "
    openings = [f"{capital(citation.place)}:" for citation in citations]
    return _answered(citations, Piece(said), *drawn(citations, openings))


def _nearness(candidate: Candidate) -> float:
    return candidate.meaning + _WORDING_COUNTS * candidate.wording


def _origin(pointed: Pointed) -> Answer:
    said = FROM_THE_ARTICLE
    pieces = pointed.turn.answer.pieces if pointed.turn else ()
    if any(piece.kind is PieceKind.SAID and len(piece.text.split()) > 1 for piece in pieces):
        said = f"{said} {WORDS_AROUND}"
    openings = [f"{capital(citation.place)}:" for citation in pointed.citations]
    return _answered(pointed.citations, Piece(f"{said} "), *drawn(pointed.citations, openings))


OPERATIONS: dict[Operation, Callable[[Pointed], Answer]] = {
    Operation.WHERE: _where,
    Operation.QUOTE: _quote,
    Operation.BEFORE: _before,
    Operation.AFTER: _after,
    Operation.PASSAGE: _passage,
    Operation.SPEAKER: _speaker,
    Operation.DIRECT: _direct,
    Operation.ELSEWHERE: _elsewhere,
    Operation.ORIGIN: _origin,
}
UNDERSTOOD: dict[Operation, Callable[[str], str]] = {
    Operation.WHERE: "Where does the article say {}?".format,
    Operation.QUOTE: "What are the exact words of {}?".format,
    Operation.BEFORE: "What does the sentence before {} say?".format,
    Operation.AFTER: "What does the sentence after {} say?".format,
    Operation.PASSAGE: "What is the whole passage around {}?".format,
    Operation.SPEAKER: "Who said {}?".format,
    Operation.DIRECT: "Is {} a direct quotation?".format,
    Operation.ELSEWHERE: "Does anything else in the article say {}?".format,
    Operation.ORIGIN: "Is {} from the article?".format,
}
"""A request with what it was taken to be about, for "understood as: …"."""
