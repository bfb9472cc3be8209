"""Measure answers that a model writes: asked now and recorded, or recorded before.

A model's failures are not traced by asking again, and its articles are not changed by the hundred:
each question would cost what it costs, and nothing of it is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import building
from assistant.answering.quoting import Quoting
from assistant.errors import SettingsError
from assistant.evaluation.engines import Live, Remembering
from assistant.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.domain import Answerer, Article, Searcher, Turn
    from assistant.evaluation.engines import Given
    from assistant.evaluation.gold import GoldSet, Item
    from assistant.provider.model import Model
    from assistant.settings import Settings

MODEL = "model"
"""What `footnote evaluate --engine` calls the model of the settings."""


class Modelled:
    """The product with a model, asked as a reader would."""

    def __init__(self, settings: Settings, model: Model) -> None:
        """`settings` say how `model` is asked; what it cannot answer is never quoted instead."""
        self.name = model.name
        embedder = Remembering(settings.threads)
        alone = settings.model_copy(update={"chat_model": model.name, "fallback": "none"})
        writer = building.Writer(alone, embedder, lambda: model)

        def compose(article: Article, searcher: Searcher) -> Answerer:
            return building.writing(article, searcher, writer, Quoting(article, searcher))

        self._live = Live(self.name, compose, embedder, read=False)

    def ask(self, gold: GoldSet, item: Item, earlier: Sequence[Turn] = ()) -> Given:
        """What becomes of an item, asked after the `earlier` turns of its conversation."""
        return self._live.ask(gold, item, earlier)


def asked_now(record: Path | None, settings: Settings | None = None) -> Modelled:
    """The model that the settings name, its answers kept in the folder `record`, if one is given.

    Raises:
        SettingsError: no model is set, or it cannot be opened.
        QuestionsError: the folder holds answers of another run, or cannot be written.
    """
    from assistant.evaluation.recording import Folder, Recipe, Recorded
    from assistant.provider.chat import chat_model

    settings = settings or read_settings()
    if not settings.chat_model:
        raise SettingsError("--engine model needs one: set ASSISTANT_CHAT_MODEL in .env.")
    model: Model = chat_model(settings)
    if record:
        folder = Folder(record)
        folder.begin(Recipe.of(settings))
        model = Recorded(folder, model)
    return Modelled(settings, model)


def recorded_before(folder: Path) -> Modelled:
    """The answers kept in a folder, for the prompts that are the same now.

    Raises:
        QuestionsError: nothing was recorded there.
    """
    from dataclasses import asdict

    from assistant.evaluation.recording import Folder, Recorded

    recorded = Folder(folder)
    settings = read_settings(**asdict(recorded.recipe()))
    return Modelled(settings, Recorded(recorded))
