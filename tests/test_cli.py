import json

import pytest
from typer.testing import CliRunner

from assistant import cli
from assistant.building import open_library

FERRY = "The ferry Alma sails at noon. Captain Ida Torvik has steered it for nine years."


@pytest.fixture
def run(monkeypatch, capfd):
    """Run a command line as the shell would; returns exit code, output and errors."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["footnote", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, errors = capfd.readouterr()
        return ended.value.code or 0, out, errors

    return run


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text(FERRY)
    return path


def test_ask_answers_about_the_sample_article(run):
    code, out, _ = run("ask", "Where are Xi and Putin meeting?")
    assert code == 0
    assert "Samarkand" in out
    assert "[1] sentence 1 of" in out


def test_ask_answers_about_a_file(run, ferry):
    code, out, _ = run("ask", "When does the Alma sail?", "--article", ferry)
    assert code == 0
    assert "noon" in out


def test_ask_prints_one_json_object_on_request(run, ferry):
    code, out, _ = run("ask", "When does the Alma sail?", "--article", ferry, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["verdict"] == "answered"
    (citation,) = answer["citations"]
    assert FERRY[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_shows_the_nearest_and_is_no_error(run, ferry):
    code, out, _ = run("ask", "Who won the World Cup?", "--article", ferry)
    assert code == 0
    assert "The article does not say." in out
    assert "The nearest it comes:" in out


def test_batch_writes_a_row_for_each_question(run, ferry, tmp_path):
    questions, out = tmp_path / "questions.jsonl", tmp_path / "out.jsonl"
    questions.write_text('{"id": "a", "question": "When does it sail?"}\n')
    code, _, errors = run("batch", questions, "--out", out, "--article", ferry)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a"]
    assert "1 of 1 questions answered" in errors


def test_batch_with_a_bad_row_writes_the_others_and_says_so(run, ferry, tmp_path):
    questions, out = tmp_path / "questions.jsonl", tmp_path / "out.jsonl"
    questions.write_text('{"id": "a", "question": "When does it sail?"}\n{oops\n')
    code, _, errors = run("batch", questions, "--out", out, "--article", ferry)
    assert code == 2
    assert len(out.read_text().splitlines()) == 1
    assert "line 2: it is not a JSON object" in " ".join(errors.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "Why?", "--article", "missing.txt"), "missing.txt"),
        (("ask", "Why?", "--article", "."), "."),
        (("batch", "missing.jsonl", "--out", "out.jsonl"), "missing.jsonl"),
        (("chat", "missing.txt"), "missing.txt"),
    ],
)
def test_what_a_person_got_wrong_is_one_sentence_and_exit_code_2(run, words, said):
    code, out, errors = run(*words)
    assert code == 2
    assert said in errors
    assert len(errors.strip().splitlines()) == 1
    assert "Traceback" not in out + errors


def test_a_setting_that_cannot_be_used_is_named(run, monkeypatch):
    monkeypatch.setenv("ASSISTANT_THREADS", "many")
    code, _, errors = run("ask", "Why?")
    assert code == 2
    assert "ASSISTANT_THREADS" in errors


def test_a_folder_in_use_is_said_in_one_line(run):
    with open_library():
        code, _, errors = run("ask", "Why?")
    assert code == 2
    assert len(errors.strip().splitlines()) == 1
    assert "ASSISTANT_DATA_DIR" in errors


def test_a_bug_is_not_dressed_up(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr("assistant.building.open_library", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        CliRunner().invoke(cli.app, ["ask", "Why?"], catch_exceptions=False)


def test_doctor_tells_what_answers_and_where_data_lives(run, own_data_folder):
    code, out, _ = run("doctor")
    assert code == 0
    assert "quoting the article" in out
    assert str(own_data_folder) in out.replace("\n", "")
    assert all(line.startswith("ok") for line in out.strip().splitlines())


def test_doctor_says_what_is_wrong(run):
    with open_library():
        code, out, _ = run("doctor")
    assert code == 2
    assert "!!" in out
