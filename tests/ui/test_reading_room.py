"""The reading room's logic and its address, run by Streamlit's own test runner."""

from __future__ import annotations

import pytest

from assistant import document_of
from tests.ui.fake_assistant import ANSWERS
from tests.ui.visiting import Visit
from ui.address import Address
from ui.answers import TOO_MANY, WAITING_QUESTIONS
from ui.reading_room import UNKNOWN

BUILT = "When was the bridge built?"
LONG = 10  # seconds: a bound for a hanging test, never a measurement


@pytest.fixture
def bridge(assistant):
    return assistant.article.id


def turns(visit):
    return visit.data("conversation")["turns"]


def test_the_first_screen_has_the_article_and_example_questions(shared, assistant):
    visit = Visit(shared)
    assert visit.data("article_pane")["title"] == assistant.article.title
    assert visit.data("article_pane")["minutes"] == 1
    assert visit.data("conversation")["suggestions"] == list(ANSWERS)
    assert turns(visit) == []


def test_the_status_says_how_answers_are_made(shared):
    assert "quoting" in Visit(shared).data("frame")["status"]


def test_a_question_is_answered_and_the_examples_make_room(shared):
    visit = Visit(shared).ask(BUILT)
    assert visit.data("conversation")["suggestions"] == []
    (turn,) = turns(visit)
    assert (turn["question"], turn["state"]) == (BUILT, "answered")


def test_the_address_takes_up_the_conversation_with_its_first_question(shared, bridge):
    visit = Visit(shared)
    assert visit.address == Address()
    visit.ask(BUILT)
    assert visit.address.article == bridge
    assert len(visit.address.conversation) == 32


def test_the_address_shows_the_same_conversation_to_whoever_opens_it(shared, assistant):
    visit = Visit(shared).ask(BUILT)
    again = Visit(shared, visit.address)
    assert turns(again) == turns(visit)
    assert assistant.turns_seen == [0]  # the answer was not made a second time


def test_a_conversation_alone_is_address_enough(shared, library):
    ferry = library.add(document_of("The ferry is late. It leaves at nine.", "The ferry"))
    visit = Visit(shared, Address(article=ferry.id)).ask("Why?")
    again = Visit(shared, Address(conversation=visit.address.conversation))
    assert again.data("article_pane")["title"] == "The ferry"
    assert turns(again) == turns(visit)


def test_another_visit_begins_a_conversation_of_its_own(shared):
    visit = Visit(shared).ask(BUILT)
    other = Visit(shared)
    assert turns(other) == []
    assert other.ask("hi").address.conversation != visit.address.conversation


def test_two_tabs_of_one_conversation_come_to_show_the_same(shared):
    one = Visit(shared).ask(BUILT)
    other = Visit(shared, one.address).ask("hi")
    assert [turn["question"] for turn in turns(one.look())] == [BUILT, "hi"]
    assert turns(one) == turns(other)


def test_the_back_button_leads_from_one_conversation_to_the_one_before(shared, bridge):
    visit = Visit(shared).ask(BUILT)
    before = visit.address
    visit.go(Address(article=bridge)).ask("hi")
    assert [turn["question"] for turn in turns(visit)] == ["hi"]
    assert [turn["question"] for turn in turns(visit.go(before))] == [BUILT]


def test_a_conversation_that_is_not_here_is_said_and_another_begun(shared, bridge):
    visit = Visit(shared, Address(article=bridge, conversation="0" * 32))
    assert visit.data("conversation")["notice"] == UNKNOWN
    assert visit.address == Address(article=bridge)
    assert visit.ask(BUILT).data("conversation")["notice"] == ""


def test_a_conversation_about_another_article_is_not_shown_beside_this_one(shared, library, bridge):
    ferry = library.add(document_of("The ferry is late. It leaves at nine.", "The ferry"))
    about_ferry = Visit(shared, Address(article=ferry.id)).ask("Why?").address.conversation
    visit = Visit(shared, Address(article=bridge, conversation=about_ferry))
    assert turns(visit) == []


def test_an_article_that_is_not_here_is_said_and_the_shelf_is_left(shared):
    visit = Visit(shared, Address(article="feed"))
    assert "no article 'feed'" in visit.data("message")["words"]
    assert len(visit.data("sidebar")["articles"]) == 1


def test_a_reload_does_not_ask_again(shared, assistant, bridge):
    assistant.gate.clear()
    visit = Visit(shared).ask(BUILT)
    (turn,) = turns(visit.look())
    assert turn["state"] == "waiting"
    assert len(turn["sources"]) == 1
    assistant.gate.set()
    assert shared.talks(bridge).open(visit.address.conversation).wait(LONG)
    assert turns(visit.look())[0]["state"] == "answered"
    assert assistant.turns_seen == [0]


def test_a_question_too_many_is_refused_in_one_sentence(shared, assistant):
    assistant.gate.clear()
    visit = Visit(shared)
    for number in range(WAITING_QUESTIONS + 2):
        visit.ask(f"Question {number}")
    assert visit.data("conversation")["notice"] == TOO_MANY
    assert len(turns(visit)) == WAITING_QUESTIONS + 1
    assistant.gate.set()


def test_a_question_that_cannot_be_kept_is_refused_in_one_sentence(shared, tmp_path):
    visit = Visit(shared)
    for file in tmp_path.glob("footnote.sqlite3*"):
        file.unlink()
    visit.ask(BUILT)
    assert "was removed while in use" in visit.data("conversation")["notice"]
    assert turns(visit) == []


def test_what_is_thought_of_an_answer_is_kept_and_can_be_taken_back(shared, library):
    visit = Visit(shared).ask(BUILT)
    visit.talk(kind="judge", number=1, opinion="wrong", words="It was 1872.")
    (judged,) = library.feedback.judged()
    assert (judged.question, judged.judgement.comment) == (BUILT, "It was 1872.")
    assert turns(visit)[0]["opinion"] == "wrong"
    visit.talk(kind="judge", number=1, opinion="")
    assert library.feedback.judged() == ()
    visit.talk(kind="judge", number=1, opinion="splendid")
    assert library.feedback.judged() == ()


def test_a_conversation_can_be_exported_once_there_is_one(shared):
    visit = Visit(shared)
    assert visit.data("saving") is None
    assert visit.ask(BUILT).data("saving")["forms"]


@pytest.mark.parametrize("words", [{"html": "<b>"}, 7, "  "])
def test_what_is_not_text_is_no_question(shared, words):
    assert turns(Visit(shared).talk(kind="ask", words=words)) == []
