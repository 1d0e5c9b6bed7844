"""Documents read in order, in this process or in several."""

from communique.jobs.in_order import Outcome, Reads, read_in_order

__all__ = ["Outcome", "Reads", "read_in_order"]
