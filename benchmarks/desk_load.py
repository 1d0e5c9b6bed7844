"""Load on the desk: readers turn pages and ask lists, reviewers decide; how long they wait, whether a decision is lost.

    python benchmarks/desk_load.py --ledger copy.db --seconds 300

It starts a desk of its own on the ledger, makes accounts for its people and removes them in the end; the decisions stay
in the ledger, so give it a copy. People pause between two requests as those do who read what they see: a reader one to
five seconds, a reviewer twice as long. The first seconds, in which a desk that has just begun makes its templates, are
worked but not measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import secrets
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
import sqlalchemy as sa

from communique.desk.people import accounts, tokens
from communique.errors import NotThereError
from communique.ledger import Ledger, open_ledger, reviewing
from communique.ledger import tables as t
from communique.ledger.kept import chunked

API = "/api/v1"
KINDS = ("engagements", "statements", "events", "commitments")
WORDS = ("water", "wheat", "treaty", "ceasefire", "talks", "power", "workers", '"power grid"', "negot*")


@dataclass
class Seen:
    """What was measured."""

    seconds: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    """(page, list, one or decision; which) -> seconds of each request."""
    since: float = 0.0
    """By the clock that only counts: what ends before is not measured."""
    faults: list[str] = field(default_factory=list)
    decided: list[tuple[int, str, str, str, int | None]] = field(default_factory=list)
    """Number, what, subject, by whom and what it takes back, as the desk answered."""


@dataclass(frozen=True)
class Things:
    """Ids that people follow links to."""

    documents: Sequence[str]
    entities: Sequence[str]
    commitments: Sequence[str]
    countries: Sequence[str]


Address = Callable[[random.Random, Things], str]
PAGES: dict[str, Address] = {
    "today": lambda r, t: "/",
    "commitments": lambda r, t: r.choice(("/commitments", "/commitments?by=" + r.choice(t.countries))),
    "promise": lambda r, t: f"/commitments/{r.choice(t.commitments)}",
    "events": lambda r, t: "/events?with=" + r.choice(t.countries),
    "statements": lambda r, t: "/statements",
    "document": lambda r, t: f"/documents/{r.choice(t.documents)}",
    "entity": lambda r, t: f"/entities/{r.choice(t.entities)}",
    "entities": lambda r, t: "/entities?country=" + r.choice(t.countries),
    "search": lambda r, t: "/search?q=" + r.choice(WORDS),
    "review": lambda r, t: "/review",
}  # fmt: skip
LISTS: dict[str, Address] = {
    "kind": lambda r, t: f"{API}/{r.choice(KINDS)}",
    "party": lambda r, t: f"{API}/{r.choice(KINDS)}?with={r.choice(t.countries)}",
    "words": lambda r, t: f"{API}/entries?text={r.choice(WORDS)}&from={r.randint(2015, 2024)}",
    "open": lambda r, t: f"{API}/commitments?status=open&sort=due",
    "entities": lambda r, t: f"{API}/entities?country={r.choice(t.countries)}",
    "documents": lambda r, t: f"{API}/documents?text={r.choice(WORDS)}",
}
ONES: dict[str, Address] = {
    "commitment": lambda r, t: f"{API}/commitments/{r.choice(t.commitments)}",
    "entity": lambda r, t: f"{API}/entities/{r.choice(t.entities)}",
    "document": lambda r, t: f"{API}/documents/{r.choice(t.documents)}",
}


PARTIES = {
    "engagements": "participants", "statements": "speaker", "events": "actor", "commitments": "committer",
}  # fmt: skip
"""The field of each kind that a reviewer corrects."""


class Person:
    """Somebody with a connection to the desk, an account and a way to be in less of a hurry than a machine."""

    def __init__(self, url: str, token: str, seen: Seen, until: float, pause: tuple[float, float], seed: int) -> None:
        self.random, self.seen, self.until, self.pause = random.Random(seed), seen, until, pause
        self.client = httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    async def live(self, deed: Callable[[], Awaitable[None]]) -> None:
        """Do something again and again until the time is over."""
        async with self.client:
            await asyncio.sleep(self.random.uniform(0, self.pause[1]))
            while time.monotonic() < self.until:
                await deed()
                await asyncio.sleep(self.random.uniform(*self.pause))

    async def ask(self, sort: str, name: str, method: str, path: str, body: Any = None) -> Any:
        """Send a request and measure it until the last byte; gives what JSON was answered."""
        began = time.perf_counter()
        try:
            answer = await self.client.request(method, path, json=body)
        except httpx.HTTPError as error:
            self.seen.faults.append(f"{method} {path}: {type(error).__name__} {error}")
            return None
        if time.monotonic() >= self.seen.since:
            self.seen.seconds[sort, name].append(time.perf_counter() - began)
        if answer.status_code >= 400:
            self.seen.faults.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            return None
        return answer.json() if "json" in answer.headers["content-type"] else None

    async def read(self, things: Things) -> None:
        """One step of a reader: more often a page than what a program would ask."""
        sort, some = self.random.choices((("page", PAGES), ("list", LISTS), ("one", ONES)), (6, 4, 1))[0]
        name = self.random.choice(list(some))
        await self.ask(sort, name, "GET", some[name](self.random, things))

    async def review(self, name: str, things: Things) -> None:
        """One step of a reviewer: look at an entry, decide about it, sometimes think better of it."""
        kind = self.random.choice(KINDS)
        path = f"{API}/{kind}?with={self.random.choice(things.countries)}&review=none&limit=20"
        found = await self.ask("list", "unreviewed", "GET", path)
        if not found or not found["items"]:
            return
        entry = self.random.choice(found["items"])
        what = self.random.choices(("confirm", "reject", "correct"), (6, 1, 3))[0]
        body: dict[str, Any] = {"what": what, "id": entry["id"]}
        if what == "correct":
            body["fields"] = {PARTIES[kind]: [self.random.choice(things.entities)]}
        made = await self.ask("decision", what, "POST", f"{API}/decisions", body)
        if made is None:
            return
        row = made["items"][0]
        self.seen.decided.append((row["number"], what, row["subject"], name, None))
        if self.random.random() < 0.2:
            back = await self.ask("decision", "take back", "POST", f"{API}/decisions/{row['number']}/take-back", {})
            if back is not None:
                one = back["items"][0]
                self.seen.decided.append((one["number"], "take back", row["subject"], name, row["number"]))


def things_of(ledger: Ledger) -> Things:
    """What there is to follow links to, chosen at random but the same each time."""
    chosen = random.Random(7)

    def some(connection: sa.Connection, table: sa.Table, *where: Any) -> list[str]:
        top = connection.execute(sa.select(sa.func.max(table.c.number))).scalar() or 1
        numbers = [chosen.randint(1, top) for _ in range(3_000)]
        return list(connection.scalars(sa.select(table.c.id).where(table.c.number.in_(numbers), *where)))[:500]

    with ledger.reading() as connection:
        countries = list(connection.scalars(
            sa.select(t.entities.c.country).where(t.entities.c.country.is_not(None)).distinct().order_by(t.entities.c.country)
        ))[:60]  # fmt: skip
        return Things(
            some(connection, t.documents), some(connection, t.entities, t.entities.c.merged_into.is_(None)),
            some(connection, t.entries, t.entries.c.kind == "commitment"), countries,
        )  # fmt: skip


def lost(ledger: Ledger, seen: Seen) -> list[str]:
    """What of the decisions that were answered is not in the ledger, or not in force."""
    faults = []
    with ledger.reading() as connection:
        rows = {row.number: row for row in connection.execute(sa.select(t.decisions))}
        for number, what, subject, by, back in seen.decided:
            row = rows.get(number)
            if row is None or (row.what, row.subject, row.by, row.takes_back) != (what, subject, by, back):
                faults.append(f"decision {number} ({what} {subject} by {by}) is not there as it was answered")
        subjects = {subject for _, _, subject, _, _ in seen.decided}
        query = sa.select(t.entries.c.id, t.entries.c.review)
        reviews = {row.id: row.review for row in chunked(connection, query, t.entries.c.id, subjects)}
    history = defaultdict(list)
    for decision, stands in reviewing.history(ledger):
        if stands and decision.what in ("confirm", "reject", "correct"):
            history[decision.subject].append(decision.what)
    shown = {"confirm": "confirmed", "reject": "rejected", "correct": "corrected"}
    for subject in subjects:
        if (reviews.get(subject) is not None) != bool(history[subject]):
            faults.append(f"{subject} is {reviews.get(subject)}, though {history[subject] or 'no decision'} stands")
        elif history[subject] and history[subject][-1] != "confirm" and reviews[subject] != shown[history[subject][-1]]:
            faults.append(f"{subject} is {reviews[subject]}, though {history[subject]} stand")
    return faults


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which a part of them lie, in milliseconds."""
    ordered = sorted(values)
    return 1_000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def told(name: str, values: Sequence[float]) -> str:
    """A line of the table."""
    middle, late, later = (percentile(values, part) for part in (0.5, 0.95, 0.99))
    return f"{name:<22}{len(values):>8,}{middle:>9,.0f}{late:>9,.0f}{later:>9,.0f}{1_000 * max(values):>9,.0f}"


