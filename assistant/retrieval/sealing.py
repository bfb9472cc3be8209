"""Know a folder by every byte in it, so that a damaged index is never handed to native code.

A flipped bit in an index can end the interpreter, and a lost file can silently cost results.
A sealed folder is therefore never opened: what is opened is a copy, compared while it is made.
Whatever happens to the copy, a killed reader included, the sealed one stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS = "contents"
SEAL = "seal.json"
PIECE = 1 << 20  # bytes held in memory at a time


def seal(folder: Path) -> None:
    """Write beside `folder/contents` the size and the hash of every file in it."""
    contents = folder / CONTENTS
    facts = {name: [path.stat().st_size, _hash(path)] for name, path in _files(contents).items()}
    (folder / SEAL).write_text(json.dumps(facts, indent=1, sort_keys=True), encoding="utf-8")


def copy_if_intact(folder: Path, target: Path) -> bool:
    """Copy what was sealed to `target`, unless a file is missing, foreign or differs by a byte."""
    try:
        facts = json.loads((folder / SEAL).read_bytes())
        files = _files(folder / CONTENTS)
        intact = isinstance(facts, dict) and facts.keys() == files.keys()
        intact = intact and all(
            facts[name] == [path.stat().st_size, _copy(path, target / name)]
            for name, path in files.items()
        )
    except (FileNotFoundError, ValueError):  # ValueError: a seal that is not JSON
        intact = False
    if not intact:
        shutil.rmtree(target, ignore_errors=True)
    return intact


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, _digest).hexdigest()


def _copy(path: Path, target: Path) -> str:
    """Copy a file and return the hash of what was written, so nothing can change in between."""
    digest = _digest()
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, target.open("wb") as copy:
        while piece := source.read(PIECE):
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)  # the fastest of the standard library's
