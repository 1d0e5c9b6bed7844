"""Corpora to training items: windows with the targets of every head."""

from __future__ import annotations

import hashlib
import json
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpus
import numpy as np
import standoff

from communique.reader import labels as L
from communique.reader.encode import WINDOW, Encoded, PieceEncoder, Window, windows
from communique.resolve.places import gazetteer
from communique.text.sentences import paragraphs

Extent = tuple[int, int]
STATEMENT_LAYERS = frozenset({"speaker", "cue", "content"})
ALL_LAYERS = frozenset(L.LAYERS)


@dataclass
class Gold:
    """A text with what is annotated in it, in code points."""

    name: str
    text: str
    layers: frozenset[str]
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    """(layer:label, start, end)"""
    links: set[tuple[int, int, str]] = field(default_factory=set)
    unsure: set[tuple[int, int, str]] = field(default_factory=set)
    """Links that are neither right nor wrong and so not trained."""
    linked: frozenset[str] = frozenset()
    """Link names that are annotated; all others are not trained on this text."""
    classes: dict[int, dict[str, Any]] = field(default_factory=dict)
    pairs: list[tuple[Extent, Extent | None, str]] = field(default_factory=list)
    """(actor, recipient, PLOVER type or YIELD)"""
    published: str | None = None
    names: list[tuple[Extent, str, str]] = field(default_factory=list)
    """Names of persons, states, bodies and places (and pronouns), for ``augment``: (extent, entity, kind)."""

    def add(self, label: str, extent: Extent) -> int:
        """Number of the span, which is new or known."""
        row = (label, *extent)
        if row in self.spans:
            return self.spans.index(row)
        self.spans.append(row)
        return len(self.spans) - 1


def held_out(name: str, share: int = 10) -> bool:
    """Whether a text of the team's corpus is kept from training: by a hash of its name, fixed for ever.

    Whole articles that were written to be held out say so in their name.
    """
    return name.startswith("unseen-") or int(hashlib.sha256(name.encode()).hexdigest(), 16) % share == 0


def read_polnear(path: Path) -> list[Gold]:
    """Attributions of PolNeAR (Newell et al. 2018) as JSON Lines: statements only."""
    found = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        gold = Gold(
            row["name"],
            row["text"],
            STATEMENT_LAYERS,
            linked=frozenset({"speaker", "content", "continues", "spoken_by"}),
        )
        for attribution in row["attributions"]:
            _statement(gold, *([tuple(e) for e in attribution[k]] for k in ("source", "cue", "content")))
        found.append(gold)
    return found


def _statement(gold: Gold, speakers: list[Extent], cues: list[Extent], contents: list[Extent]) -> None:
    cue = [gold.add("cue:cue", e) for e in cues]
    said = [gold.add("content:content", e) for e in _by_paragraph(gold.text, contents)]
    who = [gold.add("speaker:speaker", e) for e in speakers]
    for c in cue:
        gold.links |= {(c, s, "content") for s in said} | {(c, w, "speaker") for w in who}
    gold.links |= {(s, w, "spoken_by") for s in said for w in who}
    gold.links |= {(b, a, "continues") for n, b in enumerate(said) for a in said[:n]}


def _by_paragraph(text: str, extents: Iterable[Extent]) -> list[Extent]:
    """Cut extents at the ends of paragraphs: a span never leaves its own."""
    blocks = paragraphs(text)
    return [(max(start, a), min(end, b)) for start, end in extents for a, b in blocks if max(start, a) < min(end, b)]


def folded(kind: str) -> str:
    """PLV's name of a type: its YIELD is CONCEDE or RETREAT."""
    return "YIELD" if kind in ("CONCEDE", "RETREAT") else kind


def read_plv(path: Path) -> list[Gold]:
    """Relations of given pairs of PLV (Hu et al. 2024) as JSON Lines."""
    return [
        Gold(
            f"plv-{row['id']}",
            row["text"],
            frozenset(),
            pairs=[(tuple(row["actor"]), tuple(row["recipient"]) if row["recipient"] else None, row["type"])],
        )
        for row in map(json.loads, path.open(encoding="utf-8"))
    ]


