"""What libraries log, kept off the user's terminal unless it is asked for."""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path

from communique.errors import OutputError

NAME = "communique"
"""Of our handler, so that a second call replaces it."""


def set_up(*, debug: bool) -> None:
    """Send log records to standard error when debugging, else nowhere.

    Parsers of PDF and HTML log a warning for each oddity of a page; the command reports what matters in its own words.

    Args:
        debug: show everything from level DEBUG up.
    """
    root = logging.getLogger()
    for old_handler in [old for old in root.handlers if old.get_name() == NAME]:
        root.removeHandler(old_handler)
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if debug else logging.NullHandler()
    handler.set_name(NAME)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    if debug:
        root.setLevel(logging.DEBUG)
    else:
        warnings.simplefilter("ignore")


_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Lines(logging.Formatter):
    """A record as a line of JSON: time, level, logger, event, and its fields. Passwords in addresses are left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        row = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info is not None:
            row["error"] = self.formatException(record.exc_info)
        return _without_secrets(json.dumps(row, ensure_ascii=False, default=str))


def to_file(path: Path) -> None:
    """Append what Communique itself logs to a file, from level INFO up, a line of JSON each.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); give another path with --log.") from error
    handler.setFormatter(Lines())
    handler.setLevel(logging.INFO)
    own = logging.getLogger(NAME)
    own.addHandler(handler)
    if own.getEffectiveLevel() > logging.INFO:
        own.setLevel(logging.INFO)


def to_stderr(*names: str) -> None:
    """Show warnings and errors of some loggers on standard error, a line of JSON each: what services are watched by.

    Args:
        names: of the loggers.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    handler.setLevel(logging.WARNING)
    for name in names:
        logging.getLogger(name).addHandler(handler)


_SECRET = re.compile(r"(://[^/\s:@\"]*:)[^/\s@\"]+@")


def _without_secrets(line: str) -> str:
    return _SECRET.sub(r"\1***@", line)
