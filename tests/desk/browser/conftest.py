"""A desk that is served to a real Chromium, as Debian ships it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from communique.desk import DeskSettings, create_app
from communique.desk.people import Role, accounts
from communique.ledger import Ledger, open_ledger
from tests.desk.conftest import CLOCK, PASSWORD

CHROMIUM = shutil.which("chromium")
AXE = (Path(__file__).parent / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (!shift.hadRecentInput) window.shifts.push({ value: shift.value, of: shift.sources.map((s) => s.node?.outerHTML?.slice(0, 120) ?? "") });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


class Served(NamedTuple):
    """A desk that answers."""

    url: str
    ledger: Ledger
    """The desk's own, opened by the test once more."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    assert CHROMIUM is not None, "the desk's tests need a browser: `apt-get install chromium`, then run them again"
    with sync_playwright() as playwright:
        # Containers often run tests as root, where Chromium's own sandbox does not work.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def serve(filled: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serves a ledger of its own, with accounts (name -> role) if they are given, and with other settings."""
    running: list[tuple[uvicorn.Server, threading.Thread, Ledger]] = []

    def start(people: dict[str, Role] | None = None, **settings: Any) -> Served:
        path = tmp_path / f"served{len(running)}.db"
        shutil.copy(filled, path)
        ledger = open_ledger(path, clock=lambda: CLOCK)
        for name, role in (people or {}).items():
            accounts.add(ledger, name, PASSWORD, role)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        app = create_app(DeskSettings(ledger=str(path), port=port, **settings))
        app.state.ledger.clock = lambda: CLOCK
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < until and thread.is_alive(), "the desk does not start"
            time.sleep(0.02)
        running.append((server, thread, ledger))
        return Served(f"http://127.0.0.1:{port}", ledger)

    yield start
    for server, thread, ledger in running:
        server.should_exit = True
        thread.join(20)
        ledger.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a new browser profile. Whatever the console complains of fails the test at its end."""
    opened, complaints = [], []

    def start(url: str, *, scheme: str = "light", width: int = 1280, height: int = 900, **more: Any) -> Page:
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}, reduced_motion="reduce", **more
        )  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # a machine that is busy with other things is slow, not wrong
        page.add_init_script(SHIFTS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(url)
        return page

    start.complaints = complaints  # type: ignore[attr-defined]
    yield start
    for context in opened:
        context.close()
    assert complaints == []


def faults(page: Page) -> list[str]:
    """What axe finds that is serious or critical, one line each."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)"
    )
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"]
    ]  # fmt: skip


def weight(page: Page) -> int:
    """Bytes of the page and of all that it loads, as they are stored (compression not counted)."""
    size: int = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, one) => sum + (one.encodedBodySize || one.decodedBodySize), 0)"
    )
    return size


def shifts(page: Page) -> list[Any]:
    """Shifts of the layout that no person caused."""
    page.wait_for_timeout(300)
    found: list[Any] = page.evaluate("() => window.shifts")
    return found
