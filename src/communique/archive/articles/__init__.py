"""The articles of a piece of an archive, one at a time, whatever kind of file it is."""

from communique.archive.articles.base import read_piece

__all__ = ["read_piece"]
