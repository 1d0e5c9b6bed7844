"""Load and check the ontology: PLOVER's types, modes, contexts and sectors, and the crosswalk to CAMEO.

``plover.json`` and ``cameo.csv`` beside this file are the data; nothing of them is repeated in code. They are checked
when loaded, so that a wrong edit fails at once and not in a ledger. JSON and not YAML, because a YAML parser alone
would cost more than the whole look-up on a cold start.

Source: PLOVER codebook 2.0 (facts only, in our own words), the CAMEO to PLOVER crosswalk of 2021, and the CAMEO
Goldstein scale of the Phoenix pipeline. Where those differ, ``Ontology.choices`` says what was taken and why.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from communique.errors import OntologyError

_FOLDER = Path(__file__).parent
"""Read as plain files: the wheel is always unpacked, and ``importlib.resources`` costs 4 ms to import."""

Modality = Literal["future", "neg_past", "neg_future"]


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of one type. Names repeat between types with other meanings, so the key is always (type, mode)."""

    name: str
    score: float | None
    """Conflict (-10) to cooperation (10); None takes the base score of the type."""
    meaning: str


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the 16 PLOVER types."""

    name: str
    quad: int
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    base_score: float
    """The score of the type without a mode, -10 to 10, as used."""
    base_score_raw: float
    """The same as printed in the codebook."""
    recipient_required: bool
    definition: str
    boundary: str
    modes: Mapping[str, Mode]


@dataclass(frozen=True, slots=True)
class Context:
    """A subject that an event belongs to; several may apply."""

    name: str
    covers: str
    leaves_out: str | None


@dataclass(frozen=True, slots=True)
class Sector:
    """What kind of actor somebody is."""

    code: str
    tier: str
    """frequent, less (frequent), or international."""
    meaning: str


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code with its place in PLOVER."""

    code: str
    label: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float
    """Goldstein score, -10 to 10."""
    inherited: bool
    """The score is not listed for this code and comes from its nearest listed parent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A point in which the sources contradict each other, and what was taken."""

    point: str
    sources: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """How a type (or a mode of it) is told in CAMEO.

    ``contexts`` are tried in order; the first whose names are all among the event's contexts gives the code, else
    ``base``.
    """

    base: str
    contexts: tuple[tuple[frozenset[str], str], ...]
    modes: Mapping[str, Nearest]

    def code(self, mode: str | None, contexts: frozenset[str]) -> str:
        """Return the code for a mode and contexts."""
        if mode is not None and mode in self.modes:
            return self.modes[mode].code(None, contexts)
        return next((code for needed, code in self.contexts if needed <= contexts), self.base)

    def codes(self) -> list[str]:
        """Return every code that this rule can give."""
        own = [self.base, *(code for _, code in self.contexts)]
        return own + [code for rule in self.modes.values() for code in rule.codes()]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything in the data files, checked."""

    version: str
    hash: str
    """sha256 over the data files, hexadecimal."""
    types: Mapping[str, EventType]
    contexts: Mapping[str, Context]
    sectors: Mapping[str, Sector]
    quads: Mapping[int, str]
    cameo: Mapping[str, CameoCode]
    modality: Mapping[str, Mapping[str, str]]
    nearest: Mapping[str, Nearest]
    planned: Mapping[str, Nearest]
    crossing: frozenset[tuple[str, str]]
    """Pairs of type and mode whose nearest CAMEO code belongs to another type."""
    aliases: Mapping[str, Mapping[str, str]]
    """Names of older drafts, by "types", "modes" and "contexts"."""
    choices: tuple[Choice, ...]

    def event_type(self, name: str) -> EventType:
        """Return a type by its name.

        Raises:
            OntologyError: PLOVER has no such type.
        """
        try:
            return self.types[name]
        except KeyError:
            raise OntologyError(f'PLOVER has no type "{name}"; use one of {", ".join(self.types)}.') from None

    def mode(self, type: str, name: str) -> Mode:
        """Return a mode of a type.

        Raises:
            OntologyError: PLOVER has no such type, or the type no such mode.
        """
        modes = self.event_type(type).modes
        if name not in modes:
            known = f"use one of {', '.join(modes)} or none" if modes else "it has no modes"
            raise OntologyError(f'PLOVER {type} has no mode "{name}"; {known}.')
        return modes[name]


@lru_cache(maxsize=1)
def load() -> Ontology:
    """Load the ontology that ships with the package; the second call costs nothing.

    Raises:
        OntologyError: a data file does not hold.
    """
    return read(_FOLDER / "plover.json", _FOLDER / "cameo.csv")


def read(plover: Path, cameo: Path) -> Ontology:
    """Read and check an ontology from its two data files.

    Args:
        plover: the JSON file of types, modes, contexts, sectors and rules.
        cameo: the CSV file of CAMEO codes.

    Raises:
        OntologyError: a file is missing or something in it does not hold.
    """
    try:
        raw, codes = plover.read_bytes(), cameo.read_bytes()
        ontology = _build(json.loads(raw), codes.decode(), hashlib.sha256(raw + b"\0" + codes).hexdigest())
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise OntologyError(
            f"The ontology in {plover.name} and {cameo.name} cannot be read ({error!r}); install the package again."
        ) from error
    faults = list(_faults(ontology))
    if faults:
        raise OntologyError(f"The ontology does not hold: {faults[0]}; mend {plover.name} or {cameo.name}.")
    return ontology


def quad(type: str) -> int:
    """Return the quad class of a type, 1 to 4."""
    return load().event_type(type).quad


def intensity(type: str, mode: str | None = None) -> float:
    """Return PLOVER's score of a type and mode, from -10 (conflict) to 10 (cooperation).

    A mode without a score of its own takes the base score of its type.

    Raises:
        OntologyError: the type or the mode is unknown.
    """
    ontology = load()
    if mode is not None:
        score = ontology.mode(type, mode).score
        if score is not None:
            return score
    return ontology.event_type(type).base_score


def cameo_to_plover(code: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Return type, mode and contexts of a CAMEO code.

    Raises:
        OntologyError: the code has no place in PLOVER (all of roots 01 and 02, and the unknown ones).
    """
    found = load().cameo.get(code)
    if found is None:
        why = "PLOVER dropped the roots 01 and 02" if code[:2] in ("01", "02") else "see cameo.csv for those that have"
        raise OntologyError(f'The CAMEO code "{code}" has no PLOVER type; {why}.')
    return found.type, found.mode, found.contexts


