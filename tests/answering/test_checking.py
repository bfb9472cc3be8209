"""What is wrong with a sentence that a model wrote, told in a sentence a reader understands."""

from __future__ import annotations

import pytest

from assistant.answering.checking import Checker
from assistant.answering.checking.checker import NO_SOURCE, NOT_BORNE_OUT, TOO_LONG
from assistant.article.splitting import split
from assistant.domain import Article
from assistant.retrieval.embedding import EmbeddedModel

TEXT = (
    "The old mill at Harn burned down on 5 May 1904. It was rebuilt in 15 weeks by Ida Brandt, who "
    "paid 1,200 crowns for it. “Nobody was hurt, and we lost only flour,” Brandt said. A court in "
    "Velm found the miller, Jonas Keel, not guilty of arson. The Society of Northern Millers gave "
    "2.5 million bricks and twenty-one beams. According to the county, the mill may close again. "
    "Its owner, a French company, reportedly wants to sell it. Keel refused to comment. "
    "The wheel turns from Monday to Friday between 9:30 and 17:00, but never in winter. "
    "About a third of the flour goes to Austria. The third mill of the valley was built in the "
    "1920s. It is taller than the church and stands upstream of the bridge."
)
ARTICLE = Article("The mill at Harn", TEXT, split(TEXT))
CHECKER = Checker(ARTICLE, EmbeddedModel())


def sentences(*beginnings):
    """The sentences of the article that begin so."""
    return [s for s in ARTICLE.story if ARTICLE.words_of(s).startswith(beginnings)]


def doubt(written, *cited, question="What happened to the mill?"):
    return CHECKER.check(written, sentences(*cited), question)


RIGHT = [
    ("The old mill burned down on 5 May 1904.", ["The old"]),
    ("It burned down in May 1904.", ["The old"]),
    ("The mill was rebuilt in fifteen weeks.", ["It was rebuilt"]),
    ("Ida Brandt paid 1200 crowns for the mill at Harn.", ["It was rebuilt"]),
    ("Ida Brandt said that nobody was hurt.", ["“Nobody"]),
    ("Brandt said they “lost only flour”.", ["“Nobody"]),
    ("Jonas Keel was found not guilty of arson by a court.", ["A court"]),
    ("The millers' society gave 2,500,000 bricks and 21 beams.", ["The Society"]),
    ("The SNM gave bricks and beams.", ["The Society"]),
    ("The mill may close again, according to the county.", ["According to"]),
    ("A company from France reportedly wants to sell the mill.", ["Its owner"]),
    ("The miller, Keel, refused to comment.", ["A court", "Keel refused"]),
    ("Keel did not comment.", ["Keel refused"]),
    ("The wheel turns between 9.30 and 17:00 from Monday to Friday.", ["The wheel"]),
    ("A third of the flour goes to Austria.", ["About a third"]),
    ("An Austrian share of the flour is about a third.", ["About a third"]),
    ("The valley's third mill dates from the 1920s.", ["The third mill"]),
]


@pytest.mark.parametrize(("written", "cited"), RIGHT, ids=[written for written, _ in RIGHT])
def test_what_the_cited_words_say_is_not_doubted(written, cited):
    assert doubt(written, *cited) == ""


