"""Communique reads news and official readouts and keeps the record: who met whom, who said what, who did what to whom,
and what was promised, each with the words it rests on.

    >>> import communique
    >>> reading = communique.read("The minister met the President of the ICRC in Geneva.")
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.errors import CommuniqueError, SourceError
from communique.records import Document, Reading
from communique.version import __version__

if TYPE_CHECKING:
    from communique.pipeline import Reader

__all__ = ["CommuniqueError", "Document", "Reader", "Reading", "__version__", "read", "read_file"]


def __getattr__(name: str) -> Any:
    # The reader brings ONNX Runtime and numpy with it: only who asks for it waits for them.
    if name == "Reader":
        from communique.pipeline import Reader

        return Reader
    raise AttributeError(f"module 'communique' has no attribute {name!r}")


@cache
def _reader() -> Reader:
    from communique.pipeline import Reader

    return Reader()


def read(text: str, *, published: str | None = None) -> Reading:
    """Read one text with the shipped model, which is loaded once.

    Args:
        text: the article, as plain text.
        published: its ISO date, against which "on Tuesday" is resolved; None to take it from the dateline.

    Returns:
        The reading; its offsets count in ``reading.document.text``.
    """
    from communique.sources.documents import document_from_text

    return _reader().read(document_from_text(text, published=published))


def read_file(path: str | Path, *, published: str | None = None) -> Reading:
    """Read one file (text, Markdown, HTML, PDF, or the first line of a JSON Lines file).

    Raises:
        SourceError: the file is missing, unreadable, or not in English.
    """
    from communique.records import Rejected
    from communique.sources.base import SourceOptions, open_source

    for item in open_source(str(path), SourceOptions(published=published)):
        if isinstance(item, Rejected):
            raise SourceError(f"{item.source} {item.reason}", source=item.source, line=item.line)
        return _reader().read(item)
    raise SourceError(f"{path} holds no document.", source=str(path))
