"""Find the sentences nearest in meaning to a question, exactly or through Chroma.

One collection holds one article, because a filter over many articles was measured to cost 76 ms a
query and none 3 ms. An index is never the truth: it can be thrown away and built again from SQL.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import weakref
from contextlib import contextmanager
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.errors import StorageError
from assistant.retrieval.greeting import SERVER_PATIENCE, address_of, greet
from assistant.retrieval.sealing import CONTENTS, copy_if_intact, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set
    from pathlib import Path

    import httpx
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from assistant.domain import Sentence

DAMAGED_KEPT = 2
"""Damaged indexes set aside for whoever wants to know what happened; older ones go."""
ROWS_A_BATCH = 5000  # Chroma refuses more than 5461 at a time
PAGE = 100  # collections listed at a time


class VectorIndex(Protocol):
    """The sentences of one article, to be found by the closeness of their vectors."""

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Up to `limit` sentence numbers with their cosine to `vector`, best first."""

    def vectors(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these sentences, in this order, shape (numbers, dimensions)."""


class ExactIndex:
    """Compares with every sentence: nothing to store, and for one article fast enough."""

    def __init__(self, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """`vectors[i]` is the unit vector of sentence `numbers[i]`."""
        self._numbers = list(numbers)
        self._vectors = vectors

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Up to `limit` sentence numbers with their cosine to `vector`, best first."""
        import numpy as np

        cosines = self._vectors @ vector
        # Where two are equal, in reading order.
        best = np.lexsort((np.asarray(self._numbers), -cosines))
        return [(self._numbers[row], float(cosines[row])) for row in best[:limit]]

    def vectors(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these sentences, in this order, shape (numbers, dimensions)."""
        row_of = {number: row for row, number in enumerate(self._numbers)}
        return self._vectors[[row_of[number] for number in numbers]]


class ChromaIndex:
    """One article's collection. Lives as long as somebody holds it."""

    def __init__(self, collection: Collection, numbers: Sequence[int], where: str) -> None:
        """`collection` holds the sentences `numbers`; `where` it is kept is told in errors."""
        self._collection = collection
        self._numbers = frozenset(numbers)
        self._where = where

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Up to `limit` sentence numbers with their cosine to `vector`, best first."""
        limit = min(limit, len(self._numbers))
        if limit < 1:
            return []
        with _chroma_failures(self._where):
            found = self._collection.query(
                query_embeddings=vector[None], n_results=limit, include=["distances"]
            )
        numbers = (int(number) for number in found["ids"][0])
        cosines = (1.0 - float(distance) for distance in (found["distances"] or [[]])[0])
        # Asked again here, so that no collection can ever cite a sentence of another article.
        return _best_first(
            pair for pair in zip(numbers, cosines, strict=True) if pair[0] in self._numbers
        )

    def vectors(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these sentences, in this order, shape (numbers, dimensions)."""
        import numpy as np

        ids = [str(number) for number in numbers]
        with _chroma_failures(self._where):
            found = self._collection.get(ids=ids, include=["embeddings"])
        row_of = {name: row for row, name in enumerate(found["ids"])}
        return np.asarray(found["embeddings"], np.float32)[[row_of[name] for name in ids]]


class ChromaIndexes(Protocol):
    """Where the collections are kept; each is named by `index_name`."""

    def open(self, name: str, numbers: Sequence[int]) -> VectorIndex | None:
        """The index of exactly these sentences; None if there is none that is whole."""

    def build(self, name: str, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Make an index that `open` finds, replacing what was there; all of it or nothing."""

    def drop(self, name: str) -> None:
        """Remove an index if it is there."""

    def sweep(self, keep: Set[str]) -> None:
        """Remove every index of this library that is not in `keep`."""

    def close(self) -> None:
        """Let go of everything opened."""


class ChromaFolder:
    """Chroma embedded in this process: a sealed store an article, opened only as checked copies.

    Opening a store rewrites its files, so a store in use could not be told from a damaged one
    after a kill. The copy costs a few milliseconds and takes that question away.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` belongs to this process: what an earlier one left open there is removed."""
        self._folder = folder
        self._opened = folder / "opened"
        self._building = folder / "building"
        self._damaged = folder / "damaged"
        self._copies = count(1)
        self._releases: list[weakref.finalize[..., ChromaIndex]] = []
        for leftover in (self._opened, self._building):
            shutil.rmtree(leftover, ignore_errors=True)

    def open(self, name: str, numbers: Sequence[int]) -> VectorIndex | None:
        """The index of exactly these sentences; None if there is none that is whole."""
        sealed = self._folder / name
        if not sealed.exists():
            return None
        copy = self._opened / f"{name}-{next(self._copies)}"
        with _chroma_failures(str(copy)):
            intact = copy_if_intact(sealed, copy)
        if not intact:
            self._set_aside(sealed)
            return None
        with _chroma_failures(str(copy)):
            client = _embedded_client(copy)
            collection = _whole_collection(client, name, numbers)
        if collection is None:
            _release(client, copy)
            self._set_aside(sealed)
            return None
        index = ChromaIndex(collection, numbers, str(copy))
        # Nobody has to close an index: its store closes when the last answer that uses it is gone.
        self._releases = [release for release in self._releases if release.alive]
        self._releases.append(weakref.finalize(index, _release, client, copy))
        return index

    def build(self, name: str, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Make an index that `open` finds, replacing what was there; all of it or nothing."""
        unfinished = self._building / name
        shutil.rmtree(unfinished, ignore_errors=True)
        with _chroma_failures(str(self._folder)):
            (unfinished / CONTENTS).mkdir(parents=True)
            client = _embedded_client(unfinished / CONTENTS)
            try:
                _fill(client, name, numbers, vectors)
            finally:
                client.close()
            seal(unfinished)
            shutil.rmtree(self._folder / name, ignore_errors=True)
            unfinished.rename(self._folder / name)

    def drop(self, name: str) -> None:
        """Remove an index if it is there, and what was set aside of it."""
        for folder in (self._folder / name, *self._damaged.glob(f"{name}-*")):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, keep: Set[str]) -> None:
        """Remove every index of this library that is not in `keep`."""
        ours = {self._opened.name, self._building.name, self._damaged.name}
        for folder in self._folder.glob("*"):
            if folder.name not in keep and folder.name not in ours:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of everything opened."""
        for release in self._releases:
            release()

    def _set_aside(self, sealed: Path) -> None:
        """Keep a damaged index out of the way, and no more than a few of them."""
        self._damaged.mkdir(exist_ok=True)
        numbers = (int(old.name.rpartition("-")[2]) for old in self._damaged.glob("*-*"))
        sealed.rename(self._damaged / f"{sealed.name}-{max(numbers, default=0) + 1}")
        by_age = sorted(self._damaged.glob("*-*"), key=lambda old: int(old.name.rpartition("-")[2]))
        for old in by_age[:-DAMAGED_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


class ChromaServer:
    """Collections on a Chroma server, which may be shared: ours begin with the library's name."""

    def __init__(self, url: str, library: str) -> None:
        """Connects at once. Raises SettingsError for a bad `url`, StorageError if none answers."""
        self._url = url
        self._prefix = f"footnote-{library}-"
        self._client = _server_client(url)

    def open(self, name: str, numbers: Sequence[int]) -> VectorIndex | None:
        """The index of exactly these sentences; None if there is none that is whole."""
        with _chroma_failures(self._url):
            collection = _whole_collection(self._client, self._prefix + name, numbers)
        return None if collection is None else ChromaIndex(collection, numbers, self._url)

    def build(self, name: str, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Make an index that `open` finds, replacing what was there."""
        self.drop(name)
        with _chroma_failures(self._url):
            _fill(self._client, self._prefix + name, numbers, vectors)

    def drop(self, name: str) -> None:
        """Remove an index if it is there."""
        from chromadb.errors import NotFoundError

        with _chroma_failures(self._url):
            try:
                self._client.delete_collection(self._prefix + name)
            except NotFoundError:
                return

    def sweep(self, keep: Set[str]) -> None:
        """Remove every index of this library that is not in `keep`."""
        with _chroma_failures(self._url):
            names = [
                collection.name
                for page in range(0, self._client.count_collections(), PAGE)
                for collection in self._client.list_collections(PAGE, page)
            ]
        for name in names:
            mine = name.removeprefix(self._prefix)
            if mine != name and mine not in keep:
                self.drop(mine)

    def close(self) -> None:
        """Let go of the connections, which the client itself would leave open."""
        self._client.close()
        for session in _sessions(self._client):
            session.close()


def index_name(text: str, sentences: Sequence[Sentence], embedder: str, splitting: int) -> str:
    """Name an index by all that went into it, so that a stale one is simply never found."""
    import chromadb

    parts = [
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        [[s.number, s.start, s.end, s.kind.value] for s in sentences],
        embedder,
        splitting,
        chromadb.__version__,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _fill(client: Client, name: str, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
    """One collection with our own vectors: Chroma's default embedder would download a model."""
    batches = max(1, -(-len(numbers) // ROWS_A_BATCH))
    # Rows fewer than this stay in Chroma's journal and are indexed again at each opening.
    rows_kept = max(2, len(numbers) // batches)
    collection = client.create_collection(
        name,
        embedding_function=None,
        configuration={
            "hnsw": {
                "space": "cosine",
                "max_neighbors": 32,
                "ef_construction": 200,
                "ef_search": 400,
                "batch_size": rows_kept,
                "sync_threshold": rows_kept,
            }
        },
    )
    for batch in range(batches):
        rows = slice(batch * len(numbers) // batches, (batch + 1) * len(numbers) // batches)
        if numbers[rows]:
            collection.add(ids=[str(n) for n in numbers[rows]], embeddings=vectors[rows])


def _whole_collection(client: Client, name: str, numbers: Sequence[int]) -> Collection | None:
    """The collection of that name, if it holds our sentences, all of them and no others."""
    from chromadb.errors import NotFoundError

    try:
        collection = client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None
    found = collection.get(include=[])["ids"]
    whole = sorted(found) == sorted(map(str, numbers)) and collection.count() == len(numbers)
    return collection if whole else None


def _embedded_client(folder: Path) -> Client:
    import chromadb

    client = chromadb.PersistentClient(path=str(folder), settings=_silent_settings())
    return cast("Client", client)  # its declared type forgets that it can be closed


def _release(client: Client, copy: Path) -> None:
    client.close()
    shutil.rmtree(copy, ignore_errors=True)


_environment = Lock()


def _server_client(url: str) -> Client:
    host, port, secure = address_of(url)
    greet(url)
    import chromadb

    with _chroma_failures(url), _environment:
        # The client has no setting for proxies and none for time, so the first is told the way
        # every HTTP client understands, for as long as it takes to make it, and the second after.
        before = os.environ.get("no_proxy")
        os.environ["no_proxy"] = "*"
        try:
            client = chromadb.HttpClient(host, port, secure, settings=_silent_settings())
        finally:
            os.environ.pop("no_proxy")
            if before is not None:
                os.environ["no_proxy"] = before
    for session in _sessions(client):
        session.timeout = SERVER_PATIENCE
    return cast("Client", client)


def _sessions(client: Any) -> list[httpx.Client]:
    """The connections of a client and of the second client it makes for itself."""
    # No public name leads to them.
    return [part._server._session for part in (client, client._admin_client)]


def _silent_settings() -> Any:
    from chromadb.config import Settings

    # No usage statistics, and nothing taken from a `.env` that is ours or another program's.
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # every class of settings takes it
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
    )


@contextmanager
def _chroma_failures(where: str) -> Iterator[None]:
    """Chroma's failures in our words; it raises anything up to a bare `Exception`."""
    try:
        yield
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        place = "that server" if where.startswith("http") else "the disk's space and permissions"
        message = f"The index at {where} cannot be used ({reason}): check {place}, then try again."
        raise StorageError(message) from error


def _best_first(pairs: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """By cosine, and in reading order where two are equal."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
