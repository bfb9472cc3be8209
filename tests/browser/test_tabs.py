"""Tabs come and go: an answer is made once, is lost by none of them, and all show the same."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.ui.fake_assistant import ANSWERS, SLOW

pytestmark = pytest.mark.browser

LONG, BUILT, _ = ANSWERS


@pytest.fixture
def tab(browser, address):
    """Opens a tab of one browser, at a path."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield lambda path="/": Visit(context, address).open(path)
    context.close()


def path_of(visit):
    visit.page.wait_for_url("**conversation=*")
    return visit.page.url.removeprefix(visit.address)


def questions(visit):
    return visit.page.locator(".turn .question").all_text_contents()


def test_a_tab_that_is_closed_while_an_answer_arrives_loses_nothing(tab):
    one = tab()
    one.send(SLOW)
    one.page.locator(".pane mark").first.wait_for()
    path = path_of(one)
    one.page.close()
    again = tab(path)
    assert "widened in 1934" in again.answered().text_content()
    assert questions(again) == [SLOW]
    again.assert_quiet()


def test_two_tabs_of_a_conversation_show_an_answer_that_is_made_once(tab):
    one = tab()
    one.send(SLOW)
    one.page.locator(".pane mark").first.wait_for()
    other = tab(path_of(one))  # while it arrives
    texts = {
        visit.answered().locator(".answer").text_content() for visit in (one, other)
    }  # fmt: skip
    assert len(texts) == 1
    assert questions(one) == questions(other) == [SLOW]


def test_two_tabs_that_ask_in_one_conversation_come_to_show_the_same(tab):
    one = tab()
    one.ask(LONG)
    other = tab(path_of(one))
    other.answered()
    other.ask(BUILT)
    one.ask("hi")
    one.answered(2)
    assert questions(one) == [LONG, BUILT, "hi"]
    other.page.reload()
    other.answered(2)
    assert questions(other) == questions(one)
    for visit in (one, other):
        visit.assert_quiet()


def test_a_guessed_address_shows_nothing_of_anyones(tab):
    one = tab()
    one.ask(BUILT)
    article = path_of(one).partition("&conversation=")[0]
    guessed = tab(f"{article}&conversation={'0' * 32}")
    assert questions(guessed) == []
    assert guessed.page.get_by_text("not here any more").is_visible()
