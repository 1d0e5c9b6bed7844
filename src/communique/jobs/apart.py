"""Doing many things at once, and each alone where one of them fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def each_apart(
    items: Sequence[Item], together: Callable[[Sequence[Item]], Iterable[Result]]
) -> list[Result | Exception]:
    """The result of each item, or the exception that it alone causes.

    Reading in batches is faster, but one item that fails would take its neighbours with it: when a batch fails, its
    items are done one by one.

    Args:
        items: what to do, for instance documents.
        together: does several at once; gives exactly one result per item, in order.

    Returns:
        As many results as items, in their order.
    """
    try:
        return list(_exactly(items, together))
    except Exception as error:
        if len(items) == 1:
            return [error]
    return [result for item in items for result in each_apart([item], together)]


def _exactly(items: Sequence[Item], together: Callable[[Sequence[Item]], Iterable[Result]]) -> list[Result]:
    results = list(together(items))
    if len(results) != len(items):
        raise RuntimeError(f"{len(items)} went in and {len(results)} came out")
    return results
