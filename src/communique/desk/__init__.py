"""The desk: a ledger opened to people, as a REST API (`api`) and as web pages (`pages`), by `create_app`."""

from communique.desk.app import create_app
from communique.desk.settings import DeskSettings

__all__ = ["DeskSettings", "create_app"]
