"""feeds and watch from the command line: what is kept is asked, at public hosts or at those that are named."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from communique.cli import app, feeds
from tests.cli.conftest import Run
from tests.desk.feed_server import FeedServer

EPILOGS = {"add": feeds.ADD, "list": feeds.LIST, "pause": feeds.PAUSE, "remove": feeds.REMOVE}


@pytest.fixture
def run() -> Run:
    """Call the command in this process, over the real modules."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("COMMUNIQUE_LEDGER", "COMMUNIQUE_DESK_FETCH_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def wire() -> Iterator[FeedServer]:
    with FeedServer().running() as server:
        yield server


def listed(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("feeds", "list", "--ledger", "desk.db").stdout.splitlines()]


@pytest.mark.parametrize("name", EPILOGS)
def test_help_begins_with_a_sentence_and_its_examples_run(run: Run, name: str) -> None:
    text = run("feeds", name, "--help").stdout
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    assert re.match(r"[A-Z].*[.]$", paragraphs[1]), paragraphs[1]
    for number in range(3):
        run("feeds", "add", f"https://www.example.org/{number}", "--ledger", "desk.db")
    for example in re.findall(r"^  communique (feeds .*)$", EPILOGS[name], re.M):
        result = run(*shlex.split(example))
        assert result.exit_code == 0, result.output


def test_feeds_are_added_paused_and_removed(run: Run) -> None:
    result = run("feeds", "add", "https://a.example/x", "https://b.example/y", "--ledger", "desk.db")
    assert result.stdout.splitlines() == [
        "1: https://a.example/x is watched from now on.", "2: https://b.example/y is watched from now on.",
    ]  # fmt: skip
    run("feeds", "pause", "1", "--ledger", "desk.db")
    assert [one["paused"] for one in listed(run)] == [True, False]
    run("feeds", "pause", "1", "--resume", "--ledger", "desk.db")
    run("feeds", "remove", "2", "--ledger", "desk.db")
    assert [(one["url"], one["paused"]) for one in listed(run)] == [("https://a.example/x", False)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "news.rss"), "'news.rss' is no web address"),
        (("remove", "7"), "there is no feed 7"),
        (("pause", "7"), "there is no feed 7"),
    ],
)
def test_a_fault_is_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    run("feeds", "add", "https://a.example/x", "--ledger", "desk.db")
    result = run("feeds", *words, "--ledger", "desk.db")
    assert result.exit_code == 1 and sentence in result.stderr and len(result.stderr.splitlines()) == 1


def test_watch_asks_the_feeds_of_the_ledger(run: Run, wire: FeedServer) -> None:
    watch = ("watch", "--rounds", "1", "--ledger", "desk.db")
    assert "No feed is kept in the ledger yet" in run(*watch).stderr
    run("feeds", "add", wire.url, "--ledger", "desk.db")
    refused = run(*watch)
    assert "does not fetch from" in refused.stderr and wire.asked == []  # a private address that nobody named
    taken = run(*watch, "--fetch-hosts", wire.host)
    assert taken.exit_code == 0 and taken.stderr.startswith("1 documents added"), taken.stderr
    (feed,) = listed(run)
    assert (feed["items"], feed["error"]) == (1, None)
    run("feeds", "pause", "1", "--ledger", "desk.db")
    asked = list(wire.asked)
    assert "No feed is kept" in run(*watch, "--fetch-hosts", wire.host).stderr and wire.asked == asked
