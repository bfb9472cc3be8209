"""What ships beside the code is there, whole, and described."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from assistant.errors import ArticleError
from assistant.resources import DEFAULT_SEED, PROMPTS, SEEDS, seed, seed_slugs


@pytest.mark.parametrize("slug", seed_slugs())
def test_a_seed_is_the_text_its_source_describes(slug):
    about = tomllib.loads((SEEDS / slug / "source.toml").read_text(encoding="utf-8"))
    text = seed(slug).article.read_bytes()
    assert about["slug"] == slug
    assert about["sha256"] == hashlib.sha256(text).hexdigest()
    assert {"title", "title_by", "language", "origin", "not_known"} <= set(about)


def test_the_default_seed_is_there():
    assert DEFAULT_SEED in seed_slugs()
    assert seed().article.read_text(encoding="utf-8").startswith("Xi Jinping and Vladimir Putin")


def test_a_seed_that_is_not_there_is_one_sentence_that_names_those_that_are():
    with pytest.raises(ArticleError, match=f"'unheard-of'.*cannot be read.*{DEFAULT_SEED}"):
        seed("unheard-of")


def test_a_seed_whose_text_was_changed_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / DEFAULT_SEED
    folder.mkdir()
    for name in ("article.txt", "source.toml"):
        (folder / name).write_bytes((SEEDS / DEFAULT_SEED / name).read_bytes())
    with (folder / "article.txt").open("a", encoding="utf-8") as text:
        text.write(" And one sentence more.")
    monkeypatch.setattr("assistant.resources.SEEDS", tmp_path)
    with pytest.raises(ArticleError, match="not the text that was shipped"):
        seed()


def test_the_shipped_prose_is_there():
    assert (PROMPTS / "README.md").is_file()
