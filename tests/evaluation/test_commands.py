"""`footnote evaluate` and `footnote gold …`, as a team uses them on an article of its own."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from assistant.errors import QuestionsError
from assistant.evaluation import commands
from assistant.evaluation.gold import read_gold_set
from tests.evaluation.scoring import SENTENCES, TEXT, span

SLUG = "mill"


def row(id_, question, *in_, **changes):
    usual = {
        "schema": 1, "id": id_, "article_id": SLUG, "split": "test", "category": "when",
        "difficulty": "easy", "question": question, "history": [], "standalone": question,
        "answerable": bool(in_), "expected": "answer" if in_ else "refuse",
        "evidence": [SENTENCES[name] for name in in_],
        "evidence_offsets": [list(span(name)) for name in in_],
        "evidence_mode": "all", "must_contain": [], "must_not_contain": [], "polarity": None,
        "accept_refusal": False, "ideal": "The article does not say.", "max_words": 120,
        "extractive_ok": True, "unanswerable_kind": None if in_ else "absent",
    }  # fmt: skip
    return usual | changes


@pytest.fixture
def mill(tmp_path):
    folder = tmp_path / SLUG
    folder.mkdir()
    (folder / "article.txt").write_text(TEXT, encoding="utf-8")
    rows = [
        row("mill-1", "When did the mill burn down?", "burned", must_contain=[["1904"]]),
        row("mill-2", "Who rebuilt the mill at Harn?", "rebuilt", must_contain=[["Ida Brandt"]]),
        row("mill-3", "Who is the king of Denmark?"),
    ]
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


@pytest.fixture
def footnote():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(commands.evaluate)
    app.add_typer(commands.gold_app, name="gold")

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


def test_evaluate_shows_the_figures_of_a_folder(footnote, mill):
    told = footnote("evaluate", "--gold", mill)
    assert told.exit_code == 0, told.output
    assert "quoting: 3 questions on mill" in told.stdout
    assert "Right on answerable" in told.stdout
    assert "%" in told.stdout


def test_evaluate_takes_an_article_and_a_file_of_questions(footnote, mill):
    told = footnote(
        "evaluate", "--article", mill / "article.txt", "--gold", mill / "gold.jsonl", "--pairs"
    )
    # The rows name their article "mill", the file is called "article": checked by `gold check`.
    assert told.exit_code == 0, told.output
    assert "fact swapped: the answer follows" in told.stdout


def test_evaluate_writes_a_report(footnote, mill, tmp_path):
    told = footnote("evaluate", "--gold", mill, "--pairs", "--out", tmp_path / "report")
    assert told.exit_code == 0, told.output
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"results.jsonl", "summary.json", "report.html", "junit.xml", "pairs.jsonl"} <= written


def test_an_earlier_run_can_be_compared_with(footnote, mill, tmp_path):
    footnote("evaluate", "--gold", mill, "--out", tmp_path / "one")
    told = footnote(
        "evaluate", "--gold", mill, "--against", tmp_path / "one" / "results.jsonl",
        "--out", tmp_path / "two",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "before: results" in told.stdout


def test_two_engines_stand_side_by_side(footnote, mill, tmp_path):
    footnote("evaluate", "--gold", mill, "--out", tmp_path / "one")
    told = footnote(
        "evaluate", "--gold", mill, "--engine", "quoting",
        "--replay", tmp_path / "one" / "results.jsonl", "--out", tmp_path / "two",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "beside: results" in told.stdout


def test_a_split_nobody_wrote_is_one_sentence(footnote, mill):
    told = footnote("evaluate", "--gold", mill, "--split", "dve")
    assert isinstance(told.exception, QuestionsError)
    assert "'dve'" in str(told.exception)
    told = footnote("evaluate", "--gold", mill, "--split", "dev", "--gate")
    assert "leave --split out" in str(told.exception)


def test_a_team_makes_a_baseline_and_gates_with_it(footnote, mill, tmp_path):
    baseline = tmp_path / "baseline.json"
    made = footnote("gold", "baseline", "--gold", mill, "--file", baseline)
    assert made.exit_code == 0, made.output
    passed = footnote("evaluate", "--gold", mill, "--gate", "--against", baseline)
    assert passed.exit_code == 0, passed.output
    assert "The gate passes." in passed.stdout


def test_other_questions_than_the_baseline_knows_end_with_2(footnote, mill, tmp_path):
    baseline = tmp_path / "baseline.json"
    footnote("gold", "baseline", "--gold", mill, "--file", baseline)
    with (mill / "gold.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(row("mill-4", "Who sells the flour?")))
    told = footnote("evaluate", "--gold", mill, "--gate", "--against", baseline)
    assert told.exit_code == 2
    assert "re-baseline needed" in told.stdout


def worse(monkeypatch):
    """From here on the engine refuses everything."""
    from assistant.evaluation import engines, updating
    from tests.evaluation.spoiled import AlwaysRefuses

    spoiled = lambda: engines.Live("quoting", AlwaysRefuses)  # noqa: E731 - it is a stand-in
    monkeypatch.setitem(engines.ENGINES, "quoting", spoiled)
    monkeypatch.setattr(updating, "quoting", spoiled)


def test_a_regression_ends_with_1(footnote, mill, tmp_path, monkeypatch):
    baseline = tmp_path / "baseline.json"
    footnote("gold", "baseline", "--gold", mill, "--file", baseline)
    worse(monkeypatch)
    told = footnote("evaluate", "--gold", mill, "--gate", "--against", baseline)
    assert told.exit_code == 1
    assert "mill-1 held and does not any more (right → refused)" in told.stdout


def test_a_baseline_records_no_loss_without_a_reason(footnote, mill, tmp_path, monkeypatch):
    baseline = tmp_path / "baseline.json"
    footnote("gold", "baseline", "--gold", mill, "--file", baseline)
    before = baseline.read_text(encoding="utf-8")
    worse(monkeypatch)
    refused = footnote("gold", "baseline", "--gold", mill, "--file", baseline)
    assert refused.exit_code == 1
    assert "↓ mill-1: right → refused" in refused.stdout
    assert "--reason 'mill-1=why'" in refused.stdout
    assert baseline.read_text(encoding="utf-8") == before
    accepted = footnote(
        "gold", "baseline", "--gold", mill, "--file", baseline,
        "--reason", "mill-1=the new reader is tried out", "--reason", "mill-2=the same",
    )  # fmt: skip
    assert accepted.exit_code == 0, accepted.output
    reasons = json.loads(baseline.read_text(encoding="utf-8"))["reasons"]
    assert reasons == {"mill-1": "the new reader is tried out", "mill-2": "the same"}


def test_a_reason_for_no_item_is_one_sentence(footnote, mill, tmp_path):
    told = footnote(
        "gold", "baseline", "--gold", mill, "--file", tmp_path / "b.json", "--reason", "x=y"
    )
    assert "There is no item 'x'" in str(told.exception)
    told = footnote("gold", "baseline", "--gold", mill, "--reason", "mill-1")
    assert "gives no reason" in str(told.exception)


def test_two_questions_with_one_id_are_told_before_anything_is_asked(footnote, mill):
    told = footnote("evaluate", "--gold", mill, "--gold", mill)
    assert "'mill-1' is given twice" in str(told.exception)


def test_check_names_the_line_and_the_rule(footnote, mill):
    with (mill / "gold.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(row("mill-1", "When did the mill burn?", "burned")))
    told = footnote("gold", "check", mill)
    assert told.exit_code == 1
    assert "gold.jsonl:4" in told.stdout


def test_a_readers_verdict_becomes_a_question(footnote, mill):
    told = footnote(
        "gold", "add", "should-have-answered", "What did the bricks weigh?", "--gold", mill,
        "--quote", SENTENCES["bricks"], "--fact", "2.5 million",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    added = read_gold_set(mill).items[-1]
    assert added.must_contain == (("2.5 million",),)
    assert added.evidence_offsets == (span("bricks"),)


def test_a_verdict_that_shows_nothing_right_waits_to_be_completed(footnote, mill):
    told = footnote("gold", "add", "wrong", "Who was hurt?", "--gold", mill)
    assert "reported.jsonl" in told.stdout
    assert "Still to be completed" in told.stdout


def test_a_quote_that_is_not_there_is_one_sentence(footnote, mill):
    told = footnote("gold", "add", "wrong", "Who?", "--gold", mill, "--quote", "A zebra.")
    assert "'A zebra.' is not in the article" in str(told.exception)


def test_a_verdict_keeps_the_conversation_before_it(footnote, mill):
    footnote(
        "gold", "add", "should-have-refused", "And who paid for it?", "--gold", mill,
        "--before", "When did the mill burn down?",
    )  # fmt: skip
    last = json.loads((mill / "gold.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert last["history"][0] == {"role": "user", "text": "When did the mill burn down?"}
    assert last["expected"] == "refuse"


def test_a_question_set_is_measured_by_both_protocols(footnote, tmp_path):
    context = "The quarry at Velm opened in 1880. Its slate is blue."
    asked = {"id": "a", "question": "When did the quarry open?", "is_impossible": False,
             "answers": [{"text": "1880", "answer_start": context.index("1880")}]}  # fmt: skip
    told = {"data": [{"title": "t", "paragraphs": [{"context": context, "qas": [asked]}]}]}
    (tmp_path / "set.json").write_text(json.dumps(told))
    shown = footnote("evaluate", "--squad", tmp_path / "set.json", "--out", tmp_path / "squad")
    assert shown.exit_code == 0, shown.output
    assert "by paragraph" in shown.stdout
    figures = json.loads((tmp_path / "squad" / "squad.json").read_text())
    assert figures["article"]["answer contains"]["value"] == 1.0
