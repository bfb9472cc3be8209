"""Reading an article: what is lit in it, stepping through it, finding and linking to passages."""

from __future__ import annotations

import pytest

from assistant.domain import Citation
from tests.browser.conftest import Visit, gets_focus, has_focus
from tests.browser.pane_alone import ADDRESS, NOTICE, ORDERS, REPORT, WARNINGS, hand_over
from tests.ui.fake_assistant import bridge
from ui.components.places import place

pytestmark = pytest.mark.browser

TOLD = """() => {
  window.told = [];
  for (const name of ["at", "back", "cited", "leave"]) {
    document.addEventListener(`footnote:${name}`, ({ detail }) =>
      window.told.push([name, detail?.number ?? 0]));
  }
}"""
ON_SCREEN = """element => {
  const box = element.getBoundingClientRect();
  const view = element.closest(".pane").getBoundingClientRect();
  return box.top >= view.top && box.bottom <= view.bottom;
}"""


class Reader(Visit):
    """A visit to the pane alone; the reader of the test is its conversation too."""

    def open(self, path="/"):
        self.page.goto(self.address + path)
        self.page.locator(".pane p.facts").wait_for(state="attached")
        self.page.evaluate(TOLD)
        return self

    def light(self, *numbers, others=(), show=False):
        """Light whole sentences, as sources 1, 2, …"""
        detail = {"places": cited(numbers), "others": cited(others), "show": show}
        self.say("light", detail)

    def say(self, name, detail):
        say = "([name, detail]) => document.dispatchEvent(new CustomEvent(name, { detail }))"
        self.page.evaluate(say, [f"footnote:{name}", detail])

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def find(self, words):
        self.press("Find in article")
        self.page.get_by_role("textbox", name="Find in article").fill(words)
        return self.page.locator(".found")

    @property
    def told(self):
        return self.page.evaluate("window.told")

    @property
    def marks(self):
        return self.page.locator(".pane mark")


def cited(numbers):
    sentences = [REPORT.sentences[number - 1] for number in numbers]
    return [place(Citation(REPORT, s.start, s.end), at) for at, s in enumerate(sentences, 1)]


def words(number):
    return REPORT.words_of(REPORT.sentences[number - 1])


@pytest.fixture
def read(browser):
    """Opens the pane; keyword arguments are Playwright's for a new context."""
    contexts = []

    def opened(path="/", **options):
        options.setdefault("viewport", {"width": 1280, "height": 600})
        options.setdefault("reduced_motion", "reduce")
        contexts.append(browser.new_context(**options))
        hand_over(contexts[-1])
        return Reader(contexts[-1], ADDRESS).open(path)

    yield opened
    for context in contexts:
        context.close()


def test_the_selected_answer_is_numbered_and_other_answers_are_fainter(read):
    at = read()
    at.light(3, 2, others=[5])
    assert at.marks.all_text_contents() == [words(2), words(3)]
    assert at.page.locator(".badge").all_text_contents() == ["2", "1"]
    assert at.page.locator(".other").all_text_contents() == [words(5)]
    assert at.page.locator(".bar .count").text_content() == "2 sources"
    at.light()
    assert at.marks.count() == 0
    assert at.page.locator(".sources").is_hidden()
    at.assert_quiet()


def test_words_cited_twice_carry_both_numbers(read):
    at = read()
    sentence = REPORT.sentences[1]
    whole, part = (
        place(Citation(REPORT, sentence.start, sentence.end), 1),
        place(Citation(REPORT, sentence.start + 4, sentence.end), 2),
    )
    at.say("light", {"places": [whole, part], "others": [whole], "show": False})
    assert at.marks.all_text_contents() == ["The ", "café’s “mill wheel” turned twice a day."]
    assert at.page.locator("mark[data-number~='1']").count() == 2
    assert at.page.locator("mark[data-number~='2']").count() == 1
    assert at.page.locator(".badge").all_text_contents() == ["1", "2"]


