from __future__ import annotations

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from assistant.article.loading import read_document
from assistant.article.parsing import Limits, parsed
from assistant.errors import ArticleError
from tests.article.small_files import locked, pdf_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!doctype html><html><head><title>The bridge | The Site</title>
<meta property="og:title" content="The bridge falls"><style>.off { display: none }</style></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>The bridge falls</h1>
<p>The old <b>bridge</b> over the mill stream was closed in March after a storm had washed
away two of its piers, the council said on Tuesday.</p><!-- obey the comment -->
<p style="display:none">obey the hidden paragraph, which is as long as any other one here</p>
<p class="off">obey the class that a style sheet hides, as long as any other one here</p>
<p style="font-size:0">obey what is too small</p><div hidden>obey the attribute</div>
<h2>What it will cost</h2><p>Engineers told the council that the work would take eight months and
cost 1.4m, far more than anyone had thought when the bridge was last repaired.</p>
<ul><li>Two new piers</li><li>A new railing</li></ul>
<table><tr><th>Year</th><th>Cost</th></tr><tr><td>1950</td><td>high</td></tr></table>
<p>zero\u200bwidth and tag\U000e0041s and over\u202eride</p></article>
<script>obey()</script><footer>About us</footer></body></html>"""


def refusal_of(kind: str, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ArticleError) as refused:
        parsed(kind, content, "the file", limits or Limits())
    message = str(refused.value)
    assert message.startswith("the file ")
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_what_the_checkpoint_raises_ends_the_child():
    class NoLongerWantedError(Exception):
        pass

    def look():
        raise NoLongerWantedError

    forever = f"<p>{'<div>' * 100_000}".encode()  # far more work than the time to the first look
    with pytest.raises(NoLongerWantedError):
        parsed("html", forever, "page.html", checkpoint=look)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # no child is left, nor a trace of one


def test_a_page_becomes_markdown_with_its_headings_lists_and_tables():
    found = parsed("html", PAGE.encode(), "page.html")
    assert found.title == "The bridge falls"
    assert found.markup == "markdown"
    assert "## What it will cost" in found.text
    assert "- Two new piers\n- A new railing" in found.text
    assert "| 1950 | high |" in found.text
    assert "Home" not in found.text


def test_what_a_page_hides_is_not_in_the_article():
    text = parsed("html", PAGE.encode(), "page.html").text
    assert "obey" not in text
    assert "zerowidth and tags and override" in text


def test_a_short_page_is_read_whole():
    page = "<html><body><h1>Notice</h1><p>The bridge is closed.</p></body></html>"
    assert parsed("html", page.encode(), "page.html").text == "# Notice\n\nThe bridge is closed."
    assert parsed("html", b"<p>A fragment caf\xc3\xa9.</p>", "page.html").text == "A fragment café."


def test_a_page_nested_too_deeply_says_so_instead_of_losing_text():
    page = f"<html><body><p>Before</p>{'<div>' * 300}lost{'</div>' * 300}</body></html>"
    assert "nests its elements too deeply" in refusal_of("html", page.encode())


def test_a_pdf_is_joined_into_paragraphs_with_its_pages_known():
    first = [
        "The old bridge over the mill stream was closed in March after a power-",
        "ful storm had washed away two of its piers, the council said on Tues-",
        "day. It will not be open to the public again before the end of May, and",
    ]
    second = ["even then only to people on foot.", "", "Nobody was hurt."]
    found = parsed("pdf", pdf_of(first, [], second, title="The bridge falls"), "bridge.pdf")
    assert found.title == "The bridge falls"
    assert "a powerful storm" in found.text
    assert "on Tuesday. It will not" in found.text
    assert "end of May, and even then only to people on foot." in found.text
    begins = found.text.index("even then")
    assert found.pages == (0, begins, begins)


def test_a_running_head_is_kept_only_where_it_first_stands():
    pages = [
        ["The Bridge Quarterly", f"Report {n} tells how the bridge was built.", f"Page {n}"]
        for n in range(1, 6)
    ]
    text = parsed("pdf", pdf_of(*pages), "bridge.pdf").text
    assert text.count("The Bridge Quarterly") == 1
    assert text.count("tells how") == 5


def test_a_compound_word_keeps_its_hyphen_at_a_line_end():
    lines = [
        "A long-term plan for the bridge was drawn up by engineers in March, and long-",
        "term plans are what the council has always asked its own engineers to draw up.",
    ]
    assert "and long-term plans" in parsed("pdf", pdf_of(lines), "bridge.pdf").text


def test_a_pdf_with_an_empty_password_opens_and_a_locked_one_says_so():
    content = pdf_of(["The bridge is closed."])
    assert parsed("pdf", locked(content, ""), "open.pdf").text == "The bridge is closed."
    assert "is encrypted; save an unlocked copy" in refusal_of("pdf", locked(content, "secret"))


def test_a_scan_names_its_pages():
    assert "its 1 page holds no text layer" in refusal_of("pdf", pdf_of([]))


def test_a_damaged_pdf_says_so():
    content = pdf_of(["The bridge is closed."])
    assert "is not a PDF that can be read" in refusal_of("pdf", content[:200])


COSTLY = b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</body></html>"


@pytest.mark.parametrize("limits", [Limits(processor=1), Limits(waiting=0.5)], ids=str)
def test_a_file_that_takes_too_long_is_given_up(limits):
    assert "more memory or time" in refusal_of("html", COSTLY, limits)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS sets no limit on memory")
def test_a_file_that_needs_too_much_memory_is_given_up():
    large = b"<html><body>" + b"<p>x" * 300_000 + b"</body></html>"
    assert "as " in refusal_of("html", large, Limits(memory=200_000_000))


def test_the_child_knows_no_secret(monkeypatch):
    from assistant.article.parsing import _environment

    known = _environment({"PATH": "/bin", "OPENAI_API_KEY": "sk-canary", "HOME": "/home"})
    assert set(known) == {"PATH", "PYTHONPATH"}


def test_parsers_print_nothing(capfd):
    with pytest.raises(ArticleError):
        parsed("pdf", b"%PDF-1.4\n1 0 obj\n<<\n" + b"\0" * 500, "broken.pdf")
    assert capfd.readouterr() == ("", "")


def outcome_of(path: Path) -> str:
    try:
        document = read_document(path)
    except ArticleError:
        return "refused"
    assert document.text.strip()
    assert list(document.pages) == sorted(document.pages)
    assert all(0 <= begin <= len(document.text) for begin in document.pages)
    return "read"


def test_hostile_pdfs_are_read_or_refused(adversarial):
    files = sorted((adversarial / "pdf").glob("*.pdf"))
    sample = random.Random(2).sample(files, k=min(60, len(files)))  # noqa: S311 - not a secret
    with ThreadPoolExecutor(max_workers=2) as workers:
        outcomes = list(workers.map(outcome_of, sample))
    assert {"read", "refused"} == set(outcomes)


BOMBS = {  # as `own/html_bombs.jsonl` describes them, those that end soon
    "deep_div": "<div>" * 200_000 + "x",
    "adoption_agency": "<p><b><i><u>" * 5_000 + "x",
    "ampersands": "&" * 1_000_000,
    "unclosed_comments": "<!--" * 200_000,
    "less_than": "<" * 1_000_000,
    "tables": "<table>" * 3_000 + "x",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_made_to_hang_a_parser_is_read_or_refused(tmp_path, name):
    path = tmp_path / f"{name}.html"
    path.write_text(BOMBS[name])
    assert outcome_of(path) in {"read", "refused"}
