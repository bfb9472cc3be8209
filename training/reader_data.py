"""Questions with windows of sentences to read: what the reader model is trained on.

A `Window` is a question and a few sentences in a row, with the ones that answer it. Every question
that a text answers makes one window with its answer and, in each pass over the data, one window
that does not answer, made anew by one of these rules:

- `elsewhere`: sentences of the same text that share words with the question but do not answer it;
- `dropped`: the window with the answering sentence cut out;
- `altered`: a name, number or word that question and answer share is replaced in the question by
  another of its kind, two names change places, a word is turned into its opposite, or the question
  asks for something else ("when" for "why");
- `attribute`: something that is often asked of a name in the window and that it does not tell.

SQuAD has no yes-or-no questions, so some are made from its sentences (`_confirming`): a sentence
answers one that repeats it, and also one that gets its number wrong.

Everything drawn is drawn from the `random.Random` handed in, so a seed gives the same windows.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING, Any

from assistant.article.splitting import split

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST_WINDOW = 90
"""Words. With word pieces and the question it stays under the 160 tokens the model is given."""
BEFORE, AFTER = (0, 1, 1, 2), (0, 1, 1, 2)
"""How many neighbours a window takes along on either side: one of these, drawn anew each time."""
NEAREST_ELSEWHERE = 6
"""A window that does not answer starts from one of so many sentences nearest in wording."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences in a row, and which of them answer the question.

    `span` is (position of a sentence, start, end) of the shortest answer, None where none is known.
    """

    question: str
    sentences: tuple[str, ...]
    answering: frozenset[int] = frozenset()
    span: tuple[int, int, int] | None = None
    rule: str = "answered"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a text: positions of answering sentences, the span, and answers' wordings.

    `near` is where an unanswerable question seems to be answered; `confirming` ones ask yes or no.
    """

    text: str
    answering: frozenset[int]
    span: tuple[int, int, int] | None = None
    answers: tuple[str, ...] = ()
    near: int | None = None
    confirming: bool = False


@dataclass
class Text:
    """Sentences in reading order with the questions on them; `reach` bounds "the same text"."""

    title: str
    sentences: list[str]
    questions: list[Question]
    paragraphs: list[int]  # which paragraph each sentence stands in
    reach: int = 10_000  # sentences either side that count as the same text
    repeat: int = 1  # how often each question is taken in one pass
    frequency: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.words = [set(_words(sentence)) for sentence in self.sentences]
        self.frequency = Counter(word for words in self.words for word in words)

    def weight(self, word: str) -> float:
        """How telling a word is in this text: 0 where it stands everywhere."""
        return log((len(self.sentences) + 1) / (self.frequency[word] + 0.5))


_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_FUNCTION_WORDS = """
a an the of in on at by to for from with as and or but nor so than that this these those it its
he she they them his her their him who whom whose what which when where why how is are was were
be been being am do does did done have has had having will would can could may might must shall
should not no there here into about over under between during after before also one any some
many much more most such other another only own same very just if then because while i you we us
our your my me s t
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def squad(path: Path, chance: random.Random) -> Iterator[Text]:
    """SQuAD 2.0 in its original layout: one `Text` an article."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        sentences: list[str] = []
        paragraphs: list[int] = []
        questions: list[Question] = []
        for number, paragraph in enumerate(article["paragraphs"]):
            context, first = paragraph["context"], len(sentences)
            spans = [(s.start, s.end) for s in split(context)]
            sentences += [context[start:end] for start, end in spans]
            paragraphs += [number] * len(spans)
            questions += [_squad_question(row, spans, first) for row in paragraph["qas"]]
            questions += _confirming(sentences[first:], first, chance)
        yield Text(article["title"].replace("_", " "), sentences, questions, paragraphs)


_SIMPLE = re.compile(
    r"((?:The |A |An |This |Its |His |Her |Their )?[\w'’-]+(?: [\w'’-]+){0,5}?)"
    r" (is|was|are|were|will|can|could|must|has been|have been|had been) ([^,;:()–—]+)"
)
_NUMBER = re.compile(r"\b\d[\d,.]*\b")


