"""An alert as a request to a web service: JSON, signed where there is a secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from communique.alerts.watches import Watch
from communique.errors import AlertError
from communique.version import __version__

SECRET_VARIABLE = "COMMUNIQUE_WEBHOOK_SECRET"
TIMEOUT = 20.0
"""Seconds that one wait for the service may take."""
SIGNATURE = "X-Communique-Signature-256"
DELIVERY = "Idempotency-Key"


def send(watch: Watch, batch: str, entries: Sequence[dict[str, Any]], secret: str | None) -> None:
    """Send entries in one request; sent again it has the same body and the same ``Idempotency-Key``.

    Args:
        watch: of the channel webhook.
        batch: id of what is sent together.
        entries: as ``communique.ledger.asking.entry_to_dict`` gives them.
        secret: key of the signature, or None for none.

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
        answer = httpx.post(watch.target, content=content, headers=headers, timeout=TIMEOUT, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise AlertError(f"{watch.target}: it cannot be reached ({said})") from error
    if not answer.is_success:
        raise AlertError(f"{watch.target}: it answers with status {answer.status_code}")


def body(watch: Watch, batch: str, entries: Sequence[dict[str, Any]]) -> bytes:
    """What is sent."""
    said = {"watch": watch.name, "delivery": batch, "overdue": watch.overdue, "entries": list(entries)}
    # Only ASCII: half a surrogate pair in a text could not be sent otherwise.
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def signature(content: bytes, secret: str) -> str:
    """HMAC-SHA256 of the very bytes of a body, as hexadecimal digits after ``sha256=``."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
