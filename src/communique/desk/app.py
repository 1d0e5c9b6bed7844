"""The desk as an application: the one place that wires its parts together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI

from communique.desk import api, pages
from communique.desk.api import health
from communique.desk.api.document import describe
from communique.desk.api.flowing import EXPORTS
from communique.desk.api.health import Measured
from communique.desk.guard.headers import Headers
from communique.desk.guard.hosts import Hosts
from communique.desk.guard.sizes import Sizes
from communique.desk.problems import add_handlers
from communique.desk.reading import ReadingRoom
from communique.desk.settings import DeskSettings
from communique.desk.static_files import PackedFiles
from communique.ledger import open_ledger
from communique.version import __version__

HERE = Path(__file__).parent


def create_app(settings: DeskSettings) -> FastAPI:
    """The desk of a ledger, which is opened here and closed when the application ends.

    Args:
        settings: see `DeskSettings`.

    Raises:
        LedgerError: the ledger cannot be opened.
    """
    # A route may use two at once, and exports have threads of their own.
    ledger = open_ledger(settings.ledger, create=False, connections=2 * settings.threads + EXPORTS * 2)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.threads
        try:
            yield
        finally:
            ledger.close()

    app = FastAPI(
        title="Communique", version=__version__, summary="The record that news texts leave, with its evidence.",
        docs_url=None, redoc_url=None,  # they come from elsewhere in the web
        lifespan=life,
    )  # fmt: skip
    app.state.settings, app.state.ledger, app.state.room = settings, ledger, ReadingRoom(settings)
    add_handlers(app, pages.error_page)
    app.include_router(health.router)
    app.include_router(api.router)
    app.include_router(pages.open_router)
    app.include_router(pages.router)
    app.mount("/static", PackedFiles(directory=HERE / "static"), name="static")
    describe(app)
    # The last one added is met first.
    app.add_middleware(Measured)
    app.add_middleware(Sizes, most=settings.max_body)
    app.add_middleware(Hosts, names=settings.trusted)
    app.add_middleware(Headers, https=settings.https)
    return app