def _confirming(sentences: Sequence[str], first: int, chance: random.Random) -> Iterator[Question]:
    """Yes-or-no questions made of simple sentences: "The hall was built in 1890" asks itself."""
    for position, sentence in enumerate(sentences):
        made = _SIMPLE.match(sentence)
        if not made:
            continue
        subject, verb, told = made.groups()
        words = told.split()
        if len(words) < 2 or set(_words(subject)) <= _FUNCTION or " and " in subject:
            continue
        verb, *rest = verb.split()
        opening = subject.split()[0]
        if opening.lower() in _FUNCTION:
            subject = opening.lower() + subject[len(opening) :]
        asked = " ".join([verb.capitalize(), subject, *rest, *words[:12]]).rstrip(" .") + "?"
        if chance.random() < 0.4:
            asked = _NUMBER.sub(lambda m: _other_number(m.group(), chance), asked)
        yield Question(asked, frozenset({first + position}), confirming=True)


def _other_number(number: str, chance: random.Random) -> str:
    digits = [at for at, character in enumerate(number) if character.isdigit()]
    at = digits[-1]
    return number[:at] + str((int(number[at]) + chance.randrange(1, 9)) % 10) + number[at + 1 :]


def _squad_question(row: dict[str, Any], spans: list[tuple[int, int]], first: int) -> Question:
    places = []
    for answer in row["answers"] or row.get("plausible_answers", []):
        start = answer["answer_start"]
        for position, (begin, end) in enumerate(spans):
            if begin <= start < end:
                stop = min(start + len(answer["text"]), end)
                places.append((first + position, start - begin, stop - begin))
    near = places[0][0] if places else first
    if row["is_impossible"] or not places:
        return Question(row["question"], frozenset(), near=near)
    answering = frozenset(place for place, _, _ in places)
    texts = tuple(answer["text"] for answer in row["answers"])
    return Question(row["question"], answering, places[0], texts)


def searches(path: Path) -> Iterator[Text]:
    """QED: what people typed into a search box, each with a paragraph, read three times a pass.

    All paragraphs make one text, so that the nearest sentence elsewhere is from another paragraph.
    """
    sentences: list[str] = []
    paragraphs: list[int] = []
    questions: list[Question] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        paragraph, starts, first = row["paragraph"], row["sentence_starts"], len(sentences)
        ends = [*starts[1:], len(paragraph)]
        spans = list(zip(starts, ends, strict=True))
        places = [
            (first + position, answer["start"] - begin, min(answer["end"], end) - begin)
            for answers in row["answers"]
            for answer in answers
            for position, (begin, end) in enumerate(spans)
            if begin <= answer["start"] < end
        ]
        sentences += [paragraph[begin:end] for begin, end in spans]
        paragraphs += [number] * len(spans)
        if places:
            answering = frozenset(place for place, _, _ in places)
            answers = tuple(a["string"] for group in row["answers"] for a in group)
            questions.append(Question(row["question"], answering, places[0], answers))
    yield Text("searches", sentences, questions, paragraphs, repeat=3)


_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}


def pairs(path: Path, chance: random.Random) -> Iterator[Text]:
    """SQuAD 1.1 as question and answering sentence; neighbouring lines are from one article."""
    sentences: list[str] = []
    places: dict[str, int] = {}
    questions: list[Question] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            question, sentence = (
                " ".join(_BRACKETS.get(word, word) for word in row[name].split())
                for name in ("question", "answer_sentence")
            )
            place = places.setdefault(sentence, len(sentences))
            if place == len(sentences):
                sentences.append(sentence)
            questions.append(Question(question, frozenset({place})))
    questions += _confirming(sentences, 0, chance)
    yield Text("SQuAD 1.1", sentences, questions, [0] * len(sentences), reach=25)


