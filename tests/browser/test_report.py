"""The evaluation report, opened from the disk as an editor would."""

from __future__ import annotations

import pytest

from assistant.evaluation.reporting import write_report
from tests.browser.conftest import Visit
from tests.evaluation import scoring
from tests.evaluation.small_run import (
    BURNED,
    COURT,
    HARM,
    HOSTILE_SPAN,
    HOSTILE_TEXT,
    RIGHT,
    refusing,
    small_run,
)

pytestmark = pytest.mark.browser


class Opened(Visit):
    """A report from the disk, with the verbs of its page."""

    def open(self, path="report.html"):
        self.page.goto(f"{self.address}/{path}")
        self.page.locator(".row").first.wait_for(state="attached")
        return self

    def shown(self):
        return self.page.locator(".list li:not([hidden]) .question").all_text_contents()

    def filter(self, name, value):
        self.page.locator(f"select[name={name}]").select_option(value)

    def search(self, words):
        self.page.get_by_role("searchbox").fill(words)

    def choose(self, question):
        self.page.locator(".row", has=self.page.get_by_text(question, exact=True)).first.click()

    def marks(self, kind):
        """The stretches of the article marked so; they are cut where spans begin and end."""
        return "".join(self.page.locator(f".reading .text mark.{kind}").all_text_contents())

    def assert_quiet(self):
        """It loaded itself and nothing else, and nothing ran, was blocked or went wrong."""
        strangers = [url for url in self.requests if not url.startswith((self.address, "data:"))]
        assert strangers == []
        assert self.page.evaluate("window.violations") == []
        assert self.errors == []
        assert self.dialogs == []


