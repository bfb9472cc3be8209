"""A model's run is recorded with its prompts, and scored again without asking the model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from assistant.errors import QuestionsError, SettingsError
from assistant.evaluation import commands
from assistant.evaluation.gold import Conversation
from assistant.evaluation.modelled import asked_now, recorded_before
from assistant.evaluation.running import run
from assistant.settings import read_settings
from tests.evaluation.scoring import SENTENCES, TEXT, gold, item, unanswerable
from tests.servers.model_server import Refused, Reply, model_server

BURNED = "The old mill at Harn burned down on 5 May 1904 [1]."


def answering(asked):
    """A model that finds the year, and says so where the article has none."""
    return BURNED if "inn" not in asked.messages[-1]["content"] else "The article does not say."


@pytest.fixture
def server():
    with model_server(answering) as running:
        yield running


@pytest.fixture
def settings(server):
    return read_settings(chat_model="openai:test-model", openai_base_url=server.url, _env_file=None)


MILL = gold(item(), unanswerable(id="mill-4", question="When did the inn burn?"))


def talk(*turns):
    return replace(gold(), conversations=(Conversation("talk", "mill", "test", "pronoun", turns),))


def outcomes(engine, gold_set=MILL):
    return {r.item.id: r.checks.outcome for r in run(engine, [gold_set]).results}


def test_a_models_answers_are_scored_like_any_other(settings):
    engine = asked_now(None, settings)
    assert engine.name == "openai:test-model"
    assert outcomes(engine) == {"mill-1": "right", "mill-4": "right_refusal"}


def test_each_question_is_asked_once_right_or_wrong(settings, server):
    wrong = gold(item(must_not_contain=("1904",)))
    assert outcomes(asked_now(None, settings), wrong) == {"mill-1": "wrong"}
    assert len(server.chats) == 1


def test_a_recorded_run_is_scored_the_same_without_the_server(tmp_path, settings, server):
    before = outcomes(asked_now(tmp_path / "run", settings))
    asked = len(server.requests)
    assert outcomes(recorded_before(tmp_path / "run")) == before
    assert len(server.requests) == asked


def test_a_conversation_is_replayed_with_its_own_earlier_answers(tmp_path, settings):
    about = talk(item(id="talk#1"), item(id="talk#2", question="In what year was that?"))
    before = outcomes(asked_now(tmp_path, settings), about)
    assert outcomes(recorded_before(tmp_path), about) == before


def test_a_recording_holds_the_prompt_for_people_to_read(tmp_path, settings):
    outcomes(asked_now(tmp_path, settings))
    rows = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*.json")]
    (row,) = [row for row in rows if row.get("answer") == BURNED]
    system, human = row["prompt"]
    assert system["role"] == "system"
    assert "[1] The old mill at Harn burned down on 5 May 1904." in human["content"]
    assert row["ending"] == "complete"


def test_no_key_is_in_a_recording(tmp_path, server):
    settings = read_settings(
        chat_model="openai:test-model",
        openai_base_url=server.url,
        openai_api_key="sk-CANARY-0123456789",
        _env_file=None,
    )
    outcomes(asked_now(tmp_path, settings))
    assert "CANARY" not in "".join(path.read_text("utf-8") for path in tmp_path.iterdir())


def test_a_recording_that_broke_off_goes_on_where_it_was(tmp_path, settings, server):
    outcomes(asked_now(tmp_path, settings), gold(item()))
    outcomes(asked_now(tmp_path, settings))
    assert len(server.chats) == 2  # the first question was not asked again


def test_what_went_wrong_on_the_wire_is_not_recorded(tmp_path):
    replies: list[Reply] = [Refused(401, {"error": {"message": "no"}}), BURNED]
    with model_server(replies) as server:
        settings = read_settings(
            chat_model="openai:test-model", openai_base_url=server.url, _env_file=None
        )
        assert outcomes(asked_now(tmp_path, settings), gold(item())) == {"mill-1": "error"}
        assert outcomes(asked_now(tmp_path, settings), gold(item())) == {"mill-1": "right"}


def test_a_prompt_that_was_not_recorded_is_an_error_and_not_wrong(tmp_path, settings):
    outcomes(asked_now(tmp_path, settings), gold(item()))
    assert outcomes(recorded_before(tmp_path))["mill-4"] == "error"


def test_two_runs_do_not_share_a_folder(tmp_path, settings):
    asked_now(tmp_path, settings)
    other = settings.model_copy(update={"chat_model": "openai:another"})
    with pytest.raises(QuestionsError, match="another model or other settings"):
        asked_now(tmp_path, other)


def test_a_damaged_recording_names_its_file(tmp_path, settings):
    outcomes(asked_now(tmp_path, settings))
    for path in tmp_path.glob("*.json"):
        if path.name != "run.json":
            path.write_text("{", encoding="utf-8")
    engine = recorded_before(tmp_path)
    result, *_ = run(engine, [MILL]).results
    assert "is damaged" in str(result.observation.error)


def test_a_folder_without_a_recording_says_how_to_make_one(tmp_path):
    with pytest.raises(QuestionsError, match=r"--engine model --record"):
        recorded_before(tmp_path)


def test_without_a_model_there_is_none_to_record():
    with pytest.raises(SettingsError, match="ASSISTANT_CHAT_MODEL"):
        asked_now(None, read_settings(_env_file=None))


def test_what_a_model_is_shown_to_doubt_breaks_no_invariant(settings, server):
    with model_server("It burned down in 1999, on 3 June, said Olaf Prenn [1]. " + BURNED) as other:
        changed = settings.model_copy(update={"openai_base_url": other.url})
        (result,) = run(asked_now(None, changed), [gold(item())]).results
    assert result.observation.doubted
    assert result.checks.violations == ()


@pytest.fixture
def footnote():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(commands.evaluate)
    app.add_typer(commands.gold_app, name="gold")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_recording_needs_a_model(footnote, tmp_path):
    told = footnote("evaluate", "--record", tmp_path)
    assert isinstance(told.exception, QuestionsError)
    assert "--engine model" in str(told.exception)


def test_a_model_is_recorded_and_replayed_from_the_command_line(
    footnote, server, tmp_path, monkeypatch
):
    folder = tmp_path / "mill"
    folder.mkdir()
    (folder / "article.txt").write_text(TEXT, encoding="utf-8")
    row = {
        "id": "mill-1", "category": "when", "question": "When did the mill burn down?",
        "answerable": True, "expected": "answer", "evidence": [SENTENCES["burned"]],
        "must_contain": [["1904"]],
    }  # fmt: skip
    (folder / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "openai:test-model")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    recorded = footnote(
        "evaluate", "--gold", folder, "--engine", "model", "--record", tmp_path / "run"
    )
    assert recorded.exit_code == 0, recorded.output
    monkeypatch.delenv("ASSISTANT_CHAT_MODEL")
    replayed = footnote("evaluate", "--gold", folder, "--replay", tmp_path / "run")
    assert "openai:test-model: 1 questions" in replayed.output
    assert len(server.chats) == 1