def windows(text: Text, chance: random.Random) -> Iterator[Window]:
    """One pass over a text: of each question, a window that answers and one that does not."""
    for question in text.questions:
        for _ in range(text.repeat):
            if not question.answering:
                yield from _unanswerable(text, question, chance)
                continue
            window = _around(text, question, chance)
            yield _as_typed(window, chance)
            yield _as_typed(_without_answer(text, question, window, chance), chance)


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
    """Written to be unanswerable: rare in the training rows and worth three readings a pass."""
    for _ in range(3):
        taken = _row(text, question.near or 0, chance)
        sentences = tuple(text.sentences[each] for each in taken)
        yield _as_typed(Window(question.text, sentences, rule="unanswerable"), chance)


def _without_answer(
    text: Text, question: Question, window: Window, chance: random.Random
) -> Window:
    rules = ["altered", "altered", "elsewhere", "elsewhere", "dropped", "attribute"]
    if question.confirming:  # what is altered in it is still confirmed or denied
        rules = ["elsewhere", "dropped"]
    chance.shuffle(rules)
    for rule in dict.fromkeys([*rules, "elsewhere"]):
        if rule in ("altered", "attribute"):
            alter = altered if rule == "altered" else attribute
            other = alter(question, window, text, chance)
            if other:
                return Window(other, window.sentences, rule=rule)
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
    asked = {word for word in _words(question.text) if word not in _FUNCTION}
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


# --- questions altered so that the sentence no longer answers them -----------------------------

_OPPOSITE_WORDS = """
first/last before/after largest/smallest biggest/smallest highest/lowest most/least
increase/decrease increased/decreased win/lose won/lost north/south east/west northern/southern
eastern/western earliest/latest oldest/newest male/female men/women mother/father son/daughter
brother/sister husband/wife king/queen open/close opened/closed begin/end began/ended start/stop
started/stopped buy/sell bought/sold above/below more/fewer best/worst better/worse
positive/negative public/private accepted/rejected accept/reject approved/rejected
agreed/refused allow/prohibit allowed/banned support/oppose supported/opposed like/dislike
rich/poor short/long always/never inside/outside ancient/modern minimum/maximum major/minor
military/civilian rural/urban gained/lost built/demolished arrive/leave arrived/left joined/left
succeeded/failed married/divorced born/buried domestic/foreign internal/external
strongest/weakest fastest/slowest longest/shortest import/export imports/exports attack/defend
attacked/defended praised/criticized lowest/highest same/different
"""
_OPPOSITES = [pair.split("/") for pair in _OPPOSITE_WORDS.split()]
_TURNED = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}
_ASKED_WITH = re.compile(
    r"\b(when|where|why|how)\b(?= (?:did|does|do|is|are|was|were|has|have|had|can|could|will))",
    re.IGNORECASE,
)
_HOLDS = {
    "when": re.compile(
        r"\d{3,4}|\b(?:january|february|march|april|may|june|july|august|september|october"
        r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century"
        r"|today|later|after|before|during|until|since|when|while|year|day|week|month)s?\b",
        re.IGNORECASE,
    ),
    "where": re.compile(r"\b(?:in|at|near|from|to|on|into|across|around|where)\b", re.IGNORECASE),
    "why": re.compile(
        r"\b(?:because|due|since|as|for|so|to|cause[ds]?|reason|after|led|result\w*|in order|by"
        r"|therefore|thus|through|hence)\b",
        re.IGNORECASE,
    ),
}
_NEGATABLE = re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|can|could|will)\b")
_RUN_OF_NAMES = re.compile(r"\b[A-Z][\w'’-]*(?: (?:of |the |de )?[A-Z][\w'’-]*)*")


def altered(question: Question, window: Window, text: Text, chance: random.Random) -> str | None:
    """The question changed so that the window no longer answers it; None if no change is sure."""
    ways = [
        _another_name, _another_name, _another_word, _another_word, _opposite, _another_kind,
        _negated, _exchanged,
    ]  # fmt: skip
    chance.shuffle(ways)
    for way in ways:
        found = way(question, window, text, chance)
        if found and found.lower() != question.text.lower():
            return found
    return None


