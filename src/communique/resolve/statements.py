"""Speaker, cue and content to statements: who said what, split quotations joined, the kind decided."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from communique.findings import Findings
from communique.records import Span, StatementKind
from communique.resolve.words import inside

THAT = re.compile(r"that,?\s+(?=\S)", re.I)
LETTER = re.compile(r"[^\W_]+")
HOPE = re.compile(r"\b(?:hop(?:e|es|ed|ing|eful)|look(?:s|ed|ing)?\s+forward|wish(?:es|ed|ing)?)\b", re.I)


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
    worded = {c for c in findings.of("content") if LETTER.search(text, spans[c].start, spans[c].end)}
    """The contents that hold a word: a mark alone is none."""
    by_cue: dict[int, list[int]] = {}
    owner: dict[int, tuple[float, int]] = {}
    for cue in findings.of("cue"):
        for content, probability in findings.tails("content", cue):
            if content in worded and probability > owner.get(content, (0.0, 0))[0]:
                owner[content] = (probability, cue)
    for content, (_, cue) in sorted(owner.items(), key=lambda row: -row[1][0]):
        known = by_cue.setdefault(cue, [])
        if not known or any(_together(text, findings, content, other) for other in known):
            known.append(content)
    found: list[Said] = []
    at: dict[int, Said] = {}
    for cue, contents in by_cue.items():
        said = Said(cue, sorted(contents), findings.best("speaker", cue))
        if said.speaker is None:
            said.speaker = next((s for c in said.contents if (s := findings.best("spoken_by", c)) is not None), None)
        said.score = min(spans[cue].score, max(spans[c].score for c in contents))
        found.append(said)
        at.update(dict.fromkeys(contents, said))
    before: int | None = None
    """The content before, which has found its statement."""
    for content in sorted(worded):
        if content not in at:
            alone = _without_cue(text, findings, content, before, at, owner)
            if alone is not None:
                found.append(alone)
        before = content
    for said in found:
        said.extents = sorted({(_without_that(text, spans[c].start), spans[c].end) for c in said.contents})
        _follow_quotation(text, said, findings)
    attributed = [one for one in found if _is_attributed(text, one, findings)]
    return sorted(
        attributed, key=lambda s: min([e[0] for e in s.extents] + ([spans[s.cue].start] if s.cue is not None else []))
    )


def _is_attributed(text: str, said: Said, findings: Findings) -> bool:
    """Whether anything in the text attributes the words: a cue, a speaker or quotation marks."""
    named = said.cue is not None or said.speaker is not None or said.speaker_of is not None
    return named or _share_quoted(text, said.extents, findings.quoted) >= 0.5


def _without_cue(
    text: str,
    findings: Findings,
    content: int,
    before: int | None,
    at: dict[int, Said],
    owner: dict[int, tuple[float, int]],
) -> Said | None:
    """The statement of a content that no cue has taken; None where it goes on with an earlier one."""
    span = findings.spans[content]
    earlier = next((c for c, _ in findings.tails("continues", content) if c in at), None)
    if earlier is None and before is not None and inside(span.start, span.start + 1, findings.continued):
        earlier = before if _adjacent(text, findings.spans[before].end, span.start) else None
    if earlier is not None:
        at[earlier].contents.append(content)
        at[content] = at[earlier]
        return None
    speaker = findings.best("spoken_by", content)
    if speaker is None and content in owner:
        speaker = findings.best("speaker", owner[content][1])
    said = Said(None, [content], speaker, score=span.score)
    if speaker is None and before is not None and _share_quoted(text, [(span.start, span.end)], findings.quoted) > 0.9:
        said.speaker_of = at[before]
    at[content] = said
    return said


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
    return inside(last.start, last.start + 1, findings.quoted) and inside(first.end - 1, first.end, findings.quoted)


def _adjacent(text: str, end: int, start: int) -> bool:
    """Whether only a paragraph break and marks stand between two extents."""
    between = text[end:start]
    return "\n" in between and not LETTER.search(between)


def _follow_quotation(text: str, said: Said, findings: Findings) -> None:
    """A quotation that its paragraph leaves open goes on in the next: add what was not tagged there."""
    while True:
        end = said.extents[-1][1]
        k = bisect_left(findings.continued, end, key=lambda e: e[0])
        if k == len(findings.continued) or not inside(end - 1, end, findings.quoted):
            return
        start, after = findings.continued[k]
        if not _adjacent(text, end, start):
            return
        said.extents.append((start, after))


def _share_quoted(text: str, extents: list[tuple[int, int]], quoted: tuple[tuple[int, int], ...]) -> float:
    total = within = 0
    for start, end in extents:
        total += _letters(text, start, end)
        for first, last in quoted[max(0, bisect_left(quoted, (start,)) - 1) :]:
            if first >= end:
                break
            within += _letters(text, max(start, first), min(end, last))
    return within / total if total else 0.0


def _letters(text: str, start: int, end: int) -> int:
    return len(LETTER.findall(text, start, end))


def kind_of(text: str, extents: list[tuple[int, int]], quoted: tuple[tuple[int, int], ...]) -> StatementKind:
    """``direct`` when all words are inside quotation marks, ``indirect`` when none is, else ``mixed``."""
    share = _share_quoted(text, extents, quoted)
    return "direct" if share == 1.0 else "indirect" if share == 0.0 else "mixed"


def spans_of(extents: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Extents as spans of the contract."""
    return tuple(Span(a, b) for a, b in extents)


class Places:
    """Which statement a place of the text belongs to: in its content or cue.

    Args:
        findings: what the statements were made of.
        said: the statements.
    """

    def __init__(self, findings: Findings, said: list[Said]) -> None:
        rows = [(a, b, k) for k, one in enumerate(said) for a, b in one.extents]
        for k, one in enumerate(said):
            if one.cue is not None:
                rows.append((findings.spans[one.cue].start, findings.spans[one.cue].end, k))
        self._rows = sorted(rows)
        self._starts = [row[0] for row in self._rows]

    def __call__(self, start: int, end: int) -> int | None:
        """Number of the innermost statement whose content or cue covers the extent."""
        at = bisect_left(self._starts, start + 1)
        for a, b, k in reversed(self._rows[max(0, at - 8) : at]):
            if a <= start and end <= b:
                return k
        return None


def hopes(text: str, findings: Findings, said: list[Said]) -> Places:
    """Where the text tells what somebody hopes for, which is neither promised nor planned."""
    spans = findings.spans
    return Places(
        findings, [s for s in said if s.cue is not None and HOPE.search(text, spans[s.cue].start, spans[s.cue].end)]
    )
