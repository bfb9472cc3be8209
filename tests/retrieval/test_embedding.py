"""The model in the box: the same text always means the same vector, and near means alike."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.retrieval.embedding import EmbeddedModel, for_langchain
from assistant.retrieval.networks import MODELS

SENTENCES = [
    "Xi Jinping and Vladimir Putin will meet in Samarkand on Thursday.",
    "The two leaders announced a partnership before the war.",
    "Knead the dough for ten minutes and let it rest.",
    "Yes.",
]


@pytest.fixture(scope="module")
def model():
    return EmbeddedModel()


@pytest.fixture
def folder(tmp_path):
    for name in ("embedder.onnx", "embedder.sha256", "tokenizer.json"):
        shutil.copy(MODELS / name, tmp_path)
    return tmp_path


def test_each_text_gets_a_row_of_unit_length(model):
    rows = model.encode(SENTENCES)
    assert (rows.shape, rows.dtype) == ((len(SENTENCES), model.dimensions), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_rows(model):
    assert model.encode([]).shape == (0, model.dimensions)
    assert model.embed_documents([]) == []


def test_rows_come_in_the_order_of_the_texts(model):
    assert np.array_equal(model.encode(SENTENCES)[::-1], model.encode(SENTENCES[::-1]))


def test_a_text_has_the_same_vector_whatever_company_it_keeps(model):
    alone = model.encode(SENTENCES[:1])[0]
    among_others = model.encode([*SENTENCES, SENTENCES[0], "A long tail. " * 90, SENTENCES[0]])
    assert all(np.array_equal(among_others[place], alone) for place in (0, 4, 6))


def test_a_text_has_the_same_vector_on_any_number_of_threads(model):
    assert np.array_equal(EmbeddedModel(threads=1).encode(SENTENCES), model.encode(SENTENCES))
    assert np.array_equal(EmbeddedModel(threads=3).encode(SENTENCES), model.encode(SENTENCES))


def test_a_question_is_nearer_to_the_sentence_that_answers_it(model):
    nearness = model.encode(SENTENCES) @ model.embed_query("Where do the presidents meet?")
    assert nearness.argmax() == 0
    assert nearness[2] < nearness[1] < nearness[0]


def test_langchain_is_given_the_same_vectors(model):
    dressed = for_langchain(model)
    assert dressed.embed_documents(SENTENCES) == model.encode(SENTENCES).tolist()
    assert dressed.embed_query(SENTENCES[0]) == model.encode(SENTENCES)[0].tolist()


@pytest.mark.parametrize(
    "odd",
    ["", " \n\t", "\0", "a\0b", "\ud800", "half \udc00 a pair", "🙂👩‍👩‍👧", "字" * 999, "x" * 9999],
)
def test_an_odd_text_gets_a_vector_all_the_same(model, odd):
    assert np.linalg.norm(model.encode([odd])[0]) == pytest.approx(1, abs=1e-5)


def test_a_text_is_read_up_to_its_256th_token(model):
    full = "word " * 254  # and one token to open, one to close
    assert np.array_equal(*model.encode([full, full + "and then something else entirely"]))
    assert not np.array_equal(*model.encode([full, full[5:]]))


def test_a_very_long_text_does_not_take_long(model):
    assert np.array_equal(*model.encode(["word " * 400_000, "word " * 300]))


def test_the_model_card_tells_the_checksums_of_the_files_beside_it():
    card = (MODELS / "embedder.md").read_text(encoding="utf-8")
    for name in ("embedder.onnx", "tokenizer.json"):
        checksum = hashlib.sha256((MODELS / name).read_bytes()).hexdigest()
        assert checksum in card
        assert f"{checksum}  {name}" in (MODELS / "embedder.sha256").read_text().splitlines()


def test_the_fingerprint_names_the_file_without_reading_it(folder):
    (folder / "embedder.onnx").unlink()
    checksum = hashlib.sha256((MODELS / "embedder.onnx").read_bytes()).hexdigest()
    assert EmbeddedModel(folder=folder).fingerprint == f"all-MiniLM-L6-v2-int8-{checksum[:12]}"


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json", "embedder.sha256"])
def test_a_missing_file_is_named_with_what_to_do(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} cannot be read; reinstall Footnote\.$"):
        EmbeddedModel(folder=folder).encode(["x"])


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json"])
def test_a_file_with_one_wrong_byte_is_refused(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=rf"{name} is damaged; reinstall Footnote\.$"):
        EmbeddedModel(folder=folder).encode(["x"])


@pytest.mark.parametrize("checksums", ["", "one\n", "a b c\n", "é\n", "0  tokenizer.json\n"])
def test_a_damaged_list_of_checksums_is_refused(folder, checksums):
    (folder / "embedder.sha256").write_text(checksums, encoding="utf-8")
    with pytest.raises(ModelError, match=r"embedder\.sha256 is damaged; reinstall Footnote\.$"):
        EmbeddedModel(folder=folder).encode(["x"])


def test_two_processes_give_the_same_bytes_and_print_nothing(model):
    code = (
        "import sys\n"
        "from assistant.retrieval.embedding import EmbeddedModel\n"
        "sys.stdout.buffer.write(EmbeddedModel().encode(sys.argv[1:]).tobytes())"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", code, *SENTENCES],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert result.stdout == model.encode(SENTENCES).tobytes()
    assert result.stderr == b""


def test_importing_the_module_loads_no_heavy_library():
    code = (
        "import sys, assistant.retrieval.embedding\n"
        "print({'numpy', 'onnxruntime', 'tokenizers', 'langchain_core'} & sys.modules.keys())"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert result.stdout.strip() == b"set()"


def test_the_library_that_runs_the_model_leaves_nothing_to_report(tmp_path):
    program = "from assistant.retrieval.embedding import EmbeddedModel as M; M().encode(['hello'])"
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        check=True,
        timeout=120,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert not list(tmp_path.rglob("*"))  # it would count this machine in a folder there