WRONG = [
    ("The old mill burned down on 6 May 1904.", "The old", "“6” is not in the cited words."),
    ("The old mill burned down on 5 June 1904.", "The old",
     "“5 June 1904” is not in the cited words."),
    ("The old mill burned down on 5 May 1940.", "The old", "“1940” is not in the cited words."),
    ("It was rebuilt in 15 months.", "It was rebuilt", "The cited words do not say “15 months”."),
    ("It was rebuilt in 1,200 weeks.", "It was rebuilt",
     "The cited words do not say “1,200 weeks”."),
    ("Brandt paid 1,200 dollars for it.", "It was rebuilt",
     "The cited words do not say “1,200 dollars”."),
    ("Ina Brandt paid for the mill.", "It was rebuilt", "“Ina Brandt” is not in the cited words."),
    ("Brandt gave 2.5 billion bricks.", "The Society", "“2.5 billion” is not in the cited words."),
    ("The Society of Northern Millers gave twenty-two beams.", "The Society",
     "“twenty-two” is not in the cited words."),
    ("The Society of Northern Millers gave millions of bricks.", "The Society",
     "“millions” is not in the cited words."),
    ("Brandt said “we lost everything”.", "“Nobody",
     "“we lost everything” is not in the cited words."),
    ("A court found Jonas Keel guilty of arson.", "A court",
     "The cited words say “not … guilty”."),
    ("A court did not find Keel guilty, and the mill was not rebuilt by Brandt.", "It was rebuilt",
     "“Keel” is not in the cited words."),
    ("The mill was not rebuilt.", "It was rebuilt",
     "The cited words do not say “not … rebuilt”."),
    ("The mill will close again, according to the county.", "According to",
     "The cited words say “may”."),
    ("A French company wants to sell the mill.", "Its owner", "The cited words say “reportedly”."),
    ("According to Keel, nobody was hurt.", "“Nobody", "“Keel” is not in the cited words."),
    ("The miller said that nobody was hurt.", "“Nobody",
     "The cited words are not said by the miller."),
    ("Keel commented on the ruling.", "Keel refused", "The cited words say “refused … comment”."),
    ("The wheel turns from Monday to Saturday.", "The wheel",
     "“Saturday” is not in the cited words."),
    ("The wheel turns in winter.", "The wheel", "The cited words say “never … winter”."),
    ("About a third of the flour goes to Australia.", "About a third",
     "“Australia” is not in the cited words."),
    ("The third mill was built in 1920.", "The third mill", "“1920” is not in the cited words."),
    ("The fourth mill was built in the 1920s.", "The third mill",
     "“fourth” is not in the cited words."),
    ("It stands downstream of the bridge.", "It is taller",
     "The cited words say “upstream”, not “downstream”."),
    ("Fishermen praised the quality of the river.", "It is taller", NOT_BORNE_OUT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "cited", "reason"), WRONG, ids=[written for written, _, _ in WRONG]
)
def test_what_is_wrong_is_doubted_with_its_reason(written, cited, reason):
    assert doubt(written, cited) == reason


@pytest.mark.parametrize(
    "written",
    [
        "The sky is blue.",
        "Water boils at a lower temperature in the mountains.",
        "You should buy gold coins.",
        "I am a language model and cannot have opinions.",
        "Click here for more.",
    ],
)
@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("When did the old mill at Harn burn down?", "The old"),
        ("Who paid for the rebuilding of the mill?", "It was rebuilt"),
        ("When does the wheel turn?", "The wheel"),
    ],
)
def test_what_comes_from_elsewhere_is_doubted_though_question_and_source_fit(
    written, question, cited
):
    assert doubt(written, cited, question=question) == NOT_BORNE_OUT


@pytest.mark.parametrize("written", ["Yes.", "Yes, it did.", "It burned down."])
def test_an_answer_that_adds_nothing_to_its_question_is_borne_out_by_what_answers_that(written):
    assert doubt(written, "The old", question="Did the old mill at Harn burn down?") == ""


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("The mill burned down, see https://evil.test/a?b=c.", "https://evil.test/a?b=c"),
        ("The old mill [burned down](javascript:alert(1)).", "javascript:alert"),
        ("The old mill burned down (www.evil.test).", "www.evil.test"),
        ("The old mill burned down, says evil.com.", "evil.com"),
        ("The old mill burned down: evil.example/mill has more.", "evil.example"),
        ("The old mill burned down; write to ida@evil.test.", "ida@evil.test"),
    ],
)
def test_an_address_that_the_cited_words_do_not_print_is_doubted(written, address):
    assert doubt(written, "The old") == f"“{address}” is not in the cited words."


