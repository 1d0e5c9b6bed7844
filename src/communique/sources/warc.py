"""WARC files: the pages, PDF files and texts among their responses, one record at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

from communique.errors import SourceError
from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.dispatch import DAMAGED, ByteStream, read_stream, too_large
from communique.sources.fetch import Answer

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

logger = logging.getLogger(__name__)

_READ = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "text/markdown", "")
"""Media types that are read; "" where the server told none."""
_STEP = 1 << 20


def read_warc(stream: ByteStream, source: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """Read the responses of a WARC file that are documents: answered with 200, and HTML, PDF or plain text.

    Scripts, pictures, redirects and error pages are passed over, as they are no documents.

    Args:
        stream: the open file, unpacked.
        source: its path or address, as the user gave it. A document's source is the address that it was got from.
        options: ``max_bytes`` bounds each record, in bytes; the file may have any size.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    fed = Fed(stream)
    last, count = "", 0
    try:
        for record in ArchiveIterator(fed, record_types=WarcRecordType.response, parse_http=False):
            address = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or record.record_id or source
            if record.content_length > options.max_bytes:
                last = address
                yield Rejected(address, too_large(options.max_bytes))
                continue
            block = _block(record)
            if len(block) < record.content_length:
                if fed.fault is not None:
                    break
                yield Rejected(address, "is cut short in the archive; get the WARC file again.")
                return
            last = address
            if not block:
                yield Rejected(address, "is empty in the archive; there is nothing to read.")
                continue
            for outcome in _documents(block, address, options):
                count += 1
                yield outcome
    except OSError as error:
        yield Rejected(source, f"is a damaged WARC file after {last or 'its beginning'} ({error}); get it again.")
        return
    if isinstance(fed.fault, DAMAGED):
        yield Rejected(source, f"is cut short or damaged after {last or 'its beginning'}; get the WARC file again.")
    elif fed.fault is not None:
        raise fed.fault
    elif not last:
        yield Rejected(source, "holds no responses of servers; give a WARC file that does.")
    elif count == 0:
        logger.warning("no documents among the responses", extra={"source": source})


class Fed:
    """The stream to the parser, which cannot bear one that raises or does not tell where it stands."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._at = 0
        self.fault: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        if self.fault is not None:
            return b""
        try:
            # What is at hand, so that all that stands before a fault is read.
            data = self._stream.read1(_STEP if size < 0 else size)
        except Exception as error:
            self.fault = error
            return b""
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("cannot be sought in")

    def close(self) -> None:
        pass


def _block(record: WarcRecord) -> bytes:
    """All of a record that is there."""
    parts = []
    while part := record.reader.read(_STEP):
        parts.append(part)
    return b"".join(parts)


def _documents(block: bytes, address: str, options: SourceOptions) -> Iterator[Document | Rejected]:
    """The document of a response, if it is one."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    response = WarcRecord()
    response.init_headers(WarcRecordType.response)
    response.set_bytes_content(block)
    response.is_http = True
    try:
        response.parse_http(auto_decode="all", strict_mode=False)
        status = response.http_headers.status_code
        media = (response.http_content_type or "").lower()
        if status != 200 or media not in _READ:
            return
        # What is packed may be far larger than the record.
        body = response.reader.read(options.max_bytes + 1)
        while len(body) <= options.max_bytes and (more := response.reader.read(options.max_bytes + 1 - len(body))):
            body += more
    except (OSError, ValueError, AttributeError) as error:
        yield Rejected(address, f"is an answer in the archive that cannot be unpacked ({error}); look it up.")
        return
    stream = BufferedReader(BytesIO(body))
    answer = Answer(address, status, media, response.http_charset, len(body), None, None, stream)
    try:
        yield from read_stream(stream, address, options, answer=answer, linked=True)
    except SourceError as error:
        yield Rejected(address, str(error))
