"""Serving a desk: one process or several behind one port, stopped without cutting off what is under way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from communique.desk.people import accounts
from communique.desk.settings import DeskSettings
from communique.errors import DeskError
from communique.ledger import open_ledger

HANDED = "COMMUNIQUE_DESK_HANDED"
"""Variable through which the first process hands its settings to those that serve."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Variable of prometheus-client: the folder through which several processes count together."""
SILENT = 120
"""Seconds after which a process that says nothing is taken for dead and replaced, with what it was answering.

uvicorn's own five are soon over on a machine that is busy with other things."""


KEPT_OPEN = 75
"""Seconds that a connection without requests stays open: longer than proxies and people pause, else a request may meet
a connection that is just being closed."""


def check(settings: DeskSettings) -> None:
    """Whether a desk may be served so.

    Raises:
        DeskError: it would be open to others without accounts, or nobody could reach it.
        LedgerError: the ledger cannot be opened.
    """
    with open_ledger(settings.ledger, create=False) as ledger:
        closed = accounts.exist(ledger)
    if not settings.is_local and not closed:
        raise DeskError(
            f"everybody who reaches {settings.host} could read and decide, since the desk has no accounts; make one "
            f"with `communique accounts add NAME --role admin --ledger …`, or serve on 127.0.0.1."
        )
    if not settings.trusted:
        raise DeskError(
            f"{settings.host} is no name that people type; give the names under which they reach the desk with "
            "--names desk.example.org."
        )


def serve(settings: DeskSettings, ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    Args:
        settings: of the desk.
        ready: is told the address when it is listened on.

    Raises:
        DeskError: see `check`; or the port cannot be had.
        LedgerError: the ledger cannot be opened.
    """
    check(settings)
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        options = {
            "proxy_headers": True, "forwarded_allow_ips": list(settings.proxies), "server_header": False,
            "access_log": False, "log_config": None, "timeout_graceful_shutdown": settings.stop_seconds or None,
            "ws": "none", "timeout_keep_alive": KEPT_OPEN,
        }  # fmt: skip
        if settings.workers == 1:
            from communique.desk.app import create_app

            config = uvicorn.Config(create_app(settings), **options)  # type: ignore[arg-type]
            ready(f"http://{host}:{port}")
            # The server raises the signal once more when all is done, which would end the process as if killed.
            signal.signal(signal.SIGTERM, lambda *_: None)
            uvicorn.Server(config).run(sockets=[listener])
            return
        with _counting_together():
            os.environ[HANDED] = json.dumps(asdict(settings))
            config = uvicorn.Config(
                "communique.desk.serving:handed", factory=True, workers=settings.workers,
                timeout_worker_healthcheck=SILENT, **options  # type: ignore[arg-type]
            )  # fmt: skip
            ready(f"http://{host}:{port}")
            Multiprocess(config, [listener]).run()


def handed() -> FastAPI:
    """The desk in one of several processes."""
    from communique.desk.app import create_app

    told: dict[str, Any] = json.loads(os.environ[HANDED])
    fit: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
    return create_app(DeskSettings(**fit))


@contextmanager
def _listening(settings: DeskSettings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise DeskError(
                f"{settings.host}:{settings.port} cannot be listened on ({said}); give another --port or --host."
            ) from error
        listener.set_inheritable(True)
        yield listener


@contextmanager
def _counting_together() -> Iterator[None]:
    """A folder in which processes count requests together, where none is set already."""
    if os.environ.get(SHARED):
        yield
        return
    folder = os.environ[SHARED] = tempfile.mkdtemp(prefix="communique-metrics-")
    try:
        yield
    finally:
        del os.environ[SHARED]
        shutil.rmtree(folder, ignore_errors=True)
