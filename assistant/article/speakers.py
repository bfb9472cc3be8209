"""Whose words a sentence gives, as far as the article itself says so.

A speaker is read from a reporting clause ("Brask said", "said the mayor", "according to the
county"), through "she added" to the speaker before, and for a bare quotation from its neighbour.
Where nobody is named there is no speaker; nothing is guessed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.domain import SentenceKind

if TYPE_CHECKING:
    from assistant.domain import Article

_VERB = (
    r"(?:said|says|say|told|tells|added|adds|argued|argues|claimed|claims|explained|explains|wrote"
    r"|writes|warned|warns|noted|notes|suggested|suggests|announced|stated|states|insisted|insists"
    r"|recalled|recalls|denied|denies|confirmed|admitted|predicted|predicts|stressed|complained"
    r"|replied|joked|concluded|promised|promises|vowed|urged|urges|demanded|called for"
    r"|believes?|thinks?|hopes?|fears?|expects?|blames?|blamed)"
)
# "has said", "also later told": what may stand between a subject and its verb.
_BEFORE_VERB = r"(?:(?:also|later|then|simply|has|have|had|once|repeatedly|recently) )*"
_QUOTATION = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_SUBJECT_THEN_VERB = re.compile(rf"(?P<who>[^,;:–—_]+?) {_BEFORE_VERB}{_VERB}\b")
_APPOSITION = re.compile(rf"(?P<who>[^,;:–—_]+), [^_;:]{{3,160}}?, {_BEFORE_VERB}{_VERB}\b")
_VERB_THEN_SUBJECT = re.compile(
    r"(?:_[\s,.]*|, )(?:said|says|added|explained|argued|wrote|warned|told) (?P<who>[^,;:–—_.]+)"
)
_ACCORDING_TO = re.compile(r"\b[Aa]ccording to (?P<who>[^,;:–—_.]+)")
_PRONOUN = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey)")
_CONJUNCTION = re.compile(
    r"^(?:and|but|while|as|though|although|because|that|which|who|so|where|when|if)\s+"
)
# "Brask is more careful: there is no proof, she says": this "she" is no earlier speaker.
_OWN_SUBJECT = re.compile(
    r"^(?!(?:The|A|An|In|On|At|But|And|It|He|She|They|This|That)\b)(?:[A-Z][\w’-]+ )+[a-z]"
)
_LONGEST_SUBJECT = 8  # words; a longer stretch before a verb is not a name


def speakers(article: Article) -> dict[int, str]:
    """The speaker of each sentence that gives somebody's words, by sentence number, as printed."""
    story = [s for s in article.sentences if s.kind is SentenceKind.STORY]
    found: dict[int, str] = {}
    speaker: str | None = None
    for sentence in story:
        words = article.words_of(sentence)
        named = reported_by(words)
        if named and not _PRONOUN.fullmatch(named):
            speaker = named
        elif (named and _OWN_SUBJECT.match(words)) or not (named or _only_quoted(words)):
            speaker = None  # the story went on: a later "he" need not be the same person
        if speaker:
            found[sentence.number] = speaker
    for sentence, following in pairwise(story):
        if sentence.number not in found and _only_quoted(article.words_of(sentence)):
            named = reported_by(article.words_of(following))
            if named and not _PRONOUN.fullmatch(named):
                found[sentence.number] = named
    return found


def reported_by(sentence: str) -> str | None:
    """Who a reporting clause outside quotation marks names: a name, a role or a pronoun."""
    outside = _QUOTATION.sub("_", sentence)
    for pattern in (_APPOSITION, _VERB_THEN_SUBJECT, _SUBJECT_THEN_VERB, _ACCORDING_TO):
        for match in pattern.finditer(outside):
            who = _CONJUNCTION.sub("", match["who"].strip(" .“”\"'"))
            if who and len(who.split()) <= _LONGEST_SUBJECT and re.search(r"[^\W\d_]", who):
                return who
    return None


def _only_quoted(words: str) -> bool:
    """Whether a sentence is a quotation and hardly anything else."""
    outside = _QUOTATION.sub(" ", words)
    return outside != words and len(outside.split()) < 3
