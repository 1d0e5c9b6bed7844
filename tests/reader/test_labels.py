"""What the heads tell apart is what the ontology has."""

from __future__ import annotations

from communique.ontology.load import load
from communique.reader.labels import CONTEXTS, EVENT_TYPES, MODES


def test_types_modes_and_contexts_are_the_ontologys() -> None:
    ontology = load()
    assert set(EVENT_TYPES) == set(ontology.types)
    assert set(CONTEXTS) == set(ontology.contexts)
    told = {tuple(mode.split(" ")) for mode in MODES if not mode.endswith(" none")}
    assert told == {(name, mode) for name, kind in ontology.types.items() for mode in kind.modes}
