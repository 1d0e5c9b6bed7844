"""Who holds which office, for whom; and what follows from it for country and sectors."""

from __future__ import annotations

import re

from communique.findings import Standing
from communique.resolve import countries, organizations, states, titles, words
from communique.resolve.countries import Home, tied
from communique.resolve.entities import STRONG, Cast, Draft

OF_A_STATE = frozenset("head_of_state head_of_government foreign_minister defence_minister minister legislator".split())
"""Roles that are held in a state, even where the text does not repeat which."""
STATELESS = (("IGO",), ("NGO",))
"""Primary sectors of bodies that have no country, nor give one to their people."""
BEHIND = re.compile(r"\s(?:of|for|at|to|with|in)\s(?:the\s)?")
BETWEEN = re.compile(r"(?:\s+(?:of|for|at|in))?(?:\s+the)?[\s(),]*(?:and\s+)?(?:the)?[\s(),]*")
APPOSITION = 120
"""Code points that may lie between an office and the name of its holder."""
QUALIFIED = re.compile(
    r"(?:one|own|fellow|same|new|newly|old|young|madam|mr|jailed|detained|elected|exiled|(?:\w+\s)?\w+['’]s)\s", re.I
)
"""What stands before an office and is no part of it."""
BEFORE = re.compile(r"(?:['’]s?)?\s(?:the\s)?")
POSSESSIVE = re.compile(r"['’]s?\s")
"""What stands between an office and the body before it; one without a name must be in the genitive."""
AT_NAME = re.compile(r"((?:[^\W\d_][\w’'-]*\s){1,4})\Z")
"""The words right before a name."""
LONGEST_OFFICE = 4
BODIES = ("organization.name", "state.name", "organization.nominal", "state.nominal")


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
            _entitle(draft, _title(cast, n))
            if draft.affiliation is None:
                draft.affiliation = _body_of(cast, n)


def _in_name(said: str) -> str | None:
    """The office that a name begins with: "Interior Minister Mohamed Ibrahimi"."""
    tokens = said.split()
    sizes = range(min(LONGEST_OFFICE, len(tokens) - 1), 0, -1)
    found = next((" ".join(tokens[:size]) for size in sizes if _ends_in_office(tokens[:size])), "")
    office = titles.role(found)
    if office is None or office != titles.role(said) or office.name in ("medical", "academic"):
        return None
    return _without_body(found) if found[0].isupper() else None


def _before_name(cast: Cast, n: int) -> str | None:
    """The office right before a name, though the reader marks none: "a defence ministry spokeswoman, Nune Avagyan"."""
    start = cast.findings.spans[n].start
    behind = AT_NAME.search(cast.text, max(0, start - APPOSITION), start)
    tokens = behind[1].split() if behind is not None else []
    best = None
    for size in range(1, min(LONGEST_OFFICE, len(tokens)) + 1):
        said = tokens[-size:]
        if not _ends_in_office(said) or not titles.is_office(" ".join(said)):
            continue
        more = best is None or titles.role(" ".join(said)) != titles.role(" ".join(best))
        if more or (said[0][0].isupper() and said[-1][0].isupper()):
            best = said
    return _without_body(" ".join(best)) if best is not None else None


def _ends_in_office(tokens: list[str]) -> bool:
    """Whether the last of some words belongs to an office, not only those before it."""
    whole, without = titles.role(" ".join(tokens)), titles.role(" ".join(tokens[:-1]))
    return whole is not None and (whole != without or titles.role(tokens[-1]) is not None)


def _entitle(draft: Draft, title: str) -> None:
    """Give a person an office: the first that the text tells, unless a later one tells more.

    A rank or form of address goes before an office ("Captain" … "spokesman"), and the short form of an office before
    its full one ("Minister" … "Minister of Transport").
    """
    if draft.title is None:
        draft.title = title
        return
    short, full = words.plain(draft.title), words.plain(title)
    fuller = len(full) > len(short) and (full.startswith(short + " ") or full.endswith(" " + short))
    if fuller or (titles.is_rank(draft.title) and not titles.is_rank(title) and titles.role(title) is not None):
        draft.title = title


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
    return _without_body(title)


def _without_body(title: str) -> str:
    """An office without the state or body before it: "Greek Minister for Migration", "the mission's chief"."""
    if (m := QUALIFIED.match(title)) is not None and titles.role(title[m.end() :]) is not None:
        title = title[m.end() :]
    parts = title.split()
    for size in (3, 2, 1):
        head, rest = " ".join(parts[:size]), " ".join(parts[size:])
        if rest and head[:1].isupper() and titles.role(rest) is not None:
            state = states.find(head)
            if (state is not None and state.via in ("adjective", "name")) or organizations.find(head) is not None:
                return rest
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


