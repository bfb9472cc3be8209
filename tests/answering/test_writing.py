"""A model writes and is held to it: asked once, shown numbered sentences, checked, kept.

The model is a real server on this machine that is told what to say; all else is the product.
"""

from __future__ import annotations

import threading
from typing import Any

import pytest

from assistant.answering.drafting import CUT_OFF
from assistant.answering.refusing import NOT_IN_ARTICLE
from assistant.answering.writing import ASKING_LESS, INSTEAD, NOT_ALL_READ, UNSUPPORTED
from assistant.domain import (
    Answer,
    Citation,
    Ending,
    Evidence,
    Notice,
    Piece,
    PieceKind,
    Turn,
    Verdict,
)
from assistant.provider.spending import estimated_tokens
from tests.answering.written import KEY, writing_assistant
from tests.servers.model_server import DONE, Refused, Written, event_of, model_server
from tests.servers.raw_server import OK, STOP, raw_server, said
from tests.ui.fake_assistant import article_of, bridge

BUILT = "When was the bridge built?"
RIGHT = "The bridge was built in 1871 and widened in 1934 [8]."
WRONG = "The bridge was built in 1781 and widened in 1934 [8]."
CLOSED = "Engineers found cracks in two of its piers [1]."
OVERFLOW = Refused(400, {"error": {"code": "context_length_exceeded", "message": "too long"}})
NO_KEY = Refused(401, {"error": {"code": "invalid_api_key", "message": f"Incorrect key {KEY}"}})


def ask(model, question=BUILT, *, article=None, **settings):
    """What is answered where the model does as it is told, and what its server was asked."""
    with model_server(model) as server:
        answer = writing_assistant(server, article, **settings).ask(question).answer
        return answer, server.chats


def quotes(answer):
    return [citation.quote for citation in answer.citations]


def receipt_of(answer):
    assert answer.receipt is not None
    return answer.receipt


def kinds(answer):
    return [piece.kind for piece in answer.pieces]


def doubts(answer):
    return [piece.text.strip() for piece in answer.pieces if piece.doubt]


def test_an_answer_cites_the_sentences_it_rests_on():
    answer, asked = ask(f"{RIGHT} {CLOSED}")
    story = bridge()
    assert answer.verdict is Verdict.ANSWERED
    assert quotes(answer) == [story.words_of(story.sentences[n - 1]) for n in (8, 1)]
    assert answer.text == RIGHT.replace("[8]", "[1]") + " " + CLOSED.replace("[1]", "[2]")
    assert [piece.citation for piece in answer.pieces if piece.kind is PieceKind.MARKER] == [1, 2]
    assert (answer.ending, answer.fault, doubts(answer)) == (Ending.COMPLETE, None, [])
    assert (answer.engine, len(asked)) == ("openai:test-model", 1)


def test_the_evidence_is_told_before_anything_is_sent():
    with model_server(RIGHT) as server:
        events = iter(writing_assistant(server).ask(BUILT))
        first = next(events)
        assert isinstance(first, Evidence)
        assert "built in 1871" in first.citations[0].quote
        assert server.requests == []
        assert isinstance(list(events)[-1], Answer)


@pytest.mark.parametrize(
    "chunks", [[RIGHT], list(RIGHT), ["The bridge was built in 1871 [", "8]."]]
)
def test_what_streams_is_what_stays_and_never_half_a_marker(chunks):
    with model_server(Written("", chunks=chunks)) as server:
        reply = writing_assistant(server).ask(BUILT)
        shown = ""
        for event in reply:
            if isinstance(event, Piece):
                assert ("[" in event.text) == (event.kind is PieceKind.MARKER)
                shown += event.text
        assert shown == reply.answer.text


def test_a_marker_that_streams_opens_the_place_of_its_number():
    with model_server(f"{RIGHT} {CLOSED} {RIGHT}") as server:
        reply = writing_assistant(server).ask(BUILT)
        evidence: tuple[Citation, ...] = ()
        for event in reply:
            if isinstance(event, Evidence):
                evidence = event.citations
            if isinstance(event, Piece) and event.citation:
                opened = evidence[event.citation - 1]
                assert opened == reply.answer.citations[event.citation - 1]


def test_a_claim_that_its_source_does_not_bear_out_is_marked_and_the_others_stand():
    answer, _ = ask(f"{WRONG} {CLOSED}")
    assert answer.verdict is Verdict.ANSWERED
    assert doubts(answer)[0].startswith("The bridge was built in 1781")
    assert not any("cracks" in doubted for doubted in doubts(answer))


def test_a_claim_without_a_source_is_marked_where_only_markers_count():
    answer, _ = ask(f"{RIGHT} The mayor is a painter.", citations="markers")
    assert doubts(answer) == ["The mayor is a painter."]


