"""What a model is asked: rules, the turns before, and numbered sentences to answer from.

The words stand in `prompts/`. A sentence is numbered as in the article, so a number means the same
sentence in every turn. A short article goes in whole; of a long one the best passages, in reading
order, within the tokens there are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

from assistant.answering.refusing import NOT_IN_ARTICLE, REFUSAL_BEGINS
from assistant.conversation.showing import touched
from assistant.domain import PieceKind, SentenceKind, Verdict
from assistant.provider.spending import estimated_tokens
from assistant.resources import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from langchain_core.messages import BaseMessage

    from assistant.domain import Answer, Article, Findings, Sentence, Turn

LONGEST_ANSWER = 1_024
"""Tokens kept free for the answer where the settings do not say; at most a quarter of all."""
HISTORY_SHARE = 0.25
"""Of what is left beside the rules, the most that earlier turns may take."""
MOST_REMEMBERED = 6
"""Turns: what lies further back is in the question already, which is self-contained."""
LONGEST_SENTENCE = 4_000
"""Characters shown of a sentence; a longer one is a table or a list without full stops."""
GAP = "[…]"
"""Stands where sentences of the article are left out."""

_TOLD = frozenset({Verdict.ANSWERED, Verdict.PARTLY, Verdict.NOT_IN_ARTICLE})
_JOINERS = "\u200c\u200d"  # several scripts need them to be read
# Brackets of the article would read as numbers or as the end of the quotations. Each gets a
# look-alike that texts hardly ever hold, and back again in what the model writes.
_LOOKALIKES = dict(zip("[]【】<>", "⟦⟧⦗⦘⟨⟩", strict=True))
_ESCAPES = str.maketrans(_LOOKALIKES)
_RESTORES = str.maketrans({there: here for here, there in _LOOKALIKES.items()})


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to send; `sentences` are those that a number in the answer may name."""

    messages: tuple[BaseMessage, ...]
    sentences: Mapping[int, Sentence]
    tokens: int


