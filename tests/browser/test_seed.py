"""`footnote chat` as a newcomer meets it: the shipped article, the real answers."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def start(folder):
    with closing(socket.create_server(("127.0.0.1", 0))) as free, pytest.MonkeyPatch.context() as p:
        port = free.getsockname()[1]
        p.setenv("ASSISTANT_DATA_DIR", str(folder))
        free.close()
        return Server("chat", "--port", str(port), module="assistant")


@pytest.fixture(scope="module")
def seed_address(browser, tmp_path_factory):
    server = start(tmp_path_factory.mktemp("chat"))
    yield server.address
    assert server.ended() == ""


def test_the_first_question_of_a_newcomer_is_answered_and_lit(visit, seed_address):
    at = visit(seed_address)
    turn = at.ask("Where are Xi and Putin meeting?")
    assert "Samarkand" in turn.locator(".answer").text_content()
    turn.get_by_role("button", name="source 1, opens passage").first.click()
    lit = at.page.locator(".pane mark.flash").first
    lit.wait_for()
    assert "Samarkand" in lit.text_content()
    at.assert_quiet()


def test_what_the_article_does_not_say_is_refused(visit, seed_address):
    at = visit(seed_address)
    assert at.ask("Who won the World Cup?").locator(".refusal").is_visible()
    assert at.page.locator(".pane mark").count() == 0


def test_the_sites_own_words_are_told_from_the_story(visit, seed_address):
    at = visit(seed_address)
    notices = at.page.get_by_role("complementary", name="Not part of the story")
    assert "Archie Bland" in " ".join(notices.all_text_contents())
    assert at.page.locator(".pane p.story").count() >= 5


def test_every_example_question_is_answered_with_a_source(visit, seed_address):
    at = visit(seed_address)
    examples = at.page.locator(".suggestion").all_text_contents()
    assert 1 <= len(examples) <= 3
    for example in examples:
        assert at.ask(example).locator(".card").count() >= 1


def test_a_restart_of_the_server_shows_the_same_conversation_with_its_sources(visit, tmp_path):
    first = start(tmp_path)
    at = visit(first.address)
    at.ask("Where are Xi and Putin meeting?")
    at.ask("Who won the World Cup?")
    before = at.page.locator(".turn").all_text_contents()
    address = at.page.url.removeprefix(first.address)
    assert first.ended() == ""
    second = start(tmp_path)
    again = visit(second.address).open(address)
    again.answered(1)
    assert again.page.locator(".turn").all_text_contents() == before
    marker = again.page.get_by_role("button", name="source 1, opens passage").first
    marker.click()
    again.page.locator(".pane mark.flash").first.wait_for()
    again.assert_quiet()
    assert second.ended() == ""
