"""Mail goes through an SMTP server with the settings of the environment."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from communique.alerts import mail
from communique.alerts.delivering import Channels, begin, run
from communique.alerts.mail import MailSettings
from communique.alerts.watches import Watch
from communique.errors import AlertError
from communique.ledger import Ledger
from communique.ledger.asking import Filter, entry_to_dict
from tests.alerts.conftest import Clock
from tests.export.made import EVENT

controller = pytest.importorskip("aiosmtpd.controller")


class Box:
    """A server that keeps what it is sent."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuse: str | None = None
        self.port = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuse is not None:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Box]:
    found = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found.port = free.getsockname()[1]
    server = controller.Controller(found, hostname="127.0.0.1", port=found.port)
    server.start()
    yield found
    server.stop()


def settings(port: int) -> MailSettings:
    return MailSettings("127.0.0.1", port, "none", None, None, "ledger@example.org")


def test_a_message(filled: Ledger, box: Box) -> None:
    begin(filled, Watch(0, "Kenya – 東京", "commitment", Filter(), False, "mail", "desk@example.org", ""), past=True)
    channels = Channels(settings(box.port))
    (report,) = run(filled, channels)
    (got,) = box.got
    assert (report.error, got["To"], got["From"]) == (None, "desk@example.org", "ledger@example.org")
    assert got["Subject"] == f"Communique: {report.sent} new entries for Kenya – 東京"
    assert got["Message-ID"] == f"<{got['X-Communique-Delivery']}@communique.invalid>"
    assert got["Auto-Submitted"] == "auto-generated" and got["Date"] is not None
    assert got.get_content().count("communique search --open c") == report.sent
    run(filled, channels)
    assert len(box.got) == 1


def test_a_server_that_refuses_is_tried_again(filled: Ledger, box: Box, clock: Clock) -> None:
    box.refuse = "550 No such\tuser here"
    begin(filled, Watch(0, "w", "commitment", Filter(), False, "mail", "desk@example.org", ""), past=True)
    (report,) = run(filled, Channels(settings(box.port)))
    assert report.error == "desk@example.org: 127.0.0.1 does not take the mail (550 No such user here)"
    assert report.sent == 0 < report.waiting
    box.refuse = None
    clock.go(seconds=61)
    assert run(filled, Channels(settings(box.port)))[0].sent == report.waiting


def test_no_server() -> None:
    watch = Watch(1, "w", None, Filter(), False, "mail", "desk@example.org", "")
    with pytest.raises(AlertError, match="no mail server is set"):
        mail.send(watch, "b", [entry_to_dict(EVENT)], None)
    with pytest.raises(AlertError, match=r"127\.0\.0\.1 does not take the mail \(.*refused"):
        mail.send(watch, "b", [entry_to_dict(EVENT)], settings(9))


def test_encryption_is_not_done_without(box: Box) -> None:
    # The server knows no STARTTLS: the password must not go in the clear.
    watch = Watch(1, "w", None, Filter(), False, "mail", "desk@example.org", "")
    wary = MailSettings("127.0.0.1", box.port, "starttls", "me", "secret", "me@example.org")
    with pytest.raises(AlertError, match=r"does not take the mail \(STARTTLS"):
        mail.send(watch, "b", [entry_to_dict(EVENT)], wary)
    assert box.got == []


def test_a_name_cannot_add_headers() -> None:
    watch = Watch(1, "w\r\nBcc: x@example.org", None, Filter(), False, "mail", "desk@example.org", "")
    found = mail.message(watch, "b", [entry_to_dict(EVENT)], "a@example.org")
    assert found["Bcc"] is None and found["Subject"] == "Communique: a new entry for w Bcc: x@example.org"
    odd = {**entry_to_dict(EVENT), "words": "half \ud800 and \x00"}
    assert b"half and" in mail.message(watch, "b", [odd], "a@example.org").as_bytes()


ENVIRONMENTS: list[tuple[dict[str, str], MailSettings | str | None]] = [
    ({}, None),
    ({"HOST": " "}, None),
    ({"HOST": "h"}, MailSettings("h", 587, "starttls", None, None, "communique@h")),
    ({"HOST": "h", "PORT": "465", "USER": "me@x.org", "PASSWORD": "p"}, MailSettings("h", 465, "tls", "me@x.org", "p", "me@x.org")),
    ({"HOST": "h", "PORT": "25", "FROM": "f@x.org"}, MailSettings("h", 25, "none", None, None, "f@x.org")),
    ({"HOST": "h", "SECURITY": "tls", "USER": "me"}, MailSettings("h", 465, "tls", "me", None, "communique@h")),
    ({"HOST": "h", "PORT": "many"}, "COMMUNIQUE_SMTP_PORT is 'many'; set it to a number"),
    ({"HOST": "h", "PORT": "70000"}, "COMMUNIQUE_SMTP_PORT is '70000'"),
    ({"HOST": "h", "SECURITY": "some"}, "COMMUNIQUE_SMTP_SECURITY is 'some'; set it to starttls, tls or none"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), ENVIRONMENTS)
def test_settings(given: dict[str, str], expected: MailSettings | str | None) -> None:
    environment = {f"COMMUNIQUE_SMTP_{name}": value for name, value in given.items()}
    if isinstance(expected, str):
        with pytest.raises(AlertError, match=expected):
            MailSettings.from_environment(environment)
    else:
        assert MailSettings.from_environment(environment) == expected
