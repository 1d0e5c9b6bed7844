"""Findings to a reading: everything that the heads found, resolved to people, bodies, places and dates.

Pure: the same document and findings give the same reading, and nothing is read from outside but the package's tables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from communique.findings import Findings, Found
from communique.ontology import load as ontology
from communique.records import (
    Amount,
    Commitment,
    Document,
    Due,
    Engagement,
    Entity,
    Event,
    EventStatus,
    Mention,
    Place,
    Reading,
    Span,
    Statement,
)
from communique.resolve import words
from communique.resolve.dates import resolve_date, resolve_due
from communique.resolve.entities import Cast
from communique.resolve.money import parse_amount
from communique.resolve.places import resolve_place
from communique.resolve.statements import Said, assemble, kind_of, spans_of
from communique.text.sentences import split

WITHOUT_RECIPIENT = frozenset({"COOPERATE", "AID", "SANCTION"})
"""Types that need a recipient (PLOVER)."""
TALKS = ("meeting", "talks", "summit", "visit")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least confidence of a record, by kind."""

    event: float = 0.5
    statement: float = 0.4
    commitment: float = 0.5
    engagement: float = 0.5


@dataclass(slots=True)
class _Happening:
    """What events and engagements have in common, before ids are given."""

    trigger: Found
    parties: tuple[int, ...]
    recipient: tuple[int, ...]
    status: EventStatus
    date: str | None
    place: Place | None
    evidence: Span
    topics: tuple[str, ...] = ()
    label: str = ""
    mode: str | None = None
    contexts: tuple[str, ...] = ()


