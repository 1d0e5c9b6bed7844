"""Mentions to entities: who is meant by each name, nominal and pronoun of one text.

Names go together by their letters and by what the registries know; nominals and pronouns follow the mention-pair head
("same" links) and a few clear rules. A word like "both" may mean several entities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from communique.findings import Findings
from communique.records import EntityKind
from communique.resolve import organizations, states, titles, words

STRONG, WEAK = 0.5, 0.35


@dataclass(slots=True)
class Draft:
    """An entity in the making."""

    kind: EntityKind
    names: list[str] = field(default_factory=list)
    nominals: list[str] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    """Span numbers."""
    country: str | None = None
    title: str | None = None
    affiliation: int | None = None
    """Number of another draft."""
    sectors: tuple[str, ...] = ()
    known: str | None = None
    """Canonical name of a state or of an organisation of the registry."""

    def label(self) -> str:
        """The fullest name found, else the office or nominal."""
        if self.kind == "state" and self.known:
            # An adjective ("Kenyan") or a capital is no name of the state; its own name is.
            own = [n for n in self.names if (m := states.find(n)) and m.via == "name"]
            return max(own, key=len) if own else self.known
        if self.names:
            return max(self.names, key=len)
        return words.bare(self.nominals[0]) if self.nominals else "?"


class Cast:
    """The entities of one text.

    Args:
        text: the document's text.
        findings: what the reader found in it.
    """

    def __init__(self, text: str, findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self.drafts: list[Draft] = []
        self.meant: dict[int, tuple[int, ...]] = {}
        """Span number of a mention -> drafts meant."""
        self._by_key: dict[tuple[str, str], int] = {}
        spans = findings.spans
        self._mentions = [n for n in findings.of("mention") if spans[n].label.endswith((".name", ".nominal")) or spans[n].label == "pronoun"]
        for n in self._mentions:
            if spans[n].label.endswith(".name"):
                self._name(n)
        for n in self._mentions:
            if spans[n].label.endswith(".nominal"):
                self._nominal(n)
        self._offices()

    def words(self, n: int) -> str:
        """The words of a span."""
        span = self.findings.spans[n]
        return self.text[span.start : span.end]

    def _new(self, kind: EntityKind) -> int:
        self.drafts.append(Draft(kind))
        return len(self.drafts) - 1

    def _join(self, n: int, draft: int) -> None:
        self.meant[n] = (draft,)
        self.drafts[draft].mentions.append(n)

    # --- names -------------------------------------------------------------------------------------------------------

    def _name(self, n: int) -> None:
        said = " ".join(self.words(n).split())
        kind: EntityKind = self.findings.spans[n].label.partition(".")[0]  # type: ignore[assignment]
        state = states.find(said) if kind in ("state", "organization", "group") else None
        if state is not None and (kind == "state" or (kind == "organization" and state.via in ("name", "metonym"))):
            draft = self._keyed("state", state.country, "state")
            self.drafts[draft].country, self.drafts[draft].known = state.country, state.name
            self.drafts[draft].sectors = ("GOV",)
        elif kind == "person":
            draft = self._person(said)
        else:
            draft = self._body(n, said, kind)
        self.drafts[draft].names.append(said)
        self._join(n, draft)

    def _keyed(self, sort: str, key: str, kind: EntityKind) -> int:
        if (sort, key) not in self._by_key:
            self._by_key[sort, key] = self._new(kind)
        return self._by_key[sort, key]

    def _person(self, said: str) -> int:
        tokens = words.name_tokens(said) or words.plain(said).split() or [said]
        best: int | None = None
        for number in range(len(self.drafts) - 1, -1, -1):
            draft = self.drafts[number]
            if draft.kind != "person" or not draft.names:
                continue
            full = words.name_tokens(max(draft.names, key=len))
            if tokens == full or (len(tokens) >= 2 and (set(tokens) <= set(full) or set(full) <= set(tokens) and len(full) >= 2)):
                return number
            # A surname alone after the full name: "Lavrov", "Mr. Al-Saud".
            short, long = (tokens, full) if len(tokens) < len(full) else (full, tokens)
            if best is None and len(short) < len(long) and (long[-len(short) :] == short or (len(short) == 1 and short[0] in long[1:])):
                best = number
            elif best is None and len(short) == 1 == len(tokens) and short[0] == full[0] and len(full) > 1 and self._family_first(said):
                best = number
        return best if best is not None else self._new("person")

    def _family_first(self, said: str) -> bool:
        """Whether the text uses the first part of a name as the family name ("Kim", after an honorific)."""
        return bool(re.search(rf"\b(?:Mr|Ms|Mrs|President|Minister|Chairman|Premier)\.?\s+{re.escape(said)}\b", self.text))

    def _body(self, n: int, said: str, kind: EntityKind) -> int:
        key = words.plain(said)
        known = organizations.find(said)
        if known is not None:
            draft = self._keyed("known", known.name, "organization" if kind == "state" else kind)
            self.drafts[draft].known = known.name
            self.drafts[draft].sectors, self.drafts[draft].country = tuple(known.sectors), known.country
            self._by_key.setdefault(("body", key), draft)
            return draft
        if ("body", key) in self._by_key:
            return self._by_key["body", key]
        span = self.findings.spans[n]
        before = self.text[max(0, span.start - 2) : span.start]
        for number in range(len(self.drafts) - 1, -1, -1):
            other = self.drafts[number]
            if other.kind == "person" or not other.names:
                continue
            last = self.findings.spans[other.mentions[-1]]
            bracketed = before == " (" and last.end == span.start - 2
            if bracketed or (said.isupper() and len(said) > 1 and any(words.acronym_of(name) == said for name in other.names)):
                self._by_key["body", key] = number
                return number
        return self._keyed("body", key, kind)

    # --- nominals and pronouns ---------------------------------------------------------------------------------------

    def _antecedents(self, n: int, least: float) -> list[int]:
        """Drafts that the mention-pair head takes for the same, the likeliest first."""
        found: dict[int, float] = {}
        for tail, probability in self.findings.tails("same", n):
            if probability >= least:
                for draft in self.meant.get(tail, ()):
                    found[draft] = max(found.get(draft, 0.0), probability)
        # Later names may point back to this mention: "the minister, Peter Mwangi".
        for head, tails in self.findings.links.get("same", {}).items():
            for tail, probability in tails:
                if tail == n and probability >= max(least, STRONG) and head in self.meant:
                    for draft in self.meant[head]:
                        found[draft] = max(found.get(draft, 0.0), probability * 0.9)
        return sorted(found, key=lambda d: -found[d])

    def _nominal(self, n: int) -> None:
        said = self.words(n)
        kind: EntityKind = self.findings.spans[n].label.partition(".")[0]  # type: ignore[assignment]
        before = [d for d in self._antecedents(n, STRONG) if self._fits(d, kind)]
        if words.JOINT.match(" ".join(said.split())) and (several := self._several(n, said)):
            self.meant[n] = several
            return
        if before:
            draft = before[0]
        else:
            draft = self._keyed("nominal", f"{kind} {words.plain(said)}", kind)
        self.drafts[draft].nominals.append(said)
        self._join(n, draft)

    def _fits(self, draft: int, kind: EntityKind) -> bool:
        """A person is no body and no state; bodies, states and groups are told apart less sharply in print."""
        return (self.drafts[draft].kind == "person") == (kind == "person")

    def _several(self, n: int, said: str) -> tuple[int, ...]:
        """The entities that a plural mention means together, or none where that is not clear."""
        found = self._antecedents(n, WEAK)
        if len(found) >= 2:
            # Of one kind: two persons, or two bodies, not a person and the state that the person speaks for.
            kind = self.drafts[found[0]].kind == "person"
            alike = [d for d in found if (self.drafts[d].kind == "person") == kind]
            if words.TWO.search(said):
                alike = alike[:2]
            if len(alike) >= 2:
                return tuple(sorted(alike))
        if words.TWO.search(said):
            return self._last_two(n)
        return ()

    def _last_two(self, n: int) -> tuple[int, ...]:
        """The two parties last named before a "both": persons first, else states and bodies, else none."""
        limit = self.findings.spans[n].start
        for kinds in (("person",), ("state", "organization")):
            seen: list[int] = []
            for number in reversed(self._mentions):
                if self.findings.spans[number].start >= limit:
                    continue
                for draft in self.meant.get(number, ())[:1]:
                    if self.drafts[draft].kind in kinds and draft not in seen and (self.drafts[draft].names or self.drafts[draft].title):
                        seen.append(draft)
                if len(seen) == 2:
                    return tuple(sorted(seen))
        return ()

    def pronouns(self, speaker_at: dict[int, tuple[int, ...]]) -> None:
        """Resolve the pronouns.

        Args:
            speaker_at: for pronouns inside a quotation, who speaks there, by span number.
        """
        for n in self._mentions:
            if self.findings.spans[n].label != "pronoun" or n in self.meant:
                continue
            said = self.words(n).casefold()
            if said in words.FIRST_PERSON:
                if n in speaker_at:
                    self._mean(n, speaker_at[n])
                continue
            if words.JOINT.match(said) and (several := self._several(n, said)):
                self._mean(n, several)
                continue
            before = self._antecedents(n, WEAK)
            if said in ("he", "she", "him", "her", "his", "himself", "herself"):
                before = [d for d in before if self.drafts[d].kind == "person"]
            elif said in ("it", "its", "itself"):
                before = [d for d in before if self.drafts[d].kind != "person"]
            if before:
                self._mean(n, (before[0],))

    def _mean(self, n: int, drafts: tuple[int, ...]) -> None:
        self.meant[n] = drafts
        if len(drafts) == 1:
            self.drafts[drafts[0]].mentions.append(n)

    # --- offices and affiliations --------------------------------------------------------------------------------------

    def _offices(self) -> None:
        spans = self.findings.spans
        for n in self.findings.of("mention"):
            if spans[n].label != "office":
                continue
            holder = next((self.meant[t][0] for t, p in self.findings.tails("holds", n) if p >= STRONG and t in self.meant), None)
            if holder is None or self.drafts[holder].kind != "person":
                holder = self._beside(n)
            if holder is None:
                continue
            draft = self.drafts[holder]
            if draft.title is None:
                draft.title = words.bare(self.words(n))
            if draft.affiliation is None:
                draft.affiliation = self._body_of(n)
        for n in self._mentions:
            if n not in self.meant or len(self.meant[n]) != 1:
                continue
            draft = self.drafts[self.meant[n][0]]
            if draft.kind != "person":
                continue
            if spans[n].label == "person.nominal" and draft.title is None and titles.role(words.bare(self.words(n))):
                draft.title = words.bare(self.words(n))
            if draft.affiliation is None:
                draft.affiliation = self._body_of(n)
        self._places_in_the_world()

    def _beside(self, n: int) -> int | None:
        """The person named right after or before an office: "Foreign Minister Peter Mwangi", "Peter Mwangi, the minister"."""
        span = self.findings.spans[n]
        for m in self._mentions:
            other = self.findings.spans[m]
            if other.label != "person.name" or m not in self.meant:
                continue
            if 0 <= other.start - span.end <= 2 or 0 <= span.start - other.end <= 6:
                return self.meant[m][0]
        return None

    def _body_of(self, n: int) -> int | None:
        """The state or organisation that an office or person belongs to: by the head, else by the words around."""
        for tail, probability in self.findings.tails("acts_for", n):
            if probability >= STRONG and tail in self.meant and self.drafts[self.meant[tail][0]].kind != "person":
                return self.meant[tail][0]
        span = self.findings.spans[n]
        for m in self._mentions:
            other = self.findings.spans[m]
            if m not in self.meant or other.label not in ("organization.name", "state.name") or len(self.meant[m]) != 1:
                continue
            after = self.text[span.end : other.start] if 0 <= other.start - span.end < 12 else None
            if after is not None and re.fullmatch(r"\s(?:of|for|at|to|with|in)\s(?:the\s)?", after):
                return self.meant[m][0]
            before = self.text[other.end : span.start] if 0 <= span.start - other.end < 6 else None
            if before is not None and re.fullmatch(r"(?:['’]s?)?\s(?:the\s)?", before) and self.drafts[self.meant[m][0]].kind != "person":
                return self.meant[m][0]
        return None

    def _places_in_the_world(self) -> None:
        """Country and sectors of bodies and persons, from what the text ties them to."""
        for number, draft in enumerate(self.drafts):
            if draft.kind in ("organization", "group") and not draft.sectors:
                said = draft.label()
                draft.sectors, national = organizations.generic(said) or ((), False)
                if draft.country is None and (national or draft.kind == "group"):
                    draft.country = self._country_in(said) or self._country_beside(number)
        for draft in self.drafts:
            if draft.kind != "person":
                continue
            role = titles.role(draft.title) if draft.title else None
            body = self.drafts[draft.affiliation] if draft.affiliation is not None else None
            if body is not None:
                draft.country = body.country
            national = body is None or body.kind == "state"
            if national and role is not None and role.sectors:
                draft.sectors = tuple(role.sectors)
            elif body is not None:
                draft.sectors = body.sectors

    def _country_in(self, said: str) -> str | None:
        """A state named inside a body's name: "Ministry of Health of Kenya", "Kenyan army"."""
        tokens = said.split()
        for size in (3, 2, 1):
            for i in range(len(tokens) - size + 1):
                match = states.find(" ".join(tokens[i : i + size]).strip(",.'’s") if size == 1 else " ".join(tokens[i : i + size]))
                if match is not None and match.via in ("name", "adjective"):
                    return match.country
        return None

    def _country_beside(self, number: int) -> str | None:
        """A state named right before or, after "of", right behind a mention of the body."""
        for n in self.drafts[number].mentions:
            span = self.findings.spans[n]
            for m in self._mentions:
                other = self.findings.spans[m]
                if other.label != "state.name" or m not in self.meant:
                    continue
                near = 0 <= span.start - other.end <= 3 or (
                    0 <= other.start - span.end <= 8 and " of" in self.text[span.end : other.start + 1]
                )
                if near:
                    return self.drafts[self.meant[m][0]].country
        return None

    # --- asking ----------------------------------------------------------------------------------------------------------

    def parties(self, link: str, head: int, least: float = STRONG) -> tuple[int, ...]:
        """The entities that a trigger is linked to, in the order of the text."""
        found: dict[int, int] = {}
        for tail, probability in self.findings.tails(link, head):
            if probability >= least:
                for draft in self.meant.get(tail, ()):
                    found.setdefault(draft, self.findings.spans[tail].start)
        return tuple(sorted(found, key=lambda d: found[d]))

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """The entities that a phrase means as a whole: of "Foreign Minister Peter Mwangi of Kenya" the person."""
        inside = [n for n in self._mentions if start <= self.findings.spans[n].start and self.findings.spans[n].end <= end]
        for sorts in (("person.name",), ("person.nominal", "pronoun"), ("organization.name", "organization.nominal"), ("group.nominal", "group.name"),
                      ("state.name", "state.nominal")):  # fmt: skip
            rows = [n for n in inside if self.findings.spans[n].label in sorts]
            if rows:
                chosen = [rows[0]]
                for a, b in zip(rows, rows[1:], strict=False):
                    between = self.text[self.findings.spans[a].end : self.findings.spans[b].start]
                    if not re.search(r"\band\b|,|&", between) or re.search(r"\b(?:of|for|who|which)\b", between):
                        break
                    chosen.append(b)
                found: list[int] = []
                for n in chosen:
                    found += [d for d in self.meant.get(n, ()) if d not in found]
                if found:
                    return tuple(found)
        return ()

    def from_phrase(self, start: int, end: int) -> tuple[int, ...]:
        """An entity of its own for a speaker whose words hold no mention: "sources close to the talks"."""
        said = " ".join(self.text[start:end].split())
        match = states.find(said)
        if match is not None:
            draft = self._keyed("state", match.country, "state")
            self.drafts[draft].country, self.drafts[draft].known, self.drafts[draft].sectors = match.country, match.name, ("GOV",)
            return (draft,)
        if words.plain(said) in words.SINGULAR | words.FIRST_PERSON or words.JOINT.match(said) or not words.plain(said):
            return ()
        known = organizations.find(said)
        generic = organizations.generic(said)
        kind: EntityKind = "organization" if known else "person" if titles.role(words.bare(said)) else "organization" if generic and generic[1] else "group"
        draft = self._keyed("nominal", f"{kind} {words.plain(said)}", kind)
        self.drafts[draft].nominals.append(said)
        if generic and not self.drafts[draft].sectors and kind != "person":
            self.drafts[draft].sectors = tuple(generic[0])
        return (draft,)
