"""The shelf: articles and conversations, and what is done to them, without a browser."""

from __future__ import annotations

import pytest

from assistant import document_of
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of
from tests.ui.visiting import Visit
from ui.address import Address
from ui.library import SharedLibrary

FERRY = document_of("The ferry is late. It leaves at nine. Nobody knows why.", "The ferry")


@pytest.fixture
def library(tmp_path):
    with library_of(FakeAssistant(), tmp_path) as library:
        yield library


@pytest.fixture
def bridge(library):
    return library.articles()[0].id


@pytest.fixture
def shared(library, bridge):
    return SharedLibrary(library, bridge)


def asked(library, article, *questions, name=""):
    talk = library.converse(article, name)
    for question in questions:
        for _ in talk.ask(question):
            pass
    return talk.id


def titles(visit):
    return [each["title"] for each in visit.data("sidebar")["articles"]]


def talks(visit):
    return [
        talk["title"]
        for article in visit.data("sidebar")["articles"]
        for talk in article["conversations"]
    ]


def test_articles_stand_newest_first_with_the_conversations_of_the_open_one(
    shared, library, bridge
):
    ferry = library.add(FERRY).id
    asked(library, bridge, "When was the bridge built?", "And then?")
    asked(library, bridge, "hi", name="Small talk")
    asked(library, ferry, "Why is it late?")
    visit = Visit(shared)
    assert titles(visit) == ["The ferry", "Cracks close the old harbour bridge"]
    assert talks(visit) == ["Small talk", "When was the bridge built?"]
    assert talks(visit.go(Address(article=ferry))) == ["Why is it late?"]


def test_a_conversation_is_on_the_shelf_once_something_was_asked_in_it(shared):
    visit = Visit(shared)
    assert talks(visit) == []
    visit.ask("When was the bridge built?")
    assert talks(visit) == ["When was the bridge built?"]
    assert visit.data("sidebar")["here"]["conversation"] == visit.address.conversation


def test_a_search_finds_titles_names_and_questions_of_every_article(shared, library, bridge):
    ferry = library.add(FERRY).id
    asked(library, bridge, "hi", name="Ferries and bridges")
    asked(library, ferry, "Why?", "Is the BRIDGE closed?")
    visit = Visit(shared)
    visit.act("sidebar", {"kind": "search", "words": " bridge "})
    assert titles(visit) == ["The ferry", "Cracks close the old harbour bridge"]
    assert talks(visit) == ["Why?", "Ferries and bridges"]
    visit.act("sidebar", {"kind": "search", "words": "nothing like it"})
    assert titles(visit) == []
    visit.act("sidebar", {"kind": "search", "words": ""})
    assert titles(visit) == ["The ferry", "Cracks close the old harbour bridge"]


def test_a_conversation_takes_a_name_and_a_name_that_is_taken_is_refused(shared, library, bridge):
    one, other = asked(library, bridge, "hi"), asked(library, bridge, "hello")
    visit = Visit(shared)
    visit.act("sidebar", {"kind": "rename", "conversation": one, "words": "  The   first "})
    assert talks(visit) == ["hello", "The first"]
    visit.act("sidebar", {"kind": "rename", "conversation": other, "words": "The first"})
    assert "'The first'" in visit.data("sidebar")["told"]["reason"]
    visit.act("sidebar", {"kind": "rename", "conversation": one, "words": ""})
    assert talks(visit) == ["hello", "hi"]


def test_a_deleted_conversation_is_left_and_can_be_brought_back(shared, library, bridge):
    asked(library, bridge, "hello")
    gone = asked(library, bridge, "hi")
    visit = Visit(shared, Address(article=bridge, conversation=gone))
    visit.act("sidebar", {"kind": "delete", "conversation": gone, "words": "hi"})
    assert visit.address == Address(article=bridge)
    assert talks(visit) == ["hello"]
    assert visit.data("sidebar")["told"] == {"deleted": gone, "title": "hi"}
    visit.act("sidebar", {"kind": "undo", "conversation": gone})
    assert visit.address == Address(article=bridge, conversation=gone)
    assert talks(visit) == ["hi", "hello"]


def test_what_another_tab_deletes_later_is_not_what_undo_brings_back(shared, library, bridge):
    mine, theirs = asked(library, bridge, "hi"), asked(library, bridge, "hello")
    one, other = Visit(shared), Visit(shared)
    one.act("sidebar", {"kind": "delete", "conversation": mine, "words": "hi"})
    other.act("sidebar", {"kind": "delete", "conversation": theirs, "words": "hello"})
    one.act("sidebar", {"kind": "undo", "conversation": mine})
    assert talks(one) == ["hi"]


def test_a_removed_article_is_gone_and_the_page_shows_another(shared, library, bridge):
    ferry = library.add(FERRY).id
    asked(library, bridge, "hi")
    visit = Visit(shared, Address(article=bridge))
    visit.act("sidebar", {"kind": "remove", "article": bridge})
    assert titles(visit) == ["The ferry"]
    assert visit.data("article_pane")["title"] == "The ferry"
    assert library.conversations() == ()
    visit.act("sidebar", {"kind": "remove", "article": ferry})
    assert titles(visit) == []
    assert visit.data("adding")["empty"]


def test_what_is_removed_twice_is_said_in_one_sentence(shared, library):
    ferry = library.add(FERRY).id
    visit = Visit(shared)
    library.remove(ferry)
    visit.act("sidebar", {"kind": "remove", "article": ferry})
    assert "no article" in visit.data("sidebar")["told"]["reason"]


@pytest.mark.parametrize("sent", ["rename", {"kind": "nothing"}, {"kind": "search", "words": 7}])
def test_what_is_no_act_does_nothing(shared, library, bridge, sent):
    asked(library, bridge, "hi")
    visit = Visit(shared)
    before = visit.data("sidebar")
    assert visit.act("sidebar", sent).data("sidebar") == before
