"""Asking and being answered: sources, refusals, doubts, troubles, thumbs and keys."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import gets_focus, has_focus
from tests.ui.fake_assistant import (
    DETAILS,
    DOUBT,
    FOLLOWING,
    WRITES,
    WRITES_AT_LENGTH,
)

pytestmark = pytest.mark.browser

ON_TOP = """elements => {
  const [turn, view] = elements.map((each) => each.getBoundingClientRect().top);
  return view <= turn && turn < view + 60;
}"""
BUILT = "When was the bridge built?"
EVERYTHING = "Tell me everything."


@pytest.fixture
def copied(browser):
    """Lets a page use the clipboard; what was copied last in it."""

    def read(at):
        return at.page.evaluate("navigator.clipboard.readText()")

    return read


def marker(turn, number=1):
    return turn.get_by_role("button", name=f"source {number}, opens passage").first


def comes_to_the_top(at, turn):
    """Whether the turn is on top of what is scrolled in the end."""
    view = at.page.locator(".conversation")
    at.page.wait_for_function(ON_TOP, arg=[turn.element_handle(), view.element_handle()])
    return True


def test_a_claim_that_fails_the_check_is_marked_with_the_reason(visit, address):
    at = visit(address)
    turn = at.ask(WRITES)
    note = turn.get_by_role("note")
    assert note.all_text_contents() == [f"Not supported by the cited words. {DOUBT}"]
    doubted = turn.locator(".doubted").all_text_contents()
    assert "three of its piers" in "".join(doubted)
    assert "Ferries" not in "".join(doubted)
    at.assert_quiet()


def test_focus_on_a_marker_shows_the_quote_and_escape_hides_it(visit, address):
    at = visit(address)
    marker(at.ask(BUILT)).focus()
    tip = at.page.get_by_role("tooltip")
    assert "The bridge was built in 1871" in tip.text_content()
    assert "Sentence 8 of 11" in tip.text_content()
    at.page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_a_number_is_kept_on_one_line_with_what_is_before_it(visit, address):
    turn = visit(address).ask("How long will the bridge stay closed?")
    assert turn.locator(".tail").all_text_contents() == ["”1", "reporters.2"]


def test_at_most_three_cards_are_open_until_all_are_asked_for(visit, address):
    at = visit(address)
    turn = at.ask(EVERYTHING)
    cards = turn.locator(".card:visible")
    assert cards.count() == 3
    assert cards.first.locator("blockquote").text_content().startswith("The old harbour bridge")
    assert cards.first.locator(".where").text_content() == "Sentence 1 of 11"
    turn.get_by_role("button", name="Show all 6").click()
    assert cards.count() == 6
    assert has_focus(cards.nth(3).get_by_role("button").first)
    at.assert_quiet()


def test_a_card_tells_the_speaker_and_unfolds_the_whole_passage(visit, address):
    at = visit(address)
    card = at.ask("How long will the bridge stay closed?").locator(".card").first
    assert card.locator(".speaker").text_content() == "Ana Lopes, Mayor"
    whole = card.get_by_role("button", name="Whole passage")
    assert whole.get_attribute("aria-expanded") == "false"
    whole.click()
    quote = card.locator("blockquote")
    assert quote.locator("mark").text_content().startswith("Mayor Ana Lopes said")
    assert "found cracks in two of its piers" in quote.text_content()
    card.get_by_role("button", name="Quote alone").click()
    assert "cracks" not in quote.text_content()


def test_what_is_copied_carries_its_source_and_a_link_to_it(visit, address, copied):
    at = visit(address, permissions=["clipboard-read", "clipboard-write"])
    turn = at.ask(BUILT)
    turn.get_by_role("button", name="Copy source 1 with its reference").click()
    turn.get_by_role("button", name="Copy source 1 with its reference").get_by_text(
        "Copied"
    ).wait_for()
    quote, reference, link = copied(at).splitlines()
    assert quote == "“The bridge was built in 1871 and widened in 1934.”"
    title = "Cracks close the old harbour bridge"
    assert reference == f"({title}, The Harbour Gazette, sentence 8 of 11)"
    assert re.fullmatch(re.escape(f"{address}/") + r"\?article=[0-9a-f]{16}#s8", link)
    turn.get_by_role("button", name="Copy answer").click()
    turn.get_by_text("Copied").nth(0).wait_for()
    at.page.wait_for_function("navigator.clipboard.readText().then(t => t.includes('At least'))")
    assert link in copied(at)


def test_words_are_copied_where_the_page_may_not_use_the_clipboard(visit, address, copied):
    at = visit(address, permissions=["clipboard-read"])
    at.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }")
    turn = at.ask(BUILT)
    button = turn.get_by_role("button", name="Copy source 1 with its reference")
    button.click()
    button.get_by_text("Copied").wait_for()
    assert copied(at).startswith("“The bridge was built in 1871")


def test_a_refusal_is_a_neutral_card_with_the_nearest_passages_folded(visit, address):
    at = visit(address)
    turn = at.ask("Who won the World Cup?")
    assert turn.locator(".refusal").is_visible()
    assert turn.locator(".trouble > *, .marker").count() == 0
    assert turn.locator(".card:visible").count() == 0
    assert at.page.locator(".pane mark").count() == 0
    turn.get_by_text("The nearest passages").click()
    assert turn.locator(".card:visible").count() == 2
    turn.get_by_role("button", name="Show source 2 in the article").click()
    at.page.locator(".pane mark.flash").wait_for()
    at.assert_quiet()


def test_a_refusal_leads_on_to_a_question_that_the_article_answers(visit, address):
    at = visit(address)
    refused = at.ask("Who won the World Cup?")
    offers = refused.locator(".offer")
    assert offers.all_text_contents() == ["How long will the bridge stay closed?", BUILT]
    offers.nth(1).click()
    assert "1871" in at.answered(1).text_content()
    assert offers.count() == 0


def test_a_question_after_a_refusal_stands_on_top_though_the_refusal_shrinks(visit, address):
    at = visit(address, viewport={"width": 390, "height": 500})
    at.ask(BUILT)
    at.ask("Who won the World Cup?")
    turn = at.ask(EVERYTHING)
    assert comes_to_the_top(at, turn)


def test_a_follow_up_says_how_it_was_understood(visit, address):
    at = visit(address)
    assert at.ask(BUILT).locator(".understood p").count() == 0
    told = at.ask(FOLLOWING).locator(".understood").text_content()
    assert told == "Understood as: “How often do the ferries run?”"


def test_a_receipt_is_folded_under_the_answer(visit, address):
    turn = visit(address).ask(WRITES)
    rows = turn.locator(".receipt dl > div")
    assert not rows.first.is_visible()
    turn.get_by_text("How this was made").click()
    told = rows.all_text_contents()
    assert "Tokensabout 1,240 read, 85 written" in told
    assert "Model calls1" in told


def test_small_talk_is_plain(visit, address):
    turn = visit(address).ask("hi")
    assert turn.locator(".refusal, .trouble > *, .card, .thumb").count() == 0


def test_a_failure_says_what_to_do_and_tries_again_in_its_place(visit, address):
    at = visit(address)
    failed = at.ask("fail")
    assert "install Footnote again" in failed.locator(".trouble.failed").text_content()
    at.ask(BUILT)
    failed.get_by_role("button", name="Try again").click()
    failed.locator(".reply[aria-busy=true]").wait_for(state="attached")
    failed.locator(".reply[aria-busy=false]").wait_for(state="attached")
    assert failed.locator(".trouble.failed").is_visible()
    assert at.page.locator(".turn").count() == 2


def test_the_servers_own_words_are_folded_away_and_are_text(visit, address):
    at = visit(address)
    turn = at.ask("fault key_refused")
    assert turn.locator(".verdict").text_content() == "The key was refused"
    assert not turn.locator("pre").is_visible()
    turn.get_by_text("Technical details").click()
    assert turn.locator("pre").text_content() == DETAILS
    assert turn.locator("pre *").count() == 0
    at.assert_quiet()


def test_a_reader_goes_on_offline_when_the_model_fails(visit, address):
    at = visit(address)
    turn = at.ask("fault unreachable")
    turn.get_by_role("button", name="Continue offline").click()
    turn.locator(".card").wait_for()
    assert turn.locator(".trouble > *").count() == 0
    assert at.page.locator(".turn").count() == 1
    assert "old harbour bridge was closed" in turn.locator(".answer").text_content()
    at.assert_quiet()


def test_a_busy_server_is_asked_again_only_when_it_wants_to_be(visit, address):
    turn = visit(address).ask("fault busy")
    button = turn.locator(".step").last
    assert re.fullmatch(r"Try again in \d+ s", button.text_content())
    assert button.is_disabled()
    turn.get_by_role("button", name="Try again", exact=True).click()  # it waits until it can


def test_an_answer_that_broke_off_is_shown_with_what_had_arrived(visit, address):
    turn = visit(address).ask("end interrupted")
    assert "Ferries run" in turn.locator(".answer").text_content()
    assert turn.locator(".trouble .verdict").text_content() == "It broke off"
    assert turn.locator(".trouble.failed").count() == 0
    assert turn.locator(".card").count() == 1


def test_a_thumb_is_pressed_and_taken_back_and_kept_over_a_reload(visit, address):
    at = visit(address)
    turn = at.ask(BUILT)
    thumb = turn.get_by_role("button", name="Helpful", exact=True)
    thumb.click()
    assert thumb.get_attribute("aria-pressed") == "true"
    assert has_focus(thumb)
    at.page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    at.page.reload()
    at.answered()
    assert thumb.get_attribute("aria-pressed") == "true"
    thumb.click()
    assert thumb.get_attribute("aria-pressed") == "false"


def test_a_thumb_down_asks_for_one_of_four_reasons_and_takes_a_remark(visit, address):
    at = visit(address)
    turn = at.ask(BUILT)
    down = turn.get_by_role("button", name="Not helpful")
    down.click()
    reasons = turn.get_by_role("radio")
    assert reasons.count() == 4
    assert has_focus(reasons.first)
    turn.get_by_role("button", name="Send").click()
    assert turn.locator(".reasons").is_visible()  # a reason is needed
    turn.get_by_role("radio", name="The source does not say this").check()
    turn.locator(".reasons textarea").fill("It says 1872.")
    turn.get_by_role("button", name="Send").click()
    assert turn.locator(".reasons").is_hidden()
    assert down.get_attribute("aria-pressed") == "true"
    down.click()
    assert turn.get_by_role("radio", name="The source does not say this").is_checked()
    assert turn.locator(".reasons textarea").input_value() == "It says 1872."
    turn.get_by_role("button", name="Take back").click()
    assert down.get_attribute("aria-pressed") == "false"
    at.assert_quiet()


def test_escape_closes_the_reasons_and_stops_nothing(visit, address):
    at = visit(address)
    turn = at.ask(BUILT)
    running = at.send(WRITES_AT_LENGTH)
    running.locator(".marker").first.wait_for()
    turn.get_by_role("button", name="Not helpful").click()
    at.page.keyboard.press("Escape")
    assert turn.locator(".reasons").is_hidden()
    assert has_focus(turn.get_by_role("button", name="Not helpful"))
    assert running.locator(".reply[aria-busy=true]").count() == 1
    at.page.keyboard.press("Escape")
    at.answered(1)


def test_an_answer_is_announced_once_when_it_is_complete(visit, address):
    at = visit(address)
    status = at.page.locator(".talk ~ .spoken")
    assert status.text_content() == ""
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").first.wait_for()
    assert status.text_content() == ""
    at.page.keyboard.press("Escape")
    at.answered()
    assert status.text_content().startswith("Ferries run every ten minutes")
    assert status.text_content().endswith("2 sources.")
    assert "[" not in status.text_content()


def test_slash_focuses_the_input_and_a_question_mark_shows_the_keys(visit, address):
    at = visit(address)
    turn = at.ask(BUILT)
    field = at.page.get_by_role("textbox", name="Ask about this article")
    marker(turn).focus()
    at.page.keyboard.press("/")
    assert has_focus(field)
    assert field.input_value() == ""
    at.page.keyboard.type("What? /")
    assert field.input_value() == "What? /"
    marker(turn).focus()
    at.page.keyboard.press("?")
    help_ = at.page.get_by_role("dialog", name="Keyboard and help")
    assert help_.is_visible()
    assert "Previous and next source" in help_.text_content()
    at.page.keyboard.press("Escape")
    assert help_.is_hidden()
    assert has_focus(marker(turn))


def test_the_article_tells_which_source_a_reader_stepped_to(visit, address):
    at = visit(address)
    turn = at.ask(EVERYTHING)
    marker(turn).focus()
    at.page.keyboard.press("]")
    assert turn.locator(".marker.at").all_text_contents() == ["1"]
    at.page.keyboard.press("]")
    assert turn.locator(".card.at .number").all_text_contents() == ["2"]


def test_a_number_in_the_article_leads_to_its_marker_and_escape_back_to_what_was_pressed(
    visit, address
):
    at = visit(address)
    turn = at.ask(EVERYTHING)
    at.page.locator(".pane .badge").nth(2).click()
    assert gets_focus(marker(turn, 3))
    marker(turn, 2).click()
    at.page.locator(".pane").focus()
    at.page.keyboard.press("Escape")
    assert gets_focus(marker(turn, 2))


def test_a_new_question_stands_on_top_and_its_answer_grows_below(visit, address):
    at = visit(address, viewport={"width": 1280, "height": 500}, reduced_motion="reduce")
    at.ask(EVERYTHING)
    turn = at.send(WRITES_AT_LENGTH)
    turn.locator(".marker").nth(5).wait_for()
    assert comes_to_the_top(at, turn)
    at.page.keyboard.press("Escape")
    at.answered(1)


@pytest.mark.parametrize("width", [320, 390])
def test_a_source_on_a_narrow_page_comes_up_from_the_bottom(visit, address, width):
    at = visit(
        address,
        viewport={"width": width, "height": 700},
        has_touch=True,
        reduced_motion="reduce",  # it is where it comes to at once
    )
    turn = at.ask(EVERYTHING)
    marker(turn, 2).tap()
    sheet = at.page.get_by_role("dialog", name="Source")
    box = sheet.bounding_box()
    assert (round(box["x"]), round(box["width"])) == (0, width)
    assert round(box["y"] + box["height"]) == 700
    assert sheet.evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")
    sheet.get_by_role("button", name="Whole passage").tap()
    assert sheet.locator("mark").is_visible()
    sheet.get_by_role("button", name="Close").tap()
    assert sheet.is_hidden()
    assert turn.is_visible()
    assert has_focus(marker(turn, 2))
    at.assert_quiet()
