"""A plan: what an archive run reads, which steps it takes, where it writes, and on what it runs.

A plan is a TOML file. Everything in it but ``[engine]`` and ``[cost]`` decides what comes out, so a run can be taken up
again on another engine but not with another source or other steps.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from communique.errors import ArchiveError
from communique.text.days import iso_day

FORMATS = ("auto", "warc", "parquet", "jsonl")
PARTITIONS = ("day", "month", "year", "none")
ENGINES = ("local", "ray")
DEVICES = ("cpu", "cuda")
FIELDS = frozenset({"text", "title", "published", "publisher", "author", "language", "source"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where the articles are."""

    paths: tuple[str, ...]
    """Files, folders, patterns with ``*`` or ``**``, or addresses that fsspec knows (s3://, gs://, https://)."""
    format: str = "auto"
    """One of ``FORMATS``; auto goes by the names of the files."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field of a document to column or key of the source, where they differ."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Handed to fsspec, as ``anon = true``; never written down, since keys may stand in it."""
    piece_megabytes: int = 64
    """Size at which large files are cut into pieces, in units of 1,000,000 bytes."""
    largest_document: int = 20_000_000
    """Bytes of the largest record that is read."""
    most_expansion: int = 1000
    """How many times its packed size a file may unpack to; what goes on beyond that is a bomb."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are taken at all."""

    published_from: str | None = None
    """First ISO day; a document without a day is taken unless one of the two is set."""
    published_to: str | None = None
    least_words: int = 0
    most_words: int = 0
    """0 for no limit."""
    outlets: tuple[str, ...] = ()
    """Publishers, or hosts of the source's address, that are taken; none for all."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What spares the reader work."""

    copies: bool = True
    """Exact and near copies inherit the reading of the first one."""
    alike: float = 0.7
    """Share of common runs of five words from which on a document is a copy, 0.5 to 1."""
    triage: bool = True
    """Skip articles and paragraphs without political, diplomatic or humanitarian content."""
    recall: float = 0.98
    """Least share of the records of in-domain news that the triage must keep."""


@dataclass(frozen=True, slots=True)
class Model:
    """The reader."""

    model: str | None = None
    """Folder of a model; None for the one that the package ships."""
    registry: str | None = None
    """File of a registry of known persons and bodies; None for none."""
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Output:
    """Where the readings go."""

    address: str
    """A folder, or an address that fsspec knows."""
    options: Mapping[str, Any] = field(default_factory=dict)
    partition: str = "month"
    """One of ``PARTITIONS`` of the day of publication."""
    documents: int = 2000
    """Documents of a part: what one worker reads in one go, and loses when it is killed."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What it runs on."""

    name: str = "local"
    workers: int = 1
    address: str | None = None
    """Of a Ray cluster, as ``auto`` or ``ray://head:10001``; None starts Ray on this machine."""
    cpus: float = 1.0
    """Cores that a worker takes of Ray's, also a fraction."""
    gpus: float = 0.0
    in_flight: int = 2
    """Tasks that a worker of Ray has at a time: one that runs, the others wait beside it."""
    tries: int = 3
    """How often a piece may fail before it is set aside."""
    recycle: int = 0
    """Tasks after which a local worker is replaced by a fresh one; 0 for never."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a core costs."""

    core_hour: float = 0.0
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it; each part is a table of the file."""

    source: Source
    output: Output
    filters: Filters = Filters()
    steps: Steps = Steps()
    reader: Model = Model()
    engine: EngineOptions = EngineOptions()
    cost: Cost = Cost()

    def told(self) -> dict[str, Any]:
        """What decides the outcome, as plain values and without secrets."""
        whole = dataclasses.asdict(self)
        rest = {name: whole[name] for name in ("source", "filters", "steps", "reader", "output")}
        rest["source"].pop("options")
        rest["output"] = {name: rest["output"][name] for name in ("partition", "documents")}
        plain: dict[str, Any] = json.loads(json.dumps(rest))
        return plain

    def identity(self) -> str:
        """Hash of what decides the outcome."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()[:16]


