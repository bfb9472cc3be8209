"""An export holds its sources, stays text, and passes verification until a character changes."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.exporting import FORMATS, STYLE, in_bytes
from assistant.conversation.verifying import read_export
from assistant.domain import (
    Answer,
    Article,
    Citation,
    Ending,
    Evidence,
    Exchange,
    Fault,
    Piece,
    PieceKind,
    Progress,
    Receipt,
    Timing,
    Verdict,
)
from assistant.errors import ExportError
from tests.ui.fake_assistant import FakeAssistant, article_of, bridge

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script> opens. ![p](https://evil.example/a.png) [l](javascript:alert(2)). "
    "www.evil.example and https://evil.example/b follow. <q data-start=0 data-end=1>x</q> is text. "
    "&lt;b&gt; and &amp; stay. # no heading. - no list. 1. no number. Tabs\tand\r\nlines \ud800 \0."
)


def conversation(article: Article | None = None) -> tuple[Article, tuple[Exchange, ...]]:
    """Two answers, a refusal, an answer cut short, one by a model that broke off, a failure."""
    assistant = FakeAssistant(article)
    exchanges = []
    for question in ("How long will the bridge stay closed?", "Tell me everything.", "Who won?"):
        exchange = Exchange(question, NOW)
        for event in assistant.ask(question):
            exchange = exchange.with_event(_as_it_would_be(event))
        exchanges.append(exchange)
    short = Exchange("Why?", NOW).with_event(Evidence(exchanges[0].evidence))
    short = short.with_event(Piece(exchanges[0].evidence[0].quote, PieceKind.QUOTE, 1))
    exchanges.append(short.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    exchanges.append(Exchange("Who?", NOW).with_event(written(exchanges[0].evidence)))
    exchanges.append(Exchange("And?", NOW).cut_short(Progress.FAILED, "The disk is full."))
    return assistant.article, tuple(exchanges)


def written(cited: tuple[Citation, ...]) -> Answer:
    """An answer by a model: one claim that its source bears out, one that it does not."""
    pieces = (
        Piece(f"Six weeks at least {HOSTILE} ", PieceKind.WRITTEN),
        Piece("[1]", PieceKind.MARKER, 1),
        Piece(f"It cost 15 million {HOSTILE} ", PieceKind.WRITTEN, doubt=f"“15” is not {HOSTILE}"),
        Piece("[2]", PieceKind.MARKER, 2),
    )
    return Answer(
        Verdict.ANSWERED,
        pieces,
        cited,
        engine=f"vendor:model {HOSTILE}",
        ending=Ending.INTERRUPTED,
        fault=Fault("fell_silent", f"The server fell silent {HOSTILE}", HOSTILE, 2.5),
        receipt=Receipt("vendor:model", 1, 1812, 40, True, 0.00123, 412.4, True),
        timing=Timing(12.3, 1500.0, 1512.3),
    )


def _as_it_would_be(event):
    """The fake's lead is not in its article; one that is goes in its place."""
    if not isinstance(event, Answer):
        return event
    pieces = tuple(
        replace(piece, text=event.citations[0].quote[4:11])
        if piece.kind is PieceKind.LEAD
        else piece
        for piece in event.pieces
    )
    return replace(
        event, pieces=pieces, engine="quoting", standalone="Understood?", timing=Timing(1, 2, 3)
    )


def exported(kind: str, article: Article | None = None) -> tuple[str, Article]:
    about, exchanges = conversation(article)
    text = FORMATS[kind]("A name", about, exchanges, NOW)
    return in_bytes(text).decode("utf-8"), about


@pytest.mark.parametrize("kind", [".json", ".html"])
@pytest.mark.parametrize("article", [bridge(), article_of(HOSTILE, title=HOSTILE)])
def test_what_was_exported_passes(kind, article):
    text, about = exported(kind, article)
    claimed = read_export(text, "file")
    assert claimed.findings(about.text) == ()
    assert claimed.checksum == about.checksum
    assert len(claimed.quotations) >= 15