class Resolver:
    """One document's findings on the way to its reading."""

    def __init__(self, document: Document, findings: Findings, thresholds: Thresholds) -> None:
        self.document, self.findings, self.least = document, findings, thresholds
        self.text = document.text
        self.sentences = split(self.text) if findings.spans else []
        self._starts = [s for s, _ in self.sentences]
        self.cast = Cast(self.text, findings)

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or run of sentences, around an extent, at least the extent itself."""
        i = bisect_right(self._starts, start) - 1
        j = bisect_right(self._starts, max(start, end - 1)) - 1
        if i < 0:
            return Span(start, end)
        a, b = self.sentences[i][0], self.sentences[max(i, j)][1]
        while a < b and self.text[a].isspace():
            a += 1
        while b > a and self.text[b - 1].isspace():
            b -= 1
        return Span(min(a, start), max(b, end))

    # --- statements --------------------------------------------------------------------------------------------------

    def statements(self) -> list[tuple[Said, tuple[int, ...]]]:
        """Statements with their speakers; resolves the pronouns on the way, which need to know who speaks."""
        said = [s for s in assemble(self.text, self.findings) if s.score >= self.least.statement]
        spans = self.findings.spans
        named: list[tuple[int, ...]] = []
        for one in said:
            named.append(self.cast.within(spans[one.speaker].start, spans[one.speaker].end) if one.speaker is not None else ())
        self.cast.pronouns({})
        for k, one in enumerate(said):
            if one.speaker is not None and not named[k]:
                start, end = spans[one.speaker].start, spans[one.speaker].end
                named[k] = self.cast.within(start, end) or self.cast.from_phrase(start, end)
            elif one.speaker_of is not None and one.speaker_of in said:
                named[k] = named[said.index(one.speaker_of)]
        speaks: dict[int, tuple[int, ...]] = {}
        for n in self.findings.of("mention"):
            if spans[n].label == "pronoun" and n not in self.cast.meant:
                for one, who in zip(said, named, strict=True):
                    if who and words.inside(spans[n].start, spans[n].end, tuple(one.extents)) and words.inside(spans[n].start, spans[n].end, self.findings.quoted):
                        speaks[n] = who
        self.cast.pronouns(speaks)
        return list(zip(said, named, strict=True))

    # --- events and engagements ------------------------------------------------------------------------------------------

    def _status(self, n: int) -> EventStatus:
        status = self.findings.classes[n].status
        best: EventStatus = max(status, key=lambda s: status[s])  # type: ignore[assignment]
        return best

    def _date(self, link: str, n: int) -> str | None:
        for tail, _ in self.findings.tails(link, n):
            span = self.findings.spans[tail]
            value = resolve_date(self.text[span.start : span.end], self.document.published)
            if value is not None:
                return value.iso
        return None

    def _place(self, link: str, n: int) -> Place | None:
        for tail, _ in self.findings.tails(link, n):
            span = self.findings.spans[tail]
            name = " ".join(self.text[span.start : span.end].split())
            return resolve_place(name, self._countries()) or Place(name)
        return None

    def _countries(self) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for draft in self.cast.drafts:
            if draft.country:
                counts[draft.country] = counts.get(draft.country, 0) + len(draft.mentions)
        return tuple(sorted(counts, key=lambda c: -counts[c])[:5])

    def _evidence(self, n: int, *links: str) -> Span:
        span = self.findings.spans[n]
        return self.sentence(span.start, span.end)

    def events(self) -> list[_Happening]:
        """Events, each once."""
        found: list[_Happening] = []
        for n in self.findings.of("event"):
            span = self.findings.spans[n]
            if span.score < self.least.event:
                continue
            actors, recipients = self.cast.parties("actor", n), self.cast.parties("recipient", n)
            recipients = tuple(r for r in recipients if r not in actors)
            if not actors and not recipients:
                continue
            if span.label in WITHOUT_RECIPIENT and not recipients:
                continue
            status, kind, mode = self._status(n), span.label, self.findings.classes[n].mode
            if status == "planned" and kind in ("CONSULT", "SUPPORT", "COOPERATE", "AID"):
                # What is announced is not done yet: PLOVER codes the promise, and the promise has been made.
                kind, mode, status = "AGREE", None, "occurred"
            if kind == "CONSULT" and mode != "visit" and recipients and not self._host(n):
                actors, recipients = (*actors, *recipients), ()
            one = _Happening(span, actors, recipients, status, self._date("event_date", n), self._place("event_place", n),
                             self._evidence(n), label=kind, mode=mode, contexts=self.findings.classes[n].contexts)  # fmt: skip
            twin = next((f for f in found if f.label == kind and f.parties == actors and f.recipient == recipients and f.status == status
                         and (f.mode == mode) and kind in ("CONSULT", "AGREE", "SUPPORT")), None)  # fmt: skip
            if twin is None:
                found.append(one)
            else:
                twin.date, twin.place = twin.date or one.date, twin.place or one.place
        return found

    def _host(self, n: int) -> bool:
        """Whether a consultation tells who came and who received."""
        span = self.findings.spans[n]
        return bool(re.search(r"visit|receiv|host|travel|arriv|welcom|paid|trip", self.text[span.start : span.end], re.I))

    def engagements(self) -> list[_Happening]:
        """Engagements, each once, however often they are told."""
        found: list[_Happening] = []
        for n in self.findings.of("engagement"):
            span = self.findings.spans[n]
            if span.score < self.least.engagement:
                continue
            parties = self.cast.parties("participant", n)
            topics = [self.findings.spans[t] for t, _ in self.findings.tails("topic", n)]
            status = self._status(n)
            one = _Happening(
                span, parties, (), status, self._date("engagement_date", n), self._place("engagement_place", n),
                self._evidence(n), tuple(" ".join(self.text[t.start : t.end].split()) for t in sorted(topics, key=lambda t: t.start)), span.label,
            )  # fmt: skip
            twin = next((f for f in found if self._same_engagement(f, one)), None)
            if twin is not None:
                self._merge(twin, one)
            elif parties:
                found.append(one)
        self._at_dateline(found)
        return found

    def _same_engagement(self, a: _Happening, b: _Happening) -> bool:
        if (a.status == "planned") != (b.status == "planned") or (a.date and b.date and a.date != b.date):
            return False
        alike = a.label == b.label or (a.label in TALKS and b.label in TALKS)
        if not alike:
            return False
        shared = set(self._sides(a.parties)) & set(self._sides(b.parties))
        smaller = min(len(a.parties), len(b.parties))
        return not b.parties or len(shared) >= max(1, smaller)

    def _sides(self, parties: tuple[int, ...]) -> tuple[int, ...]:
        """The parties and the bodies they act for."""
        more = [self.cast.drafts[p].affiliation for p in parties]
        return (*parties, *(m for m in more if m is not None))

    def _merge(self, into: _Happening, other: _Happening) -> None:
        people = {self.cast.drafts[p].affiliation for p in into.parties}
        into.parties = (*into.parties, *(p for p in other.parties if p not in into.parties and p not in people))
        into.date, into.place = into.date or other.date, into.place or other.place
        into.topics = (*into.topics, *(t for t in other.topics if t not in into.topics))

    def _at_dateline(self, found: list[_Happening]) -> None:
        """A meeting told in the lead under a dateline, with no other place or day, was there and then."""
        dateline = self.document.dateline
        if dateline is None or not self.sentences:
            return
        lead = self.sentences[0]
        blank = self.text.find("\n", lead[1])
        lead_end = blank if 0 <= blank < 600 else lead[1]
        for one in found:
            if one.trigger.start <= max(lead[1], min(lead_end, lead[1] + 400)) and one.status in ("occurred", "ongoing") and one.trigger.start < lead_end:
                if one.date is None:
                    one.date = dateline.date
                if one.place is None and dateline.place and one.label != "call":
                    one.place = resolve_place(dateline.place, self._countries()) or Place(dateline.place)

    # --- commitments -----------------------------------------------------------------------------------------------------

    def commitments(self, said: list[tuple[Said, tuple[int, ...]]]) -> list[tuple[Found, dict[str, object]]]:
        """Commitments as keyword arguments of the record, without ids."""
        found: list[tuple[Found, dict[str, object]]] = []
        for n in self.findings.of("commitment"):
            span = self.findings.spans[n]
            if span.score < self.least.commitment:
                continue
            actions = self.findings.tails("action", n)
            if not actions:
                continue
            action = self.findings.spans[actions[0][0]]
            inside = next((k for k, (one, _) in enumerate(said) if self._told_in(span, one)), None)
            committer = self.cast.parties("committer", n)
            if not committer and inside is not None and words.inside(span.start, span.end, self.findings.quoted):
                committer = said[inside][1]
            due, condition, amount = None, None, None
            for tail, _ in self.findings.tails("due", n)[:1]:
                when = self.findings.spans[tail]
                due = self._due(when)
            for tail, _ in self.findings.tails("condition", n)[:1]:
                c = self.findings.spans[tail]
                condition = self.text[c.start : c.end]
            country = self.cast.drafts[committer[0]].country if committer else None
            for tail, _ in self.findings.tails("amount", n)[:1]:
                m = self.findings.spans[tail]
                amount = parse_amount(self.text[m.start : m.end], country)
            fate = self.findings.classes[n].fate
            if any(f["action"] == self.text[action.start : action.end] and f["committer"] == committer for _, f in found):
                continue
            found.append((span, {
                "committer": committer, "beneficiary": tuple(b for b in self.cast.parties("beneficiary", n) if b not in committer),
                "force": span.label, "action": self.text[action.start : action.end], "amount": amount, "due": due,
                "condition": condition, "status": max(fate, key=lambda s: fate[s]), "statement": inside,
                "evidence": self.sentence(min(span.start, action.start), max(span.end, action.end)) if abs(span.start - action.start) < 600 else self.sentence(span.start, span.end),
                "confidence": round(min(span.score, action.score), 3),
            }))  # fmt: skip
        return found

    def _told_in(self, span: Found, one: Said) -> bool:
        if any(a <= span.start and span.end <= b for a, b in one.extents):
            return True
        cue = self.findings.spans[one.cue] if one.cue is not None else None
        return cue is not None and span.start < cue.end and cue.start < span.end

    def _due(self, when: Found) -> Due | None:
        """The deadline with the word before it that makes it one ("by", "within")."""
        start = when.start
        if m := re.search(r"\b(by|before|until|till|within|in|over|during|for|from|through|no later than|not later than)\s+(?:the\s+)?$",
                          self.text[max(0, start - 24) : start], re.I):  # fmt: skip
            start = max(0, start - 24) + m.start()
        said = self.text[start : when.end]
        bounds = resolve_due(said, self.document.published)
        return Due(bounds[0] if bounds else None, bounds[1] if bounds else None, said)

    # --- all together ----------------------------------------------------------------------------------------------------

    def reading(self) -> Reading:
        """The resolved reading."""
        said = self.statements()
        happened, met = self.events(), self.engagements()
        promised = self.commitments(said)
        used: set[int] = set()
        for _, who in said:
            used.update(who)
        for one in [*happened, *met]:
            used.update(one.parties)
            used.update(one.recipient)
        for _, row in promised:
            used.update(row["committer"], row["beneficiary"])  # type: ignore[arg-type]
        addressed = [self.cast.parties("addressee", s.cue) if s.cue is not None else () for s, _ in said]
        for who in addressed:
            used.update(who)
        entities, names = self._entities(used)
        spans = self.findings.spans
        ids = lambda drafts: tuple(names[d] for d in drafts)  # noqa: E731
        statements = tuple(
            Statement(
                f"s{k}", kind_of(self.text, one.extents, self.findings.quoted), ids(who),
                Span(spans[one.speaker].start, spans[one.speaker].end) if one.speaker is not None else None,
                Span(spans[one.cue].start, spans[one.cue].end) if one.cue is not None else None,
                spans_of(one.extents), ids(d for d in addressed[k - 1] if d not in who), round(one.score, 3),
            )
            for k, (one, who) in enumerate(said, 1)
        )  # fmt: skip
        events = tuple(
            Event(
                f"e{k}", one.label, one.mode, one.contexts, ontology.quad(one.label),
                ontology.plover_to_cameo(one.label, one.mode, one.contexts, one.status), ontology.intensity(one.label, one.mode),
                ids(one.parties), ids(one.recipient), one.status, one.date, one.place, Span(one.trigger.start, one.trigger.end),
                one.evidence, round(one.trigger.score, 3),
            )
            for k, one in enumerate(happened, 1)
        )  # fmt: skip
        commitments = tuple(
            Commitment(f"c{k}", **{**row, "committer": ids(row["committer"]), "beneficiary": ids(row["beneficiary"]),
                                   "statement": None if row["statement"] is None else f"s{row['statement'] + 1}"})  # type: ignore[arg-type, operator]
            for k, (_, row) in enumerate(promised, 1)
        )  # fmt: skip
        engagements = tuple(
            Engagement(f"g{k}", one.label, ids(one.parties), one.date, one.place, one.topics, one.status, one.evidence,  # type: ignore[arg-type]
                       round(one.trigger.score, 3))
            for k, one in enumerate(met, 1)
        )  # fmt: skip
        return Reading(self.document, entities, events, statements, commitments, engagements)

    def _entities(self, used: set[int]) -> tuple[tuple[Entity, ...], dict[int, str]]:
        """The entities that are named or take part in a record, with their ids, in the order of the text."""
        drafts = self.cast.drafts
        keep = {n for n, d in enumerate(drafts) if d.names or n in used}
        keep |= {d.affiliation for n, d in enumerate(drafts) if n in keep and d.affiliation is not None}
        spans = self.findings.spans
        first = {n: min((spans[m].start for m in drafts[n].mentions), default=len(self.text)) for n in keep}
        order = sorted(keep, key=lambda n: (first[n], n))
        names = {n: f"n{k}" for k, n in enumerate(order, 1)}
        made = []
        for n in order:
            d = drafts[n]
            mentions = sorted({(spans[m].start, spans[m].end, spans[m].label.rpartition(".")[2]) for m in d.mentions})
            made.append(
                Entity(names[n], d.label(), d.kind, d.title if d.kind == "person" else None,
                       names.get(d.affiliation) if d.affiliation is not None else None, d.country, d.sectors,
                       tuple(Mention(a, b, k) for a, b, k in mentions))  # type: ignore[arg-type]
            )  # fmt: skip
        return tuple(made), names


def resolve(document: Document, findings: Findings, thresholds: Thresholds | None = None) -> Reading:
    """The reading of a document from what the reader found in it."""
    return Resolver(document, findings, thresholds or Thresholds()).reading()


__all__ = ["Amount", "Resolver", "Thresholds", "resolve"]