def test_where_the_model_cites_nothing_the_sources_are_found_and_labelled():
    answer, _ = ask("The bridge was built in 1871 and widened in 1934.")
    assert answer.verdict is Verdict.ANSWERED
    assert [quote[:20] for quote in quotes(answer)] == ["The bridge was built"]
    assert receipt_of(answer).matched
    assert kinds(answer)[-1] is PieceKind.MARKER


def test_a_model_that_cannot_cite_is_not_asked_to():
    answer, asked = ask("The bridge was built in 1871 and widened in 1934.", citations="matched")
    assert receipt_of(answer).matched
    assert "[4, 7]" not in asked[0].prompt


def test_a_refusal_of_the_model_is_the_refusal_with_the_nearest_passages():
    answer, _ = ask(NOT_IN_ARTICLE, "Who paid for the bridge?")
    assert (answer.verdict, answer.citations) == (Verdict.NOT_IN_ARTICLE, ())
    assert answer.text.startswith(NOT_IN_ARTICLE)
    assert answer.nearest
    assert answer.fault is None


def test_an_answer_to_a_part_says_what_is_missing():
    missing = "The article does not say who designed it."
    answer, _ = ask(f"{RIGHT} {missing}")
    assert answer.verdict is Verdict.PARTLY
    assert answer.pieces[-1] == Piece(f" {missing}")
    assert doubts(answer) == []


def test_a_claim_behind_the_refusal_s_words_is_checked_like_any():
    answer, _ = ask(f"{RIGHT} The article does not say who paid, but it was the Queen.")
    assert answer.verdict is Verdict.ANSWERED
    assert len(doubts(answer)) == 1


INVENTED = "King Otto paid 25 million crowns for it. Berlin is the capital of Germany."


def test_an_answer_that_rests_on_nothing_is_no_answer():
    answer, _ = ask(INVENTED)
    assert (answer.verdict, answer.citations) == (Verdict.NOT_IN_ARTICLE, ())
    assert "Otto" not in answer.text
    assert answer.nearest
    assert answer.fault is not None
    assert (answer.fault.code, answer.fault.details) == (UNSUPPORTED.code, INVENTED)


def test_an_answer_that_rests_on_nothing_is_quoted_instead_where_that_was_asked_for():
    answer, _ = ask(INVENTED, fallback="quoting")
    assert (answer.verdict, answer.engine) == (Verdict.ANSWERED, "quoting")
    assert answer.pieces[0].text.startswith(f"{UNSUPPORTED.sentence} {INSTEAD}")
    assert "built in 1871" in quotes(answer)[0]


def test_what_only_the_site_says_is_refused_without_asking_the_model():
    answer, asked = ask(RIGHT, "How do I subscribe to the newsletter of the week?")
    assert (answer.verdict, asked) == (Verdict.NOT_IN_ARTICLE, [])
    assert answer.receipt is None


def test_one_call_a_turn_follow_ups_included_and_none_for_what_needs_none():
    turns: list[Turn] = []
    with model_server(RIGHT) as server:
        assistant = writing_assistant(server)
        calls = []
        for question in ("hi", BUILT, "And when was it widened?", "where does it say that?",
                         "quote it", "are you sure?", "tell me more", "thanks"):  # fmt: skip
            turns.append(Turn(question, assistant.ask(question, turns).answer))
            calls.append(len(server.requests))
        follow_up = server.chats[1]
    assert calls == [0, 1, 2, 2, 2, 2, 2, 2]
    assert [message["role"] for message in follow_up.messages] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip
    assert follow_up.messages[1]["content"] == BUILT
    assert follow_up.messages[2]["content"] == RIGHT
    assert "bridge" in follow_up.messages[3]["content"].rpartition("asks:")[2]
    assert turns[3].answer.receipt is None
    assert turns[3].answer.engine == "quoting"


def test_examples_are_found_without_asking_the_model():
    with model_server(RIGHT) as server:
        writing_assistant(server).suggestions()
        assert server.requests == []


def test_an_answer_can_be_had_offline_though_a_model_is_set():
    with model_server(RIGHT) as server:
        answer = writing_assistant(server).ask(BUILT, offline=True).answer
        assert (answer.engine, answer.verdict) == ("quoting", Verdict.ANSWERED)
        assert server.requests == []


def test_a_fault_is_told_in_a_sentence_and_nothing_is_made_up_for_it():
    answer, asked = ask(NO_KEY)
    assert (answer.verdict, answer.ending) == (Verdict.FAILED, Ending.FAILED)
    assert answer.fault is not None
    assert answer.text == answer.fault.sentence
    assert "OPENAI_API_KEY" in answer.text
    assert (answer.citations, len(asked)) == ((), 1)
    assert KEY not in repr(answer)


