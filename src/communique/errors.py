"""The tree of errors.

CommuniqueError
├── SourceError      a document cannot be got or read
├── ReaderError      the reader's model is missing, damaged or does not fit
├── OntologyError    a data file of the ontology or of the gazetteer does not hold
├── RegistryError    a registry of known persons and bodies cannot be read or written
├── LedgerError      a ledger cannot be opened, read or written
│   ├── NobodyError  nobody of a name is in the ledger
│   └── NotThereError  there is nothing of an id
├── ExportError      entries cannot be written in a format, or to a file
├── ArchiveError     a plan of an archive run does not hold, or its output cannot be used
├── AlertError       a watch is not what it should be, or cannot be delivered
├── DeskError        the desk cannot be served, or somebody may not do what they ask for
│   ├── NotSignedInError, NotAllowedError  who asks is not known, or has not the right
│   └── TooManyTriesError                  too many logins failed
└── OutputError      a reading cannot be written

Each message is one sentence for the user: what went wrong and what to do next.
"""

from __future__ import annotations


class CommuniqueError(Exception):
    """The root of all errors that Communique raises on purpose."""


def unexpected(error: BaseException) -> str:
    """A sentence for an error that nobody foresaw."""
    detail = " ".join(str(error).split())
    return f"an unexpected error ({type(error).__name__}{': ' + detail if detail != '' else ''})."


class SourceError(CommuniqueError):
    """A document cannot be got or read.

    Args:
        message: one sentence with the next step.
        source: the path or URL, as the user gave it.
        line: the line number (from 1) where the source has lines.
    """

    def __init__(self, message: str, *, source: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.line = line


class ReaderError(CommuniqueError):
    """The reader's model is missing, damaged or does not fit this version."""


class OntologyError(CommuniqueError):
    """A data file of facts does not hold."""


class RegistryError(CommuniqueError):
    """A registry of known persons and bodies cannot be read or written."""


class OutputError(CommuniqueError):
    """A reading cannot be written."""


class LedgerError(CommuniqueError):
    """A ledger cannot be opened, read or written; what was asked of it does not exist."""


class NobodyError(LedgerError):
    """Nobody of a name that was asked for is in the ledger; a document may bring them."""


class ExportError(CommuniqueError):
    """Entries cannot be written in a format, or to a file."""


class AlertError(CommuniqueError):
    """A watch is not what it should be, or what it found cannot be delivered."""


class ArchiveError(CommuniqueError):
    """A plan of an archive run does not hold, or what it writes cannot be used."""


class NotThereError(LedgerError):
    """There is nothing of an id that was asked for."""


class DeskError(CommuniqueError):
    """The desk cannot be served as it is set, or what somebody asks of it cannot be."""


class NotSignedInError(DeskError):
    """Who asks is not known: no login, no token, or one that has ended."""


class NotAllowedError(DeskError):
    """Who asks has not the right to it, or the request does not come from a page of the desk."""


class TooManyTriesError(DeskError):
    """Too many logins failed.

    Args:
        message: one sentence.
        wait: seconds after which it may be tried again.
    """

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait
