"""A decoded text made readable, and the lines of a page that are no part of its article taken out.

Only whole lines and characters that nobody sees go; nothing is put in or moved, so every offset in the cleaned text
points at letters that stood in the source.
"""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")
_SURROGATES = re.compile("[\ud800-\udfff]")

MAX_STRAY_LETTERS = 200
"""A longer line is a paragraph, whatever it opens with."""
MAX_STRAY_WORDS = 25

_OPENER = re.compile(
    r"""(?: also\ (?:read|see|watch) | (?:read|see|watch)\ also | see\ (?:also|more|related)
      | read\ (?:more|next|here|on) | related
      | related\ (?:articles?|stor(?:y|ies)|news|reading|links?|topics?|content|posts?|coverage)
      | recommended(?:\ (?:reading|for\ you|stories))?
      | more\ (?:on\ this(?:\ (?:story|topic))?|from\ .{2,30}|stories)
      | you\ (?:may|might)\ also\ like | don['’]t\ miss | must[\ -]read | editor['’]s\ picks? | trending
      | further\ reading
      | watch(?:\ (?:now|live|more))? | listen(?:\ (?:now|to\ this))? | most\ (?:read|viewed|popular)
      | photo\ (?:gallery|essay) | download\ the\ app | follow\ us | share\ (?:this|on)
      )\s*(?:[:|»›>]|\s[–—-]\s)\s*\S""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(
    r"""(?: also\ read | read\ (?:more|also|next|on)(?:\ (?:here|below))? | see\ also
      | related\ (?:articles?|stories|news|links|topics|content|posts)
      | recommended(?:\ for\ you)? | you\ (?:may|might)\ also\ like
      | more\ (?:on\ this(?:\ (?:story|topic))?|stories) | most\ (?:read|viewed|popular)
      | (?:article\ continues|story\ continues|continue\ reading)(?:\ (?:after|below))?
        (?:\ (?:the|this))?(?:\ (?:advertisement|ad))?
      | advertise?ment | advert | sponsored(?:\ (?:content|by\ .{2,30}))? | promoted(?:\ content)?
      | paid\ (?:content|post)
      | skip\ (?:advertisement|to\ (?:main\ )?content) | share | tweet | print | e-?mail | whatsapp | facebook
      | twitter | copy\ link
      | share\ (?:this|on|via)\b.{0,40} | (?:print|e-?mail|save|bookmark)\ this\ (?:article|page|story|post)
      | comments? | leave\ a\ (?:comment|reply)
      | back\ to\ top | scroll\ to\ continue | loading\ ?(?:\.\.\.|…)? | file\ (?:photo|image|picture) | getty\ images
      )\s*[»›>→:.…]*""",
    re.IGNORECASE | re.VERBOSE,
)
_INVITATION = re.compile(
    r"""(?: (?:subscribe|sign\ up|register)\ (?:now\ |here\ |today\ )?(?:to|for|and\ get|with)\b.*
        \b(?:newsletters?|e-?mails?|alerts?|updates|channel|briefing|inbox)\b
      | (?:get|receive)\ .{0,60}\b(?:in|to)\ your\ inbox | (?:get|download)\ (?:the|our)\ .{0,30}\bapp\b
      | (?:follow|like|find|join)\ us\ on\b | (?:follow|join)\ (?:our|the)\ .{0,40}\b(?:channel|group|page)\b
      | follow\ .{2,40}\ on\ (?:twitter|x|facebook|instagram|telegram|linkedin|youtube|google\ news|whatsapp)\b
      | click\ here\b | tap\ here\b
      | read\ the\ full\ (?:story|article|text|statement|report)(?:\ (?:here|on\b.*|at\b.*|below))?\W*$
      | (?:this|our)\ (?:website|site)\ uses\ cookies | we\ use\ cookies
      | (?:copyright\ )?(?:©|\(c\)\ (?=\d{4}\b)).{0,80} | copyright\ (?:\d{4}|reserved).{0,80}
      | .{0,60}\ball\ rights\ reserved\b.{0,60}
      )""",
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT = re.compile(
    r"""[\[(]?\s*(?: (?:file\ )?(?:photo(?:graph)?s?|images?|pictures?|video)(?:\ (?:credits?|courtesy|source))?
        \s*(?:[:©|/]|by\b|courtesy\ of\b)\s*\S
      | (?:photo|image|picture)\ credits?\b | photo\ courtesy\b | (?:file|handout)\ (?:photo|image|picture)\b
      | (?:©|credits?:)\s*\S
      | .{2,40}/\s?(?:afp|reuters|ap|epa(?:-efe)?|getty\ images|getty|anadolu|tass|xinhua|shutterstock)
        (?:\ (?:images|photo|via\ .{2,30}))?[\])]?$
      )""",
    re.IGNORECASE | re.VERBOSE,
)
_BULLET = re.compile(r"[\s•*·▪►▶‣>→«\-–—]+")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+[A-Z“\"]")


def normalize(text: str) -> str:
    """The text with LF as its only line end and without characters that nobody sees.

    CR LF, CR, vertical tab and form feed become LF; other C0 controls (but the tab), DEL and byte order marks go; half
    surrogate pairs, which cannot be written to a file, become U+FFFD. Nothing else changes.
    """
    # Controls first: a NUL between CR and LF would make two line ends of one.
    text = _LINE_ENDS.sub("\n", _CONTROLS.sub("", text))
    return _SURROGATES.sub("\ufffd", text)


def is_stray(line: str) -> bool:
    """Whether a line by itself is a link, an advertisement, an invitation to subscribe or share, or a photo credit.

    "Also Read: Russia and Belarus forge ties" is one; "Related to this, the minister said …" is a sentence and none.
    """
    marked = _BULLET.match(line)
    line = line[0 if marked is None else marked.end() :].rstrip()
    if not 2 < len(line) <= MAX_STRAY_LETTERS or len(line.split()) > MAX_STRAY_WORDS:
        return False
    if _BARE.fullmatch(line) is not None:
        # With a mark before it, "Facebook" may be an item of a list of firms.
        return line[0].isupper() and (marked is None or marked[0].isspace())
    if _SENTENCE_END.search(line) is not None:
        # Two sentences are prose, unless the line is a copyright notice or an invitation.
        return _INVITATION.match(line) is not None and line[-1] in ".!" and len(line) < 120
    return any(pattern.match(line) is not None for pattern in (_OPENER, _INVITATION, _CREDIT))


def without_stray_lines(text: str) -> str:
    """The text without its stray lines and the blank lines that went with them.

    Only a line that begins and ends its paragraph is taken: the second line of a wrapped paragraph stays, even if it
    looks like a link.

    Args:
        text: a text with LF line ends.
    """
    lines = text.split("\n")
    kept: list[str] = []
    taken = False
    for number, line in enumerate(lines):
        if line and _looks_stray(line) and not _goes_on(kept, lines, number):
            taken = True
        elif taken and not line.strip() and (not kept or not kept[-1].strip()):
            # The blank line before the stray one parts the paragraphs already.
            continue
        else:
            taken = False
            kept.append(line)
    return text if len(kept) == len(lines) else "\n".join(kept)


def _looks_stray(line: str) -> bool:
    return len(line) <= MAX_STRAY_LETTERS + 20 and is_stray(line)


def _goes_on(kept: list[str], lines: list[str], number: int) -> bool:
    """Whether the line stands inside a wrapped paragraph."""
    before = kept[-1].rstrip() if kept else ""
    after = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
    return (len(before) > 40 and before[-1] not in '.!?:;"”’)]»') or after[:1].islower()


def clean(text: str, *, keep_links: bool = False) -> str:
    """The text as it is read and stored: normalised, and without stray lines.

    Args:
        text: decoded text.
        keep_links: leave the stray lines in.
    """
    text = normalize(text)
    return text if keep_links else without_stray_lines(text)
