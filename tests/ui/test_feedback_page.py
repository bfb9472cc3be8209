"""The feedback page's logic, run by Streamlit's own test runner without a browser."""

from __future__ import annotations

import base64
import io
import zipfile
from types import SimpleNamespace

import pytest

from assistant import Opinion
from tests.ui.fake_assistant import ANSWERS, bridge
from tests.ui.running import data_of, send, visit

LONG, BUILT, _ = ANSWERS


def page(shared):
    from ui import feedback

    feedback.draw(shared)


@pytest.fixture
def talk(library):
    talk = library.converse(bridge().id)
    for question in (LONG, BUILT):
        list(talk.ask(question))
    library.feedback.give(talk.id, 1, Opinion.HELPFUL)
    library.feedback.give(talk.id, 2, Opinion.WRONG_SOURCE, "It was earlier.")
    return talk


@pytest.fixture
def open_page(library):
    return lambda: visit(page, shared=SimpleNamespace(library=library))


def cards(at):
    return data_of(at, "judgements")["judgements"]


def test_without_judgements_there_is_nothing_to_export(open_page):
    at = open_page()
    assert cards(at) == []
    assert data_of(at, "saving") is None


def test_a_judgement_is_shown_with_its_answer_and_the_way_back_to_it(open_page, talk):
    wrong, helpful = cards(open_page())
    assert (wrong["opinion"], wrong["comment"]) == ("wrong source", "It was earlier.")
    assert (wrong["question"], wrong["before"]) == (BUILT, [LONG])
    assert wrong["sources"][0]["quote"] in wrong["answer"]
    assert wrong["link"] == f"?article={bridge().id}&conversation={talk.id}"
    assert wrong["lacks"]
    assert (helpful["row"], helpful["lacks"]) == (False, [])


def complete(at, quotes, facts="", id_=None):
    sent = {"id": id_ or cards(at)[0]["id"], "quotes": quotes, "facts": facts}
    return send(at, "judgements", "completed", sent)


def test_a_reviewer_completes_a_judgement_and_exports_the_gold_set(open_page, talk):
    at = complete(open_page(), " built  in 1871\n\n", "1871")  # copied with other spaces
    assert cards(at)[0]["lacks"] == []
    assert cards(at)[0]["quotes"] == ["built in 1871"]
    made = data_of(send(at, "saving", "chosen", ".zip"), "saving")["made"]
    assert made["name"].startswith("footnote-feedback-")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(made["content"]))) as files:
        assert any(name.endswith("/gold.jsonl") for name in files.namelist())


def test_words_that_are_not_in_the_article_are_told_and_kept_from_the_row(open_page, talk):
    at = complete(open_page(), "built in 1999")
    (failed,) = data_of(at, "judgements")["failed"].values()
    assert "'built in 1999' is not in the article" in failed
    assert cards(at)[0]["quotes"] == []
    assert data_of(complete(at, "built in 1871"), "judgements")["failed"] == {}


def test_a_removed_judgement_is_gone(open_page, library, talk):
    at = open_page()
    at = send(at, "judgements", "removed", cards(at)[0]["id"])
    assert [each["opinion"] for each in cards(at)] == ["helpful"]
    assert len(library.feedback.judged()) == 1


@pytest.mark.parametrize(
    ("event", "value"),
    [
        ("removed", None),
        ("removed", {"id": 1}),
        ("removed", "elsewhere 1"),
        ("completed", "text"),
        ("completed", {"id": "elsewhere 1", "quotes": "built"}),
        ("completed", {"id": ["list"], "quotes": 3}),
    ],
)
def test_whatever_else_a_browser_sends_changes_nothing(open_page, library, talk, event, value):
    before = library.feedback.judged()
    assert len(cards(send(open_page(), "judgements", event, value))) == 2
    assert library.feedback.judged() == before


def test_a_form_that_nobody_offers_is_not_made(open_page, talk):
    at = send(open_page(), "saving", "chosen", "../../etc/passwd")
    assert data_of(at, "saving")["made"] == {"count": 0}
