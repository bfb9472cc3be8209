"""What is pointed at, and what is said where there is nothing; `test_dialogues` has the rest."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.article.loading import document_of
from assistant.article.splitting import split
from assistant.conversation.challenging import shown_again
from assistant.conversation.operations import OPERATIONS, UNDERSTOOD
from assistant.conversation.pointing import point
from assistant.conversation.referring import Reference, referred, turn_meant
from assistant.conversation.repeating import repeated
from assistant.conversation.requesting import Operation, Request
from assistant.conversation.showing import place, quoted_within
from assistant.domain import (
    Answer,
    Article,
    Candidate,
    Citation,
    Findings,
    Piece,
    PieceKind,
    Turn,
    Verdict,
)

TEXT = """The inn at Corran

The inn at Corran burned down in 1904. “Nobody slept that night,” wrote Mayor Ada Brandt. It was \
rebuilt within a year.

The new house has 14 rooms. Guests call it 'the palace', but “it leaks”.

The county paid for half of it."""


@dataclass(frozen=True)
class Said:
    """A speech, as the article's speakers are told."""

    speaker: str = "Ada Brandt"
    role: str | None = "mayor"
    kind: str = "quoted"
    variants: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Found:
    """Finds the sentences it was told, as near as it was told."""

    def __init__(self, article, **nearness):
        by_number = {sentence.number: sentence for sentence in article.sentences}
        self._found = tuple(
            Candidate(by_number[int(number[1:])], 0.0, near, 0.0)
            for number, near in nearness.items()
        )

    def search(self, question, limit):
        return Findings(self._found[:limit], 1.0, question)

    def central(self, limit):
        return Findings((), 0.0, "")


def article_of(text, pages=()):
    document = document_of(text, title="The inn")
    return Article("The inn", document.text, split(document.text), pages=pages)


@pytest.fixture
def inn():
    return article_of(TEXT)


def cite(article, words):
    start = article.text.index(words)
    sentence = next(s for s in article.sentences if s.start <= start < s.end)
    return Citation(article, sentence.start, sentence.end)


def told(*citations, verdict=Verdict.ANSWERED, question="What happened?", nearest=()):
    return Turn(question, Answer(verdict, (Piece("x"),), citations, nearest, standalone=question))


def ask(operation, turns, article, said=None, found=None, **reference):
    return point(
        Request(operation, Reference(**reference)),
        turns,
        article,
        lambda _sentence: said,
        found or Found(article),
    )


def quotes(answer):
    return [citation.quote for citation in answer.citations]


def test_every_operation_can_be_done_and_told():
    assert set(OPERATIONS) == set(UNDERSTOOD) == set(Operation)


@pytest.mark.parametrize("operation", Operation)
def test_every_quote_is_drawn_with_its_marker_and_is_the_article_s(operation, inn):
    answer = ask(operation, (told(cite(inn, "It was rebuilt")),), inn, Said(), Found(inn, s2=0.9))
    assert answer.verdict is Verdict.ANSWERED
    drawn = [piece for piece in answer.pieces if piece.kind is PieceKind.QUOTE]
    markers = [piece for piece in answer.pieces if piece.kind is PieceKind.MARKER]
    assert [piece.text for piece in drawn] == quotes(answer)
    assert [piece.citation for piece in markers] == list(range(1, len(answer.citations) + 1))
    assert all(quote in inn.text for quote in quotes(answer))
    assert answer.confidence == 1.0


@pytest.mark.parametrize("operation", Operation)
def test_the_same_request_is_always_answered_the_same(operation, inn):
    turns = (told(cite(inn, "The new house"), cite(inn, "It was rebuilt")),)
    assert ask(operation, turns, inn, Said()) == ask(operation, turns, inn, Said())


@pytest.mark.parametrize("operation", Operation)
def test_with_no_answer_yet_there_is_nothing_to_point_at(operation, inn):
    answer = ask(operation, (), inn)
    assert answer.verdict is Verdict.CHAT
    assert not answer.citations


def test_a_refusal_is_not_pointed_at_and_its_nearest_sentences_stay(inn):
    near = cite(inn, "The county paid")
    refused = told(verdict=Verdict.NOT_IN_ARTICLE, nearest=(near,))
    answer = ask(Operation.WHERE, (refused,), inn)
    assert (answer.verdict, answer.nearest) == (Verdict.NOT_IN_ARTICLE, (near,))


def test_a_failed_answer_is_not_pointed_at(inn):
    answer = ask(Operation.WHERE, (told(verdict=Verdict.FAILED),), inn)
    assert (answer.verdict, answer.citations) == (Verdict.CHAT, ())


def test_what_is_understood_names_the_words_meant(inn):
    answer = ask(Operation.SPEAKER, (told(cite(inn, "Nobody slept")),), inn, Said())
    assert answer.standalone == "Who said “Nobody slept that night,” wrote Mayor Ada Brandt.”?"
    long = ask(Operation.QUOTE, (told(Citation(inn, 19, 130)),), inn)
    assert long.standalone.endswith(" …”?")


