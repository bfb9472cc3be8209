import pytest

from assistant.answering.leading import shortest_answer

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
