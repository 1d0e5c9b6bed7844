"""Records of the contract as records of the corpus, which quotes the words that they rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from communique.export.quoting import Extent, places_of, quote
from communique.resolve.money import parse_amount

Json = dict[str, Any]
FATES = {"kept": "fulfilled", "partly kept": "open", "superseded": "withdrawn"}
"""What a commitment came to, in the corpus's words."""
_MET = re.compile(
    r"\b(met|meet\w*|visit\w*|call\w*|phoned|spoke|talk\w*|summit|sign\w*|confer\w*|discuss\w*|held|host\w*|receiv\w*"
    r"|travel\w*|arriv\w*|negotiat\w*|consult\w*)\b", re.I,
)  # fmt: skip
_PROMISED = re.compile(
    r"\b(pledg\w*|promis\w*|commit\w*|agree\w*|offer\w*|plan\w*|intend\w*|refus\w*|vow\w*|undert\w*|will|would|shall"
    r"|ready)\b", re.I,
)  # fmt: skip
_MONEY = re.compile(r"(?:[A-Z]{2,3}\s?|[$€£¥]\s?)?\d[\d.,  ]*(?:\s*(?:thousand|million|billion|trillion|bn|m))?"
                    r"(?:\s+[A-Za-z]+){0,2}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotator:
    """Makes records of one document.

    Args:
        text: the document's.
        named: ids that the entities have in the annotation, of those that are in it.
    """

    text: str
    named: Callable[[str], str | None]

    def record(self, kind: str, data: Json) -> Json | None:
        """A record of the corpus; None where its words cannot be quoted, or nobody is left of those it needs.

        Args:
            kind: engagement, statement, event or commitment.
            data: the contract's.
        """
        make = {"engagement": self._engagement, "statement": self._statement, "event": self._event,
                "commitment": self._commitment}[kind]  # fmt: skip
        found = make(data)
        return None if found is None else {name: value for name, value in found.items() if value not in (None, [])}

    def _parties(self, ids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(name for one in ids if (name := self.named(one)) is not None))

    def _quoted(self, span: Json | None) -> str | None:
        return None if span is None else quote(self.text, span["start"], span["end"])

    def _within(self, words: str | None, evidence: Extent) -> str | None:
        """Words that a record gives without their place: those in its evidence, else the nearest."""
        found = places_of(self.text, words) if words and words.strip() else []
        if not found:
            return None
        start, end = min(found, key=lambda f: (max(f[0] - evidence[1], evidence[0] - f[1], 0), f))
        return quote(self.text, start, end, short=False)

    def _trigger(self, pattern: re.Pattern[str], evidence: Extent) -> str | None:
        """The contract does not have it: the first word of the evidence that may be it, else its first word."""
        match = pattern.search(self.text, *evidence) or re.compile(r"\w+").search(self.text, *evidence)
        return None if match is None else quote(self.text, *match.span(), short=False)

    def _happened(self, data: Json) -> Json | None:
        evidence = self._quoted(data["evidence"])
        if evidence is None:
            return None
        extent = (data["evidence"]["start"], data["evidence"]["end"])
        place = self._within((data["place"] or {}).get("name"), extent)
        return {"status": data["status"], "date": data["date"], "place": place, "evidence": evidence}

    def _event(self, data: Json) -> Json | None:
        happened, trigger = self._happened(data), self._quoted(data["trigger"])
        if happened is None or trigger is None:
            return None
        return {
            "type": data["type"], "mode": data["mode"], "contexts": list(data["contexts"]), "trigger": trigger,
            "actor": self._parties(data["actor"]), "recipient": self._parties(data["recipient"]), **happened,
        }  # fmt: skip

    def _engagement(self, data: Json) -> Json | None:
        happened, company = self._happened(data), self._parties(data["participants"])
        extent = (data["evidence"]["start"], data["evidence"]["end"])
        trigger = self._trigger(_MET, extent)
        if happened is None or not company or trigger is None:
            return None
        topics = [words for topic in data["topics"] if (words := self._within(topic, extent)) is not None]
        return {"kind": data["kind"], "trigger": trigger, "participants": company, "topics": topics, **happened}

    def _statement(self, data: Json) -> Json | None:
        content = [self._quoted(span) for span in data["content"]]
        if not content or None in content:
            return None
        return {
            "kind": data["kind"], "speaker": self._parties(data["speaker"]),
            "said_by": self._quoted(data["speaker_span"]), "cue": self._quoted(data["cue"]), "content": content,
            "addressee": self._parties(data["addressee"]),
        }  # fmt: skip

    def _commitment(self, data: Json) -> Json | None:
        extent = (data["evidence"]["start"], data["evidence"]["end"])
        evidence, action = self._quoted(data["evidence"]), self._within(data["action"], extent)
        trigger = self._trigger(_PROMISED, extent)
        if evidence is None or action is None or trigger is None:
            return None
        due = None
        if data["due"] is not None:
            due = {"from": data["due"]["from"], "to": data["due"]["to"]}
            text = self._within(data["due"]["text"], extent)
            due |= {"text": text} if text is not None else {}
        return {
            "force": data["force"], "trigger": trigger, "by": self._parties(data["committer"]),
            "to": self._parties(data["beneficiary"]), "action": action, "amount": self._amount(data["amount"], extent),
            "due": due, "condition": self._within(data["condition"], extent),
            "status": FATES.get(data["status"], data["status"]), "evidence": evidence,
        }  # fmt: skip

    def _amount(self, amount: Json | None, evidence: Extent) -> list[Any] | None:
        """Value, currency, and the words in the evidence that say them; None where no words do."""
        if amount is None:
            return None
        for match in _MONEY.finditer(self.text, *evidence):
            words = match[0].strip()
            while words:
                said = parse_amount(words)
                if said is not None and said.value == amount["value"] and said.currency == amount["currency"]:
                    start = match.start() + match[0].index(words)
                    quoted = quote(self.text, start, start + len(words), short=False)
                    if quoted is not None:
                        return [amount["value"], amount["currency"], quoted]
                words = words.rpartition(" ")[0].rstrip()
        return None
