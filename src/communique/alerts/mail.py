"""An alert by mail, through any SMTP server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from typing import TYPE_CHECKING, Any, Literal

from communique.alerts.watches import Watch
from communique.alerts.wording import plain, text, title
from communique.errors import AlertError

if TYPE_CHECKING:
    import smtplib

Security = Literal["starttls", "tls", "none"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
TIMEOUT = 20.0
"""Seconds that one wait for the server may take."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server through which mail is sent."""

    host: str
    port: int
    security: Security
    """starttls begins in the clear and goes on encrypted, or not at all; tls is encrypted from the first byte."""
    user: str | None
    password: str | None
    sender: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> MailSettings | None:
        """Settings from ``COMMUNIQUE_SMTP_HOST``, ``_PORT``, ``_SECURITY``, ``_USER``, ``_PASSWORD`` and ``_FROM``.

        Returns:
            None where no host is set.

        Raises:
            AlertError: a variable holds what cannot be used.
        """

        def get(name: str) -> str | None:
            return environment.get(f"COMMUNIQUE_SMTP_{name}", "").strip() or None

        host = get("HOST")
        if host is None:
            return None
        port = get("PORT")
        if port is not None and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise AlertError(f"COMMUNIQUE_SMTP_PORT is {port!r}; set it to a number from 1 to 65535.")
        said = get("SECURITY") or ("tls" if port == "465" else "none" if port == "25" else "starttls")
        if said not in PORTS:
            raise AlertError(f"COMMUNIQUE_SMTP_SECURITY is {said!r}; set it to starttls, tls or none.")
        security: Security = said
        user = get("USER")
        sender = get("FROM") or (user if user is not None and "@" in user else f"communique@{host}")
        return cls(host, int(port) if port is not None else PORTS[security], security, user, get("PASSWORD"), sender)


def send(watch: Watch, batch: str, entries: Sequence[dict[str, Any]], settings: MailSettings | None) -> None:
    """Send entries in one message; sent again it has the same Message-ID.

    Args:
        watch: of the channel mail.
        batch: id of what is sent together.
        entries: as ``communique.ledger.asking.entry_to_dict`` gives them.
        settings: the server, or None where none is set.

    Raises:
        AlertError: no server is set, or it does not take the message.
    """
    import smtplib

    if settings is None:
        raise AlertError(f"{watch.target}: no mail server is set (COMMUNIQUE_SMTP_HOST)")
    try:
        server = _connected(settings)
        try:
            if settings.user is not None:
                server.login(settings.user, settings.password or "")
            server.send_message(message(watch, batch, entries, settings.sender))
        finally:
            # What was taken is taken, whether or not the server says goodbye.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise AlertError(f"{watch.target}: {settings.host} does not take the mail ({_said(error)})") from error


def message(watch: Watch, batch: str, entries: Sequence[dict[str, Any]], sender: str) -> EmailMessage:
    """The message about some entries."""
    found = EmailMessage(policy=SMTP)
    count = f"{len(entries)} new entries" if len(entries) != 1 else "a new entry"
    found["Subject"] = f"Communique: {count} for {plain(watch.name)}"
    found["From"], found["To"] = sender, watch.target
    found["Date"] = localtime()
    found["Message-ID"] = f"<{batch}@communique.invalid>"
    found["X-Communique-Delivery"] = batch
    # Answering machines leave such mail alone (RFC 3834).
    found["Auto-Submitted"] = "auto-generated"
    parts = [f"{title(entry, overdue=watch.overdue)}\n\n{text(entry)}\n" for entry in entries]
    found.set_content(("\n" + "-" * 72 + "\n\n").join(parts))
    return found


def _connected(settings: MailSettings) -> smtplib.SMTP:
    import smtplib
    import ssl

    context = ssl.create_default_context()
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _said(error: Exception) -> str:
    code, words = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    if code is not None:
        shown = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{code} {plain(shown)}"
    refused = getattr(error, "recipients", None)
    if isinstance(refused, dict) and refused:
        code, words = next(iter(refused.values()))
        return f"{code} {plain(words.decode('utf-8', 'replace') if isinstance(words, bytes) else str(words))}"
    return plain(str(error)).rstrip(".") or type(error).__name__