def test_a_fault_is_answered_by_quoting_and_labelled_where_that_was_asked_for():
    answer, _ = ask(NO_KEY, fallback="quoting")
    assert (answer.verdict, answer.engine) == (Verdict.ANSWERED, "quoting")
    assert answer.fault is not None
    assert answer.text.startswith(f"{answer.fault.sentence} {INSTEAD}")
    assert "built in 1871" in quotes(answer)[0]


def test_a_setting_that_is_wrong_is_told_as_the_answer():
    assistant = writing_assistant("http://127.0.0.1:9/v1", openai_api_key="", openai_base_url="")
    answer = assistant.ask(BUILT).answer
    assert answer.verdict is Verdict.FAILED
    assert "OPENAI_API_KEY" in answer.text


def test_a_prompt_that_was_too_long_is_asked_again_with_less_and_that_is_told():
    long = article_of(
        " ".join(
            f"Bridge number {n} of the valley was built by its village in {1500 + n} for the carts."
            for n in range(500)
        )
    )
    told = "Bridge number 9 was built by its village in 1509 [10]."
    with model_server([OVERFLOW, told]) as server:
        reply = writing_assistant(server, long).ask("When was bridge number 9 built?")
        assert Notice(ASKING_LESS) in list(reply)
        first, second = (asked.prompt for asked in server.chats)
    assert len(second) < 0.7 * len(first)
    assert reply.answer.verdict is Verdict.ANSWERED
    assert receipt_of(reply.answer).calls == 2


def test_a_prompt_that_is_too_long_twice_is_told():
    answer, asked = ask(OVERFLOW)
    assert (answer.verdict, len(asked)) == (Verdict.FAILED, 2)
    assert "ASSISTANT_CONTEXT_TOKENS" in answer.text


@pytest.mark.parametrize(
    ("read", "told"), [(90, True), (2_040, True), (2_300, False), (3_300, False)]
)
def test_a_prompt_that_the_server_read_only_a_part_of_is_told_of(read, told):
    long = article_of(f"{bridge().text} " + "The piers stand in the tidal river. " * 200)
    model = Written("The bridge was built in 1871 and widened in 1934 [8].", usage=(read, 12))
    answer, (asked,) = ask(model, article=long, context_tokens=6_000)
    assert 2_700 < estimated_tokens(asked.prompt) < 4_096
    assert answer.verdict is Verdict.ANSWERED
    assert answer.fault == (NOT_ALL_READ if told else None)


SLOW = Written(f"{RIGHT} {CLOSED} " + "They will be repaired. " * 200, pace=0.02)


def test_a_stopped_answer_is_kept_checked_and_its_connection_closed():
    with model_server(SLOW) as server:
        reply = writing_assistant(server).ask(BUILT)
        for event in reply:
            if isinstance(event, Piece) and event.citation == 2:
                threading.Thread(target=reply.stop).start()
        answer = reply.answer
        assert answer.ending is Ending.STOPPED
        assert answer.verdict is Verdict.ANSWERED
        assert "built in 1871" in quotes(answer)[0]
        assert len(answer.text) < len(SLOW.text)
        receipt = receipt_of(answer)
        assert receipt.estimated  # the server counts at the end, which nobody waited for
        assert receipt.prompt_tokens > 300
        assert receipt.answer_tokens > 10
    assert server.gone == 1


def test_what_is_stopped_before_it_began_sends_nothing():
    with model_server(RIGHT) as server:
        reply = writing_assistant(server).ask(BUILT)
        reply.stop()
        assert (reply.answer.ending, reply.answer.verdict) == (Ending.STOPPED, Verdict.FAILED)
        assert reply.answer.text == "You stopped this answer."
        assert server.requests == []
        reply.stop()


def test_a_reader_who_goes_away_leaves_no_request_behind():
    with model_server(SLOW) as server:
        events = iter(writing_assistant(server).ask(BUILT))
        while not isinstance(next(events), Piece):
            pass
        del events
    assert server.gone == 1


@pytest.mark.parametrize(
    ("finish", "ending"),
    [("length", Ending.TRUNCATED), ("content_filter", Ending.FILTERED), (None, Ending.INTERRUPTED)],
)
def test_an_answer_that_is_not_whole_is_kept_and_its_loose_end_marked(finish, ending):
    answer, _ = ask(Written(f"{RIGHT} Some 14,000 vehicles cross", finish=finish))
    assert (answer.ending, answer.verdict) == (ending, Verdict.ANSWERED)
    assert [piece.doubt for piece in answer.pieces if "14,000" in piece.text] == [CUT_OFF]


