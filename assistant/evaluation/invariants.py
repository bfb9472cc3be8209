"""What must hold of every answer, right or wrong: nothing in it comes from outside the article.

A violation reads `rule: what`; a new rule is one more row in `RULES`. Verbatim quotations are
compared as they stand, all other words as `matching.plain` makes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assistant.domain import Answer, Piece, PieceKind, SentenceKind, Verdict
from assistant.evaluation.matching import occurs, plain
from assistant.evaluation.mentions import amounts, dates, names, numbers, quotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from assistant.domain import Article, Event
    from assistant.evaluation.observing import Observation

WORDS_OF_A_QUOTATION: Final = 4
"""Fewer words in quotation marks may be a term or a title."""
WORDS_OF_A_CLAIM: Final = 6
"""A refusal that repeats so many words of the article on end says what the article says."""

_MARKER: Final = re.compile(r"\[(\d{1,3})\]")
# "Sentences 9–10 of 32": Footnote's own counting, held to be true by the rule `place`.
_PLACE: Final = re.compile(
    r"\b[Ss]entences? (?P<first>\d+)(?:[–-](?P<last>\d+))?(?: of (?P<count>\d+))?|\b[Pp]age \d+"
)
_ELLIPSIS: Final = re.compile(r"\s*(?:\.\.\.|\[\.\.\.\])\s*")
_CLAIMS: Final = frozenset({Verdict.ANSWERED, Verdict.PARTLY})


def violations(
    observation: Observation, asked: Sequence[str], text: str, article: Article | None = None
) -> tuple[str, ...]:
    """The invariants an answer breaks.

    `asked` are the question and what was said before it: an answer may repeat a name or a number
    from there. `text` is the article's; `article` adds which of its sentences are boilerplate.
    """
    said = Said(observation, tuple(asked), text, article)
    return tuple(f"{name}: {what}" for name, rule in RULES.items() for what in rule(said))


def stream_violations(events: Iterable[Event]) -> tuple[str, ...]:
    """Where a reply's stream differs from its answer: the pieces must add up to it.

    What a model writes is drawn as it comes and checked when it is whole, so it may differ.
    """
    events = list(events)
    if not events or not isinstance(events[-1], Answer):
        return ("stream: it does not end with the answer",)
    pieces = tuple(event for event in events if isinstance(event, Piece))
    if any(piece.kind is PieceKind.WRITTEN for piece in pieces):
        return ()
    if "".join(piece.text for piece in pieces) != events[-1].text:
        return ("stream: the pieces that arrived are not the answer",)
    return ()


@dataclass(frozen=True)
class Said:
    """An answer beside the article and the question, in the forms the rules compare."""

    observation: Observation
    asked: tuple[str, ...]
    text: str
    article: Article | None

    @cached_property
    def words(self) -> str:
        """The answer without what it says it does not stand behind."""
        words = self.observation.answer
        for doubted in self.observation.doubted:
            words = words.replace(doubted, "\n", 1)
        return words

    @cached_property
    def own_words(self) -> str:
        """The answer without its markers, its places and the passages quoted whole."""
        return _PLACE.sub("\n", _MARKER.sub("\n", self.unquoted))

    @cached_property
    def unquoted(self) -> str:
        """The answer without the passages quoted whole."""
        words = self.words
        for _, _, quote in sorted(self.observation.citations, key=lambda c: -len(c[2])):
            words = words.replace(quote, "\n")
        return words

    @cached_property
    def plain_text(self) -> str:
        """The article as it is compared."""
        return plain(self.text)

    @cached_property
    def sources(self) -> str:
        """The article and the question: where a name or a number may come from."""
        return "\n".join((self.text, *self.asked))

    @cached_property
    def claims(self) -> bool:
        """Whether the answer says anything of the article."""
        return self.observation.verdict in _CLAIMS


def _offsets(said: Said) -> Iterator[str]:
    for start, end, quote in (*said.observation.citations, *said.observation.nearest):
        if not 0 <= start < end <= len(said.text) or said.text[start:end] != quote:
            yield f"[{start}, {end}] of the article is not {quote[:40]!r}"


def _markers(said: Said) -> Iterator[str]:
    words = said.words
    for _, _, quote in said.observation.citations:
        words = words.replace(quote, "\n")  # an article may have an "[1]" of its own
    shown = {int(match[1]) for match in _MARKER.finditer(words)}
    listed = set(range(1, len(said.observation.citations) + 1))
    yield from (f"[{number}] names no citation" for number in sorted(shown - listed))
    yield from (f"citation {number} has no marker" for number in sorted(listed - shown))
    if said.claims and not listed:
        yield "it answers and cites nothing"


def _verbatim(said: Said) -> Iterator[str]:
    chat = said.observation.verdict is Verdict.CHAT
    for quotation in quotations(said.words):
        if chat and quotation.endswith("?"):
            continue  # a question to try, not words of the article
        forms = [plain(each).strip(" .,;:!?") for each in (quotation, _MARKER.sub("", quotation))]
        if len(forms[1].split()) < WORDS_OF_A_QUOTATION:
            continue
        if not any(_stands(words, said.plain_text) for words in forms):
            yield f"not the article's words: {forms[0][:60]!r}"


def _stands(words: str, text: str) -> bool:
    """Whether words stand in the article, in one stretch or in order around ellipses."""
    if occurs(words, text):
        return True
    parts = [part.strip(" .,;:!?") for part in _ELLIPSIS.split(words)]
    at = 0
    for part in (part for part in parts if part):
        found = re.compile(r"(?<!\w)" + re.escape(part) + r"(?!\w)").search(text, at)
        if found is None:
            return False
        at = found.end()
    return len(parts) > 1


def _numbers(said: Said) -> Iterator[str]:
    known = numbers(said.sources)
    yield from (f"{each} is from outside" for each in sorted(numbers(said.own_words) - known))
    known = amounts(said.sources)
    yield from (f"{each} is from outside" for each in sorted(amounts(said.own_words) - known))


def _places(said: Said) -> Iterator[str]:
    """A sentence that is counted is there, and the count is that of the article."""
    if said.article is None:
        return
    count = len(said.article.sentences)
    for place in _PLACE.finditer(said.unquoted):
        numbered = [int(place[name]) for name in ("first", "last") if place[name]]
        of = int(place["count"] or count)
        if of != count or not all(1 <= number <= count for number in numbered):
            yield f"{place[0]!r}, but there are {count} sentences"


def _dates(said: Said) -> Iterator[str]:
    outside = dates(said.own_words) - dates(said.sources)
    yield from (f"{each} is from outside" for each in sorted(outside))


def _names(said: Said) -> Iterator[str]:
    sources = plain(said.sources)
    for variants in names(said.own_words):
        if not any(occurs(variant, sources) for variant in variants):
            yield f"{variants[0]!r} is from outside"


def _refusal(said: Said) -> Iterator[str]:
    """A refusal and small talk say nothing of the article, so they cite nothing of it."""
    if said.claims or said.observation.verdict is Verdict.FAILED:
        return
    if said.observation.citations:
        yield "it makes no claim and cites"
    asked = "\n".join((*said.asked, said.observation.standalone))
    stated = numbers(said.own_words) | amounts(said.own_words) | dates(said.own_words)
    known = numbers(asked) | amounts(asked) | dates(asked)
    yield from (f"it states {each}" for each in sorted(stated - known))
    words = plain(said.own_words).split()
    question = plain(asked)
    for at in range(len(words) - WORDS_OF_A_CLAIM + 1):
        run = " ".join(words[at : at + WORDS_OF_A_CLAIM])
        if occurs(run, said.plain_text) and not occurs(run, question):
            yield f"it says what the article says: {run!r}"
            return


def _boilerplate(said: Said) -> Iterator[str]:
    if said.article is None:
        return
    site = [s for s in said.article.sentences if s.kind is SentenceKind.BOILERPLATE]
    for start, end, quote in said.observation.citations:
        if any(s.start < end and start < s.end for s in site):
            yield f"it cites the site's own text: {quote[:40]!r}"


RULES: Final[dict[str, Callable[[Said], Iterator[str]]]] = {
    "offsets": _offsets,
    "markers": _markers,
    "verbatim": _verbatim,
    "number": _numbers,
    "place": _places,
    "date": _dates,
    "name": _names,
    "refusal": _refusal,
    "boilerplate": _boilerplate,
}
