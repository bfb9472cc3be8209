"""What readers think of answers, with everything it takes to judge the judgement.

    library.feedback.give(conversation_id, 2, Opinion.WRONG_SOURCE, "The next sentence says it.")
    for judged in library.feedback.judged(): ...

What becomes of it is the evaluation's matter: `assistant.evaluation.collecting` makes gold rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.conversation.judging import StoredJudgements
from assistant.conversation.storing import StoredConversations
from assistant.domain import turns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.article.storing import StoredArticle, StoredArticles
    from assistant.conversation.judging import Judgement, Opinion
    from assistant.database import Database
    from assistant.domain import Answer, Exchange, Turn

    _Told = tuple[StoredArticle, tuple[Exchange, ...]]


@dataclass(frozen=True)
class Judged:
    """A judgement with the answer it is about, what was said before, and the article."""

    judgement: Judgement
    question: str
    answer: Answer
    turns: tuple[Turn, ...]
    source: StoredArticle


class Feedback:
    """The judgements in a library. Safe to use from several threads.

    Every method raises StorageError if the database cannot be used.
    """

    def __init__(self, database: Database, articles: StoredArticles) -> None:
        self._judgements = StoredJudgements(database)
        self._conversations = StoredConversations(database)
        self._articles = articles

    def of(self, conversation_id: str) -> dict[int, Judgement]:
        """What is thought of the answers of a conversation, by the number of the question."""
        return {each.number: each for each in self._judgements.all(conversation_id)}

    def give(self, conversation_id: str, number: int, opinion: Opinion, comment: str = "") -> None:
        """Keep what a reader thinks of an answer, in place of what was thought of it before.

        `number` counts the questions of the conversation from 1. Raises StorageError if no
        complete answer has it.
        """
        self._judgements.give(conversation_id, number, opinion, comment)

    def take_back(self, conversation_id: str, number: int) -> None:
        """Forget what was thought of an answer."""
        self._judgements.take_back(conversation_id, number)

    def complete(
        self,
        conversation_id: str,
        number: int,
        evidence: Sequence[tuple[int, int]],
        facts: Sequence[str],
    ) -> None:
        """Say what would have been right: the places of the article, and what must be said."""
        self._judgements.complete(conversation_id, number, evidence, facts)

    def judged(self) -> tuple[Judged, ...]:
        """All judgements, the newest first."""
        about = {each.id: each.article_id for each in self._conversations.summaries()}
        told: dict[str, _Told] = {}
        found = []
        for judgement in self._judgements.all():
            id_ = judgement.conversation_id
            if id_ not in told and (source := self._articles.read(about.get(id_, ""))):
                told[id_] = source, self._conversations.exchanges(id_, source.article)
            if id_ not in told:
                continue  # removed between two looks at the database
            source, exchanges = told[id_]
            *before, exchange = exchanges[: judgement.number]
            if exchange.answer is not None:  # else its places no longer match the article
                turns = turns_of(before)
                found.append(Judged(judgement, exchange.question, exchange.answer, turns, source))
        return tuple(found)
