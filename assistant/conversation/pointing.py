"""Answer what a reader asks about a source, exactly, from the citation records and the article.

No model is asked, and nothing is searched but for "does anything else say so": the same request
after the same turns is always answered the same, and every quote is cut out of the article.

What is pointed at is what was shown last, unless the request names another answer, source or
sentence. Where there is nothing to point at, that is said: as `chat` while nothing of the article
is in question (no answer yet, no source 9), as `not_in_article` where it is the article that lacks
it (the answer was that it does not say; it has no sentence 99).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.conversation.operations import OPERATIONS, UNDERSTOOD, Pointed
from assistant.conversation.referring import LAST, turn_meant
from assistant.conversation.requesting import Operation
from assistant.conversation.routing import questions, requests_of
from assistant.domain import Answer, Citation, Piece, SentenceKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.conversation.operations import SpeechOf
    from assistant.conversation.requesting import Request
    from assistant.domain import Article, Searcher, Turn

NOTHING_YET = "There is no answer to point at yet: ask something about the article first."
NOTHING_SHOWN = (
    "My last answer shows nothing of the article, because the article does not say it: there is no "
    "sentence to point at."
)
NOT_ANSWERED = "Your last question was not answered, so there is no sentence to point at."
OWN_WORDS = (
    "What I show as the article’s is cut out of it, character for character; I have no knowledge "
    "of my own to add."
)
_SHOWN_OF_A_QUOTE = 10  # words


def point(
    request: Request,
    turns: Sequence[Turn],
    article: Article,
    speech_of: SpeechOf,
    searcher: Searcher,
) -> Answer:
    """The answer to a request made after `turns`."""
    found = _meant(request, turns, article)
    if isinstance(found, Answer):
        return replace(found, standalone=found.standalone or UNDERSTOOD[request.operation]("that"))
    citations, turn = found
    answer = OPERATIONS[request.operation](Pointed(article, citations, turn, speech_of, searcher))
    return replace(answer, standalone=UNDERSTOOD[request.operation](_in_short(citations[0].quote)))


def _in_short(quote: str) -> str:
    """The beginning of a quote in quotation marks, enough to know it by."""
    words = quote.strip('“”"').split()
    more = " …" if len(words) > _SHOWN_OF_A_QUOTE else ""
    return f"“{' '.join(words[:_SHOWN_OF_A_QUOTE])}{more}”"


def _meant(
    request: Request, turns: Sequence[Turn], article: Article
) -> Answer | tuple[tuple[Citation, ...], Turn | None]:
    """The places a request is about; an answer that says so if there are none."""
    reference = request.reference
    if reference.sentence is not None:
        return _sentence(article, reference.sentence)
    if reference.question or reference.topic:
        turn = turn_meant(reference, questions(turns))
    else:
        turn = _last_shown(turns, an_answer=reference.source is not None)
    if turn is None:
        asked = len(questions(turns))
        many = f"{asked} question" + ("" if asked == 1 else "s")
        said = f"You have asked {many} so far, not the one you name." if asked else NOTHING_YET
        return _nothing(OWN_WORDS if request.operation is Operation.ORIGIN else said)
    citations = turn.answer.citations
    if not citations:
        refused = turn.answer.verdict is Verdict.NOT_IN_ARTICLE
        nothing = _nothing(NOTHING_SHOWN if refused else NOT_ANSWERED)
        verdict = Verdict.NOT_IN_ARTICLE if refused else Verdict.CHAT
        return replace(nothing, verdict=verdict, nearest=turn.answer.nearest)
    if reference.source is None:
        return citations, turn
    at = len(citations) - 1 if reference.source == LAST else reference.source - 1
    if not 0 <= at < len(citations):
        sources = "only one source" if len(citations) == 1 else f"{len(citations)} sources"
        return _nothing(f"That answer has {sources}: there is no source {reference.source}.")
    return (citations[at],), turn


def _last_shown(turns: Sequence[Turn], *, an_answer: bool) -> Turn | None:
    """The last turn that was no small talk; one that only said there is nothing is looked past.

    With `an_answer` what was shown of its sources since is looked past, too: "source 2" stays the
    second of the answer after "quote source 1", whose only quote is its own source 1.
    """
    for turn, request in reversed(list(zip(turns, requests_of(turns), strict=True))):
        empty = not turn.answer.citations
        looked_past = (request and (empty or an_answer)) or (empty and an_answer)
        if turn.answer.verdict is Verdict.CHAT or looked_past:
            continue
        return turn
    return None


def _sentence(article: Article, number: int) -> Answer | tuple[tuple[Citation, ...], Turn | None]:
    story = [s for s in article.sentences if s.kind is SentenceKind.STORY]
    total = len(article.sentences)
    if not story or not (number == LAST or 1 <= number <= total):
        nothing = _nothing(f"The article has {total} sentences: there is no sentence {number}.")
        return replace(nothing, verdict=Verdict.NOT_IN_ARTICLE)
    sentence = story[-1] if number == LAST else article.sentences[number - 1]
    if number == 1:
        sentence = story[0]  # not the title, which a reader would not call a sentence
    if sentence.kind is SentenceKind.BOILERPLATE:
        nothing = _nothing(f"Sentence {number} is site text that is not part of the story.")
        return replace(nothing, verdict=Verdict.NOT_IN_ARTICLE)
    return (Citation(article, sentence.start, sentence.end),), None


def _nothing(said: str) -> Answer:
    return Answer(Verdict.CHAT, (Piece(said),), confidence=1.0)