def report(seen: Seen, faults: Sequence[str], seconds: float, cpu: float) -> None:
    """Print what was measured."""
    print(f"{'milliseconds':<22}{'requests':>8}{'median':>9}{'p95':>9}{'p99':>9}{'longest':>9}")
    for sort in ("page", "list", "one", "decision"):
        mine = {name: values for (kind, name), values in sorted(seen.seconds.items()) if kind == sort}
        if mine:
            print(told(f"{sort}s", [one for values in mine.values() for one in values]))
            for name, values in mine.items():
                print(told(f"  {name}", values))
    total = sum(map(len, seen.seconds.values()))
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{total:,} requests measured; the desk took {cpu:.1f} s of processors in {seconds:.0f} s, with its start,")
    print(f"and this program {own.ru_utime + own.ru_stime:.1f} s; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{len(seen.decided):,} decisions, {len(faults)} of them lost; {len(seen.faults)} requests failed")
    for one in [*seen.faults[:10], *faults[:10]]:
        print(f"  {one}")


def serve(ledger: str, workers: int) -> tuple[subprocess.Popen[bytes], str]:
    """A desk in processes of its own, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["serve", "--ledger", ledger, "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen([sys.executable, "-m", "communique.cli", *words], env=os.environ)
    url = f"http://127.0.0.1:{port}"
    for _ in range(480):
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return process, url
        except httpx.HTTPError:
            time.sleep(0.25)
    process.kill()
    raise SystemExit("the desk does not answer")


async def work(url: str, seen: Seen, things: Things, secrets_of: dict[str, str], asked: argparse.Namespace) -> None:
    """Let all people work at once."""
    seen.since = time.monotonic() + asked.warm
    until = seen.since + asked.seconds
    lives = []
    for number in range(asked.readers):
        reader = Person(url, secrets_of["reader"], seen, until, tuple(asked.pause), number)
        lives.append(reader.live(lambda reader=reader: reader.read(things)))  # type: ignore[misc]
    for number in range(asked.reviewers):
        name = f"load-reviewer-{number}"
        one = Person(url, secrets_of[name], seen, until, (2 * asked.pause[0], 2 * asked.pause[1]), 1_000 + number)
        lives.append(one.live(lambda one=one, name=name: one.review(name, things)))  # type: ignore[misc]
    await asyncio.gather(*lives)


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--ledger", required=True, help="a copy: decisions are written into it")
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--reviewers", type=int, default=5)
    options.add_argument(
        "--pause", type=float, nargs=2, default=(1.0, 5.0), metavar="SECONDS",
        help="shortest and longest time between requests; reviewers take twice as long",
    )  # fmt: skip
    options.add_argument("--warm", type=float, default=10.0, help="first seconds, which are not measured")
    options.add_argument("--workers", type=int, default=2, help="processes of the desk")
    asked = options.parse_args()
    seen, names = Seen(), ["load-admin", "load-reader", *(f"load-reviewer-{n}" for n in range(asked.reviewers))]
    with open_ledger(asked.ledger, create=False) as ledger:
        things = things_of(ledger)
        secrets_of = {}
        for name in names:
            role: Any = name.split("-")[1]
            account = accounts.add(ledger, name, secrets.token_urlsafe(24), role)
            secrets_of[role if role != "reviewer" else name] = tokens.add(ledger, account.number, "load", 1)[1]
        process, url = serve(asked.ledger, asked.workers)
        try:
            began = time.monotonic()
            asyncio.run(work(url, seen, things, secrets_of, asked))
            took = time.monotonic() - began
        finally:
            process.terminate()
            process.wait(60)
            for name in reversed(names):
                try:
                    accounts.remove(ledger, name)
                except NotThereError:
                    continue
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        faults = lost(ledger, seen)
        report(seen, faults, took, used.ru_utime + used.ru_stime)
    if faults or seen.faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
