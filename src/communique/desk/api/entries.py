"""Engagements, statements, events and commitments, together and each by themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from communique import following
from communique.desk.api import wire
from communique.desk.api.answers import Json, history_to_list, may_fail
from communique.desk.api.filters import AskedFilter, Cursor
from communique.desk.asked import OfLedger
from communique.errors import NotThereError
from communique.ledger import Ledger, asking, reviewing
from communique.ledger.asking import COUNT_BY, KINDS, CountBy, Kind

router = APIRouter()
Id = Annotated[str, Path(max_length=40, description="Id, or the beginning of it that no other has.")]


def in_full(ledger: Ledger, kind: Kind | None, id: str) -> Json:
    """An entry with its evidence and history.

    Raises:
        NotThereError: there is none of the kind.
    """
    opened = asking.opened(ledger, id)
    entry = opened.entry
    if kind is not None and entry.kind != kind:
        raise NotThereError(f"{entry.id} is a {entry.kind}; ask for it under /api/v1/{entry.kind}s/{entry.id}.")
    proposals: list[Any] = []
    overdue = False
    if entry.kind == "commitment":
        proposals = [asdict(one) for one in following.proposals(ledger, commitment=entry.number)]
        overdue = following.is_overdue(entry.status, entry.due_to, ledger.clock()[:10])
    return {
        **asking.opened_to_dict(opened), "history": history_to_list(reviewing.history(ledger, entry.id)),
        "proposals": proposals, "overdue": overdue,
    }  # fmt: skip


def _add(path: str, kind: Kind | None, one: str) -> None:
    """Routes of a collection."""

    def listed(ledger: OfLedger, filter: AskedFilter, after: Cursor = None) -> Json:
        page = asking.page(ledger, kind, filter, after)
        return {"items": [asking.entry_to_dict(entry) for entry in page.entries], "next": page.next}

    def opened(ledger: OfLedger, id: Id) -> Json:
        return in_full(ledger, kind, id)

    name = path.strip("/")
    router.add_api_route(
        path, listed, response_model=wire.Entries, responses=may_fail(), tags=[name], operation_id=f"list_{name}",
        summary=f"List {name}" if kind else "List entries of all kinds",
    )  # fmt: skip
    router.add_api_route(
        f"{path}/{{id}}", opened, response_model=wire.EntryInFull, responses=may_fail(404), tags=[name],
        operation_id=f"get_{one}", summary=f"One {one} with its evidence and history",
    )  # fmt: skip


_add("/entries", None, "entry")
for _kind in KINDS:
    _add(f"/{_kind}s", _kind, _kind)


@router.get(
    "/counts", response_model=wire.Counts, responses=may_fail(), tags=["entries"], operation_id="count_entries",
    summary="How many entries, in groups",
)  # fmt: skip
def counted(
    ledger: OfLedger,
    filter: AskedFilter,
    by_: Annotated[CountBy, Query(alias="count_by", description="What makes a group.")] = COUNT_BY[1],
    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None,
) -> Json:
    """Counts of the entries of a filter; its `limit` is one of groups."""
    found = asking.counts(ledger, kind, filter, by=by_)
    return {"by": by_, "items": [asdict(one) for one in found]}
