"""Make the pictures of the desk in docs/images from the ledger of the examples.

    python scripts/desk_screenshots.py

It needs the extras web and test, and Debian's chromium. The desk is seen on a fixed day, so that a picture changes only
when a page does.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from communique.desk import DeskSettings, create_app
from communique.ingest.readers import load_reader
from communique.ingest.run import Ingest
from communique.ledger import Ledger, asking, open_ledger

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
COLOURS = 96
"""Enough for letters and their edges; the files are in the repository for ever."""
CLOCK = "2024-09-15T10:00:00.000000+00:00"


class Picture(NamedTuple):
    """One picture."""

    name: str
    path: str
    scheme: str = "light"
    width: int = 1200
    height: int = 780
    keys: tuple[str, ...] = ()
    waits_for: str = "main"


def pictures(ledger: Ledger) -> list[Picture]:
    """All pictures; ids are those of the examples."""
    said = next(iter(asking.entries(ledger, "statement", asking.Filter(text="audit"))))
    promise = next(iter(asking.entries(ledger, "commitment", asking.Filter(text="pipes"))))
    person = asking.who(ledger, "Rustam Yuldoshev")[0]
    article = f"/documents/{said.document.id}"
    return [
        Picture("desk-today", "/"),
        Picture("desk-article", f"{article}?entry={said.id}"),
        Picture("desk-correct", article, keys=("j", "j", "j", "e"), waits_for="form.correct"),
        Picture("desk-phone", article, "dark", 390, 780),
        Picture("desk-board", "/commitments", "dark"),
        Picture("desk-calendar", "/commitments/calendar?month=2024-08"),
        Picture("desk-promise", f"/commitments/{promise.id}"),
        Picture("desk-search", "/search?q=water"),
        Picture("desk-entity", f"/entities/{person.id}"),
        Picture("desk-map", "/map"),
        Picture("desk-pair", "/pair?a=EST&b=KEN"),
        Picture("desk-timeline", "/timeline"),
    ]


def main() -> int:
    """Make them all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed; run `apt-get install chromium` and try again.", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        with open_ledger(path, clock=lambda: CLOCK) as ledger:
            sources = sorted(str(one) for one in (ROOT / "examples").glob("[0-9]*"))
            for _ in Ingest(ledger, lambda: load_reader(None, 1, None), "examples").run(sources):
                pass
            wanted = [one for one in pictures(ledger) if len(sys.argv) < 2 or one.name in sys.argv[1:]]
        with served(path) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for one in wanted:
                context = browser.new_context(
                    viewport={"width": one.width, "height": one.height}, color_scheme=one.scheme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                )  # fmt: skip
                take(context.new_page(), url, one)
                context.close()
            browser.close()
    return 0


def take(page: Page, url: str, picture: Picture) -> None:
    """Make one picture."""
    answer = page.goto(url + picture.path)
    assert answer is not None and answer.ok, f"{picture.path}: the desk answered with an error"
    for key in picture.keys:
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    page.locator(picture.waits_for).first.wait_for()
    page.wait_for_timeout(1_000)  # charts are drawn after the page
    file = IMAGES / f"{picture.name}.png"
    page.screenshot(path=file)
    with Image.open(file) as full:
        few = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The desk of a ledger, as long as it is used."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(DeskSettings(ledger=str(path), port=port))
    app.state.ledger.clock = lambda: CLOCK
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


if __name__ == "__main__":
    raise SystemExit(main())
