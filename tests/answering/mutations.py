"""Ways to make a right claim wrong, each changing one thing: what a check has to catch.

A way is a row in `MUTATIONS`. What is put in comes from the article itself wherever it can, for
that is what a model mixes up and what is hardest to notice; the choice is seeded.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.article.reporting import reporters
from assistant.article.speakers import speakers
from assistant.retrieval.wording import STOP_WORDS, fold
from tests.answering.right_claims import right_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Article
    from tests.answering.right_claims import RightClaim

INVENTED = ("Halvard Pym", "Rutland", "Odette Crane", "Zellburg", "Marisol Vance")
WRONG_CITATIONS = 3
WRONG_ANSWERS = 3
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve nineteen twenty"
NUMBER_WORDS = _NUMBER_WORDS.split()
UNITS = {
    "minutes": "hours", "minute": "hour", "hours": "days", "days": "weeks", "years": "months",
    "months": "years", "weeks": "months", "kilometres": "miles", "metres": "feet",
    "kilograms": "tons", "tons": "kilograms", "crowns": "dollars", "marks": "euros",
    "francs": "dollars", "million": "billion", "percent": "per mille", "degrees": "volts",
    "pupils": "teachers", "passengers": "kilograms", "£": "$", "€": "£",
}  # fmt: skip
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "March", "May", "June", "September", "October", "November", "December"]
_NUMBER = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)})\b")
_NAME = re.compile(r"\b[A-Z][\w-]+(?: (?:(?:of|the|for) )*[A-Z][\w-]+)*")
_AUXILIARY = re.compile(
    r"\b(?P<verb>is|are|was|were|has|have|had|will|would|can|could|may|might|must|does|do|did)\b"
    r"(?! (?:not|never)\b)(?!n't)"
)
_NEGATION = re.compile(
    r"\b(?:not|never) |n't\b|\bcannot\b|\brefused to\b|\bno (?=\w)", re.IGNORECASE
)
_WITHOUT = {
    "might be": "is",
    "may run": "runs",
    "may have kept": "kept",
    "might ruin": "ruins",
    "might have broken": "broke",
}
_HEDGE = re.compile(
    rf"\b(?:reportedly |apparently |are said to |{'|'.join(_WITHOUT)}|According to [^,]+, )"
)


def _numbers(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    others = {m.group() for m in _NUMBER.finditer(claim.article.text)}
    for found in _NUMBER.finditer(claim.written):
        spelled = found.group().isalpha()
        alike = sorted(o for o in others if o.isalpha() == spelled and o not in claim.written)
        other = chance.choice(alike or ["seven"])
        near = (
            str(int(found.group()) + chance.choice([1, 2, 10]))
            if found.group().isdigit()
            else other
        )
        for new in dict.fromkeys([other, near]):
            yield _with(claim, found, new)


def _units(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    for unit, other in UNITS.items():
        for found in re.finditer(rf"(?<![a-z]){re.escape(unit)}(?![a-z])", claim.written):
            before = claim.written[: found.start()].rstrip(" -")
            if unit.isalpha() and not _NUMBER.search(before.split()[-1] if before else ""):
                continue
            yield _with(claim, found, other)


def _dates(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    for group in (DAYS, MONTHS):
        for found in re.finditer(rf"\b(?:{'|'.join(group)})\b", claim.written):
            yield _with(
                claim, found, chance.choice([each for each in group if each != found.group()])
            )


def _names(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    others = _names_of(claim.article)
    for found in _NAME.finditer(claim.written):
        if found.group() not in others:
            continue
        kept = set(found.group().split())
        alike = [o for o in others if not kept & set(o.split()) and o not in claim.written]
        yield _with(claim, found, chance.choice(alike))
        yield _with(claim, found, chance.choice(INVENTED))


def _negations(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    found = _NEGATION.search(claim.written)
    if found and not claim.written.startswith(found.group()):
        new = {"cannot": "can", "refused to": "agreed to"}.get(found.group().lower(), "")
        yield _with(claim, found, new)
        return
    if re.search(r"\b(?:none|nobody|doubts|without)\b", claim.written):
        return  # a second "not" would make it right again
    if auxiliary := _AUXILIARY.search(claim.written):
        yield _with(claim, auxiliary, f"{auxiliary['verb']} not")


def _voices(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    others = sorted({s.speaker for s in speakers(claim.article).values()})
    for who in reporters(re.sub(r"“[^”]*”", "_", claim.written)):
        if who[0].isupper() and who not in {"He", "She", "It", "They"}:
            last = who.split()[-1]
            alike = [o for o in others if last not in o and o[0].isupper()]
            if alike:
                yield replace(claim, written=claim.written.replace(who, chance.choice(alike), 1))


def _citations(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    others = [s for s in claim.article.story if s not in claim.cited]
    for sentence in chance.sample(others, WRONG_CITATIONS):
        yield replace(claim, cited=(sentence,))


def _answers(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    """What is right about another article, in answer to this question and with its citation."""
    others = [
        each
        for part in ("tuning", "reporting")
        for each in right_claims(part)
        if each.article.title != claim.article.title
    ]
    for other in chance.sample(others, WRONG_ANSWERS):
        yield replace(claim, written=other.written)


def _quotations(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    for found in re.finditer(r"(?<=“)[^”]+(?=”)", claim.written):
        words = found.group().split()
        words[chance.randrange(len(words))] = chance.choice(["splendid", "never", "often"])
        yield _with(claim, found, " ".join(words))


def _hedges(claim: RightClaim, chance: random.Random) -> Iterator[RightClaim]:
    cited = " ".join(map(claim.article.words_of, claim.cited))
    for found in _HEDGE.finditer(claim.written):
        if found.group().split()[0] in cited:
            yield _with(claim, found, _WITHOUT.get(found.group(), ""))


MUTATIONS: dict[str, Callable[[RightClaim, random.Random], Iterator[RightClaim]]] = {
    "number": _numbers,
    "unit": _units,
    "date": _dates,
    "name": _names,
    "negation": _negations,
    "speaker": _voices,
    "citation": _citations,
    "answer": _answers,
    "quotation": _quotations,
    "hedge": _hedges,
}


def mutated(claims: Sequence[RightClaim], kind: str) -> list[RightClaim]:
    """Every wrong claim of one kind that these right ones can be turned into."""
    chance = random.Random(f"mutation {kind}")  # noqa: S311 - a choice, not a secret
    return [wrong for claim in claims for wrong in MUTATIONS[kind](claim, chance)]


def _with(claim: RightClaim, found: re.Match[str], new: str) -> RightClaim:
    written = claim.written[: found.start()] + new + claim.written[found.end() :]
    return replace(claim, written=written)


def _names_of(article: Article) -> list[str]:
    """The names the article prints within a sentence."""
    inside = re.finditer(rf"(?<=[a-z,] ){_NAME.pattern}", article.text)
    found = {re.sub(r"[’']s?$", "", match.group()) for match in inside}
    return sorted(
        name for name in found if fold(name) not in STOP_WORDS and name not in DAYS + MONTHS
    )