@pytest.fixture(scope="module")
def reports(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    earlier = small_run(mill_2=RIGHT, mill_1=refusing())
    write_report(folder / "one", small_run(), earlier, notes=("The gate passes.", HARM))
    write_report(folder / "two", small_run(), beside=small_run("bold", mill_3=RIGHT))
    return folder


@pytest.fixture
def report(browser, reports):
    contexts = []

    def opened(name="one", path="report.html", **options):
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = browser.new_context(**options)
        contexts.append(context)
        return Opened(context, (reports / name).as_uri()).open(path)

    yield opened
    for context in contexts:
        context.close()


def test_the_report_opens_from_the_disk_and_asks_for_nothing(report, reports):
    at = report()
    assert at.page.locator("h1").text_content() == "How “quoting” answers"
    assert at.page.evaluate("scrollY") == 0  # the figures come first
    assert set(at.requests) <= {(reports / "one" / "report.html").as_uri(), "data:,"}
    assert at.page.locator(".charts svg.bars").count() > 0
    assert at.page.locator(".charts svg.plot").count() == 2
    at.assert_quiet()


def test_filters_narrow_the_list_and_can_be_taken_back(report):
    at = report()
    everything = at.shown()
    at.filter("outcome", "wrong")
    assert at.shown() == ["In what year was the fire?"]
    at.filter("outcome", "")
    at.filter("category", "near_miss")
    assert at.shown() == ["When did the inn burn?", "Who lit the fire?"]
    at.filter("outcome", "not right")
    assert at.shown() == ["Who lit the fire?"]
    assert "1 of 11 questions" in at.page.locator("#shown").text_content()
    at.page.get_by_role("button", name="Show all").click()
    assert at.shown() == everything
    at.assert_quiet()


def test_split_article_blame_change_and_words_filter_too(report):
    at = report()
    for name, value, count in (
        ("split", "dev", 1),
        ("article", "wicked", 1),
        ("blame", "answer", 5),
        ("change", "worse", 1),
        ("change", "better", 1),
    ):
        at.filter(name, value)
        assert len(at.shown()) == count, (name, value)
        at.filter(name, "")
    at.search("the INN")
    assert at.shown() == ["When did the inn burn?"]
    at.search("nothing like it")
    assert at.shown() == []
    assert at.page.get_by_text("No question is left.").is_visible()
    at.assert_quiet()


def test_a_question_shows_what_was_expected_found_and_checked(report):
    at = report()
    at.choose("In what year was the fire?")
    detail = at.page.locator(".detail")
    assert detail.locator("h3").text_content() == "In what year was the fire?"
    assert detail.locator(".ideal").text_content() == "In 1904."
    assert detail.locator(".verdict b").text_content() == "Wrong"
    assert "Missing: “1904”." in detail.locator(".checks").text_content()
    assert "Baseline: Right" in detail.locator(".before").text_content()
    assert at.marks("gold") == BURNED[2]
    assert at.marks("cited") == COURT[2]
    assert at.page.locator(".badge-gold").count() == 1  # told apart by more than a colour
    assert at.page.locator(".badge-cited").text_content() == "1"
    detail.get_by_role("button", name="source 1, shows it in the article").click()
    at.page.locator("mark.cited.flash").wait_for()
    at.assert_quiet()


def test_the_article_is_scrolled_to_what_matters(report):
    at = report(viewport={"width": 1440, "height": 380})
    at.choose("Who lit the fire?")
    mark = at.page.locator(".reading .text mark").first
    assert mark.evaluate(
        "mark => { const box = mark.getBoundingClientRect();"
        " const pane = mark.closest('.reading').getBoundingClientRect();"
        " return box.top >= pane.top && box.bottom <= pane.bottom; }"
    )


def test_evidence_that_is_cited_is_marked_as_both(report):
    at = report()
    at.choose("When did the mill burn down?")
    assert at.marks("gold.cited") == BURNED[2]


def test_offsets_hold_behind_characters_that_javascript_counts_twice(report):
    at = report()
    at.filter("article", "wicked")
    assert at.marks("gold") == HOSTILE_SPAN[2]
    assert at.marks("cited") == HOSTILE_SPAN[2]
    text = at.page.locator(".reading .text").text_content()
    assert text.replace("gold1", "") == HOSTILE_TEXT


@pytest.mark.parametrize("policy", [True, False], ids=["with its policy", "without"])
def test_hostile_text_is_shown_as_text(report, policy):
    at = report(bypass_csp=not policy)
    at.filter("article", "wicked")
    assert at.page.locator(".detail h3").text_content() == HARM
    assert HARM in at.page.locator(".detail .answer").first.text_content()
    assert at.page.locator(".reading h3").text_content() == HARM
    foreign = "script, img, iframe, a, object, embed, link, meta"
    assert at.page.locator("main").locator(foreign).count() == 0
    at.assert_quiet()


def test_the_turns_of_a_conversation_lead_to_each_other(report):
    at = report()
    at.choose("And when was that?")
    turns = at.page.locator(".earlier .turn")
    assert turns.all_text_contents() == ["1. When did the mill burn down?", "2. And when was that?"]
    turns.first.click()
    assert "talk#1" in at.page.locator(".detail .facts").first.text_content()


def test_arrow_keys_walk_the_list(report):
    at = report()
    at.page.locator(".row").first.focus()
    at.page.keyboard.press("ArrowDown")
    assert at.page.locator(".detail h3").text_content() == "In what year was the fire?"


def test_the_address_remembers_what_is_on_view(report):
    at = report()
    at.filter("category", "near_miss")
    at.choose("Who lit the fire?")
    kept = at.page.evaluate("location.hash")
    again = report(path=f"report.html{kept}")
    assert again.shown() == ["When did the inn burn?", "Who lit the fire?"]
    assert again.page.locator(".detail h3").text_content() == "Who lit the fire?"
    assert again.page.evaluate("scrollY") > 0  # straight to the question
    again.assert_quiet()


def test_an_address_that_names_nothing_there_shows_the_list(report):
    at = report(path="report.html#category=none&item=gone&engine=99&words=")
    assert len(at.shown()) == 11
    at.assert_quiet()


def test_two_engines_stand_side_by_side_and_share_the_article(report):
    at = report("two")
    at.filter("change", "engines")
    assert at.shown() == ["When did the mill burn down?"]
    cards = at.page.locator(".answer-card")
    assert cards.locator(".verdict b").all_text_contents() == [
        "Refused, though the article answers", "Right",
    ]  # fmt: skip
    assert at.marks("cited") == ""
    at.page.locator(".legend").get_by_role("button", name="bold").click()
    assert at.marks("cited") == BURNED[2]
    at.assert_quiet()


def test_a_narrow_screen_shows_the_list_and_then_the_question(report):
    at = report(viewport={"width": 390, "height": 800})
    assert at.page.locator(".detail").is_hidden()
    at.choose("Who lit the fire?")
    assert at.page.locator(".list").is_hidden()
    assert at.page.locator(".detail h3").is_visible()
    assert at.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    at.page.get_by_role("button", name="All questions").click()
    assert at.page.locator(".list").is_visible()
    assert at.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    at.assert_quiet()


def test_the_charts_of_another_split_are_one_click_away(report):
    at = report()
    at.page.get_by_role("button", name="dev", exact=True).click()
    assert at.page.locator("[data-panel]:not([hidden]) svg.bars").count() == 1
    assert (
        scoring.item().category
        in at.page.locator("[data-panel]:not([hidden]) svg.bars").text_content()
    )
