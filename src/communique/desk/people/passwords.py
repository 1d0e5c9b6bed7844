"""Passwords: hashed with argon2id (RFC 9106), never kept or logged."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from communique.errors import DeskError

LEAST, MOST = 12, 1_000
"""Letters of a password. Long words are wanted, no kinds of letters (NIST SP 800-63B, 3.1.1.2)."""
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password.

    Raises:
        DeskError: it is too short or too long.
    """
    if not LEAST <= len(password) <= MOST:
        raise DeskError(f"a password has {LEAST} to {MOST:,} letters; take some words that nobody would guess.")
    return _hasher.hash(_bytes(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one of a hash. Without a hash it takes as long, and it never is.

    Args:
        password: as typed.
        kept: from `hashed`; None for an account that there is not.
    """
    try:
        right = _hasher.verify(kept if kept is not None else _nobodys(), _bytes(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than those of now."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of an account that there is not")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
