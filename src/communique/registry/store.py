"""The registry on disk: one SQLite file, with an index of the keys of all names.

A look-up asks the index for a handful of keys, so its cost hardly grows with the number of entries.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from rapidfuzz import fuzz

from communique.errors import RegistryError
from communique.known import Known
from communique.records import EntityKind
from communique.registry.entry import Entry, Fault, Office, Post, Row
from communique.text.spelling import keys, plain

VERSION = 1
ALIKE = 0.82
"""Least likeness of two spellings that sound the same."""
MOST = 64
"""Entries looked at under one key: what more share is nobody's name."""
_TABLES = """
CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, added TEXT NOT NULL);
CREATE TABLE entries (
  number INTEGER PRIMARY KEY, file INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  country TEXT, sectors TEXT NOT NULL, wikidata TEXT
);
CREATE TABLE offices (entry INTEGER NOT NULL, title TEXT NOT NULL, of TEXT, country TEXT, start TEXT, "end" TEXT);
CREATE TABLE names (key TEXT NOT NULL, entry INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (key, entry)) WITHOUT ROWID;
CREATE INDEX entry_file ON entries (file);
CREATE INDEX entry_id ON entries (id);
CREATE INDEX office_entry ON offices (entry);
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file."""

    entries: int
    offices: int
    faults: tuple[Fault, ...]
    """The first of the rows that could not be used."""
    passed_over: int
    """How many rows could not be used."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the registry."""

    name: str
    added: str
    """ISO day."""
    entries: int


def default_path() -> Path:
    """Where the registry is kept unless something else is said: the user's data folder."""
    return user_data_path("communique", appauthor=False) / "registry.db"


