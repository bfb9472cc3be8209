"""A reader's verdict becomes a gold row that the validator accepts, or waits to be completed."""

from __future__ import annotations

import json

import pytest

from assistant.domain import Answer, Piece, PieceKind, Turn, Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.gold import read_gold_set, validate
from assistant.evaluation.metrics import check, observe
from assistant.evaluation.verdicts import ReadersVerdict, append_row, gold_row, missing
from tests.evaluation.scoring import SENTENCES, TEXT, said, span

WHEN = "When did the mill burn down?"
WRONGLY = Answer(
    Verdict.ANSWERED,
    (Piece("15 weeks", PieceKind.LEAD, 1), Piece(" — it took long.")),
    standalone="When did the old mill burn down?",
)


def row_of(verdict, **given):
    return gold_row(verdict, WHEN, TEXT, "mill", **given)


@pytest.fixture
def folder(tmp_path):
    """A gold set's folder with its article and no question yet."""
    place = tmp_path / "mill"
    place.mkdir()
    (place / "article.txt").write_text(TEXT, encoding="utf-8")
    return place


@pytest.mark.parametrize("verdict", ["wrong", "wrong source", "should have answered"])
def test_a_verdict_with_the_right_passage_is_a_row_that_keeps_every_rule(folder, verdict):
    row = row_of(verdict, answer=WRONGLY, evidence=[span("burned")], facts=["1904"])
    assert append_row(folder, row, TEXT) == folder / "gold.jsonl"
    gold = read_gold_set(folder)
    assert validate(gold) == []
    (item,) = gold.items
    assert (item.split, item.expected, item.author) == ("dev", "answer", "reader")
    assert item.standalone == WRONGLY.standalone
    right = said("{burned}", "burned")
    assert check(item, right, gold).outcome == "right"
    assert check(item, observe(WRONGLY), gold).outcome == "wrong"


def test_without_a_fact_the_passage_itself_is_what_must_be_said(folder):
    row = row_of("wrong source", evidence=[span("burned")])
    append_row(folder, row, TEXT)
    gold = read_gold_set(folder)
    assert validate(gold) == []
    assert check(gold.items[0], said("{burned}", "burned"), gold).passed
    assert not check(gold.items[0], said("In 1904. {court}", "court"), gold).passed
    assert row["evidence"] == [SENTENCES["burned"]]


def test_what_should_have_been_refused_needs_nothing_more(folder):
    row = row_of("should have refused", answer=WRONGLY, evidence=[span("burned")])
    assert missing(row, TEXT) == []
    assert append_row(folder, row, TEXT).name == "gold.jsonl"
    (item,) = read_gold_set(folder).items
    assert (item.expected, item.plausible_wrong) == ("refuse", "15 weeks")
    assert item.evidence == ()


def test_a_verdict_that_does_not_say_what_is_right_waits_apart(folder):
    row = row_of("wrong", answer=WRONGLY, note="not the date")
    assert [fault.rule for fault in missing(row, TEXT)] == ["expectation"]
    assert append_row(folder, row, TEXT) == folder / "reported.jsonl"
    assert json.loads((folder / "reported.jsonl").read_text("utf-8"))["note"] == (
        "wrong; not the date"
    )
    assert not (folder / "gold.jsonl").exists()


def test_what_was_said_before_is_the_history_of_the_row():
    turns = [Turn("Where is the mill?", Answer(Verdict.ANSWERED, (Piece("At Harn."),)))]
    row = row_of("should have refused", turns=turns)
    assert row["history"] == [
        {"role": "user", "text": "Where is the mill?"},
        {"role": "assistant", "text": "At Harn."},
    ]
    assert row["id"] != row_of("should have refused")["id"]


def test_the_same_verdict_is_kept_once(folder):
    row = row_of("should have refused")
    append_row(folder, row, TEXT)
    with pytest.raises(QuestionsError, match="was given before"):
        append_row(folder, row, TEXT)
    assert len(read_gold_set(folder).items) == 1


def test_a_row_is_added_on_a_line_of_its_own(folder):
    first = row_of("should have refused")
    (folder / "gold.jsonl").write_text(json.dumps(first), encoding="utf-8")  # no line end
    append_row(folder, gold_row("should have refused", "And the barn?", TEXT, "mill"), TEXT)
    assert len(read_gold_set(folder).items) == 2


def test_a_row_about_another_text_than_the_article_waits_apart(folder):
    row = row_of("should have refused")
    assert append_row(folder, row, TEXT + " More.").name == "reported.jsonl"


@pytest.mark.parametrize("place", [(0, 10**6), (5, 5), (-1, 4)])
def test_a_place_that_is_not_in_the_article_is_one_sentence(place):
    with pytest.raises(QuestionsError, match="no place of the article"):
        row_of("wrong", evidence=[place])


def test_an_unknown_verdict_names_those_there_are():
    with pytest.raises(QuestionsError, match=r"'bad' is no verdict .* 'should have refused'"):
        row_of("bad")
    assert len(ReadersVerdict) == 4


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(QuestionsError, match="cannot be written"):
        append_row(tmp_path / "nowhere", row_of("should have refused"), TEXT)
