"""Text is text: whatever an article or a question holds, nothing runs and nothing is loaded."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from assistant.conversation.exporting import FORMATS, in_bytes
from assistant.domain import Exchange
from tests.browser.conftest import Server, serving
from tests.ui.fake_assistant import FakeAssistant, article_of

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>alert(1)</script> opens the story.",
    '<img src="https://evil.example/a.png" onerror="alert(2)"> stands in it.',
    "![picture](https://evil.example/b.png) and [a link](javascript:alert(3)) follow.",
    "![reference][1] comes next.",
    "[1]: https://evil.example/c.png",
    "<svg onload=alert(4)><a xlink:href='javascript:alert(5)'>x</a></svg> is drawn nowhere.",
    "</script></style></textarea><iframe srcdoc='<script>parent.alert(6)</script>'></iframe> ends.",
    r"The price is $\href{https://evil.example/d}{x}$ and $$\includegraphics{e}$$ at most.",
    "<link rel=stylesheet href=https://evil.example/f.css> <meta http-equiv=refresh content=0>.",
    "x" * 20_000,
    "שלום עולם, \u202egnp.exe\u202c is read from the right.",
    "Zero\u200bwidth\u200djoined\ufeff and \U000e0041\U000e0042 tags, \x07 and {{constructor}}.",
    ":material/home: :red[coloured] `code` | a | table | <!-- comment --> ends it.",
]


@pytest.fixture(scope="module")
def hostile_address(browser, tmp_path_factory):
    file = tmp_path_factory.mktemp("hostile") / "article.txt"
    title = "<img src=x onerror=alert(0)> $x$ ![t](https://evil.example/t.png)"
    file.write_text("\n".join([title, *HOSTILE]), encoding="utf-8")
    with serving(str(file)) as found:
        yield found


def test_a_hostile_article_is_shown_as_its_own_text(visit, hostile_address):
    at = visit(hostile_address)
    shown = at.page.locator(".pane p.story").all_text_contents()
    assert shown == HOSTILE
    assert at.page.locator(".pane h1").text_content().startswith("<img src=x onerror=alert(0)>")
    foreign = "script, img, iframe, svg, a, link, meta, style, object, embed, form, input"
    assert at.page.locator(".pane").locator(foreign).count() == 0
    assert at.page.locator(".pane").evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    at.assert_quiet()


def test_hostile_words_stay_text_in_question_quote_card_and_tip(visit, hostile_address):
    at = visit(hostile_address)
    turn = at.ask(HOSTILE[1] + " " + HOSTILE[7])
    turn.get_by_text("The nearest passages").click()
    assert turn.locator(".question").text_content() == HOSTILE[1] + " " + HOSTILE[7]
    assert turn.locator("blockquote").first.text_content() == HOSTILE[0]
    cited = at.ask("How long will the bridge stay closed?")
    assert HOSTILE[1] in cited.locator("blockquote").first.text_content()
    cited.get_by_role("button", name="source 1, opens passage").focus()
    assert HOSTILE[1] in at.page.get_by_role("tooltip").text_content()
    ours = "svg:not([aria-hidden])"  # the signs on our own buttons are hidden from screen readers
    assert at.page.locator(".turn").locator(f"img, script, a, iframe, {ours}").count() == 0
    assert at.page.locator(".pane mark").first.text_content() == HOSTILE[1]
    at.assert_quiet()


def test_hostile_text_is_harmless_without_the_policy_too(visit, hostile_address):
    """The renderer must hold alone: this browser ignores the policy."""
    at = visit(hostile_address, bypass_csp=True)
    at.ask(HOSTILE[1])
    at.ask("How long will the bridge stay closed?")
    at.assert_quiet()


@pytest.mark.parametrize("path", ["/", "/any/page", "/?conversation=guessed", "/index.html"])
def test_the_policy_is_on_every_html_response(address, path):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        response = opener.open(address + path)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_page_elsewhere_cannot_reach_the_server(address):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, headers={"Origin": "http://evil.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        opener.open(request)
    refused.value.close()


def test_the_server_calls_nobody_and_ends_without_a_word(browser, visit):
    server = Server("0")
    at = visit(server.address)
    at.ask("When was the bridge built?")
    elsewhere = browser.new_page()
    elsewhere.goto("data:text/html,<p>another site")
    socket = server.address.replace("http", "ws") + "/_stcore/stream"
    refused = "url => new Promise(done => { new WebSocket(url).onerror = () => done('refused') })"
    assert elsewhere.evaluate(refused, socket) == "refused"
    elsewhere.close()
    at.page.close()
    assert server.ended() == ""


def test_an_exported_page_shows_hostile_text_as_text_and_loads_nothing(browser, tmp_path):
    assistant = FakeAssistant(article_of("\n".join(HOSTILE), title=HOSTILE[1]))
    exchange = Exchange(HOSTILE[0])
    for event in assistant.ask("Tell me everything."):
        exchange = exchange.with_event(event)
    exported = FORMATS[".html"]("", assistant.article, (exchange,), datetime.now(UTC))
    file = tmp_path / "exported.html"
    file.write_bytes(in_bytes(exported))
    page = browser.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(file.as_uri())
    assert page.locator("h2").text_content() == f"1. {HOSTILE[0]}"
    quotes = page.locator("blockquote").all_text_contents()
    assert quotes == [citation.quote for citation in exchange.evidence]
    assert page.locator("body").evaluate("body => getComputedStyle(body).maxWidth") != "none"
    assert requests == [file.as_uri()]
    assert errors == []
    page.close()


def test_text_that_gives_orders_or_hides_is_shown_with_a_warning(visit, hostile_address):
    at = visit(hostile_address)
    warnings = at.page.locator(".pane .warning").all_text_contents()
    hides = "Holds characters that are not shown, or that show words in another order."
    assert [words.partition(": ")[2] for words in warnings] == [hides, hides]
    assert all(words.startswith("Sentence ") for words in warnings)
    warned = at.page.locator(".pane p.story:has(+ .warning)").all_text_contents()
    assert warned == [HOSTILE[10], HOSTILE[11]]
