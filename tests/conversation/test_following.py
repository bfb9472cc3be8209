import pytest

from assistant.conversation.following import standalone
from assistant.domain import Answer, Article, Citation, Piece, Sentence, Turn, Verdict

TEXT = "Ida Torvik, the mayor of Velm, said the mill would reopen in May."
ARTICLE = Article("The mill", TEXT, (Sentence(1, 0, len(TEXT)),))


def after(question, verdict=Verdict.ANSWERED):
    citations = (Citation(ARTICLE, 0, len(TEXT)),) if verdict is Verdict.ANSWERED else ()
    return (Turn(question, Answer(verdict, (Piece(""),), citations, standalone=question)),)


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        ("When does the inn in Velm open?", "and in Corran?", "When does the inn in Corran open?"),
        ("What did Ida Torvik say?", "and Jonas Pell?", "What did Jonas Pell say?"),
        ("What did Ida Torvik say?", "what about Pell?", "What did Pell say?"),
        ("Did the mill close?", "why?", "Why the mill close?"),
        ("Who is Ida Torvik?", "What did she say about it?", "What did Ida Torvik say about it?"),
        ("Who is the mayor?", "What did she say?", "What did Ida Torvik say?"),
        ("Who is Ida Torvik?", "What is her job?", "What is Ida Torvik’s job?"),
        ("What is throat cancer?", "Is it treatable?", "Is throat cancer treatable?"),
        ("When will the mill reopen?", "And who said so?", "who said so?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_made_self_contained(earlier, question, meant):
    assert standalone(question, after(earlier)) == meant


@pytest.mark.parametrize(
    "question",
    ["Who owns the ferry?", "Did Jonas Pell say that he would retire?", "What is the capital?"],
)
def test_a_question_that_stands_alone_is_left_alone(question):
    assert standalone(question, after("Who is Ida Torvik?")) == question


def test_the_first_question_is_left_alone():
    assert standalone("Is it true?", ()) == "Is it true?"


def test_small_talk_in_between_is_looked_past():
    turns = (*after("Who is Ida Torvik?"), *after("thanks", Verdict.CHAT))
    assert standalone("what did she say?", turns) == "what did Ida Torvik say?"
