"""Match a question and a sentence by their words: folded, stemmed, forgiving of typing mistakes.

Words are compared without case, accents or curly quotes, by their Snowball stem. Offsets do not
matter here: nothing in this module is shown, only counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+[^\W_]+")
_APOSTROPHES = str.maketrans("‘’ʼ`´", "'''''")

# Function words and the words of asking: they say how a thing is asked, not what about.
_FUNCTION_WORDS = """
    a about after again all also am an and any anyone anything are as at be because been
    before being between both but by can could did do does doing done during each either else
    ever every for from further get gets give given go goes got had has have having he her
    here hers him his how i if in into is it its itself just kind let like list many may me
    might more most much must my no nor not of off on once one only or other our out over own
    please same say says said shall she should show so some such tell than that the their them
    then there these they thing things this those through to too under until up upon us very
    was we were what whats when where which while who whom whose why will with would you your
    yours yes ve ll re don didn doesn isn aren wasn weren hasn haven hadn wouldn couldn
    shouldn won t s d m explain describe whos wheres whens hows whys gonna wanna gotta u r pls
    plz yall according article text piece story author mention mentioned mentions
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())

_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents, with straight apostrophes: "Müller’s" becomes "muller's"."""
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(c for c in spread if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text in order; possessive 's and thousands commas are dropped."""
    found = []
    for match in _WORD.finditer(fold(text)):
        word = match.group().removesuffix("'s")
        found.append(word.replace(",", "") if word[0].isdigit() else word.replace("'", ""))
    return found


@lru_cache(maxsize=8)
def stemmer(language: str) -> Callable[[str], str]:
    """The Snowball stemmer of a language code, or the word itself where there is none."""
    if language not in _SNOWBALL:
        return lambda word: word
    import Stemmer

    stem: Callable[[str], str] = Stemmer.Stemmer(_SNOWBALL[language]).stemWord
    return stem


class Vocabulary:
    """The words of one article, for stemming and for repairing a question's typing mistakes."""

    def __init__(self, texts: Sequence[str], language: str = "en") -> None:
        """`texts` are the article's sentences; `language` a two-letter code."""
        self._stem = stemmer(language)
        self.frequency = Counter(word for text in texts for word in words(text))
        self.stems = frozenset(map(self._stem, self.frequency))
        self._printed = {fold(m.group()): m.group() for text in texts for m in _WORD.finditer(text)}

    def stem(self, word: str) -> str:
        """The stem of one folded word."""
        return self._stem(word)

    def terms(self, text: str) -> list[str]:
        """The stems of the words that carry meaning, in order, repeats kept."""
        return [self._stem(word) for word in words(text) if word not in STOP_WORDS]

    def repaired(self, question: str, is_a_word: Callable[[str], bool]) -> str:
        """The question with its likely typing mistakes replaced by words of the article.

        A word is a likely mistake when the article does not have it and `is_a_word` does not know
        it; the replacement is the article's nearest word within one edit (two for words of eight
        letters or more), neighbours swapped counting as one.
        """
        return _WORD.sub(lambda match: self._repair(match.group(), is_a_word), question)

    def _repair(self, word: str, is_a_word: Callable[[str], bool]) -> str:
        folded = fold(word)
        known = (
            len(folded) < 4
            or not folded.isalpha()
            or folded in STOP_WORDS
            or folded in self.frequency
            or self._stem(folded) in self.stems
            or is_a_word(folded)
        )
        nearest = None if known else self._nearest(folded)
        return self._printed.get(nearest, nearest) if nearest else word

    def _nearest(self, word: str) -> str | None:
        from rapidfuzz.distance import OSA

        allowed = 2 if len(word) >= 8 else 1
        near = [
            (OSA.distance(word, other, score_cutoff=allowed), -count, other)
            for other, count in self.frequency.items()
            if len(other) >= 4 and abs(len(other) - len(word)) <= allowed
        ]
        distance, _, best = min(near, default=(allowed + 1, 0, ""))
        return best if distance <= allowed else None


class WordingIndex:
    """BM25 over the sentences of one article (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.5).

    A sentence is short and says a thing once, so its length is held against it less than the
    usual b = 0.75 does.
    """

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary) -> None:
        """Index `texts`, one entry a sentence (or a passage)."""
        self._terms = [vocabulary.terms(text) for text in texts]
        self._sets = [frozenset(terms) for terms in self._terms]
        documents = Counter(term for terms in self._sets for term in terms)
        self._documents = documents

    def __len__(self) -> int:
        return len(self._terms)

    def weight(self, term: str) -> float:
        """How much a term tells: its inverse document frequency; highest for a term not here."""
        import math

        count = self._documents.get(term, 0)
        return math.log(1 + (len(self) - count + 0.5) / (count + 0.5))

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every text for these terms, shape (texts,)."""
        import numpy as np

        known = [term for term in terms if term in self._documents]
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        result: NDArray[np.float32] = self._bm25.get_scores(known)
        return result

    def coverage(self, terms: Sequence[str], rows: Sequence[int]) -> NDArray[np.float32]:
        """The share (0..1) of the terms' weight that the texts at `rows` hold, shape (rows,)."""
        import numpy as np

        wanted = {term: self.weight(term) for term in sorted(set(terms))}
        total = sum(wanted.values())
        if not total:
            return np.zeros(len(rows), dtype=np.float32)
        held = [sum(w for t, w in wanted.items() if t in self._sets[row]) for row in rows]
        return np.array(held, dtype=np.float32) / np.float32(total)

    def missing(self, terms: Sequence[str]) -> float:
        """The share (0..1) of the terms' weight that no text holds."""
        weights = {term: self.weight(term) for term in sorted(set(terms))}
        absent = sum(w for term, w in weights.items() if term not in self._documents)
        return absent / (sum(weights.values()) or 1.0)

    def holds(self, row: int, term: str) -> bool:
        """Whether the text at `row` has the term."""
        return term in self._sets[row]

    @cached_property
    def _bm25(self):  # type: ignore[no-untyped-def]  # bm25s ships no types
        import bm25s

        index = bm25s.BM25(k1=1.2, b=0.5)
        index.index(self._terms, show_progress=False)
        return index
