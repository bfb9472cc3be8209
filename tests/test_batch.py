import json

import pytest

from assistant.batch import BadRow, answer_all, read_questions, write_whole
from assistant.errors import QuestionsError
from assistant.resources import seed
from assistant.settings import read_settings

TEXT = "The ferry Alma sails at noon. Captain Ida Torvik has steered it for nine years."


@pytest.fixture
def asked(tmp_path):
    """Ask rows and return what is written, and what is reported."""

    def ask(*rows):
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        bad: list[BadRow] = []
        answers = answer_all(read_questions(path), seed().article, read_settings(), bad.append)
        return list(answers), bad

    return ask


def test_a_row_out_has_the_documented_fields(asked):
    ((row,), bad) = asked({"id": "a", "question": "When does the Alma sail?", "text": TEXT})
    assert list(row) == [
        "id", "verdict", "answer", "citations", "nearest", "standalone", "retrieved",
        "confidence", "engine", "ms", "ending", "fault", "receipt",
    ]  # fmt: skip
    assert row["verdict"] == "answered"
    assert list(row["ms"]) == ["retrieve", "answer", "total"]
    assert row["engine"] == "quoting"
    assert bad == []


def test_offsets_count_characters_of_the_text_as_it_was_given(asked):
    text = "\r\nNaïve 😀 words.\r\n" + TEXT
    ((row,), _) = asked({"id": "a", "question": "When does the Alma sail?", "text": text})
    for citation in row["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_rows_without_a_text_are_asked_of_the_article(asked):
    ((row,), _) = asked({"id": "a", "question": "Where are Xi and Putin meeting?"})
    assert "Samarkand" in row["answer"]


def test_a_row_may_name_a_file(asked, tmp_path):
    (tmp_path / "own.txt").write_text(TEXT)
    path = str(tmp_path / "own.txt")
    ((row,), _) = asked({"id": "a", "question": "Who is the captain of the Alma?", "article": path})
    assert "Ida Torvik" in row["answer"]


def test_rows_of_a_conversation_follow_each_other_and_others_do_not(asked):
    first = {"id": "1", "question": "Who is Ida Torvik?", "text": TEXT, "conversation": "c"}
    second = {"id": "2", "question": "What does she steer?", "text": TEXT, "conversation": "c"}
    other = {"id": "3", "question": "What does she steer?", "text": TEXT}
    rows, _ = asked(first, second, other)
    assert rows[1]["standalone"] == "What does Ida Torvik steer?"
    assert rows[2]["standalone"] == "What does she steer?"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{not json", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ({"id": "x"}, 'no text in "question"'),
        ({"id": "x", "question": 3}, 'no text in "question"'),
        ({"question": "Why?"}, 'no "id"'),
        ({"id": "x", "question": "Why?", "text": 5}, '"text" is not text'),
        ({"id": "x", "question": "Why?", "text": " "}, "no words"),
        ({"id": "x", "question": "Why?", "article": "/nowhere.txt"}, "nowhere.txt"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_others_run(asked, row, reason):
    good = {"id": "ok", "question": "When does the Alma sail?", "text": TEXT}
    rows, bad = asked(good, row, good)
    assert [r and r["id"] for r in rows] == ["ok", None, "ok"]
    assert [b.line for b in bad] == [2]
    assert reason in bad[0].reason


def test_a_bad_row_is_a_value():
    assert BadRow(3, "why").line == 3


@pytest.mark.parametrize("make", ["missing", "empty", "binary", "folder"])
def test_a_questions_file_that_cannot_be_used_is_one_sentence(tmp_path, make):
    path = tmp_path / "questions.jsonl"
    if make == "empty":
        path.write_text("\n\n")
    if make == "binary":
        path.write_bytes(b"\xff\xfe\x00\x81")
    if make == "folder":
        path.mkdir()
    with pytest.raises(QuestionsError, match=r"questions\.jsonl"):
        read_questions(path)


def test_the_output_appears_whole_or_not_at_all(tmp_path):
    write_whole(tmp_path / "out.jsonl", b"{}\n{}\n")
    assert (tmp_path / "out.jsonl").read_text() == "{}\n{}\n"
    with pytest.raises(QuestionsError, match="cannot be written"):
        write_whole(tmp_path / "no such folder" / "out.jsonl", b"{}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
