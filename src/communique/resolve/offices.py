"""Who holds which office, for whom; and what follows from it for country and sectors."""

from __future__ import annotations

import re

from communique.resolve import organizations, states, titles, words
from communique.resolve.entities import STRONG, Cast, Draft

OF_A_STATE = frozenset("head_of_state head_of_government foreign_minister defence_minister minister legislator".split())
"""Roles that are held in a state, even where the text does not repeat which."""
BEHIND = re.compile(r"\s(?:of|for|at|to|with|in)\s(?:the\s)?")
BETWEEN = re.compile(r"(?:\s+(?:of|for|at|in))?(?:\s+the)?[\s(),]*(?:and\s+)?(?:the)?[\s(),]*")
APPOSITION = 120
"""Code points that may lie between an office and the name of its holder."""
BEFORE = re.compile(r"(?:['’]s?)?\s(?:the\s)?")


def assign_titles(cast: Cast) -> None:
    """Give the named persons of a cast the offices that stand with their names, and what these are offices of."""
    spans = cast.findings.spans
    for n in cast.findings.of("mention"):
        if spans[n].label == "office":
            draft = _holder(cast, n)
        elif spans[n].label == "person.nominal" and (number := _named_beside(cast, n)) is not None:
            # "the President of the ICRC, Ann Lee": the office is no other person.
            cast.join(n, number)
            draft = cast.drafts[number]
        else:
            continue
        if draft is not None:
            if draft.title is None:
                draft.title = _title(cast, n)
            if draft.affiliation is None:
                draft.affiliation = _body_of(cast, n)


def _title(cast: Cast, n: int) -> str:
    """The office's words, without those that belong to the name of the body before it: "United | Nations envoy"."""
    title = words.bare(cast.words(n))
    span = cast.findings.spans[n]
    for m in cast.around(span.start, span.start, APPOSITION):
        body = cast.findings.spans[m]
        if body.label != "organization.name" or body.end + 1 != span.start or m not in cast.meant:
            continue
        for size in (1, 2):
            head, rest = title.split()[:size], title.split()[size:]
            known = organizations.find(" ".join([cast.words(m), *head]))
            if rest and known is not None:
                draft = cast.drafts[cast.meant[m][0]]
                draft.names.append(" ".join([cast.words(m), *head]))
                draft.recognise(known)
                return " ".join(rest)
    return title


def _named_beside(cast: Cast, n: int) -> int | None:
    """The person named in apposition to an office: nothing but its body and marks stand between them."""
    span = cast.findings.spans[n]
    if titles.role(words.bare(cast.words(n))) is None:
        return None
    between: list[int] = []
    for m in cast.around(span.end, span.end, APPOSITION):
        other = cast.findings.spans[m]
        if other.start < span.end:
            continue
        if other.label != "person.name":
            between.append(m)
            continue
        gap = list(cast.text[span.end : other.start])
        for k in between:
            body = cast.findings.spans[k]
            gap[body.start - span.end : body.end - span.end] = " " * (body.end - body.start)
        return cast.meant[m][0] if BETWEEN.fullmatch("".join(gap)) and m in cast.meant else None
    for m in cast.around(span.start, span.end, APPOSITION):
        other = cast.findings.spans[m]
        if (
            other.label == "person.name"
            and 0 < span.start - other.end < 4
            and cast.text[other.end : span.start].strip() == ","
        ):
            return cast.meant[m][0] if m in cast.meant else None
    return None


def assign_offices(cast: Cast) -> None:
    """Give the persons of a cast title and affiliation, and everybody a country and sectors, as the text has them."""
    spans = cast.findings.spans
    for n in cast.mentions:
        if n not in cast.meant or len(cast.meant[n]) != 1:
            continue
        draft = cast.drafts[cast.meant[n][0]]
        if draft.kind != "person":
            continue
        if spans[n].label == "person.nominal" and draft.title is None and titles.role(words.bare(cast.words(n))):
            draft.title = words.bare(cast.words(n))
        if draft.affiliation is None:
            draft.affiliation = _body_of(cast, n)
    home = _home(cast)
    for draft in cast.drafts:
        if draft.kind in ("organization", "group") and not draft.sectors:
            _place_body(cast, draft, home)
    for draft in cast.drafts:
        if draft.kind == "person":
            _place_person(cast, draft, home)


