"""Measure written answers beside LangChain's own chain: `python -m benchmarks.writing`.

Both ask the same local server, which takes 300 ms to its first word and writes at a steady pace,
and both find passages with the same embedder. The chain is the stock one of LangChain's guides: a
retriever that has the model rewrite follow-ups, and the documents stuffed into one prompt. It needs
`pip install langchain-classic langchain-text-splitters`; without them Footnote is measured alone.

Each is asked in turn, so that whatever else the machine does falls on all alike. What the server
takes is measured in the same turns, by a client that only reads.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO, cast

from assistant.building import open_article
from assistant.domain import Answer, Piece, PieceKind, Turn
from assistant.provider.spending import estimated_tokens
from assistant.resources import seed
from assistant.retrieval.embedding import EmbeddedModel, for_langchain
from assistant.settings import read_settings

if TYPE_CHECKING:
    from tests.servers.model_server import Asked, Written

ROUNDS = 20
FIRST_WORD = 0.3
PACE = 0.005
WRITTEN = 25
"""Words of an answer."""
ALLOWED = 40
"""Milliseconds that Footnote may add to what the server takes to its first word."""
QUESTION, FOLLOW_UP = "Who leads China’s Communist Party?", "Why does he travel now?"
REPHRASE = (
    "Given a chat history and the latest user question which might reference context in the chat "
    "history, formulate a standalone question which can be understood without the chat history. "
    "Do NOT answer the question, just reformulate it if needed and otherwise return it as is."
)
ANSWER = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved "
    "context to answer the question. If you don't know the answer, say that you don't know. Use "
    "three sentences maximum and keep the answer concise.\n\n{context}"
)
NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer: milliseconds to its first word and in all, and what the server was asked."""

    first_word: float
    total: float
    calls: int
    tokens: int


def main() -> None:
    """Measure every way of asking, first questions and follow-ups, and print the table."""
    with serving() as (url, asked):
        ways: dict[str, Way] = {"the server alone": bare(url), "Footnote": footnote(url)}
        try:
            ways["LangChain's chain"] = chain(url)
        except ImportError as error:
            print(f"{error.name} is not installed: Footnote is measured alone", file=sys.stderr)
        found: dict[tuple[str, bool], list[Measured]] = {}
        for number in range(ROUNDS + 1):
            print(f"round {number} of {ROUNDS}", file=sys.stderr)
            for follows in (False, True):
                for name, way in ways.items():
                    measured = one(way(follows), asked)
                    if number:  # the first round warms up
                        found.setdefault((name, follows), []).append(measured)
    show(found)


def one(words: Iterator[str], asked: Callable[[], tuple[int, int]]) -> Measured:
    """Hear an answer out."""
    asked()
    began, first = time.perf_counter(), 0.0
    for word in words:
        if word.strip() and not first:
            first = time.perf_counter() - began
    return Measured(1000 * first, 1000 * (time.perf_counter() - began), *asked())


def show(found: dict[tuple[str, bool], list[Measured]]) -> None:
    """Medians, and what is added to the server's own time to its first word."""
    print(f"{'':<34}{'first word':>12}{'added':>10}{'total':>10}{'calls':>7}{'tokens':>8}")
    for (name, follows), each in found.items():

        def median(field: str, each: list[Measured] = each) -> float:
            return statistics.median(getattr(one, field) for one in each)

        server = statistics.median(one.first_word for one in found["the server alone", follows])
        what = f"{name}, {'follow-up' if follows else 'first question'}"
        added = median("first_word") - server
        print(
            f"{what:<34}{median('first_word'):>9.0f} ms{added:>7.0f} ms{median('total'):>7.0f} ms"
            f"{median('calls'):>7.0f}{median('tokens'):>8.0f}"
        )
    print(f"\nFootnote may add {ALLOWED} ms to what the server takes to its first word.")


Way = Callable[[bool], Iterator[str]]
"""Streams the words of an answer; the flag asks the follow-up instead of the first question."""


