"""The scorer itself, on answers made by hand whose verdict is known."""

from __future__ import annotations

import json

import pytest

from assistant.domain import Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.matching import contains, opening_polarity, plain
from assistant.evaluation.metrics import (
    Result,
    check,
    observation_of_error,
    observation_of_row,
    observe,
    summarise,
)
from tests.evaluation.scoring import SENTENCES, gold, item, refused, said, span, unanswerable

WHEN = item()
WEEKS = item(in_=["rebuilt"], must_contain=(("15 weeks", "15"),), must_not_contain=("5 weeks",))
FIVE = item(must_contain=(("5",),))
GUILTY = item(
    in_=["court"], must_contain=(("not guilty",),), must_not_contain=("found the miller guilty",)
)
MALE = item(in_=["bricks"], must_contain=(("male",),))
NO = item(in_=["court"], must_contain=(("not guilty",),), polarity="no")
NO_IN_WORDS = item(
    in_=["court"], must_contain=(("not guilty",),), polarity="no", extractive_ok=False
)
BOTH = item(in_=["burned", "rebuilt"], must_contain=(("1904",), ("Brandt",)))
EITHER = item(
    in_=["burned", "rebuilt"],
    must_contain=(("1904", "15 weeks"),),
    evidence_mode="any",
)
ANY_FACT = item(must_contain=(("1904",), ("1905",)), accept_any=True)
SPELLED = item(in_=["bricks"], must_contain=(("2,500,000",),))
NOT_QUOTABLE = item(in_=["bricks"], must_contain=(("2,500,000",),), extractive_ok=False)
SHORT = item(max_words=3)
QUOTED = item(in_=["said"], must_contain=(('"Nobody was hurt, and we lost only flour"',),))
NEAR = unanswerable(plausible_wrong="1904")
SECRET = unanswerable(must_not_contain=("PINEAPPLE",))
PREMISE = unanswerable(
    expected="partial",
    in_=["court"],
    must_contain=(("not guilty",),),
    accept_refusal=True,
    unanswerable_kind="false premise",
)
LENIENT = item(accept_refusal=True)
CHAT = item(answerable=None, expected="chat", in_=[], must_contain=())
CLARIFY = item(answerable=None, expected="clarify", in_=[], must_contain=())
PARTLY = item(expected="partial")
ADMITTED = item(expected="partial", accept_refusal=True)


def quoted(name):
    return said(f"{{{name}}}", name)


