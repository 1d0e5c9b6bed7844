"""The desk: a ledger opened to people, as a REST API (`api`) and as web pages (`pages`), by `create_app`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.desk.settings import DeskSettings

if TYPE_CHECKING:
    from communique.desk.app import create_app

__all__ = ["DeskSettings", "create_app"]


def __getattr__(name: str) -> Any:
    # The application brings a web framework with it; the command line needs the settings' names alone.
    if name == "create_app":
        from communique.desk.app import create_app

        return create_app
    raise AttributeError(f"module 'communique.desk' has no attribute {name!r}")
