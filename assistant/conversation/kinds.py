"""Tell what a turn is from its own words. When unsure, a turn is a question.

The signs are general to English chat and know no article. A new kind of turn is one more member of
`Route` and one more row in `SIGNS`; the first row with a sign in the turn decides. What a turn is
after others have been answered is for `routing` to say.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.conversation import steering
from assistant.conversation.phrases import only_small, word_set
from assistant.conversation.requesting import likely_request_in, request_in

if TYPE_CHECKING:
    from assistant.conversation.requesting import Request


class Route(StrEnum):
    """What a turn is."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    HELP = "help"  # about Footnote: what it is, what it can do
    ORDER = "order"  # tells the assistant how to behave instead of asking about the article
    OPINION = "opinion"  # what the assistant thinks or advises
    OVERVIEW = "overview"  # what is it about, the main points
    SOURCE = "source"  # where does it say that, who said it, what comes before it
    CHALLENGE = "challenge"  # are you sure? that is wrong
    CORRECTION = "correction"  # no, I meant Kazakhstan
    MORE = "more"  # tell me more
    RETURN = "return"  # back to the first question
    FOLLOW_UP = "follow_up"  # a question that leaves something to the turns before it
    QUESTION = "question"


@lru_cache(maxsize=1024)
def route(turn: str) -> Route:
    """What this turn is, read from its own words alone; never a follow-up, which needs others."""
    said = " ".join(turn.replace("’", "'").split())
    if courtesy := _courtesy(said):
        return courtesy
    if request_in(said):
        return Route.SOURCE
    if _about_footnote(said):
        return Route.HELP
    for kind, signs in SIGNS.items():
        if any(sign.search(said) for sign in signs):
            return kind
    if len(said) > LONGEST_STEERING:
        return Route.QUESTION
    if steering.correction_in(said):
        return Route.CORRECTION
    if steering.return_in(said):
        return Route.RETURN
    if steering.asks_for_more(said):
        return Route.MORE
    if steering.challenges(said):
        return Route.CHALLENGE
    return Route.SOURCE if likely_request_in(said) else Route.QUESTION


def request_of(turn: str) -> Request | None:
    """The request of a turn whose kind is `SOURCE`; None for any other."""
    if route(turn) is not Route.SOURCE:
        return None
    said = " ".join(turn.replace("’", "'").split())
    return request_in(said) or likely_request_in(said)


def _about_footnote(said: str) -> bool:
    """Whether a turn asks of nothing but Footnote itself: "What is your purpose?"."""
    return bool(_YOU.search(said)) and only_small(said, _FOOTNOTE) and not _TO_YOU.search(said)


_YOU = re.compile(
    r"^(?:and |so |but )?(?:what|who|how|why|are|do|can|is|which|explain|tell)\b.*\b(?:you|your"
    r"|footnote)\b"
    r"|^(?:please )?help(?: me)?(?: please)?\W*$",
    re.IGNORECASE,
)
_TO_YOU = re.compile(
    r"\b(?:sure|would|that|this|it|so|else|more|him|her|them|say|said|first|last|second|previous"
    r"|before"
    r"|mean|am|was|think|show|tell)\b",
    re.IGNORECASE,
)
_FOOTNOTE = word_set(
    "purpose answer answers answering help helpful work works use ask asked question"
    " questions developed develop developer make made makes making built build created"
    " creator create program programmed trained model ai name called able capable limits"
    " language languages know talk understand read function functions feature features"
    " version bot robot chatbot assistant human person real machine footnote kind sort"
    " type job task for good come from live old speak find get explain please understood"
    " available should"
)


def _courtesy(said: str) -> Route | None:
    """What a turn of nothing but polite words is; "Who said thank you to the nurses?" has more."""
    words = [word.strip('-_:;()"') for word in re.split(r"[\s.,!?…👋😊👍🙏🙂]+", said.lower())]
    words = [word for word in words if word]
    if not words or words[0] in _ASKING or not set(words) <= _POLITE:
        return None
    if _BYE & set(words) or "see you" in said.lower():
        return Route.FAREWELL
    if _HELLO & set(words) or _GOOD_DAY.search(said):
        return Route.GREETING
    return Route.THANKS if _THANKS & set(words) else None


