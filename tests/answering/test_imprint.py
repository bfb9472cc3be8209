import pytest

from assistant.answering.imprint import asks_for_the_title, asks_for_the_writer
from assistant.article.loading import document_of
from assistant.building import open_article
from assistant.domain import Verdict

STORY = "The mill at Velm was sold on 16 May. Its owner, Odile Brask, had run it for forty years."


@pytest.mark.parametrize(
    "question",
    [
        "What is the title?",
        "what's the headline of this article",
        "Which headline stands above the story?",
        "What is the article called?",
        "Give me the full title, please.",
    ],
)
def test_a_question_after_the_title_is_told_by_its_words(question):
    assert asks_for_the_title(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the title of the book?",
        "Which title did Brask win?",
        "What is the mill called?",
        "What is the article about?",
        "What is the name of the owner?",
        "",
    ],
)
def test_a_question_after_another_title_or_name_is_a_question(question):
    assert not asks_for_the_title(question)


def test_a_title_that_stands_only_above_the_article_is_told_and_not_quoted():
    assistant = open_article(document_of(STORY, "Old mill sold"))
    given = assistant.ask("What is its headline?").answer
    assert given.verdict is Verdict.NOT_IN_ARTICLE
    assert "kept under the title Old mill sold." in given.text


@pytest.mark.parametrize(
    ("printed", "question", "quote"),
    [
        ("# Old mill sold", "What is its headline?", "Old mill sold"),
        ("# Old mill sold\n\nBy Ansa Verholt", "Who is the author?", "By Ansa Verholt"),
    ],
)
def test_a_title_or_a_byline_that_the_article_prints_is_quoted(tmp_path, printed, question, quote):
    path = tmp_path / "mill.md"
    path.write_text(f"{printed}\n\n{STORY}\n", encoding="utf-8")
    given = open_article(path).ask(question).answer
    assert given.verdict is Verdict.ANSWERED
    assert [citation.quote for citation in given.citations] == [quote]


@pytest.mark.parametrize(
    "question",
    [
        "Whose byline does it carry?",
        "who's the author",
        "Who is this piece written by?",
        "who wrote it?",
    ],
)
def test_a_question_after_the_writer_is_told_by_its_words(question):
    assert asks_for_the_writer(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the letter to Brask?",
        "Who is the author of the report on mills?",
        "Who wrote to the owner?",
        "What has Brask written?",
        "",
    ],
)
def test_a_question_after_another_writer_is_a_question(question):
    assert not asks_for_the_writer(question)


@pytest.mark.parametrize("more", ["", " By Monday the mill stood empty."])
def test_an_article_that_names_no_writer_does_not_say_who_wrote_it(more):
    given = open_article(document_of(STORY + more, "Old mill sold")).ask("Who wrote it?").answer
    assert given.verdict is Verdict.NOT_IN_ARTICLE
