"""Reads the article of an HTML page as Markdown: its words, headings, lists and tables.

trafilatura finds the article among menus and notices; where it finds little, as on a page that is
nothing but text, the whole body is read. What the page hides from its readers is taken out first.
Runs in the child process of `parsing`.
"""

from __future__ import annotations

import re
from typing import Any

import trafilatura

from assistant.article.decoding import decoded
from assistant.article.parsing import Parsed, UnreadableError

NEVER_SHOWN = {"script", "style", "template", "noscript", "object", "iframe", "svg", "canvas"}
CONTROLS = {"input", "select", "button", "textarea", "option"}
AROUND_THE_ARTICLE = {"nav", "footer", "aside", "form", "menu", "dialog"}
BREAK = "\v"  # stands for a line break until the words around it are joined
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)"
    r"|font-size\s*:\s*0*\.?0+\s*(?:px|pt|r?em|%|;|!|$)",
    re.IGNORECASE,
)
NAME = re.compile(r"[.#][\w-]+")
LONGEST_STYLE = 100_000
RULE_SET = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2061, 0x206A)]
    + list(range(0xE0000, 0xE0080))
    + [code for code in range(32) if code not in (9, 10, 13)]
    + list(range(0x7F, 0xA0))
)
SMALL_SHARE = 0.25  # of the page's words: with less found, the whole body is read instead
SHORT_ARTICLE = 500
HEADINGS = {"head", "h1", "h2", "h3", "h4", "h5", "h6"}
ITEMS = {"li", "item"}
ROWS = {"tr", "row"}
CELLS = {"td", "th", "cell"}
CODE = {"pre", "code"}
INLINE = {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em"} | {
    "font", "hi", "i", "img", "ins", "kbd", "label", "mark", "math", "q", "ref", "rp", "rt", "ruby",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
DEEPEST = 240  # the parser drops, without a word, what is nested deeper than 256
LONGEST_CELL = 300  # a longer one is a page laid out by a table


def read(content: bytes) -> Parsed:
    """The article of a page; `UnreadableError` where there is none."""
    tree = _tree(content)
    title = _title(tree)
    _drop_hidden(tree)
    body = next(iter(tree.xpath("//body")), tree)
    whole = _rendered(body)
    found: Any = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True)
    article = _rendered(found.body) if found is not None and found.body is not None else ""
    one_lump = "\n" not in article and len(article) < SHORT_ARTICLE  # headings run into words
    text = whole if one_lump or len(article) < SMALL_SHARE * len(whole) else article
    if not re.search(r"\w", text):
        raise UnreadableError("holds no article text; save the page once it is fully shown.")
    return Parsed(text, title, "markdown")


def _tree(content: bytes) -> Any:
    """The page as a tree of elements."""
    tree = trafilatura.load_html(content)
    if tree is not None:
        return tree
    text = decoded(content)  # a fragment: trafilatura asks for a whole page
    if not text or not text.strip():
        raise UnreadableError("is not an HTML page; save the page anew, or as plain text.")
    return trafilatura.load_html(f"<html><body>{text}</body></html>")


def _title(tree: Any) -> str:
    """What the page calls itself to others, else its one top heading, else its window title."""
    for path in (
        "//meta[@property='og:title' or @name='og:title']/@content",
        "//h1[not(preceding::h1) and not(following::h1)]",
        "//title",
    ):
        for found in tree.xpath(path):
            words = found if isinstance(found, str) else "".join(found.itertext())
            title = " ".join(words.translate(INVISIBLE).split())
            if title:
                return title
    return ""


def _drop_hidden(tree: Any) -> None:
    """Take out what the page's readers never saw: comments, scripts, elements styled away."""
    classes = _hiding_classes(tree)
    doomed = [
        element
        for element in tree.iter()
        if not isinstance(element.tag, str)  # a comment or a processing instruction
        or element.tag in NEVER_SHOWN | CONTROLS
        or "hidden" in element.attrib
        or HIDING.search(element.get("style", ""))
        or (classes and not classes.isdisjoint(_names(element)))
    ]
    for element in doomed:
        parent = element.getparent()
        if parent is not None and element.tag not in {"head", "html", "body"}:
            element.drop_tree()


