"""An ingest: sources in, entries of a ledger out, each document once.

Exactly once rests on three things. A document is its text, so one that is there already is passed over before it is
read. What came of a batch, which items of feeds it dealt with and what is remembered of their addresses are written in
one transaction. And what a thing is decided from is what was written before it, in the order of the sources. So a run
that is killed anywhere and started again ends with the ledger that it would have made in one go.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial

from communique.errors import CommuniqueError, SourceError, unexpected
from communique.ingest.memory import LedgerMemory
from communique.jobs import Outcome, Reads, read_in_order
from communique.ledger import Ledger
from communique.ledger.batch import Counts, Known
from communique.ledger.runs import Runs
from communique.ledger.writer import BATCH, Writer
from communique.records import Document, Reading, Rejected
from communique.sources.base import SourceOptions, open_source
from communique.sources.visits import Visitor

logger = logging.getLogger(__name__)

LOOK = 32
"""Documents that are looked up in the ledger at once, before they are read."""
LETTERS = 2_000_000
"""Letters of a batch after which it is written, however few documents they are."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing from a source, with the item of a feed that it was, if it was one."""

    item: Document | Rejected
    number: int
    """How many things had been taken from the sources with this one."""
    feed: str | None = None
    identity: str | None = None


@dataclass(slots=True)
class _Batch:
    outcomes: list[Outcome] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    letters: int = 0
    upto: float = 0
    """All things up to this number are in this batch or in one before it."""

    def __len__(self) -> int:
        return len(self.outcomes) + len(self.known)


class Ingest:
    """Brings sources into a ledger.

    Args:
        ledger: an open ledger.
        make_reader: makes the reader, once in each process that reads; picklable for several jobs.
        reader: its version, kept with each reading.
        options: how sources are read.
        jobs: processes that read.
        visitor: fetches feeds and pages; by default a polite one that remembers in the ledger.
        debug: print the stack trace of an error that nobody foresaw.
    """

    def __init__(
        self,
        ledger: Ledger,
        make_reader: Callable[[], Reads],
        reader: str,
        *,
        options: SourceOptions | None = None,
        jobs: int = 1,
        visitor: Callable[[LedgerMemory], Visitor] = Visitor,
        debug: bool = False,
    ) -> None:
        self._ledger, self._make_reader, self._reader = ledger, make_reader, reader
        self._options, self._jobs, self._debug = options or SourceOptions(), jobs, debug
        self._memory = LedgerMemory(ledger)
        self._visitor = visitor
        self._writer = Writer(ledger, reader)

    def run(self, sources: Sequence[str]) -> Iterator[tuple[Counts, list[Rejected]]]:
        """Ingest sources, one after the other; yields the counts and what was rejected of each batch when it is kept.

        Raises:
            LedgerError: the ledger cannot be written. The batches that were yielded are kept.
            ReaderError: the reader cannot be made.
        """
        runs = Runs(self._ledger)
        number = runs.begin(sources, self._reader)
        total = Counts()
        logger.info("ingest began", extra={"run": number, "sources": list(sources)})
        with self._visitor(self._memory) as visitor:
            for batch in self._batches(self._pieces(sources, visitor)):
                counts = self._writer.add(
                    batch.outcomes,
                    known=batch.known,
                    also=partial(self._memory.settle, batch.items, batch.upto),
                )
                total += counts
                logger.info("batch kept", extra={"run": number, **asdict(counts)})
                yield counts, [o for o in batch.outcomes if isinstance(o, Rejected)]
        runs.end(number, asdict(total))
        logger.info("ingest ended", extra={"run": number, **asdict(total)})

    def _pieces(self, sources: Sequence[str], visitor: Visitor) -> Iterator[Piece]:
        """What the sources hold; one that fails is rejected and the next one follows."""
        from communique.sources.feeds import poll

        def taken(item: Document | Rejected, feed: str | None = None, identity: str | None = None) -> Piece:
            self._memory.taken += 1
            return Piece(item, self._memory.taken, feed, identity)

        for source in sources:
            try:
                if polled(source):
                    for found in poll(source, self._options, visitor, partial(self._memory.seen, source)):
                        yield taken(found.outcome, source if found.lasting else None, found.identity)
                else:
                    yield from map(taken, open_source(source, self._options))
            except SourceError as error:
                yield taken(Rejected(error.source or source, str(error), line=error.line))
            except CommuniqueError:
                raise
            except Exception as error:
                if self._debug:
                    raise
                yield taken(Rejected(source, unexpected(error)))

    def _batches(self, pieces: Iterable[Piece]) -> Iterator[_Batch]:
        """Pieces read, where the ledger does not have them yet, and gathered in their order."""
        # Reading takes documents ahead; what is known already waits here for its place in the order.
        ahead: deque[Piece | Known] = deque()

        def unread() -> Iterator[Document | Rejected]:
            for some in _some(pieces, LOOK):
                known = self._writer.known([p.item.id for p in some if isinstance(p.item, Document)])
                for piece in some:
                    if isinstance(piece.item, Document) and piece.item.id in known:
                        ahead.append(Known(piece.item.id, piece.item.source, _mark(piece)))
                    else:
                        ahead.append(piece)
                        yield piece.item

        batch = _Batch()
        for outcome in read_in_order(unread(), self._make_reader, jobs=self._jobs, debug=self._debug):
            while isinstance(before := ahead.popleft(), Known):
                batch.known.append(before)
            batch.outcomes.append(outcome)
            batch.upto = before.number
            if (mark := _mark(before)) is not None:
                batch.items.append(mark)
            batch.letters += len(outcome.document.text) if isinstance(outcome, Reading) else 0
            if len(batch) >= BATCH or batch.letters >= LETTERS:
                yield _with_known_items(batch)
                batch = _Batch()
        batch.known.extend(before for before in ahead if isinstance(before, Known))
        # Also an empty one: what is remembered of the addresses is still to be written.
        batch.upto = float("inf")
        yield _with_known_items(batch)


def polled(source: str) -> bool:
    """Whether a source is asked for what is new rather than read as a whole: a web address or a list of feeds."""
    return "://" in source[:32] or source.lower().endswith((".opml", ".rss", ".atom"))


def _mark(piece: Piece) -> tuple[str, str] | None:
    return (piece.feed, piece.identity) if piece.feed is not None and piece.identity is not None else None


def _with_known_items(batch: _Batch) -> _Batch:
    batch.items.extend(one.mark for one in batch.known if one.mark is not None)
    return batch


def _some(pieces: Iterable[Piece], most: int) -> Iterator[list[Piece]]:
    """Pieces in lists; the first holds one, so that a single document does not wait for more."""
    some: list[Piece] = []
    size = 1
    for piece in pieces:
        some.append(piece)
        if len(some) >= size:
            yield some
            some, size = [], most
    if some:
        yield some
