"""Meet doubt with the evidence: shown again, word for word, neither taken back nor argued for.

What the reader holds against it ("I thought it was 2013") is looked up in the article, and where it
stands, or that it does not, is all that is said of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.conversation.phrases import word_set
from assistant.conversation.showing import capital, drawn, in_marks, place
from assistant.domain import Answer, Citation, Piece, SentenceKind, Verdict

if TYPE_CHECKING:
    from assistant.domain import Article, Turn

NOTHING_YET = "I have not said anything about the article yet: ask something first."
STANDS = "This is what the article says, word for word; judge for yourself."
STILL_NOT = "I find nothing in the article that says it; this is the nearest it comes."
STILL_NOTHING = "I find nothing in the article that says it."

_NAME_OR_NUMBER = re.compile(r"\d[\d.,]*\d|\d|(?<![\w’'])[A-Z][\w’-]*[a-z](?: [A-Z][\w’-]*[a-z])*")
_NO_CLAIM = word_set(
    "no yes but are you sure really that it is i the this he she they my wikipedia"
    " somebody someone not isn't wasn't was hm well wait seriously check please people"
    " everyone come double i'm if and so what"
)


def shown_again(doubt: str, doubted: Turn | None, article: Article) -> Answer:
    """What the doubted turn rests on, and where the reader's own name or number stands."""
    if doubted is None:
        return Answer(Verdict.CHAT, (Piece(NOTHING_YET),), confidence=1.0, standalone=doubt)
    before = doubted.answer
    found = _claimed(doubt, before.citations, article)
    notes = (Piece("\n\n" + " ".join(found)),) if found else ()
    understood = before.standalone or doubted.question
    if not before.citations:
        said = STILL_NOT if before.nearest else STILL_NOTHING
        return Answer(
            Verdict.NOT_IN_ARTICLE, (Piece(said), *notes), nearest=before.nearest,
            confidence=before.confidence, standalone=understood, retrieved=before.retrieved,
        )  # fmt: skip
    openings = [f"{capital(place(c))}:" for c in before.citations]
    return Answer(
        before.verdict,
        (Piece(f"{STANDS} "), *drawn(before.citations, openings), *notes),
        before.citations,
        confidence=before.confidence,
        standalone=understood,
        retrieved=before.retrieved,
    )


def _claimed(doubt: str, shown: tuple[Citation, ...], article: Article) -> list[str]:
    """One sentence for each name or number that the reader brings up."""
    return [
        _where(claim, shown, article)
        for claim in dict.fromkeys(_NAME_OR_NUMBER.findall(doubt))
        if claim.lower() not in _NO_CLAIM
    ]


def _where(claim: str, shown: tuple[Citation, ...], article: Article) -> str:
    holds = re.compile(rf"(?<!\w){re.escape(claim)}(?!\w)", re.IGNORECASE)
    if any(holds.search(citation.quote) for citation in shown):
        return f"{in_marks(claim)} stands there."
    for sentence in article.sentences:
        words = article.words_of(sentence)
        if sentence.kind is not SentenceKind.BOILERPLATE and holds.search(words):
            elsewhere = Citation(article, sentence.start, sentence.end).place
            return f"{in_marks(claim)} does not stand there, but in {elsewhere}."
    return f"{in_marks(claim)} does not stand in the article."
