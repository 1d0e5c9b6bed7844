"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")
"""Each may do what those before it may: read and ask; decide and bring in texts; sources, watches and accounts."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk."""

    name: str
    """As it stands in the decisions."""
    role: Role
    via: Literal["local", "session", "token"]
    """local: the person at this machine, of a desk without accounts."""
    account: int | None = None
    """Number of the account."""

    def may(self, role: Role) -> bool:
        """Whether the person has the rights of a role."""
        return ROLES.index(self.role) >= ROLES.index(role)
