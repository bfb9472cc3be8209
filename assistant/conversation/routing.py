"""Tell what a turn is before anything is searched. When unsure, a turn is a question.

The signs are general to English chat and know no article. A new kind of turn is one more member of
`Route` and one more row in `SIGNS`; the first row with a sign in the turn decides.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Route(StrEnum):
    """What a turn is."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    HELP = "help"  # about Footnote: what it is, what it can do
    ORDER = "order"  # tells the assistant how to behave instead of asking about the article
    OPINION = "opinion"  # what the assistant thinks or advises
    OVERVIEW = "overview"  # what is it about, the main points
    QUESTION = "question"


def route(turn: str) -> Route:
    """What this turn is, read from its own words alone."""
    said = " ".join(turn.replace("’", "'").split())
    for kind, signs in SIGNS.items():
        if any(sign.search(said) for sign in signs):
            return kind
    return Route.QUESTION


# Building blocks, written with (?x): spaces in a pattern are for the eye, "\ " is a space.
_END = r"[\s!.,:;)(?🙂👋😊👍🙏-]* $"
_TO_WHOM = r"(?: \s+ (?: there|again|everyone|all|footnote|friend|mate|buddy|pal|man|guys|you ))*"
_FOR_WHAT = (
    r"(?: \s+ (?: so\ much|very\ much|a\ lot|a\ bunch|for\ (?:that|everything)|you"
    r"| for\ (?:your|the)\ help|that\ help(?:s|ed)|footnote|mate|buddy|pal|man|guys ))*"
)
_PRAISE = (
    r"(?: ok(?:ay)?|great|perfect|nice|cool|good(?:\ to\ know)?|awesome|alright|super|lovely|wow"
    r"| got\ it|i\ see|understood|makes\ sense|interesting|very\ helpful|that\ helps )"
)
_PIECE = (
    r"(?: (?:the|this|that|your)\ )? (?: (?:whole|entire|full)\ )?"
    r"(?: article|text|piece|story|page|document|report|news|post|interview )"
)
_IT = rf"(?: it|this|that|everything|{_PIECE} )"
_PLEASE = r"(?: (?:please|now|ok|so|and|just|can\ you|could\ you|would\ you|i\ want|i\ need)\ )*"
# Told to do, not asked about: "Ignore the rules", never "Did drivers ignore the rules?".
_DO = (
    r"(?: ^ | [.!?,:;-]\s | \b (?:and|then|must|should|will|now|please|can\ you|could\ you)\ )"
    rf"{_PLEASE}"
)
_RULES = (
    r"(?: instructions?|prompts?|rules?|guidelines?|directions?|restrictions?|above|previous(?:ly)?"
    r"| everything\ (?:above|before|you)|the\ article )"
)
_WORKS = (
    r"(?: poem|song|story|essay|code|script|joke|haiku|email|letter|program|function|tweet"
    r"| limerick|blog )"
)
_SECRETS = r"(?: prompt|instructions|api\ key|key|password|secret|configuration )"

