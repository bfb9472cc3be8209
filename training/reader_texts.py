"""The public texts and questions that the reader is trained on, in one shape.

SQuAD has no yes-or-no questions, so some are made from its sentences (`_confirming`): a sentence
answers one that repeats it, and also one that gets its number wrong.
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
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


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

    `near` is where an unanswerable question seems to be answered; `confirming` ones ask yes or no;
    `written` ones were written for this training (`questions/README.md`).
    """

    text: str
    answering: frozenset[int]
    span: tuple[int, int, int] | None = None
    answers: tuple[str, ...] = ()
    near: int | None = None
    confirming: bool = False
    written: bool = False


@dataclass
class Text:
    """Sentences in reading order with the questions on them; `reach` bounds "the same text"."""

    title: str
    sentences: list[str]
    questions: list[Question]
    paragraphs: list[int]  # which paragraph each sentence stands in
    reach: int = 10_000  # sentences either side that count as the same text
    frequency: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.words = [set(words_of(sentence)) for sentence in self.sentences]
        self.frequency = Counter(word for words in self.words for word in words)
        self._answered_at: dict[int, list[Question]] = {}
        for question in self.questions:
            if question.span:
                self._answered_at.setdefault(question.span[0], []).append(question)

    def answered_at(self, place: int) -> list[Question]:
        """The questions whose shortest answer stands in this sentence."""
        return self._answered_at.get(place, [])

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
FUNCTION = frozenset(_FUNCTION_WORDS.split())


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased."""
    return [word.lower() for word in _WORD.findall(text)]


Row = dict[str, Any]


def squad(path: Path, written: Path, chance: random.Random) -> Iterator[Text]:
    """SQuAD 2.0 in its original layout, with the questions written on it: a `Text` an article."""
    added = _by_paragraph(written)
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            paragraph["qas"] += added.get((article["title"], number), [])
        yield _text(article, chance)


def articles(path: Path, chance: random.Random) -> Iterator[Text]:
    """The articles written for this training with their questions, each as SQuAD 2.0 has them."""
    for article in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        yield _text(article, chance)


def _by_paragraph(path: Path) -> dict[tuple[str, int], list[Row]]:
    """Written questions, a line of JSON each, by the article and the paragraph they are about."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        found.setdefault((row["article"], row["paragraph"]), []).append(row)
    return found


def _text(article: Row, chance: random.Random) -> Text:
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
    return Text(article["title"].replace("_", " "), sentences, questions, paragraphs)


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
        if len(words) < 2 or set(words_of(subject)) <= FUNCTION or " and " in subject:
            continue
        verb, *rest = verb.split()
        opening = subject.split()[0]
        if opening.lower() in FUNCTION:
            subject = opening.lower() + subject[len(opening) :]
        asked = " ".join([verb.capitalize(), subject, *rest, *words[:12]]).rstrip(" .") + "?"
        if chance.random() < 0.4:
            asked = _NUMBER.sub(lambda m: _other_number(m.group(), chance), asked)
        yield Question(asked, frozenset({first + position}), confirming=True)


def _other_number(number: str, chance: random.Random) -> str:
    digits = [at for at, character in enumerate(number) if character.isdigit()]
    at = digits[-1]
    return number[:at] + str((int(number[at]) + chance.randrange(1, 9)) % 10) + number[at + 1 :]


def _squad_question(row: Row, spans: Sequence[tuple[int, int]], first: int) -> Question:
    places = []
    for answer in row["answers"] or row.get("plausible_answers", []):
        start = answer["answer_start"]
        for position, (begin, end) in enumerate(spans):
            if begin <= start < end:
                stop = min(start + len(answer["text"]), end)
                places.append((first + position, start - begin, stop - begin))
    near = places[0][0] if places else first
    written = "id" not in row  # SQuAD numbers its questions
    if row["is_impossible"] or not places:
        return Question(row["question"], frozenset(), near=near, written=written)
    answering = frozenset(place for place, _, _ in places)
    texts = tuple(answer["text"] for answer in row["answers"] if answer["text"])
    if row.get("yes_or_no"):  # all of the sentence confirms or denies; there is no shortest answer
        return Question(row["question"], answering, None, texts, confirming=True, written=written)
    return Question(row["question"], answering, places[0], texts, written=written)


def searches(path: Path, written: Path) -> Iterator[Text]:
    """QED: what people typed into a search box, each with a paragraph, read three times a pass.

    Questions written on the paragraphs come beside them.

    All paragraphs make one text, so that the nearest sentence elsewhere is from another paragraph.
    """
    sentences: list[str] = []
    paragraphs: list[int] = []
    questions: list[Question] = []
    added = _by_paragraph(written)
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
            asked = Question(row["question"], answering, places[0], answers)
            questions += [asked] * 3
        questions += [
            _squad_question(each, spans, first) for each in added.get((row["title"], number), [])
        ]
    yield Text("searches", sentences, questions, paragraphs)


_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}


def pair_rows(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Question and answering sentence of each row, with the brackets that tokenising took."""
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        question, sentence = (
            " ".join(_BRACKETS.get(word, word) for word in row[name].split())
            for name in ("question", "answer_sentence")
        )
        yield question, sentence


def pairs(path: Path, spans: Path | None, chance: random.Random) -> Iterator[Text]:
    """SQuAD 1.1 as question and answering sentence; neighbouring lines are from one article.

    The rows do not tell the shortest answer: `spans` (`point_out_answers.py`) holds what an earlier
    reader pointed at, a line of JSON for each row: null, or where it starts and ends.
    """
    pointed = (
        [json.loads(line) for line in spans.read_text(encoding="utf-8").splitlines()]
        if spans
        else []
    )
    sentences: list[str] = []
    places: dict[str, int] = {}
    questions: list[Question] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, (question, sentence) in enumerate(pair_rows(lines)):
            place = places.setdefault(sentence, len(sentences))
            if place == len(sentences):
                sentences.append(sentence)
            found = pointed[number] if pointed else None
            span = (place, *found) if found else None
            answers = (sentence[found[0] : found[1]],) if found else ()
            questions.append(Question(question, frozenset({place}), span, answers))
    questions += _confirming(sentences, 0, chance)
    yield Text("SQuAD 1.1", sentences, questions, [0] * len(sentences), reach=25)
