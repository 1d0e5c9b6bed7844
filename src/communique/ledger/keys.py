"""Names of things that do not depend on the ledger they are in."""

from __future__ import annotations

from hashlib import blake2b, sha256

LETTER = {
    "engagement": "g", "statement": "s", "event": "e", "commitment": "c",
    "entity": "n", "telling": "t", "proposal": "p",
}  # fmt: skip
KIND = {letter: kind for kind, letter in LETTER.items()}


def made_of(kind: str, *parts: object) -> str:
    """An id of 17 characters: the kind's letter and 64 bits of a hash of what makes the thing itself."""
    said = "\x1f".join(map(str, parts))
    return LETTER[kind] + sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def block(key: str) -> int:
    """A block's key as a signed number of 64 bits, as databases store it."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
