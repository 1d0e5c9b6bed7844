"""Entries in the formats of other programs, sent while they are read."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from communique import export
from communique.desk.api.answers import may_fail
from communique.desk.api.filters import AskedFilter
from communique.desk.api.flowing import flow
from communique.desk.asked import OfLedger
from communique.ledger.asking import Kind

router = APIRouter(tags=["exports"])
MEDIA = {
    ".csv": "text/csv; charset=utf-8", ".jsonl": "application/x-ndjson", ".txt": "text/plain; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {kind.partition(";")[0]: _BINARY for kind in MEDIA.values()}}
}


class ExportFormat(StrEnum):
    """Formats; a test holds them against ``communique.export.FORMATS``."""

    plover_jsonl = "plover-jsonl"
    polecat = "polecat"
    csv = "csv"
    parquet = "parquet"


@router.get(
    "/exports/{format}", operation_id="export", response_class=StreamingResponse, responses={**_FILES, **may_fail(404)}
)
def exported(
    ledger: OfLedger,
    format: Annotated[ExportFormat, Path(description="Columns: see docs/export.md.")],
    filter: AskedFilter,
    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None,
    everything: Annotated[bool, Query(description="All entries of the filter; without it `limit` holds.")] = True,
) -> StreamingResponse:
    """Entries as a file. Cells of CSV that a spreadsheet would calculate are made harmless."""
    made = export.make(format.value)
    asked = replace(filter, limit=None) if everything else filter
    pieces = flow(lambda stream: export.write_to(ledger, made, stream, kind, asked))
    name = f"communique-{kind or 'entries'}{made.extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA[made.extension])
