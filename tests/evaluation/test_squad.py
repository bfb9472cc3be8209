"""Question sets that others wrote: two layouts, two protocols."""

from __future__ import annotations

import json

import pytest

from assistant.answering.quoting import Quoting
from assistant.errors import QuestionsError
from assistant.evaluation.engines import Live, Remembering
from assistant.evaluation.squad import Asked, asked, figures, questions_in, read_squad
from tests.evaluation import spoiled

FIRST = "The quarry at Velm opened in 1880. Its slate is blue."
SECOND = "The lighthouse of Corran was built by Ida Brandt. It has 212 steps."
MODEL = Remembering()


def squad2(path):
    def question(id_, text, context, answer=None):
        answers = [{"text": answer, "answer_start": context.index(answer)}] if answer else []
        return {"id": id_, "question": text, "answers": answers, "is_impossible": answer is None}

    contexts = {
        FIRST: [
            question("a", "When did the quarry open?", FIRST, "1880"),
            question("b", "Who owns the airline?", FIRST),
        ],
        SECOND: [question("c", "How many steps has the lighthouse?", SECOND, "212")],
    }
    paragraphs = [{"context": context, "qas": qas} for context, qas in contexts.items()]
    told = {"version": "v2.0", "data": [{"title": "Coast", "paragraphs": paragraphs}]}
    path.write_text(json.dumps(told))
    return path


def lines(path):
    text = f"{FIRST}\n\n{SECOND}"
    begin = len(FIRST) + 2
    row = {
        "id": "coast-00",
        "title": "Coast",
        "text": text,
        "paragraphs": [
            {"index": 0, "start": 0, "end": len(FIRST)},
            {"index": 1, "start": begin, "end": len(text)},
        ],
        "questions": [
            {"id": "a", "question": "When did the quarry open?", "answerable": True,
             "paragraph_index": 0, "answers": [{"text": "1880", "start": text.index("1880")}]},
            {"id": "b", "question": "Who owns the airline?", "answerable": False,
             "paragraph_index": 0, "answers": []},
            {"id": "c", "question": "How many steps has the lighthouse?", "answerable": True,
             "paragraph_index": 1, "answers": [{"text": "212", "start": text.index("212")}]},
        ],
    }  # fmt: skip
    path.write_text(json.dumps(row) + "\n\n")
    return path


@pytest.fixture(params=[squad2, lines], ids=["SQuAD 2.0", "a line an article"])
def extracts(request, tmp_path):
    return read_squad(request.param(tmp_path / "set.json"))


def engine(compose=Quoting):
    return Live("engine", compose, MODEL)


def test_offsets_point_at_the_answers_in_either_layout(extracts):
    (extract,) = extracts
    assert questions_in(extracts) == 3
    for question in extract.questions:
        for text, start in question.answers:
            assert extract.text[start:].startswith(text)
    assert [extract.text[a:b] for a, b in extract.paragraphs] == [FIRST, SECOND]


@pytest.mark.parametrize("protocol", ["paragraph", "article"])
def test_both_protocols_find_the_sentence_and_the_words(protocol, extracts):
    rows = {row.question: row for row in asked(engine(), extracts, protocol)}
    assert rows["c"].found_first
    assert rows["c"].contains
    assert not rows["b"].answerable


def test_who_always_refuses_is_no_better_than_a_coin(extracts):
    found = figures(asked(engine(spoiled.AlwaysRefuses), extracts, "article"))
    assert found["refusal recall"].value == 1.0
    assert found["answer contains"].value == 0.0
    assert found["balanced"].value == 0.5
    assert found["over-refusal"].value == 1.0


def test_one_article_makes_no_interval(extracts):
    figure = figures(asked(engine(), extracts, "article"))["balanced"]
    assert figure.low is None
    assert "–" not in figure.written


def test_several_articles_make_the_same_interval_each_time(tmp_path):
    rows: list[Asked] = []
    for path in (squad2(tmp_path / "one.json"), lines(tmp_path / "two.jsonl")):
        rows += asked(engine(), read_squad(path), "paragraph")
    assert figures(rows) == figures(rows)
    figure = figures(rows)["answer contains"]
    assert None not in (figure.low, figure.value, figure.high)
    assert [figure.low, figure.value, figure.high] == sorted(
        [figure.low, figure.value, figure.high]  # type: ignore[type-var]  # none is None
    )


def test_an_answer_that_is_only_an_article_or_a_mark_counts_for_nothing(tmp_path):
    answers = [{"text": "A", "answer_start": 0}, {"text": ".", "answer_start": 9}]
    question = {"id": "x", "question": "What did the dog do?", "answers": answers}
    paragraph = {"context": "A cat sat. A dog ran.", "qas": [question]}
    told = {"data": [{"title": "t", "paragraphs": [paragraph]}]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps(told))
    (row,) = asked(engine(spoiled.NeverRefuses), read_squad(path), "article")
    assert not row.contains


@pytest.mark.parametrize("content", ["{", "[1]", '{"data": [{}]}', '{"id": "x"}', '{"data": 3}'])
def test_another_layout_is_one_sentence(content, tmp_path):
    path = tmp_path / "set.json"
    path.write_text(content)
    with pytest.raises(QuestionsError, match=r"set\.json is no question set"):
        read_squad(path)


def test_an_empty_set_and_a_missing_file_say_so(tmp_path):
    (tmp_path / "set.json").write_text('{"data": []}')
    with pytest.raises(QuestionsError, match="holds no question"):
        read_squad(tmp_path / "set.json")
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_squad(tmp_path / "none.json")
