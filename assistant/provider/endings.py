"""How vendors say that an answer has ended, and what each of their words means here.

Only what is known to mean so is complete: libraries report a broken stream, half an event and an
empty reply as success.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from assistant.domain import Ending

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLD_IN: Final = ("finish_reason", "stop_reason", "stopReason", "done_reason", "status")
_MEANINGS: Final = {
    "stop": Ending.COMPLETE,
    "end_turn": Ending.COMPLETE,
    "completed": Ending.COMPLETE,
    "length": Ending.TRUNCATED,
    "max_tokens": Ending.TRUNCATED,
    "incomplete": Ending.TRUNCATED,
    "content_filter": Ending.FILTERED,
    "safety": Ending.FILTERED,
    "refusal": Ending.REFUSED,
}


def reason_in(metadata: Mapping[str, Any]) -> str:
    """The vendor's word for why an answer ended; "" while it has not."""
    return next((str(metadata[key]).lower() for key in _TOLD_IN if metadata.get(key)), "")


def ending_of(reason: str) -> Ending:
    """What that word means; one that nobody knows, or none, is no end."""
    return _MEANINGS.get(reason, Ending.INTERRUPTED)
