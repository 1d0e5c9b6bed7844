"""Which spans of a window may be linked to which: the pairs that the pair head is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from model import LINK_NAMES, link_mask
from numpy.typing import NDArray
from torch import Tensor

from communique.reader.heads import distance_class

MASK = link_mask()


@dataclass(frozen=True)
class Pairs:
    """Pairs of spans of one window; numbers of spans are those of its list."""

    head: Tensor
    """(pairs,)"""
    tail: Tensor
    """(pairs,)"""
    distance: Tensor
    """Class of the distance between them, (pairs,)"""
    allowed: Tensor
    """1.0 for each link that the labels of the two may have, (pairs, links)"""


def pairs(spans: NDArray[np.int64], linked: frozenset[str] | None = None) -> Pairs:
    """All pairs of spans that may have a link.

    Args:
        spans: first piece, last (excluded), label; (spans, 3).
        linked: names of the links that are known of; all where None.
    """
    label = torch.from_numpy(spans[:, 2])
    allowed = MASK[label][:, label].clone()
    if linked is not None:
        allowed &= torch.tensor([name in linked for name in LINK_NAMES])
    later = torch.from_numpy(spans[:, None, 0] > spans[None, :, 0])
    for name in ("same", "continues"):  # each span looks back, so that a pair is asked about once
        allowed[:, :, LINK_NAMES.index(name)] &= later
    head, tail = allowed.any(-1).nonzero(as_tuple=True)
    h, t = spans[head.numpy()], spans[tail.numpy()]
    distance = torch.from_numpy(distance_class(h[:, 0], h[:, 1], t[:, 0], t[:, 1]))
    return Pairs(head, tail, distance, allowed[head, tail].float())
