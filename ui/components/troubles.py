"""What kept an answer from being whole, and what a reader can do about it next.

A new fault is a row in `TITLES`, and its code in `TO_BE_PUT_RIGHT` if asking again at once is of
no use. One that is not known here is told in its own sentence all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from assistant import Ending, PieceKind, Progress, Verdict
from ui.components.conversation import QUOTING

if TYPE_CHECKING:
    from assistant import Answer, Exchange, Fault

AGAIN, OFFLINE = "again", "offline"

TITLES = {
    "busy": "The server is busy",
    "context_exceeded": "Too long for the model",
    "context_overflow": "Too long for the model",
    "cut_off": "The answer broke off",
    "key_refused": "The key was refused",
    "no_api": "No model at this address",
    "no_encryption": "No safe connection",
    "no_room": "Nothing came back",
    "no_such_model": "The model is not there",
    "not_allowed": "The key may not do this",
    "not_ready": "The model is not set up",
    "nothing": "Nothing came back",
    "parameter_refused": "A setting was refused",
    "prompt_cut": "Not everything was read",
    "quota_used_up": "The quota is used up",
    "redirected": "The server points elsewhere",
    "request_refused": "The request was refused",
    "too_large": "Too long an answer",
    "too_slow": "No answer in time",
    "trouble": "The server has trouble",
    "unreachable": "Nothing answers there",
    "unreadable": "The answer cannot be read",
    "unsupported": "The model’s answer is not shown",
}
"""By the code of a fault, what happened in a few words."""

TO_BE_PUT_RIGHT = frozenset(
    {
        *("context_exceeded", "context_overflow", "key_refused", "no_api", "no_encryption"),
        *("no_such_model", "not_allowed", "not_ready", "parameter_refused", "quota_used_up"),
        *("redirected", "request_refused", "unsupported"),
    }
)
"""Faults that come again until somebody changes something: going on without a model comes first."""

ENDINGS = {
    Ending.STOPPED: ("Stopped", "You stopped this answer; what had arrived was kept and checked."),
    Ending.INTERRUPTED: ("It broke off", "What had arrived was kept and checked."),
    Ending.TRUNCATED: ("Cut off", "It reached the greatest length that an answer may have."),
    Ending.REFUSED: ("The model declined", "These are its own words, not the article’s."),
    Ending.FILTERED: ("Withheld", "The server withheld the rest; what had arrived was checked."),
    Ending.EMPTY: ("Nothing came back", "The model returned nothing."),
    Ending.FAILED: ("No answer", ""),
}
"""How an answer ended, in a few words and in a sentence where no fault says it better."""

UNCHECKED = "What had arrived was not checked."


class Trouble(TypedDict):
    """What happened, and `steps` ("again", "offline"), the most useful first.

    `details` are the server's words. `ready` is when the server wants to be asked again, in
    seconds since 1970; 0 for at once. `failed` tells that there is no answer at all.
    """

    title: str
    sentence: str
    details: str
    ready: int
    steps: list[str]
    failed: bool


def trouble(exchange: Exchange) -> Trouble | None:
    """What to tell of an exchange that is over and not whole, or that has a fault all the same."""
    answer = exchange.answer
    if answer is None:
        return _cut_short(exchange) if exchange.over else None
    failed = answer.verdict is Verdict.FAILED
    if not failed and answer.fault is None and answer.ending is Ending.COMPLETE:
        return None
    ending = answer.ending if answer.ending is not Ending.COMPLETE else Ending.FAILED
    title, sentence = ENDINGS[ending]
    if answer.fault is not None:
        title = TITLES.get(answer.fault.code, title)
        sentence = answer.fault.sentence
    elif failed and answer.ending is not Ending.REFUSED:
        sentence = answer.text or sentence
    return {
        "title": title,
        "sentence": sentence,
        "details": answer.fault.details if answer.fault else "",
        "ready": _ready(exchange, answer),
        "steps": _steps(answer),
        "failed": failed,
    }


def _cut_short(exchange: Exchange) -> Trouble:
    """An answer that its process, or a failure of its own, ended before it was whole."""
    stopped = exchange.progress is Progress.STOPPED
    written = any(piece.kind is PieceKind.WRITTEN for piece in exchange.pieces)
    return {
        "title": "Stopped" if stopped else "It broke off" if exchange.pieces else "No answer",
        "sentence": f"{exchange.reason} {UNCHECKED}" if written else exchange.reason,
        "details": "",
        "ready": 0,
        "steps": [AGAIN],
        "failed": not exchange.pieces,
    }


def _steps(answer: Answer) -> list[str]:
    if answer.receipt is None and answer.engine in {"", QUOTING}:
        return [AGAIN]
    if answer.engine == QUOTING:  # it was quoted instead already
        return [AGAIN]
    fault: Fault | None = answer.fault
    later = fault is not None and (fault.code in TO_BE_PUT_RIGHT or bool(fault.retry_after))
    return [OFFLINE, AGAIN] if later else [AGAIN, OFFLINE]


def _ready(exchange: Exchange, answer: Answer) -> int:
    wait = answer.fault.retry_after if answer.fault else None
    if not wait or exchange.asked is None:
        return 0
    return int(exchange.asked.timestamp() + answer.timing.total / 1000 + wait + 1)
