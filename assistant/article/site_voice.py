"""Scores how much a sentence sounds like the site that carries an article, not like the article.

Each row of a family is a pattern and its weight; 3 in all is enough to be sure of a sentence on
its own. Reporting about the same subject is told apart by its signs: somebody said it, somebody
did it, it stands in quotation marks. A new kind of notice is one more row.
"""

from __future__ import annotations

import re

SURE = 3.0
SHORT = 6  # words
SHORT_SCORE = 2.0

_NETWORK = r"(?:facebook|twitter|x|instagram|whatsapp|linkedin|pinterest|reddit|telegram|tiktok"
_NETWORK += r"|youtube|threads|mastodon|bluesky|flipboard|email|messenger)"
_PIECE = r"(?:article|story|post|page|piece|video|recipe)"

FAMILIES: dict[str, tuple[tuple[str, float], ...]] = {
    "newsletter": (
        (r"\bsign(?:ing)? up\b", 1.0),
        (r"^sign up(?: now| here| today)?\W*$|\bsign up (?:now|here|today|for our)\b", 2.0),
        (r"^sign up (?:for|to)\b.*\b(?:newsletters?|emails?|alerts?|briefings?|inbox)\b", 2.5),
        (r"\bsubscribe\b", 0.8),
        (r"^(?:please )?subscribe\b|\bsubscribe (?:now|today|here|to our|to us)\b", 1.7),
        (r"^subscribe\W*$|\bsubscribe for (?:as little|only|just|free|[$£€])", 2.0),
        (r"\bnewsletters?\b", 0.7),
        (r"\bour (?:[\w-]+ ){0,3}(?:newsletters?|emails?|briefings?|mailing list)\b", 1.6),
        (r"\bnewsletter sign-?\s?up\b", 2.5),
        (r"\bnewsletters may contain\b", 2.0),
        (r"\byour inbox\b", 1.2),
        (r"\byour e-?mail\b", 0.6),
        (r"\b(?:delivered|straight|direct|directly|sent) to your\b", 1.2),
        (r"\bunsubscribe\b", 1.0),
        (r"\b(?:enter|confirm) your e-?mail\b", 0.8),
        (r"\bfree every (?:\w+ )?(?:morning|day|week|weekday|evening|month)\b", 1.5),
        (r"\b(?:top|biggest|latest|best) (?:stories|headlines|news|features)\b", 0.6),
        (r"\b(?:takes?|walks?|brings?|guides?) you\b", 0.6),
        (r"^get (?:the|our|all|more)\b.*\b(?:newsletter|app|inbox|every (?:morning|week|day))\b",
         2.0),
        (r"^(?:never|don't) miss\b", 1.3),
        (r"\bnever miss (?:a|an|our|the) (?:\w+ )?(?:story|post|issue|update|episode)\b", 1.6),
        (r"\bturn on notifications\b|\bpush notifications\b", 1.4),
        (r"^enjoy(?:ing|ed)? this\b|^like (?:this|what you)\b.*\?", 2.4),
        (r"\bstraight to your inbox\b|^your (?:daily|weekly|monthly|morning)\b", 0.8),
        (r"\b(?:get|download) (?:the|our) (?:[\w-]+ )?app\b", 1.8),
        (r"^listen to our\b", 1.6),
        (r"\bwherever you get your podcasts\b", 1.6),
        (r"\b(?:thank you|thanks) for (?:subscribing|signing up|registering|reading)\b", 2.0),
        (r"\b(?:check|confirm) (?:your inbox|your subscription)\b|\bconfirm your sub", 1.4),
        (r"\be-?mail(?: address)? is (?:required|invalid)\b", 2.4),
        (r"^(?:stay|keep) (?:up to date|informed|connected|in the loop)\b", 1.6),
        (r"^want (?:more|to (?:read|hear|get|receive))\b.*\?", 1.6),
        (r"^want more (?:stories|news|like this)\b", 1.4),
        (r"^(?:register|join|subscribe|sign up)\b.*\b(?:stories|news|headlines|updates|offers)\b",
         1.6),
        (r"\bdownload (?:the|our)\b.*\b(?:ios|android|app store|google play)\b", 1.4),
        (r"^(?:listen to|watch) (?:the|our|this)\b.*\b(?:episode|podcast|video)\b", 1.6),
        (r"\bepisode of our\b|\bour podcasts?\b", 1.6),
        (r"^join our\b", 1.6),
    ),
    "privacy": (
        (r"\bprivacy (?:policy|notice|statement)\b", 1.0),
        (r"\b(?:our|read the|see the) privacy\b", 1.4),
        (r"^privacy (?:policy|notice|statement)\W*$|\bprivacy notice:", 2.0),
        (r"\bcookies? (?:policy|notice|settings|preferences|consent)\b", 1.3),
        (r"\bwe (?:and (?:our|\d+|third)[\w\s-]{0,30} )?(?:use|store|set) (?:\w+ )?cookies\b", 2.3),
        (r"\b(?:this|our) (?:web)?site uses cookies\b", 3.0),
        (r"\b(?:accept|reject) (?:all |optional |necessary )?cookies\b", 2.0),
        (r"^(?:accept|reject|allow|decline) all\W*$", 2.0),
        (r"\bi (?:agree|consent) to\b|\breceive\b.*\b(?:offers|updates|promotions)\b", 1.0),
        (r"\bre-?captcha\b", 1.4),
        (r"\bprotected by re-?captcha\b", 1.6),
        (r"\bterms (?:of (?:service|use)|(?:and|&) conditions)\b", 0.8),
        (r"\b(?:terms|policy|conditions)[\w\s]{0,30} appl(?:y|ies)\b", 1.4),
        (r"\bby (?:continuing|clicking|signing|submitting|using|subscribing|registering|entering)"
         r"\b.*\b(?:you|i) (?:agree|consent|accept|acknowledge|confirm)\b", 2.6),
        (r"\b(?:improve|enhance) your (?:\w+ )?experience\b", 1.0),
        (r"\bpersonali[sz]ed? (?:content|ads|advertising)\b", 0.8),
        (r"\b(?:sponsored|funded) by (?:external|outside|third) parties\b", 1.4),
        (r"\byou (?:can|may) (?:opt out|withdraw|change your|manage your|update your)\b", 1.4),
        (r"\bfor more (?:information|details),? (?:please )?(?:see|read|visit|click)\b", 1.0),
        (r"\bour (?:web)?site\b", 0.6),
        (r"\bwe (?:value|respect|care about) your privacy\b", 3.0),
        (r"^if you continue to (?:use|browse)\b", 2.4),
        (r"\bassume (?:that )?you are happy\b", 1.6),
        (r"\bwe (?:will )?(?:never|do not|don't|may|will not|won't|collect|process)\b.*\byour"
         r" (?:\w+ )?(?:data|information|details|address)\b", 2.6),
        (r"\bdo not (?:sell|share) my\b", 3.0),
        (r"^terms (?:of (?:service|use)|(?:and|&) conditions)\W*$", 2.4),
        (r"\bby clicking\b.*\b(?:link|button|below|here)\b", 0.8),
        (r"^(?:cookies?|privacy) (?:policy|notice|settings|preferences)\W*$", 2.0),
        (r"^manage (?:your |my )?(?:preferences|cookies|consent|choices)\W*$", 2.0),
        (r"\bmanage (?:your |my )?(?:preferences|cookies|consent|choices)\b", 1.6),
    ),
    "more": (
        (r"^read more\W*$|^read more\s*[:|>»→-]|^(?:also read|read also|read next)\b", 3.0),
        (r"^read (?:more|the full|our full|the rest)\b", 1.6),
        (r"^(?:related|recommended|trending|see also|more on this|explore more)"
         r"(?: (?:articles?|stories|story|content|links|topics|posts|news|now|reading))?\s*:", 3.0),
        (r"^(?:related|recommended) (?:articles?|stories|content|links|posts|reading)"
         r"(?:\W*$| ?[-:–|•>])", 5.0),
        (r"^(?:you (?:may|might) also (?:like|enjoy|be interested in)"
         r"|most (?:read|popular|viewed)|trending now"
         r"|more on this (?:story|topic)|up next|editors?['’]s? picks?|more from [\w\s]{2,30}"
         r"|more stories|latest news|top stories|don't miss|continue reading"
         r"|related (?:topics|tags|coverage)|skip to (?:main )?content|powered by \w+)\W*$", 3.0),
        (r"\bclick here\b", 2.0),
        (r"^(?:find out|learn|discover|see|show|load|view) more\b", 1.0),
        (r"^(?:show|load|view|see) (?:more|all)\W*$|^back to (?:top|home)\W*$", 2.4),
        (r"^(?:tap|click|swipe)\b.*\b(?:see|read|view|watch|open|share|expand)\b", 1.6),
        (r"\bsee other (?:videos|stories|articles)\b", 1.4),
        (r"\bfrom our (?:team|newsroom|archives?)\b", 1.4),
        (r"^to (?:continue reading|keep reading|read (?:on|the (?:full|rest)))\b", 2.0),
        (r"\bsee our\b|\bvisit our\b|\bcheck out our\b", 1.0),
    ),
    "sharing": (
        (rf"^share this {_PIECE}\b", 3.0),
        (r"^share(?: this)?[ :>»]*$", 3.0),
        (rf"\bshare (?:this )?(?:\w+ )?(?:on|via|by) {_NETWORK}\b", 3.0),
        (rf"\b(?:follow|like|find) (?:us|me|him|her|them|our|@\w+|the author|[\w\s]{{2,25}}) on"
         rf" {_NETWORK}\b", 2.2),
        (rf"^(?:follow|like|find) (?:us|me|our|@\w+)\b.*\b{_NETWORK}\b", 1.5),
        (rf"^(?:{_NETWORK}\W{{1,3}}){{2,}}{_NETWORK}\W*$", 3.0),
        (r"^(?:tweet|tweet this|copy link|link copied|print this page|save for later)\W*$", 3.0),
        (r"\bjoin the conversation\b", 1.6),
        (rf"\b(?:join|following|follow) (?:us|our)\b.*\b{_NETWORK}\b", 2.2),
        (rf"\b(?:follow|contact|reach) (?:him|her|them|me)\b.*(?:\b{_NETWORK}\b|@)", 1.6),
        (r"^(?:print|share|e-?mail|comments?|reply|menu|search|subscribe|newsletters?)[ :>»]*$",
         2.0),
    ),
    "advertising": (
        (r"^(?:advertisement|advertisements|advert|advertorial|ad|sponsored"
         r"|sponsored (?:content|links|stories)"
         r"|paid content|paid post|promoted)\W*$", 4.0),
        (r"^(?:sponsored|brought to you|presented) by our\b", 3.0),
        (r"\b(?:story|article) continues (?:below|after)\b.{0,30}$", 4.0),
        (r"\bscroll (?:down )?(?:to|for) (?:continue|more|keep reading)\b", 3.0),
        (r"^skip (?:past |the )*(?:ad|advertisement|newsletter promotion)\b", 4.0),
        (r"^after newsletter promotion\b", 4.0),
        (r"\bmay earn (?:a|an affiliate) (?:small )?commission\b", 1.8),
        (r"\baffiliate links?\b", 1.2),
    ),
    "rights": (
        (r"\ball rights reserved\b(?! (?:to|by|for)\b)", 4.0),
        (r"^(?:copyright )?(?:©|\(c\))\s?(?:copyright )?(?:\d{4}|[A-Z])|^copyright \d{4}", 3.0),
        (r"\bmay not be (?:published|reproduced|broadcast|copied|redistributed)\b", 2.0),
        (r"\bfor personal use only\b", 1.8),
        (r"\bwithout (?:our |prior |express |written )*permission\b", 1.2),
        (r"\bis not responsible for the content of external\b", 3.0),
        (r"^the (?:views|opinions) expressed\b.*\b(?:author|own|editorial)\b", 3.0),
        (rf"^this {_PIECE} contains content (?:provided|from)\b", 3.0),
        (rf"^this {_PIECE} (?:was|is) (?:originally|first) (?:published|appeared)\b", 2.0),
    ),
    "support": (
        (r"\bsupport (?:our|independent) (?:journalism|work|reporting|newsroom)\b", 2.0),
        (r"\bbecome a (?:member|subscriber|supporter|patron)\b", 1.0),
        (r"\balready (?:a|have a|have an) (?:subscriber|member|subscription|account)\b", 3.0),
        (r"\b(?:log|sign) in to (?:continue|read|comment|view|save)\b", 2.4),
        (r"^(?:log|sign) in\W*$", 2.0),
        (r"\bmust be (?:logged|signed) in\b", 3.0),
        (r"\byour (?:support|donation|contribution|subscription)\b.*\b(?:our|us)\b", 1.6),
        (r"^please consider\b|\bconsider (?:a donation|donating|subscribing|supporting|making)\b",
         1.4),
        (r"\b(?:unlimited|full|digital|premium) (?:digital )?access\b", 1.4),
        (r"[$£€]\d[\d.]* (?:a|per) (?:week|month|year)\b", 1.0),
        (r"^(?:please try again|something went wrong)\b", 2.2),
        (r"\bour (?:archives?|tip line|premium|readers)\b", 1.0),
        (r"\b(?:create|register|log in|sign up|subscribe)\b.*\bto (?:save|read|unlock|access)\b",
         1.6),
        (r"\bour (?:journalists|reporters|journalism|reporting|newsroom)\b", 1.4),
        (r"\b(?:create|register for) (?:a free|an|your free) account\b", 1.0),
        (r"\bthis (?:article|content|story) is (?:for|available to|reserved for) \w*\s?subscribers"
         r"\b", 3.0),
        (r"^(?:please )?(?:donate|contribute)(?: now| today| here)\b|\bmake a donation\b", 1.2),
        (r"\bfrom as little as\b", 1.0),
        (r"\b(?:you have|you've) (?:\w+ ){0,2}(?:free articles?|reached your)\b", 3.0),
    ),
    "comments": (
        (r"^(?:view|read|show|see|hide|leave|post|add|load)(?: all| a| an| more| \d+)?"
         r" (?:comments?|repl(?:y|ies))"
         r"\W*$", 3.0),
        (r"\bcomments (?:are closed|are moderated|have been closed)\b|^comments? ?\(\d+\)", 3.0),
        (r"\blet us know\b.{0,40}\b(?:comments|below)\b", 3.0),
        (r"\b(?:have|got) a (?:news )?(?:tip|story)(?: for us)?\?", 2.4),
        (r"\bto share with us\b", 2.0),
        (r"\be-?mail us\b", 1.5),
        (r"\bcontact us\b|\bget in touch with us\b", 0.8),
        (r"\bcontact (?:the )?(?:author|editor|newsroom|reporter)s?\b", 1.5),
    ),
    "pictures": (
        (r"^(?:photo|photograph|photography|image|picture|video)s?"
         r"(?: credits?| by| courtesy(?: of)?|:)[^.]{0,80}"
         r"(?:\b(?:getty|reuters|shutterstock|alamy|afp|epa|ap|istock|unsplash)\b)"
         r"[^.]{0,20}\W*$", 3.0),
    ),
}  # fmt: skip

