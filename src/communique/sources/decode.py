"""Bytes to text: byte order marks, UTF-8, what the source declares, then what the bytes look like."""

from __future__ import annotations

import codecs

from communique.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 100_000
_MOSTLY_ASCII = 0.05
"""Share of bytes above 127 up to which an 8-bit text is taken for Western European: curly quotes, dashes, accents."""


def decode(data: bytes, encoding: str | None = None, *, declared: str | None = None) -> str:
    """Decode a text.

    Args:
        data: all its bytes.
        encoding: the encoding that the user gave; nothing else is tried then.
        declared: the encoding that the source declares (HTTP header, ``meta`` element), which may be wrong.

    Raises:
        SourceError: the bytes are not text in any encoding that was tried.
    """
    if encoding is not None:
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError) as error:
            raise SourceError(
                f"is not text in {encoding}; leave --encoding away to have it found out, or give the right one."
            ) from error
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    if (wide := wide_encoding(data)) is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if (text := _broken_utf_8(data)) is not None:
        return text
    for name in filter(None, (declared, "cp1252" if _is_mostly_ascii(data) else None)):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError):
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise SourceError(
            "has an encoding that cannot be told; give it with --encoding, as cp1252, or save it as UTF-8."
        )
    return data.decode(best.encoding, "replace")


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, by the zero bytes in every other place of a text in Latin letters."""
    sample = data[:2000]
    if len(sample) < 8 or sample.count(0) < len(sample) // 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


def _broken_utf_8(data: bytes) -> str | None:
    """UTF-8 with a few wrong bytes, as from a cut file: replaced, not taken for another encoding."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(not letter.isascii() for letter in text) - wrong
    return text if right >= 5 * wrong else None


def _is_mostly_ascii(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return sum(byte > 127 for byte in sample) <= _MOSTLY_ASCII * len(sample)
