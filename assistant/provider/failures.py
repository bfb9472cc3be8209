"""From whatever goes wrong on the wire to what a reader is told of it.

`FAILURES` is the whole of it: the first row that fits an error names it, says it in a sentence, and
says whether trying again may help.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from assistant.domain import Ending, Fault
from assistant.provider.limits import LONGEST_WAIT
from assistant.provider.symptoms import retry_after, symptoms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from assistant.provider.endpoint import Endpoint
    from assistant.provider.limits import Limits
    from assistant.provider.symptoms import Symptoms

LONGEST_DETAILS: Final = 1_000
CONTEXT_EXCEEDED: Final = "context_exceeded"
"""The fault that asking again for less may put right."""

_READABLE: Final = re.compile(
    r"(?:(?:context|model) (?:length|size|window)|n_ctx)\D{0,40}?(\d{3,7})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told of an error, and whether trying again may help."""

    fault: Fault
    again: bool = False
    ending: Ending = Ending.FAILED  # where no word had arrived


@dataclass(frozen=True, slots=True)
class Row:
    """An error fits if its status, its words and the names of its causes do, as far as given."""

    code: str
    sentence: str
    statuses: Collection[int] = ()
    words: str = ""
    causes: Collection[str] = ()
    again: bool = False
    ending: Ending = Ending.FAILED

    def fits(self, error: Symptoms) -> bool:
        """Whether this row is about that error; one that asks for nothing is about any."""
        return (
            (not self.statuses or error.status in self.statuses)
            and (not self.words or bool(re.search(self.words, error.words, re.IGNORECASE)))
            and (not self.causes or not error.causes.isdisjoint(self.causes))
        )


CLIENT_ERRORS: Final = range(400, 500)
SERVER_ERRORS: Final = range(500, 600)

