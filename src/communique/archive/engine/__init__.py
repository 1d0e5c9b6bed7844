"""Where tasks run: in processes of this machine, or on a Ray cluster."""

from communique.archive.engine.base import Engine, open_engine

__all__ = ["Engine", "open_engine"]