@pytest.mark.parametrize("kind", [".json", ".html"])
def test_every_changed_character_of_every_quotation_is_found(kind):
    text, about = exported(kind)
    quotes = {each.words for each in read_export(text, "file").quotations}
    for quote in quotes:
        written = json.dumps(quote, ensure_ascii=False)[1:-1]
        written = written if kind == ".json" else html.escape(quote)
        answers = text.index('"turns"' if kind == ".json" else "<section>")
        for found in re.compile(re.escape(written)).finditer(text, answers):
            for at in {found.start(), (found.start() + found.end()) // 2, found.end() - 1}:
                changed = f"{text[:at]}{'X' if text[at] != 'X' else 'Y'}{text[at + 1 :]}"
                assert read_export(changed, "file").findings(about.text), changed[at - 40 : at + 40]


@pytest.mark.parametrize("kind", [".json", ".html"])
@given(at=st.integers(0, len(bridge().text) - 1))
def test_every_changed_character_of_the_article_is_found(kind, at):
    text, about = exported(kind)
    changed = f"{about.text[:at]}\u2603{about.text[at + 1 :]}"
    findings = read_export(text, "file").findings(changed)
    assert findings
    assert all("\n" not in finding for finding in findings)


@pytest.mark.parametrize("kind", [".json", ".html"])
def test_a_place_beside_the_words_is_found(kind):
    text, about = exported(kind)
    moved = re.sub(r'(data-start="|"start": )(\d+)', lambda m: f"{m[1]}{int(m[2]) + 1}", text)
    assert len(read_export(moved, "file").findings(about.text)) >= 15


def test_a_quotation_without_its_place_is_found():
    text, about = exported(".html")
    assert read_export(text.replace("<q data-start", "<q data-at", 1), "file").findings(about.text)
    told = json.loads(exported(".json")[0])
    quoted = next(piece for piece in told["turns"][0]["pieces"] if piece["kind"] == "quote")
    del quoted["start"]
    assert read_export(json.dumps(told), "file").findings(about.text)


def test_an_answer_that_is_not_made_of_its_pieces_is_found():
    text, about = exported(".json")
    told = json.loads(text)
    told["turns"][0]["answer"] += " And more."
    (finding,) = read_export(json.dumps(told), "file").findings(about.text)
    assert finding == "Turn 1: the answer is not made of its pieces."


@pytest.mark.parametrize(
    "junk",
    ["", "{}", "[1]", '{"format": "footnote conversation 1"}', "<p>a page</p>", "{not json", "\0",
     '{"format": "footnote conversation 1", "article": {}, "turns": [3]}', "[" * 100_000,
     '<meta name="footnote-article" content="ab"><q data-start="x" data-end="1">y</q>'],
)  # fmt: skip
def test_what_is_no_export_is_one_sentence(junk):
    with pytest.raises(ExportError, match=r"some\.json is no conversation"):
        read_export(junk, "some.json")


def test_json_tells_quote_offsets_article_engine_and_time():
    text, about = exported(".json")
    told = json.loads(text)
    first, *_, short, _, failed = told["turns"]
    assert told["article"]["checksum"] == about.checksum
    assert told["exported"] == "2026-01-02T03:04:05+00:00"
    assert (first["engine"], first["asked"]) == ("quoting", "2026-01-02T03:04:05+00:00")
    for citation in first["citations"]:
        assert about.text[citation["start"] : citation["end"]] == citation["quote"]
    assert (short["progress"], failed["reason"]) == ("interrupted", "The disk is full.")


def test_json_tells_all_of_an_answer_by_a_model():
    told = json.loads(exported(".json")[0])["turns"][-2]
    assert (told["ending"], told["fault"]["code"]) == ("interrupted", "fell_silent")
    assert told["receipt"] == {
        "model": "vendor:model", "calls": 1, "prompt_tokens": 1812, "answer_tokens": 40,
        "estimated": True, "cost": 0.00123, "first_word": 412.4, "matched": True,
    }  # fmt: skip
    assert [piece.get("doubt", "")[:9] for piece in told["pieces"]] == ["", "", "“15” is n", ""]


@pytest.mark.parametrize("kind", [".md", ".html"])
def test_what_is_doubted_how_it_ended_and_what_it_took_are_there_to_read(kind):
    text = exported(kind)[0].replace("\\", "")
    assert "(⚠ “15” is not" in text
    assert "The server fell silent" in text
    assert (
        "vendor:model, 1 call, about 1,812 tokens read, 40 written, cost 0.00123, evidence after "
        "12 ms, first word after 412 ms, all after 1,512 ms, sources matched by Footnote, not set "
        "by the model."
    ) in text


def test_no_identifier_of_a_conversation_is_exported():
    """Whoever has it may read what comes later, too."""
    about, exchanges = conversation()
    for export in FORMATS.values():
        assert not re.search(r"\b[0-9a-f]{32}\b", export("", about, exchanges, NOW))


def test_html_is_one_file_that_loads_and_runs_nothing():
    text, _ = exported(".html", article_of(HOSTILE, title=HOSTILE))
    assert "default-src 'none'" in text
    body = text.replace(STYLE, "")
    assert set(re.findall(r"<([a-z0-9]+)", body)) <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p",
        "section", "q", "ol", "li", "blockquote", "span",
    }  # fmt: skip
    assert not re.findall(r"<[^>]*\b(?:src|href|on\w+|style)\s*=", body)
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_markdown_numbers_its_footnotes_through_and_defines_each_once():
    text, about = exported(".md")
    body = [line for line in text.splitlines() if not line.startswith("[^")]
    used = re.findall(r"\[\^(\d+)\]", "\n".join(body))
    defined = re.findall(r"(?m)^\[\^(\d+)\]: ", text)
    assert set(used) <= set(defined)
    assert defined == [str(number) for number in range(1, len(defined) + 1)]
    assert about.checksum in text


def test_nothing_in_markdown_is_an_image_a_link_or_markup():
    text, _ = exported(".md", article_of(HOSTILE, title=HOSTILE))
    plain = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)  # what is escaped is text
    assert not re.search(r"!\[|\]\(|<\w|https?:|www\.", plain)


def test_a_lead_that_is_not_the_articles_is_not_exported_as_a_quotation_that_passes():
    article = bridge()
    citation = Citation(article, 0, 10)
    pieces = (Piece("invented", PieceKind.LEAD, 1),)
    answer = Answer(Verdict.ANSWERED, pieces, (citation,))
    text = FORMATS[".json"]("", article, (Exchange("Why?").with_event(answer),), NOW)
    assert read_export(text, "file").findings(article.text)
