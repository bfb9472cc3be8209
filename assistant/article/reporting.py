"""Find the clause that reports somebody's words: "Brask said", "said the mayor", "according to".

It is looked for outside quotation marks alone: what is said inside them is somebody's own report.
"""

from __future__ import annotations

import re

# Verbs that report whatever follows them.
_SURE = (
    r"said|says|say|told|tells|tell|argued|argues|argue|insisted|insists|insist|denied|denies|deny"
    r"|replied|replies|joked|jokes|complained|complains|warned|warns|warn|urged|urges|urge|testified"
    r"|accused|accuses|accuse|asked|asks|believes?|thinks?|hopes?|fears?|expects?|blames?|blamed"
    r"|suspects?|doubts?|worries|worry|reckons|advises|advise|advised"
)
# Verbs that do so before "that" or a quotation, or in a frame: "claimed that", "claimed the land".
_UNSURE = (
    r"added|adds|claimed|claims|claim|explained|explains|wrote|writes|noted|notes|suggested|suggests"
    r"|suggest|announced|stated|states|recalled|recalls|confirmed|confirms|admitted|admits|predicted"
    r"|predicts|predict|stressed|stresses|concluded|concludes|promised|promises|vowed|demanded"
    r"|demands|reported|reports|report|remarked|conceded|boasted|countered|acknowledged|ruled"
    r"|maintains|maintained|contends|contended|alleges|alleged|declared|declares|revealed|cautioned"
    r"|observed|observes|pointed out|points out|pledged|threatened|objected|commented|estimates"
    r"|estimated|tweeted|posted|answered|wondered|proposed|proposes|recommends|found|finds|shows"
    r"|showed"
)
_VERB = (
    rf"(?P<verb>(?:{_SURE})\b|(?:calls|called|describes|described)(?= [^_,;:]{{2,40}}_)"
    rf"|(?:{_UNSURE})(?= (?:(?:in|on|at|to) [^,_;:]{{1,40}} )?that\b|[^,;:]{{0,40}}_))"
)
# "has said", "also later told": what may stand between a subject and its verb.
_BETWEEN = (
    r"(?:(?:also|later|then|simply|has|have|had|once|repeatedly|recently|now|still|only|both"
    r"|[a-z]+ly) )*"
)
_WHO = r"(?P<who>[^,;:–—_()|]+?)"
_TRAILING = r"(?P<who>[^,;:–—_.()|]+)"
_INVERTED = re.compile(
    r"(?:_[\s,.]*|, )"
    r"(?:said|says|added|adds|explained|argued|wrote|writes|warned|asked|joked|replied|recalled) "
    rf"(?!(?:that|so|it|to|in|on|at|if|whether|about|for|what|why|how|who)\b){_TRAILING}"
)
_CLAUSES = (
    re.compile(
        rf"\b[Aa]ccording to (?=[A-Z]|(?:the|an?|one|some|his|her|its|their) |[a-z]+s\b){_TRAILING}"
    ),
    re.compile(rf"\b[Ii]n {_TRAILING}[’']s? (?:view|opinion|words)\b"),
    _INVERTED,
    re.compile(rf"{_WHO}, (?P<beside>[^_;:]{{1,160}}?), {_BETWEEN}{_VERB}"),
    re.compile(rf"{_WHO} {_BETWEEN}{_VERB}"),
    re.compile(rf"_[\s,.]*{_WHO} {_BETWEEN}(?P<verb>{_UNSURE})\b"),  # “…,” Kost ruled on Thursday
    re.compile(rf", {_WHO} {_BETWEEN}(?P<verb>{_UNSURE})(?=[.,]|$)"),  # …, they report, …
)
_ANY_SIGN = re.compile(
    rf"\b(?:{_SURE}|{_UNSURE}|calls|called|describes|described|according|view|opinion|words)\b",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"^(?:and|but|while|as|though|although|because|that|which|who|so|where|when|if|some say|yet"
    r"|since|after|before|until|once|whether|whereas|on \w+day|meanwhile|instead)\b,?\s*",
    re.IGNORECASE,
)
# "A spokesman declined to comment but said": the subject ends where its first verb begins.
_FIRST_VERB = re.compile(
    r"\s(?:declined|refused|is|was|are|were|has|had|have|will|would|may|might|can|could|should|must"
    r"|does|did|do|who|that|which|but|also|on \w+day"
    r"|\w{3,}ed (?=(?:them|him|her|it|to|the|an?|his|by)\b))\b.*"
)
_STILL_THE_SUBJECT = re.compile(r"^\s(?:who|which|that|on)\b|\b(?:and|but|then|also)$")
_AND_THEN = re.compile(r"\s(?:and|but|or|then)$")
_A_NAME_FIRST = re.compile(r"(?!(?:The|A|An)\b)[A-Z][\w’-]+(?: [A-Z][\w’-]+)*(?= [a-z]+ed\b)")
_LATER_CLAUSE = re.compile(r"^.*\b(?:when|while|because|whether|than|if) (?=\w)")
# "wrote Bexley in the journal": where something was said is no part of a name.
_PLACE_BEHIND = re.compile(r"(?<=\w) (?:in|at|on|during|after|from) .*")
# "Putin has not said": nobody's words.
_DENIED = re.compile(r"\b(?:not|never|nor)\b|n['’]t\b")
# "was ruled out", "is said to": told of, not telling.
_PASSIVE = re.compile(r"\b(?:is|was|are|were|be|been|being|get|got)(?: \w+ly)?$")
# "the claim made", "its reports": a noun that looks like a verb.
_NOUN_AHEAD = re.compile(
    r"(?:^|.*\s)(?:the|a|an|his|its|her|their|this|that|these|those|of|in|to|for|some|any|no|more"
    r"|many|other|into|with|by|\S+[’']s|s[’'])$",
    re.IGNORECASE,
)
# These are said of several, or are nouns: "they report", "the inspection report".
_OF_SEVERAL = re.compile(
    r"(?:accuse|advise|argue|believe|blame|claim|deny|doubt|expect|fear|hope|insist|predict|report"
    r"|say|suggest|suspect|think|urge|warn|worry)$"
)
_SEVERAL = re.compile(
    r"(?:they|police|people|.*\band\b.*|[\w ]*(?:s|men|people))(?= (?:in|on|of|at|from)\b|$)",
    re.IGNORECASE,
)
_A_NAME = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")
_NOBODY = re.compile(
    r"(?:[a-z]+ing$|both$|in|of|with|by|from|at|to|for|there|what|who|whom|which|that|this|i|we|you"
    r"|nobody|everyone|people|asked|and|or|not|_)\b",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 1200
"""Characters; what is longer is a list, a table or a page in one line, and reports nobody."""
_LONGEST = 8
"""Words; a longer stretch before a verb is not a name."""


def reporters(outside: str) -> list[str]:
    """Whoever the reporting clauses name, first the one the sentence leans on: names or pronouns.

    `outside` is a sentence with "_" in the place of each quotation.
    """
    found: list[str] = []
    if len(outside) > _LONGEST_SENTENCE or not _ANY_SIGN.search(outside):
        return found
    for clause in _CLAUSES:
        for match in clause.finditer(outside):
            words = match["who"]
            if clause is _INVERTED:
                words = "" if _FIRST_VERB.search(words) else _PLACE_BEHIND.sub("", words)
            groups = match.groupdict()
            if _OF_SEVERAL.match(groups.get("verb") or "") and not _SEVERAL.match(words.strip()):
                words = ""
            if _A_NAME.fullmatch(groups.get("beside") or "") and words[-1:].islower():
                words = f"{words}, {groups['beside']}"  # "His lawyer, Tove Aalund, called"
            who = _subject(words)
            if who and not any(who in other or other in who for other in found):
                found.append(who)
    return found


def _subject(words: str) -> str:
    words = _LATER_CLAUSE.sub("", words.strip(" .“”\"'*"))
    if _DENIED.search(words) or _PASSIVE.search(words) or len(words.split()) > _LONGEST:
        return ""
    while opening := _CONJUNCTION.match(words):
        words = words[opening.end() :]
    if verb := _FIRST_VERB.search(words):
        if not _STILL_THE_SUBJECT.search(verb.group()):
            return ""
        words = re.sub(r" [a-z]+ly$", "", words[: verb.start()])
    if _AND_THEN.search(words):  # "Brask laughed and said", not "the claim and declared"
        name = _A_NAME_FIRST.match(words)
        words = name.group() if name else ""
    words = words.strip()
    plain = (
        not re.search(r"[^\W\d_]", words) or _NOBODY.match(words) or _NOUN_AHEAD.fullmatch(words)
    )
    return "" if plain else words
