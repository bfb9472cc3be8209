import hashlib
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.article.loading import document_of
from assistant.article.splitting import split
from assistant.building import open_article
from assistant.domain import Article, SentenceKind
from assistant.errors import ModelError
from assistant.retrieval.networks import MODELS
from assistant.retrieval.reading import UNREAD, WORDS_IN_A_ROW, EmbeddedReader, rows_of
from assistant.settings import Settings

FERRY = (
    "The ferry across the Lomme first ran in 1911.",
    "It was built by the brothers Aasen in their yard at Velm.",
    "In 1954 it was sold to the county for 20,000 crowns.",
    "The county closed it because a bridge had opened upstream.",
)


@pytest.fixture(scope="module")
def reader():
    return EmbeddedReader()


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("When did the ferry first run?", 0, "1911"),
        ("who built the ferry", 1, "Aasen"),
        ("How much did the county pay for it?", 2, "20,000"),
        ("Why was the ferry closed?", 3, "bridge"),
    ],
)
def test_the_sentence_that_answers_is_told_from_its_neighbours(reader, question, sentence, words):
    (readings,) = reader.read(question, [FERRY])
    best = max(range(len(FERRY)), key=lambda place: readings[place].odds)
    assert best == sentence
    assert words in FERRY[best][readings[best].start : readings[best].end]


def test_what_is_foreign_to_the_sentences_is_answered_by_none(reader):
    (own,) = reader.read("When did the ferry first run?", [FERRY])
    (foreign,) = reader.read("Which team won the cup final?", [FERRY])
    own, foreign = (max(each.odds for each in readings) for readings in (own, foreign))
    assert foreign < own
    assert foreign < 0


def test_probabilities_grow_with_the_odds_between_nought_and_one(reader):
    (readings,) = reader.read("Who owned the ferry in 1960?", [FERRY])
    for reading in readings:
        assert 0 < reading.answers < 1
        assert (reading.answers > 0.5) == (reading.odds > 0)


def test_the_same_words_are_read_the_same_by_another_process_and_with_other_threads(reader):
    question = "When did the ferry first run?"
    code = (
        "import sys; from assistant.retrieval.reading import EmbeddedReader;"
        "print(EmbeddedReader(threads=1).read(sys.argv[1], [sys.argv[2:]]))"
    )
    printed = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", code, question, *FERRY], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == str(reader.read(question, [FERRY]))


def test_rows_are_read_apart_and_come_back_in_order(reader):
    question, rows = "When did the ferry first run?", [FERRY[:2], FERRY[2:], FERRY, ()]
    together = reader.read(question, rows)
    assert together == [reader.read(question, [row])[0] for row in rows]
    assert reader.read(question, []) == []


@pytest.mark.parametrize("sentences", [(), ("",), ("\ud800",), ("x " * 5_000,), ("word.",) * 200])
@pytest.mark.parametrize("question", ["", "\ud800?", "why " * 3_000])
def test_any_text_gets_one_reading_a_sentence_with_a_span_inside_it(reader, question, sentences):
    (readings,) = reader.read(question, [sentences])
    assert len(readings) == len(sentences)
    for sentence, reading in zip(sentences, readings, strict=True):
        assert 0 <= reading.start <= reading.end <= len(sentence)


def test_a_sentence_for_which_there_is_no_room_is_read_as_not_answering(reader):
    (readings,) = reader.read("When?", [["It was in 1911. " * 20] * 5])
    assert readings[-1] == UNREAD


@given(st.lists(st.integers(min_value=1, max_value=130), max_size=40))
def test_every_sentence_of_the_story_stands_in_a_row_that_can_be_read_at_once(lengths):
    text = " ".join(" ".join(["Word"] * length) + "." for length in lengths)
    article = Article("", text, split(text))
    rows = rows_of(article, article.story)
    seen = [sentence.number for row in rows for sentence in row]
    assert sorted(set(seen)) == [sentence.number for sentence in article.story]
    for row in rows:
        numbers = [sentence.number for sentence in row]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        words = sum(len(article.words_of(sentence).split()) for sentence in row)
        assert words <= WORDS_IN_A_ROW or len(row) == 1


def test_boilerplate_is_never_read():
    article = open_article(
        document_of(
            "The ferry ran until 1954. It was loved.\n\n"
            "Subscribe to our newsletter. By signing up you agree to our privacy policy.\n\n"
            "A bridge took its place."
        )
    ).article
    read = {sentence.kind for row in rows_of(article, article.story) for sentence in row}
    assert SentenceKind.BOILERPLATE not in read


def test_with_the_reader_switched_off_questions_are_answered_all_the_same():
    article = document_of(" ".join(FERRY))
    assistant = open_article(article, Settings(reader=False))
    answer = assistant.ask("When did the ferry first run?").answer
    assert "1911" in answer.citations[0].quote


@pytest.fixture
def folder(tmp_path):
    for name in ("reader.onnx", "reader.sha256", "tokenizer.json", "embedder.sha256"):
        shutil.copy(MODELS / name, tmp_path)
    return tmp_path


def test_nothing_is_read_from_disk_before_the_first_question(folder):
    reader = EmbeddedReader(folder=folder)
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match="cannot be read; reinstall Footnote"):
        reader.read("When?", [FERRY])


@pytest.mark.parametrize("name", ["reader.onnx", "reader.sha256", "tokenizer.json"])
def test_a_damaged_file_is_refused_with_its_name(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-10] + b"0123456789")
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        EmbeddedReader(folder=folder).read("When?", [FERRY])


def test_the_model_card_tells_the_checksum_of_the_file_beside_it():
    card = (MODELS / "reader.md").read_text(encoding="utf-8")
    checksum = hashlib.sha256((MODELS / "reader.onnx").read_bytes()).hexdigest()
    assert re.findall(r"\b[0-9a-f]{64}\b", card) == [checksum]
