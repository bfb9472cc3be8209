"""The shelf of articles and conversations, the address, and the colours, in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import has_focus
from tests.ui.fake_assistant import SLOW

pytestmark = pytest.mark.browser

BUILT = "When was the bridge built?"
LONG_TITLE = "A title that is much longer than the shelf is wide, so that it goes on and on and on"


def shelf(at):
    return at.page.get_by_role("navigation", name="Articles and conversations")


def talk(at, name):
    return shelf(at).get_by_role("link", name=name, exact=True)


def add(at, text, title):
    """Bring a text into the library the way a reader does, and end in front of it."""
    shelf(at).get_by_role("link", name="Add an article").click()
    at.page.get_by_role("textbox", name="Text").fill(text)
    at.page.get_by_role("textbox", name="Title").fill(title)
    at.page.get_by_role("button", name="Look at this text").click()
    at.page.get_by_role("button", name="Keep this article").click()
    at.page.locator(".pane h1").get_by_text(title).wait_for()


def asked(at, question):
    at.ask(question)
    at.page.wait_for_url(re.compile("conversation="))
    return at.page.url


def test_links_and_the_back_button_lead_between_conversations_without_a_reload(visit, address):
    at = visit(address)
    at.page.evaluate("window.stayed = true")
    first = asked(at, BUILT)
    shelf(at).get_by_role("link", name="New conversation").click()
    at.page.get_by_text("Ask the article").wait_for()
    second = asked(at, "hi")
    assert first != second
    talk(at, BUILT).first.click()
    at.page.locator(".turn").filter(has_text="1871").first.wait_for()
    assert at.page.url == first
    at.page.go_back()
    at.page.locator(".turn").filter(has_text="Hello.").wait_for()
    assert at.page.url == second
    at.page.go_forward()
    at.page.locator(".turn").filter(has_text="1871").first.wait_for()
    assert at.page.evaluate("window.stayed")
    at.assert_quiet()


def test_a_new_conversation_begins_with_nothing_lit(visit, address):
    at = visit(address)
    asked(at, BUILT)
    lit = at.page.locator(".pane :is(mark, .other)")
    lit.first.wait_for()
    shelf(at).get_by_role("link", name="New conversation").click()
    at.page.get_by_text("Ask the article").wait_for()
    lit.first.wait_for(state="detached")


def test_a_link_shows_another_visitor_the_conversation_with_its_sources(visit, address):
    link = asked(visit(address), BUILT)
    other = visit(address)
    other.page.goto(link)
    assert "1871" in other.answered().text_content()
    other.page.locator(".pane mark").first.wait_for()


def test_two_tabs_do_not_disturb_each_other(visit, address):
    one, other = visit(address), visit(address)
    asked(one, BUILT)
    asked(other, "hi")
    assert "1871" in one.page.locator(".turn").text_content()
    assert other.page.locator(".turn").count() == 1
    assert one.page.url != other.page.url


def test_going_elsewhere_while_an_answer_arrives_is_not_undone_by_it(visit, address):
    at = visit(address)
    asked(at, "hi there")
    shelf(at).get_by_role("link", name="New conversation").click()
    at.page.get_by_text("Ask the article").wait_for()
    at.send(SLOW)
    at.page.locator(".pane mark").first.wait_for()
    talk(at, "hi there").click()
    at.page.locator(".turn").filter(has_text="Hello.").wait_for()
    there = at.page.url
    other = visit(address)
    other.open("/" + talk(at, SLOW).first.get_attribute("href"))
    assert "widened in 1934" in other.answered().text_content()  # by now it has arrived
    assert at.page.url == there
    assert "Hello." in at.page.locator(".turn").text_content()
    talk(at, SLOW).first.click()
    at.page.locator(".turn").filter(has_text="widened in 1934").first.wait_for()
    at.assert_quiet()


def test_a_conversation_is_named_with_the_keyboard_and_found_by_its_name(visit, address):
    at = visit(address)
    asked(at, "hi, name me")
    shelf(at).get_by_role("button", name="Rename hi, name me").press("Enter")
    at.page.keyboard.type("A name of its own")
    at.page.keyboard.press("Escape")
    talk(at, "hi, name me").wait_for()
    shelf(at).get_by_role("button", name="Rename hi, name me").press("Enter")
    at.page.keyboard.type("A name of its own")
    at.page.keyboard.press("Enter")
    talk(at, "A name of its own").wait_for()
    search = shelf(at).get_by_role("searchbox")
    search.fill("NAME OF ITS")
    shelf(at).get_by_role("link", name="New conversation").wait_for(state="detached")
    assert shelf(at).locator(".talk").all_text_contents() == ["A name of its own"]
    search.fill("nothing is called like this")
    shelf(at).get_by_text("Nothing is called").wait_for()
    search.fill("")
    shelf(at).get_by_role("link", name="New conversation").wait_for()
    at.assert_quiet()


def test_a_deleted_conversation_is_brought_back_with_one_key(visit, address):
    at = visit(address)
    link = asked(at, "hi, delete me")
    shelf(at).get_by_role("button", name="Delete hi, delete me").press("Enter")
    at.page.get_by_text("Ask the article").wait_for()
    assert talk(at, "hi, delete me").count() == 0
    undo = shelf(at).get_by_role("button", name="Undo")
    undo.wait_for()
    assert has_focus(undo)
    at.page.keyboard.press("Enter")
    talk(at, "hi, delete me").wait_for()
    at.page.locator(".turn").filter(has_text="Hello.").wait_for()
    assert at.page.url == link
    at.assert_quiet()


def test_an_article_is_removed_only_when_it_is_said_twice(visit, address):
    at = visit(address)
    add(at, "The ferry to be removed is late. It leaves at nine.", LONG_TITLE)
    shelf(at).get_by_role("button", name=f"Remove {LONG_TITLE}").press("Enter")
    shelf(at).get_by_role("button", name="Keep it").click()
    talk(at, LONG_TITLE).wait_for()
    shelf(at).get_by_role("button", name=f"Remove {LONG_TITLE}").press("Enter")
    shelf(at).get_by_role("button", name="Remove", exact=True).click()
    talk(at, LONG_TITLE).wait_for(state="detached")
    at.page.locator(".pane h1").get_by_text("Cracks close the old harbour bridge").wait_for()
    at.assert_quiet()


def test_an_address_of_nothing_says_so_and_leads_back(visit, address):
    at = visit(address)
    at.page.goto(f"{address}/?article=feed")
    at.page.get_by_role("alert").get_by_text("no article 'feed'").wait_for()
    at.page.get_by_role("link", name="Back to the library").click()
    at.page.locator(".composer").wait_for()


PAPER = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_until_the_reader_chooses(visit, address, scheme):
    at = visit(address, color_scheme=scheme)
    by_system = at.page.evaluate(PAPER)
    other = {"light": "Dark", "dark": "Light"}[scheme]
    shelf(at).get_by_role("radio", name=other).check()
    chosen = at.page.evaluate(PAPER)
    assert chosen != by_system
    at.page.reload()
    at.page.locator(".composer").wait_for()
    assert at.page.evaluate(PAPER) == chosen
    assert shelf(at).get_by_role("radio", name=other).is_checked()
    shelf(at).get_by_role("radio", name="System").check()
    assert at.page.evaluate(PAPER) == by_system


def test_the_shelf_is_put_away_and_stays_so(visit, address):
    at = visit(address)
    menu = at.page.get_by_role("button", name="Articles and conversations")
    assert menu.get_attribute("aria-expanded") == "true"
    menu.click()
    assert not shelf(at).is_visible()
    at.page.reload()
    at.page.locator(".composer").wait_for()
    assert not shelf(at).is_visible()


@pytest.mark.parametrize("width", [320, 1000])
def test_on_a_narrow_page_the_shelf_lies_over_it_and_goes_when_it_is_used(visit, address, width):
    at = visit(address, viewport={"width": width, "height": 640})
    asked(at, "hi, narrow one")
    menu = at.page.get_by_role("button", name="Articles and conversations")
    assert not shelf(at).is_visible()
    menu.click()
    search = shelf(at).get_by_role("searchbox")
    assert has_focus(search)
    at.page.keyboard.press("Escape")
    assert not shelf(at).is_visible()
    assert menu.evaluate("button => document.activeElement === button")
    menu.click()
    shelf(at).get_by_role("link", name="New conversation").click()
    at.page.get_by_text("Ask the article").wait_for()
    assert not shelf(at).is_visible()
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert at.page.evaluate(overflow) == 0
    at.assert_quiet()