_ROWS = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for rows in FAMILIES.values()
    for pattern, weight in rows
)
_ACTS = re.compile(
    r"(?:please |just |simply )?(?:sign up|subscribe|register|join|follow|download|get|become"
    r"|support|donate|manage|log in|sign in|contact|like|discover|explore|enjoy|try|buy|start"
    r"|access|unlock|receive|stay|keep)\b",
    re.IGNORECASE,
)
_GOODS = re.compile(
    r"\b(our|free|digest|newsletters?|alerts?|breaking news|notifications?|inbox|members?(?:hip)?"
    r"|subscri(?:bers?|ption)|trial|account|profile|archives?|podcasts?|app|privacy|preferences"
    r"|offers?|updates|[$£€]\d[\d.]*|unlimited|exclusive|premium|ad-free|delivered|edition)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|saying|told|argued?s?|according to|announced|reported|asked|wrote|claimed"
    r"|warned|joked|explained|added|testified|insisted|replied|recalled|noted|believes?)\b"
)
_DID = re.compile(
    r"\b(?:he|she|his|her|their|they|company|regulators?|court|government|ministers?"
    r"|judge|parliament|lawmakers|users|customers|readers|subscribers|was|were|had|has|been|did"
    r"|fined|launched|founded|started|agreed|decided|introduced|broke|sued|signed up)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]{1,1000}”?|\"[^\"]{1,1000}\"")
