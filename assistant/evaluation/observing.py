"""What an engine gave for a question, from an answer or from a row of a predictions file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.domain import Verdict
from assistant.errors import QuestionsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.domain import Answer, Citation

Span = tuple[int, int]
Quote = tuple[int, int, str]
"""Start, end and the words said to stand there."""


@dataclass(frozen=True, slots=True)
class Observation:
    """An answer as it is scored, wherever it came from.

    `retrieved` and `confidence` are None where the engine does not tell; `error` says why there is
    no answer, and then nothing else counts. `doubted` are the stretches of the answer that it says
    it does not stand behind. Time takes no part in equality.
    """

    verdict: Verdict
    answer: str
    citations: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    standalone: str = ""
    retrieved: tuple[Span, ...] | None = None
    confidence: float | None = None
    engine: str = ""
    ms: float = field(default=0.0, compare=False)
    error: str | None = None
    doubted: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the engine says the article does not answer; its words are not looked at."""
        return self.error is None and self.verdict is Verdict.NOT_IN_ARTICLE

    @property
    def failed(self) -> bool:
        """Whether there is no answer to score."""
        return self.error is not None or self.verdict is Verdict.FAILED


def observe(answer: Answer) -> Observation:
    """What is scored of an answer."""
    failed = answer.verdict is Verdict.FAILED
    return Observation(
        verdict=answer.verdict,
        answer=answer.text,
        citations=_quotes(answer.citations),
        nearest=_quotes(answer.nearest),
        standalone=answer.standalone,
        retrieved=tuple((s.start, s.end) for s in answer.retrieved),
        confidence=answer.confidence,
        engine=answer.engine,
        ms=answer.timing.total,
        error=answer.text if failed else None,
        doubted=tuple(piece.text for piece in answer.pieces if piece.doubt),
    )


def observation_of_error(reason: str, engine: str = "") -> Observation:
    """What is scored of a question that got no answer at all."""
    return Observation(Verdict.FAILED, "", engine=engine, error=reason)


def observation_of_row(row: Mapping[str, Any]) -> Observation:
    """What is scored of a row in the format of `footnote batch`.

    Raises QuestionsError if the row is not in that format.
    """
    try:
        verdict = Verdict(row["verdict"])
        answer = str(row["answer"])
        retrieved = row.get("retrieved")
        confidence = row.get("confidence")
        ms = row.get("ms") or {}
        return Observation(
            verdict=verdict,
            answer=answer,
            citations=_quoted(row.get("citations", ())),
            nearest=_quoted(row.get("nearest", ())),
            standalone=str(row.get("standalone", "")),
            retrieved=None if retrieved is None else tuple(_span(place) for place in retrieved),
            confidence=None if confidence is None else float(confidence),
            engine=str(row.get("engine", "")),
            ms=float(ms.get("total", 0.0)),
            error=answer if verdict is Verdict.FAILED else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = (
            f"The row {row.get('id', '?')!r} is not an answer as `footnote batch` writes it "
            f"({error!r}): write the predictions with it, or in its format."
        )
        raise QuestionsError(message) from error


def _quotes(places: Sequence[Citation]) -> tuple[Quote, ...]:
    return tuple((place.start, place.end, place.quote) for place in places)


def _quoted(places: Sequence[Mapping[str, Any]]) -> tuple[Quote, ...]:
    return tuple((*_span(place), str(place["quote"])) for place in places)


def _span(place: Mapping[str, Any]) -> Span:
    return int(place["start"]), int(place["end"])