def test_evidence_that_arrives_is_brought_into_view_and_a_selection_moves_nothing(read):
    at = read()
    at.light(50)
    assert not at.marks.evaluate(ON_SCREEN)
    at.light(48, show=True)
    assert at.marks.evaluate(ON_SCREEN)


def test_brackets_step_through_the_sources_and_round_again(read):
    at = read()
    at.light(2, 40)
    steps = [("]", "1 of 2"), ("]", "2 of 2"), ("]", "1 of 2"), ("[", "2 of 2")]
    for key, told in steps:
        at.page.keyboard.press(key)
        assert at.page.locator(".bar .count").text_content() == f"Source {told}"
    assert at.page.locator("mark.current").text_content() == words(40)
    assert at.page.locator("mark.current").evaluate(ON_SCREEN)
    assert words(40) in at.page.locator(".spoken").text_content()
    assert [number for name, number in at.told if name == "at"] == [1, 2, 1, 2]
    at.press("Next source")
    assert at.page.locator("mark.current").text_content() == words(2)
    at.assert_quiet()


def test_a_bracket_that_is_typed_into_a_field_is_only_typed(read):
    at = read()
    at.light(2, 40)
    at.find("")
    at.page.keyboard.type("[x]")
    assert at.page.get_by_role("textbox").input_value() == "[x]"
    assert at.told == []


def test_a_jump_leaves_the_focus_where_it_was_pressed(read):
    at = read()
    at.light(2, 40)
    link = at.page.get_by_role("button", name="Copy a link to this passage")
    link.focus()
    at.say("go", {"number": 2})
    assert at.page.locator("mark.flash").evaluate(ON_SCREEN)
    assert has_focus(link)


def test_a_jump_from_what_is_hidden_takes_the_focus_to_the_passage_and_back(read):
    at = read(viewport={"width": 390, "height": 700})
    at.light(2, 40)
    at.say("leave", {})
    at.say("go", {"number": 2})
    number = at.page.get_by_role("button", name="source 2, back to the answer")
    assert has_focus(number)
    at.page.keyboard.press("Enter")
    assert at.told[-1] == ["cited", 2]
    assert at.page.locator(".pane").is_hidden()  # the chat shows


def test_escape_in_the_article_goes_back_to_the_answer(read):
    at = read()
    at.page.locator(".pane").focus()
    at.page.keyboard.press("Escape")
    assert at.told == [["back", 0]]


@pytest.mark.parametrize(
    ("looked_for", "count"),
    [
        ("ada brook", 1),
        ('CAFE\'S "MILL WHEEL"', 1),
        ("a day. It ground", 1),
        ("villages. Wheel", 0),
        ("tide of part", 12),
        ("not in it", 0),
    ],
    ids=["case", "accents and quotes", "over sentences", "not over a gap", "many", "nothing"],
)
def test_words_are_found_however_they_are_typed(read, looked_for, count):
    at = read()
    found = at.find(looked_for)
    assert found.text_content() == (f"1 of {count}" if count else "Not found")
    painted = "CSS.highlights.get('footnote-found')?.size ?? 0"
    assert at.page.evaluate(painted) == count
    at.assert_quiet()


def test_what_is_found_is_stepped_through_and_escape_ends_it(read):
    at = read()
    found = at.find("tide of part")
    at.page.keyboard.press("Enter")
    assert found.text_content() == "2 of 12"
    at.page.keyboard.press("Shift+Enter")
    at.page.keyboard.press("Shift+Enter")
    assert found.text_content() == "12 of 12"
    current = "[...CSS.highlights.get('footnote-found-current')][0]"
    view = at.page.locator(".pane").bounding_box()
    top = at.page.evaluate(f"{current}.getBoundingClientRect().top")
    assert view["y"] < top < view["y"] + view["height"]
    at.light(2)  # an answer meanwhile draws sentences anew
    assert found.text_content() == "12 of 12"
    at.page.keyboard.press("Escape")
    assert at.page.locator(".finding").is_hidden()
    assert at.page.evaluate("CSS.highlights.size") == 0
    assert at.told == []  # Escape closed the field, and did nothing else


