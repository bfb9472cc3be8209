import pytest

from assistant.answering.titling import asks_for_the_title
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


def test_a_title_that_the_article_prints_is_quoted(tmp_path):
    path = tmp_path / "mill.md"
    path.write_text(f"# Old mill sold\n\n{STORY}\n", encoding="utf-8")
    given = open_article(path).ask("What is its headline?").answer
    assert given.verdict is Verdict.ANSWERED
    assert [citation.quote for citation in given.citations] == ["Old mill sold"]
