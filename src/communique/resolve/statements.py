"""Speaker, cue and content to statements: who said what, split quotations joined, the kind decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from communique.findings import Findings
from communique.records import Span, StatementKind

THAT = re.compile(r"that,?\s+(?=\S)", re.I)
LETTER = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Said:
    """A statement in the making; numbers are those of spans."""

    cue: int | None
    contents: list[int]
    speaker: int | None
    extents: list[tuple[int, int]] = field(default_factory=list)
    speaker_of: Said | None = None
    """For a quotation without a cue of its own: the statement whose speaker goes on."""
    score: float = 0.0


def assemble(text: str, findings: Findings) -> list[Said]:
    """The statements of a text in the order of their words, not yet resolved."""
    spans = findings.spans
    by_cue: dict[int, list[int]] = {}
    owner: dict[int, tuple[float, int]] = {}
    for cue in findings.of("cue"):
        for content, probability in findings.tails("content", cue):
            if probability > owner.get(content, (0.0, 0))[0]:
                owner[content] = (probability, cue)
    for content, (_, cue) in sorted(owner.items(), key=lambda row: -row[1][0]):
        known = by_cue.setdefault(cue, [])
        if not known or any(_together(text, findings, content, other) for other in known):
            known.append(content)
    found: list[Said] = []
    at: dict[int, Said] = {}
    for cue, contents in by_cue.items():
        said = Said(cue, sorted(contents), _best(findings, "speaker", cue))
        if said.speaker is None:
            said.speaker = next((s for c in said.contents if (s := _best(findings, "spoken_by", c)) is not None), None)
        said.score = min(spans[cue].score, max(spans[c].score for c in contents))
        found.append(said)
        at.update(dict.fromkeys(contents, said))
    for content in findings.of("content"):
        if content in at:
            continue
        span = spans[content]
        earlier = next((c for c, _ in findings.tails("continues", content) if c in at), None)
        quoted = _share_quoted(text, [(span.start, span.end)], findings.quoted)
        before = max((c for c in at if spans[c].start < span.start), key=lambda c: spans[c].start, default=None)
        runs_on = (
            before is not None
            and any(a <= span.start < b for a, b in findings.continued)
            and _adjacent(text, spans[before].end, span.start)
        )
        if earlier is None and runs_on:
            earlier = before
        if earlier is not None:
            at[earlier].contents.append(content)
            at[content] = at[earlier]
            continue
        speaker = _best(findings, "spoken_by", content)
        if speaker is None and content in owner:
            speaker = _best(findings, "speaker", owner[content][1])
        said = Said(None, [content], speaker, score=span.score)
        if speaker is None and quoted > 0.9 and before is not None:
            said.speaker_of = at[before]
        found.append(said)
        at[content] = said
    for said in found:
        said.extents = sorted({(_without_that(text, spans[c].start), spans[c].end) for c in said.contents})
        _follow_quotation(text, said, findings)
    return sorted(
        found, key=lambda s: min([e[0] for e in s.extents] + ([spans[s.cue].start] if s.cue is not None else []))
    )


def _without_that(text: str, start: int) -> int:
    """Where a content begins without the conjunction before it."""
    m = THAT.match(text, start)
    return m.end() if m else start


def _together(text: str, findings: Findings, a: int, b: int) -> bool:
    """Whether two contents can be parts of one statement: of one paragraph, or of a quotation over several."""
    first, last = sorted((findings.spans[a], findings.spans[b]), key=lambda s: s.start)
    if "\n" not in text[first.end : last.start]:
        return True
    if not _adjacent(text, first.end, last.start):
        return False
    return any(a <= last.start < b for a, b in findings.quoted) and any(a < first.end <= b for a, b in findings.quoted)


def _best(findings: Findings, link: str, head: int) -> int | None:
    tails = findings.tails(link, head)
    return tails[0][0] if tails else None


def _adjacent(text: str, end: int, start: int) -> bool:
    """Whether only a paragraph break and marks stand between two extents."""
    between = text[end:start]
    return "\n" in between and not LETTER.search(between)


def _follow_quotation(text: str, said: Said, findings: Findings) -> None:
    """A quotation that its paragraph leaves open goes on in the next: add what was not tagged there."""
    for start, end in findings.continued:
        last = said.extents[-1]
        if (
            last[1] <= start
            and _adjacent(text, last[1], start)
            and any(a <= last[1] - 1 < b for a, b in findings.quoted)
        ):
            said.extents.append((start, end))


def _share_quoted(text: str, extents: list[tuple[int, int]], quoted: tuple[tuple[int, int], ...]) -> float:
    total = inside = 0
    for start, end in extents:
        for m in LETTER.finditer(text, start, end):
            total += 1
            inside += any(a <= m.start() < b for a, b in quoted)
    return inside / total if total else 0.0


def kind_of(text: str, extents: list[tuple[int, int]], quoted: tuple[tuple[int, int], ...]) -> StatementKind:
    """``direct`` when all words are inside quotation marks, ``indirect`` when none is, else ``mixed``."""
    share = _share_quoted(text, extents, quoted)
    return "direct" if share == 1.0 else "indirect" if share == 0.0 else "mixed"


def spans_of(extents: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Extents as spans of the contract."""
    return tuple(Span(a, b) for a, b in extents)
