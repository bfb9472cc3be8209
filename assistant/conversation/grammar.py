"""The closed lists of English that following a conversation needs, and how a question is built.

There is no parser here. A question has its parts in a few places, and lists of the kinds of words
that stand there are enough to find them. They name kinds of words, never a subject matter.
"""

from __future__ import annotations

import re

ASKING = "who|whom|whose|what|when|where|why|how|which"
AUXILIARIES = (
    "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must"
)
COPULAS = frozenset({"is", "are", "was", "were", ""})
NAME = re.compile(
    r"(?<![\w’'])[A-Z][\w’'-]*(?: (?:(?:of|the|de|la|von|van|al|and the) )*[A-Z0-9][\w’'-]*)*"
)
PREPOSITION = re.compile(
    r"(?:in|at|on|by|for|from|to|with|without|under|during|near|of|before|after|since|until|as)\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(rf"(?:{AUXILIARIES})(?:n['’]t)?\b", re.IGNORECASE)
SUPERLATIVE = re.compile(
    r"(?:the )?(?:(?:first|second|next|last) )?"
    r"(?:most \w+|best|worst|first|last|[a-z]{3,}est)(?: \w+ing)?",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"^(?:(?:at|by|for|from|in|of|on|to|with) )?(?:{ASKING})(?:['’]s)?\b"
    rf"(?: and (?:{ASKING})\b| (?:many|much|long|often|far|old|else|exactly)\b)?",
    re.IGNORECASE,
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Where a subject ends: the verbs that questions are commonly asked with.
VERBS = _listed(
    """
    accept accuse affect agree aim allow announce answer appear apply approve argue arrive ask
    attack bake be become begin believe belong blame break bring build bury buy call carry cause
    change choose claim close come compare complain condemn consider contain continue cost cover
    create cross cut damage decide declare decline defend demand deny depend describe develop die
    differ disappear discover do earn eat employ enable encounter end escape evolve exist expect
    explain face fail fall fear feel find finish fly follow fund gain get give go grow guide
    happen have hear help hold hope hurt impact improve include increase influence insist invade
    invent involve join keep kill know last launch lead learn leave like live look lose love make
    marry matter mean meet move name need object offer open oppose originate own pay plan play
    prefer prepare prevent promise propose protect prove provide publish purchase put quit raise
    reach react read receive recommend record reduce refuse relate remain remove repair replace
    reply report represent require respond retire return rise rule run save say see seek sell send
    serve set share show shift sign sing spend spread stand start stay stop struggle suffer suggest
    support survive suspect take talk teach tell test think treat trust try turn use visit vote
    wait walk want warn win work worry write
    born built called chosen come done eaten fallen founded given gone held invented kept known
    led left lost made married met paid put said seen sold sent spent spoken taken taught told
    thought used won written
    """
)
# What is said of a subject after "is" and "are", and the adverbs between.
PREDICATES = _listed(
    """
    able alive allowed also always available bad based be been being best better big cheap clear
    common correct currently dangerous dead different difficult easier easy effective endangered
    ethical ever expensive famous free funny going good happy harder hard harmful healthy
    important large legal likely located married never new now old originally
    popular possible present public ready real related reliable responsible right safe significant
    similar so special still strong successful sure there to true typical unique useful weak
    worse worth wrong young
    """
)
# After these a word is a noun, whatever else it may be: "in the test".
LEADS_ON = _listed("a an about at by for from in of on than the their to with very")
DETERMINERS = _listed("the a an any some all these those this that other more most")
# Nouns that are always of something: "the causes" are nobody's until it is said whose.
OF_SOMETHING = (
    "advantages?|adaptations?|aims?|alternatives?|applications?|artists?|attractions?|author"
    "|backgrounds?|benefits?|budget|categor(?:y|ies)|causes?|characters?|characteristics"
    "|chapters?|classes|competitors?|components?|conclusions?|consequences?|controvers(?:y|ies)"
    "|costs?|creation|creators?|criticisms?|dangers?|definitions?|details|differences?"
    "|disadvantages?|discover(?:y|ies)|drawbacks?|effects?|elements?|evidence|examples?|features?"
    "|findings?|founders?|function|goals?|histor(?:y|ies)|impacts?|implications?|importance"
    "|influences?|ingredients|invention|inventor|issues?|kinds?|layers?|leaders?|limitations?"
    "|locations?|main points?|meanings?|members?|methods?|models?|names?|objections?|objectives?"
    "|opening hours|options?|origins?|outcomes?|owners?|parts?|plots?|prices?"
    "|principles?|problems?|pros and cons|pros|cons|properties|purposes?|reactions?|reasons?"
    "|relationships?|results?|risks?|roles?|rules?|side effects?|signs?|significance|sizes?"
    "|solutions?|sources?|species|steps?|structure|symptoms?|terms|themes?|treatments?|types?"
    "|uses?|variations?|variet(?:y|ies)|versions?|ways?"
)


def after_asking(question: str) -> tuple[str, str, str]:
    """A question in three: the asking words, the auxiliary ("" if none), and the rest."""
    said = question.strip(" ?!.")
    asked = _ASKED.match(said)
    first = said[: asked.end()] if asked else ""
    rest = said[len(first) :].lstrip()
    auxiliary = AUXILIARY.match(rest)
    if not auxiliary:
        return first, "", rest
    return first, auxiliary.group(), rest[auxiliary.end() :].lstrip()


def subject(rest: str, *, copula: bool = False) -> str:
    """The words up to the verb, of what stands behind the auxiliary of a question.

    After a `copula`, "is" or "are", they end at what is said of the subject, too.
    """
    tokens = rest.split()
    for position, token in enumerate(tokens):
        if _ends_subject(tokens, position, copula=copula):
            before = {word.casefold() for word in tokens[:position]}
            if before - DETERMINERS:
                return " ".join(tokens[:position])
        if token.endswith(","):
            return " ".join(tokens[: position + 1])
    return rest


def _ends_subject(tokens: list[str], position: int, *, copula: bool) -> bool:
    word = tokens[position].strip(",")
    if not word[:1].islower() or tokens[position + 1 : position + 2] == ["of"]:
        return False
    if position and tokens[position - 1] in LEADS_ON:
        return False
    if (copula and word in PREDICATES) or word in VERBS or AUXILIARY.fullmatch(word):
        return True
    return word.endswith("ed") and len(word) > 4