def _hiding_classes(tree: Any) -> set[str]:
    """The `.class` and `#id` names that the page's own style sheet hides."""
    hidden: set[str] = set()
    for style in tree.iter("style"):
        for names, rules in RULE_SET.findall((style.text or "")[:LONGEST_STYLE]):
            if HIDING.search(rules):
                hidden.update(n.strip() for n in names.split(",") if NAME.fullmatch(n.strip()))
    return hidden


def _names(element: Any) -> set[str]:
    """An element's classes and id, as a style sheet writes them."""
    return {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id')}"}


def _rendered(root: Any) -> str:
    """The words below an element as Markdown."""
    page = _Page()
    page.walk(root)
    page.flush()
    joined = ""
    for above, block in zip(["", *page.blocks], page.blocks, strict=False):
        tight = above[:2] == block[:2] and block[:2] in {"- ", "| "}
        joined += ("\n" if tight else "\n\n" if joined else "") + block
    return joined


class _Page:
    """Markdown in the making: finished blocks, and the words of the one being read."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._depth = 0

    def flush(self) -> None:
        """End the block being read."""
        lines = (" ".join(line.split()) for line in "".join(self._words).split(BREAK))
        text = "  \n".join(line for line in lines if line)
        self._words = []
        if text:
            self.blocks.append(self._prefix + text)
            self._prefix = ""

    def walk(self, element: Any) -> None:
        """Read an element and all below it."""
        tag = element.tag
        if tag in CODE and "\n" in "".join(element.itertext()).strip():
            self._code(element)
        elif tag in ROWS:
            self._row(element)
        elif tag in {"br", "lb"}:
            self._words.append(BREAK)
        elif tag in INLINE or tag in CODE:
            self._inside(element)
        elif tag not in AROUND_THE_ARTICLE:
            self.flush()
            self._prefix = _prefix(element) or self._prefix
            self._inside(element)
            self.flush()
            self._prefix = ""

    def _inside(self, element: Any) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableError("nests its elements too deeply; save its text as a .txt file.")
        self._say(element.text)
        for child in element:
            self.walk(child)
            self._say(child.tail)
        self._depth -= 1

    def _say(self, words: str | None) -> None:
        self._words.append((words or "").translate(INVISIBLE).replace("\n", " "))

    def _code(self, element: Any) -> None:
        self.flush()
        code = "".join(element.itertext()).translate(INVISIBLE).strip("\n")
        self.blocks.append(f"```\n{code}\n```")

    def _row(self, row: Any) -> None:
        """A row of a table on one line, or its cells as blocks where a table lays out the page."""
        self.flush()
        cells = [_rendered_cell(cell) for cell in row if cell.tag in CELLS]
        if all("\n" not in cell and len(cell) <= LONGEST_CELL for cell in cells):
            filled = [cell for cell in cells if cell]
            self.blocks += ["| " + " | ".join(filled) + " |"] if len(filled) > 1 else filled
        else:
            self.blocks += [block for cell in cells for block in cell.split("\n\n") if block]


def _rendered_cell(cell: Any) -> str:
    page = _Page()
    page.walk(cell)
    page.flush()
    return "\n\n".join(page.blocks)


def _prefix(element: Any) -> str:
    """The Markdown that a heading, a list item or a quotation begins with."""
    tag = element.tag
    if tag in HEADINGS:
        level = (element.get("rend") or "h2") if tag == "head" else tag
        return "#" * int(level[-1] if level[-1:].isdigit() else 2) + " "
    if tag in ITEMS:
        return "- "
    return "> " if tag in {"quote", "blockquote"} else ""