_BYE = word_set("bye byebye goodbye farewell cya ciao goodnight night")
_HELLO = word_set(
    "hi hii hey heyy hello hallo hiya howdy yo greetings morning afternoon evening up"
)
_GOOD_DAY = re.compile(
    r"\bgood day\b|\bhow (?:are|r) (?:you|u)\b|\bhow do you do\b|\bhow(?:'s| is) it going\b"
    r"|\bnice to meet\b",
    re.IGNORECASE,
)
_THANKS = word_set(
    "thanks thank thx ty cheers appreciated appreciate ok okay okey great perfect nice"
    " cool good awesome alright super lovely wow got see understood sense interesting"
    " wonderful excellent brilliant fine helpful useful kind helps helped right correct"
    " superb magnificent terrific marvellous splendid grateful bravo understand yes yep"
    " yeah amazing fantastic neat"
)
_POLITE = (
    _BYE
    | _HELLO
    | _THANKS
    | word_set(
        "a all and are my dear sir no nothing for having answered explaining job work"
        " well day done one going meet do go got have must leave off around next time"
        " doing everyone everything feel footnote friend guys how i i'm is it it's know"
        " later lot bunch makes made man many mate me much now of pal buddy really so soon"
        " that that's the then there to today tomorrow tonight too very was what's you"
        " you're your u r ya help again such been quite question answer 's this"
    )
)
_ASKING = word_set("is are was were do does did how's what who where when why which")

LONGEST_STEERING = 300
"""Characters. What is longer says something of its own."""

# Building blocks, written with (?x): spaces in a pattern are for the eye, "\ " is a space.
_END = r"[\s!.,:;)(?🙂👋😊👍🙏-]* $"
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
    r"| (?:everything|what|all)\ (?:above|before|you|i\ (?:said|told)|we\ said|of\ (?:the|this))"
    r"|the\ (?:article|text|page|document) )"
)
_WORKS = (
    r"(?: poem|song|story|essay|code|script|joke|haiku|email|letter|program|function|tweet"
    r"| limerick|blog )"
)
_SECRETS = r"(?: prompt|instructions|api\ key|key\b(?!\ \w)|password|secret|configuration )"

