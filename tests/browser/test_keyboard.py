"""Without a mouse: every page is walked with Tab, and each stop is seen, named and left again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Server, Visit, has_focus

pytestmark = pytest.mark.browser

MOST_STOPS = 250

# What has the focus, through the trees of our elements: what it is called, and whether it is seen
# to have the focus: by its own outline or border, or by that of the box around it.
STOP = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  window.stops ??= new Map();
  if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
  const labelled = (at.getAttribute('aria-labelledby') ?? '').split(' ')
    .map((id) => id && at.getRootNode().getElementById(id)?.textContent).join(' ');
  const name = [at.getAttribute('aria-label'), labelled, at.labels?.[0]?.textContent,
    at.textContent, at.placeholder, at.title].find((each) => each?.trim()) ?? '';
  const box = at.getBoundingClientRect();
  const ringed = [at, at.parentElement, at.parentElement?.parentElement].some((each) => {
    if (!each) return false;
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== 'none';
  });
  const inside = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
  return { number: window.stops.get(at), name: name.trim().slice(0, 60), inside, ringed,
    what: at.outerHTML.slice(0, 120) };
}"""

FROM_THE_TOP = """() => {
  const before = document.createElement('span');
  before.tabIndex = -1;
  document.body.prepend(before);
  before.focus();
}"""


@pytest.fixture(scope="module")
def filled_address(browser, tmp_path_factory):
    server = Server(str(tmp_path_factory.mktemp("filled")), module="tests.browser.serve_filled")
    yield server.address
    assert server.ended() == ""


@pytest.fixture
def at(browser, filled_address):
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", accept_downloads=True
    )
    yield Visit(context, filled_address)
    context.close()


def walked(page):
    """The stops from the beginning of the page to where Tab leaves it, or comes round again."""
    page.evaluate(FROM_THE_TOP)
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            return stops
        assert stop["number"] == len(stops), f"{stop} comes twice, so it cannot be left"
        stops.append(stop)
    pytest.fail(f"{MOST_STOPS} stops, and no end")


def assert_walked(page, *named):
    stops = walked(page)
    assert [stop for stop in stops if not stop["name"]] == []
    assert [stop for stop in stops if not stop["inside"]] == []
    assert [stop for stop in stops if not stop["ringed"]] == []
    names = [stop["name"] for stop in stops]
    assert [name for name in named if not any(name in each for each in names)] == []


def test_the_first_screen_is_walked_from_the_shelf_to_the_question(at):
    at.open()
    at.page.locator(".suggestion").first.wait_for()
    assert_walked(at.page, "Add an article", "Feedback", "Evaluation", "How long", "Ask about")


def test_a_conversation_is_walked_with_its_sources_and_what_can_be_done_with_them(at):
    at.page.goto(at.address + "/?page=feedback")
    at.page.get_by_role("link", name="Open the conversation").first.press("Enter")
    at.answered(2)
    assert_walked(at.page, "source 1, opens passage", "Export", "Helpful", "Ask about")


def test_the_page_to_add_an_article_is_walked(at):
    at.page.goto(at.address + "/?page=add")
    at.page.get_by_role("heading", name="Add an article").wait_for()
    assert_walked(at.page, "Title")


def test_a_judgement_is_completed_kept_and_removed_with_the_keyboard(at):
    page = at.page
    page.goto(at.address + "/?page=feedback")
    card = page.locator(".card").first
    card.wait_for()
    assert_walked(page, "Export", "The words of the article", "Keep", "Open the conversation")
    card.get_by_label("The words of the article").press_sequentially("cracks in two of its piers")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card.get_by_text("Ready").wait_for()
    card.get_by_role("button", name="Remove").press("Enter")
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Keep it").press("Enter")  # where the focus went
    assert has_focus(card.get_by_role("button", name="Remove"))
    at.assert_quiet()


def test_an_export_is_chosen_with_the_arrows_and_escape_closes_the_choice(at):
    page = at.page
    page.goto(at.address + "/?page=feedback")
    page.get_by_role("link", name="Open the conversation").first.press("Enter")
    at.answered(2)
    button = page.get_by_role("button", name="Export")
    button.press("Enter")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    button.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".json")
    page.get_by_text("Saved as footnote-").wait_for()
    at.assert_quiet()


def test_the_evaluation_is_walked_and_a_question_unfolded(at):
    page = at.page
    page.goto(at.address + "/?page=evaluation")
    page.locator(".failing summary").first.wait_for()
    assert_walked(page, "Run", "Compared with", "Measure anew", "More figures", "Search the words")
    page.locator(".failing summary").first.press("Enter")
    page.locator(".spans").first.wait_for()
    at.assert_quiet()
