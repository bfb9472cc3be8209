"""A place is told in words for the reader and in UTF-16 units for the browser."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain import Citation
from tests.ui.fake_assistant import NOTICE, article_of, bridge
from ui.components.places import place


def test_a_sentence_is_counted_among_all():
    article = bridge()
    second = article.sentences[1]
    assert place(Citation(article, second.start, second.end), 1)["where"] == "Sentence 2 of 11"


def test_neighbouring_sentences_are_told_as_a_range():
    article = bridge()
    citation = Citation(article, article.sentences[1].start, article.sentences[2].end)
    assert place(citation, 1)["where"] == "Sentences 2–3 of 11"


def test_a_page_is_told_where_the_article_has_pages():
    article = replace(bridge(), pages=(0, 100))
    third = article.sentences[2]
    drawn = place(Citation(article, third.start, third.end), 1)
    assert drawn["where"] == "Page 2, sentence 3 of 11"


def test_a_place_outside_every_sentence_is_still_a_place():
    article = replace(bridge(), sentences=())
    assert place(Citation(article, 0, 5), 1)["where"] == ""
    assert place(Citation(article, 0, 5), 1)["spans"] == []


def test_offsets_inside_a_sentence_count_as_a_browser_counts():
    article = article_of("A 😀 smile here.")
    start = article.text.index("smile")
    drawn = place(Citation(article, start, start + 5), 1)
    assert drawn["quote"] == "smile"
    assert drawn["spans"] == [{"sentence": 1, "start": 5, "end": 10}]


def cited(article, *numbers):
    sentences = [article.sentences[number - 1] for number in numbers]
    return place(Citation(article, sentences[0].start, sentences[-1].end), 1)


def test_an_anchor_names_the_sentences():
    assert cited(bridge(), 2)["anchor"] == "s2"
    assert cited(bridge(), 2, 4)["anchor"] == "s2-4"
    assert place(Citation(replace(bridge(), sentences=()), 0, 5), 1)["anchor"] == ""


def test_a_quote_stands_in_its_passage():
    article = article_of("One here.\n\nTwo here. Three here. Four here.\n\nFive here.")
    drawn = cited(article, 3)
    assert (drawn["before"], drawn["after"]) == ("Two here. ", " Four here.")


def test_a_passage_ends_where_the_sites_own_words_interrupt_it():
    drawn = cited(bridge(), 8)
    assert drawn["before"] == ""
    assert drawn["after"].startswith(" A replacement has been discussed")
    assert NOTICE.strip() not in cited(bridge(), 4)["after"]


def test_a_place_names_those_whose_words_it_gives():
    assert cited(bridge(), 2, 3)["speakers"] == ["Ana Lopes, Mayor"]
    assert cited(bridge(), 8)["speakers"] == []