def plover_to_cameo(type: str, mode: str | None = None, contexts: Iterable[str] = (), status: str = "occurred") -> str:
    """Return the nearest CAMEO code, always the same one for the same input.

    The rule: the mode decides first, then the first context that has a code of its own below the mode (or the type),
    else the general code of the mode, else that of the type. A context shared by several sibling codes decides
    nothing. A *planned* event that is not itself an offer or a threat is told by CAMEO as an expressed intent (root
    03) or a threat (root 13). Every other status keeps the code: CAMEO cannot say that something is denied or
    hypothetical.

    Args:
        type: PLOVER type.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts, in any order.
        status: the event's status as in ``Event.status``.

    Raises:
        OntologyError: the type or the mode is unknown.
    """
    ontology = load()
    ontology.event_type(type)
    if mode is not None:
        ontology.mode(type, mode)
    rules = ontology.planned if status == "planned" and type in ontology.planned else ontology.nearest
    return rules[type].code(mode, frozenset(contexts))


def modality(type: str, form: Modality) -> str:
    """Return the type of an event that is announced or denied rather than done.

    Args:
        type: the type that the event would have, had it occurred.
        form: "future" (will do), "neg_past" (did not do), "neg_future" (will not do).

    Raises:
        OntologyError: the type or the form is unknown.
    """
    ontology = load()
    ontology.event_type(type)
    if form not in ontology.modality[type]:
        raise OntologyError(f'There is no modality "{form}"; use one of {", ".join(ontology.modality[type])}.')
    return ontology.modality[type][form]