# item, what was answered, outcome, score, and what else must be found of it
TABLE = [
    (
        WHEN,
        quoted("burned"),
        "right",
        1,
        {"facts": True, "cite_recall": 1.0, "cite_precision": 1.0},
    ),
    (WHEN, said("In 1904. {burned}", "burned"), "right", 1, {"cite_hit": True}),
    (
        WHEN,
        said("In 1904. {rebuilt}", "rebuilt"),
        "right",
        1,
        {"cite_hit": False, "cite_recall": 0},
    ),
    (WHEN, quoted("rebuilt"), "wrong", -1, {"facts": False, "cite_precision": 0.0}),
    (WHEN, said("In 19045."), "wrong", -1, {"facts": False}),
    (WHEN, said("In 1904."), "right", 1, {"cite_hit": False, "cite_precision": 0.0}),
    (WHEN, refused(), "refused", 0, {"refused": True, "facts": None, "cite_recall": None}),
    (WHEN, refused("The article does not say, but 1904."), "refused", 0, {"facts": None}),
    (WHEN, said("I cannot say."), "wrong", -1, {"refused": False}),
    (WHEN, said("Hello!", verdict=Verdict.CHAT), "wrong", -1, {"facts": None}),
    (WHEN, said("In 1904.", verdict=Verdict.PARTLY), "right", 1, {}),
    (WHEN, observation_of_error("timed out"), "error", None, {"facts": None, "refused": False}),
    (WHEN, said("No model.", verdict=Verdict.FAILED), "error", None, {}),
    (WEEKS, quoted("rebuilt"), "right", 1, {}),
    (WEEKS, said("It took 15 weeks."), "right", 1, {}),
    (WEEKS, said("It took 5 weeks, or 15 weeks."), "wrong", -1, {"wrong_fact": True}),
    (WEEKS, said("It took 15\u00a0weeks."), "right", 1, {}),
    (FIVE, said("On 15 May."), "wrong", -1, {"facts": False}),
    (FIVE, said("On 5 May."), "right", 1, {}),
    (FIVE, said("5,000 of them."), "wrong", -1, {}),
    (FIVE, said("2.5 of them."), "wrong", -1, {}),
    (FIVE, said("One, two, three, four, 5."), "right", 1, {}),
    (item(must_contain=(("1",),)), said("It burned down {burned}", "burned"), "right", 1, {}),
    (
        item(must_contain=(("1",),), extractive_ok=False),
        said("It burned down {burned}", "burned"),
        "wrong",
        -1,
        {"facts": False},
    ),
    (GUILTY, quoted("court"), "right", 1, {"wrong_fact": False}),
    (GUILTY, said("The court found the miller guilty."), "wrong", -1, {"wrong_fact": True}),
    (MALE, said("The female owner."), "wrong", -1, {"facts": False}),
    (NO, quoted("court"), "right", 1, {"polarity": None}),
    (NO, said("No, he was found not guilty."), "right", 1, {"polarity": True}),
    (NO, said("Yes, though found not guilty."), "wrong", -1, {"polarity": False, "facts": True}),
    (NO, said("No one was: not guilty."), "right", 1, {"polarity": None}),
    (NO_IN_WORDS, said("He was not guilty."), "wrong", -1, {"polarity": False}),
    (NO_IN_WORDS, said("No – not guilty."), "right", 1, {"polarity": True}),
    (BOTH, said("{burned} {rebuilt}", "burned", "rebuilt"), "right", 1, {"cite_recall": 1.0}),
    (BOTH, said("{burned} Brandt.", "burned"), "right", 1, {"cite_recall": 0.5}),
    (BOTH, quoted("burned"), "wrong", -1, {"facts": False, "cite_precision": 1.0}),
    (BOTH, said("{rebuilt} {court} 1904", "rebuilt", "court"), "right", 1, {"cite_precision": 0.5}),
    (EITHER, quoted("rebuilt"), "right", 1, {"cite_recall": 1.0, "cite_precision": 1.0}),
    (EITHER, quoted("burned"), "right", 1, {"cite_recall": 1.0}),
    (ANY_FACT, said("In 1904."), "right", 1, {}),
    (SPELLED, quoted("bricks"), "right", 1, {"facts": True}),
    (SPELLED, said("2.5 million.", "bricks"), "wrong", -1, {"facts": False}),
    (NOT_QUOTABLE, quoted("bricks"), "wrong", -1, {"facts": False}),
    (SHORT, said("In 1904."), "right", 1, {"length": True}),
    (SHORT, said("It was in 1904."), "wrong", -1, {"length": False, "facts": True}),
    (QUOTED, quoted("said"), "right", 1, {}),
    (QUOTED, said('"Nobody  was hurt, and we\nlost only flour"'), "right", 1, {}),
    (QUOTED, said("Somebody was hurt."), "wrong", -1, {}),
    (NEAR, refused(), "right_refusal", 1, {"refused": True, "cite_recall": None}),
    (NEAR, quoted("burned"), "answered_unanswerable", -1, {"refused": False}),
    (NEAR, said("The article does not say."), "answered_unanswerable", -1, {}),
    (NEAR, said("Hello!", verdict=Verdict.CHAT), "answered_unanswerable", -1, {}),
    (SECRET, refused("PINEAPPLE"), "wrong", -1, {"wrong_fact": True}),
    (SECRET, refused("No pineapples here."), "right_refusal", 1, {"wrong_fact": False}),
    (PREMISE, refused(), "right_refusal", 1, {}),
    (PREMISE, quoted("court"), "right", 1, {"cite_recall": 1.0}),
    (PREMISE, quoted("burned"), "answered_unanswerable", -1, {"facts": False}),
    (LENIENT, refused(), "right_refusal", 1, {}),
    (CHAT, said("Hello!", verdict=Verdict.CHAT), "chat", None, {"length": None}),
    (CHAT, quoted("burned"), "wrong", None, {}),
    (CHAT, refused(), "wrong", None, {}),
    (CLARIFY, said("Whom do you mean?", verdict=Verdict.CHAT), "chat", None, {}),
    (CLARIFY, refused(), "chat", None, {}),
    (CLARIFY, quoted("burned"), "wrong", None, {}),
    (PARTLY, refused(), "refused", 0, {}),
    (PARTLY, said("{burned} No hour.", "burned", verdict=Verdict.PARTLY), "right", 1, {}),
    (ADMITTED, refused(), "right_refusal", 1, {}),
]


