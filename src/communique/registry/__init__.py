"""Your own registry of known persons and bodies: files in, kept in one SQLite file, asked by name and day."""

from communique.registry.entry import Entry, Office
from communique.registry.store import Store, default_path

__all__ = ["Entry", "Office", "Store", "default_path"]
