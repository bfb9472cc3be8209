"""What is kept of a conversation comes back equal, or is not shown at all."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.article.storing import StoredArticles
from assistant.conversation.recalling import NO_LONGER_MATCHES
from assistant.conversation.storing import INTERRUPTED, StoredConversations, new_id
from assistant.database import Database
from assistant.domain import (
    Answer,
    Article,
    Citation,
    Ending,
    Evidence,
    Exchange,
    Fault,
    Piece,
    PieceKind,
    Progress,
    Receipt,
    Timing,
    Turn,
    Verdict,
)
from assistant.errors import StorageError
from tests.ui.fake_assistant import bridge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ODD = "a NUL \0, half \ud800, 𝄞, \r\n\u2028'\"; DROP TABLE turns; --"


@pytest.fixture
def article() -> Article:
    return bridge()


@pytest.fixture
def file(tmp_path) -> Path:
    path: Path = tmp_path / "footnote.sqlite3"
    return path


@pytest.fixture
def database(file, article) -> Iterator[Database]:
    opened = Database(file)
    keep_article(opened, article)
    yield opened
    opened.close()


@pytest.fixture
def stored(database) -> StoredConversations:
    return StoredConversations(database)


def keep_article(database: Database, article: Article) -> None:
    articles = StoredArticles(database)
    articles.begin(article, "plain", "print")
    articles.finish(article, "print")


def cite(article: Article, number: int) -> Citation:
    sentence = article.sentences[number - 1]
    return Citation(article, sentence.start, sentence.end)


def an_answer(article: Article) -> Answer:
    first, second = cite(article, 2), cite(article, 8)
    return Answer(
        Verdict.PARTLY,
        (
            Piece("six weeks", PieceKind.LEAD, 1),
            Piece(f" — {ODD}"),
            Piece(first.quote, PieceKind.QUOTE, 1),
            Piece("[1]", PieceKind.MARKER, 1),
            Piece(second.quote[4:10], PieceKind.QUOTE, 2),
            Piece("Written. ", PieceKind.WRITTEN, doubt=f"“15” is not there: {ODD}"),
        ),
        (first, second),
        (cite(article, 4), cite(article, 1)),
        0.1 + 0.2,
        ODD,
        f"as understood: {ODD}",
        article.sentences[:5],
        Ending.TRUNCATED,
        Fault("too_long", f"The answer was cut: {ODD}", ODD, 0.1 + 0.2),
        Receipt(f"model {ODD}", 2, 812, 40, True, 1 / 3, 412.5, True),
        Timing(1.25, 1 / 3, 1e-9),
    )


def hold(stored: StoredConversations, article: Article, *answers: Answer, name: str = "") -> str:
    conversation = new_id()
    for answer in answers:
        number = stored.put(conversation, name, article, f"Why? {ODD}")
        stored.keep(conversation, number, Exchange(f"Why? {ODD}").with_event(answer))
    return conversation


def test_an_exchange_comes_back_equal_also_after_a_restart(stored, database, file, article):
    answer = an_answer(article)
    conversation = hold(stored, article, answer)
    database.close()
    again = Database(file)
    (exchange,) = StoredConversations(again).exchanges(conversation, article)
    again.close()
    assert exchange.answer == answer
    assert exchange.answer is not None
    assert exchange.answer.timing == answer.timing  # which equality leaves out
    assert exchange.answer.receipt == answer.receipt
    assert exchange == Exchange(f"Why? {ODD}", exchange.asked).with_event(answer)
    assert exchange.asked is not None
    assert abs(exchange.asked - datetime.now(UTC)) < timedelta(minutes=5)


def test_no_field_of_what_a_reader_gets_is_left_out():
    """A new field must be stored and recalled in `recalling`, then named here."""
    kinds = (Answer, Piece, Turn, Fault, Receipt)
    assert {kind: [field.name for field in fields(kind)] for kind in kinds} == {
        Answer: [
            "verdict", "pieces", "citations", "nearest", "confidence", "engine", "standalone",
            "retrieved", "ending", "fault", "receipt", "timing",
        ],
        Piece: ["text", "kind", "citation", "doubt"],
        Turn: ["question", "answer"],
        Fault: ["code", "sentence", "details", "retry_after"],
        Receipt: [
            "model", "calls", "prompt_tokens", "answer_tokens", "estimated", "cost", "first_word",
            "matched",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("progress", [Progress.STOPPED, Progress.FAILED, Progress.INTERRUPTED])
def test_what_was_cut_short_comes_back_with_what_had_arrived(stored, article, progress):
    conversation = new_id()
    stored.put(conversation, "", article, "Why?")
    answer = an_answer(article)
    growing = Exchange("Why?").with_event(Evidence(answer.citations)).with_event(answer.pieces[0])
    stored.keep(conversation, 1, growing.cut_short(progress, "because"))
    (exchange,) = stored.exchanges(conversation, article)
    assert (exchange.progress, exchange.reason) == (progress, "because")
    assert exchange.evidence == answer.citations
    assert exchange.pieces == answer.pieces[:1]
    assert exchange.answer is None


def test_what_arrives_later_takes_the_place_of_what_had_arrived(stored, article):
    conversation = new_id()
    stored.put(conversation, "", article, "Why?")
    exchange = Exchange("Why?").with_event(Evidence((cite(article, 1), cite(article, 2))))
    stored.keep(conversation, 1, exchange)
    stored.keep(conversation, 1, exchange.with_event(an_answer(article)))
    (found,) = stored.exchanges(conversation, article)
    assert found.evidence == an_answer(article).citations


def test_an_answer_on_its_way_is_awaited_here_and_interrupted_once_its_process_is_gone(
    stored, database, file, article
):
    conversation = new_id()
    stored.put(conversation, "", article, "Why?")
    assert [each.progress for each in stored.exchanges(conversation, article)] == [Progress.WAITING]
    database.close()
    again = Database(file)
    (exchange,) = StoredConversations(again).exchanges(conversation, article)
    again.close()
    assert (exchange.progress, exchange.reason) == (Progress.INTERRUPTED, INTERRUPTED)


@pytest.mark.parametrize(
    "damage",
    [
        "update citations set start = start + 1 where turn = 1 and number = 1",
        "update citations set end = 100000 where turn = 1 and number = 1",
        "delete from citations where turn = 1 and use = 'nearest' and number = 2",
        "delete from citations where turn = 1 and use = 'cited' and number = 1",
    ],
)
def test_an_answer_whose_places_no_longer_match_is_not_shown(
    stored, database, file, article, damage
):
    conversation = hold(stored, article, an_answer(article), an_answer(article))
    database.close()
    with sqlite3.connect(file) as connection:
        connection.execute(damage)
    connection.close()
    again = Database(file)
    first, second = StoredConversations(again).exchanges(conversation, article)
    again.close()
    assert (first.progress, first.reason) == (Progress.FAILED, NO_LONGER_MATCHES)
    assert (first.pieces, first.evidence, first.answer) == ((), (), None)
    assert first.question == f"Why? {ODD}"
    assert second.answer == an_answer(article)


def test_an_answer_about_another_text_is_not_shown(stored, article):
    conversation = hold(stored, article, an_answer(article))
    other = replace(article, text=article.text.replace("1871", "1971"))
    (exchange,) = stored.exchanges(conversation, other)
    assert (exchange.progress, exchange.pieces) == (Progress.FAILED, ())


def test_the_articles_words_are_not_kept_a_second_time(stored, database, file, article):
    hold(stored, article, an_answer(article))
    database.close()
    assert file.read_bytes().count(cite(article, 2).quote.encode()) == 1


def test_a_conversation_is_found_by_its_identifier_and_by_its_name(stored, article):
    one = hold(stored, article, an_answer(article), name=ODD)
    hold(stored, article, an_answer(article))
    for named in (one, ODD):
        found = stored.find(named)
        assert found is not None
        assert (found.id, found.name, found.questions) == (one, ODD, 1)
    assert stored.find("nobody") is None
    assert stored.find("") is None


def test_conversations_are_listed_in_order_and_by_article(stored, database, article):
    other = Article("Other", "Another text.", ())
    keep_article(database, other)
    first = hold(stored, article, an_answer(article), name="first")
    second = hold(stored, other, replace(an_answer(article), citations=(), nearest=(), pieces=()))
    assert [each.id for each in stored.summaries()] == [first, second]
    assert [each.id for each in stored.summaries(other.id)] == [second]


def test_two_conversations_cannot_have_one_name(stored, article):
    hold(stored, article, an_answer(article), name="mine")
    with pytest.raises(StorageError, match="Another conversation is named 'mine'"):
        stored.put(new_id(), "mine", article, "Why?")
    assert len(stored.summaries()) == 1


def test_a_conversation_about_an_article_that_is_gone_cannot_begin(stored):
    with pytest.raises(StorageError, match="was removed: add it again"):
        stored.put(new_id(), "", Article("Gone", "Gone.", ()), "Why?")
    assert stored.summaries() == ()


def test_a_deleted_conversation_is_hidden_until_it_is_brought_back(stored, article):
    first = hold(stored, article, an_answer(article), name="first")
    second = hold(stored, article, an_answer(article), name="second")
    stored.delete(first)
    stored.delete(second)
    assert stored.summaries() == ()
    assert stored.find(first) is None
    with pytest.raises(StorageError, match="was deleted"):
        stored.put(first, "first", article, "And?")
    assert stored.restore().name == "second"
    assert stored.restore().name == "first"
    assert stored.restore() is None
    assert stored.exchanges(first, article)[0].answer == an_answer(article)


def test_a_name_taken_meanwhile_keeps_a_deleted_conversation_where_it_is(stored, article):
    stored.delete(hold(stored, article, an_answer(article), name="mine"))
    hold(stored, article, an_answer(article), name="mine")
    with pytest.raises(StorageError, match="Another conversation is named 'mine'"):
        stored.restore()


def test_the_conversation_that_is_named_is_brought_back_whatever_was_deleted_later(stored, article):
    first = hold(stored, article, an_answer(article))
    last = hold(stored, article, an_answer(article))
    stored.delete(first)
    stored.delete(last)
    found = stored.restore(first)
    assert found is not None
    assert found.id == first
    assert stored.restore(first) is None
    assert [each.id for each in stored.summaries()] == [first]


def test_a_conversation_takes_another_name_and_gives_it_up(stored, article):
    one = hold(stored, article, an_answer(article), name="Before")
    stored.rename(one, "After")
    assert stored.find("Before") is None
    assert [each.name for each in stored.summaries()] == ["After"]
    stored.rename(one, "")
    stored.rename(hold(stored, article, an_answer(article)), "After")
    assert [each.name for each in stored.summaries()] == ["", "After"]


def test_a_name_that_another_conversation_has_is_refused_and_changes_nothing(stored, article):
    hold(stored, article, an_answer(article), name="Taken")
    one = hold(stored, article, an_answer(article), name="Mine")
    with pytest.raises(StorageError, match=r"'Taken': delete that one, or take a new name"):
        stored.rename(one, "Taken")
    assert [each.name for each in stored.summaries()] == ["Taken", "Mine"]


def test_a_conversation_that_is_not_there_takes_no_name(stored, article):
    gone = hold(stored, article, an_answer(article))
    stored.delete(gone)
    for absent in (gone, new_id()):
        with pytest.raises(StorageError, match="bring it back"):
            stored.rename(absent, "Name")


def test_conversations_are_found_by_their_names_and_by_any_of_their_questions(stored, article):
    named = hold(stored, article, an_answer(article), name="Über Brücken")
    asked = hold(stored, article, an_answer(article))
    stored.put(asked, "", article, "Is the BRIDGE shut?")
    hidden = hold(stored, article, an_answer(article), name="bridge and brücken")
    stored.delete(hidden)
    assert [each.id for each in stored.search("bridge")] == [asked]
    assert [each.id for each in stored.search("ÜBER BRÜCKEN")] == [named]
    assert stored.search("%") == ()


def test_an_erased_conversation_is_nowhere_in_the_files(stored, file, article):
    told = "the unrepeatable question of somebody"
    gone, kept = new_id(), hold(stored, article, an_answer(article))
    stored.put(gone, told, article, told)
    stored.keep(gone, 1, Exchange(told).with_event(Piece(told)))
    stored.erase(gone)
    for each in file.parent.iterdir():
        assert told.encode() not in each.read_bytes()
    assert [each.id for each in stored.summaries()] == [kept]


def test_only_what_was_deleted_long_ago_is_erased(stored, article):
    kept, hidden = (hold(stored, article, an_answer(article)) for _ in range(2))
    stored.delete(hidden)
    stored.erase_deleted(before=datetime.now(UTC) - timedelta(hours=1))
    assert stored.restore().id == hidden
    stored.delete(hidden)
    stored.erase_deleted(before=datetime.now(UTC) + timedelta(hours=1))
    assert stored.restore() is None
    assert [each.id for each in stored.summaries()] == [kept]


def test_what_arrives_for_an_erased_conversation_is_not_kept(stored, article):
    conversation = hold(stored, article, an_answer(article))
    stored.erase(conversation)
    stored.keep(conversation, 1, Exchange("Why?").with_event(an_answer(article)))
    assert stored.exchanges(conversation, article) == ()


def test_identifiers_are_of_128_bits_and_no_two_alike():
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(bytes.fromhex(each)) == 16 for each in made)