@pytest.mark.parametrize(
    ("asked", "observation", "outcome", "score", "found"),
    TABLE,
    ids=[f"{number}-{row[1].answer[:30]}" for number, row in enumerate(TABLE, 1)],
)
def test_an_answer_gets_its_known_verdict(asked, observation, outcome, score, found):
    checks = check(asked, observation, gold(asked))
    assert (checks.outcome, checks.score) == (outcome, score)
    assert {name: getattr(checks, name) for name in found} == found
    assert checks.passed is (outcome in ("right", "right_refusal", "chat"))


@pytest.mark.parametrize(
    ("retrieved", "recall", "gain"),
    [
        (["burned", "rebuilt"], {1: 0.5, 3: 1.0, 5: 1.0}, 1.0),
        (["court", "burned", "said", "bricks", "rebuilt"], {1: 0.0, 3: 0.5, 5: 1.0}, 0.624),
        (["court"], {1: 0.0, 3: 0.0, 5: 0.0}, 0.0),
        ([], {1: 0.0, 3: 0.0, 5: 0.0}, 0.0),
    ],
)
def test_retrieval_is_scored_by_the_sentences_of_the_evidence(retrieved, recall, gain):
    found = said("In 1904, Brandt.", retrieved=tuple(span(name) for name in retrieved))
    checks = check(BOTH, found, gold(BOTH))
    assert checks.recall_at == recall
    assert checks.ndcg5 == pytest.approx(gain, abs=0.001)


def test_where_any_passage_will_do_the_best_one_counts():
    found = said("In 1904.", retrieved=(span("rebuilt"),))
    checks = check(EITHER, found, gold(EITHER))
    assert checks.recall_at == {1: 1.0, 3: 1.0, 5: 1.0}
    assert checks.ndcg5 == 1.0


def test_an_engine_that_does_not_tell_what_it_found_is_not_scored_on_it():
    assert check(WHEN, said("In 1904."), gold(WHEN)).recall_at is None


def test_a_follow_up_is_scored_by_the_words_it_left_out():
    turn = item(id="talk#2", question="And who rebuilt it?", standalone="Who rebuilt the mill?")
    made = said("In 1904.", standalone="And who rebuilt the mill in Paris?")
    checks = check(turn, made, gold(turn))
    assert (checks.missing_term_recall, checks.extra_terms) == (1.0, 1)
    kept = check(turn, said("In 1904.", standalone="And who rebuilt it?"), gold(turn))
    assert (kept.missing_term_recall, kept.extra_terms) == (0.0, 0)


@pytest.mark.parametrize(
    ("answer", "polarity"),
    [
        ("Yes.", "yes"), ("No", "no"), ("no, it did not", "no"), ("Yes – in 1904", "yes"),
        ("Yes it did", "yes"), ("No one did", None), ("No longer", None), ("Nobody", None),
        ("“No,” she said", None), ("Yesterday", None), ("It did not", None), ("", None),
    ],
)  # fmt: skip
def test_the_polarity_of_an_answer_is_the_word_it_opens_with(answer, polarity):
    assert opening_polarity(answer) == polarity


@pytest.mark.parametrize(
    ("phrase", "text", "held"),
    [
        ("Xi’s trip", "Xi's trip", True),
        ("“deep pockets”", 'its "deep pockets".', True),
        ("2019–2021", "in 2019-2021", True),
        ("wait … then", "Wait... then", False),
        ("wait… then", "Wait... then", True),
        ("one two", "one\n two", True),
        ("...", "wait ...", False),
        ("", "anything", False),
        ("SCO", "sco summit", True),
        ("30%", "by 30% more", True),
        ("30%", "by 130% more", False),
        ("1.5", "11.5", False),
        ("é", "e\u0301", True),
    ],
)
def test_words_are_matched_whole_however_they_are_set(phrase, text, held):
    assert contains(text, phrase) is held
    assert plain(plain(text)) == plain(text)


