"""Secrets that people carry: made at random, kept as hashes, since they are long enough not to be guessed."""

from __future__ import annotations

import hashlib
import secrets

TOKEN = "cq_"
"""What API tokens begin with, so that scanners of repositories and people know one when they see it."""


def new(prefix: str = "") -> str:
    """A secret of 256 bits, in letters that need no quoting anywhere."""
    return prefix + secrets.token_urlsafe(32)


def kept(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