def test_words_in_a_folded_notice_are_found_by_opening_it(read):
    at = read()
    fold = at.page.locator("aside details")
    assert fold.get_attribute("open") is None
    assert at.find("Privacy term 3").text_content() == "1 of 1"
    assert fold.get_attribute("open") is not None


def test_a_long_notice_is_folded_under_its_label(read):
    at = read()
    notice = at.page.get_by_role("complementary", name="Not part of the story")
    assert f"{len(NOTICE)} sentences" in notice.locator("summary").text_content()
    last = notice.locator(f"[data-sentence='{NOTICE[-1]}']")
    assert last.is_hidden()
    notice.locator("summary").click()
    assert last.is_visible()


def test_the_heading_that_is_the_title_is_drawn_once(read):
    at = read()
    assert at.page.get_by_role("heading", name=REPORT.title).count() == 1
    assert at.page.locator("h1 [data-sentence='1']").count() == 1


def test_pages_are_numbered_where_they_begin(read):
    at = read()
    assert at.page.locator(".page").all_text_contents() == ["Page 1", "Page 2", "Page 3", "Page 4"]
    within = at.page.locator("p.story .page")
    assert within.all_text_contents() == ["Page 2"]  # in the middle of a paragraph
    assert within.evaluate("page => page.nextSibling.textContent") == words(6)
    assert "4 pages" in at.page.locator("p.facts").text_content()


def test_a_sentence_that_gives_orders_is_shown_with_a_warning(read):
    at = read()
    assert at.page.locator(".warned").all_text_contents() == [REPORT.words_of(ORDERS)]
    told = f"Sentence {ORDERS.number}: {WARNINGS[ORDERS.number]}"
    assert at.page.locator(".warning").all_text_contents() == [told]
    around = at.page.locator("p.story", has_text=REPORT.words_of(ORDERS))
    assert words(ORDERS.number - 1) in around.text_content()  # it stays in its paragraph


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_to_a_passage_opens_it(read, width):
    at = read("/#s47-49", viewport={"width": width, "height": 600})
    assert at.marks.all_text_contents() == [words(47), words(48), words(49)]
    assert at.marks.first.evaluate(ON_SCREEN)
    assert at.marks.first.is_visible()
    at.page.evaluate("location.hash = '#s2'")
    assert at.page.locator("mark", has_text=words(2)).evaluate(ON_SCREEN)
    assert at.marks.count() == 1
    at.assert_quiet()


@pytest.mark.parametrize("anchor", ["#s0", "#s99999", "#s9-7", "#s1e1", "#s-1", "#<img src=x>"])
def test_a_link_to_no_passage_lights_nothing(read, anchor):
    at = read(f"/{anchor}")
    assert at.page.locator(".pane p.story").count() > 0
    assert at.marks.count() == 0
    at.assert_quiet()


def test_a_link_is_copied_to_what_is_selected_or_cited_or_on_top(read):
    at = read(permissions=["clipboard-read", "clipboard-write"])
    address = f"{at.address}/?article={REPORT.id}#"

    def copied():
        at.press("Copy a link to this passage")
        at.page.locator(".said:not(:empty)").wait_for()
        return at.page.evaluate("navigator.clipboard.readText()").removeprefix(address)

    assert copied() == "s1"
    at.light(2, 40)
    at.page.keyboard.press("[")
    assert copied() == "s40"
    assert at.page.locator(".said").text_content() == "Link to sentence 40 copied"
    first = at.page.locator("[data-sentence='5']")
    first.scroll_into_view_if_needed()
    start = first.bounding_box()
    end = at.page.locator("[data-sentence='7']").bounding_box()
    at.page.mouse.move(start["x"] + 4, start["y"] + 12)
    at.page.mouse.down()
    at.page.mouse.move(end["x"] + end["width"] - 8, end["y"] + end["height"] - 8, steps=4)
    at.page.mouse.up()
    assert copied() == "s5-7"
    at.page.goto(address + "s5-7")
    at.marks.first.wait_for()
    assert at.marks.all_text_contents() == [words(5), words(6), words(7)]


