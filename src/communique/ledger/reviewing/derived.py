"""What an entry shows, computed from its tellings and from what people said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from communique.ledger.drafts import ROLES, Telling, columns, life_of, role
from communique.ledger.matching import to_json
from communique.ledger.reviewing import as_records
from communique.ledger.reviewing.facts import Facts, Told, keys_of
from communique.ledger.reviewing.people import Party, People
from communique.ledger.reviewing.shape import SPANS, Stand
from communique.ontology import load as ontology

Json = dict[str, Any]
CODED = frozenset({"type", "mode", "contexts", "status"})
"""Fields of an event from which its quad class, intensity and CAMEO code follow."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The row of an entry and what hangs on it."""

    row: Json
    parties: tuple[tuple[str, Party], ...]
    keys: frozenset[int]


def that_stand(told: Sequence[Told]) -> Sequence[Told]:
    """The tellings that a present reader finds; where there is none, all."""
    return [one for one in told if not one.retired] or told


def leading(told: Sequence[Told], stand: Stand) -> Told:
    """The telling that an entry shows: the one that people looked at, else the fullest, of equals the first."""
    present = that_stand(told)
    looked_at = [one for one in present if one.id == stand.telling]
    return looked_at[0] if looked_at else max(present, key=lambda one: (one.telling.fullness, -one.number))


def fields_of(stand: Stand, document: str) -> Json:
    """Corrected fields; a place in a document holds in that document only."""
    return {
        name: value for name, value in stand.correction.items()
        if name not in SPANS or stand.placed_in[name] == document
    }  # fmt: skip


def whole_event(data: Json) -> Json:
    """An event with what follows from its type, mode, contexts and status.

    Raises:
        OntologyError: PLOVER knows no such type.
    """
    # A mode that belonged to another type goes with it.
    mode = data["mode"] if data["mode"] in ontology.load().event_type(data["type"]).modes else None
    return {
        **data, "mode": mode, "quad": ontology.quad(data["type"]), "intensity": ontology.intensity(data["type"], mode),
        "cameo": ontology.plover_to_cameo(data["type"], mode, data["contexts"], data["status"]),
    }  # fmt: skip


def derive(told: Sequence[Told], stand: Stand, facts: Facts, people: People) -> Derived:
    """Compute an entry.

    Args:
        told: its tellings in the order in which they came, at least one.
        stand: what people said of it.
        facts: from which the tellings are.
        people: all parties of the telling that leads, and those that the correction names.
    """
    lead = leading(told, stand)
    fields = fields_of(stand, facts.document(lead.document).id)
    telling, who = _as_corrected(lead, fields, facts, people)
    data = dict(telling.data)
    parties: list[tuple[str, Party]] = []
    for name in ROLES[telling.kind]:
        data[name] = list(dict.fromkeys(who[record].id for record in telling.data[name]))
        parties += [(role(name), who[record]) for record in telling.data[name]]
    present = that_stand(told)
    keys = {key for one in present for key in one.keys}
    if telling is not lead.telling:
        keys |= set(keys_of(telling))
    counted = [one for one in present if not one.retired]
    row = columns(telling, lead.published)
    profile = {**to_json(telling.profile), "fullness": lead.telling.fullness}
    if telling is not lead.telling:
        # Others may tell it as it was read, and as it is right: it is met again by either.
        profile["also"] = {**to_json(lead.telling.profile), "label": lead.telling.label}
    if telling.kind == "commitment" and "status" not in fields:
        row["status"] = life_of(told[0].telling.data["status"])
    row |= {
        "document": lead.document, "data": data,
        "profile": profile,
        "tellings": len(counted), "outlets": len({one.family for one in counted}),
        "review": stand.review, "correction": _shown(telling, data, fields),
    }  # fmt: skip
    return Derived(row, tuple(dict.fromkeys(parties)), frozenset(keys))


def _shown(telling: Telling, data: Json, fields: Json) -> Json | None:
    """The correction as the entry keeps it: with all that follows from it, and its parties as what they are now."""
    if not fields:
        return None
    names = set(fields)
    if telling.kind == "event" and names & CODED:
        names |= {"mode", "quad", "intensity", "cameo"}
    return {name: data[name] for name in sorted(names)}


def _as_corrected(lead: Told, fields: Json, facts: Facts, people: People) -> tuple[Telling, dict[str, Party]]:
    """The telling with people's corrections of it and of its parties, and its parties by their ids in it."""
    kind, cast, data = lead.telling.kind, facts.cast.get(lead.document, {}), dict(lead.telling.data)
    records = [record for name in ROLES[kind] for record in data[name]]
    who = {record: people.by_number[cast[record][0]] for record in records}
    if not fields and not any(party.rejected or party.placed for party in who.values()):
        return lead.telling, who
    persons = []
    for record in dict.fromkeys(records):
        read = cast[record][1] | {"id": record, "affiliation": None}
        if who[record].placed:
            read |= {"country": who[record].country, "sectors": list(who[record].sectors)}
        persons.append(as_records.entity(read))
    for name in ROLES[kind]:
        if name in fields:
            data[name] = []
            for key in fields[name]:
                record = f"x{len(persons) + 1}"
                who[record] = people.by_id[key]
                persons.append(who[record].as_read(record))
                data[name].append(record)
        # Who was rejected is nobody, and so no party.
        data[name] = [record for record in data[name] if not who[record].rejected]
    data |= {name: value for name, value in fields.items() if name not in ROLES[kind]}
    if kind == "event" and CODED & set(fields):
        data = whole_event(data)
    return facts.read(lead.document, persons, [data])[lead.telling.record], who
