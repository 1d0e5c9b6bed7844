"""Requests that are too large are refused before they are read."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from communique.desk.problems import problem


class TooLargeError(HTTPException):
    """More came than may; of this kind, since routes hand it on rather than call the request unreadable."""


class Sizes:
    """Bounds the bodies of requests, whatever length they claim to have.

    Args:
        app: what answers.
        most: bytes of a body.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most
        self._said = f"the request is larger than {most:,} bytes; send less at once."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isascii() or not length.isdecimal() or int(length[:18]) > self._most:
            await problem(413, self._said)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise TooLargeError(413, self._said)
            return message

        await self._app(scope, counted, send)
