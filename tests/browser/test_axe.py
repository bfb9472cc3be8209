"""Axe, the checker of accessibility, finds nothing on any page, light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Server
from tests.browser.serve_filled import NAME

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def filled_address(browser, tmp_path_factory):
    server = Server(str(tmp_path_factory.mktemp("filled")), module="tests.browser.serve_filled")
    yield server.address
    assert server.ended() == ""


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[1280, 320])
def width(request):
    return request.param


@pytest.fixture
def look(browser, filled_address, scheme, width):
    """Opens a page of the app, in the light and at the width that are being tried."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )

    def opened(path):
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.goto(filled_address + path)
        return page

    yield opened
    context.close()


def assert_fine(page):
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_timeout(400)  # until what fades in has its final colours
    found = [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in Axe().run(page).response["violations"]
        for node in each["nodes"]
    ]
    assert found == []


def the_conversation(look):
    page = look("/?page=feedback")
    page.get_by_role("link", name="Open the conversation").first.click()
    page.locator(".turn").nth(2).wait_for(state="attached")
    return page


def test_the_first_screen(look):
    page = look("/")
    page.locator(".suggestion").first.wait_for()
    assert_fine(page)


def test_a_conversation_with_everything_unfolded(look):
    page = the_conversation(look)
    for folded in page.locator("details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    assert_fine(page)


def test_a_source_and_the_article_with_its_highlights(look, width):
    page = the_conversation(look)
    page.locator(".marker").first.click()
    if width < 900:
        page.get_by_role("dialog").wait_for()
        assert_fine(page)
        page.get_by_role("dialog").get_by_role("button", name="Show source 1").click()
    page.locator(".pane mark").first.wait_for()
    assert_fine(page)


def test_the_list_of_articles_and_conversations(look):
    page = look("/")
    page.locator(".suggestion").first.wait_for(state="attached")
    shelf = page.get_by_text(NAME)
    if not shelf.first.is_visible():
        page.get_by_role("button", name="Articles and conversations").click()
    shelf.first.wait_for()
    assert_fine(page)


def test_adding_an_article(look):
    page = look("/?page=add")
    page.get_by_role("heading").first.wait_for()
    assert_fine(page)


def test_the_feedback_page(look):
    page = look("/?page=feedback")
    page.locator(".card").first.wait_for()
    page.get_by_role("button", name="Export").click()
    assert_fine(page)


def test_the_evaluation_page_with_two_runs_and_a_question_unfolded(look):
    page = look("/?page=evaluation")
    page.locator(".failing summary").first.wait_for()
    page.get_by_label("Compared with").select_option(index=1)
    page.locator(".compared").first.wait_for()
    page.locator(".failing summary").first.click()
    assert_fine(page)
