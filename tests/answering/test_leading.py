import pytest

from assistant.answering.leading import NOT_DENIED, PROVEN, shortest_answer
from assistant.domain import Reading

SENTENCE = "The mill, built in 1904, employed 60 people until it burned on Tuesday."


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("How many people did it employ?", "The mill employed 60 people.", "60 people"),
        ("How much did it cost?", "It cost 2.4 million crowns.", "2.4 million crowns"),
        ("What percentage agreed?", "In all, 62 percent agreed.", "62 percent"),
        ("When did it burn?", "It burned down on Tuesday night.", "Tuesday"),
        ("When was it built?", "Built in 1904, it stood for a century.", "1904"),
        ("What year did it close?", "It closed on 3 March 1971.", "3 March 1971"),
    ],
)
def test_the_only_thing_it_could_be_leads_the_answer(question, sentence, span):
    assert shortest_answer(question, sentence) == span


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did it burn?", SENTENCE),  # two times
        ("How many came?", "Of the 60 people 20 came."),  # two numbers
        ("How many of the 60 came?", "All 60 came."),  # the number was the question's
        ("How many came?", "They came in 1904."),  # a year counts nothing
        ("Who built it?", "Odile Brask built it."),  # names are not proven by their shape
        ("What is it?", "It is a mill of 1904."),
        ("When?", "Nobody knows."),
        ("How long is it?", "It took nine years."),  # metres or years?
    ],
)
def test_where_two_could_be_meant_or_none_nothing_leads(question, sentence):
    assert shortest_answer(question, sentence) is None


def test_the_span_is_always_cut_from_the_sentence():
    for question in ("When?", "How many?", "How much?", "What year?"):
        span = shortest_answer(question, "About 1,200 trees fell.")
        assert span is None or span in "About 1,200 trees fell."


WHO = "Odile Brask, a miller's daughter, built it for $2.4 million in 1904."


def pointing_at(words, proof, sentence=WHO):
    """What a reader says that points at some words of a sentence."""
    start = sentence.index(words)
    return Reading(2.0, start, start + len(words), proof)


def test_words_that_the_reader_proves_lead_whatever_is_asked_for():
    proven = pointing_at("Odile Brask", PROVEN)
    assert shortest_answer("Who built it?", WHO, proven) == "Odile Brask"


def test_words_that_the_reader_is_unsure_of_do_not_lead():
    unsure = pointing_at("Odile Brask", PROVEN - 0.1)
    assert shortest_answer("Who built it?", WHO, unsure) is None


@pytest.mark.parametrize(
    ("pointed", "whole"), [("dile Bra", "Odile Brask"), ("2.4 million", "$2.4 million")]
)
def test_a_span_that_begins_inside_a_word_leads_as_whole_words(pointed, whole):
    assert shortest_answer("What is told?", WHO, pointing_at(pointed, PROVEN)) == whole


def test_the_only_time_leads_where_the_reader_points_at_it_too():
    seen = pointing_at("1904", NOT_DENIED)
    assert shortest_answer("When was it built?", WHO, seen) == "1904"


@pytest.mark.parametrize(
    "reading", [pointing_at("1904", NOT_DENIED - 0.1), pointing_at("Odile Brask", -1.0)]
)
def test_the_only_time_does_not_lead_where_the_reader_denies_it_or_points_elsewhere(reading):
    assert shortest_answer("When was it built?", WHO, reading) is None


@pytest.mark.parametrize("question", ["Did Odile Brask build it?", "Was it built in 1904?"])
def test_a_yes_or_no_question_is_not_answered_by_a_name(question):
    assert shortest_answer(question, WHO, pointing_at("Odile Brask", 5.0)) is None


def test_words_of_the_question_do_not_lead_its_answer():
    brought = pointing_at("Odile Brask", 5.0)
    assert shortest_answer("What did Odile Brask do?", WHO, brought) is None
