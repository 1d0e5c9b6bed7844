"""Article text made harmless for a terminal.

An article may hold escape sequences that move the cursor, change the window title or hide words. Each such code is
replaced by one visible character, so that all offsets stay true.
"""

from __future__ import annotations

# C0 codes and DEL have pictures of their own in Unicode ("Control Pictures"); line feed and tab are harmless.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
_C1 = dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
# Overrides, embeddings and isolates can show words in another order than they are written ("Trojan Source",
# CVE-2021-42574); the plain marks U+200E and U+200F belong to ordinary Arabic and Hebrew text and stay.
_BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
# A carriage return would let a line overwrite itself; a blank looks better than a picture in CRLF texts.
_TABLE = _PICTURES | _C1 | _BIDI | _SURROGATES | {0x0D: 0x20, 0x2028: 0x20, 0x2029: 0x20}


def harmless(text: str) -> str:
    """The text without codes that steer a terminal, as many code points long as before."""
    return text.translate(_TABLE)
