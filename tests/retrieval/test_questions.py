import pytest

from assistant.retrieval.questions import asks, holds, kind_of, names


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the mill burn down?", "time"),
        ("In which year was it sold?", "time"),
        ("what time does it open", "time"),
        ("Where is the mill?", "place"),
        ("Which city hosts the fair?", "place"),
        ("Who bought it?", "person"),
        ("whos the owner", "person"),
        ("How many people came?", "number"),
        ("What is the entry fee?", "number"),
        ("What percentage agreed?", "number"),
        ("Why was it closed?", "reason"),
        ("What caused the fire?", "reason"),
        ("What did the mayor say?", "words"),
        ("What is a mill?", "open"),
        ("Did it rain?", "open"),
        ("", "open"),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question, kind):
    assert kind_of(question).name == kind


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("When did it burn?", "It burned down in 1904.", 1),
        ("When did it burn?", "It burned on Tuesday.", 1),
        ("When did it burn?", "It burned on 16 May.", 1),
        ("When did it burn?", "It may burn again.", 0),
        ("When did it burn?", "It burned in 1251.", 1),
        ("When did it burn?", "It burned under Odile Brask (1288).", 1),
        ("When did it burn?", "It burned 1200 sacks of flour.", 0),
        ("When did it burn?", "It burned after the war.", 0.5),
        ("When did it burn?", "It burned to the ground.", 0),
        ("How many came?", "Forty people came.", 1),
        ("How many came?", "Some people came.", 0.5),
        ("How many came?", "People came in 1904.", 0),
        ("How many came?", "People came on 16 May.", 0),
        ("How many came?", "To it came 1200 people.", 1),
        ("Where is it?", "The mill stands in Velm.", 1),
        ("Where is it?", "The mill burned down.", 0),
        ("Who bought it?", "It was bought by Odile Brask.", 1),
        ("Who bought it?", "The company paid cash.", 0.5),
        ("Why did it close?", "It closed because of the flood.", 1),
        ("What is a mill?", "Anything may answer this.", 1),
    ],
)
def test_a_sentence_holds_the_kind_surely_perhaps_or_not(question, sentence, share):
    assert holds(sentence, kind_of(question)) == share


def test_what_the_question_brought_is_not_its_answer():
    kind = kind_of("How many of the 27 members signed?")
    assert holds("The 27 members met.", kind, frozenset({"27"})) == 0
    assert holds("Of the 27 members 9 signed.", kind, frozenset({"27"})) == 1


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Where do Odile Brask and the Bank of Velm differ?", ("Odile Brask", "Bank of Velm")),
        ("Did Velm’s mill close in 1904?", ("Velm", "1904")),
        ("Apples are what?", ()),
        ("Odile Brask did what?", ("Odile Brask",)),
        ("who owns the mill", ()),
    ],
)
def test_the_names_and_numbers_of_a_question(question, found):
    assert names(question) == found


def test_a_printed_question_is_told_from_a_statement():
    assert asks("Do you still bake?”")
    assert not asks("She asked whether he baked.")
