"""The article as it was indexed: every character in place, broken into paragraphs for the eye."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, NotRequired, TypedDict

from assistant import SentenceKind, flags
from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant import Article, Sentence

WORDS_PER_MINUTE = 230
PARAGRAPH_SENTENCES = 3
PARAGRAPH_CHARACTERS = 420
LONGEST_PARAGRAPH_SENTENCES = 5

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
HEADING_MARK = re.compile(r"(#{1,6})[^\S\n]*$")
LIST_ITEM = re.compile(r"\s*(?:[-*+•|>]|\d{1,3}[.)])\s|\s*```")
RULE = re.compile(r"^[\s#=\-*_]*$")


class Run(TypedDict):
    """A stretch of text; `sentence` is its number, absent for what stands between sentences."""

    text: str
    sentence: NotRequired[int]


class Block(TypedDict):
    """A paragraph, a heading, a stretch of the site's own words or of orders to programs.

    `warnings` tell what a reader should know of it.
    """

    kind: str
    level: int
    runs: list[Run]
    warnings: NotRequired[list[str]]


def draw(article: Article) -> None:
    """Mount the pane; what is lit in it is the browser's matter from then on."""
    element("article_pane")(
        key="article_pane",
        height="stretch",
        data={
            "title": article.title,
            "origin": article.origin,
            "language": article.language,
            "minutes": ceil(len(article.text.split()) / WORDS_PER_MINUTE),
            "blocks": blocks(article),
        },
    )


def blocks(article: Article) -> list[Block]:
    """The article's text in display order: sentences, and what stands between them."""
    drawn: list[Block] = []
    warnings = _warnings(article)
    end = 0
    for sentences in _paragraphs(article):
        between = article.text[end : sentences[0].start]
        tail, head = _split_between(between) if drawn else ("", between)
        if drawn and not RULE.match(tail):
            drawn[-1]["runs"].append({"text": tail})
        block = _block(article, sentences, head)
        if told := dict.fromkeys(words for s in sentences for words in warnings.get(s.number, ())):
            block["warnings"] = list(told)
        drawn.append(block)
        end = sentences[-1].end
    rest = article.text[end:]
    if rest.strip():
        drawn.append({"kind": "story", "level": 0, "runs": [{"text": rest}]})
    return drawn


def _warnings(article: Article) -> dict[int, list[str]]:
    """What a reader should know of a sentence, by its number."""
    found: dict[int, list[str]] = {}
    for flag in flags(article):
        found.setdefault(flag.sentence.number, []).append(flag.words)
    return found


def _block(article: Article, sentences: Sequence[Sentence], head: str) -> Block:
    kind = sentences[0].kind
    runs: list[Run] = []
    mark = HEADING_MARK.search(head)
    if (kind is not SentenceKind.HEADING and head.strip()) or (kind == "heading" and not mark):
        runs.append({"text": head.lstrip()})
    end = sentences[0].start
    for sentence in sentences:
        if sentence.start > end:
            runs.append({"text": article.text[end : sentence.start]})
        runs.append({"text": article.words_of(sentence), "sentence": sentence.number})
        end = sentence.end
    return {
        "kind": kind.value,
        "level": len(mark[1]) if mark else 2,
        "runs": [run for run in runs if run["text"]],
    }


def _split_between(between: str) -> tuple[str, str]:
    """What stands between two blocks: the part that ends one and the part that opens the next."""
    cut = between.rfind("\n")
    return between[: cut + 1].rstrip(), between[cut + 1 :]


def _paragraphs(article: Article) -> Iterator[Sequence[Sentence]]:
    """Sentences that belong together, long stretches without a break cut at even lengths."""
    wrapped = any("\n" in article.words_of(sentence) for sentence in article.sentences)
    together: list[Sentence] = []
    for sentence in article.sentences:
        if together and _breaks(article, together[-1], sentence, wrapped):
            yield from _cut(together)
            together = []
        together.append(sentence)
    if together:
        yield from _cut(together)


def _breaks(article: Article, before: Sentence, after: Sentence, wrapped: bool) -> bool:
    """Whether a new block begins: another kind, a heading, a blank line, an item or a line.

    Where lines are wrapped inside sentences, the end of a line alone means nothing.
    """
    if before.kind is not after.kind or after.kind is SentenceKind.HEADING:
        return True
    between = article.text[before.end : after.start]
    if "\n" not in between:
        return False
    line = between[between.rfind("\n") :] + article.words_of(after)
    return not wrapped or bool(BLANK_LINE.search(between) or LIST_ITEM.match(line))


def _cut(together: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Paragraphs of three to five sentences; a stretch that is one already stays whole."""
    if together[0].kind is not SentenceKind.STORY:
        yield together
        return
    begin = 0
    for at in range(1, len(together)):
        sentences = at - begin
        characters = together[at - 1].end - together[begin].start
        full = sentences >= PARAGRAPH_SENTENCES and characters >= PARAGRAPH_CHARACTERS
        enough_left = len(together) - at >= PARAGRAPH_SENTENCES - 1
        if enough_left and (full or sentences >= LONGEST_PARAGRAPH_SENTENCES):
            yield together[begin:at]
            begin = at
    yield together[begin:]