def footnote(url: str) -> Way:
    """Footnote as it ships, the sample article open."""
    settings = read_settings(chat_model="openai:test-model", openai_base_url=url, _env_file=None)
    assistant = open_article(seed().article, settings)
    before: list[Turn] = []

    def ask(follows: bool) -> Iterator[str]:
        for event in assistant.ask(FOLLOW_UP if follows else QUESTION, before if follows else ()):
            if isinstance(event, Piece) and event.kind is PieceKind.WRITTEN:
                yield event.text
            elif isinstance(event, Answer) and not follows:
                before[:] = [Turn(QUESTION, event)]

    return ask


def chain(url: str) -> Way:
    """The chain of LangChain's guide on conversations about documents, told nothing else."""
    from langchain_classic.chains import create_history_aware_retriever, create_retrieval_chain
    from langchain_classic.chains.combine_documents import create_stuff_documents_chain
    from langchain_core.messages import AIMessage, HumanMessage
    from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_openai import ChatOpenAI
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = InMemoryVectorStore(for_langchain(EmbeddedModel()))
    store.add_texts(splitter.split_text(seed().article.read_text(encoding="utf-8")))
    model = ChatOpenAI(model="test-model", base_url=url, api_key="none")  # type: ignore[arg-type]

    def prompt(system: str) -> ChatPromptTemplate:
        history = MessagesPlaceholder("chat_history")
        return ChatPromptTemplate.from_messages([("system", system), history, ("human", "{input}")])

    retriever = create_history_aware_retriever(model, store.as_retriever(), prompt(REPHRASE))
    answering = create_stuff_documents_chain(model, prompt(ANSWER))
    whole = create_retrieval_chain(retriever, answering)
    history: list[Any] = []

    def ask(follows: bool) -> Iterator[str]:
        question, said = FOLLOW_UP if follows else QUESTION, ""
        asked = {"input": question, "chat_history": history if follows else []}
        for chunk in whole.stream(asked):
            said += chunk.get("answer", "")
            yield chunk.get("answer", "")
        if not follows:
            history[:] = [HumanMessage(question), AIMessage(said)]

    return ask


def bare(url: str) -> Way:
    """A client that sends a few words and reads what comes."""
    import httpx2

    client = httpx2.Client(trust_env=False)
    body = {"model": "test-model", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}

    def ask(_: bool) -> Iterator[str]:
        with client.stream("POST", f"{url}/chat/completions", json=body) as reply:
            for line in reply.iter_lines():
                told = line.removeprefix("data: ")
                if told.startswith("{"):
                    yield json.loads(told)["choices"][0]["delta"].get("content", "")

    return ask


@contextmanager
def serving() -> Iterator[tuple[str, Callable[[], tuple[int, int]]]]:
    """A server in a process of its own: its address, and what it was asked since it last told."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.writing", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stdin, stdout = cast("TextIO", process.stdin), cast("TextIO", process.stdout)

    def asked() -> tuple[int, int]:
        print(file=stdin, flush=True)
        calls, tokens = json.loads(stdout.readline())
        return calls, tokens

    try:
        yield stdout.readline().strip(), asked
    finally:
        stdin.close()
        process.wait(timeout=30)
        stdout.close()


def serve() -> None:
    """Answer for as long as lines come, and tell at each what was asked since the last."""
    from tests.servers.model_server import model_server

    with model_server(reply) as server:
        print(server.url, flush=True)
        told = 0
        for _ in sys.stdin:
            new = server.chats[told:]
            told += len(new)
            print(json.dumps([len(new), sum(estimated_tokens(a.prompt) for a in new)]), flush=True)


def reply(asked: Asked) -> Written:
    """The first words of what there is to answer from, cited where sentences have numbers."""
    from tests.servers.model_server import Written

    numbered = NUMBERED.search(asked.messages[-1]["content"])
    if asked.messages[0]["content"] == REPHRASE:
        text = asked.messages[-1]["content"]
    elif numbered:
        text = f"{' '.join(numbered[2].split()[:WRITTEN])} [{numbered[1]}]."
    else:
        text = " ".join(asked.prompt.partition("\n\n")[2].split()[:WRITTEN]) or "Hello."
    return Written(text, first_word=FIRST_WORD, pace=PACE)


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
