"""The article as it was indexed: every character in place, broken into paragraphs for the eye."""

from __future__ import annotations

import re
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, NotRequired, TypedDict

from assistant import SentenceKind
from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    """A stretch of text; `sentence` is its number, absent for what stands between sentences.

    `page` is the number of the page that begins with this sentence, where the article has pages;
    `warning` what a reader is to be told about it.
    """

    text: str
    sentence: NotRequired[int]
    page: NotRequired[int]
    warning: NotRequired[str]


class Block(TypedDict):
    """A paragraph, a heading or a stretch of the site's own words, by `kind` as in `KINDS`."""

    kind: str
    level: int
    runs: list[Run]


class DrawnArticle(TypedDict):
    """All that the browser draws; `article` is its identifier in an address."""

    article: str
    title: str
    origin: str
    language: str
    pages: int
    minutes: int
    blocks: list[Block]


KINDS = {SentenceKind.HEADING: "heading", SentenceKind.BOILERPLATE: "boilerplate"}
"""Kinds of sentence that are drawn apart; every other is told as part of the story."""
NO_WARNINGS: Mapping[int, str] = MappingProxyType({})


def draw(article: Article, warnings: Mapping[int, str] = NO_WARNINGS) -> None:
    """Mount the pane; what is lit in it is the browser's matter from then on.

    `warnings` says by number of the sentence what a reader is to be told about it, for instance
    that it gives orders to programs.
    """
    element("article_pane")(key="article_pane", height="stretch", data=drawn(article, warnings))


def drawn(article: Article, warnings: Mapping[int, str] = NO_WARNINGS) -> DrawnArticle:
    """The article as data."""
    return {
        "article": article.id,
        "title": article.title,
        "origin": article.origin,
        "language": article.language,
        "pages": len(article.pages),
        "minutes": ceil(len(article.text.split()) / WORDS_PER_MINUTE),
        "blocks": blocks(article, warnings),
    }


def blocks(article: Article, warnings: Mapping[int, str] = NO_WARNINGS) -> list[Block]:
    """The article's text in display order: sentences, and what stands between them."""
    pages = dict(_pages(article))
    shown: list[Block] = []
    end = 0
    for sentences in _paragraphs(article):
        between = article.text[end : sentences[0].start]
        tail, head = _split_between(between) if shown else ("", between)
        if shown and not RULE.match(tail):
            shown[-1]["runs"].append({"text": tail})
        block = _block(article, sentences, head)
        for run in block["runs"]:
            number = run.get("sentence", 0)
            if number in pages:
                run["page"] = pages[number]
            if number in warnings:
                run["warning"] = warnings[number]
        shown.append(block)
        end = sentences[-1].end
    rest = article.text[end:]
    if rest.strip():
        shown.append({"kind": "story", "level": 0, "runs": [{"text": rest}]})
    return shown


def _pages(article: Article) -> Iterator[tuple[int, int]]:
    """The first sentence that begins on a page, by number, and the number of the page.

    One that goes on from the page before is told as that page's, as a citation tells it.
    """
    before = None
    for sentence in article.sentences:
        page = article.page_at(sentence.start)
        if page and page != before:
            yield sentence.number, page
        before = page


def _block(article: Article, sentences: Sequence[Sentence], head: str) -> Block:
    kind = _kind(sentences[0])
    runs: list[Run] = []
    mark = HEADING_MARK.search(head)
    if (kind != "heading" and head.strip()) or (kind == "heading" and not mark):
        runs.append({"text": head.lstrip()})
    end = sentences[0].start
    for sentence in sentences:
        if sentence.start > end:
            runs.append({"text": article.text[end : sentence.start]})
        runs.append({"text": article.words_of(sentence), "sentence": sentence.number})
        end = sentence.end
    return {
        "kind": kind,
        "level": len(mark[1]) if mark else 2,
        "runs": [run for run in runs if run["text"]],
    }


def _kind(sentence: Sentence) -> str:
    return KINDS.get(sentence.kind, "story")


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
    if _kind(before) != _kind(after) or _kind(after) == "heading":
        return True
    between = article.text[before.end : after.start]
    if "\n" not in between:
        return False
    line = between[between.rfind("\n") :] + article.words_of(after)
    return not wrapped or bool(BLANK_LINE.search(between) or LIST_ITEM.match(line))


def _cut(together: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Paragraphs of three to five sentences; a stretch that is one already stays whole."""
    if _kind(together[0]) != "story":
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
