"""The same person, body, place, engagement, event or promise met again in another document.

``profiles`` of a reading are put into ``blocks``; two of one block are ``compare``d; what was found, and what people
decide, is kept in ``Decisions``, from which groups of the same thing follow. Nothing here is stored: the ledger does.
"""

from communique.resolve.across.blocking import blocks, candidates
from communique.resolve.across.comparison import Judgement, compare
from communique.resolve.across.decisions import Decision, Decisions
from communique.resolve.across.profile import Profile, profiles

__all__ = ["Decision", "Decisions", "Judgement", "Profile", "blocks", "candidates", "compare", "profiles"]