class Prompting:
    """Writes prompts about one article, each within `context_tokens` with its answer."""

    def __init__(
        self,
        article: Article,
        context_tokens: int,
        answer_tokens: int | None = None,
        *,
        markers: bool = True,
    ) -> None:
        """`markers` asks the model to set the numbers of sentences; else code will match them."""
        self._article = article
        self.answer_tokens = answer_tokens or min(LONGEST_ANSWER, context_tokens // 4)
        self._room = max(0, context_tokens - self.answer_tokens)
        self._rules = _read("citing_markers" if markers else "citing_matched")

    def prompt(
        self, question: str, found: Findings, turns: Sequence[Turn] = (), share: float = 1.0
    ) -> Prompt:
        """The prompt for a self-contained question, with what a search `found` for it.

        `share` of the room is used: less than all of it where all of it was too much.
        """
        room = int(self._room * share) - self._tokens_around(question)
        remembered = list(_recent(turns, int(max(0, room) * HISTORY_SHARE)))
        room -= sum(tokens for _, tokens in remembered)
        kept = [turn for turn, _ in remembered]
        sentences = self._chosen(found, kept, room)
        messages = self._messages(question, sentences, kept)
        tokens = sum(estimated_tokens(message.text) for message in messages)
        return Prompt(messages, {each.number: each for each in sentences}, tokens)

    def _messages(
        self, question: str, sentences: Sequence[Sentence], turns: Sequence[Turn]
    ) -> tuple[BaseMessage, ...]:
        shown = {sentence.number for sentence in sentences}
        history: list[BaseMessage] = []
        for turn in turns:
            history += [HumanMessage(_asked(turn)), AIMessage(_told(turn.answer, shown))]
        # Not `invoke`: where the environment asks for tracing, that sends the prompt to a service.
        filled = self._template.format_messages(
            citing=self._rules,
            refusal=NOT_IN_ARTICLE,
            refusal_begins=REFUSAL_BEGINS,
            history=history,
            title=_one_line(self._article.title),
            quotations="\n".join(self._lines(sentences)),
            question=_sendable(question),
        )
        return tuple(filled)

    @cached_property
    def _template(self) -> ChatPromptTemplate:
        return ChatPromptTemplate.from_messages(
            [
                ("system", _read("system")),
                MessagesPlaceholder("history", optional=True),
                ("human", _read("question")),
            ]
        )

    def _tokens_around(self, question: str) -> int:
        return sum(estimated_tokens(message.text) for message in self._messages(question, (), ()))

    def _chosen(self, found: Findings, turns: Sequence[Turn], room: int) -> list[Sentence]:
        """The whole story if there is room, else the best passages; in reading order."""
        readable = self._readable(found)
        if sum(self._costs[sentence.number] for sentence in readable) <= room:
            return readable
        taken: dict[int, Sentence] = {}
        for sentence in self._by_worth(found, turns):
            cost = self._costs[sentence.number]
            if sentence.number not in taken and cost <= room:
                taken[sentence.number] = sentence
                room -= cost
        return [taken[number] for number in sorted(taken)]

    def _readable(self, found: Findings) -> list[Sentence]:
        """The story; of sentences that give orders to programs only those that are asked about."""
        asked = {candidate.sentence.number for candidate in found.candidates}
        return [
            sentence
            for sentence in self._article.story
            if sentence.kind is not SentenceKind.ORDERS or sentence.number in asked
        ]

    def _by_worth(self, found: Findings, turns: Sequence[Turn]) -> Iterator[Sentence]:
        """What was found, best first, each with its neighbours; then what was cited before."""
        story = self._readable(found)
        at = {sentence.number: place for place, sentence in enumerate(story)}
        for candidate in found.candidates:
            place = at[candidate.sentence.number]
            yield candidate.sentence
            yield from story[max(0, place - 1) : place]
            yield from story[place + 1 : place + 2]
        for turn in reversed(turns):
            yield from touched(turn.answer.citations)

    @cached_property
    def _costs(self) -> dict[int, int]:
        """What each sentence of the story takes, its number and a gap before it included."""
        return {
            s.number: estimated_tokens(f"{GAP}\n{self._line(s)}\n") for s in self._article.story
        }

    def _lines(self, sentences: Sequence[Sentence]) -> Iterator[str]:
        story = self._article.story
        place = 0
        for sentence in sentences:
            if story[place] != sentence:
                yield GAP
                place = story.index(sentence, place)
            yield self._line(sentence)
            place += 1

    def _line(self, sentence: Sentence) -> str:
        words = _one_line(self._article.words_of(sentence)[:LONGEST_SENTENCE])
        return f"[{sentence.number}] {words}"


def restored(written: str) -> str:
    """What a model wrote, with the article's own brackets where it took over their look-alikes."""
    return written.translate(_RESTORES)


def _recent(turns: Sequence[Turn], room: int) -> Iterator[tuple[Turn, int]]:
    """The latest turns that a model may be reminded of, oldest first, and the tokens of each."""
    kept: list[tuple[Turn, int]] = []
    told = [turn for turn in turns if turn.answer.verdict in _TOLD and turn.answer.pieces]
    for turn in reversed(told[-MOST_REMEMBERED:]):
        everything = {s.number for s in touched(turn.answer.citations)}
        tokens = estimated_tokens(_asked(turn)) + estimated_tokens(_told(turn.answer, everything))
        room -= tokens
        if room < 0:
            break
        kept.append((turn, tokens))
    return reversed(kept)


def _asked(turn: Turn) -> str:
    return _sendable(turn.answer.standalone or turn.question)


def _told(answer: Answer, shown: set[int]) -> str:
    """An earlier answer with the numbers that `shown` sentences have now; no doubtful claim."""
    words: list[str] = []
    for piece in answer.pieces:
        if piece.doubt:
            continue
        if piece.kind is not PieceKind.MARKER:
            words.append(_piece(piece.text))
        elif piece.citation:
            cited = touched(answer.citations[piece.citation - 1 : piece.citation])
            numbers = [str(s.number) for s in cited if s.number in shown]
            words.append(f"[{', '.join(numbers)}]" if numbers else "")
    return " ".join("".join(words).split()) or NOT_IN_ARTICLE


def _piece(text: str) -> str:
    """A piece of an answer on one line, at its distance from the ones around it."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return " " * before + _one_line(text) + " " * after


def _one_line(text: str) -> str:
    """The article's text, so that it can end neither the line nor the quotations.

    Characters that nobody sees are left out: they would be an order whispered to the model.
    """
    spaced = "".join(" " if c.isspace() else c for c in text)
    seen = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split()).translate(_ESCAPES)


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})


def _sendable(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair cannot be sent."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(role: str) -> str:
    return (PROMPTS / f"{role}.md").read_text(encoding="utf-8").strip()