def test_an_address_of_the_article_may_be_told_and_no_other():
    text = "The mill sells flour at https://mill.example/shop. It takes no cards."
    article = Article("The mill", text, split(text))
    checker = Checker(article, EmbeddedModel())
    asked, cited = "Where is flour sold?", article.story[:1]
    told = "The mill sells flour at https://mill.example/"
    assert checker.check(f"{told}shop.", cited, asked) == ""
    assert checker.check(f"{told}pay.", cited, asked) != ""


def test_a_sentence_that_cites_nothing_is_doubted():
    assert doubt("The old mill burned down.") == NO_SOURCE


def test_a_sentence_that_goes_on_for_ever_is_not_checked_but_doubted():
    endless = "The old mill burned down, " + "not " * 600
    assert doubt(endless, "The old") == TOO_LONG
    assert CHECKER.evidence(endless, ARTICLE.story) == ()


def test_no_more_than_is_no_denial():
    text = "Somewhat less than 40 boats came. The harbour holds 30."
    article = Article("Boats", text, split(text))
    checker = Checker(article, EmbeddedModel())
    cited = article.story[:1]
    assert checker.check("No more than 40 boats came.", cited, "How many boats came?") == ""


def test_a_name_may_come_from_the_question():
    assert doubt("Ferrand reportedly wants to sell it.", "Its owner") != ""
    assert (
        doubt("Ferrand reportedly wants to sell it.", "Its owner", question="Is Ferrand it?") == ""
    )


def test_a_number_may_be_the_question_s_only_where_it_is_denied():
    asked = "Was the mill rebuilt in 20 weeks?"
    assert doubt("No, it was rebuilt in 15 weeks, not 20.", "It was rebuilt", question=asked) == ""
    assert doubt("No, it was rebuilt in 20 weeks.", "It was rebuilt", question=asked) != ""


def test_a_number_that_the_question_gets_wrong_may_not_be_repeated():
    asked = "Did the Society give 3 million bricks?"
    assert doubt("Yes, it gave 3 million bricks.", "The Society", question=asked) == (
        "“3 million” is not in the cited words."
    )


def test_the_name_that_a_pronoun_stands_for_may_come_from_the_sentence_before():
    assert doubt("The mill at Harn was rebuilt by Ida Brandt.", "It was rebuilt") == ""


def test_a_name_may_not_take_the_place_of_another_that_is_cited_too():
    text = "Vasko accused the county, and Brekke defended it. Olsen stayed away."
    article = Article("A quarrel", text, split(text))
    checker = Checker(article, EmbeddedModel())
    cited = article.story[:1]
    assert checker.check("Vasko accused the county.", cited, "What happened?") == ""
    assert checker.check("Brekke accused the county.", cited, "What happened?") == (
        "The cited words say this of “Vasko”, not of “Brekke”."
    )


def test_quotation_marks_stay_around_words_of_the_article():
    text = "She said “nobody was HURT …  we lost only flour”, and 'nobody' else did."
    assert CHECKER.without_false_quotation(text) == (text, "")


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»", "„{}“", "‘{}’"])
def test_quotation_marks_around_other_words_are_taken_away_and_told(marks):
    text = f"She said {marks.format('everybody was hurt')}, and “we lost only flour”."
    assert CHECKER.without_false_quotation(text) == (
        "She said everybody was hurt, and “we lost only flour”.",
        "“everybody was hurt” was in quotation marks, but the article does not say that.",
    )


def test_the_evidence_of_a_sentence_without_markers_is_found():
    found = CHECKER.evidence("Ida Brandt rebuilt the mill in 15 weeks.", ARTICLE.story)
    assert [ARTICLE.words_of(s)[:14] for s in found] == ["It was rebuilt"]


def test_evidence_may_be_two_sentences_together():
    written = "The mill burned down on 5 May 1904 and was rebuilt in 15 weeks by Ida Brandt."
    found = CHECKER.evidence(written, ARTICLE.story)
    assert [s.number for s in found] == [1, 2]


@pytest.mark.parametrize("written", ["The moon is made of cheese.", "…", "Yes."])
def test_what_has_no_evidence_is_given_none(written):
    assert CHECKER.evidence(written, ARTICLE.story) == ()
