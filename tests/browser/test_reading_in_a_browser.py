"""What a person does on the page, done in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import has_focus
from tests.ui.fake_assistant import SLOW

pytestmark = pytest.mark.browser

LONG_ANSWER = "Tell me everything."


def in_view(locator):
    """Whether an element lies inside the pane that scrolls it."""
    return locator.evaluate(
        "element => { const box = element.getBoundingClientRect();"
        " const view = element.closest('.pane').getBoundingClientRect();"
        " return box.top >= view.top && box.bottom <= view.bottom; }"
    )


def test_a_marker_leads_to_the_lit_sentence_in_the_article(visit, address):
    at = visit(address, viewport={"width": 1280, "height": 420}, reduced_motion="reduce")
    turn = at.ask("When was the bridge built?")
    lit = at.page.locator(".pane mark")
    assert lit.all_text_contents() == ["The bridge was built in 1871 and widened in 1934."]
    assert at.page.locator(".pane .badge").all_text_contents() == ["1"]
    assert in_view(lit.first)  # the evidence is brought into view by the answer itself

    at.page.locator(".pane").evaluate("pane => pane.scrollTo(0, 0)")
    assert not in_view(lit.first)
    turn.get_by_role("button", name="source 1, opens passage").click()
    at.page.locator(".pane mark.flash").wait_for()
    assert in_view(lit.first)
    at.assert_quiet()


def test_an_older_answer_lights_its_own_sources_again(visit, address):
    at = visit(address)
    first = at.ask("When was the bridge built?")
    at.ask("How long will the bridge stay closed?")
    assert at.page.locator(".pane mark").count() == 2
    first.get_by_role("button", name="Show source 1 in the article").click()
    lit = at.page.locator(".pane mark")
    lit.filter(has_text="1871").wait_for()
    assert lit.count() == 1


def test_an_example_question_is_asked_by_a_click(visit, address):
    at = visit(address)
    assert at.page.locator(".suggestion").count() == 3
    at.page.locator(".suggestion", has_text="When was the bridge built?").click()
    assert "1871" in at.answered().text_content()
    assert at.page.locator(".suggestion").count() == 0


def test_boilerplate_is_labelled_and_dimmed(visit, address):
    at = visit(address)
    notice = at.page.get_by_role("complementary", name="Not part of the story")
    assert "newsletter" in notice.text_content()
    assert notice.locator(".label").is_visible()
    colour = "element => getComputedStyle(element).color"
    assert notice.evaluate(colour) != at.page.locator(".pane p.story").first.evaluate(colour)


def test_a_reload_keeps_the_conversation_and_its_address(visit, address):
    at = visit(address)
    at.ask("When was the bridge built?")
    at.page.wait_for_url(re.compile(r"\?article=[0-9a-f]{16}&conversation=[0-9a-f]{32}$"))
    before = at.page.url
    at.page.reload()
    assert "1871" in at.answered().text_content()
    assert at.page.url == before
    assert at.page.locator(".pane mark").count() == 1
    assert at.page.locator(".turn").count() == 1


def test_evidence_is_lit_before_the_words_and_a_reload_meanwhile_loses_nothing(visit, address):
    at = visit(address)
    at.page.get_by_role("textbox").fill(SLOW)
    at.page.keyboard.press("Enter")
    at.page.locator(".pane mark").wait_for()
    assert at.page.locator(".reply[aria-busy=true]").count() == 1
    assert at.page.locator(".answer").count() == 0
    at.page.reload()
    assert "widened in 1934" in at.answered().text_content()
    assert at.page.locator(".turn").count() == 1
    at.assert_quiet()


def test_the_keyboard_alone_asks_and_opens_a_source(visit, address):
    at = visit(address)
    at.page.keyboard.type("When was the bridge")  # the input has the focus from the start
    at.page.keyboard.press("Shift+Enter")
    at.page.keyboard.type("built?")
    field = at.page.get_by_role("textbox")
    assert field.input_value() == "When was the bridge\nbuilt?"
    field.fill("When was the bridge built?")
    at.page.keyboard.press("Enter")
    marker = at.answered().get_by_role("button", name="source 1, opens passage")
    marker.focus()
    at.page.keyboard.press("Enter")
    at.page.locator(".pane mark.flash").wait_for()
    assert has_focus(marker)


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_page_shows_one_pane_and_leads_there_and_back(visit, address, width):
    at = visit(address, viewport={"width": width, "height": 720}, reduced_motion="reduce")
    turn = at.ask(LONG_ANSWER)
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert at.page.evaluate(overflow) == 0
    assert not at.page.locator(".pane").is_visible()

    turn.get_by_role("button", name="source 6, opens passage").click()
    sheet = at.page.get_by_role("dialog", name="Source")
    assert "never paid for" in sheet.locator("blockquote").text_content()
    sheet.get_by_role("button", name="Show source 6 in the article").click()
    assert not turn.is_visible()
    assert in_view(at.page.locator(".pane mark[data-number='6']"))
    assert at.page.evaluate(overflow) == 0

    at.page.get_by_role("button", name="Back to the answer", exact=True).click()
    assert turn.is_visible()
    assert at.page.get_by_role("button", name="Back to the answer").is_hidden()
    at.page.get_by_role("group", name="Show").get_by_role("button", name="Article").click()
    assert at.page.locator(".pane").is_visible()
    at.assert_quiet()


CONTRAST = """element => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  const clear = 'rgba(0, 0, 0, 0)';
  while (getComputedStyle(behind).backgroundColor === clear) {
    behind = behind.parentElement ?? behind.getRootNode().host;
  }
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
    .map(luminance).sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""

SHOWN_TEXTS = [
    "mark",
    ".badge",
    ".pane p",
    "aside.boilerplate",
    ".facts",
    ".question",
    ".answer .quote",
    ".marker",
    ".card blockquote",
    ".card .where",
    ".card .number",
    ".link",
    ".receipt summary",
    ".thumb",
    ".fn-status",
    ".send",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(visit, address, scheme):
    at = visit(address, color_scheme=scheme, reduced_motion="reduce")
    at.ask(LONG_ANSWER)
    found = {each: at.page.locator(each).first.evaluate(CONTRAST) for each in SHOWN_TEXTS}
    assert {each: ratio for each, ratio in found.items() if ratio < 4.5} == {}
    line = "element => getComputedStyle(element).textDecorationLine"
    assert at.page.locator("mark").first.evaluate(line) == "underline"  # never colour alone
