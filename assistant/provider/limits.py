"""How long a model may take and how much it may send, each with the reason for its figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TRIES: Final = 3
"""The first and two more; never one after a reader has seen a word."""
LONGEST_WAIT: Final = 30.0
"""Seconds: whoever asks us to wait longer is told of, not waited for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and sizes. The first word has a single deadline, however often it is tried for.

    `gap` is measured on what the model writes: a server that only says it is alive is silent.
    `after_end` is for the count of tokens, which comes behind the last word.
    """

    connect: float = 5.0
    first_word: float = 30.0
    gap: float = 20.0
    total: float = 180.0
    after_end: float = 1.0
    listing: float = 3.0
    patience: float = 4.0  # after which a reader is told that the model is waited for, and again
    first_backoff: float = 0.5
    longest_backoff: float = 8.0
    event_bytes: int = 1_000_000
    reply_bytes: int = 8_000_000  # with the thoughts of a model that shows them
    error_bytes: int = 64_000
    answer_characters: int = 65_536


ELSEWHERE: Final = Limits()
ON_THIS_MACHINE: Final = Limits(first_word=120.0)  # it may have to load the model first
