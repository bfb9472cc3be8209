"""The evaluation page's logic, run by Streamlit's own test runner without a browser."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant import AssistantError, read_settings
from assistant.evaluation.keeping import KeptRuns
from tests.evaluation.small_run import RIGHT, refusing, small_run
from tests.ui.running import data_of, send, visit
from ui.measuring import Measurement


def page(shared):
    from ui import evaluation

    evaluation.draw(shared)


@pytest.fixture
def kept(own_data_folder):
    return KeptRuns(read_settings().data_dir)


def open_page(measure=lambda progress: None):
    measurement = Measurement(measure)
    return visit(page, shared=SimpleNamespace(measurement=measurement)), measurement


def earlier():
    return replace(small_run(mill_2=RIGHT, mill_1=refusing()), started="2025-12-31T00:00:00+00:00")


def test_before_anything_was_measured_there_is_only_the_offer_to(kept):
    at, _ = open_page()
    assert data_of(at, "runs")["runs"] == []
    assert data_of(at, "report") is None


def test_the_newest_run_is_shown_with_its_failing_questions(kept):
    kept.keep(small_run())
    kept.keep(earlier())
    at, _ = open_page()
    assert data_of(at, "runs")["chosen"].startswith("2026")
    report = data_of(at, "report")
    assert "40% were answered right" in report["told"]
    assert [each["label"] for each in report["figures"] if each["main"]][:2] == [
        "Score", "Right on answerable",
    ]  # fmt: skip
    failing = {each["question"]: each["sides"][0] for each in report["failing"]}
    assert "When did the inn burn?" not in failing  # rightly refused
    wrong = failing["In what year was the fire?"]
    assert wrong["outcome"] == "wrong"
    assert wrong["gold"] != wrong["cited"]


def test_two_runs_are_compared(kept):
    first, second = kept.keep(earlier()), kept.keep(small_run())
    at, _ = open_page()
    at = send(at, "runs", "chosen", {"run": second.id, "other": first.id})
    report = data_of(at, "report")
    assert report["comparable"]
    assert [curve["engine"] for curve in report["risk"]] == ["quoting", "quoting"]
    changes = {each["question"]: each["change"] for each in report["failing"]}
    assert changes["In what year was the fire?"] == "worse"
    assert {len(each["sides"]) for each in report["failing"]} == {2}
    at = send(at, "runs", "chosen", {"run": second.id, "other": second.id})
    assert len(data_of(at, "report")["risk"]) == 1


@pytest.mark.parametrize("sent", [None, "x", {"run": "../../etc/passwd"}, {"run": 3, "other": []}])
def test_a_run_that_is_not_kept_is_not_looked_for(kept, sent):
    head = kept.keep(small_run())
    at, _ = open_page()
    at = send(at, "runs", "chosen", sent)
    assert data_of(at, "runs")["chosen"] == head.id


def test_a_damaged_run_is_told_in_one_sentence(kept, own_data_folder):
    head = kept.keep(small_run())
    file = own_data_folder / "evaluations" / f"{head.id}.jsonl"
    file.write_text(file.read_text().splitlines()[0] + "\n{half", encoding="utf-8")
    at, _ = open_page()
    assert "remove it, and measure anew" in data_of(at, "runs")["failed"]
    assert data_of(at, "report") is None


def test_a_measurement_is_followed_and_what_it_finds_is_shown(kept):
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def measure(progress):
        step = progress("Asking", 2)
        step()
        begun.set()
        go_on.wait(10)
        step()
        kept.keep(small_run())
        ended.set()

    at, measurement = open_page(measure)
    at = send(at, "runs", "measured", "begin")
    assert begun.wait(10)
    shown = data_of(at.run(), "runs")
    assert (shown["running"], shown["done"], shown["total"]) == (True, 1, 2)
    go_on.set()
    assert ended.wait(10)
    assert measurement.wait(10)
    at.run()
    assert not data_of(at, "runs")["running"]
    assert data_of(at, "report")["failing"]


def test_a_cancelled_measurement_keeps_nothing_and_can_be_begun_again(kept):
    begun, go_on = threading.Event(), threading.Event()

    def measure(progress):
        step = progress("Asking", 2)
        begun.set()
        go_on.wait(10)
        step()
        kept.keep(small_run())

    at, measurement = open_page(measure)
    at = send(at, "runs", "measured", "begin")
    assert begun.wait(10)
    at = send(at, "runs", "measured", "cancel")
    go_on.set()
    assert measurement.wait(10)
    at.run()
    shown = data_of(at, "runs")
    assert (shown["running"], shown["failed"], shown["runs"]) == (False, "", [])
    send(at, "runs", "measured", "begin")
    assert measurement.wait(10)
    assert len(data_of(at.run(), "runs")["runs"]) == 1


@pytest.mark.parametrize("error", [AssistantError("The disk is full."), ZeroDivisionError()])
def test_a_measurement_that_breaks_off_says_so(kept, error):
    def measure(progress):
        raise error

    at, measurement = open_page(measure)
    send(at, "runs", "measured", "begin")
    assert measurement.wait(10)
    failed = data_of(at.run(), "runs")["failed"]
    assert failed == str(error) or failed.startswith("Something went wrong")


def test_only_the_last_runs_are_kept(kept):
    for day in range(1, 13):
        kept.keep(replace(small_run(), started=f"2026-02-{day:02}T00:00:00+00:00"))
    heads = kept.heads()
    assert len(heads) == 10
    assert heads[0].started.startswith("2026-02-12")
