import pytest

from assistant.article.speakers import reported_by, speakers
from assistant.article.splitting import split
from assistant.domain import Article


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Odile Brask said the mill would reopen.", "Odile Brask"),
        ("The mill will reopen, said Odile Brask, its owner.", "Odile Brask"),
        ("Odile Brask, who owns the mill, said it would reopen.", "Odile Brask"),
        ("“It will reopen,” Brask said.", "Brask"),
        ("“It will reopen,” said Brask.", "Brask"),
        ("According to the county, it will reopen.", "the county"),
        ("The roof is new, Brask added, and dry.", "Brask"),
        ("Town officials have repeatedly denied it.", "Town officials"),
        ("She said it would reopen.", "She"),
        ("The mill reopened in May.", None),
        ("“The owner said yes.”", None),
        ("", None),
    ],
)
def test_a_reporting_clause_outside_quotation_marks_names_the_speaker(sentence, speaker):
    assert reported_by(sentence) == speaker


def said_by(text):
    article = Article("Test", text, split(text))
    return speakers(article)


def test_she_is_the_speaker_before():
    assert said_by("Odile Brask said no. She added that it was late.") == {
        1: "Odile Brask",
        2: "Odile Brask",
    }


def test_a_bare_quotation_is_its_neighbour_s():
    assert said_by("The mill will reopen, said Odile Brask. “We have found the money.”")[2] == (
        "Odile Brask"
    )


def test_when_the_story_went_on_she_is_nobody():
    assert said_by("Brask said no. The mill burned. She said so.") == {1: "Brask"}


def test_a_sentence_about_somebody_else_does_not_pass_the_word_on():
    text = "Odile Brask said no. Ida Torvik is more careful: it may be late, she says."
    assert said_by(text) == {1: "Odile Brask"}


def test_the_words_of_the_sample_article_have_their_speakers(seed_article):
    spoken = speakers(seed_article)
    named = {"Fallon": 2, "Wishnick": 3, "Yau": 3, "Yao": 2, "Russian officials": 1}
    for name, count in named.items():
        assert sum(name in speaker for speaker in spoken.values()) == count
