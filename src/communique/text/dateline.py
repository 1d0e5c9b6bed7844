"""The dateline of a dispatch: whence, when and by which agency, before the lead.

A dateline is told from a sentence that begins with a place by what surrounds the place: a date, an agency in brackets,
capitals, and the dash or colon before the lead. Where these are too few, there is none: a wrong one would give a wrong
day and place to everything in the lead.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from communique.records import Dateline, Span
from communique.text.days import DAY, WEEKDAY, day_of

_NAME = r"(?:(?:St|Ste|Ft|Mt|Pt|ST|FT|MT)\.|(?:[A-Z]\.){2,}|[^\W\d_a-zà-öø-ÿ][\w'’ʼ]*)"
_LINK = r"(?:-|\s(?:(?:de|del|da|do|di|la|el|al|es|sur|of|the|and|und|of\sthe)\s)?|[-'’]?(?:al|el|es|ed)-)"
_PLACE = re.compile(rf"(?:{_NAME}(?:{_LINK}{_NAME}){{0,4}})(?:\s?/\s?{_NAME}(?:{_LINK}{_NAME}){{0,3}}){{0,2}}")
# The full stop is for "Calif.", which an agency, a date or a dash follows.
_REGION = re.compile(rf"\s?,\s*({_NAME}(?:{_LINK}{_NAME}){{0,5}}(?:\.(?=,?\s*(?:[(–—-]|\w+\.?\s\d)))?)")
_BRACKETS = re.compile(r"\s*,?\s*\(([^()\n]{1,60})\)")
_SEPARATOR = re.compile(r"\]?\s*(?:(?P<dash>\s?[—–]|--+|(?<=[\s)])-(?=\s))|(?P<colon>:)|(?P<stop>\.)|(?P<end>\]|$))")
_GAP = re.compile(r"\s?[—–-]\s|[\s,.]*")

_AGENCIES = frozenset(
    "reuters bloomberg xinhua interfax ukrinform anadolu yonhap kyodo jiji tanjug irna ians antara bernama sputnik "
    "agencies agerpres notimex prensa".split()
)
_NO_PLACE = frozenset(
    """
    readout press release statement breaking update updated news remarks media note fact sheet exclusive analysis
    opinion factbox live watch video interview joint communique communiqué declaration meeting summit conference
    minutes speech address session briefing transcript question answer editor editorial comment president minister
    secretary ambassador mr mrs ms dr general sir lady king queen prime foreign chapter section part annex article
    resolution report published posted speaker chair chairman chairwoman moderator host reporter in on at from to
    for after before nato un eu us uk icrc unhcr unicef who wfp ocha osce au asean ecowas g7 g20 date by photo
    source monday tuesday wednesday thursday friday saturday sunday today yesterday
    """.split()
)
_MONTH_DAY = re.compile(r"\s*\d{1,2}(?:\s*[:.,]|\s+[A-Z][a-z]+\s*[:.,\d]|,?\s+\d{4})")

MAX_LETTERS = 140
"""A dateline is not longer than this."""
_LINES = 6
_HEADING = 110
"""A longer line that ends as a sentence is the lead."""


@cache
def _seats() -> frozenset[str]:
    lines = resources.files("communique.text").joinpath("seats.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def parse_dateline(text: str, published: str | None = None) -> tuple[Dateline, Span] | None:
    """Find the dateline among the first lines of a text, after its headings.

    Args:
        text: an article.
        published: ISO day of publication; a date without a year gets the year that is nearest to it.

    Returns:
        The dateline, whose place stands as it is written, and its span up to and with the mark that ends it; None where
        there is none. A line that holds nothing but a full date is a dateline without a place.
    """
    alone: tuple[Dateline, Span] | None = None
    start = 0
    for _ in range(_LINES):
        start = _skip_blank(text, start)
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start >= end:
            break
        found = _of_line(text[start : min(end, start + 400)], published)
        if found is not None:
            dateline, length = found
            if dateline.date is None and alone is not None:
                dateline = Dateline(dateline.place, dateline.agency, alone[0].date)
            return dateline, Span(start, start + length)
        day = _only_day(text[start:end])
        if day is not None and alone is None:
            alone = (Dateline(None, None, day), Span(start, end))
        elif end - start > 200 or (end - start > _HEADING and text[start:end].rstrip()[-1:] in '.”"'):
            # The lead has begun; whatever looks like a dateline further down is none.
            break
        start = end
    return alone


def _skip_blank(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _only_day(line: str) -> str | None:
    line = line.strip()
    match = DAY.fullmatch(line) if len(line) < 40 else None
    return None if match is None else day_of(match)


def _of_line(line: str, published: str | None) -> tuple[Dateline, int] | None:
    """The dateline at the start of a line, and how many letters of the line it takes."""
    start = 1 if line[:1] in "[(" else 0
    at, date, dated = start, None, False
    if (first := DAY.match(line, at)) is not None and first.end() < len(line):
        gap = re.compile(r"\s*[,|–—]\s*").match(line, first.end())
        if gap is None:
            return None
        at, date, dated = gap.end(), day_of(first, published), True
    head = _PLACE.match(line, at)
    if head is None:
        return None
    # "KYIV, March 4" and "DOHA Jan. 5": a month is no part of the place.
    place_end = _before_day(line, head.start(), head.end())
    for _ in range(2):
        region = _REGION.match(line, place_end)
        if (
            region is None
            or DAY.match(line, region.start(1)) is not None
            or WEEKDAY.match(line, region.start(1)) is not None
        ):
            break
        place_end = region.end()
    place = line[head.start() : place_end].rstrip()
    agency: str | None = None
    bracketed = False
    at = place_end
    while True:
        if (brackets := _BRACKETS.match(line, at)) is not None:
            bracketed = True
            for part in re.split(r"[,;/]\s*", brackets[1]):
                if (day := DAY.fullmatch(part.strip())) is not None:
                    date, dated = date or day_of(day, published), True
                elif WEEKDAY.fullmatch(part.strip()) is None and re.fullmatch(r"\d{4}", part) is None:
                    agency = agency if agency is not None else part.strip()
            at = brackets.end()
            continue
        after = _GAP.match(line, at)
        next_at = after.end() if after is not None else at
        stepped = next_at > at
        if stepped and not dated and (day := DAY.match(line, next_at)) is not None:
            date, dated, at = day_of(day, published), True, day.end()
        elif stepped and (weekday := WEEKDAY.match(line, next_at)) is not None:
            dated = dated or line[at] == ","
            at = weekday.end()
        else:
            break
    if at > MAX_LETTERS or not place or not _may_be_place(place):
        return None
    length = _end_of(line, at, place, agency, dated=dated, bracketed=bracketed)
    if length is None:
        return None
    if agency is not None and agency[:1].islower():
        # "(own report)" is no agency.
        agency = None
    return Dateline(place, agency, date), length


def _before_day(line: str, start: int, end: int) -> int:
    for word in re.finditer(r"\s", line[start:end]):
        if DAY.match(line, start + word.end()) is not None:
            return start + word.start()
    return end


def _may_be_place(place: str) -> bool:
    words = re.split(r"[\s/,.]+", place.lower())
    return len(words) <= 9 and not any(word in _NO_PLACE for word in words)


def _end_of(line: str, at: int, place: str, agency: str | None, *, dated: bool, bracketed: bool) -> int | None:
    """Where the dateline ends, or None where what was found is too little for one."""
    mark = _SEPARATOR.match(line, at)
    if mark is None:
        # "GENEVA (AFP) The minister …" has no mark at all.
        goes_on = re.match(r"\s+[A-Z“\"]", line[at:]) is not None
        return at if bracketed and goes_on and _is_agency(agency) and (dated or _in_capitals(place)) else None
    if mark.lastgroup == "end":
        known = dated or (bracketed and _is_agency(agency) and _in_capitals(place))
        return mark.end() if known and len(line) <= MAX_LETTERS else None
    rest = line[mark.end() :]
    if re.match(r"\s*(?:[^\W\d_]|[\d“”\"«‘'’(\[…$€£]|$)", rest) is None or (rest.lstrip()[:1].islower() and not dated):
        return None
    if rest.lstrip()[:1].islower() and mark.lastgroup != "colon":
        return None
    if dated and mark.lastgroup == "dash" and _MONTH_DAY.match(rest) is not None:
        # "Paris, 5 May – 7 May: …" is a time span.
        return None
    main = re.split(r"[,/]", place)[0].strip()
    seat = main.lower().replace("’", "'") in _seats()
    if dated or (bracketed and _is_agency(agency) and mark.lastgroup != "stop"):
        return mark.end()
    if bracketed:
        return mark.end() if (_in_capitals(main) or seat) and mark.lastgroup != "stop" else None
    if mark.lastgroup == "dash":
        # "Moscow – which had refused – then agreed" has a second dash.
        # "IRAN – Iraq border" is a heading; a lead is longer, or ends as a sentence.
        if len(rest) < 60 and rest.rstrip()[-1:] not in tuple('.!?”"'):
            return None
        shouted = _in_capitals(main) and re.search(r"[AEIOUYÀ-Þ]", main) is not None
        return mark.end() if shouted or (seat and not re.match(r"[^.]{0,80}\s[–—]\s", rest)) else None
    if mark.lastgroup == "stop":
        return mark.end() if _in_capitals(main) and seat else None
    return None


def _in_capitals(words: str) -> bool:
    letters = [letter for letter in words if letter.isalpha()]
    return len(letters) >= 3 and all(not letter.islower() for letter in letters)


def _is_agency(name: str | None) -> bool:
    """Whether words in brackets are an agency by their form: an acronym, or a known name."""
    if name is None:
        return False
    return re.search(r"\b[A-Z]{2,8}\b", name) is not None or any(word in _AGENCIES for word in name.lower().split())