def from_own(own: corpus.Annotated) -> Gold:
    """A text of the team's corpus, with every layer."""
    gold = Gold(own.name, own.text, ALL_LAYERS, linked=frozenset(L.LINKS), published=own.published)
    mentions: list[tuple[int, corpus.Mark]] = []
    for mark in own.marks:
        if mark.label in {"office", "place", "date", "money"}:
            label = mark.label
        elif mark.label == "other":
            label = "group.nominal"
        else:
            label = "pronoun" if mark.form == "pronoun" else f"{mark.label}.{mark.form}"
        mentions.append((gold.add(f"mention:{label}", (mark.start, mark.end)), mark))
        if mark.label == "place":
            gold.names.append(((mark.start, mark.end), own.text[mark.start : mark.end], "place"))
        elif mark.form in ("name", "pronoun") and len(mark.ids) == 1:
            kind = "pronoun" if mark.form == "pronoun" else mark.label
            gold.names.append(((mark.start, mark.end), mark.ids[0], kind))
    entity = [(n, m) for n, m in mentions if m.label in corpus.KINDS]
    for n, mark in entity:
        if mark.form != "pronoun" and len(mark.ids) == 1:
            who = own.entities[mark.ids[0]]
            known = {"sector": who["sectors"][0]} if who.get("sectors") else {}
            gold.classes[n] = known | {"tied": "yes" if who.get("country") else "no"}
    for k, (n, mark) in enumerate(entity):
        for other, earlier in entity[:k]:
            mine, theirs = set(mark.ids), set(earlier.ids)
            if mine == theirs or (len(mine) > 1 and theirs < mine):
                gold.links.add((n, other, "same"))
            elif mine & theirs:
                gold.unsure.add((n, other, "same"))

    def link_parties(
        head: int, name: str, ids: list[str], evidence: Extent, avoid: list[Extent] | None = None
    ) -> list[int]:
        """Link a trigger or cue to the mentions of the parties, those in its evidence first."""
        wanted, linked = set(ids), []
        inside = [
            (n, m)
            for n, m in entity
            if evidence[0] <= m.start
            and m.end <= evidence[1]
            and not any(a[0] <= m.start and m.end <= a[1] for a in avoid or [])
        ]
        covered: set[str] = set()
        for n, m in inside:
            if set(m.ids) <= wanted:
                linked.append(n)
                covered |= set(m.ids)
        start = gold.spans[head][1]
        for missing in sorted(wanted - covered):
            near = [
                (abs(m.start - start), n)
                for n, m in entity
                if m.ids == [missing] or (missing in m.ids and set(m.ids) <= wanted)
            ]
            if near:
                linked.append(min(near)[1])
        gold.links |= {(head, n, name) for n in linked}
        gold.unsure |= {(head, n, name) for n, m in entity if n not in linked and wanted & set(m.ids)}
        return linked

    def link_mark(head: int, name: str, label: str, extent: Extent | None) -> None:
        if extent is None:
            return
        for n, m in mentions:
            if m.label == label and m.start < extent[1] and extent[0] < m.end:
                gold.links.add((head, n, name))

    for event in own.events:
        head = gold.add(f"event:{event['type']}", event["trigger"])
        actors = link_parties(head, "actor", event["actor"], event["evidence"])
        recipients = link_parties(head, "recipient", event["recipient"], event["evidence"])
        link_mark(head, "event_place", "place", event["place"])
        link_mark(head, "event_date", "date", event["when"])
        gold.classes[head] = {"status": event["status"], "mode": event["mode"] or "none", "context": event["contexts"]}
        if actors and event["status"] in {"occurred", "ongoing"}:
            at = event["trigger"][0]
            actor, recipient = _nearest(gold, actors, at), _nearest(gold, recipients, at) if recipients else None
            gold.pairs.append((actor, recipient, event["type"]))
    for engagement in own.engagements:
        head = gold.add(f"engagement:{engagement['kind']}", engagement["trigger"])
        link_parties(head, "participant", engagement["participants"], engagement["evidence"])
        link_mark(head, "engagement_place", "place", engagement["place"])
        link_mark(head, "engagement_date", "date", engagement["when"])
        for topic in engagement["topics"]:
            gold.links.add((head, gold.add("topic:topic", topic), "topic"))
        gold.classes[head] = {"status": engagement["status"]}
    for commitment in own.commitments:
        head = gold.add(f"commitment:{commitment['force']}", commitment["trigger"])
        link_parties(head, "committer", commitment["by"], commitment["evidence"])
        link_parties(head, "beneficiary", commitment["to"], commitment["evidence"])
        for action in _by_paragraph(own.text, [commitment["action"]]):
            gold.links.add((head, gold.add("action:action", action), "action"))
        if commitment["condition"]:
            gold.links.add((head, gold.add("condition:condition", commitment["condition"]), "condition"))
        link_mark(head, "amount", "money", commitment["amount_span"])
        if commitment["due"]:
            link_mark(head, "due", "date", commitment["due"]["span"])
        gold.classes[head] = {"fate": commitment["status"]}
    for said in own.statements:
        _statement(
            gold, [said["said_by"]] if said["said_by"] else [], [said["cue"]] if said["cue"] else [], said["content"]
        )
        if said["cue"] and said["addressee"]:
            cue = gold.add("cue:cue", said["cue"])
            extent = _sentence(own.text, said["cue"])
            link_parties(cue, "addressee", said["addressee"], extent, said["content"])
    _homes(gold, own, mentions)
    for n, mark in mentions:
        if mark.label == "office":
            holders = [
                (abs(m.start - mark.end), k) for k, m in entity if m.form == "name" and set(m.ids) & set(mark.ids)
            ]
            if holders:
                gold.links.add((n, min(holders)[1], "holds"))
                gold.unsure |= {(n, k, "holds") for _, k in holders}
        if mark.label == "office" or mark.label == "person":
            affiliation = {own.entities[i].get("of") for i in mark.ids} - {None}
            bodies = [(k, m) for k, m in entity if set(m.ids) & affiliation and m.form != "pronoun"]
            line = _sentence(own.text, (mark.start, mark.end))
            near = [
                (abs(m.start - mark.start), k)
                for k, m in bodies
                if line[0] <= m.start < line[1] and m.form != "pronoun"
            ]
            if near and mark.form != "pronoun":
                gold.links.add((n, min(near)[1], "acts_for"))
            gold.unsure |= {(n, k, "acts_for") for k, _ in bodies}
    gold.unsure -= gold.links
    return gold


