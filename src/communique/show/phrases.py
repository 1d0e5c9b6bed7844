"""Records in plain English, one line each: what the terminal and the page list below or beside the text."""

from __future__ import annotations

from dataclasses import dataclass

from communique.records import Commitment, Due, Engagement, Entity, Event, Place, Reading, Statement
from communique.show.segments import MarkKind, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it stands in a list."""

    id: str
    label: str
    """The kind of record: "meeting", "direct", "CONSULT visit", "pledge", "person"."""
    line: str
    note: str
    """What qualifies the line (status, mode, due date), or an empty string."""
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entries under a heading."""

    heading: str
    kind: MarkKind
    entries: tuple[Entry, ...]


def sections_of(reading: Reading) -> tuple[Section, ...]:
    """The five lists of a reading, in the order in which they are shown; lists may be empty."""
    who = _Names(reading)
    return (
        Section("Engagements", "engagement", tuple(_engagement(record, who) for record in reading.engagements)),
        Section("Statements", "statement", tuple(_statement(record, who) for record in reading.statements)),
        Section("Events", "event", tuple(_event(record, who) for record in reading.events)),
        Section("Commitments", "commitment", tuple(_commitment(record, who) for record in reading.commitments)),
        Section("People and bodies", "entity", tuple(_entity(record, who) for record in reading.entities)),
    )


class _Names:
    """Entities of a reading by id, as phrases."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.document.text
        self._entities = {entity.id: entity for entity in reading.entities}

    def short(self, ids: tuple[str, ...]) -> str:
        return _joined([self._name(id_) for id_ in ids])

    def full(self, ids: tuple[str, ...]) -> str:
        return _joined([self._with_office(id_) for id_ in ids])

    def office(self, entity: Entity) -> str:
        parts = [entity.title or "", self._name(entity.affiliation) if entity.affiliation is not None else ""]
        return ", ".join(part for part in parts if part != "")

    def _name(self, id_: str) -> str:
        entity = self._entities.get(id_)
        return id_ if entity is None else entity.name

    def _with_office(self, id_: str) -> str:
        entity = self._entities.get(id_)
        office = "" if entity is None else self.office(entity)
        return f"{self._name(id_)} ({office})" if office != "" else self._name(id_)


def _engagement(engagement: Engagement, who: _Names) -> Entry:
    line = _listed(who.full(engagement.participants) or "somebody", _place(engagement.place), engagement.date)
    note = f"on {'; '.join(engagement.topics)}" if engagement.topics else ""
    return Entry(engagement.id, engagement.kind, line, _noted(_status(engagement.status), note), engagement.confidence)


def _statement(statement: Statement, who: _Names) -> Entry:
    said_by = who.full(statement.speaker) or words(who.text, statement.speaker_span) or "not named"
    said = " … ".join(words(who.text, span) for span in statement.content)
    to = f"to {who.short(statement.addressee)}" if statement.addressee else ""
    return Entry(statement.id, statement.kind, f"{said_by}: {said}", to, statement.confidence)


def _event(event: Event, who: _Names) -> Entry:
    label = event.type if event.mode is None else f"{event.type} {event.mode}"
    actors = who.short(event.actor) or "somebody"
    parties = f"{actors} → {who.short(event.recipient)}" if event.recipient else actors
    told = words(who.text, event.trigger)
    line = _listed(f"{parties} (“{told}”)" if told != "" else parties, _place(event.place), event.date)
    note = _noted(_status(event.status), ", ".join(event.contexts))
    return Entry(event.id, label, line, note, event.confidence)


def _commitment(commitment: Commitment, who: _Names) -> Entry:
    by = who.short(commitment.committer) or "somebody"
    to = f" to {who.short(commitment.beneficiary)}" if commitment.beneficiary else ""
    amount = commitment.amount
    sum_ = f"{amount.value:,.2f}".removesuffix(".00") + f" {amount.currency}" if amount is not None else ""
    condition = f"condition: {commitment.condition}" if commitment.condition is not None else ""
    made_in = f"in {commitment.statement}" if commitment.statement is not None else ""
    note = _noted(commitment.status, sum_, _due(commitment.due), condition, made_in)
    action = " ".join(commitment.action.split())
    return Entry(commitment.id, commitment.force, f"{by}{to}: {action}", note, commitment.confidence)


def _entity(entity: Entity, who: _Names) -> Entry:
    line = _listed(entity.name, who.office(entity))
    return Entry(entity.id, entity.kind, line, _noted(entity.country or "", ", ".join(entity.sectors)), None)


def _due(due: Due | None) -> str:
    if due is None:
        return ""
    days = " to ".join(day for day in (due.from_, due.to) if day is not None)
    return f"due {due.text} ({days})" if days != "" else f"due {due.text}"


def _place(place: Place | None) -> str | None:
    return None if place is None else place.name


def _status(status: str) -> str:
    # What happened is the common case and goes without saying.
    return "" if status == "occurred" else status


def _listed(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part is not None and part != "")


def _noted(*parts: str) -> str:
    return "; ".join(part for part in parts if part != "")


def _joined(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
