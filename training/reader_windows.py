"""Questions with windows of sentences to read: what the reader model is trained on.

Every question that a text answers makes one window with its answer (at times changed in question
and sentences alike) and, in each pass over the data,
one window that does not answer, made anew by one of these rules:

- `elsewhere`: sentences of the same text that share words with the question but do not answer it;
- `dropped`: the window with the answering sentence cut out;
- `withheld`: the words that answer are cut out of their sentence;
- `altered`, `attribute`: the question is another one, or what it asks about in the window is
  (`reader_alterations.py`).

Everything drawn is drawn from the `random.Random` handed in, so a seed gives the same windows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader_alterations import altered, attribute, cut_elsewhere, withheld
from reader_texts import FUNCTION, Question, Text, Window, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

LONGEST_WINDOW = 90
"""Words. With word pieces and the question it stays under the 160 tokens the model is given."""
BEFORE, AFTER = (0, 1, 1, 2), (0, 1, 1, 2)
"""How many neighbours a window takes along on either side: one of these, drawn anew each time."""
CHANGED_ALIKE = 0.4
"""Of the windows that answer, those where a change is tried in question and sentences alike."""
CUT_ELSEWHERE = 0.25
"""Of the windows that answer, those where a cut of words that do not answer is tried."""
WINDOW_CHANGED = 0.5
"""Of the changes that could be made in either, those made in the window, not in the question."""
READINGS = 2
"""A pass, of a question meant to be unanswerable, each with other neighbours of the sentence."""
NEAREST_ELSEWHERE = 6
"""A window that does not answer starts from one of so many sentences nearest in wording."""


def windows(text: Text, chance: random.Random) -> Iterator[Window]:
    """One pass over a text: of each question, a window that answers and one that does not."""
    for question in text.questions:
        if not question.answering:
            yield from _unanswerable(text, question, chance)
            continue
        window = _around(text, question, chance)
        yield _as_typed(_with_answer(text, question, window, chance), chance)
        yield _as_typed(_without_answer(text, question, window, chance), chance)
        if question.written:  # as often as the unanswerable ones, or their wording gives them away
            yield _as_typed(_around(text, question, chance), chance)


def _with_answer(text: Text, question: Question, window: Window, chance: random.Random) -> Window:
    """The window as it is, or now and then with question and sentences changed alike."""
    if question.confirming:
        return window
    if chance.random() < CUT_ELSEWHERE:
        sentences = cut_elsewhere(question, window, text, chance)
        if sentences:
            return _still_answering(window, window.question, sentences)
    if chance.random() >= CHANGED_ALIKE:
        return window
    other = altered(question, window, text, chance)
    if not other or not other.sentences:
        return window
    return _still_answering(window, other.question, other.sentences)


def _still_answering(window: Window, question: str, sentences: tuple[str, ...]) -> Window:
    """A changed window that answers where it did; the span is kept where its words still stand."""
    span = None
    if window.span:
        place, start, end = window.span
        words = window.sentences[place][start:end]
        if sentences[place].count(words) == 1:
            at = sentences[place].index(words)
            span = (place, at, at + len(words))
    return Window(question, sentences, window.answering, span)


def _around(text: Text, question: Question, chance: random.Random) -> Window:
    place = question.span[0] if question.span else min(question.answering)
    taken = _row(text, place, chance)
    answering = frozenset(taken.index(each) for each in question.answering if each in taken)
    span = None
    if question.span:
        span = (taken.index(place), question.span[1], question.span[2])
    return Window(question.text, tuple(text.sentences[each] for each in taken), answering, span)


def _row(text: Text, place: int, chance: random.Random) -> list[int]:
    """Sentences in a row around `place`, of its paragraph, within the longest window."""
    taken, room = [place], LONGEST_WINDOW - len(text.sentences[place].split())
    for step, wanted in ((-1, chance.choice(BEFORE)), (1, chance.choice(AFTER))):
        for distance in range(1, wanted + 1):
            at = place + step * distance
            if not 0 <= at < len(text.sentences) or text.paragraphs[at] != text.paragraphs[place]:
                break
            room -= len(text.sentences[at].split())
            if room < 0:
                break
            taken.append(at)
    return sorted(taken)


def _unanswerable(text: Text, question: Question, chance: random.Random) -> Iterator[Window]:
    """Meant to be unanswerable: harder than any that is made, and read more than once a pass."""
    for _ in range(READINGS):
        taken = _row(text, question.near or 0, chance)
        sentences = tuple(text.sentences[each] for each in taken)
        yield _as_typed(Window(question.text, sentences, rule="unanswerable"), chance)


def _without_answer(
    text: Text, question: Question, window: Window, chance: random.Random
) -> Window:
    rules = [
        "altered", "altered", "altered", "elsewhere", "elsewhere", "dropped", "attribute",
        "withheld", "withheld",
    ]  # fmt: skip
    if question.confirming:  # what is altered in it is still confirmed or denied
        rules = ["elsewhere", "dropped"]
    chance.shuffle(rules)
    for rule in dict.fromkeys([*rules, "elsewhere"]):
        if rule in ("altered", "attribute"):
            alter = altered if rule == "altered" else attribute
            other = alter(question, window, text, chance)
            if other and other.sentences and chance.random() < WINDOW_CHANGED:
                return Window(question.text, other.sentences, rule=rule)
            if other:
                return Window(other.question, window.sentences, rule=rule)
        elif rule == "withheld":
            sentences = withheld(window)
            if sentences and not _holds_answer(question, sentences):
                return Window(question.text, sentences, rule=rule)
        elif rule == "dropped":
            kept = [s for at, s in enumerate(window.sentences) if at not in window.answering]
            if kept and not _holds_answer(question, kept):
                return Window(question.text, tuple(kept), rule=rule)
        else:
            found = _elsewhere(text, question, chance)
            if found:
                return found
    other = chance.choice([q for q in text.questions if q.answering != question.answering])
    return Window(other.text, window.sentences, rule="elsewhere")


def _holds_answer(question: Question, sentences: Sequence[str]) -> bool:
    together = " ".join(sentences).lower()
    return any(answer.lower() in together for answer in question.answers)


def _elsewhere(text: Text, question: Question, chance: random.Random) -> Window | None:
    asked = {word for word in words_of(question.text) if word not in FUNCTION}
    home = min(question.answering)
    first, last = max(0, home - text.reach), min(len(text.sentences), home + text.reach)
    shared = {
        place: sum(text.weight(word) for word in sorted(asked & text.words[place]))
        for place in range(first, last)
        if place not in question.answering
    }
    nearest = sorted(shared, key=lambda place: -shared[place])[:NEAREST_ELSEWHERE]
    chance.shuffle(nearest)
    for place in nearest:
        taken = [each for each in _row(text, place, chance) if each not in question.answering]
        sentences = [text.sentences[each] for each in taken]
        if sentences and not _holds_answer(question, sentences):
            return Window(question.text, tuple(sentences), rule="elsewhere")
    return None


def _as_typed(window: Window, chance: random.Random) -> Window:
    """Now and then without its question mark, with a slip of the fingers, or as mere keywords."""
    question = window.question.strip()
    if chance.random() < 0.4:
        question = question.rstrip("? .")
    if chance.random() < 0.06:
        question = " ".join(w for w in question.split() if w.lower() not in FUNCTION) or question
    for _ in range(chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2))):
        question = _mistyped(question, chance)
    if question == window.question:
        return window
    return Window(question, window.sentences, window.answering, window.span, window.rule)


def _mistyped(question: str, chance: random.Random) -> str:
    words = question.split()
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return question
    at = chance.choice(long)
    place = chance.randrange(1, len(words[at]) - 1)
    word = words[at]
    words[at] = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if chance.random() < 0.5
        else word[:place] + word[place + 1 :]
    )
    return " ".join(words)
