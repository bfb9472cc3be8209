"""Asking everything, and tracing a failure to the stage that made it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answering.quoting import Quoting
from assistant.domain import Citation, Turn
from assistant.errors import ModelError, QuestionsError
from assistant.evaluation import engines
from assistant.evaluation.engines import Live, Remembering, engine_called
from assistant.evaluation.gold import Conversation
from assistant.evaluation.replaying import read_predictions
from assistant.evaluation.running import fingerprint_of, items_in, run
from assistant.retrieval.embedding import EmbeddedModel
from tests.evaluation import spoiled
from tests.evaluation.scoring import TEXT, gold, item, span, unanswerable

MODEL = Remembering()


def quoting(compose=Quoting):
    return Live("quoting", compose, MODEL)


def first(done):
    return done.results[0]


def test_an_item_is_asked_checked_and_summed_up():
    done = run(quoting(), [gold(item(), unanswerable(question="Who painted the mill in 1950?"))])
    assert [result.item.id for result in done.results] == ["mill-1", "mill-1"]
    assert first(done).checks.outcome == "right"
    assert done.summary.overall.items == 2
    assert done.engine == "quoting"
    assert "python" in done.versions


def test_each_step_is_told():
    steps = []
    mill = gold(item(id="a"), item(id="b"))
    run(quoting(), [mill], step=lambda: steps.append(1))
    assert len(steps) == items_in([mill]) == 2


def test_only_the_split_asked_for_is_run():
    mill = gold(item(id="a", split="dev"), item(id="b", split="test"))
    done = run(quoting(), [mill], split="dev")
    assert [result.item.id for result in done.results] == ["a"]


def talk(*turns):
    items = tuple(replace(turn, id=f"talk#{n}") for n, turn in enumerate(turns, 1))
    mill = gold()
    return replace(mill, conversations=(Conversation("talk", "mill", "test", "pronoun", items),))


def test_a_turn_is_asked_after_the_engines_own_answers():
    rebuilt = item(
        question="Who rebuilt it?",
        standalone="Who rebuilt the old mill?",
        in_=["rebuilt"],
        must_contain=(("Ida Brandt",),),
    )
    done = run(quoting(), [talk(item(), rebuilt)])
    assert [(result.conversation, result.turn) for result in done.results] == [
        ("talk", 1),
        ("talk", 2),
    ]
    assert done.results[1].observation.standalone != "Who rebuilt it?"
    assert set(done.alone) == {"talk#2"}, "the first turn needs no rewriting"


def test_a_history_is_asked_again_before_its_item():
    heard = []

    class Listening(Quoting):
        def answer(self, question, turns=(), stop=None):
            heard.append([turn.question for turn in turns])
            yield from super().answer(question, turns)

    history = (("user", "When did the mill burn down?"), ("assistant", "In 1904."))
    run(quoting(Listening), [gold(item(history=history, question="And who rebuilt the mill?"))])
    assert heard[1] == ["When did the mill burn down?"]


def test_an_error_of_the_engine_is_an_error_of_the_item_and_no_wrong_answer():
    class Broken(Quoting):
        def answer(self, question, turns=(), stop=None):
            raise ModelError("The model does not answer; try again.")

    done = run(quoting(Broken), [gold(item())])
    assert first(done).checks.outcome == "error"
    assert first(done).blame is None
    assert "does not answer" in str(first(done).observation.error)


def test_a_stream_that_is_not_the_answer_breaks_an_invariant():
    class Stutters(Quoting):
        def answer(self, question, turns=(), stop=None):
            for event in super().answer(question, turns):
                yield event
                if hasattr(event, "kind"):
                    yield event

    done = run(quoting(Stutters), [gold(item())])
    assert any(broken.startswith("stream: ") for broken in first(done).checks.violations)


class Wrapped:
    """A search that brings back what it is told to."""

    def __init__(self, searcher, change):
        self.searcher = searcher
        self.change = change

    def search(self, question, limit):
        return self.change(self.searcher.search(question, limit))

    def central(self, limit):
        return self.searcher.central(limit)


@pytest.fixture
def searching(monkeypatch):
    """An engine whose search is changed underneath everything the gold can replace."""

    def engine(change):
        real = engines._understood

        def understood(gold, model, reader):
            article, searcher = real(gold, model, reader)
            return article, Wrapped(searcher, change)

        monkeypatch.setattr(engines, "_understood", understood)
        return quoting()

    return engine


def backwards(found):
    scores = [candidate.score for candidate in found.candidates]
    turned = zip(reversed(found.candidates), scores, strict=True)
    return replace(found, candidates=tuple(replace(c, score=s) for c, s in turned))


def test_nothing_is_blamed_where_nothing_failed():
    assert first(run(quoting(), [gold(item())])).blame is None


def test_the_rewriting_is_blamed_where_the_self_contained_question_is_answered():
    vague = item(question="Tell me about zebras?", standalone="When did the mill burn down?")
    assert first(run(quoting(), [gold(vague)])).blame == "rewrite"


def test_the_search_is_blamed_where_the_evidence_is_all_that_was_lacking(searching):
    assert first(run(searching(backwards), [gold(item())])).blame == "retrieval"


def test_the_refusal_is_blamed_where_the_sentence_was_found(searching):
    engine = searching(lambda found: replace(found, confidence=0.1))
    done = run(engine, [gold(item())])
    assert (first(done).checks.outcome, first(done).blame) == ("refused", "refusal")


def test_the_refusal_is_blamed_where_nothing_should_have_been_said(searching):
    engine = searching(lambda found: replace(found, confidence=0.9))
    asked = unanswerable(question="When did the other mill burn down?", standalone="")
    done = run(engine, [gold(asked)])
    assert (first(done).checks.outcome, first(done).blame) == (
        "answered_unanswerable",
        "refusal",
    )


def test_the_answer_is_blamed_where_the_right_sentence_is_not_said():
    class AlwaysTheSame(spoiled.Spoiled):
        def spoil(self, answer, question, turns):
            return spoiled.quoted(answer, Citation(self.article, *span("court")))

    assert first(run(quoting(AlwaysTheSame), [gold(item())])).blame == "answer"


def test_the_form_is_blamed_where_a_right_answer_breaks_an_invariant():
    done = run(quoting(spoiled.DropsAWordInAQuote), [gold(item())])
    assert first(done).checks.passed
    assert first(done).blame == "format"


def test_the_citation_is_blamed_where_the_right_words_cite_elsewhere():
    done = run(quoting(spoiled.CitesTheWrongSentence), [gold(item())])
    assert first(done).checks.passed
    assert first(done).blame == "citation"


def test_the_form_is_blamed_where_the_answer_is_only_too_long():
    assert first(run(quoting(), [gold(item(max_words=3))])).blame == "format"


def test_the_fingerprint_follows_the_gold_and_not_the_order_of_the_sets():
    one, two = replace(gold(), slug="a", fingerprint="1"), replace(gold(), slug="b")
    assert fingerprint_of([one, two]) == fingerprint_of([two, one])
    assert fingerprint_of([one]) != fingerprint_of([replace(one, fingerprint="2")])


def test_an_unknown_engine_is_one_sentence():
    with pytest.raises(QuestionsError, match=r"no engine 'magic': choose one of quoting"):
        engine_called("magic")


def test_a_text_is_embedded_once(monkeypatch):
    texts = []
    real = EmbeddedModel.encode

    def counted(self, asked):
        texts.extend(asked)
        return real(self, asked)

    monkeypatch.setattr(EmbeddedModel, "encode", counted)
    model = Remembering()
    assert (model.encode(["one", "two"]) == model.encode(["one", "two"])).all()
    assert model.encode([]).shape == (0, 384)
    assert texts == ["one", "two"]


def predictions(tmp_path, *rows):
    path = tmp_path / "predictions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def row(id_, **changes):
    start, end = span("burned")
    quote = {"start": start, "end": end, "quote": TEXT[start:end]}
    usual = {"id": id_, "verdict": "answered", "answer": f"“{quote['quote']}” [1]"}
    return {**usual, "citations": [quote], "nearest": [], "confidence": 0.9, **changes}


def test_a_predictions_file_is_scored_like_an_engine(tmp_path):
    replayed = read_predictions(predictions(tmp_path, row("mill-1")))
    done = run(replayed, [gold(item())])
    assert first(done).checks.outcome == "right"
    assert done.engine == "predictions"


def test_a_question_without_a_prediction_is_an_error_and_not_wrong(tmp_path):
    replayed = read_predictions(predictions(tmp_path, row("other")))
    assert first(run(replayed, [gold(item())])).checks.outcome == "error"


def test_conversations_without_any_prediction_are_left_out(tmp_path):
    replayed = read_predictions(predictions(tmp_path, row("mill-1")))
    assert replayed.part_of(talk(item())).conversations == ()


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"verdict": "answered"}'])
def test_a_broken_prediction_names_its_line(line, tmp_path):
    path = tmp_path / "predictions.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(QuestionsError, match=r"predictions\.jsonl, line 2"):
        read_predictions(path)


def test_a_file_without_predictions_says_so(tmp_path):
    with pytest.raises(QuestionsError, match="holds no answer"):
        read_predictions(predictions(tmp_path))
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_predictions(tmp_path / "none.jsonl")


def test_what_a_reader_is_shown_is_what_is_observed(seed_assistant):
    given = engines.given(seed_assistant, "In which city do the two presidents gather?", [])
    assert isinstance(given.turn, Turn)
    assert given.turn.answer.text == given.observation.answer
    assert given.broken == ()


def test_a_failure_is_only_traced_where_that_is_asked_for():
    assert first(run(quoting(), [gold(item(max_words=3))], trace=False)).blame is None
