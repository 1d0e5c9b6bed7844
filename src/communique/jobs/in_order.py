"""Documents read in order, in this process or in several."""

from __future__ import annotations

import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from communique.errors import CommuniqueError, ReaderError, unexpected
from communique.jobs.apart import each_apart
from communique.records import Document, Reading, Rejected

if TYPE_CHECKING:
    from concurrent.futures import Future

CHUNK = 32
"""Documents read together. The same for every number of jobs, so that this number does not change any result."""
CHUNK_LETTERS = 200_000
"""Long documents make a full batch by themselves; waiting for more of them would only hold up the output."""

Outcome = Reading | Rejected


class Reads(Protocol):
    """What a job needs of the pipeline's reader."""

    def read_many(self, items: Iterable[str | Document], /) -> Iterator[Reading]:
        """Readings of documents, in order."""


def read_in_order(
    items: Iterable[Document | Rejected], make_reader: Callable[[], Reads], *, jobs: int = 1, debug: bool = False
) -> Iterator[Outcome]:
    """Read documents and pass on those that were rejected before, all in order.

    Args:
        items: documents; taken a few chunks ahead, never all at once.
        make_reader: makes the reader; called when the first document is there, once in each process. Must be picklable
            for several jobs.
        jobs: processes, 1 or more.
        debug: print the stack trace of a document that fails.

    Raises:
        ReaderError: the reader cannot be made, or one of the processes was killed.
    """
    if jobs == 1:
        yield from _here(items, make_reader, debug)
    else:
        yield from _elsewhere(items, make_reader, jobs, debug)


def _here(items: Iterable[Document | Rejected], make_reader: Callable[[], Reads], debug: bool) -> Iterator[Outcome]:
    reader: Reads | None = None
    for chunk in chunked(items):
        if reader is None and any(isinstance(item, Document) for item in chunk):
            reader = make_reader()
        yield from _read_chunk(chunk, reader, debug)


def _elsewhere(
    items: Iterable[Document | Rejected], make_reader: Callable[[], Reads], jobs: int, debug: bool
) -> Iterator[Outcome]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A fresh process each: a forked copy of one that has threads (progress bar, runtime) can hang.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (make_reader, debug))
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for chunk in chunked(items):
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ReaderError(
            "a reading process ended before its time, most often for want of memory; run again with fewer --jobs."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def chunked(items: Iterable[Document | Rejected]) -> Iterator[list[Document | Rejected]]:
    """Cut a stream of documents into chunks of `CHUNK` documents or about `CHUNK_LETTERS` letters.

    The first chunk holds one document, so that a single one, or the first of many, is shown without waiting.
    """
    chunk: list[Document | Rejected] = []
    letters, most = 0, 1
    for item in items:
        chunk.append(item)
        letters += len(item.text) if isinstance(item, Document) else 0
        if len(chunk) >= most or letters >= CHUNK_LETTERS:
            yield chunk
            chunk, letters, most = [], 0, CHUNK
    if chunk:
        yield chunk


def _read_chunk(chunk: Sequence[Document | Rejected], reader: Reads | None, debug: bool) -> list[Outcome]:
    documents = [item for item in chunk if isinstance(item, Document)]
    readings: Iterator[Reading | Exception] = iter(())
    if reader is not None and documents:
        readings = iter(each_apart(documents, reader.read_many))
    return [item if isinstance(item, Rejected) else _outcome(item, next(readings), debug) for item in chunk]


def _outcome(document: Document, result: Reading | Exception, debug: bool) -> Outcome:
    if isinstance(result, Reading):
        return result
    if debug:
        traceback.print_exception(result)
    reason = str(result) if isinstance(result, CommuniqueError) else unexpected(result)
    return Rejected(document.source, reason, document.language)


_reader: Reads | ReaderError | None = None
_debug = False


def _start_worker(make_reader: Callable[[], Reads], debug: bool) -> None:
    global _reader, _debug
    # Ctrl-C reaches every process of the terminal; the parent alone reports it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _debug = debug
    try:
        _reader = make_reader()
    except CommuniqueError as error:
        # An exception here would reach the parent only as a broken pool, without its sentence.
        _reader = ReaderError(str(error))


def _work(chunk: list[Document | Rejected]) -> list[Outcome]:
    if isinstance(_reader, ReaderError):
        raise _reader
    return _read_chunk(chunk, _reader, _debug)
