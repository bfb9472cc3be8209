"""Tell what a turn is in its conversation, and which earlier turn it is about.

`kinds` reads the turn's own words; here the turns before it are looked at: "before that?" asks for
a sentence only after a sentence was asked for, and "no, I meant Putin" is the last question asked
anew. A question about a source changes no topic: "why?" after "who said that?" still asks why of
what was asked before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.conversation import steering
from assistant.conversation.correcting import corrected
from assistant.conversation.following import standalone
from assistant.conversation.kinds import Route, request_of, route
from assistant.conversation.phrases import core
from assistant.conversation.referring import turn_meant
from assistant.conversation.requesting import Operation, Request, onward
from assistant.domain import Turn, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Reading", "Route", "questions", "read_turn", "requests_of", "route", "topical"]

_STEERING = frozenset({Route.CHALLENGE, Route.CORRECTION, Route.MORE, Route.RETURN})
_GOES_ON = frozenset({Operation.BEFORE, Operation.AFTER, Operation.PASSAGE})
_SHOWS_OTHER_WORDS = _GOES_ON | {Operation.ELSEWHERE}
_OF_EITHER = re.compile(r"how does (?:it|this) work", re.IGNORECASE)
"""Of Footnote when nothing has been asked yet, of what was asked about afterwards."""
_FEW_WORDS = 4
"""A first turn like "are you sure?" doubts nothing; a longer one is taken for a question."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a turn is in its conversation.

    `question` is what to ask the article, self-contained, and "" where nothing is to be asked;
    `request` belongs to a question about a source; `meant` is the earlier turn that a challenge,
    "tell me more" or a return is about, None where there is no such turn.
    """

    route: Route
    question: str = ""
    request: Request | None = None
    meant: Turn | None = None


def read_turn(turn: str, turns: Sequence[Turn]) -> Reading:
    """What `turn` is, coming after `turns`."""
    if request := _request(turn, requests_of(turns), turns):
        return Reading(Route.SOURCE, request=request)
    kind, asked = route(turn), questions(turns)
    if kind is Route.QUESTION or (asked and _OF_EITHER.fullmatch(core(turn))):
        return _question(turn, turns)
    if kind not in _STEERING:
        return Reading(kind, turn)
    doubts_at_length = kind is Route.CHALLENGE and len(turn.split()) > _FEW_WORDS
    if not asked and (kind is Route.CORRECTION or doubts_at_length):
        return Reading(Route.QUESTION, turn)
    if kind is Route.CORRECTION:
        meant = steering.correction_in(turn)
        return Reading(kind, corrected(meant, asked[-1], topical(turns)) if meant else turn)
    if kind is Route.RETURN:
        return _returned(turn, turns, asked)
    return Reading(kind, meant=asked[-1] if asked else None)


def questions(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that asked the article something; a correction takes its question's place."""
    asked: list[Turn] = []
    for turn, request in zip(turns, requests_of(turns), strict=True):
        kind = route(turn.question)
        if request or turn.answer.verdict is Verdict.CHAT:
            continue
        if kind in _STEERING - {Route.CORRECTION} and not _asks_anew(turn.question):
            continue
        if kind is Route.CORRECTION and asked:
            asked.pop()
        asked.append(turn)
    return asked


def topical(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that a follow-up may lean on, each with the question it was understood as.

    Of the questions about a source only those are kept that put other words before the reader, as
    what was last shown under the question asked before.
    """
    kept: list[Turn] = []
    for turn, request in zip(turns, requests_of(turns), strict=True):
        answer = turn.answer
        if not request:
            steers = route(turn.question) in _STEERING
            kept.append(Turn(answer.standalone or turn.question, answer) if steers else turn)
        elif request.operation in _SHOWS_OTHER_WORDS and answer.citations and kept:
            shown = replace(kept[-1].answer, citations=answer.citations)
            kept.append(Turn(kept[-1].question, shown))
    return kept


def _request(turn: str, before: Sequence[Request | None], turns: Sequence[Turn]) -> Request | None:
    """The request a turn makes, after turns that made the requests `before`."""
    if request := request_of(turn):
        return request
    last = next((at for at in reversed(range(len(before))) if not _is_chat(turns[at])), None)
    if last is None or not (request := before[last]) or request.operation not in _GOES_ON:
        return None
    way = onward(turn)
    return Request(way) if way else None


def requests_of(turns: Sequence[Turn]) -> list[Request | None]:
    """The request that each turn makes, if it makes one."""
    found: list[Request | None] = []
    for turn in turns:
        found.append(_request(turn.question, found, turns))
    return found


def _is_chat(turn: Turn) -> bool:
    return turn.answer.verdict is Verdict.CHAT


def _question(turn: str, turns: Sequence[Turn]) -> Reading:
    """A question: a follow-up if it had to be filled in from the turns before it."""
    understood = standalone(turn, topical(turns)) if turns else turn
    leans = core(understood).lower() != core(turn).lower()
    return Reading(Route.FOLLOW_UP if leans else Route.QUESTION, understood)


def _asks_anew(turn: str) -> bool:
    back = steering.return_in(turn)
    return bool(back and back.question)


def _returned(turn: str, turns: Sequence[Turn], asked: Sequence[Turn]) -> Reading:
    """Back to an earlier turn: shown again, or asked about as if it had been the last one."""
    back = steering.return_in(turn)
    meant = turn_meant(back.reference, asked) if back else None
    if back and back.question:
        until = next((at + 1 for at, one in enumerate(turns) if one is meant), len(turns))
        anew = read_turn(back.question, turns[:until])
        asks = anew.route in (Route.QUESTION, Route.FOLLOW_UP)
        return replace(anew, route=Route.RETURN) if asks else anew
    if back and back.reference.topic and not meant:
        return Reading(Route.QUESTION, f"What does the article say about {back.reference.topic}?")
    return Reading(Route.RETURN, meant=meant)
