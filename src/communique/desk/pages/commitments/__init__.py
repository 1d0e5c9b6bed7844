"""*Commitments*: the board by state, the months of deadlines, and what became of one promise."""

from communique.desk.pages.commitments import board, calendar, promise  # the last one takes every other address

__all__ = ["board", "calendar", "promise"]