def test_an_answer_and_its_row_are_scored_alike(seed_assistant):
    from assistant.batch import answer_row

    answer = seed_assistant.ask("Which city hosts the summit?").answer
    row = json.loads(json.dumps(answer_row(answer)))
    observed, from_row = observe(answer), observation_of_row(row)
    assert from_row.citations == observed.citations
    assert from_row.retrieved == observed.retrieved
    assert from_row.answer == observed.answer
    assert from_row.confidence == pytest.approx(observed.confidence, abs=1e-4)


@pytest.mark.parametrize(
    "row",
    [
        {"id": "q1", "answer": "In 1904."},
        {"id": "q1", "verdict": "maybe", "answer": "In 1904."},
        {"id": "q1", "verdict": "answered", "answer": "x", "citations": [{"start": 1}]},
        {"id": "q1", "verdict": "answered", "answer": "x", "confidence": "high"},
    ],
)
def test_a_row_of_another_format_is_one_sentence(row):
    with pytest.raises(QuestionsError, match="'q1' is not an answer as `footnote batch` writes"):
        observation_of_row(row)


def results():
    """Ten answers: six single questions of `test`, one of `dev`, a conversation of three turns."""
    rows = [
        (WHEN, said("{burned}", "burned", confidence=0.9)),
        (WHEN, quoted("rebuilt")),
        (WHEN, refused(confidence=0.2)),
        (NEAR, refused(confidence=0.1)),
        (NEAR, said("{burned}", "burned", confidence=0.8)),
        (PREMISE, refused(confidence=0.4)),
        (CHAT, said("Hello!", verdict=Verdict.CHAT, confidence=1.0)),
        (WHEN, observation_of_error("timed out")),
        (item(split="dev"), refused(confidence=0.3)),
    ]
    singles = [Result(asked, answer, check(asked, answer, gold())) for asked, answer in rows]
    talk = [quoted("burned"), quoted("burned"), refused()]
    turns = [
        Result(turn, answer, check(turn, answer, gold()), conversation="talk", turn=number)
        for number, answer in enumerate(talk, 1)
        for turn in [item(id=f"talk#{number}")]
    ]
    return [*singles, *turns]


def test_the_headline_is_the_test_split_and_its_parts():
    summary = summarise(results())
    figures = summary.headline
    assert (figures.items, figures.errors) == (8, 1)
    # WHEN: right, wrong, refused; NEAR: refused, answered; the premise refused.
    assert figures.score == pytest.approx((1 - 1 + 0 + 1 - 1 + 1) / 6)
    assert figures.right == figures.over_refusal == figures.wrong == pytest.approx(1 / 3)
    assert figures.refusal_recall == figures.near_miss_answered == 0.5
    assert (figures.false_premise, figures.false_premise_right) == (1, 1.0)
    assert (figures.chat, figures.chat_right) == (1, 1.0)
    assert summary.by_split["dev"].over_refusal == 1.0
    assert set(summary.by_category) == {"when", "near_miss"}
    assert summary.by_article["mill"].items == 9


def test_conversations_are_counted_apart_from_single_questions():
    figures = summarise(results()).headline
    assert (figures.turns, figures.conversations) == (3, 1)
    assert figures.turns_right == pytest.approx(2 / 3)
    assert figures.follow_ups_right == 0.5
    assert figures.conversations_right == 0.0


def test_risk_and_coverage_leave_out_small_talk_and_count_refusals_as_asked():
    assert summarise(results()).risk_coverage == ((1 / 6, 0.0, 0.9), (2 / 6, 0.5, 0.8))


def test_a_false_premise_is_no_plain_refusal():
    asked = [Result(PREMISE, refused(), check(PREMISE, refused(), gold()))]
    assert summarise(asked).overall.refusal_recall is None
    assert summarise(asked).overall.unanswerable == 0


def test_nothing_to_count_is_none_and_never_a_zero():
    figures = summarise([]).headline
    assert figures.score is None
    assert figures.cite_recall is None
    assert figures.auroc is None


def test_a_summary_is_plain_json():
    whole = summarise(results()).to_json()
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert whole["headline"]["violations"] == {}


def test_the_evidence_quotes_of_these_tests_stand_in_their_article():
    assert all(sentence in gold().text for sentence in SENTENCES.values())