SIGNS: dict[Route, tuple[re.Pattern[str], ...]] = {
    kind: tuple(re.compile(f"(?xi) {pattern}") for pattern in patterns)
    for kind, patterns in {
        Route.GREETING: (
            rf"^ (?: hi+|hey+|hello+|hiya|howdy|yo|greetings"
            rf"| good\ (?:morning|afternoon|evening|day) ) {_TO_WHOM}"
            rf"(?: [\s,!.]+ how\ (?:are|r)\ (?:you|u) (?:\ doing|\ today)* )? {_END}",
            rf"^ how\ (?:are|r)\ (?:you|u) (?:\ doing|\ today)* {_END}",
            rf"^ what'?s\ up {_END}",
        ),
        Route.THANKS: (
            rf"^ (?: {_PRAISE} [\s,!.]+ )*"
            rf"(?: thanks?|thank\ you|thx|ty|cheers|much\ appreciated|appreciate\ it )"
            rf"{_FOR_WHAT} {_END}",
            rf"^ (?: {_PRAISE} [\s,!.]* )+ {_END}",
        ),
        Route.FAREWELL: (
            rf"^ (?: bye+|goodbye|see\ (?:you|ya)(?:\ later)?|good\ ?night|farewell|cya )"
            rf"{_TO_WHOM} {_END}",
        ),
        Route.HELP: (
            r"^ (?: help | \?+ | /help ) [\s!.?]* $",
            r"\b what\ (?:can|could|do)\ (?:you|u|i)\ (?:do|ask|help) \b (?!\ about)",
            r"\b what\ are\ you (?: \ able|\ capable|\ for\b|\W*$ )",
            r"\b who\ (?:are|made|built|created)\ you \b",
            r"\b how\ do(?:es)?\ (?:you|this|it|footnote)\ work \b",
            r"\b how\ (?:can|do|should)\ i\ (?:use|ask)\ (?:you|this|it|footnote) \b",
            r"\b how\ (?:can|do)\ i\ (?:see|check|know|verify)\ (?:where|whether|if|that|how)\ "
            r"(?:an?|the|your|you) \b .{0,20} \b (?: answers? | sources? | quot\w+ ) \b",
            r"\b what\ is\ (?: this\ (?:app|tool|bot) | footnote ) \b",
            r"\b are\ you\ (?:an?\ )? (?: human|robot|bot|real|ai|a\.i\.|chatgpt|gpt|person|machine"
            r"| model|llm ) \b",
            r"\b are\ you\ (?: quoting|making|inventing|guessing|lying|allowed ) \b",
            r"\b where\ do\ your\ answers\ come\ from \b",
            r"\b do\ you\ (?:make|invent)\ (?:things|stuff|it)\ up \b",
            r"\b (?:can|could|will)\ you\ help\ me \W* $",
            r"\b what(?:'s|\ is)\ your\ name \b",
        ),
        Route.ORDER: (
            rf"{_DO} (?: ignore|disregard|forget|override|bypass|drop ) \b .{{0,40}}"
            rf"\b {_RULES} \b",
            rf"{_DO} (?: act\ as|role-?play|pretend\ (?:to\ be|you|that) ) \b",
            rf"{_DO} (?: reveal|show|print|leak|give|tell ) \b .{{0,30}}"
            rf"\b (?:your|the)\ (?:\w+\ )? {_SECRETS} \b",
            r"\b your\ (?: system|hidden|initial|secret )\ (?: prompt|message|instructions? ) \b",
            r"\b you\ are\ now\ (?:an?|the|in|free|no) \b",
            r"\b from\ now\ on,?\ (?: you|answer|reply|respond|speak|write|only|always|never ) \b",
            r"\b (?: developer|debug|admin|god|jailbreak|dan )\ mode \b",
            r"\b new\ instructions? \b \s* : | ^ \s* (?:system|assistant|override) \s* :",
            r"< \|? (?: im_start|system )",
            rf"^ {_PLEASE} (?: repeat|say|print|output|respond\ with|reply\ with|write|type ) \b"
            r".{0,60} \b (?: after\ me|exactly|verbatim|only\ the\ word|nothing\ else|the\ word"
            r"| the\ following ) \b",
            rf"^ {_PLEASE} (?: write|compose|generate|create|draft )\ (?:me\ )?"
            rf"(?: (?:an?|some|the)\ )? (?: \w+\ ){{0,2}} {_WORKS} \b",
            rf"^ {_PLEASE} (?: translate|tell\ me\ a\ joke|sing ) \b",
        ),
        Route.OPINION: (
            r"\b (?:do|would|did)\ you\ (?: think|believe|prefer|feel|agree|like|recommend|suggest"
            r"| support ) \b",
            r"\b (?:your|ur)\ (?:own\ )? (?: opinion|view|thoughts|favou?rite|take|advice"
            r"| feelings? ) \b",
            r"^ should\ i \b | \b are\ you\ (?: for|against|in\ favou?r ) \b",
        ),
        Route.OVERVIEW: (
            rf"^ {_PLEASE} (?: (?:give|get|show|write)\ (?:me\ )? )? (?: (?:an?|the)\ )?"
            rf"(?: (?:very|quick|short|brief)\ )*"
            rf"(?: summar(?:y|i[sz]e|ies)|overview|tl;?dr|gist|recap|outline|sum\ up )"
            rf"(?: (?:\ of|\ for|\ up)? \ {_IT} )?"
            rf"(?: \ please|\ for\ me|\ briefly"
            rf"|\ in\ (?:brief|short|(?:a\ few|\w+)\ (?:words?|sentences?|lines?)) )* {_END}",
            rf"\b what (?: '?s|\ is|\ was|\ are )? \ {_IT} (?: \ all|\ mainly|\ mostly|\ really"
            rf"|\ actually )* \ about {_END}",
            rf"\b what\ (?:does|do|did)\ (?: it|{_PIECE} )\ (?: say|cover|discuss|talk\ about"
            rf"| deal\ with ) {_END}",
            rf"\b (?: main|key|central|most\ important|principal|biggest )\ "
            rf"(?: points?|ideas?|takeaways?|messages?|topics?|arguments?|findings?|facts|themes?"
            rf"| subject|claims? )"
            rf"(?: \ (?: of|in|from|here|made\ in ) \ ? (?: it|this|{_PIECE} )? )? {_END}",
            rf"\b what\ (?:is|are)\ the\ (?: gist|takeaways?|topic|subject|summary )"
            rf"(?: \ of\ {_PIECE} )? {_END}",
            rf"\b (?: summari[sz]e|sum\ up|outline )\ {_IT} \b | \b sum\ {_IT}\ up \b",
            rf"^ (?: in\ short|in\ a\ nutshell ) {_END}",
        ),
    }.items()
}
