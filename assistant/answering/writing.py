"""Answer in a model's words: shown numbered sentences, held to them, checked claim by claim.

The places the answer will likely rest on are told before anything is sent; one call a turn.
Whatever goes wrong on the way, what had arrived is kept and checked, and the reader is told what
happened; where that was asked for, the article is quoted instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering.choosing import CONSIDERED, chosen
from assistant.answering.drafting import Draft, Review
from assistant.answering.prompting import Prompting
from assistant.answering.receipts import Receipts
from assistant.answering.refusing import Refusals
from assistant.conversation.routing import Route, route
from assistant.conversation.showing import in_runs
from assistant.conversation.telling import ENDINGS
from assistant.domain import (
    Answer,
    Ending,
    Evidence,
    Fault,
    Notice,
    Piece,
    PieceKind,
    Stop,
    Verdict,
)
from assistant.errors import AssistantError
from assistant.provider.calling import Ended, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.answering.checking import Checker
    from assistant.answering.prompting import Prompt
    from assistant.domain import Answerer, Article, Event, Findings, Receipt, Searcher, Turn
    from assistant.provider.model import Model
    from assistant.provider.spending import Spending
    from assistant.settings import Settings

FOUND = 60
"""Sentences ranked for a question: the best are told at once, all of them fill a long prompt."""
LESS = 0.5
"""Of the room, what a second prompt takes where the server says that the first was too long."""
CUT_SILENTLY = 0.5
"""A server that counts less than this share of the tokens sent has not read them all."""
CUT_AT_A_LIMIT = 0.8
"""The same, where what it counts is just what a model is often set to read at once."""
USUAL_LIMITS = (2_048, 4_096, 8_192, 16_384, 32_768)

CONTEXT_EXCEEDED = "context_exceeded"
"""The code of the fault that asking for less may put right, a row of `provider.failures`."""
ASKING_LESS = "That was more than the model can read at once; asking again with fewer passages."
INSTEAD = "Quoted from the article instead:"
UNSUPPORTED = Fault(
    "unsupported",
    "What the model wrote is borne out by nothing in the article, so it is not shown.",
)
NOT_ALL_READ = Fault(
    "prompt_cut",
    "The server read only a part of the passages, so something may be missing: let it read more "
    "at once (num_ctx with Ollama), or set ASSISTANT_CONTEXT_TOKENS to what it reads.",
)


@dataclass(slots=True)
class Work:
    """A question on its way through the model, and what has come of it so far."""

    question: str
    found: Findings
    turns: Sequence[Turn]
    stop: Stop
    prompt: Prompt
    draft: Draft
    ended: Ended
    receipt: Receipt | None = None


class Writing:
    """Has a model answer questions about one article, and checks what it says."""

    def __init__(
        self,
        article: Article,
        searcher: Searcher,
        checker: Checker,
        open_model: Callable[[], Model],
        settings: Settings,
        quoting: Answerer,
        spending: Spending | None = None,
    ) -> None:
        """`searcher`, `checker` and `quoting` are about `article`; without prices no `spending`.

        `open_model` is called with the first question: what only reads a conversation needs none.
        """
        self.name = settings.chat_model
        self.searcher = searcher
        self._article = article
        self._open_model = open_model
        self._quoting = quoting
        self._falls_back = settings.fallback == "quoting"
        self._refusals = Refusals(article)
        self._review = Review(article, checker, match=settings.citations != "markers")
        self._prompting = Prompting(
            article,
            settings.tokens_read,
            settings.max_tokens,
            markers=settings.citations != "matched",
        )
        self._receipts = Receipts(self.name, spending, self._prompting.answer_tokens)

    def answer(
        self, question: str, turns: Sequence[Turn] = (), stop: Stop | None = None
    ) -> Iterator[Event]:
        """Stream the answer to a self-contained question."""
        found = self._search(question)
        if not found.candidates or self._refusals.only_in_site_text(found.question):
            refusal = self._refusals.refusal(found)
            yield Evidence(())
            yield from refusal.pieces
            yield refusal
            return
        best = [candidate.sentence for candidate in chosen(found, self._article)]
        yield Evidence(in_runs(self._article, best, across_blank_lines=False))
        work = self._begun(question, found, turns, stop or Stop())
        try:
            yield from self._write(work)
        except AssistantError as error:  # no key, no package: told like whatever else goes wrong
            work.ended = Ended(Ending.FAILED, Fault("not_ready", str(error)))
        answer = self._concluded(work)
        if self._falls_back and not work.stop.wished and _is_no_answer(answer):
            answer = self._quoted_instead(answer, work)
        if work.draft.empty:  # nothing of this has been seen yet
            yield Evidence(answer.citations)
            yield from answer.pieces
        yield answer

    def _search(self, question: str) -> Findings:
        if route(question) is Route.OVERVIEW:
            return replace(self.searcher.central(FOUND), question=question)
        return self.searcher.search(question, FOUND)

    def _begun(self, question: str, found: Findings, turns: Sequence[Turn], stop: Stop) -> Work:
        prompt = self._prompting.prompt(question, found, turns)
        draft = Draft(self._article, prompt.sentences)
        return Work(question, found, turns, stop, prompt, draft, Ended(Ending.STOPPED))

    def _write(self, work: Work) -> Iterator[Event]:
        """Ask the model once; again, for less, where the prompt was more than it can read."""
        yield from self._ask(self._model, work)
        if work.ended.fault and work.ended.fault.code == CONTEXT_EXCEEDED and work.draft.empty:
            yield Notice(ASKING_LESS)
            work.prompt = self._prompting.prompt(work.question, work.found, share=LESS)
            work.draft = Draft(self._article, work.prompt.sentences)
            yield from self._ask(self._model, work)

    @cached_property
    def _model(self) -> Model:
        return self._open_model()

    def _ask(self, model: Model, work: Work) -> Iterator[Event]:
        if work.stop.wished:
            return
        if refused := self._receipts.over_a_limit(work.turns, work.prompt.tokens):
            work.ended = Ended(Ending.FAILED, refused)
            return
        stream = model.stream(work.prompt.messages)
        work.stop.then(stream.stop)
        try:
            for event in stream:
                if isinstance(event, Words):
                    yield from work.draft.arrived(event.text)
                elif isinstance(event, Ended):
                    work.ended = event
                else:
                    yield event
        finally:
            stream.stop()  # a reader who went away waits for nothing
            work.receipt = self._receipts.with_call(
                work.receipt, work.ended, work.prompt.tokens, work.draft.text
            )
        yield from work.draft.ended()

    def _concluded(self, work: Work) -> Answer:
        """The checked answer, or why there is none."""
        ended, found = work.ended, work.found
        answer = Answer(
            Verdict.FAILED,
            (Piece(ended.fault.sentence if ended.fault else ENDINGS[ended.ending]),),
            confidence=found.confidence,
            standalone=found.question,
            retrieved=tuple(candidate.sentence for candidate in found.candidates[:CONSIDERED]),
            ending=ended.ending,
            fault=_cut_silently(ended, work.prompt.tokens) or ended.fault,
            receipt=work.receipt,
        )
        if work.draft.empty:
            return answer
        if ended.ending is Ending.REFUSED:  # in words of its own, which are no claims
            return replace(answer, pieces=(Piece(work.draft.text, PieceKind.WRITTEN),))
        return self._reviewed(answer, work)

    def _reviewed(self, answer: Answer, work: Work) -> Answer:
        cut = answer.ending is not Ending.COMPLETE
        checked = self._review.of(
            work.draft.tokens, work.prompt.sentences, work.found.question, cut=cut
        )
        if checked.supported:
            receipt = work.receipt and replace(work.receipt, matched=checked.matched)
            verdict = Verdict.PARTLY if checked.refusals else Verdict.ANSWERED
            pieces, citations = checked.pieces, checked.citations
            return replace(
                answer, verdict=verdict, pieces=pieces, citations=citations, receipt=receipt
            )
        if cut:
            return replace(answer, pieces=checked.pieces, citations=checked.citations)
        refusal = self._refusals.refusal(work.found)
        fault = replace(UNSUPPORTED, details=work.draft.text) if checked.doubted else answer.fault
        return replace(
            answer,
            verdict=refusal.verdict,
            pieces=refusal.pieces,
            nearest=refusal.nearest,
            fault=fault,
        )

    def _quoted_instead(self, answer: Answer, work: Work) -> Answer:
        *_, quoted = self._quoting.answer(work.question, work.turns, work.stop)
        assert isinstance(quoted, Answer)  # noqa: S101 - what every answerer promises
        why = answer.fault.sentence if answer.fault else answer.text
        return replace(
            quoted,
            pieces=(Piece(f"{why} {INSTEAD}\n\n"), *quoted.pieces),
            engine=self._quoting.name,
            fault=answer.fault,
            receipt=answer.receipt,
        )


def _is_no_answer(answer: Answer) -> bool:
    unsupported = answer.fault is not None and answer.fault.code == UNSUPPORTED.code
    return answer.verdict is Verdict.FAILED or unsupported


def _cut_silently(ended: Ended, sent: int) -> Fault | None:
    """What to tell where a server left out some of the `sent` tokens without a word."""
    if ended.usage is None:
        return None
    read = ended.usage.prompt_tokens
    at_a_limit = any(0.97 * limit <= read <= limit for limit in USUAL_LIMITS)
    return NOT_ALL_READ if read < (CUT_AT_A_LIMIT if at_a_limit else CUT_SILENTLY) * sent else None
