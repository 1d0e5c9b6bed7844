"""The ledger: what was read is kept, merged, followed and checked. SQLite by default, PostgreSQL by address."""

from communique.ledger.store import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
