"""What became of promises: later documents are searched for evidence that bears on open commitments."""

from communique.following.follower import Followed, Follower, all_searched, search_again
from communique.following.life import LifeView, ProposalView, due, is_overdue, life, proposals
from communique.following.verdicts import decide_proposal, take_back

__all__ = [
    "Followed",
    "Follower",
    "LifeView",
    "ProposalView",
    "all_searched",
    "decide_proposal",
    "due",
    "is_overdue",
    "life",
    "proposals",
    "search_again",
    "take_back",
]
