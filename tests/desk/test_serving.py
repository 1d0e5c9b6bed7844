"""`communique serve`: it answers, is refused where it would be open to all, and stops without cutting anything off."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.cli.accounts import RoleName
from communique.desk.people import ROLES, accounts
from communique.desk.settings import DeskSettings, described
from communique.errors import DeskError
from communique.ledger import open_ledger
from tests.cli.conftest import environment
from tests.desk.conftest import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> str:
    return str(shutil.copy(filled, tmp_path / "desk.db"))


def run(*words: str, input: str | None = None) -> Any:
    return CliRunner().invoke(app, list(words), input=input)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=120) as answer:
        return json.load(answer)


def served(path: str, port: int, *more: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "communique.cli", "serve", "--ledger", path, "--port", str(port), *more]
    started = subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True, cwd=ROOT)
    for _ in range(800):
        try:
            get(f"http://127.0.0.1:{port}/health")
            return started
        except OSError:
            assert started.poll() is None, started.stderr and started.stderr.read()
            time.sleep(0.25)
    raise AssertionError("the desk does not answer")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_and_stops_when_what_is_under_way_is_done(path: str, workers: str) -> None:
    port = free_port()
    process = served(path, port, "--workers", workers, "--stop-seconds", "120")
    try:
        text = "Kenya's Foreign Minister met the President of the ICRC in Nairobi on Sunday. " * 40
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/readings", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}
        )
        read: list[Any] = []
        under_way = threading.Thread(target=lambda: read.append(json.load(urllib.request.urlopen(request, timeout=180))))
        under_way.start()
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        under_way.join(180)
        assert read and read[0]["engagements"], "a text that was being read is answered"
        assert process.wait(180) == 0
    finally:
        process.kill()
    assert process.stderr is not None
    assert process.stderr.read() == f"The desk of {path} is at http://127.0.0.1:{port}\n"


def test_processes_count_together(path: str) -> None:
    port = free_port()
    process = served(path, port, "--workers", "2")
    try:
        for _ in range(20):
            get(f"http://127.0.0.1:{port}/api/v1/entries?limit=1")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=120) as answer:
            figures = answer.read().decode()
        assert 'communique_requests_total{method="GET",route="/api/v1/entries",status="200"} 20.0' in figures
    finally:
        process.terminate()
        process.wait(180)


def test_beyond_this_machine_it_is_refused_without_accounts(path: str) -> None:
    told = run("serve", "--ledger", path, "--host", "0.0.0.0")
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert "everybody who reaches 0.0.0.0 could read and decide" in told.stderr
    with open_ledger(path) as ledger:
        accounts.add(ledger, "ann", PASSWORD, "admin")
    told = run("serve", "--ledger", path, "--host", "0.0.0.0")
    assert told.exit_code == 1
    assert "give the names under which they reach the desk" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "99999"], "cannot be listened on"),
        (["--port", "-1"], "port is -1; it is 0 or more"),
        (["--workers", "0"], "workers is 0; it is 1 or more"),
        (["--page", "500"], "page is 500; it is 200 or less"),
        (["--config", "/nowhere/desk.toml"], "cannot be read"),
    ],
)
def test_what_cannot_be_is_a_sentence(path: str, words: list[str], said: str) -> None:
    told = run("serve", "--ledger", path, *words)
    assert (told.exit_code, told.stderr.count("\n"), told.stdout) == (1, 1, "")
    assert said in told.stderr


def test_a_port_that_is_taken(path: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = run("serve", "--ledger", path, "--port", str(taken.getsockname()[1]))
    assert told.exit_code == 1
    assert "cannot be listened on" in told.stderr


def test_settings_come_from_file_environment_and_flags(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('port = 1\nhost = "127.0.0.2"\nnames = ["a.example", "b.example"]\nhttps = true\nfetch_seconds = 3\n')
    told = DeskSettings.gathered(file, {"COMMUNIQUE_DESK_PORT": "2", "COMMUNIQUE_DESK_FETCH_HOSTS": "x.example, *"}, {"port": None})
    assert (told.port, told.host, told.names, told.https) == (2, "127.0.0.2", ("a.example", "b.example"), True)
    assert (told.fetch_hosts, told.fetch_seconds) == (("x.example", "*"), 3.0)
    assert DeskSettings.gathered(file, {"COMMUNIQUE_DESK_PORT": "2"}, {"port": 3}, ledger="x.db").port == 3


@pytest.mark.parametrize(
    ("file", "environment", "said"),
    [
        ("prot = 1", {}, "there is no setting 'prot'"),
        ('port = "eighty"', {}, "port is 'eighty', which does not fit; it is a whole number"),
        ("port = 1.5", {}, "does not fit"),
        ("port = true", {}, "does not fit"),
        ("names = 3", {}, "does not fit"),
        ("host = 3", {}, "does not fit; it is a text"),
        ("port =", {}, "this is no TOML"),
        ("", {"COMMUNIQUE_DESK_HTTPS": "perhaps"}, "COMMUNIQUE_DESK_HTTPS: https is 'perhaps'"),
        ("fetch_seconds = nan", {}, "does not fit"),
    ],
)
def test_settings_that_do_not_fit(tmp_path: Path, file: str, environment: dict[str, str], said: str) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(file)
    with pytest.raises(DeskError, match=said):
        DeskSettings.gathered(path, environment, {})


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.3.2.1", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.2", False), ("desk.example.org", False), ("localhost.example.org", False)],
)  # fmt: skip
def test_what_this_machine_alone_reaches(host: str, local: bool) -> None:
    assert DeskSettings(host=host).is_local is local


def test_the_documentation_lists_every_setting() -> None:
    said = (ROOT / "docs/desk.md").read_text()
    for one in described():
        row = f"| `{one.name}` | `{one.flag}` | `{one.variable}` | {one.default} | {one.about} |"
        assert row in said, row


def test_accounts_by_the_command_line(path: str) -> None:
    assert [one.value for one in RoleName] == list(ROLES)
    told = run("accounts", "add", "ben", "--role", "reader", "--password-stdin", "--ledger", path, input="quiet words here\n")
    assert told.exit_code == 1 and "the first account is an admin's" in told.stderr
    told = run("accounts", "add", "ann", "--role", "admin", "--password-stdin", "--ledger", path, input="short\n")
    assert told.exit_code == 1 and "12 to 1,000 letters" in told.stderr
    for name, role in (("ann", "admin"), ("ben", "reader")):
        told = run("accounts", "add", name, "--role", role, "--password-stdin", "--ledger", path, input="quiet words here\n")
        assert told.exit_code == 0, told.stderr
    assert run("accounts", "change", "ben", "--ledger", path).exit_code == 1
    assert run("accounts", "change", "ben", "--role", "reviewer", "--disable", "--ledger", path).exit_code == 0
    rows = [json.loads(line) for line in run("accounts", "list", "--ledger", path).stdout.splitlines()]
    assert [(row["name"], row["role"], row["disabled"]) for row in rows] == [("ann", "admin", False), ("ben", "reviewer", True)]
    token = run("accounts", "token", "ann", "nightly", "--days", "3", "--ledger", path).stdout.strip()
    assert token.startswith("cq_")
    assert run("accounts", "remove", "ann", "--ledger", path).exit_code == 1, "the last admin"
    assert run("accounts", "remove", "ben", "--ledger", path).exit_code == 0
    assert "there is no account" in run("accounts", "remove", "ben", "--ledger", path).stderr


def test_the_command_line_needs_no_web_framework() -> None:
    """Importing it would cost everybody who reads a file half a second, and fail without the extra."""
    code = "import sys, communique.cli; print(sorted({'fastapi', 'uvicorn', 'argon2'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True, cwd=os.sep)
    assert told.stdout.strip() == "[]"
