"""Open the chat model that the settings name: "vendor:name", as LangChain spells it.

OpenAI and every server that speaks its protocol are reached by a client of our own; any other
vendor by its package, once that is installed.
"""

from __future__ import annotations

import random
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from assistant.errors import SettingsError
from assistant.provider.background import WIRE
from assistant.provider.endpoint import OPENAI, Endpoint
from assistant.provider.limits import ELSEWHERE, ON_THIS_MACHINE
from assistant.provider.wire import ChatModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.language_models import BaseChatModel

    from assistant.provider.background import BackgroundLoop
    from assistant.provider.limits import Limits
    from assistant.settings import Settings

T = TypeVar("T")
_INSTALL: Final = re.compile(r"pip install (?:-U )?([\w\[\]-]+)")


def chat_model(
    settings: Settings,
    *,
    limits: Limits | None = None,
    background: BackgroundLoop = WIRE,
    chance: Callable[[], float] = random.random,
) -> ChatModel:
    """The model of `ASSISTANT_CHAT_MODEL`, ready to be asked; nothing is sent yet.

    Raises:
        SettingsError: no model is set, or its key or its vendor's package is missing.
    """
    endpoint = endpoint_of(settings, "chat_model")
    limits = limits or (ON_THIS_MACHINE if endpoint.local else ELSEWHERE)
    if endpoint.vendor != "openai":
        model = opened(partial(_of_another_vendor, settings), endpoint)
        return ChatModel(model, endpoint, limits=limits, background=background, chance=chance)
    # Here, because it takes seconds to load: who quotes the article never waits for it.
    from assistant.provider.openai_protocol import chatting, client, listing

    http = client(settings, limits)
    spoken = chatting(settings, endpoint, limits, http)
    return ChatModel(
        spoken,
        endpoint,
        listing=partial(listing, spoken),
        close=http.aclose,
        counts=True,
        limits=limits,
        background=background,
        chance=chance,
    )


def endpoint_of(settings: Settings, field: str) -> Endpoint:
    """Where the model of that setting is.

    Raises:
        SettingsError: none is set, or it is OpenAI's own and there is no key.
    """
    name: str = getattr(settings, field)
    vendor, _, model = name.partition(":")
    setting = settings.variable(field)
    if not model:
        raise SettingsError(f"No model is set; set {setting} to one in .env.")
    if vendor != "openai":
        return Endpoint(vendor, model, setting=setting)
    key = settings.openai_api_key.get_secret_value()
    if not key and not settings.openai_base_url:
        message = f"{name} needs a key: set OPENAI_API_KEY in .env, or OPENAI_BASE_URL to a server"
        raise SettingsError(f"{message} that needs none.")
    return Endpoint(vendor, model, settings.openai_base_url or OPENAI, key, setting)


def opened(open_it: Callable[[], T], endpoint: Endpoint) -> T:
    """A model that LangChain opens with the vendor's own package.

    Raises:
        SettingsError: the vendor is unknown, or its package or its key is missing.
    """
    try:
        return open_it()
    except ImportError as error:
        package = _INSTALL.search(str(error))
        install = f"pip install {package[1] if package else f'langchain-{endpoint.vendor}'}"
        message = f"{endpoint.name} needs a package that is not installed: {install}"
        raise SettingsError(f"{message}, then start again.") from error
    except Exception as error:  # each vendor raises its own where a key is missing
        if "upported" in str(error) and "provider" in str(error):
            message = f"No vendor {endpoint.vendor!r} is known; correct {endpoint.setting} in .env."
        else:
            message = (
                f"{endpoint.name} cannot be opened; check its name and {endpoint.key_setting}."
            )
        raise SettingsError(message) from error


def _of_another_vendor(settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    wanted = {"temperature": settings.temperature, "max_tokens": settings.max_tokens}
    given: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    model: BaseChatModel = init_chat_model(settings.chat_model, max_retries=0, **given)
    return model