def _homes(gold: Gold, own: corpus.Annotated, mentions: list[tuple[int, corpus.Mark]]) -> None:
    """Link parties to the nearest mention of their country; to further ones they may be linked or not."""
    country = lambda who: own.entities[who].get("country")
    named = tuple(sorted({c for who, e in own.entities.items() if e["kind"] == "state" and (c := country(who))}))
    where = []
    for n, mark in mentions:
        if mark.label == "place":
            said = own.text[mark.start : mark.end]
            where.append((n, mark.start, gazetteer().country_of_place(said, named)))
        elif mark.label == "state" and mark.form == "name" and len(mark.ids) == 1:
            where.append((n, mark.start, country(mark.ids[0])))
    for n, mark in mentions:
        if mark.label not in ("person", "organization", "group") or mark.form == "pronoun" or len(mark.ids) != 1:
            continue
        mine = country(mark.ids[0])
        near = sorted((abs(start - mark.start), k) for k, start, c in where if mine is not None and c == mine)
        gold.links |= {(n, k, "home") for _, k in near[:1]}
        gold.unsure |= {(n, k, "home") for _, k in near[1:]}
        gold.unsure |= {(n, k, "home") for k, _, c in where if c is None}


def read_unlabelled(path: Path) -> list[Gold]:
    """Texts of which nothing is annotated, as JSON Lines, named as standoff annotations name them."""
    rows = map(json.loads, path.open(encoding="utf-8"))
    return [Gold(standoff.key_of(row), row["text"], frozenset()) for row in rows]


PRONOUNS = frozenset(
    "i me my mine myself we us our ours ourselves he him his himself she her hers herself it its itself "
    "they them their theirs themselves who whom whose both".split()
)
GUM_KINDS = {"person": "person", "organization": "organization"}


def read_ontogum(path: Path) -> list[Gold]:
    """Who is meant, from OntoGUM (Zhu et al. 2021) as JSON Lines: only ``same`` links between persons and bodies."""
    found = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        text = row["text"]
        gold = Gold(row["id"], text, frozenset(), linked=frozenset({"same"}))
        kinds = {(a, b): kind for a, b, kind, _ in row["mentions"]}
        chains: dict[str, list[int]] = {}
        seen: set[Extent] = set()
        for a, b, chain in sorted(row["coref"]):
            kind = GUM_KINDS.get(kinds.get((a, b), ""))
            said = text[a:b]
            # A mention of ours ends before what describes it: "the head of the office" is "the head".
            head = re.split(r"(?:,|\s+(?:of|who|which|that|in|at|for|from|with|to))\b", said, maxsplit=1)[0].rstrip()
            extent = (a, a + len(head))
            if kind is None or not head or len(head.split()) > 6 or "\n" in head or extent in seen:
                continue
            if head.casefold() in PRONOUNS:
                label = "pronoun"
            else:
                capital = all(w[0].isupper() for w in re.findall(r"[^\W\d_]{3,}", head.removeprefix("the ")))
                label = f"{kind}.{'name' if capital else 'nominal'}"
            seen.add(extent)
            number = gold.add(f"mention:{label}", extent)
            gold.links |= {(number, earlier, "same") for earlier in chains.get(chain, [])}
            chains.setdefault(chain, []).append(number)
        found.append(gold)
    return found


