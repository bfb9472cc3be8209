"""The export of a conversation from the page."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest

from tests.ui.fake_assistant import ANSWERS, bridge
from tests.ui.running import data_of, send, visit


def page(shared, conversation_id):
    from ui import exporting

    exporting.draw(shared, conversation_id)


@pytest.fixture
def talk(library):
    talk = library.converse(bridge().id, name="Bridges")
    list(talk.ask(next(iter(ANSWERS))))
    return talk


def opened(library, conversation_id):
    return visit(page, shared=SimpleNamespace(library=library), conversation_id=conversation_id)


def made(at, form):
    return data_of(send(at, "saving", "chosen", form), "saving")["made"]


def test_each_form_is_a_file_with_the_answer_and_its_sources(library, talk):
    at = opened(library, talk.id)
    assert [each["form"] for each in data_of(at, "saving")["forms"]] == [".md", ".html", ".json"]
    for form in (".md", ".html", ".json"):
        file = made(at, form)
        assert file["name"].endswith(form)
        content = base64.b64decode(file["content"]).decode()
        assert talk.exchanges[0].question in content
        assert all(citation.quote in content for citation in talk.exchanges[0].evidence)


def test_what_is_exported_is_what_is_stored_when_it_is_asked_for(library, talk):
    at = opened(library, talk.id)
    list(talk.ask("And who pays?"))
    told = json.loads(base64.b64decode(made(at, ".json")["content"]))
    assert len(told["turns"]) == 2


@pytest.mark.parametrize("other", ["f" * 32, "Bridges", ""])
def test_a_guessed_name_exports_nothing_of_anyones(library, talk, other):
    file = made(opened(library, other), ".md")
    assert "not there any more" in file["failed"]
    assert "content" not in file
