"""Check each sentence that a model wrote against the words it cites, in code."""

from assistant.answering.checking.checker import Checker

__all__ = ["Checker"]
