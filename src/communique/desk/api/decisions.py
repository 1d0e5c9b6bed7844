"""What waits for people, what they decide, and what they decided."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from communique.desk.api import wire
from communique.desk.api.answers import Json, history_to_list, may_fail
from communique.desk.api.filters import MOST
from communique.desk.asked import OfLedger, Reviewer
from communique.desk.deciding import Decide, What, decide, take_back
from communique.following.verdicts import State
from communique.ledger import reviewing
from communique.ledger.reviewing.waiting import What as Wait

router = APIRouter(tags=["decisions"])
Id = Annotated[str, Field(min_length=1, max_length=40)]
Why = Annotated[str | None, Field(max_length=2_000, description="The reason, in words.")]
NUMBER = 2**31


class DecideIn(BaseModel):
    """A decision."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"what": "confirm", "id": "c3f09a12b"},
                {"what": "correct", "id": "s77ad0123", "fields": {"speaker": ["n18b2c9d0"]}, "why": "she said it"},
                {"what": "merge", "id": "n18b2c9d0", "others": ["n90de1f2a"], "why": "one spelling of two"},
                {"what": "verdict", "id": "p5120c3d4", "state": "confirmed"},
            ]
        },
    )
    what: What
    id: Annotated[Id, Field(description="Of an entry or entity; of a verdict that of the proposal.")]
    others: Annotated[list[Id], Field(max_length=50, description="merge, apart: the other ones.")] = []
    fields: Annotated[
        dict[str, Any], Field(max_length=40, description="correct: field of the contract and its right value.")
    ] = {}
    parts: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=1_000, description="split: ids of tellings; of an entity DOCUMENT#RECORD."),
    ] = []
    state: Annotated[State | None, Field(description="verdict: confirmed or rejected.")] = None
    why: Why = None


class WhyIn(BaseModel):
    """Why a decision is taken back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"why": "the other one was right"}]})
    why: Why = None


@router.get("/waiting", response_model=wire.WaitingList, responses=may_fail(), operation_id="list_waiting")
def waits(
    ledger: OfLedger,
    what: Annotated[Wait | None, Query(description="Only this.")] = None,
    below: Annotated[float, Query(ge=0, le=1, description="Entries less sure than this.")] = reviewing.UNSURE,
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many of each.")] = 20,
) -> Json:
    """What waits: pairs that may be one, entries that are not sure, evidence that may settle a promise."""
    wanted: list[Wait] = [what] if what is not None else ["doubt", "unsure", "proposal"]
    rows = [row for one in wanted for row in islice(reviewing.waiting(ledger, below=below, what=one), limit)]
    return {"items": [asdict(row) for row in rows]}


@router.get("/decisions", response_model=wire.Decisions, responses=may_fail(404), operation_id="list_decisions")
def decided(
    ledger: OfLedger,
    about: Annotated[str | None, Query(max_length=40, description="Id of an entry or entity.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    after: Annotated[str | None, Query(pattern=r"^\d{1,18}$", description="`next` of the page before.")] = None,
) -> Json:
    """Who decided what, when and why, the newest first."""
    before = int(after) if after is not None else None
    if about is None:
        rows = reviewing.newest(ledger, limit=limit + 1, before=before)
    else:
        rows = reviewing.history(ledger, about)[::-1]
        rows = [one for one in rows if before is None or one[0].number < before]
    following = str(rows[limit - 1][0].number) if len(rows) > limit else None
    return {"items": history_to_list(rows[:limit]), "next": following}


@router.post(
    "/decisions", response_model=wire.Decided, status_code=201, responses=may_fail(400, 404, 413),
    operation_id="decide",
)  # fmt: skip
def deciding(ledger: OfLedger, person: Reviewer, body: DecideIn) -> Json:
    """Decide. Every decision can be taken back, in any order."""
    asked = Decide(
        body.what, body.id, tuple(body.others), body.fields, (), tuple(body.parts), body.state, body.why
    )  # fmt: skip
    rows = decide(ledger, asked, by=person.name)
    return {"items": history_to_list([(row, True) for row in rows])}


@router.post(
    "/decisions/{number}/take-back", response_model=wire.Decided, status_code=201,
    responses=may_fail(400, 404, 413), operation_id="take_back",
)  # fmt: skip
def taking_back(
    ledger: OfLedger, person: Reviewer, number: Annotated[int, Path(ge=1, lt=NUMBER)], body: WhyIn | None = None
) -> Json:
    """Take a decision back: what stands without it is what stood before. A taking back is taken back likewise."""
    row = take_back(ledger, number, by=person.name, why=body.why if body is not None else None)
    return {"items": history_to_list([(row, True)])}
