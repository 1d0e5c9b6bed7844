"""Requests for other names are refused: a page elsewhere could point its own name at the desk (DNS rebinding)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from communique.desk.problems import problem


class Hosts:
    """Lets requests through that are for one of the desk's names.

    Args:
        app: what answers.
        names: host names without ports; ``*.example.org`` is any name below it.
    """

    def __init__(self, app: ASGIApp, *, names: Sequence[str]) -> None:
        self._app = app
        self._names = {name.casefold().strip("[]") for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "http" and not self._known(Headers(scope=scope).get("host", "")):
            said = "this desk is not reached under this name; an admin can add it to the setting names."
            await problem(421, said)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        name = host.casefold()
        name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
        if name in self._names:
            return True
        below = name.partition(".")[2]
        return below != "" and any(one == f"*.{name[at + 1 :]}" for at in _dots(name) for one in self._names)


def _dots(name: str) -> list[int]:
    return [at for at, letter in enumerate(name) if letter == "."]
