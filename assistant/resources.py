"""Where the files are that travel with the code: at the top of a checkout, or inside the package.

A new article to ship is one more folder in `seeds/`; `seeds/README.md` tells its shape.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import ArticleError

_PACKAGE: Final = Path(__file__).parent
# The wheel lays the two folders here (see pyproject.toml); a checkout has them at its top.
_SHIPPED: Final = _PACKAGE / "shipped"
_TOP: Final = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent

PROMPTS: Final = _TOP / "prompts"
SEEDS: Final = _TOP / "seeds"
DEFAULT_SEED: Final = "xi-putin-samarkand"


@dataclass(frozen=True, slots=True)
class Seed:
    """An article that ships with Footnote: where its text is, and what is known of it."""

    slug: str
    title: str
    language: str
    origin: str
    article: Path


def seed_slugs() -> tuple[str, ...]:
    """The name of each article that ships with Footnote, in alphabetical order."""
    return tuple(sorted(source.parent.name for source in SEEDS.glob("*/source.toml")))


def seed(slug: str = DEFAULT_SEED) -> Seed:
    """The article of that name, once its text is known to be the one that was shipped.

    Raises ArticleError if there is none or its files were changed.
    """
    folder = SEEDS / slug
    article = folder / ("article.md" if (folder / "article.md").exists() else "article.txt")
    try:
        about = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
        checksum = hashlib.sha256(article.read_bytes()).hexdigest()
        found = Seed(slug, about["title"], about["language"], about["origin"], article)
        whole = checksum == about["sha256"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ArticleError(_unusable(slug, "cannot be read")) from error
    if not whole:
        raise ArticleError(_unusable(slug, "is not the text that was shipped"))
    return found


def _unusable(slug: str, what: str) -> str:
    return (
        f"The article {slug!r} in {SEEDS} {what}; reinstall Footnote, "
        f"or choose one of: {', '.join(seed_slugs()) or 'none is there'}."
    )
