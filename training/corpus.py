"""The team's annotated texts: read, checked, and turned into offsets.

    python training/corpus.py FILE.yaml…            check; prints one line per fault and a summary
    python training/corpus.py --show NAME FILE.yaml  print one text with its records as read

The format is described in ``corpora/GUIDE.md``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml

from communique.reader import labels as L
from communique.records import EntityKind, StatementKind

KINDS = set(get_args(EntityKind))
STATUSES = set(L.STATUSES)
ENGAGEMENTS = set(L.ENGAGEMENT_KINDS)
STATEMENTS = set(get_args(StatementKind))
FORCES = set(L.FORCES)
FATES = set(L.FATES)
MANNERS = {"wire", "readout", "un", "red-cross", "ngo", "speech", "sentence", "other"}
MODES = {kind: {L.MODES[n].split(" ")[1] for n in modes} - {"none"} for kind, modes in L.MODES_OF.items()}
CONTEXTS = set(L.CONTEXTS)
SECTORS = set(L.SECTORS)
FIELDS = {
    "engagements": {"kind", "trigger", "participants", "date", "when", "place", "topics", "status", "evidence"},
    "events": {
        "type",
        "mode",
        "contexts",
        "trigger",
        "actor",
        "recipient",
        "status",
        "date",
        "when",
        "place",
        "evidence",
    },
    "statements": {"kind", "speaker", "said_by", "cue", "content", "addressee"},
    "commitments": {"force", "trigger", "by", "to", "action", "amount", "due", "condition", "status", "evidence"},
}
MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
OFFICE = re.compile(r"#office:([\w+-]+)$")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?$")

Extent = tuple[int, int]


class Fault(ValueError):
    """A label or a quoted word that does not hold; the text says which."""


@dataclass
class Mark:
    """A marked span: label is person|organization|state|group, office, place, date, money or other."""

    start: int
    end: int
    label: str
    form: str = ""  # name | nominal | pronoun, for entities
    ids: list[str] = field(default_factory=list)  # entities meant; for an office, its holder


@dataclass
class Annotated:
    """One text with every quoted word resolved to ``(start, end)`` in code points of ``text``."""

    name: str
    manner: str
    published: str | None
    text: str
    marks: list[Mark]
    entities: dict[str, dict[str, Any]]
    engagements: list[dict[str, Any]]
    events: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    commitments: list[dict[str, Any]]


def unmark(marked: str, entities: dict[str, Any]) -> tuple[str, list[Mark]]:
    text, marks, last = "", [], 0
    for m in MARK.finditer(marked):
        text += marked[last : m.start()]
        last = m.end()
        key, words = m[1].strip(), m[2]
        start = len(text)
        text += words
        if office := OFFICE.match(key):
            mark = Mark(start, len(text), "office", ids=office[1].split("+"))
        elif key.startswith("#"):
            if key[1:] not in {"place", "date", "money", "other"}:
                raise Fault(f"mark {{{key}|{words}}}: unknown label")
            mark = Mark(start, len(text), key[1:])
        else:
            form = {"~": "nominal", "^": "pronoun"}.get(key[-1:], "name")
            ids = key.rstrip("~^").split("+")
            kinds = [entities.get(i, {}).get("kind") for i in ids]
            mark = Mark(start, len(text), str(kinds[0]), form, ids)
        for i in mark.ids:
            if i not in entities:
                raise Fault(f"mark {{{key}|{words}}}: no entity {i}")
        if not words.strip() or words != words.strip():
            raise Fault(f"mark {{{key}|{words}}}: empty or with blanks at its edge")
        marks.append(mark)
    text += marked[last:]
    _settle_articles(text, marks)
    if stray := re.search(r"[{}|]", text):
        raise Fault(
            f"stray '{stray[0]}' near «{text[max(0, stray.start() - 30) : stray.start() + 30]}» (marks may not nest)"
        )
    return text, marks


ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.I)
COUNT = r"two|three|four|five|six|seven|eight|nine|ten|several|some|many|all|both|these|those|this"
BEFORE_NOMINAL = re.compile(rf"(?<![\w’'-])(?:(?:the|an?)\s+)?(?:{COUNT})\s+\Z|(?<![\w’'-])(?:the|an?)\s+\Z", re.I)


def _settle_articles(text: str, marks: list[Mark]) -> None:
    """Names and offices are without their article, nominals with it, however they were marked."""
    before = 0
    for mark in marks:
        if (mark.form == "name" or mark.label == "office") and (m := ARTICLE.match(text, mark.start, mark.end)):
            mark.start = m.end()
        elif mark.form == "nominal" and (m := BEFORE_NOMINAL.search(text, before, mark.start)):
            mark.start = m.start()
        before = mark.end


def places_of(text: str, words: str) -> list[Extent]:
    """All extents of ``words`` in the text; " … " stands for anything between."""
    first, gap, last = words.partition(" … ")
    found = []
    edge = lambda w: (r"(?<!\w)" if w[:1].isalnum() else "", r"(?!\w)" if w[-1:].isalnum() else "")
    spaced = lambda w: r"\s+".join(map(re.escape, w.split()))
    pattern = edge(first)[0] + spaced(first) + edge(first)[1]
    for m in re.finditer(pattern, text):
        if not gap:
            found.append(m.span())
            continue
        rest = re.compile(edge(last)[0] + spaced(last) + edge(last)[1]).search(text, m.end())
        if rest:
            found.append((m.start(), rest.end()))
    return found


def locate(text: str, words: Any, near: Extent | None = None, what: str = "") -> Extent:
    words = str(words).strip()
    number = None
    if m := re.search(r" @(\d+)$", words):
        number, words = int(m[1]), words[: m.start()]
    found = places_of(text, words)
    if not found:
        raise Fault(f"{what}: «{words}» is not in the text")
    if number:
        if number > len(found):
            raise Fault(f"{what}: «{words}» occurs only {len(found)} times")
        return found[number - 1]
    if near is None:
        if len(found) > 1:
            raise Fault(f"{what}: «{words}» occurs {len(found)} times; quote more words or add @N")
        return found[0]
    inside = [f for f in found if near[0] <= f[0] and f[1] <= near[1]]
    gap = lambda f: max(f[0] - near[1], near[0] - f[1], 0)
    return inside[0] if inside else min(found, key=gap)


def _record(kind: str, row: dict[str, Any], text: str, entities: dict[str, Any]) -> dict[str, Any]:
    if extra := set(row) - FIELDS[kind]:
        raise Fault(f"{kind}: unknown field {', '.join(sorted(extra))}")
    who = f"{kind} «{row.get('evidence') or row.get('content')}»"[:80]
    out: dict[str, Any] = {}

    def among(name: str, allowed: set[str], null: bool = False) -> Any:
        value = row.get(name)
        if value is None and null:
            return None
        if value not in allowed:
            raise Fault(f"{who}: {name} «{value}» is none of {', '.join(sorted(allowed))}")
        return value

    def parties(name: str) -> list[str]:
        value = row.get(name) or []
        value = value if isinstance(value, list) else [value]
        for i in value:
            if i not in entities:
                raise Fault(f"{who}: {name}: no entity {i}")
        return value

    def words(name: str, near: Extent | None) -> Extent | None:
        value = row.get(name)
        return None if value in (None, "") else locate(text, value, near, f"{who}: {name}")

    def day(value: Any) -> str | None:
        if value is None:
            return None
        if not DATE.match(str(value)):
            raise Fault(f"{who}: date «{value}» is not YYYY[-MM[-DD]][/…]")
        return str(value)

    if kind == "statements":
        content = row.get("content") or []
        content = content if isinstance(content, list) else [content]
        if not content:
            raise Fault(f"{who}: no content")
        spans = [locate(text, content[0], None, f"{who}: content")]
        for piece in content[1:]:
            spans.append(locate(text, piece, spans[-1] if " @" not in str(piece) else None, f"{who}: content"))
        extent = (min(s[0] for s in spans), max(s[1] for s in spans))
        near = extent
        if row.get("cue"):
            # The cue lies next to a piece of the content, never inside one unless nothing else is there.
            found = places_of(text, str(row["cue"]).strip()) if " @" not in str(row["cue"]) else []
            free = [f for f in found if not any(s[0] <= f[0] and f[1] <= s[1] for s in spans)]
            if free:
                gap = lambda f: min(max(f[0] - s[1], s[0] - f[1], 0) for s in spans)
                out["cue"] = min(free, key=gap)
            else:
                out["cue"] = words("cue", near)
        else:
            out["cue"] = None
        if row.get("said_by"):
            anchor = out["cue"] or spans[0]
            if " @" in str(row["said_by"]):
                out["said_by"] = words("said_by", None)
            else:
                found = places_of(text, str(row["said_by"]).strip())
                free = [f for f in found if not any(s[0] <= f[0] and f[1] <= s[1] for s in spans)] or found
                if not free:
                    raise Fault(f"{who}: said_by «{row['said_by']}» is not in the text")
                out["said_by"] = min(free, key=lambda f: max(f[0] - anchor[1], anchor[0] - f[1], 0))
        else:
            out["said_by"] = None
        out |= {
            "kind": among("kind", STATEMENTS),
            "speaker": parties("speaker"),
            "content": spans,
            "addressee": parties("addressee"),
        }
        return out

    if not row.get("evidence"):
        raise Fault(f"{who}: no evidence")
    evidence = locate(text, row["evidence"], None, f"{who}: evidence")
    out["evidence"] = evidence
    out["trigger"] = words("trigger", evidence)
    if out["trigger"] is None:
        raise Fault(f"{who}: no trigger")
    if kind in {"events", "engagements"}:
        out["status"] = among("status", STATUSES)
        out["date"], out["when"] = day(row.get("date")), words("when", evidence)
        place = row.get("place")
        out["place"] = words("place", evidence)
        out["place_name"] = place
    if kind == "engagements":
        out |= {"kind": among("kind", ENGAGEMENTS), "participants": parties("participants")}
        topics = row.get("topics") or []
        out["topics"] = [locate(text, t, evidence, f"{who}: topics") for t in topics]
        if not out["participants"]:
            raise Fault(f"{who}: no participants")
    elif kind == "events":
        out["type"] = among("type", set(MODES))
        out["mode"] = among("mode", MODES[row["type"]], null=True)
        out["contexts"] = row.get("contexts") or []
        if bad := set(out["contexts"]) - CONTEXTS:
            raise Fault(f"{who}: unknown context {', '.join(sorted(bad))}")
        out["actor"], out["recipient"] = parties("actor"), parties("recipient")
    else:
        out |= {
            "force": among("force", FORCES),
            "status": among("status", FATES),
            "by": parties("by"),
            "to": parties("to"),
        }
        out["action"] = words("action", evidence)
        if out["action"] is None:
            raise Fault(f"{who}: no action")
        out["condition"] = words("condition", evidence)
        amount = row.get("amount")
        out["amount"], out["amount_span"] = None, None
        if amount:
            if (
                len(amount) != 3
                or not isinstance(amount[0], (int, float))
                or not re.match(r"[A-Z]{3}$", str(amount[1]))
            ):
                raise Fault(f"{who}: amount is [value, CUR, words]")
            out["amount"] = (amount[0], amount[1])
            out["amount_span"] = locate(text, amount[2], evidence, f"{who}: amount")
        due = row.get("due")
        out["due"] = None
        if due:
            out["due"] = {
                "from": day(due.get("from")),
                "to": day(due.get("to")),
                "span": locate(text, due["text"], evidence, f"{who}: due") if due.get("text") else None,
            }
    return out


def read_text(row: dict[str, Any]) -> Annotated:
    """One parsed YAML document to an Annotated text. Raises Fault."""
    known = {"name", "manner", "published", "text", "entities", "dateline", "source", *FIELDS}
    if extra := set(row) - known:
        raise Fault(f"unknown key {', '.join(map(str, extra))}")
    if row.get("manner") not in MANNERS:
        raise Fault(f"manner «{row.get('manner')}» is none of {', '.join(sorted(MANNERS))}")
    published = row.get("published")
    entities = row.get("entities") or {}
    for key, entity in entities.items():
        if not re.match(r"[\w-]+$", str(key)):
            raise Fault(f"entity id «{key}»")
        if entity.get("kind") not in KINDS:
            raise Fault(f"entity {key}: kind «{entity.get('kind')}»")
        if extra := set(entity) - {"kind", "name", "title", "of", "country", "sectors"}:
            raise Fault(f"entity {key}: unknown field {', '.join(extra)}")
        if entity.get("of") is not None and entity["of"] not in entities:
            raise Fault(f"entity {key}: of: no entity {entity['of']}")
        if (c := entity.get("country")) is not None and not re.match(r"[A-Z]{3}$", str(c)):
            raise Fault(f"entity {key}: country «{c}»")
        if bad := set(entity.get("sectors") or []) - SECTORS:
            raise Fault(f"entity {key}: sector {', '.join(map(str, bad))}")
        if not entity.get("name"):
            raise Fault(f"entity {key}: no name")
    text, marks = unmark(str(row["text"]).rstrip("\n"), entities)
    used = {i for m in marks for i in m.ids}
    if unused := set(entities) - used:
        raise Fault(f"entity without a mention: {', '.join(unused)}")
    records = {kind: [_record(kind, r, text, entities) for r in row.get(kind) or []] for kind in FIELDS}
    return Annotated(
        name=row["name"],
        manner=row["manner"],
        published=None if published is None else str(published),
        text=text,
        marks=marks,
        entities=entities,
        **records,
    )


def read_files(paths: list[Path], faults: list[str] | None = None) -> list[Annotated]:
    """All texts of the files. Faults are collected when a list is given, raised otherwise."""
    texts: list[Annotated] = []
    names: Counter[str] = Counter()
    for path in sorted(paths):
        try:
            rows = [r for r in yaml.safe_load_all(path.read_text(encoding="utf-8")) if r]
        except yaml.YAMLError as error:
            if faults is None:
                raise
            faults.append(f"{path.name}: not YAML: {' '.join(str(error).split())}")
            continue
        for row in rows:
            try:
                text = read_text(row)
                names[text.name] += 1
                if names[text.name] > 1:
                    raise Fault("a second text of this name")
                texts.append(text)
            except (Fault, KeyError, TypeError, AttributeError) as error:
                if faults is None:
                    raise
                faults.append(f"{path.name}: {row.get('name') if isinstance(row, dict) else row}: {error}")
    return texts


def main(arguments: list[str]) -> int:
    show = None
    if arguments[:1] == ["--show"]:
        show, arguments = arguments[1], arguments[2:]
    faults: list[str] = []
    texts = read_files([Path(a) for a in arguments], faults)
    for fault in faults:
        print(fault)
    for text in texts:
        if text.name == show:
            print(text.text)
            for kind in FIELDS:
                for record in getattr(text, kind):
                    spans = {
                        k: text.text[v[0] : v[1]]
                        if isinstance(v, tuple) and len(v) == 2 and isinstance(v[0], int) and k != "amount"
                        else v
                        for k, v in record.items()
                    }
                    print(kind, spans)
    counts = {kind: sum(len(getattr(t, kind)) for t in texts) for kind in FIELDS}
    words = sum(len(t.text.split()) for t in texts)
    print(
        f"{len(texts)} texts, {words} words, {sum(len(t.marks) for t in texts)} marks, "
        + ", ".join(f"{n} {k}" for k, n in counts.items())
        + f"; {len(faults)} faults"
    )
    print("types:", dict(Counter(e["type"] for t in texts for e in t.events).most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
