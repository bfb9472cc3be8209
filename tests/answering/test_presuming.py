import pytest

from assistant.answering.attributing import SAID_BY_ANOTHER
from assistant.answering.presuming import NOT_ITS_WORDS, SAYS_OTHERWISE, contradicted
from assistant.article.loading import document_of
from assistant.building import open_article
from assistant.domain import Verdict

WORKS = """Council leader Ida Falk refused to condemn the strike at the Marrow works. “We look at \
it with open eyes,” said harbour master Jon Brekke. The works make the third-largest ferry in the \
country. A monthly pass for it costs 38 crowns. Nobody was hurt when the slipway gave way in 2019. \
The repair was successful. The mayor had not been abroad since the spring."""


@pytest.fixture(scope="module")
def works():
    return open_article(document_of(WORKS, "The Marrow works"))


def against(works, question, words):
    """What speaks against answering with the sentence that has these words."""
    article = works.article
    held = [s for s in article.story if words in article.words_of(s)]
    assert len(held) == 1
    return contradicted(question, article, held)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why did Falk condemn the strike?", "refused"),
        ("Why was the repair unsuccessful?", "successful"),
    ],
)
def test_what_the_sentence_denies_is_no_ground_to_answer(works, question, words):
    assert against(works, question, words) == SAYS_OTHERWISE


def test_a_sentence_on_the_third_does_not_tell_of_the_second(works):
    question = "Where is the second-largest ferry made?"
    assert "“second”" in against(works, question, "third-largest")
    assert not against(works, "Where is the third-largest ferry made?", "third-largest")


def test_a_monthly_price_is_not_the_yearly_one(works):
    assert "“yearly”" in against(works, "What does a yearly pass cost?", "monthly")
    assert not against(works, "What does a monthly pass cost?", "monthly")


def test_words_in_quotation_marks_have_to_stand_in_the_article(works):
    assert against(works, "Who said “with closed eyes”?", "open eyes") == NOT_ITS_WORDS
    assert not against(works, "Who said “with open eyes”?", "open eyes")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Did Falk condemn the strike?", "refused"),
        ("And was the repair unsuccessful?", "successful"),
        ("Is it the second-largest ferry?", "third-largest"),
        ("Surely Falk condemned the strike?", "refused"),
    ],
)
def test_a_question_for_yes_or_no_is_answered_by_what_says_otherwise(works, question, words):
    assert not against(works, question, words)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who was hurt when the slipway gave way?", "Nobody"),
        ("Since when has the mayor not been abroad?", "abroad"),
        ("What did Falk refuse to condemn?", "refused"),
        ("In which century did the slipway give way, the 21st century?", "2019"),
    ],
)
def test_a_denial_that_answers_is_none_of_the_question(works, question, words):
    assert not against(works, question, words)


def test_the_reader_learns_why_the_nearest_sentence_does_not_answer(works):
    given = works.ask("Why did Falk condemn the strike?").answer
    assert given.verdict is Verdict.NOT_IN_ARTICLE
    assert SAYS_OTHERWISE in given.text
    assert "refused" in given.nearest[0].quote


@pytest.mark.parametrize(
    "question",
    ["Quote Falk’s words on the open eyes.", "What did Falk say about looking with open eyes?"],
)
def test_the_words_of_one_are_not_answered_with_those_of_another(works, question):
    given = works.ask(question).answer
    assert given.verdict is Verdict.NOT_IN_ARTICLE
    assert SAID_BY_ANOTHER in given.text


def test_the_words_of_the_one_asked_about_are_quoted(works):
    given = works.ask("Quote Brekke’s words on the works.").answer
    assert "open eyes" in given.text