def _nearest(rule: str | Mapping[str, Any]) -> Nearest:
    if isinstance(rule, str):
        return Nearest(rule, (), {})
    contexts = tuple((frozenset(names.split("+")), code) for names, code in rule.get("contexts", {}).items())
    return Nearest(rule["base"], contexts, {name: _nearest(below) for name, below in rule.get("modes", {}).items()})


def _build(plover: Mapping[str, Any], codes: str, hash: str) -> Ontology:
    types = {}
    for name, facts in plover["types"].items():
        modes = {mode: Mode(mode, **about) for mode, about in facts["modes"].items()}
        types[name] = EventType(name, **{**facts, "modes": modes})
    rows = csv.reader(codes.splitlines())
    next(rows)
    cameo: dict[str, CameoCode] = {}
    for code, label, kind, mode, contexts, goldstein, inherited in rows:
        if code in cameo:
            raise ValueError(f"CAMEO {code} stands twice")
        names = tuple(contexts.split(";")) if contexts else ()
        cameo[code] = CameoCode(code, label, kind, mode or None, names, float(goldstein), inherited == "yes")
    return Ontology(
        version=plover["version"],
        hash=hash,
        types=types,
        contexts={name: Context(name, **about) for name, about in plover["contexts"].items()},
        sectors={code: Sector(code, **about) for code, about in plover["sectors"].items()},
        quads={int(number): name for number, name in plover["quads"].items()},
        cameo=cameo,
        modality=plover["modality"],
        nearest={name: _nearest(rule) for name, rule in plover["nearest_cameo"].items()},
        planned={name: _nearest(rule) for name, rule in plover["planned_cameo"].items()},
        crossing=frozenset((pair.split()[0], pair.split()[1]) for pair in plover["crossing"]),
        aliases=plover["aliases"],
        choices=tuple(Choice(**choice) for choice in plover["choices"]),
    )


def _faults(ontology: Ontology) -> Iterable[str]:
    """Yield what does not hold, one sentence each."""
    for kind in ontology.types.values():
        if kind.quad not in ontology.quads:
            yield f"{kind.name} has the unknown quad {kind.quad}"
        scores = [kind.base_score, *(mode.score for mode in kind.modes.values() if mode.score is not None)]
        if any(not -10 <= score <= 10 for score in scores):
            yield f"{kind.name} has a score outside -10 to 10"
        if kind.name not in ontology.nearest:
            yield f"{kind.name} has no rule for its CAMEO code"
        if not {"future", "neg_past", "neg_future"} <= ontology.modality.get(kind.name, {}).keys():
            yield f"{kind.name} lacks a modality"
    for forms in ontology.modality.values():
        yield from (f"modality names the unknown type {name}" for name in forms.values() if name not in ontology.types)
    for code in ontology.cameo.values():
        if code.type not in ontology.types:
            yield f"CAMEO {code.code} names the unknown type {code.type}"
        elif code.mode is not None and code.mode not in ontology.types[code.type].modes:
            yield f"CAMEO {code.code} names the unknown mode {code.type} {code.mode}"
        if not -10 <= code.goldstein <= 10:
            yield f"CAMEO {code.code} has a score outside -10 to 10"
        for name in code.contexts:
            if name not in ontology.contexts:
                yield f"CAMEO {code.code} names the unknown context {name}"
    for rules in (ontology.nearest, ontology.planned):
        for name, rule in rules.items():
            yield from _rule_faults(ontology, name, rule)


def _rule_faults(ontology: Ontology, name: str, rule: Nearest) -> Iterable[str]:
    if name not in ontology.types:
        yield f"a CAMEO rule names the unknown type {name}"
        return
    for mode in rule.modes:
        if mode not in ontology.types[name].modes:
            yield f"a CAMEO rule names the unknown mode {name} {mode}"
    for code in rule.codes():
        if code not in ontology.cameo:
            yield f"a CAMEO rule of {name} gives the unknown code {code}"
    for part in (rule, *rule.modes.values()):
        for needed, _ in part.contexts:
            yield from (f"a CAMEO rule names the unknown context {c}" for c in needed if c not in ontology.contexts)
