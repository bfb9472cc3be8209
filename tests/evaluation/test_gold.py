"""The shipped gold sets keep every rule, and a broken row names its line and the rule."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from assistant.errors import QuestionsError
from assistant.evaluation.gold import gold_folders, leaks, read_gold_set, validate
from assistant.resources import DEFAULT_SEED, SEEDS
from tests.conftest import CHECKOUT

ARTICLE = "The mill burned down in 1904. It was rebuilt by Ida Brandt. Nobody was hurt."
ROW = {
    "schema": 1,
    "id": "mill-1",
    "article_id": "mill",
    "split": "dev",
    "category": "when",
    "question": "When did the old mill burn?",
    "answerable": True,
    "expected": "answer",
    "evidence": ["The mill burned down in 1904."],
    "evidence_offsets": [[0, 29]],
    "must_contain": [["1904"]],
    "must_not_contain": ["1940"],
    "ideal": "In 1904.",
}
REFUSED = {
    "id": "mill-2",
    "category": "near_miss",
    "question": "When did the old barn burn?",
    "answerable": False,
    "expected": "refuse",
    "unanswerable_kind": "near-miss entity",
    "twin_of": "mill-1",
    "split": "dev",
}


@pytest.fixture
def gold_of(tmp_path):
    """A gold set about the mill, made of rows and of conversations."""

    def make(*rows, conversations=()):
        folder = tmp_path / "mill"
        folder.mkdir(exist_ok=True)
        (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
        for name, each in (("gold.jsonl", rows), ("conversations.jsonl", conversations)):
            lines = [row if isinstance(row, str) else json.dumps(row) for row in each]
            (folder / name).write_text("\n".join(lines), encoding="utf-8")
        return folder

    return make


def shipped():
    return pytest.mark.parametrize("folder", gold_folders(), ids=lambda folder: folder.name)


@shipped()
def test_a_shipped_gold_set_breaks_no_rule(folder):
    assert validate(read_gold_set(folder)) == []


@shipped()
def test_no_gold_question_stands_in_the_source_the_prompts_or_the_tests(folder):
    assert [str(fault) for fault in leaks(read_gold_set(folder), CHECKOUT)] == []


@shipped()
def test_a_shipped_gold_set_says_everything_of_each_question(folder):
    for item in read_gold_set(folder).every_item:
        assert item.ideal, item.id
        assert item.article_sha256, item.id
        assert len(item.evidence_offsets) == len(item.evidence), item.id


def test_the_seed_has_the_questions_it_was_promised():
    gold = read_gold_set(SEEDS / DEFAULT_SEED)
    assert len(gold.items) >= 150
    assert len(gold.conversations) >= 30
    assert sum(len(talk.turns) for talk in gold.conversations) >= 100
    assert sum(item.twin_of is not None for item in gold.items) >= 40
    paraphrases = Counter(item.paraphrase_of for item in gold.items if item.paraphrase_of)
    assert sum(count >= 3 for count in paraphrases.values()) >= 20
    assert {item.split for item in gold.items} == {"dev", "test", "critical"}


def test_other_genres_have_twenty_questions_each():
    others = [read_gold_set(folder) for folder in gold_folders() if folder.name != DEFAULT_SEED]
    assert len(others) >= 3
    assert all(len(gold.items) >= 20 for gold in others)


def test_a_row_is_read_with_its_line(gold_of):
    gold = read_gold_set(gold_of("", ROW, REFUSED))
    assert [(item.id, item.line) for item in gold.items] == [("mill-1", 2), ("mill-2", 3)]
    assert gold.items[0].standalone == ROW["question"]
    assert validate(gold) == []


def test_offsets_left_out_are_found(gold_of):
    row = {name: value for name, value in ROW.items() if name != "evidence_offsets"}
    assert read_gold_set(gold_of(row)).items[0].evidence_offsets == ((0, 29),)


def test_a_turn_has_the_name_of_its_conversation(gold_of):
    turn = {n: v for n, v in ROW.items() if n not in ("schema", "id", "article_id", "split")}
    talk = {"schema": 1, "id": "talk", "split": "dev", "kind": "ellipsis", "turns": [turn, turn]}
    gold = read_gold_set(gold_of(ROW, conversations=[talk]))
    assert [turn.id for turn in gold.conversations[0].turns] == ["talk#1", "talk#2"]
    assert len(gold.every_item) == 3


def test_the_fingerprint_changes_with_a_question_and_only_then(gold_of):
    first = read_gold_set(gold_of(ROW)).fingerprint
    assert read_gold_set(gold_of(ROW)).fingerprint == first
    assert read_gold_set(gold_of({**ROW, "ideal": "1904."})).fingerprint != first


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        ({"article_id": "barn"}, "article", "'barn'"),
        ({"article_sha256": "0" * 64}, "article", "another text"),
        ({"split": "train"}, "vocabulary", "split"),
        ({"category": "colour"}, "vocabulary", "category"),
        ({"difficulty": "mild"}, "vocabulary", "difficulty"),
        ({"expected": "guess"}, "vocabulary", "expected"),
        ({"evidence_mode": "some"}, "vocabulary", "evidence_mode"),
        ({"polarity": "maybe"}, "vocabulary", "polarity"),
        ({"evidence": ["The mill burnt down in 1904."]}, "evidence", "letter by letter"),
        ({"evidence_offsets": [[1, 30]]}, "offsets", "[1, 30]"),
        ({"evidence_offsets": []}, "offsets", "0 spans for 1"),
        ({"must_contain": [["1905"]], "ideal": "In 1905."}, "facts", "not in the evidence"),
        ({"must_contain": [["."]]}, "facts", "says nothing"),
        ({"must_contain": [["a"]]}, "facts", "says nothing"),
        ({"must_not_contain": ["burned down"]}, "forbidden", "evidence holds"),
        ({"ideal": "In 1904, not in 1940."}, "forbidden", "ideal holds"),
        ({"ideal": "Long ago."}, "ideal", "lacks a required fact"),
        ({"ideal": "In 1904.", "max_words": 1}, "ideal", "longer than 1 words"),
        ({"polarity": "yes"}, "ideal", "does not open with 'yes'"),
        ({"answerable": False}, "expectation", "does not go with"),
        ({"must_contain": []}, "expectation", "needs evidence and a required fact"),
        ({"unanswerable_kind": "absent"}, "expectation", "unanswerable_kind"),
        ({"twin_of": "mill-9"}, "partner", "not there"),
        ({"paraphrase_of": "mill-2"}, "partner", "expects what its original does"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_row_that_breaks_a_rule_names_its_line_and_the_rule(gold_of, change, rule, words):
    faults = validate(read_gold_set(gold_of(REFUSED | {"twin_of": None}, ROW | change)))
    assert any(
        (fault.line, fault.rule) == (2, rule) and words in fault.words for fault in faults
    ), [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expected": "partial"}, "needs the evidence and the fact"),
        ({"must_contain": [["1904"]]}, "a refusal has no required fact"),
        ({"unanswerable_kind": None}, "each has one"),
        ({"twin_of": "mill-2"}, "a twin is unanswerable and its partner answerable"),
        ({"split": "test"}, "another split"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_unanswerable_row_has_rules_of_its_own(gold_of, change, words):
    faults = validate(read_gold_set(gold_of(ROW, REFUSED | change)))
    assert any(fault.line == 2 and words in fault.words for fault in faults)


def test_an_id_twice_is_named(gold_of):
    faults = validate(read_gold_set(gold_of(ROW, REFUSED | {"id": "mill-1", "twin_of": None})))
    assert [(fault.line, fault.rule) for fault in faults] == [(1, "id"), (2, "id")]


def test_a_question_twice_is_named(gold_of):
    faults = validate(read_gold_set(gold_of(ROW, ROW | {"id": "mill-2"})))
    assert [(fault.line, fault.rule) for fault in faults] == [(2, "twice")]


def test_a_set_of_yes_alone_wants_a_no(gold_of):
    row = ROW | {"polarity": "yes", "ideal": "Yes, in 1904."}
    assert [fault.rule for fault in validate(read_gold_set(gold_of(row)))] == ["polarity"]


def test_a_fact_outside_the_evidence_passes_when_the_note_says_why(gold_of):
    row = ROW | {"must_contain": [["Brandt"]], "ideal": "Brandt."}
    row["note"] = "not in evidence: the name stands in the sentence after"
    assert validate(read_gold_set(gold_of(row))) == []


def test_a_broken_turn_names_its_place_in_the_conversation(gold_of):
    turn = {n: v for n, v in ROW.items() if n not in ("schema", "id", "article_id", "split")}
    broken = turn | {"ideal": "Long ago."}
    talk = {"id": "talk", "split": "dev", "kind": "ellipsis", "turns": [turn, broken]}
    (fault,) = validate(read_gold_set(gold_of(ROW, conversations=[talk])))
    assert str(fault) == "conversations.jsonl:1: ideal: turn 2: it lacks a required fact"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "gold.jsonl:2: json: it is not a JSON object"),
        ("[]", "gold.jsonl:2: field: it is not a JSON object"),
        (ROW | {"question": ""}, '"question" is not text'),
        (ROW | {"answerable": "yes"}, '"answerable" is not true or false'),
        (ROW | {"must_contain": ["1904"]}, '"must_contain" is not a list'),
        (ROW | {"must_contain": [[]]}, "a group without a variant"),
        (ROW | {"max_words": True}, '"max_words" is not a whole number'),
        (ROW | {"evidence_offsets": [[0, "29"]]}, "is not a list of [start, end]"),
        (ROW | {"history": [{"role": "dog", "text": "?"}]}, '"history" is not a list'),
        (ROW | {"colour": "red"}, '"colour" is no field of a question'),
        (ROW | {"schema": 2}, '"schema" is not 1'),
        ({"id": "mill-3"}, '"category" is missing'),
    ],
    ids=str,
)
def test_a_row_of_another_format_is_one_sentence(gold_of, row, words):
    with pytest.raises(QuestionsError) as raised:
        read_gold_set(gold_of(ROW, row))
    assert words in str(raised.value)
    assert "gold.jsonl:2" in str(raised.value)


def test_a_folder_without_an_article_says_so(tmp_path):
    with pytest.raises(QuestionsError, match=r"0 files named article\.\*"):
        read_gold_set(tmp_path)


def test_a_gold_set_without_a_question_says_so(gold_of):
    with pytest.raises(QuestionsError, match="holds no question"):
        read_gold_set(gold_of(""))


def test_a_question_that_the_source_holds_is_a_leak(gold_of, tmp_path):
    gold = read_gold_set(gold_of(ROW))
    code = tmp_path / "checkout" / "code"
    code.mkdir(parents=True)
    (code / "rules.py").write_text("if q == 'when did the old  mill burn': ...", encoding="utf-8")
    (fault,) = leaks(gold, code.parent)
    assert (fault.line, fault.rule) == (1, "leak")
    assert "code/rules.py" in fault.words


def test_a_question_of_three_words_identifies_nothing(gold_of, tmp_path):
    gold = read_gold_set(gold_of(ROW | {"question": "When was it?"}))
    (tmp_path / "rules.py").write_text("When was it?", encoding="utf-8")
    assert leaks(gold, tmp_path) == []