def assign_offices(cast: Cast, home: Home) -> None:
    """Give the persons of a cast title and affiliation, and everybody a country and sectors, as the text has them."""
    spans = cast.findings.spans
    for n in cast.findings.of("mention"):
        # Bodies without a name are known only now.
        if spans[n].label == "office" and (holder := _holder(cast, n)) is not None and holder.affiliation is None:
            holder.affiliation = _body_of(cast, n)
    for n in cast.mentions:
        if n not in cast.meant or len(cast.meant[n]) != 1:
            continue
        draft = cast.drafts[cast.meant[n][0]]
        if draft.kind != "person":
            continue
        if spans[n].label == "person.nominal" and titles.is_office(words.bare(cast.words(n))):
            _entitle(draft, _without_body(words.bare(cast.words(n))))
        if draft.affiliation is None:
            draft.affiliation = _body_of(cast, n)
    for n in cast.mentions:
        if spans[n].label == "person.name" and n in cast.meant:
            draft = cast.drafts[cast.meant[n][0]]
            draft.title = draft.title or _in_name(cast.words(n)) or _before_name(cast, n)
    for draft in cast.drafts:
        if draft.kind == "state" and draft.country is None:
            draft.country = countries.inside(draft.label(), home.named) or home.at(_first(cast, draft))
            draft.sectors = ("GOV",)
        elif draft.kind != "person" and draft.known is None:
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
    for tail, _ in cast.findings.tails("acts_for", n):
        if tail in cast.meant and cast.drafts[cast.meant[tail][0]].kind != "person":
            return cast.meant[tail][0]
    span = cast.findings.spans[n]
    for m in cast.around(span.start, span.end, APPOSITION):
        other = cast.findings.spans[m]
        if other.label == "pronoun" and 0 < span.start - other.end < 2 and cast.words(m).casefold() in ("its", "their"):
            body = next((d for d in cast.antecedents(m) if cast.drafts[d].kind != "person"), None)
            if body is not None:
                return body
        if m not in cast.meant or len(cast.meant[m]) != 1 or cast.drafts[cast.meant[m][0]].kind == "person":
            continue
        if other.label not in BODIES:
            continue
        if 0 <= other.start - span.end < 12 and BEHIND.fullmatch(cast.text, span.end, other.start):
            return cast.meant[m][0]
        before = BEFORE if other.label.endswith(".name") else POSSESSIVE
        if 0 <= span.start - other.end < 6 and before.fullmatch(cast.text, other.end, span.start):
            return cast.meant[m][0]
    return None


def _place_body(cast: Cast, draft: Draft, home: Home) -> None:
    said, standing = draft.label(), countries.standing_of(cast, draft)
    draft.sectors = draft.sectors or countries.sectors_of(standing, (organizations.generic(said) or ((),))[0])
    if draft.country is None and draft.sectors[:1] not in STATELESS:
        draft.country = (
            countries.inside(said, home.named)
            or _country_beside(cast, draft)
            or tied(draft, standing, home, _first(cast, draft))
        )


def _place_person(cast: Cast, draft: Draft, home: Home) -> None:
    role = titles.role(draft.title) if draft.title else None
    body = cast.drafts[draft.affiliation] if draft.affiliation is not None else None
    standing = countries.standing_of(cast, draft)
    if role is not None and role.sectors and (body is None or body.kind == "state"):
        by_words = role.sectors
    else:
        by_words = body.sectors if body is not None else ()
    draft.sectors = draft.sectors or countries.sectors_of(standing, by_words)
    if draft.country is None:
        draft.country = _country_of(cast, draft, standing, home)
    if body is None and draft.country is not None and _of_a_state(role, draft):
        draft.affiliation = next(
            (n for n, d in enumerate(cast.drafts) if d.kind == "state" and d.country == draft.country), None
        )


def _country_of(cast: Cast, draft: Draft, standing: Standing | None, home: Home) -> str | None:
    """The country of a person: by its words or the reader's link, else of the body, a state beside or the sectors."""
    if (said := next(filter(None, map(countries.told, draft.nominals)), None)) is not None:
        return said
    if standing is not None and standing.tied >= countries.LIKELY and (country := home.of(draft)) is not None:
        return country
    body = cast.drafts[draft.affiliation] if draft.affiliation is not None else None
    if body is not None and (body.country is not None or body.sectors[:1] in STATELESS):
        return body.country
    return _country_beside(cast, draft) or tied(draft, standing, home, _first(cast, draft))


def _of_a_state(role: titles.Role | None, draft: Draft) -> bool:
    """Whether a person without a body acts for the state itself."""
    return role is not None and (role.name in OF_A_STATE or draft.sectors[:1] == ("GOV",))


def _first(cast: Cast, draft: Draft) -> int:
    """Where the text first tells of a party."""
    return min((cast.findings.spans[n].start for n in draft.mentions), default=0)


def _country_beside(cast: Cast, draft: Draft) -> str | None:
    """A state named right before a mention of the body or, after "of", right behind it."""
    for n in draft.mentions:
        span = cast.findings.spans[n]
        for m in cast.around(span.start, span.end, APPOSITION):
            other = cast.findings.spans[m]
            if other.label != "state.name" or m not in cast.meant:
                continue
            of = 0 <= other.start - span.end <= 8 and " of" in cast.text[span.end : other.start]
            if of or (other.end < span.start and BEFORE.fullmatch(cast.text, other.end, span.start)):
                return cast.drafts[cast.meant[m][0]].country
    return None
