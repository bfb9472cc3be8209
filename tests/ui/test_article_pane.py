"""What the pane draws is the article, whole and in order."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Article, Sentence
from tests.ui.fake_assistant import AFTER, NOTICE, STORY, article_of, bridge
from ui.components import article_pane
from ui.components.article_pane import LONGEST_PARAGRAPH_SENTENCES, blocks


def drawn(article):
    return [
        (block["kind"], "".join(run["text"] for run in block["runs"])) for block in blocks(article)
    ]


def told(article, what, warnings=article_pane.NO_WARNINGS):
    """What is told of each sentence that something is told of, by its number."""
    runs = [run for block in blocks(article, warnings) for run in block["runs"]]
    return {run["sentence"]: dict(run)[what] for run in runs if what in run}


def test_boilerplate_stands_apart_from_the_story():
    assert drawn(bridge()) == [
        ("story", STORY.strip()),
        ("boilerplate", NOTICE.strip()),
        ("story", AFTER),
    ]


def test_a_text_without_line_breaks_is_broken_into_paragraphs_of_a_few_sentences():
    article = article_of(" ".join(f"Sentence {n} tells one thing at a length." for n in range(30)))
    sizes = [len([r for r in block["runs"] if "sentence" in r]) for block in blocks(article)]
    assert sum(sizes) == 30
    assert all(2 <= size <= LONGEST_PARAGRAPH_SENTENCES + 1 for size in sizes)


def test_paragraphs_of_the_text_stay_its_paragraphs():
    article = article_of("One here. Two here.\n\nThree here.\nFour here.")
    assert [text for _, text in drawn(article)] == [
        "One here. Two here.",
        "Three here.",
        "Four here.",
    ]


def test_a_heading_is_drawn_without_its_marks_and_keeps_its_level():
    text = "## The bridge\n\nIt was closed."
    article = article_of(text, headings=(1,))
    # The fake splitter takes the marks for words; a real sentence begins after them.
    heading, story = article.sentences
    article = replace(article, sentences=(replace(heading, start=3), story))
    assert drawn(article) == [("heading", "The bridge"), ("story", "It was closed.")]
    assert blocks(article)[0]["level"] == 2


def test_every_sentence_keeps_its_number():
    numbers = [r["sentence"] for b in blocks(bridge()) for r in b["runs"] if "sentence" in r]
    assert numbers == [sentence.number for sentence in bridge().sentences]


@given(st.text(alphabet=st.sampled_from("ab.! \n“”é😀\u200b\u202e"), max_size=80))
def test_no_word_of_the_article_is_lost_or_added(text):
    article = article_of(text)
    shown = "".join(text for _, text in drawn(article))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


def test_lines_that_are_wrapped_are_one_paragraph_but_items_are_not():
    text = "One sentence over\ntwo lines. Another\none here.\n- First item.\n- Second item."
    starts = [text.index(words) for words in ("One", "Another", "First", "Second")]
    ends = [
        text.index(words) + len(words) for words in ("lines.", "here.", "First item.", "d item.")
    ]
    spans = enumerate(zip(starts, ends, strict=True), 1)
    article = Article("", text, tuple(Sentence(number, *span) for number, span in spans))
    assert [text for _, text in drawn(article)] == [
        "One sentence over\ntwo lines. Another\none here.",
        "- First item.",
        "- Second item.",
    ]


def test_the_order_of_the_sentences_is_the_order_of_the_text():
    article = article_of("First.\n\n- item one.\n- item two.\n\nLast.")
    assert " ".join(text for _, text in drawn(article)) == "First. - item one. - item two. Last."


def test_a_page_begins_at_its_first_whole_sentence_as_a_citation_tells_it():
    text = "One here. Two goes on over the page. Three here.\n\nFour here."
    starts = (0, text.index("over"), text.index("Four"))
    article = replace(article_of(text), pages=starts)
    assert told(article, "page") == {1: 1, 3: 2, 4: 3}


def test_an_empty_page_is_passed_over():
    text = "One here.\n\nTwo here."
    article = replace(article_of(text), pages=(0, text.index("\n"), text.index("Two")))
    assert told(article, "page") == {1: 1, 2: 3}


def test_an_article_without_pages_names_none():
    assert told(bridge(), "page") == {}
    assert article_pane.drawn(bridge())["pages"] == 0


def test_a_warning_stands_with_its_sentence():
    assert told(bridge(), "warning", {2: "Mind this."}) == {2: "Mind this."}