def _holder(cast: Cast, n: int) -> Draft | None:
    """The person of an office: by the head, else who is named right beside it."""
    for tail, probability in cast.findings.tails("holds", n):
        if probability >= STRONG and tail in cast.meant and cast.drafts[cast.meant[tail][0]].kind == "person":
            return cast.drafts[cast.meant[tail][0]]
    span = cast.findings.spans[n]
    for m in cast.around(span.start, span.end, APPOSITION):
        other = cast.findings.spans[m]
        if other.label != "person.name" or m not in cast.meant:
            continue
        if 0 <= other.start - span.end <= 2 or 0 <= span.start - other.end <= 6:
            return cast.drafts[cast.meant[m][0]]
    return None


def _body_of(cast: Cast, n: int) -> int | None:
    """The state or organisation that an office or person belongs to: by the head, else by the words around."""
    for tail, probability in cast.findings.tails("acts_for", n):
        if probability >= STRONG and tail in cast.meant and cast.drafts[cast.meant[tail][0]].kind != "person":
            return cast.meant[tail][0]
    span = cast.findings.spans[n]
    for m in cast.around(span.start, span.end, APPOSITION):
        other = cast.findings.spans[m]
        if m not in cast.meant or len(cast.meant[m]) != 1 or cast.drafts[cast.meant[m][0]].kind == "person":
            continue
        if other.label not in ("organization.name", "state.name"):
            continue
        if 0 <= other.start - span.end < 12 and BEHIND.fullmatch(cast.text, span.end, other.start):
            return cast.meant[m][0]
        if 0 <= span.start - other.end < 6 and BEFORE.fullmatch(cast.text, other.end, span.start):
            return cast.meant[m][0]
    return None


def _home(cast: Cast) -> str | None:
    """The one country that a text is set in: the only state that it names, as a party or as a place."""
    found = {d.country for d in cast.drafts if d.kind == "state" and d.country}
    for n in cast.findings.of("mention"):
        if cast.findings.spans[n].label == "place" and (match := states.find(cast.words(n))) is not None:
            found.add(match.country)
    return found.pop() if len(found) == 1 else None


def _place_body(cast: Cast, draft: Draft, home: str | None) -> None:
    said = draft.label()
    draft.sectors, national = organizations.generic(said) or ((), False)
    if draft.country is None:
        draft.country = _country_in(said) or _country_beside(cast, draft) or (home if national else None)


def _place_person(cast: Cast, draft: Draft, home: str | None) -> None:
    role = titles.role(draft.title) if draft.title else None
    body = cast.drafts[draft.affiliation] if draft.affiliation is not None else None
    if body is not None:
        draft.country = body.country
    elif role is not None and role.name in OF_A_STATE:
        draft.country = home
        draft.affiliation = next(
            (n for n, d in enumerate(cast.drafts) if d.kind == "state" and d.country == home), None
        )
    if role is not None and role.sectors and (body is None or body.kind == "state"):
        draft.sectors = tuple(role.sectors)
    elif body is not None:
        draft.sectors = body.sectors


def _country_in(said: str) -> str | None:
    """A state named inside a body's name: "Ministry of Health of Kenya", "Kenyan army"."""
    tokens = said.split()
    for size in (3, 2, 1):
        for i in range(len(tokens) - size + 1):
            match = states.find(" ".join(tokens[i : i + size]).strip(",.'’"))
            if match is not None and match.via in ("name", "adjective"):
                return match.country
    return None


def _country_beside(cast: Cast, draft: Draft) -> str | None:
    """A state named right before a mention of the body or, after "of", right behind it."""
    for n in draft.mentions:
        span = cast.findings.spans[n]
        for m in cast.around(span.start, span.end, APPOSITION):
            other = cast.findings.spans[m]
            if other.label != "state.name" or m not in cast.meant:
                continue
            of = 0 <= other.start - span.end <= 8 and " of" in cast.text[span.end : other.start]
            if of or 0 <= span.start - other.end <= 3:
                return cast.drafts[cast.meant[m][0]].country
    return None
