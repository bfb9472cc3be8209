"""Suggest questions about this article, each tried first: only what is answered is offered."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from assistant.domain import SentenceKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.domain import Answer, Article

MOST_SUGGESTED = 3
_OVERVIEW = "What is this article about?"
_FULL_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+"
_SPOKE = "said|says|told|added|argued|claimed|explained|wrote|warned"
_SPEAKER = re.compile(
    rf"(?P<before>{_FULL_NAME})(?:, [^,.“”]{{3,60}},)? (?:{_SPOKE})\b"
    rf"|\b(?:{_SPOKE}) (?:Professor |Dr\.? )?(?P<after>{_FULL_NAME})"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: [A-Z][\w-]+)*")


def suggest(article: Article, ask: Callable[[str], Answer]) -> tuple[str, ...]:
    """Up to three questions that `ask` answers with a citation; none for a text too short."""
    if len(article.story) < MOST_SUGGESTED:
        return ()
    taken: list[str] = []
    for question in _ideas(article):
        answer = ask(question)
        if answer.verdict is Verdict.ANSWERED and answer.citations:
            taken.append(question)
        if len(taken) == MOST_SUGGESTED:
            break
    return tuple(taken)


def _ideas(article: Article) -> Iterator[str]:
    """Candidates, the most telling first: what it is about, who spoke most, what is named most."""
    yield _OVERVIEW
    story = [article.words_of(s) for s in article.sentences if s.kind is SentenceKind.STORY]
    text = " ".join(story)
    spoke = {match["before"] or match["after"] for match in _SPEAKER.finditer(text)}
    speakers = sorted(spoke, key=lambda name: (-text.count(name.split()[-1]), text.index(name)))
    named = Counter(name for sentence in story for name in _NAME.findall(sentence))
    subjects = [
        name
        for name, count in named.most_common(6)
        if count > 1 and not any(name in speaker for speaker in speakers)
    ]
    said = [f"What did {speaker} say?" for speaker in speakers[:2]]
    about = [f"What does the article say about {subject}?" for subject in subjects]
    yield from (*said[:1], *about[:1], *said[1:], *about[1:])
