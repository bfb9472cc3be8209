"""The story of a question: the same turns mean the same to every answerer."""

from __future__ import annotations

import threading

import pytest

from assistant.answering import continuing
from assistant.answering.asking import LONGEST_QUESTION, Assistant, whole
from assistant.domain import Answer, Citation, Evidence, Piece, Stop, Turn, Verdict
from assistant.errors import ModelError


class Composed:
    """An answerer that words its answers itself, citing the article's first sentence."""

    name = "composed"

    def __init__(self, real):
        self.searcher = real.answerer.searcher
        self.asked = []
        first = real.article.sentences[0]
        self._cited = (Citation(real.article, first.start, first.end),)

    def answer(self, question, turns, stop):
        self.asked.append(question)
        words = (Piece("They will meet soon "), Piece("."))
        return whole(Answer(Verdict.ANSWERED, words, self._cited, standalone=question))


@pytest.fixture
def composed(seed_assistant):
    answerer = Composed(seed_assistant)
    return Assistant(seed_assistant.article, answerer), answerer


def talk(assistant, *questions):
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question, assistant.ask(question, turns).answer))
    return [turn.answer for turn in turns]


def test_questions_about_a_source_never_reach_the_answerer(composed):
    assistant, answerer = composed
    talk(
        assistant, "When do they meet?", "where does it say that?", "quote it", "who said that?",
        "what comes after that?", "and after that?", "are you sure?", "thanks", "tell me more",
        "back to the first question",
    )  # fmt: skip
    assert answerer.asked == ["When do they meet?"]


def test_what_is_answered_at_once_bears_the_name_of_the_engine(composed):
    assistant, _ = composed
    assert {answer.engine for answer in talk(assistant, "hi", "When?", "quote it")} == {"composed"}


def test_words_that_are_not_the_article_s_are_owned(composed):
    assistant, _ = composed
    *_, origin = talk(assistant, "When do they meet?", "did you make that up?")
    assert "The words around the quotation marks are mine." in origin.text


def test_a_correction_reaches_the_answerer_as_the_question_it_corrects(composed):
    assistant, answerer = composed
    talk(assistant, "Who is president of Uzbekistan?", "no, I meant Kazakhstan")
    assert answerer.asked[-1] == "Who is president of Kazakhstan?"


def test_a_follow_up_after_a_source_still_follows_the_question(composed):
    assistant, answerer = composed
    talk(assistant, "Who is president of Uzbekistan?", "where does it say that?", "and Kazakhstan?")
    assert answerer.asked[-1] == "Who is president of Kazakhstan?"


def test_more_brings_what_was_not_shown_yet_until_there_is_no_more(seed_assistant):
    first, *more = talk(
        seed_assistant, "Who is Elizabeth Wishnick?", *["tell me more"] * continuing.MOST_MORE * 5
    )
    shown = [first.citations, *(answer.citations for answer in more if answer.citations)]
    starts = [citation.start for citations in shown for citation in citations]
    assert len(starts) == len(set(starts)) > 2
    assert more[-1].verdict is Verdict.NOT_IN_ARTICLE
    assert more[-1].text == continuing.NO_MORE


def test_more_of_an_overview_is_more_of_the_article(seed_assistant):
    first, more = talk(seed_assistant, "What is this article about?", "tell me more")
    assert more.verdict is Verdict.ANSWERED
    assert not set(first.citations) & set(more.citations)


def test_more_of_what_the_article_does_not_say_is_refused_again(seed_assistant):
    refused, more = talk(seed_assistant, "Who won the football match?", "tell me more")
    assert refused.verdict is more.verdict is Verdict.NOT_IN_ARTICLE


@pytest.mark.parametrize("turn", ["tell me more", "are you sure?", "back to the first question"])
def test_a_first_turn_about_nothing_is_answered_as_chat(turn, composed):
    (answer,) = talk(composed[0], turn)
    assert (answer.verdict, answer.citations) == (Verdict.CHAT, ())


def test_no_words_at_all_are_answered_with_help(composed):
    (answer,) = talk(composed[0], "   ")
    assert answer.verdict is Verdict.CHAT


def test_too_long_a_question_is_not_asked(composed):
    assistant, answerer = composed
    (answer,) = talk(assistant, "why " * LONGEST_QUESTION)
    assert answer.verdict is Verdict.FAILED
    assert not answerer.asked


def test_whoever_shows_examples_has_the_first_answer_made_ready(seed_assistant):
    loaded = threading.Event()
    answerer = seed_assistant.answerer
    assistant = Assistant(seed_assistant.article, answerer, load=loaded.set)
    assert assistant.suggestions() == seed_assistant.suggestions()
    assert loaded.wait(30)


def test_what_cannot_be_made_ready_is_left_for_the_answer_to_tell(seed_assistant):
    tried = threading.Event()

    def load():
        tried.set()
        raise ModelError("There is no key; set one.")

    Assistant(seed_assistant.article, seed_assistant.answerer, load=load).suggestions()
    assert tried.wait(30)


def test_a_wish_to_stop_is_heard_once_by_those_who_asked_before_and_at_once_after():
    stop, heard = Stop(), []
    stop.then(lambda: heard.append("before"))
    assert not stop.wished
    wishing = [threading.Thread(target=stop.wish) for _ in range(8)]
    for thread in wishing:
        thread.start()
    for thread in wishing:
        thread.join()
    stop.then(lambda: heard.append("after"))
    assert (stop.wished, heard) == (True, ["before", "after"])


def test_to_stop_what_is_answered_at_once_changes_nothing(seed_assistant):
    reply = seed_assistant.ask("Where are Xi and Putin meeting?")
    reply.stop()
    assert reply.answer == seed_assistant.ask("Where are Xi and Putin meeting?").answer


def test_a_reply_streams_the_evidence_first_and_replays(composed):
    assistant, _ = composed
    turns = [Turn("When?", assistant.ask("When?").answer)]
    reply = assistant.ask("quote it", turns)
    events = list(reply)
    assert isinstance(events[0], Evidence)
    assert events[0].citations == reply.answer.citations
    assert list(reply) == events
    assert reply.answer.timing.total > 0
