"""Mentions to entities: who is meant by each name, nominal and pronoun of one text.

Names go together by their letters and by what the registries know; nominals and pronouns follow the mention-pair head
("same" links) and a few clear rules. A word like "both" may mean several entities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from communique.findings import Findings
from communique.records import EntityKind
from communique.resolve import organizations, states, titles, words
from communique.resolve.words import inside

NEARLY = 0.9
"""Share of the likeliest party's probability from which on another one acts with it."""
STRONG, WEAK = 0.5, 0.35
GOVERNMENT = re.compile(r"(?:the\s+)?(?:government|authorities|regime|administration|leadership|side)", re.I)
"""Words that mean the state whose name stands beside them."""
OF = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?")
NEAR_NAME = 40


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
    id: str | None = None
    """Id in a registry."""

    def recognise(self, match: organizations.OrganizationMatch) -> None:
        """Take over what the registry knows of a body."""
        self.known, self.sectors, self.country = match.name, tuple(match.sectors), match.country
        self.id = match.wikidata

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
        outlet: extent of the agency in the dateline: who sends the text is none of its entities.
    """

    def __init__(self, text: str, findings: Findings, outlet: tuple[int, int] = (0, 0)) -> None:
        self.text = text
        self.findings = findings
        self.drafts: list[Draft] = []
        self.meant: dict[int, tuple[int, ...]] = {}
        """Span number of a mention -> drafts meant."""
        self._by_key: dict[tuple[str, str], int] = {}
        spans = findings.spans
        self.mentions = [
            n
            for n in findings.of("mention")
            if (spans[n].label.endswith((".name", ".nominal")) or spans[n].label == "pronoun")
            and not words.empty(self.words(n))
            and not outlet[0] <= spans[n].start < outlet[1]
        ]
        """Numbers of the spans that mention an entity, in the order of the text."""
        self._starts = [spans[n].start for n in self.mentions]
        self._back: dict[int, list[tuple[int, float]]] = {}
        """Mention -> later mentions that the pair head takes for the same, with the probability."""
        for head, tails in findings.links.get("same", {}).items():
            for tail, probability in tails:
                self._back.setdefault(tail, []).append((head, probability))
        for n in self.mentions:
            if spans[n].label.endswith(".name"):
                self._name(n)

    def around(self, start: int, end: int, reach: int) -> list[int]:
        """The mentions that begin at most ``reach`` code points before or behind an extent, in order."""
        return self.mentions[bisect_left(self._starts, start - reach) : bisect_left(self._starts, end + reach + 1)]

    def nominals(self) -> None:
        """Resolve the nominals; who holds which office should be known by now (``offices.assign_titles``)."""
        for n in self.mentions:
            if self.findings.spans[n].label.endswith(".nominal") and n not in self.meant:
                self._nominal(n)

    def words(self, n: int) -> str:
        """The words of a span."""
        span = self.findings.spans[n]
        return self.text[span.start : span.end]

    def _new(self, kind: EntityKind) -> int:
        self.drafts.append(Draft(kind))
        return len(self.drafts) - 1

    def join(self, n: int, draft: int) -> None:
        """Let a mention mean a draft."""
        self.meant[n] = (draft,)
        self.drafts[draft].mentions.append(n)

    def _name(self, n: int) -> None:
        said = " ".join(self.words(n).split())
        kind: EntityKind = self.findings.spans[n].label.partition(".")[0]  # type: ignore[assignment]
        state = states.find(said) if kind in ("state", "organization", "group") else None
        if state is not None and (kind == "state" or (kind == "organization" and state.via in ("name", "metonym"))):
            draft = self.state(state)
        elif kind == "person":
            draft = self._person(said)
        else:
            draft = self._body(n, said, kind)
        self.drafts[draft].names.append(said)
        self.join(n, draft)

    def keyed(self, sort: str, key: str, kind: EntityKind) -> int:
        """The draft of a key, made when it is first asked for."""
        if (sort, key) not in self._by_key:
            self._by_key[sort, key] = self._new(kind)
        return self._by_key[sort, key]

    def state(self, match: states.StateMatch) -> int:
        """The draft of a state."""
        number = self.keyed("state", match.country, "state")
        draft = self.drafts[number]
        draft.country, draft.known, draft.sectors = match.country, match.name, ("GOV",)
        return number

    def _person(self, said: str) -> int:
        tokens = words.name_tokens(said) or tuple(words.plain(said).split()) or (said,)
        best: int | None = None
        for number in range(len(self.drafts) - 1, -1, -1):
            draft = self.drafts[number]
            if draft.kind != "person" or not draft.names:
                continue
            full = words.name_tokens(max(draft.names, key=len))
            if tokens == full or (
                len(tokens) >= 2 and (set(tokens) <= set(full) or (set(full) <= set(tokens) and len(full) >= 2))
            ):
                return number
            # A surname alone after the full name: "Lavrov", "Mr. Al-Saud".
            short, long = (tokens, full) if len(tokens) < len(full) else (full, tokens)
            if (
                best is None
                and len(short) < len(long)
                and (long[-len(short) :] == short or (len(short) == 1 and short[0] in long[1:]))
            ) or (
                best is None
                and len(short) == 1 == len(tokens)
                and short[0] == full[0]
                and len(full) > 1
                and self._family_first(said)
            ):
                best = number
        return best if best is not None else self._new("person")

    def _family_first(self, said: str) -> bool:
        """Whether the text uses the first part of a name as the family name ("Kim", after an honorific)."""
        return bool(
            re.search(rf"\b(?:Mr|Ms|Mrs|President|Minister|Chairman|Premier)\.?\s+{re.escape(said)}\b", self.text)
        )

    def _body(self, n: int, said: str, kind: EntityKind) -> int:
        key = words.plain(said)
        if ("body", key) in self._by_key:
            return self._by_key["body", key]
        # What the text itself abbreviates so goes before what the registry knows by these letters.
        draft = self._abbreviated(n, said)
        if draft is None and (known := organizations.find(said)) is not None:
            draft = self.keyed("known", known.name, "organization" if kind == "state" else kind)
            self.drafts[draft].recognise(known)
        if draft is None:
            return self.keyed("body", key, kind)
        self._by_key["body", key] = draft
        return draft

    def _abbreviated(self, n: int, said: str) -> int | None:
        """The body whose short form this is: in brackets right behind its name, or its initials."""
        span = self.findings.spans[n]
        bracket = self.text[max(0, span.start - 2) : span.start] == " ("
        for number in range(len(self.drafts) - 1, -1, -1):
            other = self.drafts[number]
            if other.kind == "person" or not other.names:
                continue
            if bracket and self.findings.spans[other.mentions[-1]].end == span.start - 2:
                return number
            if said.isupper() and len(said) > 1 and any(words.acronym_of(name) == said for name in other.names):
                return number
        return None

    def antecedents(self, n: int, least: float = WEAK) -> list[int]:
        """Drafts that the mention-pair head takes for the same, the likeliest first."""
        found: dict[int, float] = {}
        for tail, probability in self.findings.tails("same", n):
            if probability >= least:
                for draft in self.meant.get(tail, ()):
                    found[draft] = max(found.get(draft, 0.0), probability)
        # Later names may point back to this mention: "the minister, Peter Mwangi".
        for head, probability in self._back.get(n, ()):
            if probability >= max(least, STRONG):
                for draft in self.meant.get(head, ()):
                    found[draft] = max(found.get(draft, 0.0), probability * 0.9)
        return sorted(found, key=lambda d: -found[d])

    def _nominal(self, n: int) -> None:
        said = self.words(n)
        kind: EntityKind = self.findings.spans[n].label.partition(".")[0]  # type: ignore[assignment]
        before = [d for d in self.antecedents(n, STRONG) if self._fits(d, kind) and not self._other_office(d, said)]
        if kind == "person" and (holder := self._holder_of(said)) is not None:
            before.insert(0, holder)
        if words.JOINT.match(" ".join(said.split())) and (several := self._several(n, said)):
            self.meant[n] = several
            return
        if (state := self._government_of(n)) is not None:
            draft = state
        elif before:
            draft = before[0]
        else:
            draft = self.keyed("nominal", f"{kind} {words.plain(said)}", kind)
        self.drafts[draft].nominals.append(said)
        self.join(n, draft)

    def _government_of(self, n: int) -> int | None:
        """The state that words for a government beside its name mean: "the government of Russia"."""
        span = self.findings.spans[n]
        if not GOVERNMENT.fullmatch(self.words(n)):
            return None
        of = OF.match(self.text, span.end)
        start = of.end() if of is not None else -1
        for other in self.around(span.start, span.end, NEAR_NAME):
            beside = self.findings.spans[other]
            if beside.start == start or (beside.end <= span.start and not self.text[beside.end : span.start].strip()):
                meant = self.meant.get(other, ())
                if len(meant) == 1 and self.drafts[meant[0]].kind == "state" and beside.label.endswith(".name"):
                    return meant[0]
        return None

    def _holder_of(self, said: str) -> int | None:
        """The one person whose office, as the text gave it, has or ends in these words."""
        key = " " + words.plain(said)
        if titles.role(words.bare(said)) is None:
            return None
        found = [n for n, d in enumerate(self.drafts) if d.title and f" {words.plain(d.title)}".endswith(key)]
        return found[0] if len(found) == 1 else None

    def _other_office(self, draft: int, said: str) -> bool:
        """Whether the words name another office than the one that the person is known to hold."""
        title = self.drafts[draft].title
        if not title:
            return False
        mine, theirs = titles.role(words.bare(said)), titles.role(title)
        return mine is not None and theirs is not None and mine.name != theirs.name

    def _fits(self, draft: int, kind: EntityKind) -> bool:
        """A person is no body and no state; bodies, states and groups are told apart less sharply in print."""
        return (self.drafts[draft].kind == "person") == (kind == "person")

    def _several(self, n: int, said: str) -> tuple[int, ...]:
        """The entities that a plural mention means together, or none where that is not clear."""
        # Who is meant by most of the words before, named ones first: "the two ministers" are not a minister unnamed.
        mass = self._mass(n)
        found = sorted(mass, key=lambda d: (not self.drafts[d].names, -mass[d]))
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

    def _mass(self, n: int) -> dict[int, float]:
        """The drafts that a mention may mean together, with the sum of the probabilities of their mentions."""
        found: dict[int, float] = {}
        for tail, probability in self.findings.tails("same", n):
            meant = self.meant.get(tail, ())
            if probability >= WEAK and len(meant) == 1:
                found[meant[0]] = found.get(meant[0], 0.0) + probability
        return found

    def _last_two(self, n: int) -> tuple[int, ...]:
        """The two parties last named before a "both": persons first, else states and bodies, else none."""
        limit = self.findings.spans[n].start
        for kinds in (("person",), ("state", "organization")):
            seen: list[int] = []
            for number in reversed(self.mentions[: bisect_left(self._starts, limit)]):
                for draft in self.meant.get(number, ())[:1]:
                    if (
                        self.drafts[draft].kind in kinds
                        and draft not in seen
                        and (self.drafts[draft].names or self.drafts[draft].title)
                    ):
                        seen.append(draft)
                if len(seen) == 2:
                    return tuple(sorted(seen))
        return ()

    def pronouns(self, speaker_at: dict[int, tuple[int, ...]]) -> None:
        """Resolve the pronouns.

        Args:
            speaker_at: for pronouns inside a quotation, who speaks there, by span number.
        """
        for n in self.mentions:
            if self.findings.spans[n].label != "pronoun" or n in self.meant:
                continue
            said = self.words(n).casefold()
            if said in words.FIRST_PERSON:
                if n in speaker_at:
                    self._mean(n, speaker_at[n])
                elif not self._quoted(n) and (before := self.antecedents(n)):
                    self._mean(n, (before[0],))  # the "I" of a signed release is its author
                continue
            if words.JOINT.match(said) and (several := self._several(n, said)):
                self._mean(n, several)
                continue
            before = self.antecedents(n)
            if said in ("he", "she", "him", "her", "his", "himself", "herself"):
                before = [d for d in before if self.drafts[d].kind == "person"]
            elif said in ("it", "its", "itself"):
                before = [d for d in before if self.drafts[d].kind != "person"]
            if before:
                self._mean(n, (before[0],))

    def _quoted(self, n: int) -> bool:
        span = self.findings.spans[n]
        return inside(span.start, span.end, self.findings.quoted)

    def _mean(self, n: int, drafts: tuple[int, ...]) -> None:
        self.meant[n] = drafts
        if len(drafts) == 1:
            self.drafts[drafts[0]].mentions.append(n)

    def parties(self, link: str, head: int, share: float = 0.0) -> tuple[int, ...]:
        """The entities that a trigger is linked to, in the order of the text.

        A body that only tells for whom a person acts is left out: of "the ICRC's president met" it is the president.

        Args:
            link: the role.
            head: number of the trigger's span.
            share: of the likeliest one's probability, that another must have. Parties that act together are all
                sure; where one is and another may be, the other is mostly somebody else of the sentence.
        """
        found: dict[int, tuple[int, float]] = {}
        for tail, chance in self.findings.tails(link, head):
            for draft in self.meant.get(tail, ()):
                at, best = found.get(draft, (self.findings.spans[tail].start, 0.0))
                found[draft] = (at, max(best, chance))
        likeliest = max((chance for _, chance in found.values()), default=0.0)
        found = {d: row for d, row in found.items() if row[1] >= share * likeliest}
        represented = {self.drafts[d].affiliation for d in found if self.drafts[d].kind == "person"}
        return tuple(sorted((d for d in found if d not in represented), key=lambda d: found[d][0]))
