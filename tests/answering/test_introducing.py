import pytest

from assistant.answering.introducing import Introductions
from assistant.article.loading import document_of
from assistant.building import open_article
from assistant.domain import Verdict

STORY = (
    "The weir at Velm has cracked, the district engineer, Odile Brask, told the council on Monday. "
    "“It will hold until the thaw,” said Tomas Erdelyi of the Institute of Rivers. "
    "Ines Falk is a farmer below the weir. Falk doubts it. "
    "Brask will look at the crack once more with Lena Ohm in March."
)


@pytest.fixture(scope="module")
def weir():
    return open_article(document_of(STORY, "Cracked weir"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is Odile Brask?", "district engineer"),
        ("who's brask", "district engineer"),
        ("And who is Erdelyi?", "Institute of Rivers"),
        ("Who is Ines Falk?", "a farmer"),
    ],
)
def test_who_somebody_is_is_told_by_the_sentence_with_the_role(weir, question, told):
    given = weir.ask(question).answer
    assert given.verdict is Verdict.ANSWERED
    assert told in given.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Who is Lena Ohm?",  # named, but nothing tells who she is
        "Who is Pavel Brask?",  # another of that name
        "Who is worried about the weir?",
        "Who is Brask meeting in March?",
        "Where is Brask?",
    ],
)
def test_no_sentence_introduces_another_or_answers_another_question(weir, question):
    assert Introductions(weir.article).asked_for(question) is None
