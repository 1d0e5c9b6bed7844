"""A reading as the rows that a ledger would keep of it, before it is known which of its things were met before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from communique.ledger.keys import made_of
from communique.ledger.matching import dated
from communique.records import Reading
from communique.resolve.across import Profile, profiles
from communique.resolve.across.comparison import span_of
from communique.resolve.across.profile import role_of
from communique.show.as_json import to_dict

ROLES: dict[str, tuple[str, ...]] = {
    "engagement": ("participants",),
    "statement": ("speaker", "addressee"),
    "event": ("actor", "recipient"),
    "commitment": ("committer", "beneficiary"),
}
"""Fields of each kind of record that name its parties; a party's role in the ledger is the field's name, singular."""
COLLECTION = {"engagement": "engagements", "statement": "statements", "event": "events", "commitment": "commitments"}
LABEL = {"engagement": "kind", "statement": "kind", "event": "type", "commitment": "force"}
"""The field of each kind of record that says what sort of it it is."""
TOLD = {kind: (*fields, "date", "place", "due", "amount") for kind, fields in ROLES.items()}
"""Fields of each kind of record of which more may be told, or less."""

Json = dict[str, Any]


def role(field: str) -> str:
    """The role of the parties in a field."""
    return "participant" if field == "participants" else field


@dataclass(frozen=True, slots=True)
class Appearance:
    """An entity of one document."""

    record: str
    data: Json
    profile: Profile | None
    """None for one without a name, which cannot be met again."""
    document: str
    """Id of the document."""
    at: int
    """Where it is first mentioned; one without mentions is told apart by its number."""

    @property
    def id(self) -> str:
        """The id that it would have as an entity of its own; most have been met before and never need it."""
        return made_of("entity", self.document, self.data["kind"], self.data["name"], self.at)

    @property
    def role(self) -> str | None:
        """Normal form of its title."""
        return role_of(self.data["title"]) if self.data["title"] else None


@dataclass(frozen=True, slots=True)
class Telling:
    """A record of one document."""

    kind: str
    record: str
    data: Json
    profile: Profile
    start: int
    end: int
    words: str
    id: str
    entry_id: str
    """The id that its entry would have if it is the first that tells it."""
    pair: str | None
    """Whom it is about, as ``RUS>IGO``: see `pair_of`."""

    @property
    def label(self) -> str:
        """What sort of its kind it is."""
        found: str = self.data[LABEL[self.kind]]
        return found

    @property
    def parties(self) -> list[tuple[str, str]]:
        """(role, record of the entity), each once."""
        rows = [(role(field), who) for field in ROLES[self.kind] for who in self.data[field]]
        return list(dict.fromkeys(rows))

    @property
    def fullness(self) -> float:
        """How much it tells: of two tellings the fuller one leads."""
        data, told = self.data, 0
        for field in TOLD[self.kind]:
            if data.get(field):
                told += 1
        return told + float(data["confidence"])


@dataclass(frozen=True, slots=True)
class Drafts:
    """All of one reading."""

    appearances: tuple[Appearance, ...]
    tellings: tuple[Telling, ...]


def drafts(reading: Reading) -> Drafts:
    """What a ledger would keep of a reading."""
    document, whole = reading.document, to_dict(reading)
    by_key = {p.key.partition("#")[2]: p for p in profiles(reading)}
    appearances = tuple(
        Appearance(e["id"], e, by_key.get(e["id"]), document.id, _first(e, n))
        for n, e in enumerate(whole["entities"])
    )
    codes = {e["id"]: e["country"] or next(iter(e["sectors"]), None) for e in whole["entities"]}
    tellings = []
    seen: dict[str, int] = {}
    for kind, collection in COLLECTION.items():
        for data in whole[collection]:
            start, end = evidence_of(kind, data)
            at = data["trigger"]["start"] if kind == "event" else start
            # Two records of one kind, label and place are told apart by their order.
            name = made_of("telling", document.id, kind, data[LABEL[kind]], at, end)
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                name = made_of("telling", document.id, kind, data[LABEL[kind]], at, end, seen[name])
            profile = dated(by_key[data["id"]], document.published)
            tellings.append(
                Telling(kind, data["id"], data, profile, start, end, document.text[start:end], name,
                        made_of(kind, name), pair_of(kind, data, codes))
            )  # fmt: skip
    return Drafts(appearances, tuple(tellings))


def pair_of(kind: str, data: Json, codes: dict[str, str | None]) -> str | None:
    """The first party of either side, by country, else primary sector; those of an engagement in the alphabet's order.

    Args:
        codes: country or sector by the id of an entity.

    Returns:
        ``RUS>IGO``; None where a side is not told or has no code.
    """
    if kind == "engagement":
        sides = sorted(code for who in data["participants"] if (code := codes.get(who)))[:2]
    else:
        sides = [code for field in ROLES[kind] if (code := next((codes.get(who) for who in data[field]), None))]
    return f"{sides[0]}>{sides[1]}" if len(sides) == 2 else None


def _first(entity: Json, number: int) -> int:
    """Where an entity is first mentioned; one without mentions is told apart by its number."""
    start: int = entity["mentions"][0]["start"] if entity["mentions"] else number
    return start


def evidence_of(kind: str, data: Json) -> tuple[int, int]:
    """The extent of a record's evidence; of a statement from the first of speaker, cue and content to the last."""
    if kind != "statement":
        return data["evidence"]["start"], data["evidence"]["end"]
    spans = [*data["content"], *(s for s in (data["cue"], data["speaker_span"]) if s is not None)]
    return min(s["start"] for s in spans), max(s["end"] for s in spans)


def life_of(status: str | None) -> str | None:
    """A status as entries have it: a commitment that is told as fulfilled begins its life as kept."""
    return "kept" if status == "fulfilled" else status


def columns(telling: Telling, published: str | None) -> Json:
    """The columns of an entry that its leading telling fills, but for those about parties."""
    data = telling.data
    place, due, amount = data.get("place") or {}, data.get("due") or {}, data.get("amount") or {}
    date = data.get("date")
    return {
        "label": telling.label,
        "mode": data.get("mode"),
        "status": life_of(data.get("status")),
        "day": span_of(date)[0].isoformat() if date is not None else published,
        "date": date,
        "due_from": due.get("from"),
        "due_to": due.get("to"),
        "place": place.get("name"),
        "country": place.get("country"),
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "geonameid": place.get("geonameid"),
        "quad": data.get("quad"),
        "intensity": data.get("intensity"),
        "amount": amount.get("value"),
        "currency": amount.get("currency"),
        "pair": telling.pair,
        "confidence": data["confidence"],
        "words": telling.words,
    }
