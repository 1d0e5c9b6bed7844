"""One document on the way to its reading: its findings, its entities, and how words become dates and places."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import get_args

from communique.findings import Findings, Found
from communique.known import Registry
from communique.records import Document, EventStatus, Place, Span
from communique.resolve import states
from communique.resolve.anchored import step_of
from communique.resolve.countries import Home
from communique.resolve.dates import resolve_date
from communique.resolve.direction import recurs, said_then, stretch, to_come
from communique.resolve.entities import Cast
from communique.resolve.offices import assign_offices, assign_titles
from communique.resolve.places import resolve_place
from communique.resolve.recognise import recognise
from communique.text.sentences import split

LONGEST_DATELINE = 200
"""Code points in which a dateline ends."""
CAPITAL = re.compile(r"(?:the |its |their )?capital(?: city)?", re.I)
AT_SEA = re.compile(r"\b(?:sea|ocean|strait|gulf|waters|channel|border|region)\b", re.I)
"""Places that lie in no country, or in two."""
SINCE = re.compile(r"(?:ever\s+)?since\b", re.I)
WEEKDAYS = re.compile(r"(?:\w+ )?\w+day(?: and | to | until | through |–|-)\w+day", re.I)
"""Two weekdays that are the ends of one time, each with a mark of its own."""
CLAUSE = re.compile(r"\s(?!and\b|but\b|or\b)[^,.;:!?\n]*")
"""What stands between "a week after" and the trigger that the week is counted from."""
UNREAL = ("denied", "hypothetical")
STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)


class Scene:
    """What the modules of resolution share.

    Args:
        document: the document.
        findings: what the reader found in its text.
        registry: knows further persons and bodies.
    """

    def __init__(self, document: Document, findings: Findings, registry: Registry | None = None) -> None:
        self.document, self.findings = document, findings
        self.text = document.text
        self.sentences = split(self.text) if findings.spans else []
        self._starts = [start for start, _ in self.sentences]
        self.cast = Cast(self.text, findings, _outlet(document))
        assign_titles(self.cast)
        if registry is not None:
            recognise(self.cast, registry, document.published)
        self.cast.nominals()
        self.home = Home(self.cast, self.sentences, document.dateline)
        assign_offices(self.cast, self.home)

    def words(self, span: Found) -> str:
        """The words of a span as written."""
        return self.text[span.start : span.end]

    def linked(self, link: str, n: int) -> Found | None:
        """The likeliest span that a span is linked to."""
        tail = self.findings.best(link, n)
        return None if tail is None else self.findings.spans[tail]

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or run of sentences, around an extent, without blanks at its edges."""
        i = bisect_right(self._starts, start) - 1
        if i < 0:
            return Span(start, end)
        j = max(i, bisect_right(self._starts, max(start, end - 1)) - 1)
        a, b = self.sentences[i][0], self.sentences[j][1]
        while a < b and self.text[a].isspace():
            a += 1
        while b > a and self.text[b - 1].isspace():
            b -= 1
        return Span(min(a, start), max(b, end))

    def status(self, n: int) -> EventStatus:
        """The likeliest status of a trigger."""
        chances = self.findings.classes[n].status
        return max(STATUSES, key=chances.__getitem__)

    def date(self, link: str, n: int) -> str | None:
        """The date that a trigger is linked to, resolved against the document's: a day, month, year or closed range."""
        trigger, status = self.findings.spans[n], self.status(n)
        at = trigger.start, trigger.end
        for tail, _ in self.findings.tails(link, n):
            span = self.findings.spans[tail]
            when = span.start, span.end
            if SINCE.match(self.words(span)):
                return None  # what has been going on since then has no day of its own
            if status == "planned":
                ahead = not said_then(self.text, at, when)
            else:
                unreal = trigger.label == "AGREE" or status in UNREAL
                ahead = unreal and recurs(self.words(span)) and to_come(self.text, at, when)
            if (found := self._day(tail, ahead=ahead, trigger=at)) is not None:
                return stretch(self.text, at, when, found) if status == "occurred" else found
        return None

    def _day(self, n: int, *, ahead: bool, trigger: tuple[int, int]) -> str | None:
        """What a mention of a time means: by itself, or counted from the day named last before it."""
        span = self.findings.spans[n]
        said = self.words(span)
        step = step_of(said)
        if step is not None:
            if span.end < trigger[0] and CLAUSE.fullmatch(self.text, span.end, trigger[0]):
                step = step.back()
            return step.from_day(day) if (day := self._named_before(n)) is not None else None
        both = self._with_its_other_end(n)
        value = resolve_date(both, self.document.published, ahead=ahead) if both is not None else None
        value = value or resolve_date(said, self.document.published, ahead=ahead)
        if value is not None and ahead and value.iso.endswith("/.."):
            return value.iso.removesuffix("/..")  # what is planned "from Tuesday" is planned for Tuesday
        return value.iso if value is not None and ".." not in value.iso else None

    def _with_its_other_end(self, n: int) -> str | None:
        """The words of two mentions of a time that are the ends of one: "Friday and Saturday"."""
        at, spans = bisect_left(self._times, n), self.findings.spans
        for one, other in pairwise(self._times[max(at - 1, 0) : at + 2]):
            said = self.text[spans[one].start : spans[other].end]
            if WEEKDAYS.fullmatch(said):
                return said
        return None

    def _named_before(self, n: int) -> str | None:
        """The last day that the text names before a mention of a time, else the document's."""
        for k in range(bisect_left(self._times, n) - 1, -1, -1):
            said = self.words(self.findings.spans[self._times[k]])
            value = resolve_date(said, self.document.published) if step_of(said) is None else None
            if value is not None and value.granularity == "day":
                return value.iso
        return self.document.published

    @cached_property
    def _times(self) -> list[int]:
        return [n for n in self.findings.of("mention") if self.findings.spans[n].label == "date"]

    def place(self, link: str, n: int) -> Place | None:
        """The place that a trigger is linked to."""
        where = self.linked(link, n)
        return self.place_named(self.words(where), where.start) if where is not None else None

    def place_named(self, words: str, at: int | None = None) -> Place:
        """A place by its name, with country and coordinates where the gazetteer knows it.

        One that it does not know lies in the country that the text is about there, if that is only one.

        Args:
            words: the name.
            at: where the text has it; None if it stands in no sentence.
        """
        name = " ".join(words.split())
        if at is not None and CAPITAL.fullmatch(name) and (country := self.home.at(at)) is not None:
            capital = states.capital_of(country)
            found = resolve_place(capital, (country,)) if capital is not None else None
            return replace(found, name=name) if found is not None else Place(name, country)
        found = resolve_place(name, self.countries) or Place(name)
        if found.country is None and at is not None and not AT_SEA.search(name):
            return replace(found, country=self.home.around(at))
        return found

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The countries that the text speaks of, the most mentioned first: context for names of places."""
        counts: dict[str, int] = {}
        for draft in self.cast.drafts:
            if draft.country:
                counts[draft.country] = counts.get(draft.country, 0) + len(draft.mentions)
        return tuple(sorted(counts, key=lambda c: -counts[c])[:5])


def _outlet(document: Document) -> tuple[int, int]:
    """The extent of the agency in the dateline; an empty one where there is none."""
    agency = document.dateline.agency if document.dateline is not None else None
    at = document.text.find(agency, 0, LONGEST_DATELINE) if agency else -1
    return (at, at + len(agency)) if agency and at >= 0 else (0, 0)