def _nearby(question: Question, text: Text, chance: random.Random) -> list[str]:
    """Questions and sentences of the same text, to borrow names and words from."""
    home = min(question.answering)
    first, last = max(0, home - text.reach), min(len(text.sentences), home + text.reach)
    places = [chance.randrange(first, last) for _ in range(6)]
    asked = [
        other.text
        for other in chance.sample(text.questions, min(40, len(text.questions)))
        if other.answering and first <= min(other.answering) < last
    ]
    return [*asked[:12], *(text.sentences[place] for place in places)]


def _another_name(
    question: Question, window: Window, text: Text, chance: random.Random
) -> str | None:
    held = " ".join(window.sentences)
    names = [
        m.group()
        for m in _RUN_OF_NAMES.finditer(question.text)
        if m.start() > 0 and m.group() in held and m.group().lower() not in _FUNCTION
    ]
    if not names:
        return None
    here = chance.random() < 0.4  # one that the window names too: who did what is then told apart
    others = [
        m.group()
        for source in ([held] if here else _nearby(question, text, chance))
        for m in _RUN_OF_NAMES.finditer(source)
        if m.start() > 0
        and (here or m.group() not in held)
        and m.group() not in question.text
        and not any(m.group() in answer for answer in question.answers)
    ]
    others = [o for o in others if not set(_words(o)) <= _FUNCTION]
    if not others:
        return None
    return question.text.replace(chance.choice(names), chance.choice(others), 1)


def _exchanged(question: Question, window: Window, text: Text, chance: random.Random) -> str | None:
    """Two names change places: who did it to whom."""
    names = [m for m in _RUN_OF_NAMES.finditer(question.text) if m.start() > 0]
    if len(names) < 2 or names[0].group() == names[-1].group():
        return None
    a, b = names[0], names[-1]
    asked = question.text
    return (
        asked[: a.start()] + b.group() + asked[a.end() : b.start()] + a.group() + asked[b.end() :]
    )


def _another_word(
    question: Question, window: Window, text: Text, chance: random.Random
) -> str | None:
    """A telling word shared with the answering sentence gives way to another of its shape."""
    held = set(_words(" ".join(window.sentences)))
    shared = [
        word
        for word in dict.fromkeys(_words(question.text))  # a set has another order each run
        if word in held and word not in _FUNCTION and len(word) > 2
    ]
    chance.shuffle(shared)
    borrowed = {word: None for source in _nearby(question, text, chance) for word in _words(source)}
    for word in sorted(shared, key=lambda word: -text.weight(word))[:2]:
        fits = [
            other
            for other in borrowed
            if other not in held
            and other not in _FUNCTION
            and other not in question.text.lower()
            and _shape(other) == _shape(word)
            and not any(other[:4] == each[:4] for each in held)
        ]
        if fits:
            pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
            replacement = chance.choice(fits)
            return pattern.sub(lambda _, new=replacement: new, question.text, count=1)
    return None


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "year" if len(word) == 4 else "number"
    return next((end for end in ("ing", "ed", "ly", "ion", "s") if word.endswith(end)), "other")


def _opposite(question: Question, window: Window, text: Text, chance: random.Random) -> str | None:
    found = [word for word in question.text.split() if word.lower() in _TURNED]
    if not found:
        return None
    word = chance.choice(found)
    return question.text.replace(word, _TURNED[word.lower()], 1)


def _another_kind(
    question: Question, window: Window, text: Text, chance: random.Random
) -> str | None:
    """Ask "when did it open" for "why did it open", where the sentence gives no time."""
    asked = _ASKED_WITH.search(question.text)
    if not asked:
        return None
    held = " ".join(window.sentences[at] for at in window.answering)
    for answer in question.answers:
        held = held.replace(answer, " ")
    kinds = [
        kind
        for kind, holds in _HOLDS.items()
        if kind != asked.group().lower() and not holds.search(held)
    ]
    if not kinds:
        return None
    return question.text[: asked.start()] + chance.choice(kinds) + question.text[asked.end() :]


