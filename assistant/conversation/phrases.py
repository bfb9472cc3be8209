"""The small words around what a reader wants, and the words that only talk about what was said.

"And could you please show me where exactly it says that?" is about a source because every word of
it is talk about talk; "Who said that the bridge is safe?" has words of its own and asks the
article. That is how a turn is told from a question without knowing any article.
"""

from __future__ import annotations

import re

ARTICLE = r"(?:the|this|that|your) (?:\w+ )?(?:article|text|story|piece|report|page|document)\b"
THAT = r"(?:that|this|it|those|these|so)\b"

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|well|hm+|oh|now|then|please|yes|right|also|great|thanks|thank you"
    r"|fine|good|are you sure|really|hey|no)\b[,.!?:;]+\s+"
    r"|(?:and|but|so|ok(?:ay)?|well|now|then|please|also|just|maybe)\s+"
    r"|(?:can|could|would|will) you (?:please |maybe |just |kindly |now )*"
    r"|(?:i'd like|i would like|i want|i wanted|i need|i wish|do you want"
    r"|are you able) (?:you )?to "
    r"|(?:i (?:want|need)|i'd like|i would like|do you have|have you got)"
    r" (?=(?:the|an?|some|more|your|any)\b)|(?:do you know|i wonder) (?=(?:wh|how|if)\w*\b)"
    r"|(?:tell me|know|say) (?=(?:who|whose|where|what|which)\b)"
    r"|let me |let's |let us |(?:can|may|could) (?:i|we) (?:please )?(?=\w))*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:please|again|then|now|for me|to me|thanks|thank you|though|by the way|once more|too"
    r"|if you can|if possible))+$",
    re.IGNORECASE,
)
_EDGES = " \t.!?…,;:)(\"'“”«»*🙂😊👍🙏🤔-–—"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def word_set(words: str) -> frozenset[str]:
    """Words written with spaces between them."""
    return frozenset(words.split())


_SMALL = word_set(
    "a an am behind himself herself themselves twice the this that these those it its so"
    " there here of in on at from for to by with as about into out around and or but if"
    " not no any some every all both everything everyone other others another else same"
    " own one ones is are was were be been being it's that's there's what's who's where's"
    " do does did done can could would will should may might has have had isn't aren't"
    " wasn't weren't don't doesn't didn't can't couldn't won't what which where"
    " whereabouts who whom whose how you your yours you're i i'm i'd i've my me we us our"
    " ours he she they him her them his hers their theirs exactly precisely literally"
    " verbatim really actually just simply right directly immediately straight again also"
    " only even maybe please now then once more further too very anything something anyone"
    " anybody someone somebody someone's somebody's anyone's nothing anywhere somewhere"
    " elsewhere things thing up back first second last next before after later earlier"
    " previous prior preceding following subsequent ahead above below"
)
_ABOUT_TALK = word_set(
    "article article's text story piece report page pages document sentence sentences"
    " line lines paragraph paragraphs passage passages section sections part parts place"
    " places spot bit context word words wording worded phrase phrased phrasing quote"
    " quotes quoted quoting quotation quotations cite cited citation citations citing"
    " source sources reference references footnote evidence proof basis statement"
    " statements claim claims claimed claiming remark remarks opinion view views voice"
    " answer answers question questions reply point fact info information detail details"
    " knowledge interpretation invention conclusion marks inverted commas according"
    " speaker's internet web memory training yourself itself speaker speakers speaking"
    " speaks talking text's talks telling say says said saying state states stated stating"
    " tell tells told write writes written wrote printed mention mentions mentioned"
    " mentioning read reads reading show shows shown see seen find found get got give"
    " given take taken come comes coming came stand stands standing stood appear appears"
    " go goes going follow follows precede precedes continue continues proceed proceeds"
    " know make made making makes invent invented inventing up support supports supported"
    " supporting confirm confirms confirmed confirming repeat repeats repeated back backed"
    " argue argues think thinks believe believes attribute attributed attributes"
    " paraphrase paraphrased paraphrasing reported literal direct indirect real exact"
    " precise original actual rest remainder full whole entire complete surrounding"
    " neighbouring neighboring surrounds open hear look want than sure use used base based"
    " speech afterwards beforehand belong belongs named verify otherwise like summary put"
    " person persons copy copied copying located locate excerpt extract snippet beginning"
    " end top middle half far wider broader larger provide argument arguments idea ideas"
    " word-for-word prove points pointing number"
)
_PERSONS = word_set("he she they him them his her hers their theirs")
PEOPLE = re.compile(rf"\b(?:{'|'.join(sorted(_PERSONS))})\b", re.IGNORECASE)


def plain(turn: str) -> str:
    """A turn with straight apostrophes and single spaces, nothing but words at its ends."""
    return " ".join(turn.replace("’", "'").replace("‘", "'").split()).strip(_EDGES)


def core(turn: str) -> str:
    """A plain turn without the words that only lead up to it or round it off."""
    said = plain(turn)
    said = said[_LEAD.match(said).end() :].strip(_EDGES)  # type: ignore[union-attr]  # matches ""
    return _TAIL.sub("", said).strip(_EDGES) or said


def only_talk(said: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether every word of a turn is talk about what was said, or one of `also`."""
    return only_small(said, _ABOUT_TALK | also)


def only_small(said: str, also: frozenset[str]) -> bool:
    """Whether a turn has no word of its own but for those of `also`.

    An adverb ("entirely", "apparently") is no word of its own.
    """
    return all(
        word in _SMALL or word in also or (word.endswith("ly") and word not in _NO_ADVERBS)
        for word in (found.lower() for found in _WORD.findall(said))
    )


_NO_ADVERBS = word_set(
    "family italy july assembly ally rally reply supply apply butterfly belly bully jelly"
    " fly monopoly anomaly daily weekly monthly yearly early friendly elderly"
)


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for any of `patterns`."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
