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


def test_a_named_conversation_is_gone_on_with(run, ferry):
    first = run("ask", "Who is Ida Torvik?", "--article", ferry, "--conversation", "alma")
    code, out, _ = run("ask", "What does she steer?", "--conversation", "alma", "--json")
    assert first[0] == code == 0
    assert "Ida Torvik" in json.loads(out)["standalone"]
    _, listed, _ = run("conversations", "list")
    assert listed.startswith("alma  ")
    assert "2 about “ferry”: Who is Ida Torvik?" in listed
    _, shown, _ = run("conversations", "show", "alma")
    assert shown.index("> Who is Ida Torvik?") < shown.index("> What does she steer?")
    assert "[1] sentence" in shown


def test_a_conversation_stays_with_its_article(run, ferry):
    run("ask", "Who is Ida Torvik?", "--article", ferry, "--conversation", "alma")
    again = ("ask", "Who is she?", "--conversation", "alma")
    assert run(*again, "--article", ferry)[0] == 0
    ferry.write_text("Another text. It is short.")
    code, _, errors = run(*again, "--article", ferry)
    assert code == 2
    assert "'alma' is about another article" in errors


def test_a_deleted_conversation_can_be_brought_back_and_an_erased_one_not(run, ferry):
    run("ask", "Who is Ida Torvik?", "--article", ferry, "--conversation", "alma")
    assert run("conversations", "delete", "alma")[0] == 0
    assert run("conversations", "list")[1] == ""
    assert run("conversations", "undo")[1] == "Brought back alma.\n"
    assert run("conversations", "undo")[1] == "Nothing was deleted.\n"
    assert run("conversations", "delete", "alma", "--for-good")[0] == 0
    assert run("conversations", "undo")[1] == "Nothing was deleted.\n"


def test_an_export_verifies_until_it_or_the_article_changes(run, ferry, tmp_path):
    run("ask", "When does the Alma sail?", "--article", ferry, "--conversation", "alma")
    for kind in ("json", "html"):
        out = tmp_path / f"alma.{kind}"
        assert run("conversations", "export", "alma", "--out", out)[0] == 0
        for words in (("verify", out), ("verify", out, "--article", ferry)):
            code, said, _ = run(*words)
            assert code == 0
            assert "quotations stand in the article" in said
        changed = tmp_path / "changed.txt"
        changed.write_text(FERRY.replace("noon", "moon"))
        code, said, _ = run("verify", out, "--article", changed)
        assert code == 1
        assert "does not stand at 0–29" in said
        out.write_text(out.read_text().replace("noon", "moon"))
        code, said, _ = run("verify", out)
        assert code == 1
        assert all("does not stand at" in line for line in said.splitlines())


def test_an_export_of_an_article_that_is_not_here_asks_for_it(run, ferry, tmp_path, monkeypatch):
    run("ask", "When does the Alma sail?", "--article", ferry, "--conversation", "alma")
    run("conversations", "export", "alma", "--out", tmp_path / "alma.json")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "empty"))
    code, _, errors = run("verify", tmp_path / "alma.json")
    assert code == 2
    assert "--article" in errors


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
        (("conversations", "show", "nobody"), "nobody"),
        (("conversations", "delete", "nobody"), "nobody"),
        (("conversations", "export", "nobody", "--out", "x.json"), "nobody"),
        (("conversations", "export", "nobody", "--out", "x.pdf"), "x.pdf"),
        (("verify", "missing.json"), "missing.json"),
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
