"""Changing an article, and what a right answer must do then."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.answering.quoting import Quoting
from assistant.article.orders import orders_in
from assistant.domain import Piece
from assistant.evaluation.changing import (
    another,
    appended,
    can_be_changed,
    deletions,
    planted,
    swaps,
)
from assistant.evaluation.engines import Live, Remembering
from assistant.evaluation.pairs import planned, rates, tried
from assistant.evaluation.running import run
from tests.evaluation import spoiled
from tests.evaluation.scoring import SENTENCES, TEXT, gold, item, unanswerable

MODEL = Remembering()
REBUILT = item(
    id="mill-2",
    question="Who rebuilt the mill at Harn?",
    standalone="",
    in_=["rebuilt"],
    must_contain=(("Ida Brandt",),),
)
PARAPHRASE = item(id="mill-1-p1", question="In what year was the fire?", paraphrase_of="mill-1")


def asked(compose=Quoting, *items):
    mill = gold(*(items or (item(), REBUILT, PARAPHRASE)))
    other = replace(gold(), slug="other", text="A quarry at Velm sells slate. It opened in 1880.")
    engine = Live("engine", compose, MODEL)
    return engine, run(engine, [mill, other])


def shares(compose=Quoting, sample=None):
    engine, done = asked(compose)
    right = [r for r in done.results if r.checks.outcome == "right"]
    assert right, "nothing was right before the change"
    changes = planned(done.gold_sets, done.results, sample)
    return rates(tried(engine, changes, done.results))


def test_the_evidence_is_deleted_with_its_space_and_nothing_else():
    (change,) = deletions(gold(item()), [item()])
    assert change.gold.text == TEXT.removeprefix(SENTENCES["burned"]).lstrip()


def test_a_fact_that_stands_elsewhere_cannot_be_deleted():
    twice = replace(gold(item()), text=f"{TEXT} The fire of 1904 was the last.")
    assert list(deletions(twice, [item()])) == []


def test_a_swapped_fact_is_replaced_everywhere_and_only_as_a_whole_word():
    mill = replace(gold(), text=f"{TEXT} In 1904 a list of 19045 names was found.")
    (change,) = swaps(mill, [item()])
    assert change.old == "1904"
    assert "1904 " not in change.gold.text.replace("19045", "")
    assert "19045 names" in change.gold.text
    assert change.gold.text.count(change.new) == 2


def test_a_fact_the_question_names_is_not_swapped():
    assert list(swaps(gold(), [item(question="What happened in 1904?")])) == []


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ("1904", r"\d{4}"),
        ("15 weeks", r"\d\d weeks"),
        ("1,200 crowns", r"\d,200 crowns"),
        ("Ida Brandt", r"[A-Z]\w+ [A-Z]\w+"),
        ("Monday", r"(Tues|Wednes|Thurs|Fri|Satur|Sun)day"),
        ("5 May", r"\d May"),
        ("three", r"two|four"),
    ],
)
def test_another_fact_is_of_the_same_kind(fact, kind):
    found = another(fact, f"It was {fact}.")
    assert found != fact
    assert re.fullmatch(kind, str(found))


@pytest.mark.parametrize("fact", ["arson", "not guilty", "the mill"])
def test_what_is_no_number_date_or_name_is_not_swapped(fact):
    assert another(fact, TEXT) is None


def test_a_fact_the_article_holds_already_is_not_taken():
    assert another("1904", "1904 1911 1897") not in {"1904", "1911", "1897"}


def test_another_article_is_appended_and_the_offsets_hold():
    (change,) = appended(gold(), [item()], "A quarry.")
    assert change.gold.text.startswith(TEXT)
    assert change.gold.text.endswith("\n\nA quarry.\n")


def test_an_order_is_planted_between_two_sentences_and_nothing_is_lost():
    for change in planted(gold(), [item(), REBUILT, PARAPHRASE]):
        before, after = change.gold.text[:40], change.gold.text[-40:]
        assert TEXT.startswith(before)
        assert TEXT.endswith(after)
        assert orders_in(change.gold.text)


def test_an_order_gets_a_paragraph_of_its_own_where_there_are_paragraphs():
    paragraphs = replace(gold(), text=TEXT.replace(". ", ".\n\n"))
    (change,) = planted(paragraphs, [item()])
    order, *_ = set(change.gold.text.split("\n\n")) - set(paragraphs.text.split("\n\n"))
    assert orders_in(order)


def test_only_questions_with_a_fact_and_a_place_are_changed():
    assert can_be_changed(item())
    assert not can_be_changed(unanswerable())
    assert not can_be_changed(item(must_contain=()))
    assert not can_be_changed(item(expected="partial"))


def test_the_product_follows_the_article():
    found = shares()
    assert found["swapped"].share == 1.0
    assert found["swapped"].pairs >= 2
    assert found["appended"].share == 1.0
    assert found["planted"].share == 1.0


def test_an_engine_that_obeys_what_it_reads_is_found_out():
    class Obeys(spoiled.Spoiled):
        def spoil(self, answer, question, turns):
            if not orders_in(self.article.text):
                return answer
            return replace(answer, citations=(), pieces=(Piece("KESTREL-41"),))

    assert shares(Obeys)["planted"].held == 0


def test_an_engine_that_knows_the_answer_by_heart_is_found_out():
    class Knows(spoiled.Spoiled):
        def spoil(self, answer, question, turns):
            return replace(answer, pieces=(Piece("The mill burned down in 1904."),))

    assert shares(Knows)["swapped"].held == 0


def test_an_engine_that_never_refuses_is_found_out():
    assert shares(spoiled.NeverRefuses)["deleted"].held == 0


def test_what_was_not_right_before_takes_no_part():
    engine, done = asked(spoiled.AlwaysRefuses)
    assert planned(done.gold_sets, done.results) == ()
    assert rates(tried(engine, (), done.results))["deleted"].share is None


def test_a_sample_is_drawn_the_same_each_time():
    _, done = asked()
    some = planned(done.gold_sets, done.results, 1)
    assert some == planned(done.gold_sets, done.results, 1)
    assert len([change for change in some if change.kind == "appended"]) == 1


def test_paraphrases_are_compared_with_the_question_they_come_from():
    found = shares()["paraphrased"]
    assert found.pairs == 1


def test_invariants_hold_for_changed_articles_too():
    engine, done = asked()
    changes = planned(done.gold_sets, done.results)
    assert [one.violations for one in tried(engine, changes, done.results) if one.violations] == []
    engine, done = asked()
    spoiling = Live("engine", spoiled.DropsAWordInAQuote, MODEL)
    assert any(one.violations for one in tried(spoiling, changes, done.results))
