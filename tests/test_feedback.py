"""What readers think of answers is kept, and becomes gold questions that can be scored."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.conversation.judging import Opinion
from assistant.errors import StorageError
from assistant.evaluation.collecting import archive, gold_rows, slug_of
from assistant.evaluation.gold import read_gold_set, validate
from assistant.evaluation.verdicts import ReadersVerdict
from tests.ui.fake_assistant import ANSWERS, SLOW, FakeAssistant, article_of, bridge
from tests.ui.fake_library import library_of, stored

LONG, BUILT, EVERYTHING = ANSWERS


@pytest.fixture
def library(tmp_path):
    with library_of(FakeAssistant(), tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def talk(library):
    """Two answers and a refusal."""
    talk = library.converse(bridge().id)
    for question in (LONG, BUILT, "Who won the cup?"):
        for _ in talk.ask(question):
            pass
    return talk


def test_every_complaint_is_a_verdict_that_makes_a_gold_row():
    complaints = {opinion.value for opinion in Opinion} - {Opinion.HELPFUL.value}
    assert complaints == {verdict.value for verdict in ReadersVerdict}


def test_what_a_reader_thinks_outlives_the_server(tmp_path):
    with library_of(FakeAssistant(), tmp_path) as first:
        talk = first.converse(bridge().id)
        list(talk.ask(LONG))
        first.feedback.give(talk.id, 1, Opinion.WRONG_SOURCE, "  Look one further. ")
    with library_of(FakeAssistant(), tmp_path) as second:
        (judged,) = second.feedback.judged()
        assert judged.judgement.opinion is Opinion.WRONG_SOURCE
        assert judged.judgement.comment == "Look one further."
        assert judged.question == LONG
        assert [each.quote for each in judged.answer.citations]
        assert judged.source.article == bridge()


def test_a_second_thought_takes_the_place_of_the_first_and_can_be_taken_back(library, talk):
    library.feedback.give(talk.id, 2, Opinion.WRONG)
    library.feedback.give(talk.id, 2, Opinion.HELPFUL)
    assert {n: each.opinion for n, each in library.feedback.of(talk.id).items()} == {
        2: Opinion.HELPFUL
    }
    library.feedback.take_back(talk.id, 2)
    assert library.feedback.of(talk.id) == {}
    assert library.feedback.judged() == ()


@pytest.mark.parametrize("number", [0, 4])
def test_there_must_be_an_answer_to_judge(library, talk, number):
    with pytest.raises(StorageError, match="not there any more"):
        library.feedback.give(talk.id, number, Opinion.WRONG)
    assert library.feedback.judged() == ()


def test_an_unfinished_answer_cannot_be_judged(library):
    talk = library.converse(bridge().id)
    talk.put(SLOW)
    with pytest.raises(StorageError, match="reload"):
        library.feedback.give(talk.id, 1, Opinion.WRONG)


class Refusing(FakeAssistant):
    """Answers nothing, as another model might."""

    def ask(self, question, turns=(), *, offline=False):
        return super().ask(f"no answer to {question}", turns, offline=offline)


def test_a_judgement_is_not_taken_for_one_of_an_answer_made_anew(tmp_path):
    with library_of(FakeAssistant(), tmp_path) as library:
        talk = library.converse(bridge().id)
        list(talk.ask(LONG))
        library.feedback.give(talk.id, 1, Opinion.WRONG)
    with library_of(Refusing(), tmp_path) as library:
        assert len(library.feedback.judged()) == 1
        list(stored(library, talk.id).answer(1))
        assert library.feedback.judged() == ()
        assert library.feedback.of(talk.id) == {}


def test_it_goes_and_comes_back_with_its_conversation(library, talk):
    library.feedback.give(talk.id, 1, Opinion.WRONG)
    library.delete_conversation(talk.id)
    assert library.feedback.judged() == ()
    library.undelete_conversation()
    assert len(library.feedback.judged()) == 1
    library.delete_conversation(talk.id, for_good=True)
    assert library.feedback.judged() == ()
    assert library.feedback.of(talk.id) == {}


def test_a_removed_article_takes_its_feedback_along(library, talk):
    library.feedback.give(talk.id, 1, Opinion.WRONG)
    library.remove(bridge().id)
    assert library.feedback.judged() == ()


def unpacked(packed, folder):
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(folder)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_complaints_become_a_gold_set_that_keeps_every_rule(library, talk, tmp_path):
    article = bridge()
    built = article.sentences[7]
    library.feedback.give(talk.id, 1, Opinion.HELPFUL)
    library.feedback.give(talk.id, 2, Opinion.WRONG_SOURCE, "It was built earlier.")
    library.feedback.give(talk.id, 3, Opinion.SHOULD_HAVE_REFUSED)
    library.feedback.complete(talk.id, 2, [(built.start, built.end)], ["1871"])
    slug = slug_of(article)
    assert unpacked(archive(library.feedback.judged()), tmp_path / "sets") == [
        f"{slug}/article.txt", f"{slug}/gold.jsonl", f"{slug}/source.toml",
    ]  # fmt: skip
    gold = read_gold_set(tmp_path / "sets" / slug)
    assert (gold.slug, gold.title, gold.text) == (slug, article.title, article.text)
    assert validate(gold) == []
    refuse, answer = gold.items
    assert (refuse.question, refuse.expected) == ("Who won the cup?", "refuse")
    assert (answer.question, answer.evidence) == (BUILT, (article.words_of(built),))
    assert answer.must_contain == (("1871",),)
    assert [text for role, text in answer.history if role == "user"] == [LONG]


def test_a_complaint_that_does_not_say_what_is_right_waits_apart(library, talk, tmp_path):
    library.feedback.give(talk.id, 1, Opinion.WRONG)
    (collected,) = gold_rows(library.feedback.judged())
    assert collected.lacks
    files = unpacked(archive(library.feedback.judged()), tmp_path / "sets")
    assert [name.rpartition("/")[2] for name in files] == [
        "article.txt", "reported.jsonl", "source.toml",
    ]  # fmt: skip


def test_one_question_judged_in_two_conversations_is_one_row(library, tmp_path):
    for comment in ("first", "second"):
        talk = library.converse(bridge().id)
        list(talk.ask("Who won the cup?"))
        library.feedback.give(talk.id, 1, Opinion.SHOULD_HAVE_REFUSED, comment)
    unpacked(archive(library.feedback.judged()), tmp_path / "sets")
    (item,) = read_gold_set(tmp_path / "sets" / slug_of(bridge())).items
    assert item.note == "should have refused; second"  # the newest comes first


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "C:\\con", "", "…", "<img src=x>", "Ångström\x00\n", "x" * 900]
)
def test_no_title_names_a_folder_elsewhere(title):
    article = article_of("One. Two.", title=title)
    slug = slug_of(article)
    assert slug.replace("-", "").isalnum()
    assert slug.isascii()
    assert article.id.startswith(slug.rpartition("-")[2])
    assert len(slug) <= 48
