"""Every page: nothing serious for axe in light and dark and on a phone, light, nothing moves, nothing is complained of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk.browser.conftest import faults, shifts, weight

PAGES = (
    "/", "/review", "/review?what=unsure", "/search", "/search?q=water", "/search?q=zebra&view=documents", "/commitments",
    "/commitments?column=overdue", "/commitments?by=Nobody", "/commitments/calendar?month=2024-08", "/commitments/PROMISE",
    "/documents/ARTICLE", "/documents/ARTICLE?entry=ENTRY", "/read", "/account", "/nothing-here",
)  # fmt: skip
BUDGET = 600_000


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_serious_and_nothing_moves(
    serve: Callable[..., Any], open_page: Any, scheme: str, width: int
) -> None:
    """One browser goes through all pages: each is measured as a person would meet it."""
    desk = serve()
    names = some_of(desk.ledger)
    page = open_page(desk.url + "/", scheme=scheme, width=width)
    wrong: dict[str, Any] = {}
    for path in PAGES:
        for name, key in names.items():
            path = path.replace(name, key)
        page.goto(desk.url + path, wait_until="load")
        found = {"axe": faults(page), "moved": shifts(page)}
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found["too wide"] = wide
        if weight(page) > BUDGET:
            found["heavy"] = weight(page)
        wrong |= {f"{path} {name}": value for name, value in found.items() if value}
    # Pages that answer with an error are meant to: the browser says so in its console.
    open_page.complaints[:] = [one for one in open_page.complaints if "404" not in one and "422" not in one]
    assert wrong == {}


def some_of(ledger: Any) -> dict[str, str]:
    """Ids to fill into addresses."""
    from communique.ledger import asking

    promise = next(iter(asking.entries(ledger, "commitment")))
    said = next(iter(asking.entries(ledger, "statement", asking.Filter(text="pipes"))))
    return {"PROMISE": promise.id, "ARTICLE": said.document.id, "ENTRY": said.id}