_SINGLE_OPENS = re.compile(r"(?<!\w)[‘'](?=\w)")
_SINGLE_CLOSES = re.compile(r"[’'](?!\w)")  # and not the apostrophe of "don't"
_OURS = re.compile(r"\b(?:we|our|us|this (?:web)?site|this page)\b", re.IGNORECASE)
_SITE_SPEAKS = re.compile(r"\b(?:you|your|we|our|us)\b", re.IGNORECASE)


def notice_score(sentence: str) -> float:
    """How surely a sentence is the site's own notice: `SURE` or more is enough on its own."""
    spoken = _unquoted(sentence).strip()
    score = subject_score(spoken) + _offer_score(spoken)
    if not score:
        return 0.0
    if score >= SURE / 2 and _SITE_SPEAKS.search(spoken):
        score += 0.5
    if _SAID.search(spoken):
        score -= 2.0
    doings = len(_DID.findall(spoken))
    if doings and not (score >= SURE and speaks_as_site(spoken)):
        score -= min(2.0, doings)
    elif score >= SHORT_SCORE and len(spoken.split()) <= SHORT:
        score += 1.0  # a label or a button
    return max(score, 0.0)


def _offer_score(sentence: str) -> float:
    """More for a prompt to do something with several of the things that sites have to give."""
    if not _ACTS.match(sentence.lstrip(" *_>#[")):
        return 0.0
    goods = {found.lower() for found in _GOODS.findall(sentence)}
    return min(2.4, 0.8 * len(goods)) if len(goods) > 1 else 0.0


def speaks_as_site(sentence: str) -> bool:
    """Whether the site names itself: "our newsletter", "this site"."""
    return bool(_OURS.search(sentence))


def subject_score(sentence: str) -> float:
    """How much of a notice's vocabulary a sentence holds, whoever speaks in it."""
    plain = sentence.strip(" \t\r\n*_>#[]").replace("’", "'")
    return sum(weight for pattern, weight in _ROWS if pattern.search(plain))


def _unquoted(sentence: str) -> str:
    """The sentence without what stands in quotation marks: those are somebody's words."""
    plain = _QUOTED.sub(" ", sentence)
    kept = []
    read_to = 0
    while opening := _SINGLE_OPENS.search(plain, read_to):
        closing = _SINGLE_CLOSES.search(plain, opening.end() + 2)
        if not closing:
            break
        kept.append(plain[read_to : opening.start()])
        read_to = closing.end()
    return " ".join([*kept, plain[read_to:]])
