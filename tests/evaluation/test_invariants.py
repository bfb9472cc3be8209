"""What must hold of every answer is found broken when it is, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from assistant.domain import Answer, Evidence, Piece, Verdict
from assistant.evaluation.gold import gold_folders, read_gold_set
from assistant.evaluation.invariants import stream_violations, violations
from assistant.evaluation.mentions import amounts, dates, names, numbers, quotations
from assistant.evaluation.metrics import check, observe
from assistant.resources import DEFAULT_SEED, SEEDS
from tests.conftest import CHECKOUT
from tests.evaluation.scoring import TEXT, gold, refused, said

ASKED = ["When did the mill burn down?", "Did Bert Ronne pay 77 crowns in July?"]


def rules(observation, asked=ASKED, article=None):
    return {broken.partition(":")[0] for broken in violations(observation, asked, TEXT, article)}


def test_an_answer_in_the_words_of_the_article_breaks_nothing():
    answer = said("In 1904 — {burned}\n\n{rebuilt}\n\n{said}", "burned", "rebuilt", "said")
    assert violations(answer, ASKED, TEXT, gold().article) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "No, it was 15 weeks {burned}",
        "Fifteen weeks {burned}",  # the article has it in digits
        "1200 crowns {burned}",
        "2.5 million bricks {burned}",
        "Bert Ronne did not pay 77 crowns in July {burned}",  # all from the question
        "According to Brandt, “nobody was hurt … we lost only flour” {burned}",
        "Brandt calls it “only flour” {burned}",
        "Ida Brandt’s mill {burned}",
        "The article names President Ida Brandt {burned}",
        "“Nobody was hurt, and we lost only flour.” {burned}",
    ],
)
def test_words_that_come_from_the_article_or_the_question_may_be_said(answer):
    assert violations(said(answer, "burned"), ASKED, TEXT) == ()


def test_footnote_may_count_sentences_if_it_counts_right():
    article = gold().article
    count = len(article.sentences)
    right = said(f"Sentences 1–2 of {count} {{burned}}", "burned")
    wrong = said(f"Sentence 1 of {count + 1} {{burned}}", "burned")
    beyond = said(f"Sentence {count + 1} {{burned}}", "burned")
    assert rules(right, article=article) == set()
    assert rules(wrong, article=article) == rules(beyond, article=article) == {"place"}


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("In 1905 {burned}", "number"),
        ("Twelve weeks {burned}", "number"),
        ("2.5 billion bricks {burned}", "number"),
        ("$1,200 {burned}", "number"),
        ("15 per cent {burned}", "number"),
        ("On Tuesday {burned}", "date"),
        ("On 5 March {burned}", "date"),
        ("By Oona Kettering {burned}", "name"),
        ("Ida Brant {burned}", "name"),
        ("Oona Kettering says so {burned}", "name"),
        ("“Nobody was hurt, and we lost flour” {burned}", "verbatim"),
        ('"Everybody was hurt and lost" {burned}', "verbatim"),
        ("“we lost only flour … Nobody was hurt” {burned}", "verbatim"),
        ("{burned} [2]", "markers"),
        ("In 1904.", "markers"),
    ],
)
def test_words_from_outside_are_found(answer, rule):
    assert rules(said(answer, "burned")) == {rule}


def test_a_number_is_no_part_of_a_longer_one():
    assert rules(said("It took 5 of 20 {burned}", "burned")) == {"number"}
    assert rules(said("In 19 weeks {burned}", "burned")) == {"number"}


def test_a_quote_that_is_not_at_its_place_is_found():
    answer = said("{burned}", "burned")
    ((start, end, quote),) = answer.citations
    for wrong in [(start + 1, end + 1, quote), (start, end, quote[:-1]), (start, 9**9, quote)]:
        assert "offsets" in rules(replace(answer, citations=(wrong,)))


def test_a_word_dropped_inside_a_quote_is_found_in_the_text_as_well():
    answer = said("{burned}", "burned")
    dropped = replace(answer, answer=answer.answer.replace("burned down ", ""))
    assert rules(dropped) == {"verbatim"}


def test_a_nearest_passage_of_a_refusal_is_held_to_its_place():
    assert rules(refused(nearest=((0, 3, "Old"),))) == {"offsets"}
    assert rules(refused(nearest=((0, 3, "The"),))) == set()


def test_a_citation_without_its_marker_is_found():
    answer = said("{burned} {court}", "burned", "court")
    assert rules(replace(answer, answer=answer.answer.replace("[2]", ""))) == {"markers"}


def test_a_number_in_brackets_inside_a_quote_is_the_articles_own():
    text = "The figure was disputed [7] for years."
    answer = replace(said(f"“{text}” [1]"), citations=((0, len(text), text),))
    assert violations(answer, [], text) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "The article does not say. It does not mention Bert Ronne.",
        "The article does not say when the mill did burn down.",
    ],
)
def test_a_refusal_may_repeat_the_question(answer):
    assert rules(refused(answer)) == set()


@pytest.mark.parametrize(
    "answer",
    [
        "The article does not say, but it was in 1904.",
        "The article does not say. It was rebuilt in 15 weeks by Ida Brandt.",
        "Nobody was hurt, and we lost only flour.",
    ],
)
def test_a_refusal_that_says_what_the_article_says_is_found(answer):
    assert rules(refused(answer)) == {"refusal"}


def test_a_refusal_and_small_talk_cite_nothing():
    cited = said("{burned}", "burned").citations
    assert "refusal" in rules(refused("The article does not say. [1]", citations=cited))
    chat = said("Hello! [1]", verdict=Verdict.CHAT)
    assert "refusal" in rules(replace(chat, citations=cited))


def test_small_talk_may_suggest_a_question_in_quotation_marks():
    hello = "Ask me “what is it that this is about?”"
    assert rules(said(hello, verdict=Verdict.CHAT)) == set()
    assert rules(said(hello.replace("?", ""), verdict=Verdict.CHAT)) == {"verbatim"}


def test_boilerplate_may_not_be_cited():
    answer = said("{site}", "site")
    assert rules(answer, article=gold().article) == {"boilerplate"}


def test_the_checks_of_an_item_hold_the_invariants_it_breaks():
    from tests.evaluation.scoring import item

    checks = check(item(), said("In 1905, or 1904. {site}", "site"), gold())
    assert [broken.partition(":")[0] for broken in checks.violations] == ["number", "boilerplate"]


def test_a_stream_that_is_not_its_answer_is_found():
    answer = Answer(Verdict.ANSWERED, (Piece("In "), Piece("1904.")))
    assert stream_violations([Evidence(()), *answer.pieces, answer]) == ()
    assert stream_violations([Evidence(()), answer.pieces[0], answer]) != ()
    assert stream_violations([Evidence(()), *answer.pieces]) != ()
    assert stream_violations([]) != ()


@pytest.mark.parametrize("slug", [DEFAULT_SEED, "ottermere-baths"])
def test_every_answer_to_a_gold_question_keeps_the_invariants(slug):
    from assistant.building import open_article
    from assistant.resources import seed

    gold_set, assistant = read_gold_set(SEEDS / slug), open_article(seed(slug).article)
    for item in gold_set.items[::5]:
        reply = assistant.ask(item.question)
        assert stream_violations(reply) == ()
        checks = check(item, observe(reply.answer), gold_set, assistant.article)
        assert checks.violations == (), item.id


def test_every_ideal_answer_invents_nothing():
    """The gold set is held to what it holds answers to: its own words may be checked by hand."""
    for folder in gold_folders():
        for item in read_gold_set(folder).every_item:
            if item.answerable and item.expected == "answer" and "not in evidence" not in item.note:
                facts = {number for group in item.must_contain for number in numbers(group[0])}
                assert facts <= numbers("\n".join(item.evidence)) | numbers(item.question), item.id


def test_two_processes_with_other_hashes_give_the_same_bytes():
    said_by = [
        subprocess.run(
            [sys.executable, "-m", "tests.evaluation.answers_as_bytes", "tarnholt-bridge"],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert said_by[0] == said_by[1]
    assert len(said_by[0].splitlines()) > 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one “two” three”", ["two", "one “two” three"]),
        ('say "one" and "two"', ["one", "two"]),
        ("it’s not the dog’s", []),
        ("“never closed", []),
        ("«oui» and „ja“", ["oui", "ja"]),
    ],
)
def test_quotations_are_found_with_what_is_nested_in_them(text, found):
    assert quotations(text) == found


def test_numbers_are_written_one_way():
    assert numbers("1,200 in 1904, 2.5 and three at 7:30") == {"1200", "1904", "2.5", "3", "7:30"}
    assert amounts("€5, 30 per cent, 30%, 2.5 million, 7 dogs") == {"€5", "30 %", "2.5 million"}
    assert dates("On Monday 5 May she may march in June") == {"Monday", "May", "June"}


def test_a_name_has_two_words_and_no_word_that_only_opens_a_sentence():
    assert list(names("In Samarkand the SCO met. Reportedly Niva Yau spoke.")) == [
        ("Reportedly Niva Yau", "Niva Yau"),
    ]
    assert list(names("the Bank of Harn’s door")) == [("Bank of Harn’s", "Bank of Harn")]
