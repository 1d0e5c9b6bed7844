"""The fields of a correction as a form shows them, and what of a form that comes back was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from starlette.datastructures import FormData

from communique.ledger.drafts import ROLES
from communique.ledger.reviewing.as_typed import as_typed
from communique.ontology import load as ontology
from communique.records import EngagementKind, EventStatus, Force, StatementKind

Sort = Literal["parties", "party", "choice", "several", "words", "long", "span", "spans"]
WAS = "was."
"""Before the name of a field: what the form showed, so that only what a person changed is corrected."""
_EVENT_STATUS = get_args(EventStatus)
_LIFE = ("open", "fulfilled", "kept", "partly kept", "broken", "withdrawn", "superseded")
_DATE = "As 2024-05-14, 2024-05, 2024 or 2024-05-14/2024-05-16"
_PLACE = "A name, perhaps a country: Geneva, CHE"
_MARK = "Select words in the text, or move its ends word by word"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    label: str
    sort: Sort
    choices: tuple[str, ...] = ()
    hint: str = ""
    value: str = ""
    """As `typed` reads it."""

    @property
    def values(self) -> tuple[str, ...]:
        """The single values of one that has several."""
        return tuple(part for one in self.value.split(",") if (part := one.strip()))


def fields_of(kind: str, data: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a kind of entry, or of an entity, with their values.

    Args:
        kind: engagement, statement, event, commitment or entity.
        data: the record of the contract with its parties as ids of entities; the fields of an entity.
    """
    told = as_typed(data)
    return tuple(
        Field(one.name, one.label, one.sort, one.choices, one.hint, told.get(one.name, "")) for one in _OF[kind]()
    )


def changed(kind: str, form: FormData) -> list[str]:
    """What a person changed, as ``field=value``; of several values in any order.

    Args:
        kind: as of `fields_of`.
        form: what came: each field and, under `WAS`, what it was.
    """
    pairs = []
    for field in _OF[kind]():
        was, several = str(form.get(WAS + field.name, "")), field.sort in ("parties", "several")
        values = [str(one).strip() for one in form.getlist(field.name) if str(one).strip()]
        value = ",".join(dict.fromkeys(values)) if several else (values[0] if values else "")
        same = set(values) == {part for part in was.split(",") if part} if several else value == was.strip()
        if not same and (WAS + field.name) in form:
            pairs.append(f"{field.name}={value}")
    return pairs


def _event() -> tuple[Field, ...]:
    known = ontology.load()
    modes = tuple(sorted({mode for one in known.types.values() for mode in one.modes}))
    return (
        Field("type", "Type", "choice", tuple(known.types)), Field("mode", "Mode", "choice", ("", *modes)),
        Field("actor", "Actor", "parties"), Field("recipient", "Recipient", "parties"),
        Field("status", "Status", "choice", _EVENT_STATUS), Field("date", "Date", "words", hint=_DATE),
        Field("place", "Place", "words", hint=_PLACE), Field("trigger", "Words of the event", "span", hint=_MARK),
        Field("evidence", "Evidence", "span", hint=_MARK),
        Field("contexts", "Contexts", "several", tuple(known.contexts)),
    )  # fmt: skip


def _engagement() -> tuple[Field, ...]:
    return (
        Field("kind", "Kind", "choice", get_args(EngagementKind)), Field("participants", "Participants", "parties"),
        Field("status", "Status", "choice", _EVENT_STATUS), Field("date", "Date", "words", hint=_DATE),
        Field("place", "Place", "words", hint=_PLACE),
        Field("topics", "Topics", "words", hint="Parted by semicolons"),
        Field("evidence", "Evidence", "span", hint=_MARK),
    )  # fmt: skip


def _statement() -> tuple[Field, ...]:
    return (
        Field("speaker", "Speaker", "parties"), Field("content", "What was said", "spans", hint=_MARK),
        Field("kind", "Kind", "choice", get_args(StatementKind)), Field("addressee", "Said to", "parties"),
        Field("cue", "Cue", "span", hint=_MARK), Field("speaker_span", "Speaker as written", "span", hint=_MARK),
    )  # fmt: skip


def _commitment() -> tuple[Field, ...]:
    return (
        Field("committer", "Who promises", "parties"), Field("beneficiary", "To whom", "parties"),
        Field("action", "What", "long"), Field("force", "Force", "choice", get_args(Force)),
        Field("due", "Due", "words", hint="As 2024-09-30, or from/to: 2024-09-01/2024-09-30"),
        Field("amount", "Sum", "words", hint="As 5000000 CHF"), Field("condition", "Condition", "words"),
        Field("status", "Status as told", "choice", _LIFE), Field("evidence", "Evidence", "span", hint=_MARK),
    )  # fmt: skip


def _entity() -> tuple[Field, ...]:
    return (
        Field("name", "Name", "words"), Field("title", "Office or role", "words"),
        Field("affiliation", "Acts for", "party"),
        Field("country", "Country", "words", hint="By its three letters, as KEN"),
        Field("sectors", "Sectors", "several", tuple(ontology.load().sectors)),
    )  # fmt: skip


_OF: dict[str, Callable[[], tuple[Field, ...]]] = {
    "event": _event, "engagement": _engagement, "statement": _statement, "commitment": _commitment, "entity": _entity,
}  # fmt: skip
PARTIES = {name for names in ROLES.values() for name in names} | {"affiliation"}
"""Fields that name entities."""
