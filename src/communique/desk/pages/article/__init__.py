"""An article: the text with all that was read in it, and what people decide about it."""

from communique.desk.pages.article import routes

__all__ = ["routes"]
