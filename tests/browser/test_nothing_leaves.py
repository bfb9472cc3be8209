"""Whatever an article, a question, an answer, a file's name or a comment holds: it is only text.

The assistant here says back all that it is asked, in every part of an answer. The browser goes
through a proxy that writes down what it is asked for, once under the page's policy and once
without, because the renderer must hold alone.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.browser.conftest import Server, Visit
from tests.browser.logging_proxy import logging_proxy
from tests.browser.test_hostile_text import HOSTILE
from tests.ui.echoing_assistant import FAILING
from ui.answers import QUESTION_CHARACTERS

pytestmark = pytest.mark.browser

TITLE = "<img src=http://evil.test/title onerror=alert(0)> ![t](http://evil.test/t.png) $x$"
OWN = [
    TITLE,
    *HOSTILE,
    "[1]: http://evil.test/reference.png",
    "|a|\n|-|\n|![x](http://evil.test/table.png)|",
    "<style>@import 'http://evil.test/s.css'; * {background: url(http://evil.test/b)}</style>",
    "<video autoplay src=http://evil.test/v.mp4></video><base href=http://evil.test/>",
    "<form action=http://evil.test/f><input autofocus onfocus=alert(7)></form>",
    "[x](data:text/html,<script>alert(8)</script>) <a ping=http://evil.test/p href=#>x</a>",
    '" onmouseover="alert(9)" style="position:fixed;inset:0" x="',
    "__proto__", "constructor", "undefined", "NaN", "\\", "\x07\x1b[31m", "\ufeff", "\u202e",
]  # fmt: skip

# In all of the page, its elements' own trees with it: what would run, load or lead elsewhere.
HARMFUL = """() => {
  const found = [];
  const look = (tree) => {
    for (const each of tree.querySelectorAll('*')) {
      if (each.shadowRoot) look(each.shadowRoot);
      const from = each.getAttribute('src') ?? each.getAttribute('href') ?? '';
      const own = !from || new URL(from, location.href).origin === location.origin
        || from.startsWith('blob:');
      const runs = [...each.attributes].some(({ name }) => name.startsWith('on'));
      const frames = /^(iframe|object|embed|video|audio|base|form\\[action\\])$/
        .test(each.localName);
      if (!own || runs || frames) found.push(each.outerHTML.slice(0, 200));
    }
  };
  look(document);
  return found;
}"""


@pytest.fixture(scope="module")
def proxy(browser):
    with logging_proxy() as found:
        yield found


@pytest.fixture(scope="module")
def filled_address(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    text = folder / "article.txt"
    text.write_text("\n".join([TITLE, *OWN]), encoding="utf-8")
    server = Server(str(folder / "data"), str(text), module="tests.browser.serve_filled")
    yield server.address
    assert server.ended() == ""


@pytest.fixture(params=[True, False], ids=["with the policy", "without"])
def at(request, browser, proxy, filled_address):
    """A visit through the proxy, which has seen nothing of it when it ends."""
    address, seen = proxy
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        proxy={"server": address, "bypass": "127.0.0.1"},
        bypass_csp=not request.param,
        accept_downloads=True,
    )
    seen.clear()
    visit = Visit(context, filled_address)
    yield visit
    assert visit.page.evaluate(HARMFUL) == []
    assert seen == []
    visit.assert_quiet()
    context.close()


def chunks(lines):
    """Questions as long as they may be, each made of whole lines."""
    chunk = ""
    for line in lines:
        if len(chunk) + len(line) + 1 > QUESTION_CHARACTERS - 100:
            yield chunk
            chunk = ""
        chunk += line[: QUESTION_CHARACTERS // 2] + "\n"
    yield chunk


def unfold(page):
    """Open everything that is folded, and look at every source."""
    for folded in page.locator("details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    for marker in page.locator(".turn").last.locator(".marker").all()[:6]:
        marker.focus()


def test_the_proxy_sees_what_a_page_asks_of_another_host(browser, proxy):
    address, seen = proxy
    context = browser.new_context(proxy={"server": address, "bypass": "127.0.0.1"})
    page = context.new_page()
    seen.clear()
    page.set_content("<img src='http://evil.test/x.png'>")  # and wait for what it loads
    assert seen == ["GET http://evil.test/x.png"]
    context.close()


def test_questions_and_answers_while_they_arrive_when_they_are_there_and_after_a_reload(at):
    at.open()
    for question in chunks(OWN):
        at.ask(question)
        unfold(at.page)
        assert at.page.evaluate(HARMFUL) == []
    at.ask(f"{FAILING} {OWN[1]} {OWN[5]}")
    unfold(at.page)
    assert at.page.evaluate(HARMFUL) == []
    turns = at.page.locator(".turn").count()
    at.page.reload()
    at.answered(turns - 1)
    unfold(at.page)


def test_the_shared_collections_of_hostile_strings(at, adversarial):
    own, blns, purify = (
        adversarial / "own/markdown_remote_load.jsonl",
        adversarial / "strings_blns/blns.json",
        adversarial / "xss_dompurify/expect.mjs",
    )
    lines = [json.loads(line)["markdown"] for line in own.read_text("utf-8").splitlines()]
    lines += json.loads(blns.read_text("utf-8"))
    found = re.findall(r'"payload": ("(?:[^"\\]|\\.)*")', purify.read_text("utf-8"))
    lines += [json.loads(payload, strict=False) for payload in found]
    assert len(lines) > 600
    at.open()
    for question in chunks(lines):
        at.ask(question)
    unfold(at.page)
    at.page.reload()
    at.answered()


def test_the_article_and_the_list_of_conversations(at):
    at.open()
    assert at.page.locator(".pane h1").text_content() == TITLE
    at.page.get_by_text(TITLE).first.wait_for()


def test_the_feedback_page_and_its_way_back(at):
    at.page.goto(at.address + "/?page=feedback")
    at.page.locator(".card").nth(2).wait_for()
    unfold(at.page)
    assert at.page.locator(".comment").first.text_content() in OWN
    at.page.get_by_role("link", name="Open the conversation").first.click()
    at.answered(2)


def test_the_evaluation_page(at):
    at.page.goto(at.address + "/?page=evaluation")
    at.page.locator(".failing summary").first.wait_for()
    at.page.get_by_label("Compared with").select_option(index=1)
    at.page.locator(".compared").first.wait_for()
    unfold(at.page)


def test_an_export_is_saved_and_when_it_is_opened_loads_nothing(at, tmp_path):
    at.page.goto(at.address + "/?page=feedback")
    at.page.get_by_role("link", name="Open the conversation").first.click()
    at.answered(2)
    at.page.get_by_role("button", name="Export").click()
    with at.page.expect_download() as saved:
        at.page.get_by_role("button", name="web page").click()
    file = tmp_path / "exported.html"
    saved.value.save_as(file)
    assert re.fullmatch(r"footnote-[-\d]+\.html", saved.value.suggested_filename)
    page = at.page.context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())  # type: ignore[func-returns-value]
    page.goto(file.as_uri())
    assert page.locator("section").count() == 3
    assert page.evaluate(HARMFUL) == []
    assert dialogs == []


def test_a_pasted_text_and_an_uploaded_file_in_the_look_before_they_are_kept(at, tmp_path):
    for name, content in (
        ("<img src=x onerror=alert(1)>.txt", "\n\n".join(OWN)),
        ("page.html", f"<html><body><article><h1>{TITLE}</h1><p>{OWN[6]}{OWN[2]} It is a story "
         "of some length, with words.</p></article></body></html>"),
    ):  # fmt: skip
        at.page.goto(at.address + "/?page=add")
        at.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/html", "buffer": content.encode()}
        )
        at.page.get_by_role("button", name=re.compile("Keep|Add to the library")).first.wait_for()
        assert at.page.evaluate(HARMFUL) == []


@pytest.mark.parametrize(
    "path", ["/", "/nothing/there", "/?page=feedback", "/upload", "/_stcore/x"]
)
def test_the_policy_is_on_every_response(filled_address, path):
    import urllib.error
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        response = opener.open(filled_address + path)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
