import pytest

from assistant.answering.quoting import Quoting
from assistant.article.loading import document_of
from assistant.building import open_article

MILL = """The old mill at Velm burned down on Tuesday night. Nobody was hurt. Fire chief Odile \
Brask said a lamp had fallen over in the attic.

The mill was built in 1904 and employed 60 people until it closed in 1971. Its last miller, \
Jonas Pell, still lives next door.

The town wants to rebuild it as a library. The mayor, Ida Torvik, expects that to cost \
2.4 million crowns.

Q: Who will pay for it?

A: The county pays half, Torvik said, and the rest is borrowed."""


@pytest.fixture(scope="module")
def mill():
    return open_article(document_of(MILL, "The mill"))


def searcher(assistant):
    assert isinstance(assistant.answerer, Quoting)
    return assistant.answerer.searcher


def best(assistant, question):
    findings = searcher(assistant).search(question, 3)
    return assistant.article.words_of(findings.candidates[0].sentence)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did the mill burn down?", "burned down on Tuesday"),
        ("How did the fire start?", "lamp had fallen over"),
        ("when was it constructed", "built in 1904"),
        ("How many workers did it have?", "employed 60 people"),
        ("Who was the last miller?", "Jonas Pell"),
        ("What will the ruin become?", "rebuild it as a library"),
        ("What is the price of the new building?", "2.4 million crowns"),
        ("who was the last miler jonas pel", "Jonas Pell"),
        ("Who will pay for it?", "The county pays half"),
    ],
)
def test_the_sentence_that_answers_comes_first(mill, question, words):
    assert words in best(mill, question)


def test_an_answered_question_is_more_probable_than_a_foreign_one(mill):
    search = searcher(mill).search
    own = search("When did the mill burn down?", 5).confidence
    foreign = search("Who won the chess championship in Reykjavik?", 5).confidence
    assert own > 0.5 > foreign


@pytest.mark.parametrize(
    "question", ["Because of what?", "And which of them was it?", "Would they?"]
)
def test_a_question_without_a_telling_word_is_not_answered(mill, question):
    assert searcher(mill).search(question, 5).confidence == 0


def test_confidence_is_a_probability(mill):
    for question in ("", "?", "Velm", "a" * 5000, "你好吗", "When did the mill burn down?"):
        assert 0 <= searcher(mill).search(question, 5).confidence <= 1


def test_no_more_candidates_than_asked_for_and_best_first(mill):
    found = searcher(mill).search("mill", 4).candidates
    assert len(found) == 4
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_the_same_question_finds_the_same_twice(mill):
    search = searcher(mill).search
    assert search("Who pays?", 5) == search("Who pays?", 5)


def test_a_printed_question_is_never_a_candidate(mill):
    found = searcher(mill).search("Who will pay for it?", 20).candidates
    assert not any(mill.article.words_of(c.sentence).endswith("?") for c in found)


def test_boilerplate_is_never_a_candidate(seed_assistant):
    found = searcher(seed_assistant).search("newsletter privacy policy terms", 100)
    assert {c.sentence for c in found.candidates} <= set(seed_assistant.article.story)


def test_central_sentences_are_spread_over_the_story(seed_assistant):
    found = searcher(seed_assistant).central(4).candidates
    numbers = sorted(c.sentence.number for c in found)
    assert len(numbers) == 4
    assert numbers[-1] - numbers[0] > len(seed_assistant.article.sentences) / 3


def test_an_article_without_a_statement_finds_nothing():
    assistant = open_article(document_of("Why?"))
    assert searcher(assistant).search("Why?", 3).candidates == ()
    assert searcher(assistant).central(3).candidates == ()


def test_a_long_article_is_searched_to_its_end():
    filler = " ".join(f"Item {n} of the list is a plain wooden chair." for n in range(1000))
    assistant = open_article(document_of(f"{filler} The mayor keeps a parrot called Gustav."))
    assert "Gustav" in best(assistant, "What is the name of the mayor's parrot?")
