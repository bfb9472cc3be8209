"""Marks the sentences in which the site speaks, not the article: notices, prompts, link lists.

Nothing is deleted: a marked sentence is shown dimmed, and is neither searched nor cited. A
sentence is judged by its own voice (`site_voice`), then by its company: its distance in meaning
from the rest, its neighbours, its place. Where much of a text would be marked, that is what the
text is about, and it is left alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.article.site_voice import SURE, notice_score, speaks_as_site, subject_score
from assistant.domain import Sentence, SentenceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WEAK = 1.0  # enough between two marked sentences
LEANING = 2.0  # enough beside one
DOUBTFUL = 1.5  # from here meaning and place may tip the balance
FAR = 1.0  # standard deviations below the usual closeness to the article
SUBJECT_SHARE = 0.5  # of the text: more than this is no notice but the subject
REMAINING_SHARE = 0.1  # of the text, for the notices still marked in such a case
CERTAIN = 5.0  # asked of a sentence where the article itself is about such notices
MENTION = 0.7
FEW_MENTIONS = 3
MENTION_SHARE = 0.06
LONGEST_LINK = 140
LONGEST_GAP = 2
LAST_SENTENCES = 4  # notices gather at the end of a page
MIDDLE_SENTENCES = 8  # fewer do not tell what the article is about

LIST_TITLE = re.compile(r"(?i)^\W*(?:related|recommended|trending|most|more|read|you m|top)")
ENDED = re.compile(r"[.!?…。][\"”’')\]]*$")


def mark_boilerplate(
    text: str, sentences: Sequence[Sentence], vectors: NDArray[np.float32] | None
) -> tuple[Sentence, ...]:
    """The same sentences, those of the site marked; row i of `vectors` is the unit vector of i."""
    words = [text[s.start : s.end] for s in sentences]
    quoted = _inside_quotations(text, sentences)
    own = [0.0 if q else notice_score(w) for w, q in zip(words, quoted, strict=True)]
    if not any(score >= DOUBTFUL for score in own):
        return tuple(sentences)
    scores = _in_company(own, vectors)
    marked = _runs([score >= SURE for score in scores], own)
    if _is_the_subject(words, marked):
        marked = [
            score >= CERTAIN or (score >= SURE and speaks_as_site(sentence))
            for score, sentence in zip(scores, words, strict=True)
        ]
    marked = _link_lists(text, sentences, marked)
    if _covered(sentences, marked) > SUBJECT_SHARE:
        marked = [score >= CERTAIN for score in scores]
        if _covered(sentences, marked) > REMAINING_SHARE:
            return tuple(sentences)
    return tuple(
        replace(s, kind=SentenceKind.BOILERPLATE) if m else s
        for s, m in zip(sentences, marked, strict=True)
    )


def _inside_quotations(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Which sentences begin inside a quotation that an earlier one opened in their paragraph."""
    inside = []
    still_open = 0
    read_to = 0
    for sentence in sentences:
        if "\n\n" in text[read_to : sentence.start] or text[sentence.start] == "“":
            still_open = 0
        inside.append(still_open > 0)
        opened = text.count("“", sentence.start, sentence.end)
        closed = text.count("”", sentence.start, sentence.end)
        still_open = max(0, still_open + opened - closed)
        read_to = sentence.end
    return inside


def _in_company(own: Sequence[float], vectors: NDArray[np.float32] | None) -> list[float]:
    """Scores moved, where they are in doubt, by distance from the article and by place."""
    closeness = _closeness(own, vectors)
    scores = []
    for index, score in enumerate(own):
        moved = score
        if score >= DOUBTFUL:
            if index >= len(own) - LAST_SENTENCES:
                moved += 0.5
            if score < SURE + 1:
                moved += 0.8 * float(closeness[index] < -FAR) - 0.8 * float(closeness[index] > FAR)
        scores.append(moved)
    return scores


def _closeness(own: Sequence[float], vectors: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """How near each sentence is to the middle of the article, in deviations from the usual."""
    story = np.array([score < WEAK for score in own])
    if vectors is None or story.sum() < MIDDLE_SENTENCES:
        return np.zeros(len(own), dtype=np.float32)
    cosines = vectors @ vectors[story].mean(axis=0)
    usual = cosines[story]
    deviations: NDArray[np.float32] = (cosines - usual.mean()) / (usual.std() + 1e-6)
    return deviations


def _is_the_subject(words: Sequence[str], marked: Sequence[bool]) -> bool:
    """Whether the article itself keeps talking of newsletters, cookies and the like."""
    mentions = 0
    for index, sentence in enumerate(words):
        apart = not any(marked[max(0, index - 1) : index + 2])
        mentions += apart and subject_score(sentence) >= MENTION
    return mentions >= max(FEW_MENTIONS, MENTION_SHARE * len(words))


def _runs(marked: list[bool], own: Sequence[float]) -> list[bool]:
    """Marks spread to doubtful neighbours: a notice is seldom one sentence long."""
    places = range(len(marked))
    for order in (places, reversed(places)):
        beside = False
        for index in order:
            marked[index] = marked[index] or (beside and own[index] >= LEANING)
            beside = marked[index]
    last = None
    for index in places:
        if not marked[index]:
            continue
        gap = range(index if last is None else last + 1, index)
        if len(gap) <= LONGEST_GAP and all(own[place] >= WEAK for place in gap):
            for place in gap:
                marked[place] = True
        last = index
    return marked


def _link_lists(text: str, sentences: Sequence[Sentence], marked: list[bool]) -> list[bool]:
    """The headlines listed under a marked "Related stories" are the site's too."""
    listing = False
    for index, sentence in enumerate(sentences):
        words = text[sentence.start : sentence.end]
        if marked[index]:
            listing = listing or bool(LIST_TITLE.match(words) and not ENDED.search(words))
            continue
        is_link = len(words) <= LONGEST_LINK and not ENDED.search(words)
        listing = listing and is_link and _alone(text, sentence)
        marked[index] = listing and sentence.kind is not SentenceKind.HEADING
        listing = marked[index]
    return marked


def _alone(text: str, sentence: Sentence) -> bool:
    """Whether a sentence has its line to itself, but for a bullet."""
    before = text[max(0, sentence.start - 20) : sentence.start].splitlines()[-1:] or [""]
    line_begins = sentence.start == 0 or "\n" in text[max(0, sentence.start - 20) : sentence.start]
    after = text[sentence.end : sentence.end + 1]
    return line_begins and not before[0].strip(" \t-*+•>·–—") and after in {"", "\n", "\r"}


def _covered(sentences: Sequence[Sentence], marked: Sequence[bool]) -> float:
    """The share of the text's sentences, by length, that the marks cover."""
    lengths = [s.end - s.start for s in sentences]
    covered = sum(length for length, mark in zip(lengths, marked, strict=True) if mark)
    return covered / sum(lengths)
