"""An alert as a request to a web service: JSON, signed where there is a secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from communique.alerts.watches import Watch
from communique.errors import AlertError
from communique.sources.fetch import FetchError
from communique.sources.guard import Guard
from communique.version import __version__

SECRET_VARIABLE = "COMMUNIQUE_WEBHOOK_SECRET"
HOSTS_VARIABLE = "COMMUNIQUE_WEBHOOK_HOSTS"
TIMEOUT = 20.0
"""Seconds that one wait for the service may take."""
SIGNATURE = "X-Communique-Signature-256"
DELIVERY = "Idempotency-Key"


def send(
    watch: Watch, batch: str, entries: Sequence[dict[str, Any]], secret: str | None, inside: Sequence[str] = ()
) -> None:
    """Send entries in one request; sent again it has the same body and the same ``Idempotency-Key``.

    Whoever saved the watch is seldom at the machine that sends, and a name may lead elsewhere by now: it is looked up
    once, and connected to as it was checked. A private address is sent to only where the watch names it itself.

    Args:
        watch: of the channel webhook.
        batch: id of what is sent together.
        entries: as ``communique.ledger.asking.entry_to_dict`` gives them.
        secret: key of the signature, or None for none.
        inside: names of hosts that may lead to a private address.

    Raises:
        AlertError: the service cannot be reached or does not answer with success.
    """
    import httpx2 as httpx

    content = body(watch, batch, entries)
    headers = {
        "Content-Type": "application/json", "User-Agent": f"Communique/{__version__}", DELIVERY: batch,
    }  # fmt: skip
    if secret is not None:
        headers[SIGNATURE] = signature(content, secret)
    try:
        # Redirects are not followed: entries go where the user said, and nowhere else.
        with httpx.Client(
            transport=_guard(watch.target, inside).transport(), timeout=TIMEOUT, follow_redirects=False
        ) as client:
            answer = client.post(watch.target, content=content, headers=headers)
    except FetchError as error:
        said = str(error).partition(";")[0].rstrip(".")
        advice = "" if error.passing else f"; if that is meant, name its host in {HOSTS_VARIABLE}"
        raise AlertError(f"{watch.target}: it {said}{advice}") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise AlertError(f"{watch.target}: it cannot be reached ({said})") from error
    if not answer.is_success:
        raise AlertError(f"{watch.target}: it answers with status {answer.status_code}")


def _guard(target: str, inside: Sequence[str]) -> Guard:
    parts = urlsplit(target)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return Guard([f"{shown}:{parts.port or (443 if parts.scheme == 'https' else 80)}"], inside=inside)


def body(watch: Watch, batch: str, entries: Sequence[dict[str, Any]]) -> bytes:
    """What is sent."""
    said = {"watch": watch.name, "delivery": batch, "overdue": watch.overdue, "entries": list(entries)}
    # Only ASCII: half a surrogate pair in a text could not be sent otherwise.
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def signature(content: bytes, secret: str) -> str:
    """HMAC-SHA256 of the very bytes of a body, as hexadecimal digits after ``sha256=``."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
