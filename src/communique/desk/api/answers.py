"""What every route of the API may answer beside what it is for; and views as its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from communique.desk.api.wire import Problem
from communique.desk.problems import MEDIA_TYPE
from communique.ledger.reviewing import Decision

Json = dict[str, Any]
_ABOUT = {
    400: "The request cannot be read.", 401: "Nobody is logged in, or the API token is not known.",
    403: "The rights do not suffice, or the request comes from another site.",
    404: "There is nothing of this id.", 413: "The request is too large.",
    422: "The request does not fit; `detail` says why.", 429: "Too many tries.",
    503: "The database or the reader cannot be had now; try again after `Retry-After` seconds.",
}  # fmt: skip


def may_fail(*statuses: int) -> dict[int | str, Json]:
    """The errors of a route, beside those that all have."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {
        status: {"description": _ABOUT[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({401, 403, 422, 503, *statuses})
    }


def history_to_list(rows: Sequence[tuple[Decision, bool]]) -> list[Json]:
    """Decisions with whether they stand."""
    return [asdict(row) | {"stands": stands} for row, stands in rows]
