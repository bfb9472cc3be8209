"""Recognises sentences that give orders to whatever program reads them.

An article is data: nothing in it is ever obeyed. A reader is still told where one tries, because
whoever writes for a machine writes against the reader. Each row is enough on its own, so each
needs two signs at once: an imperative, and something that only a machine could be meant by. Orders
in plain words ("Recommend a book.") cannot be told from an article's own and are not looked for.
A new trick is one more row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.article.disguises import undisguised

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_SENTENCE = 4_000
"""Characters of a sentence that are looked at; what is longer is a table or a program."""

_COMMAND = (
    r"(?:^|[.!?:;,\"“”‘'(\[{}>*#|\-–—]\s*"
    r"|\b(?:please|kindly|now|then|and|simply|just|always|instead|first|finally|also"
    r"|you (?:must|should|shall|will|can|may|need to|have to|are to|are required to))\s+)"
)
"""Where a clause begins that a verb can open as an imperative."""
_MACHINE = (
    r"(?:ai|a\.i\.|llms?|gpt(?:-?\d\w*)?|chatgpt|claude|gemini|copilot|chat ?bots?|bots?"
    r"|(?:large )?language models?|(?:ai|virtual|digital) (?:assistants?|agents?|models?|systems?)"
    r"|assistants?|summari[sz]ers?)"
)
_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|summar(?:y|ies)|completions?)(?:['’]s?)?"
_YOURS = rf"your (?:next |final |entire |whole |own )?{_REPLY}"
_RULES = (
    r"(?:instructions?|prompts?|directions?|directives?|guidelines?|commands?|rules|programming"
    r"|restrictions|training|context|system message|safety (?:measures|filters?))"
)
_SAY = r"(?:say|reply|respond|answer|print|output|write|repeat|return|state|tell|type|echo)"
_TELL = (
    r"(?:reveal|show|print|output|repeat|display|leak|disclose|dump|expose|give|tell|send|share"
    r"|recite|echo|copy|paste|write|list|state|provide|translate|summari[sz]e|encode)"
)
_SHAPE = (
    r"(?:add|append|adjust|alter|apply|attach|augment|begin|capitali[sz]e|close|compose|conclude"
    r"|construct|convert|craft|deliver|embed|encipher|encode|encrypt|end|enhance|expand|express"
    r"|finish|format|generate|group|hint|include|incorporate|inject|insert|integrate|introduce"
    r"|jumble|limit|mention|mimic|misspell|mix|modify|open|phrase|place|precede|preface|prefix"
    r"|present|promote|provide|put|randomi[sz]e|rearrange|recommend|remove|render|replace|reverse"
    r"|rewrite|scramble|shuffle|slip|spell|start|state|substitute|suggest|swap|transform"
    r"|translate|use|weave|write)"
)
_ROLE = r"(?:system|assistant|user|human|developer)"

ROWS: dict[str, tuple[str, ...]] = {
    "overrules what they were told": (
        rf"{_COMMAND}(?:ignore|disregard|forget|override|bypass|discard|overlook|neglect)\b"
        rf".{{0,30}}\b(?:previous|prior|above|preceding|earlier|foregoing|past|your|original"
        rf"|initial|existing|current|system|any other|all those)\b.{{0,25}}\b{_RULES}\b",
        rf"{_COMMAND}(?:ignore|disregard|forget|overlook|skip) (?:everything|anything|all|whatever)"
        r" (?:(?:of )?(?:the|that) )?(?:above|before|previous|prior|you(?:['’]ve)?"
        r" (?:were|been|have been|know)|that came)\b",
        r"\byour (?:new|real|actual|only|true) (?:instructions?|tasks?|role|directives?|objective)"
        r"s? (?:is|are)\b",
        rf"^\W*(?:new|updated|revised|real|actual) (?:system )?{_RULES}\s*:",
    ),
    "imitates the markup of a chat": (
        rf"<\|\s*(?:im_start|im_end|endoftext|eot_id|start_header_id|{_ROLE})\s*\|>",
        r"\[/?INST\]|<</?SYS>>",
        r"</?\s*(?:system|instructions?|prompt|context|article|quotations?)\s*>",
        rf"[\"']role[\"']\s*:\s*[\"']{_ROLE}[\"']",
        rf"#{{2,}}\s*(?:{_ROLE}|instructions?|response)\s*:",
        rf"^\W*{_ROLE} (?:prompt|message|note|override|instructions?)\s*:",
        r"^\W*(?-i:SYSTEM)\s*:",
        r"^\W*assistant\s*:\s*(?:i|sure|of course|yes|certainly|here|as an)\b",
    ),
    "speaks to a machine": (
        rf"\b(?:note|message|memo|instructions?|attention|notice|reminder)\W+(?:to|for)"
        rf" (?:the |any |all |an |every )?{_MACHINE}\b(?! (?:companies|firms|researchers|users))"
        r".{0,60}[:,]",
        rf"\bif you(?:['’]re| are) (?:an?|the|any) {_MACHINE}\b",
        rf"^\W*(?:(?:dear|hey|hello|attention|hi),? )?{_MACHINE}\s*[:,]\s*(?:please |now )?"
        rf"(?:{_SAY}|ignore|disregard|do not|don['’]t|include|add|append|reveal)\b",
        rf"\byou are (?:now |no longer )?(?:an? |the )?(?:[\w-]+ ){{0,2}}{_MACHINE}\b",
        rf"\bfrom (?:now|this point|here) on(?:ward)?s?,? (?:you (?:will|must|should|are to) )?"
        rf"(?:only |always )?(?:{_SAY}|act|behave|pretend|speak)\b(?! (?:of|about)\b)",
        r"\bwhen(?:ever)? (?:you are )?asked [^,.!?]{1,60}, (?:you (?:must|should|will) )?"
        r"(?:always )?(?:append|reply|respond|answer|add|include|output|print|insert|claim|insist)"
        r"\b",
        rf"{_COMMAND}(?:(?:do not|don['’]t|never) )?(?:tell|inform|ask|urge|convince|instruct"
        r"|persuade|warn|remind|direct|encourage) (?:the |all )?users?\b",
        r"\bthe user['’]s (?:question|query|prompt|message|conversation|request)\b",
    ),
    "dictates the reply": (
        rf"{_COMMAND}{_SHAPE}\b.{{0,160}}?\b{_YOURS}(?!\w)",
        rf"^\W*in {_YOURS}, (?:you (?:must|should|will) )?(?:\w+ly )?{_SHAPE}\b",
        rf"\b(?:your|the|every|each) (?:next |final )?{_REPLY} (?:must|should|shall|has to|have to"
        r"|needs? to|is to) (?:contain|include|begin|start|end|say|mention|be written|consist)\b",
        rf"{_COMMAND}(?:reply|respond|answer) (?:only|just|solely|exclusively|nothing)\b",
        rf"{_COMMAND}(?:only|just) (?:reply|respond|answer) (?:with|in|as|that)\b",
        rf"{_COMMAND}(?:say|reply|respond|answer|print|repeat)"
        r" (?:with )?(?:the (?:words?|phrase|string|text|sentence)s? )?"
        r"(?:[\"“'‘`][^\"”'’`]{1,80}[\"”'’`](?: and nothing else|\W*$)"
        r"|(?-i:[A-Z]{4,}[-_A-Z\d]*)\b)",
    ),
    "asks for what is kept from readers": (
        rf"{_COMMAND}{_TELL}\b.{{0,50}}\b(?:system (?:prompt|message)"
        r"|(?:your|the|its) (?:initial|original|hidden|secret|full|system|exact|internal|starting)"
        r" (?:instructions?|prompts?|rules|message|guidelines)|your (?:instructions?|prompt"
        r"|guidelines|programming|configuration|context window)|api[ _-]?keys?"
        r"|environment variables?|(?-i:[A-Z]{2,}_(?:API_)?KEY)"
        r"|(?:instructions?|prompt|text) (?:that )?you (?:were|have been) given)\b",
        r"\bwhat (?:is|are|was|were) your (?:initial |original |hidden |secret |system )"
        r"(?:instructions?|prompts?|rules)\b",
        r"\byour (?:api[ _-]?key|system prompt|password|credentials?) (?:is|are)"
        r" (?:needed|required)\b",
    ),
    "hides or sends words away": (
        rf"{_COMMAND}(?:encode|translate|convert|encrypt|send|write)\b.{{0,60}}\b"
        r"(?:base-?\s?(?:64|32|16|85)|rot-?13|caesar cipher|morse code)\b",
        rf"{_COMMAND}(?:append|add|insert|include|embed|render|output|print|display)\b"
        r".{0,40}!\[[^\]]{0,80}\]\(",
        rf"{_COMMAND}(?:do not|don['’]t|never) (?:mention|reveal|disclose|acknowledge|repeat)"
        r" (?:this|these|that|the) (?:instructions?|prompts?|orders?|directives?|note|message)\b",
        rf"{_COMMAND}(?:send|post|forward|upload|e-?mail|transmit)\b.{{0,40}}\b(?:this|the"
        r"|your|our|entire|whole|full) (?:conversation|chat(?: history| log)?|context)\b",
    ),
}
"""What an order does, and the patterns that give it away; case counts only where it says so."""

_PATTERNS = {
    what: re.compile("|".join(f"(?:{row})" for row in rows), re.IGNORECASE | re.DOTALL)
    for what, rows in ROWS.items()
}


def orders_in(sentence: str) -> Sequence[str]:
    """What the orders in a sentence do, in the words of `ROWS`; nothing in most sentences.

    Hidden characters and lookalike letters are seen through.
    """
    words = undisguised(sentence[:LONGEST_SENTENCE])
    return [what for what, pattern in _PATTERNS.items() if pattern.search(words)]