_TIME = re.compile(
    r"\d{3,4}|century|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day\b|year|month|week|ago|since|last|after|before|during|until|when",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion"
    r"|dozen|several|many|few|most|half|single|double|both|only)\b",
    re.IGNORECASE,
)
_OFTEN_ASKED: list[tuple[str, str | re.Pattern[str]]] = [
    ("When was {} born?", _TIME),
    ("When was {} founded?", _TIME),
    ("When did {} begin?", _TIME),
    ("When did {} end?", _TIME),
    ("When did {} die?", _TIME),
    ("When did {} first hear of it?", _TIME),
    ("In what year did {} open?", _TIME),
    ("How long has {} been there?", _TIME),
    ("How old is {}?", _AMOUNT),
    ("How much did {} cost?", _AMOUNT),
    ("How many people work for {}?", _AMOUNT),
    ("How many people live in {}?", _AMOUNT),
    ("How big is {}?", _AMOUNT),
    ("How far away is {}?", _AMOUNT),
    ("How much money did {} make?", _AMOUNT),
    ("How many times did {} try?", _AMOUNT),
    ("What is {} short for?", "short stand abbrev name"),
    ("Who is {} married to?", "marri wife husband wed spouse"),
    ("How many children does {} have?", "child son daughter"),
    ("Where did {} go to school?", "school universit college educat stud"),
    ("Where does {} live?", "live home resid house in at"),
    ("Where was {} born?", "born birth native from"),
    ("Who founded {}?", "found establish start creat by"),
    ("Who paid for {}?", "paid pay fund financ money by"),
    ("Who designed {}?", "design architect by draw"),
    ("Who runs {}?", "run manag lead head direct president chief owner own"),
    ("Who criticised {}?", "critic attack blam condemn said against"),
    ("Who succeeded {}?", "succe follow replac after"),
    ("What is the name of the mother of {}?", "mother parent daughter son born"),
    ("What did {} study?", "stud degree universit school learn"),
    ("What colour is {}?", "colo red blue green white black yellow"),
    ("What did {} say about it afterwards?", "sa said told stat comment claim wr"),
    ("What will {} do next?", "will plan next future going"),
    ("What is the phone number of {}?", "phone call"),
    ("Which prize did {} win?", "priz award win won medal"),
    ("Which party does {} belong to?", "party member"),
    ("Why did {} leave?", "left leave leav because"),
    ("Why did {} change his mind?", "mind because chang"),
    ("Why was {} chosen?", "chos choos select because"),
    ("How did {} die?", "die dea kill"),
    ("How did {} find out?", "found find discover learn"),
]
"""Questions about a name, and what a window must not hold: the beginnings of telling words, or a
pattern. Then it does not answer."""


def attribute(question: Question, window: Window, text: Text, chance: random.Random) -> str | None:
    """Ask something else about a name in the answering sentence, which the window does not tell."""
    held = " ".join(window.sentences)
    names = [
        m.group()
        for at in sorted(window.answering)
        for m in _RUN_OF_NAMES.finditer(window.sentences[at])
        if m.start() > 0 and len(m.group()) > 2 and not set(_words(m.group())) <= _FUNCTION
    ]
    if not names:
        return None
    beginnings = {word[:length] for word in _words(held) for length in range(2, len(word) + 1)}
    asked = [
        form
        for form, telling in _OFTEN_ASKED
        if not (
            any(each in beginnings for each in telling.split())
            if isinstance(telling, str)
            else telling.search(held)
        )
    ]
    return chance.choice(asked).format(chance.choice(names)) if asked else None


def _negated(question: Question, window: Window, text: Text, chance: random.Random) -> str | None:
    if chance.random() < 0.6 or re.search(r"\bnot\b|n't\b", question.text):
        return None
    return _NEGATABLE.sub(lambda m: f"{m.group()}n't", question.text, count=1)


# --- questions as people type them --------------------------------------------------------------


def _as_typed(window: Window, chance: random.Random) -> Window:
    """Now and then without its question mark, with a slip of the fingers, or as mere keywords."""
    question = window.question.strip()
    if chance.random() < 0.4:
        question = question.rstrip("? .")
    if chance.random() < 0.06:
        question = " ".join(w for w in question.split() if w.lower() not in _FUNCTION) or question
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