def test_where_there_is_no_clipboard_the_address_leads_to_the_passage(read):
    at = read()
    at.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    at.press("Copy a link to this passage")
    at.page.locator(".said:not(:empty)").wait_for()
    assert at.page.url.endswith("#s1")


def test_a_reload_keeps_the_place_in_the_article(read):
    at = read()
    far = at.page.locator("[data-sentence='50']")
    far.scroll_into_view_if_needed()
    assert far.evaluate(ON_SCREEN)
    at.page.reload()
    far.wait_for()
    assert far.evaluate(ON_SCREEN)
    at.light(2, show=False)
    assert far.evaluate(ON_SCREEN)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_cut_off_however_narrow(read, width):
    at = read("/#s5", viewport={"width": width, "height": 640})
    at.light(2, 40)
    at.page.keyboard.press("]")
    spills = ".bar, .pane"
    wide = "elements => elements.filter((e) => e.scrollWidth > e.clientWidth).length"
    assert at.page.locator(spills).evaluate_all(wide) == 0
    at.find("tide")
    assert at.page.locator(spills).evaluate_all(wide) == 0
    assert at.page.get_by_role("textbox").bounding_box()["width"] > 100


def test_a_number_never_stands_alone_at_the_end_of_a_line(read):
    at = read()
    at.light(*range(2, 10), *range(16, 50))
    apart = """numbers => numbers.filter((number) => {
      const [first] = number.nextSibling.getClientRects();
      return number.getBoundingClientRect().top > first.bottom || first.top >
        number.getBoundingClientRect().bottom;
    }).length"""
    for width in range(320, 400, 8):
        at.page.set_viewport_size({"width": width, "height": 600})
        assert at.page.locator(".badge").evaluate_all(apart) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_serious_in_any_state(read, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    at = read("/#s5", color_scheme=scheme, viewport={"width": width, "height": 640})
    at.light(2, 40, others=[3])
    at.page.locator("summary").click()
    at.find("tide")
    found = Axe().run(at.page).response["violations"]
    serious = [each for each in found if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], each["nodes"][0]["target"]) for each in serious] == []


def test_the_conversation_and_the_article_lead_to_each_other(visit, address):
    at = visit(address, viewport={"width": 1280, "height": 420}, reduced_motion="reduce")
    at.ask("When was the bridge built?")
    turn = at.ask("How long will the bridge stay closed?")
    other = at.page.locator(".pane .other")
    assert other.all_text_contents() == ["The bridge was built in 1871 and widened in 1934."]
    at.page.locator(".pane").focus()
    at.page.keyboard.press("]")
    at.page.keyboard.press("]")
    assert at.page.locator("mark.current").evaluate(ON_SCREEN)
    at.page.get_by_role("button", name="source 2, back to the answer").click()
    marker = turn.get_by_role("button", name="source 2, opens passage")
    assert gets_focus(marker)
    at.assert_quiet()


def test_a_link_to_a_passage_survives_the_loading_of_the_page(visit, address):
    at = visit(address)
    at.page.goto(f"{address}/?article={bridge().id}#s8-9")
    at.page.reload()
    at.page.locator("mark.linked").first.wait_for()
    lit = at.page.locator("mark.linked").all_text_contents()
    assert lit == [bridge().words_of(sentence) for sentence in bridge().sentences[7:9]]
    assert at.page.url.endswith("#s8-9")
    at.assert_quiet()
