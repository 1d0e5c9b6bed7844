"""Which kind of registry file a file is, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from communique.errors import RegistryError
from communique.registry.csv_file import read_csv
from communique.registry.entry import Row
from communique.registry.ftm_file import read_ftm

CSV_ENDINGS = frozenset({".csv", ".tsv"})
JSON_ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})


def is_csv(path: Path) -> bool:
    """Whether a file is CSV; else it is FollowTheMoney JSON.

    Raises:
        RegistryError: its ending is of neither.
    """
    ending = path.suffix.lower()
    if ending not in CSV_ENDINGS | JSON_ENDINGS:
        raise RegistryError(
            f"{path}: the ending is neither .csv nor .json; give a CSV file or FollowTheMoney JSON (entities.ftm.json)."
        )
    return ending in CSV_ENDINGS


def read_rows(
    path: Path, countries: frozenset[str], alpha3: Callable[[str], str | None], advance: Callable[[int], None]
) -> Iterator[Row]:
    """The rows of a registry file, one after the other.

    Args:
        path: the file.
        countries: the ISO alpha-3 codes there are.
        alpha3: alpha-3 code of an alpha-2 code, or None.
        advance: is told how many bytes have been read.

    Raises:
        RegistryError: the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = _counted(stream, advance)
            yield from read_csv(lines, countries) if is_csv(path) else read_ftm(lines, alpha3)
    except UnicodeDecodeError as error:
        raise RegistryError(f"{path}: it is not in UTF-8; save it as UTF-8 and add it again.") from error
    except OSError as error:
        raise RegistryError(f"{path}: it cannot be read ({error.strerror}); check its name.") from error


def _counted(lines: Iterable[str], advance: Callable[[int], None]) -> Iterator[str]:
    for line in lines:
        advance(len(line))
        yield line
