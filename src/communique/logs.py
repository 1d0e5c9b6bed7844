"""What libraries log, kept off the user's terminal unless it is asked for."""

from __future__ import annotations

import logging
import sys
import warnings

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
