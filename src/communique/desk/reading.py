"""Reading for people who wait: one reader a process, loaded when the first text comes, one text after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from communique.desk.fetching import options_of, visitor_of
from communique.desk.problems import BusyError
from communique.desk.settings import DeskSettings
from communique.errors import DeskError
from communique.ingest.readers import load_reader, version_of_reader
from communique.ingest.texts import ingest_document
from communique.ledger import Ledger
from communique.ledger.batch import Counts
from communique.records import Document, Reading, Rejected
from communique.settings import Settings
from communique.sources.documents import accepted, document_from_text

if TYPE_CHECKING:
    from communique.pipeline import Reader


@dataclass(frozen=True, slots=True)
class Brought:
    """A text that somebody brings."""

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO day; without it that of the dateline."""
    source: str | None = None
    """Where it comes from: an address, or any words."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of bringing something into the ledger."""

    counts: Counts
    document: str | None
    """Id of the document, where it was one text."""
    rejected: tuple[Rejected, ...]
    proposals: int
    """New evidence on promises."""


class ReadingRoom:
    """Reads texts, and brings them into the ledger.

    Args:
        settings: of the desk.
        run: which model and registry; by default those of the environment.
    """

    def __init__(self, settings: DeskSettings, run: Settings | None = None) -> None:
        self._settings, self._run = settings, run or Settings.from_environment()
        self._reader: Reader | None = None
        self._busy = Lock()

    def read(self, brought: Brought) -> Reading:
        """The reading of a text, which is kept nowhere.

        Raises:
            DeskError: the text is empty, too long or not in English.
            BusyError: others are being read for longer than one waits.
        """
        document = self._document(brought, "-")
        with self._turn():
            return self._loaded().read(document)

    def keep(self, ledger: Ledger, brought: Brought, *, by: str) -> Taken:
        """Bring a text into the ledger and search it for what became of promises. Errors as of `read`.

        Args:
            ledger: an open ledger.
            brought: the text.
            by: who brings it, which is its source where there is no other.
        """
        document = self._document(brought, f"brought by {by}")
        with self._turn():
            counts = ingest_document(ledger, self._loaded, self._version(), document)
            return Taken(counts, document.id, (), self._follow(ledger))

    def fetch(self, ledger: Ledger, source: str) -> Taken:
        """Bring an address, or a source that was rejected before, into the ledger.

        Args:
            ledger: an open ledger.
            source: an address that the guard lets through, or a file that was ingested before.

        Raises:
            BusyError: others are being read for longer than one waits.
        """
        from communique.ingest.run import Ingest

        total, rejected = Counts(), []
        with self._turn():
            ingest = Ingest(
                ledger, self._loaded, self._version(), options=options_of(self._settings),
                visitor=visitor_of(self._settings),
            )  # fmt: skip
            for counts, some in ingest.run([source]):
                total += counts
                rejected += some
            return Taken(total, None, tuple(rejected), self._follow(ledger))

    def _document(self, brought: Brought, source: str) -> Document:
        if len(brought.text) > self._settings.max_text:
            most = self._settings.max_text
            raise DeskError(f"the text has {len(brought.text):,} letters; at most {most:,} are read at once.")
        document = document_from_text(
            brought.text, source=brought.source or source, title=brought.title, publisher=brought.publisher,
            author=brought.author, published=brought.published,
        )  # fmt: skip
        fit = accepted(document)
        if isinstance(fit, Rejected):
            raise DeskError(f"the text {fit.reason}")
        return fit

    def _follow(self, ledger: Ledger) -> int:
        from communique.following import Follower, all_searched

        if all_searched(ledger):
            return 0
        return sum(some.proposals for some in Follower(ledger, self._loaded()).follow_new())

    def _loaded(self) -> Reader:
        if self._reader is None:
            self._reader = load_reader(self._run.model, self._run.threads, self._run.registry)
        return self._reader

    def _version(self) -> str:
        return version_of_reader(self._run.model)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        wait = self._settings.reader_seconds
        if not self._busy.acquire(timeout=wait):
            raise BusyError(f"other texts have been read for over {wait:g} seconds; try again in a moment.")
        try:
            yield
        finally:
            self._busy.release()
