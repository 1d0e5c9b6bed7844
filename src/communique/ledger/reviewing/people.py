"""Entities as parties of an entry: by their present names, corrected and followed to what they were merged into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from communique.ledger import tables as t
from communique.ledger.kept import chunked
from communique.records import Entity, Mention


@dataclass(frozen=True, slots=True)
class Party:
    """An entity that is part of nothing else."""

    number: int
    id: str
    name: str
    kind: Any
    country: str | None
    sectors: tuple[str, ...]
    known: str | None
    named: bool
    rejected: bool
    placed: bool
    """People corrected its country or sectors."""

    def as_read(self, record: str) -> Entity:
        """As an entity of a document that tells its name."""
        mentions = (Mention(0, 1, "name"),) if self.named else ()
        return Entity(record, self.name, self.kind, None, None, self.country, self.sectors, mentions, self.known)


class People:
    """Entities by number and by id.

    Args:
        connection: to the ledger.
        numbers: of entities that are part of nothing else.
        ids: of any entities.
    """

    def __init__(self, connection: Connection, numbers: Iterable[int], ids: Iterable[str]) -> None:
        self.by_number: dict[int, Party] = {}
        self.by_id: dict[str, Party] = {}
        n = t.entities.c
        query = sa.select(n.number, n.id, n.merged_into)
        into = {row.id: row.merged_into or row.number for row in chunked(connection, query, n.id, set(ids))}
        for row in chunked(connection, sa.select(t.entities), n.number, {*numbers, *into.values()}):
            self.by_number[row.number] = _party(row)
        self.by_id = {key: self.by_number[number] for key, number in into.items()}


def _party(row: Row[Any]) -> Party:
    corrected = row.correction or {}
    return Party(
        row.number, row.id, row.name, row.kind, row.country, tuple(row.sectors), row.known, row.named,
        row.review == "rejected", "country" in corrected or "sectors" in corrected,
    )  # fmt: skip