SIGNS: dict[Route, tuple[re.Pattern[str], ...]] = {
    kind: tuple(re.compile(f"(?xi) {pattern}") for pattern in patterns)
    for kind, patterns in {
        Route.HELP: (
            r"^ (?: (?:i\ need\ (?:some\ )?)? help(?:\ me)? | \?+ | /help ) [\s!.?]* $",
            r"\b what\ (?: (?:kind|kinds|sort|sorts|type|types)\ of\ )? (?:questions?\ )?"
            r"(?:can|could|may|should)\ (?:i|we)\ ask (?:\ you)? (?:\ about)? \W* $",
            r"\b what\ (?:can|could|do)\ (?:you|u|i)\ (?:do|ask|help) \b (?!\ about)",
            r"^ what\ (?:do|can)\ you\ (?:know|know\ how\ to\ do) \W* $",
            r"^ what\ (?:can|could)\ you\ tell\ (?:me|us) \W* $",
            r"\b what\ are\ you (?: \ able|\ capable|\ for\b|\W*$ )",
            r"\b who\ (?:are|made|built|created)\ you \b",
            r"\b how\ do(?:es)?\ (?:you|this\ (?:app|tool|bot|page)|footnote)\ work \b",
            r"^ (?:and\ |so\ )? how\ does\ (?:this|it)\ (?:all\ )?work \W* $",
            r"\b how\ (?:can|do|should)\ i\ (?:use|ask)\ (?:you|this|it|footnote) \b",
            r"\b how\ (?:can|do)\ i\ (?:see|check|know|verify)\ (?:where|whether|if|that|how)\ "
            r"(?:an?|the|your|you) \b .{0,20} \b (?: answers? | sources? | quot\w+ ) \b",
            r"\b what\ is\ (?: this\ (?:app|tool|bot) | footnote ) \b",
            r"\b are\ you\ (?:an?\ )? (?: human|robot|(?:chat)?bot|real|ai|a\.i\.|chatgpt|gpt"
            r"|person|machine"
            r"| model|llm|assistant|program|computer ) \b",
            r"\b are\ you\ (?: quoting|making|inventing|guessing|lying|allowed ) \b",
            r"\b where\ do\ your\ answers\ come\ from \b",
            r"\b do\ you\ (?:make|invent)\ (?:things|stuff|it)\ up \b",
            r"\b (?:can|could|will)\ you\ help\ me \W* $",
            r"\b how\ can\ you\ help \b",
            r"\b what(?:'s|\ is)\ your\ name \b",
        ),
        Route.ORDER: (
            rf"{_DO} (?: ignore|disregard|forget|override|bypass|drop ) \b .{{0,40}}"
            rf"\b {_RULES} \b",
            rf"{_DO} (?: act\ (?:as|like)|role-?play|pretend\ (?:to\ be|you|that) ) \b",
            rf"{_DO} (?: reveal|show|print|leak|give|tell ) \b .{{0,30}}"
            rf"\b (?:your|the)\ (?:\w+\ )? {_SECRETS} \b",
            r"\b your\ (?: system|hidden|initial|secret )\ (?: prompt|message|instructions? ) \b",
            r"\b you\ are\ now \b",
            r"^ (?:please\ )? (?:answer|reply|respond|speak|talk)\ (?:to\ me\ |me\ )?"
            r"(?:in|like|as|only|with|without) \b",
            r"^ (?:please\ )? (?:stop|do\ not|don't)\ (?:quot|cit|us|follow)\w* \b",
            r"\b (?: answer|reply|respond|speak|write|talk ) \b .{0,30} \b from\ now\ on \b",
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
            r"\b (?:do|would|did)\ you\ (?: personally\ |really\ |yourself\ )? (?: think|believe"
            r"|advise|prefer|feel|agree|like|recommend|suggest"
            r"| support ) \b",
            r"\b (?:your|ur)\ (?:own\ )? (?: opinion|view|thoughts|favou?rite|take|advice"
            r"| feelings? ) \b",
            r"^ what\ would\ you\ do \W* $",
            r"\b whose\ side\ are\ you\ on \b",
            r"^ should\ i \b | \b are\ you\ (?: for|against|in\ favou?r ) \b",
        ),
        Route.OVERVIEW: (
            rf"^ {_PLEASE} (?: (?:give|get|show|write)\ (?:me\ )? )? (?: (?:an?|the)\ )?"
            rf"(?: (?:very|quick|short|brief)\ )*"
            rf"(?: summar(?:y|i[sz]e|ies)|overview|tl;?dr|gist|recap|outline|sum\ up )"
            rf"(?: (?:\ of|\ for|\ up)? \ {_IT} )?"
            rf"(?: ,?\ please|\ for\ me|\ briefly"
            rf"|\ in\ (?:brief|short|(?:a\ few|\w+)\ (?:words?|sentences?|lines?)) )* {_END}",
            rf"\b what (?: '?s|\ is|\ was|\ are )? \ {_IT} (?: \ all|\ mainly|\ mostly|\ really"
            rf"|\ actually )* \ about (?: \ again )? {_END}",
            rf"\b what\ (?:does|do|did)\ (?: it|{_PIECE} )\ (?: say|cover|discuss|talk\ about"
            rf"| deal\ with ) {_END}",
            rf"\b (?: main|key|central|most\ important|principal|biggest )\ "
            rf"(?: points?|ideas?|takeaways?|messages?|topics?|arguments?|findings?|facts|themes?"
            rf"| subject|claims? )"
            rf"(?: \ (?: of|in|from|here|made\ in ) \ ? (?: it|this|{_PIECE} )? )?"
            rf"(?: ,?\ please )? {_END}",
            rf"\b what(?:'s|\ is|\ are)\ the\ (?: gist|takeaways?|topic|subject|summary )"
            rf"(?: \ of\ {_PIECE} )? {_END}",
            rf"\b (?: summari[sz]e|sum\ up|outline )\ {_IT} \b | \b sum\ {_IT}\ up \b",
            rf"^ (?: in\ short|in\ a\ nutshell ) {_END}",
        ),
    }.items()
}