FAILURES: Final = (
    Row(
        "redirected",
        "{host} tried to redirect to another address, so nothing was sent there; put the address "
        "it should be in OPENAI_BASE_URL, or set ASSISTANT_FOLLOW_REDIRECTS=true if you trust it.",
        statuses=range(300, 400),
    ),
    Row(
        CONTEXT_EXCEEDED,
        "The question with its passages is longer than {model} can read; set "
        "ASSISTANT_CONTEXT_TOKENS to {readable}.",
        words=r"context_length_exceeded|exceed_context_size|context (length|size|window)"
        r"|maximum (context|model) length|prompt is too long|too many tokens in (the )?prompt"
        r"|context the overflows|input (tokens|length) exceed",
    ),
    Row(
        "usage_refused",
        "{host} does not count tokens when it streams; ask again.",
        statuses=(400, 422),
        words=r"stream_options|include_usage",
    ),
    Row(
        "quota_used_up",
        "The quota of this key at {host} is used up; see to the account there, or ask offline.",
        words=r"insufficient_quota|exceeded your current quota|billing|credit balance",
    ),
    Row(
        "quota_used_up",
        "{host} wants to be paid first; see to the account there, or ask offline.",
        statuses=(402,),
    ),
    Row("key_refused", "{refused_key}", statuses=(401,)),
    Row(
        "key_refused", "{refused_key}", words=r"invalid_api_key|incorrect api key|invalid x-api-key"
    ),
    Row(
        "not_allowed",
        "This key may not use {model} at {host}, or not from here; allow it there, or set another "
        "{setting}.",
        statuses=(403,),
    ),
    Row(
        "no_such_model",
        "{model} is not on {host}; set {setting} to one that is.",
        statuses=(400, 404),
        words=r"model_not_found|model\b.*(not found|does not exist|not exist|unknown|not loaded)"
        r"|(no such|unknown|invalid) model",
    ),
    Row("no_api", "{no_api}", statuses=(404, 405)),
    Row("no_api", "{no_api}", words=r"unexpected endpoint"),
    Row("no_api", "{no_api}", causes={"NotThisProtocol"}),
    Row(
        "busy",
        "{host} is busy; {again}.",
        statuses=(429,),
        again=True,
    ),
    Row(
        "parameter_refused",
        "{model} refuses a setting; take ASSISTANT_TEMPERATURE and ASSISTANT_MAX_TOKENS out of "
        ".env, or see the details for which.",
        statuses=(400, 422),
        words=r"temperature|max_tokens|max_completion_tokens",
    ),
    Row(
        "trouble",
        "{host} has trouble of its own ({status}); {again}.",
        statuses=(408, 409, 425, *SERVER_ERRORS),
        again=True,
    ),
    Row(
        "request_refused",
        "{host} refused the request ({status}); see the details for its reason.",
        statuses=CLIENT_ERRORS,
    ),
    Row(
        "too_large",
        "{host} sent more than an answer can be; ask again, or set another {setting}.",
        causes={"TooLarge"},
    ),
    Row(
        "no_encryption",
        "No safe connection to {host} is possible; check OPENAI_BASE_URL and its certificate.",
        causes={"SSLError", "SSLCertVerificationError", "CertificateError"},
    ),
    Row(
        "unreachable",
        "{unreachable}",
        causes={"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "gaierror"},
    ),
    Row(
        "cut_off",
        "The connection to {host} broke; {again}.",
        causes={
            *("ReadError", "WriteError", "CloseError", "RemoteProtocolError", "EndOfStream"),
            *("ConnectionResetError", "BrokenPipeError", "ReadTimeout", "WriteTimeout"),
        },
        again=True,
    ),
    Row("too_slow", "{host} did not answer in time; {again}.", causes={"TimeoutError"}),
    Row("busy", "{host} is busy; {again}.", words=r"rate.?limit", again=True),
    Row(
        "trouble",
        "{host} has trouble of its own; {again}.",
        causes={"APIError"},
        again=True,
    ),
    Row(
        "nothing",
        "{model} returned nothing; ask again, or in other words.",
        words=r"no generation chunks",
        ending=Ending.EMPTY,
    ),
    Row("unreadable", "{host} sent something that cannot be read; {again}."),
)


def failure_of(error: BaseException, endpoint: Endpoint, now: datetime | None = None) -> Failure:
    """What to tell of an error that the wire or a vendor's library raised."""
    symptoms = symptoms_of(error)
    row = next(row for row in FAILURES if row.fits(symptoms))
    asked = retry_after(symptoms.headers, now or datetime.now(UTC)) if row.again else None
    fault = Fault(
        row.code,
        row.sentence.format(
            host=endpoint.host,
            model=endpoint.model,
            setting=endpoint.setting,
            status=symptoms.status,
            again=_again(endpoint, _when(asked, now or datetime.now(UTC))),
            readable=tokens_readable(symptoms.words) or "what it can",
            refused_key=_refused_key(endpoint),
            no_api=_no_api(endpoint),
            unreachable=_unreachable(endpoint),
        ),
        details=endpoint.masked(symptoms.words)[:LONGEST_DETAILS],
        retry_after=asked,
    )
    return Failure(fault, row.again and (asked or 0.0) <= LONGEST_WAIT, row.ending)


def tokens_readable(words: str) -> str:
    """How many tokens a model reads at once, where a server says it; else ""."""
    told = _READABLE.search(words)
    return told[1] if told else ""


def seconds_to_wait(fault: Fault, tries: int, limits: Limits, chance: Callable[[], float]) -> float:
    """As long as the server asks, or longer each time, and not in step with other readers."""
    if fault.retry_after is not None:
        return fault.retry_after
    grown = limits.first_backoff * math.pow(2, tries - 1)
    return min(grown, limits.longest_backoff) * (1 + chance())


def _when(seconds: float | None, now: datetime) -> str:
    if seconds is None or seconds <= LONGEST_WAIT:
        return "in a moment"
    then = datetime.fromtimestamp(now.timestamp() + seconds, UTC).astimezone()
    return f"after {then:%H:%M}" if seconds < 24 * 3600 else f"after {then:%d %B, %H:%M}"


def _again(endpoint: Endpoint, when: str) -> str:
    if endpoint.setting == "ASSISTANT_CHAT_MODEL":
        return f"ask again {when}, or ask offline"
    return f"try again {when}, or take {endpoint.setting} out of .env"


def _refused_key(endpoint: Endpoint) -> str:
    if endpoint.vendor == "openai" and not endpoint.key:
        return f"{endpoint.host} wants a key; set {endpoint.key_setting}."
    return f"{endpoint.host} refused the key; correct {endpoint.key_setting}."


def _no_api(endpoint: Endpoint) -> str:
    told = f"{endpoint.address} does not speak OpenAI's protocol"
    if endpoint.address.endswith("/v1"):
        return f"{told}; correct OPENAI_BASE_URL."
    return f"{told}; try OPENAI_BASE_URL={endpoint.address}/v1."


def _unreachable(endpoint: Endpoint) -> str:
    if endpoint.local:
        return (
            f"No server answers at {endpoint.host}; start it (for Ollama: ollama serve), or "
            "correct OPENAI_BASE_URL."
        )
    return f"{endpoint.host} cannot be reached; check OPENAI_BASE_URL and the network."
