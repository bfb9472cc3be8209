"""Adding an article in a real browser: a file or a text, a look at it, and every way to fail."""

from __future__ import annotations

import pytest

from tests.ui.fake_library import SLOWLY

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>alert(1)</script> said <img src=http://evil.test/x onerror=alert(2)> the mayor. "
    "![x](http://evil.test/y.png) and $\\frac{1}{2}$ are text. "
    "Sign up to our newsletter <iframe src=javascript:alert(3)></iframe> now. "
    f"{'x' * 2000} has no space in it. עברית with \u202etfel ot thgir and 👩\u200d👩\u200d👧 too."
)


@pytest.fixture
def adding(visit, address):
    """Opens the page where something is added; keyword arguments as for `visit`."""

    def opened(**options):
        at = visit(address, **options)
        at.page.goto(f"{address}/?page=add")
        at.page.get_by_role("heading", name="Add an article").wait_for()
        return at

    return opened


def give(at, name, content):
    at.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "", "buffer": content.encode()}
    )


def test_a_file_is_looked_at_changed_and_kept_with_the_keyboard(adding):
    at = adding()
    give(at, "quay.txt", "The quay is closed. Sign up to our newsletter. It opens in May.")
    at.page.get_by_role("heading", name="Look at it before it is kept").wait_for()
    notices = at.page.locator(".notices li")
    assert notices.count() == 1
    assert "newsletter" in notices.text_content()
    text = at.page.locator(".text")
    assert text.locator("[aria-checked=false]").all_text_contents() == [
        "Sign up to our newsletter."
    ]
    text.get_by_role("checkbox").first.focus()
    at.page.keyboard.press("ArrowRight")
    at.page.keyboard.press("Space")  # the newsletter is part of the story after all
    assert not notices.get_by_role("checkbox").is_checked()
    at.page.keyboard.press("End")
    at.page.keyboard.press("Space")
    assert text.locator("[aria-checked=false]").all_text_contents() == ["It opens in May."]
    at.page.get_by_role("textbox", name="Title").fill("The closed quay")
    at.page.get_by_role("button", name="Keep this article").click()
    at.page.locator(".pane h1").get_by_text("The closed quay").wait_for()
    aside = at.page.get_by_role("complementary", name="Not part of the story")
    assert "It opens in May." in aside.text_content()
    at.assert_quiet()


def test_a_file_can_be_dropped(adding):
    at = adding()
    dropped = at.page.evaluate_handle(
        "() => { const given = new DataTransfer(); given.items.add("
        "new File(['The pier is open. It was shut.'], 'pier.txt')); return given; }"
    )
    at.page.locator(".zone").dispatch_event("drop", {"dataTransfer": dropped})
    at.page.get_by_role("button", name="Keep this article").wait_for()
    at.assert_quiet()


def test_a_long_work_is_counted_survives_a_reload_and_can_be_cancelled(adding):
    at = adding()
    text = " ".join(f"Sentence {number} is read {SLOWLY}." for number in range(300))
    give(at, "long.txt", text)
    count = at.page.locator(".count")
    count.get_by_text("of 300 sentences").wait_for()
    at.page.reload()
    count.get_by_text("of 300 sentences").wait_for()
    assert at.page.locator(".steps [aria-current=step]").count() == 1
    at.page.get_by_role("button", name="Cancel").click()
    at.page.get_by_role("heading", name="Add an article").wait_for()
    assert "long" not in at.page.get_by_role("navigation").text_content()
    at.assert_quiet()


def test_a_failure_stays_visible_with_its_reason_and_the_others_continue(adding):
    at = adding()
    at.page.locator("input[type=file]").set_input_files(
        [
            {"name": "scan.docx", "mimeType": "", "buffer": b"PK"},
            {"name": "weir.txt", "mimeType": "", "buffer": b"The weir holds. It was built."},
        ]
    )
    alert = at.page.get_by_role("alert").get_by_text("scan.docx is a .docx file")
    alert.wait_for()
    at.page.get_by_role("button", name="Look at weir.txt").wait_for()
    at.page.reload()
    alert.wait_for()
    at.page.get_by_role("button", name="Try another file or text").click()
    at.page.get_by_role("heading", name="Add an article").wait_for()
    assert at.page.get_by_text("scan.docx").count() == 0
    at.assert_quiet()


def test_a_file_too_large_is_refused_before_it_is_sent(adding):
    at = adding()
    at.page.locator("input[type=file]").evaluate(
        "field => { const given = new DataTransfer(); given.items.add("
        "new File([new Uint8Array(20_000_001)], 'huge.txt')); field.files = given.files;"
        " field.dispatchEvent(new Event('change')); }"
    )
    at.page.get_by_role("alert").get_by_text("huge.txt: it has more than 20 MB").wait_for()
    assert not [url for url in at.requests if url.endswith("/upload")]


def test_the_same_text_again_leads_to_the_article_that_is_there(adding):
    at = adding()
    text = "The lock is old. It was built by hand."
    for _ in range(2):
        give(at, "lock.txt", text)
        keep = at.page.get_by_role("button", name="Keep this article")
        there = at.page.get_by_text("This text was in your library before.")
        keep.or_(there).wait_for()
        if keep.is_visible():
            keep.click()
            at.page.locator(".pane").wait_for()
            at.page.get_by_role("link", name="Add an article").click()
            at.page.get_by_role("heading", name="Add an article").wait_for()
    at.page.get_by_role("button", name="Read it").click()
    at.page.locator(".pane").get_by_text("It was built by hand.").wait_for()


@pytest.mark.parametrize("width", [320, 1280])
def test_hostile_words_are_shown_and_never_obeyed(adding, width):
    at = adding(viewport={"width": width, "height": 700})
    give(at, "<img src=x onerror=alert(4)>.txt", f"{HOSTILE} Seen at {width}.")
    at.page.get_by_role("button", name="Keep this article").wait_for()
    text = at.page.locator(".text").text_content()
    assert "<script>alert(1)</script> said <img" in text
    assert "$\\frac{1}{2}$" in text
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert at.page.evaluate(overflow) == 0
    title = at.page.get_by_role("textbox", name="Title")
    title.fill(f"<b onmouseover=alert(5)>{width}</b> ![](http://evil.test/z)")
    at.page.get_by_role("button", name="Keep this article").click()
    shown = at.page.locator(".pane h1").get_by_text(f"<b onmouseover=alert(5)>{width}</b>")
    shown.wait_for(state="attached")  # on a narrow page the chat is in front of it
    assert at.page.locator(".pane :is(script, img, iframe, b)").count() == 0
    at.assert_quiet()


def test_the_sample_is_a_click_away(adding):
    at = adding()
    at.page.get_by_role("button", name="Open the sample article").click()
    at.page.locator(".pane h1").get_by_text("Cracks close the old harbour bridge").wait_for()
