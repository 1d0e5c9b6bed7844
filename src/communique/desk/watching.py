"""Feeds that people have watched: only of hosts that an admin allows."""

from __future__ import annotations

from communique.desk.fetching import guard_of
from communique.desk.settings import DeskSettings
from communique.errors import DeskError
from communique.ledger import Ledger
from communique.ledger.feeds import add_feed, checked_address
from communique.sources.fetch import FetchError


def watch_feed(ledger: Ledger, settings: DeskSettings, url: str, *, by: str, title: str | None = None) -> int:
    """Watch a feed from now on.

    Args:
        ledger: an open ledger.
        settings: of the desk; its ``fetch_hosts`` say which addresses may be fetched.
        url: as somebody typed it.
        by: who.
        title: how people call it.

    Returns:
        Its number.

    Raises:
        DeskError: its host is not allowed.
        LedgerError: it is no web address, or is watched already.
    """
    address = checked_address(url)
    try:
        guard_of(settings).check(address)
    except FetchError as error:
        raise DeskError(f"{address} {error}") from error
    return add_feed(ledger, address, by=by, title=title)
