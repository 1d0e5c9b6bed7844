"""PDF files: their text, with lines joined to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from itertools import pairwise

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions
from communique.sources.documents import accepted, document_from_text

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|\|)\s*\d{1,4})?[\W_]*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"(?:[-•*·▪►‣–—●○◦]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s")
_ENDS = re.compile(r"[.!?:;…][\"”’»)\]]*$")
_HYPHENATED = re.compile(r"([^\W\d_]+)-$")
_SAVED_NAME = re.compile(r"(?:^microsoft\s+word\b|^untitled\b|\.(?:docx?|pdf|indd|rtf|odt|tex)$)", re.IGNORECASE)

_SOFT_HYPHEN = re.compile("\u00ad(?!$)")

_EDGE = 3
"""Lines at the top and at the foot of a page among which running heads are looked for."""
_REPEATS = 0.6
"""Share of the pages on which a running head stands."""
_FULL = 0.75
"""A line shorter than this share of the usual width that ends a sentence ends its paragraph."""


def read_pdf(data: bytes, source: str, options: SourceOptions) -> Document | Rejected:
    """Read the text of a PDF file; running heads and page numbers are dropped, words parted at line ends are mended.

    The day on which the file was made is not taken for the day of publication.
    """
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        # Many files are encrypted with an empty password, only to forbid printing or copying.
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            return Rejected(source, "is protected by a password; save it without one.")
        pages = [page.extract_text().split("\n") for page in reader.pages]
        title, author = _told(reader)
    except DependencyError:
        return Rejected(source, 'is encrypted in a way that needs another package; run: pip install "pypdf[crypto]"')
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        # pypdf meets damaged objects in many places and lets errors of Python itself through.
        return Rejected(source, f"is a damaged PDF file ({type(error).__name__}); open it and save it anew.")
    if not any(line.strip() for page in pages for line in page):
        return Rejected(source, "is a PDF file of pictures without text; run it through text recognition (OCR) first.")
    return accepted(
        document_from_text(
            join_lines(without_running_heads(pages)),
            source=source,
            title=title,
            published=options.published,
            author=author,
            keep_links=options.keep_links,
        )
    )


def _told(reader: object) -> tuple[str | None, str | None]:
    """Title and author, where they are not the file name and the login that a word processor put there."""
    facts = getattr(reader, "metadata", None)
    title, author = (getattr(facts, name, None) for name in ("title", "author"))
    title = title.strip() if isinstance(title, str) else ""
    author = author.strip() if isinstance(author, str) else ""
    return (title if title and _SAVED_NAME.search(title) is None else None), (author if " " in author else None)


def without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without page numbers and without lines that repeat at their top or foot, whatever their numbers.

    Args:
        pages: the lines of each page.
    """
    pages = [_trimmed(page) for page in pages]
    seen = Counter(key for page in pages for key in {_key(line) for line in page[:_EDGE] + page[-_EDGE:]})
    often = {key for key, times in seen.items() if times >= max(2, _REPEATS * len(pages))}
    kept = []
    for page in pages:
        edge = {*range(_EDGE), *range(len(page) - _EDGE, len(page))}
        lines = [line for at, line in enumerate(page) if not (at in edge and line.strip() and _key(line) in often)]
        while lines and _PAGE_NUMBER.fullmatch(lines[-1].strip()) is not None:
            lines = _trimmed(lines[:-1])
        if lines and len(pages) > 1 and _PAGE_NUMBER.fullmatch(lines[0].strip()) is not None:
            lines = lines[1:]
        kept.append(_trimmed(lines))
    return kept


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without blank ones at either end."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    return lines[full[0] : full[-1] + 1] if full else []


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).lower()


def join_lines(pages: list[list[str]]) -> str:
    """Lines to paragraphs parted by blank lines.

    A paragraph ends at a blank line, before a list item, after a short line that ends a sentence, and around a short
    line that goes on in no way (a heading). A page ends one only if its last line ends a sentence.

    Args:
        pages: the lines of each page.
    """
    lengths = sorted(len(line.strip()) for page in pages for line in page if line.strip())
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    words = set(re.findall(r"[^\W\d_]+-[^\W\d_]+", "\n".join(line for page in pages for line in page)))
    paragraphs: list[str] = []
    ended = True
    last = ""
    for page in pages:
        doubled = _is_double_spaced(page)
        for at, raw in enumerate(page):
            line = _SOFT_HYPHEN.sub("", " ".join(raw.split()))
            if not line:
                ended = ended or not doubled
                continue
            new_page = at == 0 and last != ""
            runs_over = new_page and line[0].islower() and _ENDS.search(last) is None
            if (ended and not runs_over) or _starts(line, last, width):
                paragraphs.append(line)
            else:
                paragraphs[-1] = _joined(paragraphs[-1], line, words)
            ended = len(line) < _FULL * width and _ENDS.search(line) is not None
            last = line
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""


def _is_double_spaced(page: list[str]) -> bool:
    """Whether a blank line follows nearly every line, so that blank lines tell nothing."""
    blank = sum(not line.strip() for line in page)
    pairs = sum(not line.strip() and not after.strip() for line, after in pairwise(page))
    return len(page) > 6 and blank * 10 > len(page) * 4 and pairs == 0


def _starts(line: str, last: str, width: int) -> bool:
    """Whether a line begins a paragraph although the one before did not end as a sentence."""
    if not last or _BULLET.match(line) is not None:
        return True
    heading = len(last) < 0.6 * width and _ENDS.search(last) is None and last[-1] not in ",-–—\u00ad"
    return heading and not line[0].islower()


def _joined(paragraph: str, line: str, words: set[str]) -> str:
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    parted = _HYPHENATED.search(paragraph)
    following = re.match(r"[^\W\d_]+", line)
    if parted is None or following is None or not line[0].islower():
        return paragraph + ("" if paragraph.endswith(("-", "—")) and parted is not None else " ") + line
    # "long-term" is written with its hyphen elsewhere in the document, "coopera-tion" is not.
    whole = f"{parted[1]}-{following[0]}"
    return (paragraph if whole in words else paragraph[:-1]) + line
