import pytest

from assistant.answering.opening import opened
from assistant.article.loading import document_of
from assistant.article.splitting import split
from assistant.domain import Article


def article_of(text):
    return Article("Test", text, split(document_of(text).text))


def quoted(text, number):
    article = article_of(text)
    return [s.number for s in opened(article, article.sentences[number - 1])]


@pytest.mark.parametrize(
    ("text", "number", "numbers"),
    [
        ("Odile Brask runs the mill. She bought it in 1987.", 2, [1, 2]),
        ("The mill closed. It had lost money for years.", 2, [1, 2]),
        ("Brask runs it. She hired Pell. He mends the wheel.", 3, [1, 2, 3]),
        ("The council met. They voted. This surprised the mayor.", 3, [1, 2, 3]),
        ("The mill closed in 1971. Its miller, Jonas Pell, lives next door.", 2, [1, 2]),
        ("Brask bought the mill. With the papers signed, she went home.", 2, [1, 2]),
    ],
)
def test_a_pronoun_is_opened_by_the_sentence_it_leans_on(text, number, numbers):
    assert quoted(text, number) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The mill closed. Odile Brask had bought it in 1987.", 2),
        ("The mill closed. Brask said she would reopen it.", 2),
        ("The mill closed. It is likely that it will reopen.", 2),
        ("The mill closed. It remains unclear why.", 2),
        ("She runs the mill.", 1),
        ("The mill closed. “It is a relief,” said Odile Brask.", 2),
    ],
)
def test_a_sentence_that_stands_alone_is_left_alone(text, number):
    assert quoted(text, number) == [number]


def test_a_bare_quotation_takes_the_neighbour_that_names_its_speaker():
    text = "The mill will reopen, said Odile Brask. “We have found the money.” The roof is new."
    assert quoted(text, 2) == [1, 2]


def test_a_reply_takes_the_question_along():
    assert quoted("Brask owns it. Do you still bake? Never on Sundays. The oven is new.", 3) == [
        2,
        3,
    ]


def test_a_quotation_in_two_sentences_is_quoted_to_its_end():
    text = "The mill burned. “The lamp was old. It fell over,” said Odile Brask. Nobody was hurt."
    article = article_of(text)
    words = [article.words_of(s) for s in opened(article, article.sentences[1])]
    assert words[0].startswith("“The lamp")
    assert words[-1].endswith("said Odile Brask.")


def test_boilerplate_between_a_pronoun_and_its_name_is_not_quoted(seed_article):
    for sentence in seed_article.story:
        assert all(s in seed_article.story for s in opened(seed_article, sentence))


def test_opening_takes_at_most_two_sentences_along():
    text = "Brask left. " + "He waited. " * 6
    assert quoted(text, 7) == [5, 6, 7]
