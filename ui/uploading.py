"""The one address that takes files: what is sent there becomes an addition, and never comes back.

Streamlit's own uploader would do it as well, but not with the page's look, and it forgets a file
when the page is loaded anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from ui.additions import Additions

UPLOAD = "/upload"
NAME_HEADER = "X-File-Name"  # a page of another site could not set it without asking first
LARGEST_UPLOAD = 20_000_000  # the most that any kind of file may have

TOO_LARGE = (
    f"The file has more than {LARGEST_UPLOAD // 1_000_000} MB, which is the limit; "
    "give the article alone, or a part of it."
)
NO_NAME = "A file is sent with its name; choose it on the page."


def route(additions: Additions) -> Route:
    """Take a file's bytes as the body of a POST, and answer with its addition's identifier."""

    async def upload(request: Request) -> JSONResponse:
        name = request.headers.get(NAME_HEADER)
        if name is None:
            return JSONResponse({"reason": NO_NAME}, status_code=400)
        content = bytearray()
        async for part in request.stream():
            content += part
            if len(content) > LARGEST_UPLOAD:
                return JSONResponse({"reason": TOO_LARGE}, status_code=413)
        addition = additions.upload(unquote(name), bytes(content))
        return JSONResponse({"addition": addition.id})

    return Route(UPLOAD, upload, methods=["POST"])