def load_plan(path: Path) -> Plan:
    """The plan of a file. Paths in it that are not absolute are taken from the file's folder.

    Raises:
        ArchiveError: the file is missing, is no TOML, or says what cannot be.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArchiveError(f"{path}: the plan cannot be read ({error.strerror}); check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path} is not TOML ({error}); mend it there.") from error
    return plan_of(table, str(path), path.parent)


def plan_of(table: Mapping[str, Any], name: str = "plan", folder: Path | None = None) -> Plan:
    """The plan that a table of values says.

    Args:
        table: as TOML or JSON give it.
        name: for messages.
        folder: to which relative paths belong; None leaves them as they are.

    Raises:
        ArchiveError: it says what cannot be.
    """
    types = get_type_hints(Plan)
    if unknown := sorted(set(table) - set(types)):
        raise ArchiveError(f"{name}: [{unknown[0]}] is no table of a plan; there are {', '.join(types)}.")
    parts = {}
    for part, kind in types.items():
        given = table.get(part, {})
        if not isinstance(given, Mapping):
            raise ArchiveError(f"{name}: {part} must be a table; write [{part}] and its settings below.")
        if part in table or part in ("source", "output"):
            parts[part] = _part(kind, given, f"{name}: [{part}]")
    plan = Plan(**parts)
    _check(plan, name)
    return plan if folder is None else _rooted(plan, folder)


def _part(kind: type, given: Mapping[str, Any], where: str) -> Any:
    types = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in types:
            raise ArchiveError(f"{where} has no setting {key!r}; there are {', '.join(types)}.")
        if isinstance(value, list) and get_origin(types[key]) is tuple:
            value = tuple(value)
        elif isinstance(value, str) and get_origin(types[key]) is tuple:
            value = (value,)
        elif isinstance(value, int) and not isinstance(value, bool) and types[key] is float:
            value = float(value)
        elif hasattr(value, "isoformat"):
            value = value.isoformat()
        if not _fits(value, types[key]):
            raise ArchiveError(f"{where} {key} = {value!r} does not fit; it must be {_words(types[key])}.")
        values[key] = value
    needed = [
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING and f.name not in values
    ]
    if needed:
        raise ArchiveError(f"{where} lacks {needed[0]}; it must be {_words(types[needed[0]])}.")
    return kind(**values)


def _fits(value: object, kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and all(isinstance(one, str) for one in value)
    if kind is int or kind is float:
        return isinstance(value, kind) and not isinstance(value, bool)
    allowed = get_args(kind) if get_origin(kind) is not Mapping else ()
    if allowed and type(None) in allowed:
        return value is None or isinstance(value, str)
    if get_origin(kind) in (Mapping, dict) or kind is Mapping or "Mapping" in str(kind):
        return isinstance(value, Mapping)
    return isinstance(value, kind)


def _words(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return "a list of texts"
    if "Mapping" in str(kind):
        return "a table"
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, "a text")


def _check(plan: Plan, name: str) -> None:
    def one_of(value: str, allowed: tuple[str, ...], where: str) -> None:
        if value not in allowed:
            raise ArchiveError(f"{name}: {where} = {value!r} is not known; give {' or '.join(allowed)}.")

    def at_least(value: float, least: float, where: str) -> None:
        if value < least:
            raise ArchiveError(f"{name}: {where} = {value} is too little; give {least} or more.")

    one_of(plan.source.format, FORMATS, "[source] format")
    one_of(plan.output.partition, PARTITIONS, "[output] partition")
    one_of(plan.engine.name, ENGINES, "[engine] name")
    one_of(plan.reader.device, DEVICES, "[reader] device")
    at_least(len(plan.source.paths), 1, "[source] the number of paths")
    at_least(plan.source.piece_megabytes, 1, "[source] piece_megabytes")
    at_least(plan.source.largest_document, 1, "[source] largest_document")
    at_least(plan.source.most_expansion, 2, "[source] most_expansion")
    at_least(plan.output.documents, 1, "[output] documents")
    at_least(plan.engine.workers, 1, "[engine] workers")
    at_least(plan.engine.in_flight, 1, "[engine] in_flight")
    at_least(plan.engine.tries, 1, "[engine] tries")
    if not 0.5 <= plan.steps.alike <= 1.0:
        raise ArchiveError(f"{name}: [steps] alike = {plan.steps.alike} does not fit; give 0.5 to 1.0.")
    if not 0.0 < plan.steps.recall < 1.0:
        raise ArchiveError(f"{name}: [steps] recall = {plan.steps.recall} does not fit; give a share such as 0.98.")
    if unknown := sorted(set(plan.source.fields) - FIELDS):
        raise ArchiveError(f"{name}: [source] fields has no {unknown[0]!r}; there are {', '.join(sorted(FIELDS))}.")
    for where, day in (("from", plan.filters.published_from), ("to", plan.filters.published_to)):
        if day is not None and iso_day(day) != day:
            raise ArchiveError(f"{name}: [filters] published_{where} = {day!r} is no day; write it as 2023-01-20.")


def _rooted(plan: Plan, folder: Path) -> Plan:
    def rooted(path: str) -> str:
        return path if "://" in path or "::" in path or Path(path).is_absolute() else str((folder / path).absolute())

    reader = dataclasses.replace(
        plan.reader,
        model=None if plan.reader.model is None else rooted(plan.reader.model),
        registry=None if plan.reader.registry is None else rooted(plan.reader.registry),
    )
    source = dataclasses.replace(plan.source, paths=tuple(map(rooted, plan.source.paths)))
    output = dataclasses.replace(plan.output, address=rooted(plan.output.address))
    return dataclasses.replace(plan, source=source, output=output, reader=reader)
