"""What the heads tell apart: span layers, links between spans, and classes of a span.

The order of every list is part of the model: the manifest keeps it and loading refuses a model with another one.
"""

from __future__ import annotations

from typing import Final

EVENT_TYPES: Final = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
"""The 16 PLOVER types in the order of the relation and event heads."""

ENTITY_LABELS: Final = (
    "person.name", "organization.name", "state.name", "group.name",
    "person.nominal", "organization.nominal", "state.nominal", "group.nominal", "pronoun",
)  # fmt: skip
MENTION_LABELS: Final = (*ENTITY_LABELS, "office", "place", "date", "money")
FORCES: Final = ("pledge", "promise", "agree", "intend", "offer", "refuse")
ENGAGEMENT_KINDS: Final = ("meeting", "visit", "call", "talks", "summit", "signing")

LAYERS: Final[dict[str, tuple[str, ...]]] = {
    "mention": MENTION_LABELS,
    "speaker": ("speaker",),
    "cue": ("cue",),
    "content": ("content",),
    "event": EVENT_TYPES,
    "commitment": FORCES,
    "action": ("action",),
    "condition": ("condition",),
    "engagement": ENGAGEMENT_KINDS,
    "topic": ("topic",),
}
"""Layers of token tags. Spans of one layer do not overlap; spans of two layers may."""

SPAN_LABELS: Final = tuple(f"{layer}:{label}" for layer, labels in LAYERS.items() for label in labels)
"""Every label of a span, numbered through all layers."""

ENTITY: Final = tuple(f"mention:{label}" for label in ENTITY_LABELS)
_EVENT = tuple(f"event:{label}" for label in EVENT_TYPES)
_COMMITMENT = tuple(f"commitment:{label}" for label in FORCES)
_ENGAGEMENT = tuple(f"engagement:{label}" for label in ENGAGEMENT_KINDS)
_PERSON = ("mention:person.name", "mention:person.nominal", "mention:pronoun")
_BODY = tuple(f"mention:{kind}.{form}" for kind in ("organization", "state", "group") for form in ("name", "nominal"))

_PARTY = tuple(f"mention:{kind}.{form}" for kind in ("person", "organization", "group") for form in ("name", "nominal"))

LINKS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "speaker": (("cue:cue",), ("speaker:speaker",)),
    "content": (("cue:cue",), ("content:content",)),
    "continues": (("content:content",), ("content:content",)),
    "spoken_by": (("content:content",), ("speaker:speaker",)),
    "addressee": (("cue:cue",), ENTITY),
    "actor": (_EVENT, ENTITY),
    "recipient": (_EVENT, ENTITY),
    "event_place": (_EVENT, ("mention:place",)),
    "event_date": (_EVENT, ("mention:date",)),
    "committer": (_COMMITMENT, ENTITY),
    "beneficiary": (_COMMITMENT, ENTITY),
    "due": (_COMMITMENT, ("mention:date",)),
    "amount": (_COMMITMENT, ("mention:money",)),
    "action": (_COMMITMENT, ("action:action",)),
    "condition": (_COMMITMENT, ("condition:condition",)),
    "participant": (_ENGAGEMENT, ENTITY),
    "engagement_place": (_ENGAGEMENT, ("mention:place",)),
    "engagement_date": (_ENGAGEMENT, ("mention:date",)),
    "topic": (_ENGAGEMENT, ("topic:topic",)),
    "holds": (("mention:office",), _PERSON),
    "acts_for": (("mention:office", *_PERSON), _BODY),
    "same": (ENTITY, ENTITY),
    "home": (_PARTY, ("mention:state.name", "mention:place")),
}
"""Links from a head span to a tail span: (labels of the head, labels of the tail). ``same`` and ``continues`` go from
the later span to the earlier one; ``home`` from a party to a mention of the country that the text ties it to."""

STATUSES: Final = ("occurred", "ongoing", "planned", "hypothetical", "denied")
FATES: Final = ("open", "fulfilled", "broken", "withdrawn")
MODES: Final = (
    "CONSULT none", "CONSULT visit", "CONSULT third-party", "CONSULT multilateral", "CONSULT phone",
    "RETREAT none", "RETREAT withdraw", "RETREAT release", "RETREAT disarm", "RETREAT ceasefire", "RETREAT access",
    "RETREAT resign",
    "REQUEST none", "REQUEST assist", "REQUEST change", "REQUEST yield", "REQUEST meet",
    "ACCUSE none", "ACCUSE disapprove", "ACCUSE investigate", "ACCUSE allege",
    "REJECT none", "REJECT assist", "REJECT change", "REJECT yield", "REJECT meet",
    "THREATEN none", "THREATEN restrict", "THREATEN arrest", "THREATEN relations", "THREATEN expel",
    "THREATEN territory", "THREATEN violence",
    "PROTEST none", "PROTEST demo", "PROTEST riot", "PROTEST strike", "PROTEST hunger", "PROTEST boycott",
    "PROTEST obstruct", "PROTEST vandalize",
    "SANCTION none", "SANCTION convict", "SANCTION expel", "SANCTION withdraw", "SANCTION discontinue",
    "MOBILIZE none", "MOBILIZE troops", "MOBILIZE weapons", "MOBILIZE police", "MOBILIZE militia",
    "COERCE none", "COERCE seize", "COERCE restrict", "COERCE censor", "COERCE curfew", "COERCE martial-law",
    "COERCE arrest", "COERCE deport", "COERCE withhold", "COERCE misinformation", "COERCE cyber",
    "ASSAULT none", "ASSAULT abduct", "ASSAULT beat", "ASSAULT torture", "ASSAULT sexual", "ASSAULT targeted",
    "ASSAULT destroy", "ASSAULT primitive", "ASSAULT firearms", "ASSAULT explosives", "ASSAULT suicide-attack",
    "ASSAULT aerial", "ASSAULT drone", "ASSAULT heavy-weapons", "ASSAULT crowd-control", "ASSAULT unconventional",
)  # fmt: skip
MODES_OF: Final = {
    kind: tuple(n for n, mode in enumerate(MODES) if mode.startswith(f"{kind} ")) for kind in EVENT_TYPES
}
"""Numbers of the modes of each event type; a type without modes has none."""
CONTEXTS: Final = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy",
    "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression",
    "human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping",
    "health", "asylum", "migration", "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn",
    "cyber", "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
)  # fmt: skip
SECTORS: Final = (
    "GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "OPP", "REB", "PRM", "UAF", "IGO", "NGO", "BUS", "CVL", "CRM", "ELI",
    "EDU", "JRN", "LAB", "MED", "REF", "REL", "SOC", "AGR", "PRE", "UNK",
)  # fmt: skip
"""PLOVER's sectors."""
TIED: Final = ("no", "yes")
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "status": STATUSES, "fate": FATES, "mode": MODES, "context": CONTEXTS, "sector": SECTORS, "tied": TIED,
}  # fmt: skip
"""Classes of a span: ``status`` of events and engagements, ``fate`` of commitments, ``mode`` of events (only the
type's own modes compete), ``context`` of events (several may hold), ``sector`` of parties (the primary one), ``tied``
whether the text ties a party to a state."""

DISTANCES: Final = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
"""Lower bounds of the distance classes between two spans, in pieces; each counts once per direction."""