def test_a_page_is_told_where_there_are_pages():
    article = article_of(TEXT, pages=(0, TEXT.index("The new house")))
    answer = ask(Operation.WHERE, (told(cite(article, "The county paid")),), article)
    assert answer.text.startswith("Page 2, sentence ")
    assert "second half of the article" in answer.text


def test_a_lone_sentence_has_no_half_to_stand_in():
    article = article_of("The inn burned down.")
    assert place(cite(article, "The inn")) == "sentence 1 of 1"


def test_who_said_it_shows_the_sentence_that_names_the_speaker(inn):
    turns = (told(cite(inn, "It was rebuilt")),)
    answer = ask(Operation.SPEAKER, turns, inn, Said("Ada Brandt", "mayor", "reported"))
    assert quotes(answer) == [
        "“Nobody slept that night,” wrote Mayor Ada Brandt. It was rebuilt within a year."
    ]
    assert "Said by Ada Brandt, mayor, reported, not quoted" in answer.text


def test_a_speaker_whom_no_sentence_near_names_is_still_told(inn):
    answer = ask(Operation.SPEAKER, (told(cite(inn, "14 rooms")),), inn, Said("Ole Vik", None))
    assert "Said by Ole Vik, quoted" in answer.text
    assert quotes(answer) == ["The new house has 14 rooms."]


def test_other_spellings_and_others_who_speak_are_told(inn):
    said = Said(variants=("Brand",), also=("the county",), kind="both")
    answer = ask(Operation.SPEAKER, (told(cite(inn, "Nobody slept")),), inn, said)
    assert "also printed “Brand”" in answer.text
    assert "also named: the county" in answer.text
    assert "partly quoted and partly reported" in answer.text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “no” twice.", ["“no”"]),
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("He said ‘never again’, and he wasn’t lying.", ["‘never again’"]),
        ("It’s the inn’s roof that leaks.", []),
        ("“We met. We spoke", ["“We met. We spoke"]),
    ],
)
def test_quotation_marks_of_many_kinds_are_seen(text, quoted):
    article = article_of(text)
    assert quoted_within(Citation(article, 0, len(article.text))) == quoted


def test_a_sentence_inside_a_longer_quotation_is_a_quotation():
    article = article_of("“We ran. Nobody slept. We cried,” she said.")
    turns = (told(cite(article, "Nobody slept")),)
    assert ask(Operation.DIRECT, turns, article).text.startswith("Yes, in quotation marks")


def test_sentences_too_far_from_it_are_offered_not_claimed(inn):
    turns = (told(cite(inn, "It was rebuilt")),)
    answer = ask(Operation.ELSEWHERE, turns, inn, found=Found(inn, s2=0.3, s6=0.2))
    assert answer.verdict is Verdict.NOT_IN_ARTICLE
    assert len(answer.nearest) == 2


def test_what_was_shown_does_not_say_so_elsewhere(inn):
    turns = (told(cite(inn, "It was rebuilt")),)
    shown = turns[0].answer.citations[0].sentences[0].number
    answer = ask(Operation.ELSEWHERE, turns, inn, found=Found(inn, **{f"s{shown}": 1.0, "s2": 0.9}))
    assert quotes(answer) == ["The inn at Corran burned down in 1904."]


@pytest.mark.parametrize("words", ["source 2", "[2]", "your second source", "footnote 2"])
def test_a_source_is_named_in_many_ways(words):
    assert referred(f"quote {words}") == ("quote that", Reference(source=2))


def test_an_earlier_question_is_found_by_its_topic():
    turns = [told(question="Where is the inn?"), told(question="When did the ferry sink?")]
    assert turn_meant(Reference(topic="the inn"), turns) is turns[0]
    assert turn_meant(Reference(topic="the mill"), turns) is None


def test_the_answer_shown_again_is_the_same_under_its_question(inn):
    turn = told(cite(inn, "14 rooms"))
    again = repeated(turn, [turn])
    assert again.citations == turn.answer.citations
    assert again.text == "You asked: “What happened?”\n\nx"


def test_doubt_changes_neither_verdict_nor_evidence(inn):
    turn = told(cite(inn, "14 rooms"))
    once = shown_again("that's wrong", turn, inn)
    twice = shown_again("no, it is wrong!", Turn("that's wrong", once), inn)
    assert (once.verdict, once.citations) == (turn.answer.verdict, turn.answer.citations)
    assert twice == once


@pytest.mark.parametrize(
    ("doubt", "told_of_it"),
    [
        ("I thought it was 14", "“14” stands there."),
        ("I thought it was 1904", "“1904” does not stand there, but in sentence 2 of"),
        ("Wasn't it Velm?", "“Velm” does not stand in the article."),
    ],
)
def test_what_the_reader_holds_against_it_is_looked_up(doubt, told_of_it, inn):
    assert told_of_it in shown_again(doubt, told(cite(inn, "14 rooms")), inn).text
