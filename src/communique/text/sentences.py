"""Paragraphs and sentences as offsets into the exact text, by rules.

Fast and never at a loss: any text, however odd, is covered; where a rule is in doubt the sentence goes on, since a
sentence too long costs less than one cut after "Gen.".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

Extent = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"(?:[-•*·▪►‣–—●○◦]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s)")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’»)\]]*$")

_WRAPPED_AT_MOST = 110
_WRAPPED_AT_LEAST = 35

# A full stop, question mark or the like with closing marks and note numbers, before a blank or at the end.
# Looking back keeps a row of a million dots from being tried at each of them.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\[\d{1,3}\])*+(?=\s|$)|[。！？]++[」』”’]*+")
_NEXT = re.compile(r"\s*([\"'“‘«„(\[–—-]*\s?)(\S?)(\w*)")
_TOKEN = re.compile(r"[^\s\"'“‘«„(\[/–—]*$")

# Never the last word of a sentence.
_TITLES = frozenset(
    """
    mr mrs ms mx dr prof st ste rev hon fr sr messrs gen lt col maj capt cpt cmdr cdr sgt cpl pvt adm brig cmsr supt
    insp gov sen rep reps sens pres amb del atty asst dep min h.e e.g i.e viz cf vs v al approx ca fig figs eq pp
    vol ed eds mt ft ave blvd lt.gen maj.gen lt.col
    """.split()
)
# Not the last word where a number follows.
_BEFORE_NUMBER = frozenset("no nos nr art arts sec para paras p pp ch chap vol res doc".split())
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_MONTH_NAMES = (
    frozenset("january february march april may june july august september october november december".split()) | _MONTHS
)
# May end a sentence or not: what follows decides.
_EITHER = frozenset("inc corp co ltd llc plc bros jr sr etc a.m p.m am pm dept univ assn ph.d d.c".split())
_STARTERS = frozenset(
    """
    the a an he she it they we i you this that these those there his her its their our in on at by for from with as
    but and or however if when while after before since although though meanwhile also both all some many most no
    not what who how why where then now so such according under during over last earlier later mr mrs ms president
    minister officials asked
    """.split()
)


def paragraphs(text: str) -> list[Extent]:
    """The paragraphs of a text.

    Blank lines part blocks. Inside a block each line is a paragraph of its own, unless the block is wrapped, that is,
    its lines are about as long as a page is wide and break in mid-sentence; list items begin a new one in any case.

    Args:
        text: a text with LF line ends.

    Returns:
        ``(start, end)`` in code points, in order, without the blanks at their edges.
    """
    found: list[Extent] = []
    block: list[Extent] = []
    for match in _LINE.finditer(text):
        line = match[0]
        if line.isspace():
            continue
        if block and text.count("\n", block[-1][1], match.start()) > 1:
            found.extend(_of_block(text, block))
            block = []
        block.append((match.end() - len(line.lstrip()), match.start() + len(line.rstrip())))
    found.extend(_of_block(text, block))
    return found


def _of_block(text: str, lines: list[Extent]) -> list[Extent]:
    if len(lines) < 2 or not _is_wrapped(text, lines):
        return lines
    joined = [lines[0]]
    for start, end in lines[1:]:
        if _BULLET.match(text, start) is not None:
            joined.append((start, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return joined


def _is_wrapped(text: str, lines: list[Extent]) -> bool:
    lengths = sorted(end - start for start, end in lines[:-1])
    if lengths[-1] > _WRAPPED_AT_MOST or lengths[len(lengths) // 2] < _WRAPPED_AT_LEAST:
        return False
    breaks = [
        _ENDS_SENTENCE.search(text, max(start, end - 6), end) is None and _BULLET.match(text, after) is None
        for (start, end), (after, _) in pairwise(lines)
    ]
    lower = any(text[after].islower() for _, (after, _) in pairwise(lines))
    return lower and 2 * sum(breaks) >= len(breaks)


def split(text: str) -> list[Extent]:
    """The sentences of a text; none leaves its paragraph.

    Args:
        text: a text with LF line ends.

    Returns:
        ``(start, end)`` in code points, in order, without the blanks at their edges; every other letter is in one.
    """
    found: list[Extent] = []
    stops = [(match.start(), match.end()) for match in _STOP.finditer(text)]
    starts = [start for start, _ in stops]
    at = 0
    for first, last in paragraphs(text):
        begin = first
        at = bisect_left(starts, first, at)
        while at < len(stops) and stops[at][0] < last:
            start, end = stops[at]
            at += 1
            if begin < end < last and _parts(text, begin, start, end, last):
                found.append((begin, end))
                begin = end
                while text[begin].isspace():
                    begin += 1
        found.append((begin, last))
    return found


def _parts(text: str, begin: int, start: int, end: int, last: int) -> bool:
    """Whether a sentence ends with the mark at ``[start, end)``; ``begin`` is where the sentence began."""
    following = _NEXT.match(text, end, last)
    if following is None or not following[2]:
        return True
    opening, letter, rest = following.groups()
    if letter in ",;:)]}%…" or (not opening and letter == "&"):
        return False
    if letter.islower():
        return False
    if text[start] != "." or start + 1 < end:
        # "!" or "?", an ellipsis, or a full stop inside quotation marks or brackets.
        if text[start] == "." and text[end - 1] in ")]" and _is_abbreviation(text, begin, start, letter + rest):
            return False
        return opening.strip() not in ("-", "–", "—") or letter.isupper()
    return not _is_abbreviation(text, begin, start, letter + rest)


def _is_abbreviation(text: str, begin: int, stop: int, following: str) -> bool:
    """Whether the full stop at ``stop`` belongs to the word before it and not to the sentence."""
    token_match = _TOKEN.search(text, max(begin, stop - 24), stop)
    token = "" if token_match is None else token_match[0]
    if not token:
        return False
    word = token.lower().rstrip(".")
    if word in _TITLES:
        return True
    if token.isdigit():
        # "1. The minister" at the start of a line, "5. March".
        return stop - len(token) == begin or (len(token) <= 2 and following.lower() in _MONTH_NAMES)
    if word in _BEFORE_NUMBER or word in _MONTHS:
        return following[:1].isdigit()
    initials = len(token) == 1 and token.isupper()
    acronym = "." in token and re.fullmatch(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}", token) is not None
    if initials or acronym or word in _EITHER:
        if initials and token == "I":
            # "than I. Then" and "Peter I. Smith"
            return following.lower() not in _STARTERS and len(following) > 1
        return following.lower() not in _STARTERS
    return False
