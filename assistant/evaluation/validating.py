"""The rules a gold set must keep, each with a name; a broken row names its line and the rule.

A new rule on one question is one more function in `RULES`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from assistant.evaluation.matching import contains, facts_held, occurs, opening_polarity, plain
from assistant.evaluation.schema import (
    CATEGORIES,
    DIFFICULTIES,
    EVIDENCE_MODES,
    EXPECTED,
    POLARITIES,
    SPLITS,
    TURN_KINDS,
    UNANSWERABLE_KINDS,
    Fault,
)
from assistant.retrieval.questions import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from assistant.evaluation.schema import GoldSet, Item

NOT_IN_EVIDENCE: Final = "not in evidence"
"""An item's note says so, with its reason, where a required fact is not in the evidence."""
FEWEST_WORDS_TO_LEAK: Final = 4
"""A shorter question ("Why?", "hi") identifies no item, wherever else it stands."""

_SAYS_NOTHING: Final = frozenset({"a", "an", "the"})
_SEARCHED: Final = frozenset(
    {".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".js", ".html", ".css", ".yaml", ".yml"}
)
_NOT_SEARCHED: Final = frozenset({"seeds", "build", "dist", "node_modules", "htmlcov"})


def validate(gold: GoldSet) -> list[Fault]:
    """Every rule that a row breaks, in the order of the files."""
    faults = [
        Fault("gold.jsonl", item.line, rule, words)
        for item in gold.items
        for rule, words in (*faults_of(item, gold), *_of_partners(item, gold))
    ]
    for talk in gold.conversations:
        found = [("category", f"{talk.kind!r} is no kind of conversation")] * (
            talk.kind not in TURN_KINDS
        )
        found += [("turns", "a conversation has at least two")] * (len(talk.turns) < 2)
        for turn in talk.turns:
            at = turn.id.rpartition("#")[2]
            found += [(rule, f"turn {at}: {words}") for rule, words in faults_of(turn, gold)]
        faults += [Fault("conversations.jsonl", talk.line, *each) for each in found]
    return sorted(
        [*faults, *_of_set(gold)], key=lambda fault: (fault.file != "gold.jsonl", fault.line)
    )


def faults_of(item: Item, gold: GoldSet) -> Iterator[tuple[str, str]]:
    """The rules that one question breaks by itself, each with what is wrong."""
    for name, rule in RULES.items():
        for words in rule(item, gold):
            yield name, words


def _article(item: Item, gold: GoldSet) -> Iterator[str]:
    if item.article_id != gold.slug:
        yield f"article_id is {item.article_id!r}, the article is {gold.slug!r}"
    text = gold.text.encode("utf-8", "surrogatepass")
    if item.article_sha256 and item.article_sha256 != hashlib.sha256(text).hexdigest():
        yield "article_sha256 is of another text than the article's"


def _vocabulary(item: Item, gold: GoldSet) -> Iterator[str]:
    allowed = {
        "split": SPLITS,
        "category": CATEGORIES | TURN_KINDS | {"opening"},
        "difficulty": DIFFICULTIES,
        "expected": EXPECTED,
        "evidence_mode": EVIDENCE_MODES,
        "polarity": (*POLARITIES, None),
        "unanswerable_kind": (*UNANSWERABLE_KINDS, None),
    }
    for name, values in allowed.items():
        if getattr(item, name) not in values:
            yield f"{name} is {getattr(item, name)!r}"


def _evidence(item: Item, gold: GoldSet) -> Iterator[str]:
    for quote in item.evidence:
        if quote not in gold.text:
            yield f"not in the article, letter by letter: {quote[:60]!r}"
        elif quote != quote.strip():
            yield f"begins or ends with a space: {quote[:60]!r}"


def _offsets(item: Item, gold: GoldSet) -> Iterator[str]:
    if len(item.evidence_offsets) != len(item.evidence):
        yield f"{len(item.evidence_offsets)} spans for {len(item.evidence)} quotes"
        return
    for (start, end), quote in zip(item.evidence_offsets, item.evidence, strict=True):
        if not 0 <= start < end or gold.text[start:end] != quote:
            yield f"[{start}, {end}] is not {quote[:60]!r}"


def _facts(item: Item, gold: GoldSet) -> Iterator[str]:
    """Each fact must stand in the evidence, or the item must say why not."""
    for variant in (*(v for group in item.must_contain for v in group), *item.must_not_contain):
        if not re.search(r"\w", variant) or plain(variant) in _SAYS_NOTHING:
            yield f"{variant!r} says nothing to look for"
    if NOT_IN_EVIDENCE in item.note or not item.evidence:
        return
    quotes = [plain(quote) for quote in item.evidence]
    held = (
        any(facts_held(item.must_contain, quote) for quote in quotes)
        if item.evidence_mode == "any"
        else facts_held(item.must_contain, " ".join(quotes), any_one=item.accept_any)
    )
    if not held:
        yield "a required fact is not in the evidence, and the note does not say why"


def _forbidden(item: Item, gold: GoldSet) -> Iterator[str]:
    for phrase in item.must_not_contain:
        if contains(item.ideal, phrase):
            yield f"the ideal holds {phrase!r}"
        if any(contains(quote, phrase) for quote in item.evidence):
            yield f"the evidence holds {phrase!r}"


def _ideal(item: Item, gold: GoldSet) -> Iterator[str]:
    """The ideal answer must pass the checks of its own item."""
    if not item.ideal:
        return
    if not facts_held(item.must_contain, plain(item.ideal), any_one=item.accept_any):
        yield "it lacks a required fact"
    if item.polarity and opening_polarity(item.ideal) != item.polarity:
        yield f"it does not open with {item.polarity!r}"
    if len(item.ideal.split()) > item.max_words:
        yield f"it is longer than {item.max_words} words"


def _expectation(item: Item, gold: GoldSet) -> Iterator[str]:
    """`answerable`, `expected` and what they call for must go together."""
    expected = {
        True: ("answer", "partial"),
        False: ("refuse", "partial"),
        None: ("clarify", "chat"),
    }
    if item.expected in EXPECTED and item.expected not in expected[item.answerable]:
        yield f"answerable {item.answerable} does not go with expected {item.expected!r}"
    if item.answerable and not (item.evidence and item.must_contain):
        yield "an answerable question needs evidence and a required fact"
    if item.corrects_a_premise and not (item.evidence and item.must_contain):
        yield "a false premise needs the evidence and the fact that correct it"
    if item.corrects_a_premise and not item.accept_refusal:
        yield "a false premise may always be refused: accept_refusal is true"
    if item.expected == "refuse" and (item.must_contain or item.polarity):
        yield "a refusal has no required fact and no polarity"
    if (item.answerable is False) != (item.unanswerable_kind is not None):
        yield "unanswerable_kind is for unanswerable questions, and each has one"


RULES: Final[dict[str, Callable[[Item, GoldSet], Iterator[str]]]] = {
    "article": _article,
    "vocabulary": _vocabulary,
    "evidence": _evidence,
    "offsets": _offsets,
    "facts": _facts,
    "forbidden": _forbidden,
    "ideal": _ideal,
    "expectation": _expectation,
}


def _of_partners(item: Item, gold: GoldSet) -> Iterator[tuple[str, str]]:
    """A paraphrase asks the same; a twin asks what the article does not answer."""
    known = {each.id: each for each in gold.items}
    for name in ("paraphrase_of", "twin_of"):
        partner_id = getattr(item, name)
        if partner_id is None:
            continue
        partner = known.get(partner_id)
        if partner is None:
            yield "partner", f"{name} names {partner_id!r}, which is not there"
        elif partner.split != item.split:
            yield "partner", f"{name} names {partner_id!r} of another split"
        elif name == "twin_of" and not (partner.answerable and item.answerable is False):
            yield "partner", "a twin is unanswerable and its partner answerable"
        elif name == "paraphrase_of" and _asks(partner) != _asks(item):
            yield "partner", "a paraphrase expects what its original does"


def _asks(item: Item) -> tuple[object, ...]:
    return item.answerable, item.expected, item.evidence, item.must_contain, item.polarity


def _of_set(gold: GoldSet) -> Iterator[Fault]:
    ids = Counter([*(item.id for item in gold.items), *(talk.id for talk in gold.conversations)])
    lines = defaultdict(list)
    for item in gold.items:
        lines[plain(item.question)].append(item.line)
        if ids[item.id] > 1:
            yield Fault("gold.jsonl", item.line, "id", f"{item.id!r} is there {ids[item.id]} times")
    for talk in gold.conversations:
        if ids[talk.id] > 1:
            words = f"{talk.id!r} is there {ids[talk.id]} times"
            yield Fault("conversations.jsonl", talk.line, "id", words)
    for where in lines.values():
        for line in where[1:]:
            yield Fault("gold.jsonl", line, "twice", f"the question of line {where[0]} again")
    polarities = {item.polarity for item in gold.items if item.polarity}
    if len(polarities) == 1:
        words = f"every yes/no question expects {polarities.pop()!r}; add the other"
        yield Fault("gold.jsonl", 0, "polarity", words)


def leaks(gold: GoldSet, checkout: Path) -> list[Fault]:
    """Questions that stand in the source, the prompts, the documents or the tests of `checkout`.

    What the code has seen it may have been written for. A follow-up without a name or a number
    ("where does it say so?") belongs to everybody.
    """
    questions = {
        plain(words).rstrip("?!. "): item
        for item in gold.every_item
        for words in (item.question, item.standalone)
        if len(words.split()) >= FEWEST_WORDS_TO_LEAK
        if names(words) or not _follows(item)
    }
    found = []
    for path in _texts_of(checkout):
        text = plain(path.read_text(encoding="utf-8", errors="replace"))
        for words, item in questions.items():
            if words in text and occurs(words, text):
                file = "conversations.jsonl" if "#" in item.id else "gold.jsonl"
                shown = path.relative_to(checkout).as_posix()
                found.append(Fault(file, item.line, "leak", f"{words!r} stands in {shown}"))
    return sorted(found, key=lambda fault: (fault.file, fault.line, fault.words))


def _follows(item: Item) -> bool:
    """Whether an item is a later turn of a conversation; turns are numbered after a "#"."""
    return "#" in item.id and not item.id.endswith("#1")


def _texts_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in _NOT_SEARCHED or path.is_symlink():
            continue
        if path.is_dir() and not (path / "pyvenv.cfg").exists():
            yield from _texts_of(path)
        elif path.suffix.lower() in _SEARCHED:
            yield path