def test_what_broke_off_before_its_first_source_is_kept_and_is_no_answer():
    answer, _ = ask(Written("The bridge is", finish=None))
    assert (answer.ending, answer.verdict) == (Ending.INTERRUPTED, Verdict.FAILED)
    assert answer.text == "The bridge is"
    assert doubts(answer) == ["The bridge is"]


def test_what_a_model_declines_is_shown_in_its_words_and_as_nothing_of_the_articles():
    declined = [event_of({"refusal": part}) for part in ("I cannot help ", "with that [8].")]
    with raw_server([OK, *declined, STOP, DONE]) as server:
        answer = writing_assistant(server.url).ask(BUILT).answer
    assert (answer.ending, answer.verdict) == (Ending.REFUSED, Verdict.FAILED)
    assert answer.text == "I cannot help with that."
    assert answer.citations == ()


def test_a_thought_is_neither_shown_nor_cited_nor_sent_back_with_the_next_question():
    thinking = f"<think>It was KESTREL, by sentence [1].</think>{RIGHT}"
    with model_server([thinking, RIGHT]) as server:
        assistant = writing_assistant(server)
        first = assistant.ask(BUILT).answer
        assistant.ask("And when was it widened?", [Turn(BUILT, first)]).answer  # noqa: B018
        assert "KESTREL" not in server.chats[1].prompt
    assert len(first.citations) == 1
    assert "KESTREL" not in repr(first)


def test_an_answer_that_breaks_off_anywhere_is_kept_checked_and_never_taken_for_whole():
    parts = ("The bridge was built in 1871 and ", "widened in 1934 [8]. ", CLOSED)
    stream = b"".join(map(said, parts))
    cut, kept = 0, {}
    with raw_server(lambda: [OK + stream[:cut]]) as server:
        assistant = writing_assistant(server.url)
        for cut in [*range(0, len(stream), 37), len(stream)]:
            answer = assistant.ask(BUILT).answer
            assert answer.ending in {Ending.INTERRUPTED, Ending.EMPTY}
            assert answer.fault is not None
            written = [piece for piece in answer.pieces if piece.kind is PieceKind.WRITTEN]
            assert "[" not in "".join(piece.text for piece in written)
            kept[cut] = len(answer.citations)
    assert list(kept.values()) == sorted(kept.values())
    assert (kept[0], kept[len(stream)]) == (0, 2)


@pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b"])
def test_a_model_that_returns_nothing_is_told_of(nothing):
    answer, _ = ask(nothing)
    assert (answer.ending, answer.verdict) == (Ending.EMPTY, Verdict.FAILED)
    assert "returned nothing" in answer.text


def test_the_receipt_tells_what_it_took():
    answer, _ = ask(Written(RIGHT, usage=(1000, 20)), prompt_price=2.0, answer_price=8.0)
    receipt = receipt_of(answer)
    assert receipt.first_word is not None
    assert (receipt.model, receipt.calls, receipt.estimated) == ("openai:test-model", 1, False)
    assert (receipt.prompt_tokens, receipt.answer_tokens) == (1000, 20)
    assert receipt.cost == pytest.approx(0.00216)
    assert 0 < answer.timing.retrieve < receipt.first_word <= answer.timing.total


DEAR: dict[str, Any] = {"prompt_price": 1000.0, "answer_price": 1000.0}
COUNTED = Written(RIGHT, usage=(5_000, 20))


def test_a_conversation_that_cost_what_it_may_asks_no_more():
    with model_server(COUNTED) as server:
        assistant = writing_assistant(server, **DEAR, conversation_limit=5.0)
        first = assistant.ask(BUILT).answer
        second = assistant.ask("And when was it widened?", [Turn(BUILT, first)]).answer
        assert len(server.chats) == 1
    assert first.verdict is Verdict.ANSWERED
    assert second.verdict is Verdict.FAILED
    assert second.fault is not None
    assert second.fault.code == "conversation_limit"


def test_a_day_that_cost_what_it_may_asks_no_more_in_any_conversation():
    with model_server(COUNTED) as server:
        codes = [
            writing_assistant(server, **DEAR, daily_limit=5.0).ask(BUILT).answer.fault
            for _ in range(2)
        ]
        assert len(server.chats) == 1
    assert [fault and fault.code for fault in codes] == [None, "daily_limit"]


def test_a_question_of_several_articles_worth_is_answered_from_the_best_of_it():
    overview, asked = ask(CLOSED, "What is the article about?")
    assert overview.verdict is Verdict.ANSWERED
    assert len(asked) == 1
