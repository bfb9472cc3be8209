"""The networks in the box: checked against their checksums, then opened.

How the files in `models/` were made is in `training/`; each has a model card beside it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

MODELS: Final = Path(__file__).parent / "models"
MOST_THREADS: Final = 4  # a few sentences are too small to keep more of them busy


class ModelFiles:
    """Files of a folder with the checksums that name them, each checked when it is used."""

    def __init__(self, checksums: str, folder: Path = MODELS) -> None:
        """`checksums` is the file of `folder` that lists them, as `sha256sum` writes it."""
        self._folder = folder
        self._list = folder / checksums
        self._checksums: dict[str, str] | None = None

    def checksum(self, name: str) -> str:
        """The SHA-256 that a file must have."""
        return self._listed(name)[name]

    def path(self, name: str) -> Path:
        """Where a file is, once it is known to be whole; else ModelError."""
        path, expected = self._folder / name, self.checksum(name)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unusable(path, "cannot be read") from error
        if found != expected:
            raise _unusable(path, "is damaged")
        return path

    def _listed(self, name: str) -> dict[str, str]:
        if self._checksums is None:
            try:
                lines = self._list.read_text(encoding="ascii").splitlines()
                self._checksums = {file: checksum for checksum, file in map(str.split, lines)}
            except OSError as error:
                raise _unusable(self._list, "cannot be read") from error
            except ValueError as error:
                raise _unusable(self._list, "is damaged") from error
        if name not in self._checksums:
            raise _unusable(self._list, "is damaged")
        return self._checksums


def open_tokenizer(path: Path, longest: int | None = None) -> Tokenizer:
    """The tokenizer of a file; texts are cut after `longest` tokens where it is given."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    if longest is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(longest)
    return tokenizer


def open_network(path: Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """The network of a file, to be run on `threads` threads; 0 chooses."""
    # Before it is imported: asked later, it has counted this machine already and goes on to tell
    # its maker, minutes after, in whatever program stays up that long.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or threads_chosen()
    options.log_severity_level = 3  # errors only: its warnings are for its own developers
    # A thread that waits busily takes a core from whoever is at work.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # it would keep the longest text's memory for good
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def readable(text: str) -> str:
    """`text` as a tokenizer can read it: half a surrogate pair cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _unusable(path: Path, what: str) -> ModelError:
    return ModelError(f"The model file {path} {what}; reinstall Footnote.")


def threads_chosen() -> int:
    """How many threads suit a network here; in a container there are fewer cores to use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST_THREADS)
