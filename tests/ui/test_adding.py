"""Adding an article, from the file to the first question, without a browser."""

from __future__ import annotations

import pytest

from assistant import SentenceKind
from tests.ui.visiting import Visit
from ui.adding import GONE
from ui.address import ADDING, Address

LONG = 10  # seconds: a bound for a hanging test, never a measurement
HERE = Address(page=ADDING)
FERRY = "The ferry is late. Sign up to our newsletter. It leaves at nine."


def done(shared, visit):
    """The visit once the thread is through with what it shows."""
    assert shared.additions.wait(visit.address.addition, LONG)
    return visit.look()


def pasted(shared, text=FERRY, title=""):
    visit = Visit(shared, HERE)
    visit.act("adding", {"kind": "paste", "text": text, "title": title})
    return done(shared, visit)


def addition(visit):
    return visit.data("adding")["addition"]


def test_a_pasted_text_is_shown_with_what_was_taken_for_the_sites_own(shared):
    visit = pasted(shared, title="The ferry")
    preview = addition(visit)["preview"]
    assert (preview["title"], preview["sentences"], preview["boilerplate"]) == ("The ferry", 3, [2])
    shown = "\n".join(run["text"] for block in preview["blocks"] for run in block["runs"])
    assert shown.split() == FERRY.split()


def test_a_reload_shows_the_same_preview(shared):
    visit = pasted(shared)
    assert addition(Visit(shared, visit.address)) == addition(visit)


def test_what_is_kept_is_what_its_reader_saw_and_chose_and_it_is_opened(shared, library):
    visit = pasted(shared)
    visit.act("adding", {"kind": "keep", "title": "A late ferry", "boilerplate": [3]})
    if visit.address.addition:
        visit = done(shared, visit)
    assert visit.data("article_pane")["title"] == "A late ferry"
    article = library.article(visit.address.article)
    assert [s.number for s in article.sentences if s.kind is SentenceKind.BOILERPLATE] == [3]
    assert next(each["title"] for each in visit.data("sidebar")["articles"]) == "A late ferry"


def test_leaving_out_everything_is_refused_in_one_sentence_and_the_preview_stays(shared):
    visit = pasted(shared)
    visit.act("adding", {"kind": "keep", "title": "", "boilerplate": [1, 2, 3]})
    assert "leave some" in visit.data("adding")["reason"]
    assert addition(visit)["preview"] is not None


def test_a_failure_stays_with_its_reason_until_its_reader_goes_on(shared):
    visit = Visit(shared, HERE)
    sent = shared.additions.upload("notes.docx", b"PK")
    visit.act("adding", {"kind": "uploaded", "ids": [sent.id]})
    visit = done(shared, visit)
    assert addition(visit)["stage"] == "failed"
    assert "Footnote reads .txt" in addition(visit)["reason"]
    assert addition(Visit(shared, visit.address)) == addition(visit)
    visit.act("adding", {"kind": "cancel"})
    assert (visit.address, addition(visit)) == (HERE, None)


def test_of_files_sent_together_one_is_looked_at_and_the_others_are_listed(shared):
    visit = Visit(shared, HERE)
    ids = [
        shared.additions.upload(name, content).id
        for name, content in {
            "ferry.txt": FERRY.encode(),
            "x.docx": b"",
            "y.txt": b"It is.",
        }.items()
    ]
    visit.act("adding", {"kind": "uploaded", "ids": ids})
    for id_ in ids:
        assert shared.additions.wait(id_, LONG)
    others = visit.look().data("adding")["others"]
    assert [(each["name"], each["stage"]) for each in others] == [
        ("x.docx", "failed"),
        ("y.txt", "looked_at"),
    ]
    visit.act("adding", {"kind": "look", "ids": [ids[2]]})
    assert addition(visit)["name"] == "y.txt"


def test_what_is_cancelled_is_forgotten(shared, library):
    visit = pasted(shared)
    gone = visit.address
    visit.act("adding", {"kind": "cancel"})
    assert (visit.address, addition(visit)) == (HERE, None)
    assert addition(visit.go(gone))["stage"] == "cancelled"
    assert len(library.articles()) == 1


def test_an_addition_that_is_not_here_is_said(shared):
    visit = Visit(shared, Address(page=ADDING, addition="0" * 32))
    assert visit.data("adding")["reason"] == GONE


def test_a_text_that_is_in_the_library_leads_to_it(shared, library):
    article = library.article(library.articles()[0].id)
    visit = pasted(shared, article.text)
    assert addition(visit)["known"]
    visit.act("adding", {"kind": "read"})
    assert visit.address == Address(article=article.id)


def test_an_empty_library_offers_to_add_and_the_sample(shared, library):
    shared.remove(library.articles()[0].id)
    visit = Visit(shared)
    assert visit.data("adding")["empty"]
    assert visit.data("frame") == {"status": "", "twoPanes": False}
    visit.act("adding", {"kind": "sample"})
    assert visit.data("article_pane")["title"] == "Cracks close the old harbour bridge"


@pytest.mark.parametrize(
    "sent",
    [
        "paste",
        {"kind": "burn"},
        {"kind": "uploaded", "ids": ["no such", 7]},
        {"kind": "uploaded", "ids": "all"},
        {"kind": "keep", "boilerplate": 7},
        {"kind": "read"},
    ],
)
def test_what_is_no_act_does_nothing(shared, library, sent):
    visit = Visit(shared, HERE).act("adding", sent)
    assert (visit.address, addition(visit)) == (HERE, None)
    assert len(library.articles()) == 1
