"""Articles on their way into the library: a thread works on them, whoever looks."""

from __future__ import annotations

import logging
import re
import threading

import pytest

from assistant import SentenceKind, Step
from assistant.errors import ArticleError, StorageError
from ui.additions import ADDITIONS_HELD, UNEXPECTED, Additions, Stage

LONG = 10  # seconds: a bound for a hanging test, never a measurement
FERRY = "The ferry is late. Sign up to our newsletter. It leaves at nine."


@pytest.fixture
def suggested():
    return []


@pytest.fixture
def additions(library, suggested):
    return Additions(library, lambda article: suggested.append(article) or ())


def looked_at(additions, addition):
    assert additions.wait(addition.id, LONG)
    found = additions.find(addition.id)
    assert found.stage is Stage.LOOKED_AT
    return found


def ended(additions, id_):
    assert additions.wait(id_, LONG)
    return additions.find(id_)


class Held:
    """Holds the work on the first article up until it is let go."""

    def __init__(self, library):
        self.reached = threading.Event()
        self.go = threading.Event()
        self._draft = library.draft
        library.draft = self

    def __call__(self, document, report):
        self.reached.set()
        assert self.go.wait(LONG)
        return self._draft(document, report)


def test_a_text_is_understood_shown_and_kept_only_then(additions, library, suggested):
    found = looked_at(additions, additions.paste(FERRY, "The ferry"))
    article = found.draft.article
    assert article.title == "The ferry"
    assert [s.number for s in article.sentences if s.kind is SentenceKind.BOILERPLATE] == [2]
    assert len(library.articles()) == 1
    additions.keep(found.id, "A late ferry", {2})
    kept = ended(additions, found.id)
    assert (kept.stage, kept.article, kept.draft) == (Stage.KEPT, article.id, None)
    assert library.article(kept.article).title == "A late ferry"
    assert suggested == [kept.article]  # so that its first reader finds them ready


def test_its_reader_says_what_is_part_of_the_story(additions, library):
    found = looked_at(additions, additions.paste(FERRY))
    additions.keep(found.id, "", {3})
    article = library.article(ended(additions, found.id).article)
    assert [article.words_of(s) for s in article.story] == [
        "The ferry is late.",
        "Sign up to our newsletter.",
    ]


def test_something_has_to_be_left_of_the_story(additions):
    found = looked_at(additions, additions.paste(FERRY))
    with pytest.raises(ArticleError, match="leave some"):
        additions.keep(found.id, "", {1, 2, 3})
    assert additions.find(found.id).stage is Stage.LOOKED_AT


def test_every_step_is_told_and_sentences_are_counted(additions, library):
    told = []
    draft = library.draft

    def listening(document, report):
        def both(step, done=0, of=0):
            report(step, done, of)
            told.append(additions.find(addition.id))

        return draft(document, both)

    library.draft = listening
    with additions._changed:  # so that the work begins once its identifier is known here
        addition = additions.paste(FERRY)
    looked_at(additions, addition)
    assert [(each.step, each.done, each.of) for each in told] == [
        (Step.EMBEDDING, done, 3) for done in range(3)
    ]


def test_a_text_that_is_in_the_library_is_not_understood_again(additions, library):
    text = library.article(library.articles()[0].id).text
    found = ended(additions, additions.paste(text).id)
    assert (found.stage, found.known) == (Stage.KEPT, True)
    assert found.article == library.articles()[0].id


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.docx", b"words", r"notes\.docx is a \.docx file; Footnote reads \.txt"),
        ("empty.txt", b"", r"empty\.txt is empty"),
        ("silent.html", b"<p></p>", r"silent\.html"),
        ("../../etc/passwd.txt", b"\n", r"^passwd\.txt holds no words"),
    ],
)
def test_a_file_that_is_no_article_keeps_its_reason(additions, library, name, content, reason):
    found = ended(additions, additions.upload(name, content).id)
    assert found.stage is Stage.FAILED
    assert re.search(reason, found.reason)
    assert len(library.articles()) == 1


def test_a_cancelled_addition_leaves_nothing_and_the_next_is_worked_on(additions, library):
    held = Held(library)
    first = additions.paste(FERRY)
    second = additions.paste("The bridge is open. It was shut.")
    assert held.reached.wait(LONG)
    assert additions.find(first.id).stage is Stage.WORKING
    assert additions.find(second.id).stage is Stage.WAITING
    additions.cancel(first.id)
    held.go.set()
    looked_at(additions, second)
    assert additions.find(first.id).stage is Stage.CANCELLED
    assert additions.find(first.id).draft is None
    assert len(library.articles()) == 1


def test_what_was_looked_at_and_cancelled_cannot_be_kept(additions, library):
    found = looked_at(additions, additions.paste(FERRY))
    additions.cancel(found.id)
    additions.keep(found.id, "", set())
    assert additions.find(found.id).stage is Stage.CANCELLED
    assert len(library.articles()) == 1


def test_keeping_cannot_be_cancelled_half_way(additions, library):
    found = looked_at(additions, additions.paste(FERRY))
    keep = library.keep

    def cancelling(draft, report):
        def report_then_cancel(step, done=0, of=0):
            report(step, done, of)
            additions.cancel(found.id)

        return keep(draft, report_then_cancel)

    library.keep = cancelling
    additions.keep(found.id, "", set())
    assert ended(additions, found.id).stage is Stage.KEPT


def test_what_cannot_be_stored_says_why_and_the_next_is_worked_on(additions, library):
    found = looked_at(additions, additions.paste(FERRY))

    def full(draft, report):
        raise StorageError("The disk is full; free some space.")

    library.keep = full
    additions.keep(found.id, "", set())
    failed = ended(additions, found.id)
    assert (failed.stage, failed.reason) == (Stage.FAILED, "The disk is full; free some space.")
    looked_at(additions, additions.paste("The bridge is open."))


def test_a_bug_is_logged_and_told_without_its_words(additions, library, caplog):
    def broken(document, report):
        raise ZeroDivisionError("secret")

    library.draft = broken
    with caplog.at_level(logging.ERROR):
        failed = ended(additions, additions.paste(FERRY).id)
    assert failed.reason == UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_only_so_many_are_remembered_and_none_that_is_waited_for(additions, library):
    held = Held(library)
    waiting = additions.paste(FERRY)
    assert held.reached.wait(LONG)
    more = [additions.upload(f"{number}.docx", b"") for number in range(ADDITIONS_HELD + 5)]
    assert additions.find(waiting.id) is not None
    held.go.set()
    for each in more:
        assert additions.wait(each.id, LONG)
    additions.paste("The bridge is open.")
    assert additions.find(more[0].id) is None
    assert additions.find(more[-1].id) is not None