class Store:
    """A registry in a file.

    Args:
        path: the SQLite file; made when something is added first.

    Raises:
        RegistryError: the file is none of this version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        if path.exists():
            self._open()

    def _open(self) -> sqlite3.Connection:
        if self._db is not None:
            return self._db
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, isolation_level=None)
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                db.executescript(f"PRAGMA journal_mode=WAL; BEGIN; {_TABLES} PRAGMA user_version={VERSION}; COMMIT;")
                version = VERSION
        except (sqlite3.DatabaseError, OSError) as error:
            raise RegistryError(
                f"{self.path}: the registry cannot be opened ({error}); give another file with --registry."
            ) from error
        if version != VERSION:
            db.close()
            raise RegistryError(
                f"{self.path} is no registry of this version; add your files to a new one with --registry."
            )
        self._db = db
        return db

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        return Store, (self.path,)  # a worker process opens the file for itself

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._open()
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise RegistryError(f"{self.path}: nothing was changed ({error}); try again.") from error
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def add(self, name: str, rows: Iterable[Row], day: str, *, strict: bool = False, most_faults: int = 20) -> Added:
        """Add the rows of a file, in place of what a file of this name brought before.

        Args:
            name: the file's name, under which its entries are listed and removed.
            rows: what the file tells.
            day: today, as an ISO date.
            strict: add nothing if any row cannot be used.
            most_faults: how many faults are told; all are counted.

        Raises:
            RegistryError: the file of the registry cannot be written.
        """
        faults: list[Fault] = []
        counts: Counter[str] = Counter()
        with self._transaction() as db:
            self._drop(db, name)
            file = db.execute("INSERT INTO files (name, added) VALUES (?, ?)", (name, day)).lastrowid
            db.execute("CREATE TEMP TABLE posts (id TEXT PRIMARY KEY, title TEXT, country TEXT)")
            db.execute(
                'CREATE TEMP TABLE tenures (holder TEXT, post TEXT, body TEXT, title TEXT, start TEXT, "end" TEXT)'
            )
            for row in rows:
                if isinstance(row, Fault):
                    counts["fault"] += 1
                    if len(faults) < most_faults:
                        faults.append(row)
                elif isinstance(row, Entry):
                    counts["entry"] += 1
                    self._insert(db, file, row)
                elif isinstance(row, Post):
                    db.execute("INSERT OR REPLACE INTO posts VALUES (?, ?, ?)", (row.id, row.title, row.country))
                else:
                    values = (row.holder, row.post, row.body, row.title, row.start, row.end)
                    db.execute("INSERT INTO tenures VALUES (?, ?, ?, ?, ?, ?)", values)
            db.execute(
                'INSERT INTO offices (entry, title, of, country, start, "end") '
                "SELECT DISTINCT e.number, coalesce(p.title, t.title), b.name, coalesce(p.country, b.country), "
                't.start, t."end" '
                "FROM tenures t JOIN entries e ON e.id = t.holder AND e.file = :file "
                "LEFT JOIN posts p ON p.id = t.post LEFT JOIN entries b ON b.id = t.body AND b.file = :file "
                "WHERE coalesce(p.title, t.title) IS NOT NULL",
                {"file": file},
            )
            offices = db.execute(
                "SELECT count(*) FROM offices WHERE entry IN (SELECT number FROM entries WHERE file = ?)", (file,)
            ).fetchone()[0]
            db.execute("DROP TABLE temp.posts")
            db.execute("DROP TABLE temp.tenures")
            if strict and faults:
                db.execute("ROLLBACK")
                db.execute("BEGIN")
                return Added(0, 0, tuple(faults), counts["fault"])
        return Added(counts["entry"], offices, tuple(faults), counts["fault"])

    @staticmethod
    def _insert(db: sqlite3.Connection, file: int | None, entry: Entry) -> None:
        number = db.execute(
            "INSERT INTO entries (file, id, kind, name, country, sectors, wikidata) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file, entry.id, entry.kind, entry.name, entry.country, " ".join(entry.sectors), entry.wikidata),
        ).lastrowid
        rows = {key: (key, number, name) for name in reversed((entry.name, *entry.aliases)) for key in keys(name)}
        db.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", rows.values())
        db.executemany(
            'INSERT INTO offices (entry, title, of, country, start, "end") VALUES (?, ?, ?, ?, ?, ?)',
            [(number, o.title, o.of, o.country, o.start, o.end) for o in entry.offices],
        )

    @staticmethod
    def _drop(db: sqlite3.Connection, name: str) -> bool:
        row = db.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchone()
        if row is None:
            return False
        db.execute("CREATE TEMP TABLE gone AS SELECT number FROM entries WHERE file = ?", row)
        for table in ("names", "offices"):
            db.execute(f"DELETE FROM {table} WHERE entry IN (SELECT number FROM gone)")
        db.execute("DELETE FROM entries WHERE file = ?", row)
        db.execute("DELETE FROM files WHERE id = ?", row)
        db.execute("DROP TABLE temp.gone")
        return True

    def remove(self, name: str) -> bool:
        """Take out all that a file brought; whether there was such a file."""
        if not self.path.exists():
            return False
        with self._transaction() as db:
            return self._drop(db, name)

    def files(self) -> list[FileRow]:
        """The files that were added, the oldest first."""
        if not self.path.exists():
            return []
        rows = self._open().execute(
            "SELECT name, added, (SELECT count(*) FROM entries WHERE file = files.id) FROM files ORDER BY id"
        )
        return [FileRow(*row) for row in rows]

    def find(
        self, name: str, kind: EntityKind, day: str | None = None, countries: tuple[str, ...] = ()
    ) -> Known | None:
        """The one entry that a name means; see `communique.known.Registry`."""
        found = self.search(name, kind)
        best = [number for number, score in found if score == found[0][1]]
        entries = {e.id: e for e in map(self.entry, best)}
        if len(entries) > 1 and countries:
            entries = {key: e for key, e in entries.items() if _country(e, day) in countries}
        if len(entries) != 1:
            return None
        return _known(next(iter(entries.values())), day)

    def search(self, name: str, kind: EntityKind | None = None) -> list[tuple[int, float]]:
        """Numbers of the entries that a name may mean, the likeliest first, with the likeness 0 to 1."""
        if not self.path.exists():
            return []
        db, said = self._open(), plain(name)
        kinds = _kinds(kind)
        scores: dict[int, float] = {}
        for key in keys(name):
            rows = db.execute(
                f"SELECT entry, n.name FROM names n JOIN entries e ON e.number = n.entry "
                f"WHERE key = ? AND kind IN ({kinds}) LIMIT ?",
                (key, MOST + 1),
            ).fetchall()
            if len(rows) > MOST:
                continue
            for number, other in rows:
                score = _likeness(key[0], said, plain(other))
                if score >= ALIKE:
                    scores[number] = max(scores.get(number, 0.0), score)
            if scores:
                break  # a more exact key has answered
        return sorted(scores.items(), key=lambda row: (-row[1], row[0]))

    def entry(self, number: int) -> Entry:
        """An entry by the number that `search` gave."""
        db = self._open()
        key, kind, name, country, sectors, wikidata = db.execute(
            "SELECT id, kind, name, country, sectors, wikidata FROM entries WHERE number = ?", (number,)
        ).fetchone()
        offices = db.execute('SELECT title, of, country, start, "end" FROM offices WHERE entry = ?', (number,))
        return Entry(
            key, kind, name, (), country, tuple(sectors.split()), wikidata, tuple(Office(*row) for row in offices)
        )

    def __len__(self) -> int:
        if not self.path.exists():
            return 0
        return int(self._open().execute("SELECT count(*) FROM entries").fetchone()[0])


def _likeness(by: str, said: str, other: str) -> float:
    """How alike two names are that share a key: of spellings that sound the same, by their letters.

    "Petra" and "Peter" sound the same here, as do "Ivanov" and "Ivanova": a final a tells two persons apart.
    """
    if by in "=+":
        return 1.0 if by == "=" else 0.99
    ends = (sum(part.endswith("a") for part in name.split()) for name in (said, other))
    return 0.0 if next(ends) != next(ends) else fuzz.token_sort_ratio(said, other) / 100


def _kinds(kind: EntityKind | None) -> str:
    """Kinds that a mention may mean, for SQL: bodies, states and groups are told apart less sharply in print."""
    if kind == "person":
        return "'person'"
    return "'organization', 'state', 'group'" if kind is not None else "'person', 'organization', 'state', 'group'"


def _country(entry: Entry, day: str | None) -> str | None:
    return entry.country or next((o.country for o in entry.offices if o.held_on(day) and o.country), None)


def _known(entry: Entry, day: str | None) -> Known:
    held = [o for o in entry.offices if o.held_on(day)]
    # Two offices at once: the one that began last is what the news means; of undated ones none is certain.
    latest = max(held, key=lambda o: o.start or "", default=None)
    if latest is not None and len(held) > 1 and latest.start is None:
        latest = None
    country = (latest.country if latest else None) or _country(entry, day)
    return Known(
        entry.wikidata or entry.id, entry.name, entry.kind, country, entry.sectors,
        latest.title if latest else None, latest.of if latest else None,
    )  # fmt: skip
