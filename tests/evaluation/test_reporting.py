"""What a run is written down as, and that it can be read again."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import fields, replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from assistant.errors import QuestionsError
from assistant.evaluation import charts
from assistant.evaluation.gold import Item, read_gold_set, validate
from assistant.evaluation.metrics import check, summarise
from assistant.evaluation.replaying import read_predictions
from assistant.evaluation.report import figures, junit, overview, page, plotting, table
from assistant.evaluation.report.comparing import changes
from assistant.evaluation.report.explaining import explained
from assistant.evaluation.report.view import View
from assistant.evaluation.reporting import summary_of, write_report
from assistant.evaluation.running import made
from tests.evaluation import scoring
from tests.evaluation.small_run import (
    ASKED,
    HARM,
    HOSTILE,
    MILL,
    RIGHT,
    WICKED,
    WRONG,
    refusing,
    small_run,
)

TEAMS = Path(__file__).parents[2] / "docs" / "evaluation.md"
FILES = [
    "history.csv", "junit.xml", "report.html", "results.jsonl", "summary.json", "summary.md",
]  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return small_run()


@pytest.fixture(scope="module")
def earlier():
    """A run in which the second item was right and the first was refused."""
    return small_run(mill_2=RIGHT, mill_1=refusing())


@pytest.fixture(scope="module")
def out(run, earlier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports") / "new" / "report"
    write_report(folder, run, earlier, notes=("The gate passes.",))
    return folder


def rows_of(folder, name="results.jsonl"):
    text = (folder / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_report_is_these_files_and_nothing_unfinished(out):
    assert sorted(path.name for path in out.iterdir()) == FILES


def test_a_row_holds_the_question_the_answer_and_what_was_checked(out, run):
    rows = {row["id"]: row for row in rows_of(out)}
    assert len(rows) == len(run.results)
    row = rows["mill-2"]
    assert row["article"] == "mill-folder"
    assert row["answer"] == WRONG.answer
    assert row["citations"][0]["quote"] == WRONG.citations[0][2]
    assert (row["checks"]["outcome"], row["checks"]["facts"], row["blame"]) == (
        "wrong", False, "answer",
    )  # fmt: skip
    assert (row["confidence"], row["ms"]) == (0.4, {"total": 12.34})
    assert rows["talk#2"]["conversation"] == "talk"
    assert rows["hostile-1"]["question"] == HARM


def test_the_rows_can_be_scored_again_and_come_out_the_same(out, run):
    engine = read_predictions(out / "results.jsonl")
    for result in run.results:
        gold = WICKED if result.item is HOSTILE else MILL
        again = engine.ask(gold, result.item).observation
        assert check(result.item, again, gold) == result.checks


def test_the_summary_tells_figures_intervals_and_what_they_depend_on(out, run):
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["fingerprint"] == run.fingerprint
    assert told["seed"] == run.seed
    assert told["versions"]["footnote"]
    assert told["summary"]["headline"]["right"] == round(run.summary.headline.right, 6)
    low, high = told["intervals"]["test"]["right"]
    assert low <= told["summary"]["headline"]["right"] <= high
    assert told["against"]["worse"] == ["mill-2"]
    assert told["against"]["better"] == ["mill-1"]


def test_the_summary_of_the_same_run_is_the_same(run):
    assert summary_of(run) == summary_of(small_run())


def test_each_figure_is_the_mean_of_what_its_items_give(run):
    chosen = figures.results_of(run.results, "test")
    for figure in figures.FIGURES:
        if figure.of is None:
            continue
        given = [value for result in chosen if (value := figure.of(result)) is not None]
        mean = sum(map(float, given)) / len(given) if given else None
        assert figure.value(run.summary.headline) == pytest.approx(mean), figure.name


def test_paraphrases_and_turns_are_drawn_together(run):
    talk = [figures.family_of(result) for result in run.results if result.conversation]
    assert len(set(talk)) == 1
    item = replace(run.results[1].item, paraphrase_of="mill-1")
    assert figures.family_of(replace(run.results[1], item=item)) == figures.family_of(
        run.results[0]
    )


def test_a_gain_says_which_way_the_figure_moved_and_whether_that_is_better():
    named = {figure.name: figure for figure in figures.FIGURES}
    assert named["right"].moved(named["right"].gain(0.5, 0.6)) == "▲ +10.0 better"
    assert named["wrong"].moved(named["wrong"].gain(0.5, 0.4)) == "▼ −10.0 better"
    assert named["wrong"].moved(named["wrong"].gain(0.4, 0.5)) == "▲ +10.0 worse"
    assert named["errors"].moved(named["errors"].gain(0, 2)) == "▲ +2 worse"
    assert named["right"].moved(named["right"].gain(0.5, 0.5)) == "="
    assert named["right"].gain(None, 0.5) is None


def test_history_gets_its_header_once_and_a_line_a_run(run, tmp_path):
    write_report(tmp_path, run)
    write_report(tmp_path, small_run("other"))
    with (tmp_path / "history.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["engine"] for line in lines] == ["quoting", "other"]
    assert float(lines[0]["right"]) == pytest.approx(run.summary.headline.right, abs=1e-6)


def test_history_of_another_version_keeps_its_columns(run, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("started,old figure\nlong ago,7\n", encoding="utf-8")
    write_report(tmp_path, run)
    with path.open(encoding="utf-8", newline="") as file:
        old, new = csv.DictReader(file)
    assert (old["started"], old["old figure"], old["engine"]) == ("long ago", "7", "")
    assert (new["old figure"], new["engine"]) == ("", "quoting")


def test_a_folder_that_cannot_be_made_is_named(run, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(QuestionsError, match=r"file.* choose another --out"):
        write_report(tmp_path / "file" / "report", run)


def test_junit_has_a_case_an_item_grouped_by_category(out, run):
    root = Xml.parse(out / "junit.xml").getroot()  # noqa: S314 - written by ourselves
    assert root.get("tests") == str(len(run.results))
    cases = {case.attrib["name"].partition(":")[0]: case for case in root.iter("testcase")}
    assert len(cases) == len(run.results)
    assert [suite.get("name") for suite in root] == sorted({r.category for r in run.results})
    told = {p.attrib["name"]: p.attrib["value"] for p in cases["mill-2"].iter("property")}
    assert (told["outcome"], told["score"], told["blame"]) == ("wrong", "-1", "answer")
    (failure,) = cases["mill-2"].iter("failure")
    assert failure.attrib["type"] == "answer"
    assert "Missing: “1904”." in str(failure.text)
    assert cases["mill-8"].find("error") is not None
    assert cases["mill-6"].find("skipped") is not None  # no engine has to know other languages
    assert cases["mill-4"].find("failure") is None


def test_junit_counts_what_it_holds(run):
    root = Xml.fromstring(junit.suites(run))  # noqa: S314 - written by ourselves
    for name, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(root.attrib[count]) == len(list(root.iter(name)))
        assert int(root.attrib[count]) == sum(int(suite.attrib[count]) for suite in root)


def test_the_table_for_a_pull_request_has_arrows_and_the_items_that_flipped(out):
    text = (out / "summary.md").read_text(encoding="utf-8")
    assert "> The gate passes." in text
    assert re.search(r"\| Right on answerable \| [\d.]+% \|.*\|", text)
    assert "### ▼ Now failing: 1" in text
    assert "| mill-2 | when | In what year was the fire? | Right | Wrong" in text
    assert "### ▲ Now passing: 1" in text


def test_without_a_baseline_the_table_has_no_changes(run):
    text = table.markdown(View(run))
    assert "baseline" not in text
    assert "flipped" not in text


def test_a_baseline_on_other_questions_is_said_to_be_one(run, earlier):
    text = table.markdown(View(run, replace(earlier, fingerprint="another")))
    assert "made with other questions" in text


@pytest.mark.parametrize(
    "text",
    ["a|b", "<img src=x>", "[a](b)", "`x`", "@someone", "#12", "https://evil.example", ":tada:"],
)
def test_a_text_has_no_power_over_the_markdown_around_it(text):
    shown = table.literally(text)
    assert text not in shown
    assert not re.search(r"[|<`\[@]|(?<!&)#|:[/a-z]", shown)
    assert "\n" not in table.literally(f"a\n{text}")


def test_a_change_is_better_worse_or_another_outcome(run):
    before = small_run(mill_1=refusing(), mill_2=refusing(), mill_4=RIGHT)
    found = {
        item: change.kind for (_, item), change in changes(run.results, before.results).items()
    }
    assert (found["mill-1"], found["mill-2"], found["mill-4"]) == ("better", "moved", "better")
    assert found["mill-3"] == "same"
    back = changes(before.results, run.results)
    assert back["mill", "mill-1"].kind == "worse"


def test_every_check_says_why(run):
    told = {r.item.id: {check.name: check for check in explained(r)} for r in run.results}
    assert told["mill-1"]["Facts"].why == "It says “1904”."
    assert told["mill-2"]["Facts"].why == "Missing: “1904”."
    assert told["mill-2"]["Citation"].why == "No citation meets the gold evidence."
    assert told["mill-3"]["Verdict"].why == "The article answers, and it said it does not."
    assert told["mill-4"]["Verdict"].passed
    assert told["mill-5"]["Verdict"].passed is False
    assert told["mill-8"]["Answered at all"].why == "The model gave up."
    assert all(check.why for checks in told.values() for check in checks.values())


def page_of(view):
    text = page.html(view)
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert block is not None
    return text, json.loads(block[1])


def test_the_page_is_whole_and_asks_for_nothing(run, earlier):
    text, _ = page_of(View(run, earlier, notes=(HARM,)))
    outside = text.replace("data:,", "")
    assert not re.search(r"<(link|img|script|iframe)[^>]*\s(src|href)=\"?[a-z]", outside)
    assert "@import" not in text
    assert "url(" not in text.replace('url("#hatch")', "")
    assert "default-src 'none'" in text
    assert "unsafe" not in text[: text.index("<style>")]


def test_a_hostile_text_cannot_end_the_block_it_travels_in(run):
    text, data = page_of(View(run))
    hostile = next(item for item in data["items"] if item["id"] == "hostile-1")
    assert hostile["question"] == HARM  # every sign arrives
    assert data["articles"]["wicked"]["title"] == HARM
    assert "<img" not in text
    assert "<script>alert" not in text
    assert text.count("</script>") == 2
    assert not re.search("[\u2028\u2029\x07]", text)


def test_half_a_character_does_not_stop_the_report(run, tmp_path):
    first, *rest = run.results
    broken = replace(first, item=replace(first.item, question="Half \ud835 a sign"))
    write_report(tmp_path, replace(run, results=(broken, *rest), engine="eng\udcff"))
    assert rows_of(tmp_path)[0]["question"] == "Half \ud835 a sign"
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_the_overview_escapes_what_it_names(run):
    category = "<b>" + "x"
    item = replace(run.results[0].item, category=category)
    results = (replace(run.results[0], item=item), *run.results[1:])
    wicked = replace(run, engine="<i>engine", results=results, summary=summarise(results))
    text = overview.html(View(wicked, notes=("<script>",)))
    assert "&lt;i&gt;engine" in text
    assert "&lt;b&gt;x" in text
    assert not re.search("<i>|<b>x|<script>", text)


def test_the_page_shows_an_item_with_its_evidence_its_citations_and_the_old_answer(run, earlier):
    _, data = page_of(View(run, earlier))
    item = next(item for item in data["items"] if item["id"] == "mill-2")
    (answer,) = item["answers"]
    assert item["evidence"] == [list(ASKED["mill-2"][0].evidence_offsets[0])]
    assert answer["citations"] == [list(WRONG.citations[0][:2])]
    assert (answer["change"], answer["before"]["outcome"]) == ("worse", "right")
    assert answer["before"]["text"] == RIGHT.answer


def test_two_engines_stand_side_by_side(run, tmp_path):
    other = small_run("bold", mill_3=RIGHT)
    _, data = page_of(View(run, beside=other))
    item = next(item for item in data["items"] if item["id"] == "mill-3")
    assert data["engines"] == ["quoting", "bold"]
    assert [answer["outcome"] for answer in item["answers"]] == ["refused", "right"]
    write_report(tmp_path, run, beside=other)
    assert len(rows_of(tmp_path, "results-bold.jsonl")) == len(run.results)


def test_the_chart_of_categories_says_in_words_what_it_shows():
    drawn = charts.bars([charts.Bar("near <miss>", 3, 1, 2, 0.5)], "By category")
    assert 'aria-label="By category. near &lt;miss&gt;: 3 of 6 right."' in drawn
    assert "3 right, 1 held back, 2 wrong; baseline 50% right" in drawn
    Xml.fromstring(drawn)  # noqa: S314 - written by ourselves


def test_the_curves_stay_in_their_picture():
    line = charts.Line("quoting", ((0.01, 1.0), (0.5, 0.1), (0.9, 0.22)), (0.9, 0.22))
    drawn = charts.plot([line], "Share answered", "Share wrong")
    Xml.fromstring(drawn)  # noqa: S314 - written by ourselves
    assert ">25%</text>" in drawn
    assert 'cx="90.00%" cy="12.00%"' in drawn


def test_reliability_is_the_share_answerable_in_each_bin_of_confidence(run):
    points = dict(plotting.reliability(figures.results_of(run.results, "test")))
    assert points[0.3] == 1.0
    assert all(0 <= share <= 1 for share in points.values())


def test_the_page_for_teams_shows_questions_that_are_in_order(tmp_path):
    shown = re.search(r"```json\n(.*?)```", TEAMS.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    (tmp_path / "gold.jsonl").write_text(shown[1], encoding="utf-8")
    (tmp_path / "article.txt").write_text(scoring.TEXT, encoding="utf-8")
    assert validate(read_gold_set(tmp_path)) == []


def test_the_page_for_teams_tells_of_every_field_and_every_file(out):
    told = TEAMS.read_text(encoding="utf-8")
    names = {field.name for field in fields(Item)} - {"line"}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
    assert [path.name for path in out.iterdir() if f"`{path.name}`" not in told] == []


@pytest.mark.parametrize("kept", [["mill-8"], ["mill-1"], ["mill-4"], ["mill-7"], ["talk#2"]])
def test_a_run_of_one_question_has_a_report_too(run, kept, tmp_path):
    results = [result for result in run.results if result.item.id in kept]
    only = made("quoting", results, run.gold_sets, run.started, 0.1)
    write_report(tmp_path, only, against=only, beside=only)
    assert len(rows_of(tmp_path)) == 1