def _nearest(gold: Gold, spans: list[int], at: int) -> Extent:
    """The extent of the span that begins nearest to a place in the text."""
    best = min(spans, key=lambda n: abs(gold.spans[n][1] - at))
    return gold.spans[best][1], gold.spans[best][2]


def _sentence(text: str, extent: Extent) -> Extent:
    """Roughly the sentence around an extent."""
    before = max((m.end() for m in re.finditer(r"[.!?]['”\"]?\s|\n", text[: extent[0]])), default=0)
    after = re.compile(r"[.!?]['”\"]?(\s|$)|\n").search(text, extent[1])
    return before, after.end() if after else len(text)


def read_own(
    folder: Path, keep: Callable[[str], bool], off: Iterable[Path] = (), texts: Sequence[Path] = ()
) -> list[Gold]:
    """The team's dispatches whose names are kept, and its annotations of others' texts. A file that does not hold is an error."""
    found = standoff.read_all([*sorted(folder.glob("*.yaml")), *off], texts)
    return [from_own(a) for a in found if keep(a.name)]


@dataclass
class Item:
    """One window with targets in pieces of the window (the first marker counts)."""

    document: Encoded
    window: Window
    tags: dict[str, np.ndarray]
    spans: np.ndarray
    """(n, 3): first, last (excluded), label number."""
    links: dict[tuple[int, int], dict[str, int]]
    """(head, tail) -> {link: 1 or -1 (unsure)}; what is missing is 0."""
    linked: frozenset[str]
    classes: dict[int, dict[str, Any]]
    pairs: list[tuple[int, int, int, int, str]]

    @property
    def size(self) -> int:
        return self.window.last - self.window.first + 2


SPAN_ID = {name: i for i, name in enumerate(L.SPAN_LABELS)}


class Itemizer:
    """Gold texts to items; encodes each text once."""

    def __init__(self, pieces: PieceEncoder) -> None:
        self._pieces = pieces
        self._known: dict[int, Encoded] = {}

    def items(self, golds: Iterable[Gold], rng: random.Random | None, *, passing: bool = False) -> list[Item]:
        """All windows; with a generator the cuts differ from call to call. Of passing texts nothing is kept."""
        found = []
        for gold in golds:
            encoded = self._known.get(id(gold))
            if encoded is None:
                encoded = self._pieces.encode(gold.text)
                if not passing:
                    self._known[id(gold)] = encoded
            # A text that fits into one window is never cut, as it never is when it is read.
            first = rng.randint(WINDOW // 4, WINDOW) if rng and len(encoded.pieces) > WINDOW - 2 else None
            found.extend(self._item(gold, encoded, window) for window in windows(encoded, WINDOW, first))
        return found

    def _item(self, gold: Gold, encoded: Encoded, window: Window) -> Item:
        start, end = encoded.start, encoded.end

        def locate(a: int, b: int) -> tuple[int, int] | None:
            first, last = bisect_right(end, a), bisect_left(start, b)
            if first < len(start) and encoded.pieces[first] == 1 and start[first] == end[first]:
                first += 1
            if last > first and encoded.pieces[last - 1] == 1:
                last -= 1
            first, last = max(first, window.first), min(last, window.last)
            return (first - window.first + 1, last - window.first + 1) if first < last else None

        size = window.last - window.first + 2
        tags = {layer: np.zeros(size, np.int64) for layer in gold.layers}
        rows, numbers = [], {}
        order = sorted(range(len(gold.spans)), key=lambda i: gold.spans[i][1] - gold.spans[i][2])
        for i in order:
            label, a, b = gold.spans[i]
            extent = locate(a, b)
            if extent is None:
                continue
            numbers[i] = len(rows)
            rows.append((*extent, SPAN_ID[label]))
            layer, _, name = label.partition(":")
            target = tags.get(layer)
            if target is not None and not target[extent[0] : extent[1]].any():
                k = L.LAYERS[layer].index(name)
                target[extent[0] : extent[1]] = 2 + 2 * k
                target[extent[0]] = 1 + 2 * k
        links: dict[tuple[int, int], dict[str, int]] = {}
        for rows_, value in ((gold.links, 1), (gold.unsure, -1)):
            for h, t, name in rows_:
                if h in numbers and t in numbers:
                    links.setdefault((numbers[h], numbers[t]), {})[name] = value
        classes = {numbers[i]: c for i, c in gold.classes.items() if i in numbers}
        pairs = []
        for actor, recipient, kind in gold.pairs:
            a, r = locate(*actor), locate(*recipient) if recipient else (0, 0)
            if a and r:
                pairs.append((*a, *r, kind))
        return Item(encoded, window, tags, np.array(rows, np.int64).reshape(-1, 3), links, gold.linked, classes, pairs)
