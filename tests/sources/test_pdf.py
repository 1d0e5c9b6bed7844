"""PDF files: lines become paragraphs again, and what repeats on each page goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from source_texts import STORY

from communique.records import Document, Rejected
from communique.sources.base import SourceOptions, open_source
from communique.sources.pdf import join_lines, without_running_heads

FIRST = (
    "The foreign minister of Kenya met the head of the refugee agency on Tuesday in Nairobi and told her that the camps "
    "in the north of the country would stay open until the end of the year if donors paid for the water and the food."
)
SECOND = (
    "She thanked the country for its hospitality and said that the agency would go on with its work. Both sides will meet "
    "again in the spring of next year in Geneva, where a conference of donors is to be held under the chair of Norway."
)


class Paper(FPDF):
    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 8, "Ministry of Foreign Affairs - Press Service", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"Page {self.page_no()} of 3")


def texts(page: int) -> list[str]:
    """Two paragraphs in words of their own, so that none of their lines repeats on another page."""
    changes = {"n": "nn", "t": "tt", "r": "rr"}
    letter = "ntr"[page]
    return [text.replace(letter, changes[letter]) for text in (FIRST, SECOND)]


def paper(pages: int = 3) -> Paper:
    pdf = Paper()
    pdf.set_title("Readout of the talks")
    pdf.set_author("Press Service")
    for number in range(pages):
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        for text in texts(number):
            pdf.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(4)
    return pdf


def read(path: Path, data: bytes) -> Document | Rejected:
    path.write_bytes(data)
    (found,) = open_source(str(path), SourceOptions())
    return found


def test_paragraphs_without_running_heads(tmp_path: Path) -> None:
    found = read(tmp_path / "a.pdf", bytes(paper().output()))
    assert isinstance(found, Document), found
    expected = [text for number in range(3) for text in texts(number)]
    assert found.text == "\n\n".join(expected) + "\n"
    assert (found.title, found.author, found.published, found.language) == (
        "Readout of the talks",
        "Press Service",
        None,
        "en",
    )


def encrypted(user: str, algorithm: str) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(bytes(paper().output()))))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password(tmp_path: Path, algorithm: str) -> None:
    found = read(tmp_path / "a.pdf", encrypted("secret", algorithm))
    assert isinstance(found, Rejected)
    assert found.reason == "is protected by a password; save it without one."


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_an_empty_password_is_none(tmp_path: Path, algorithm: str) -> None:
    """Ministries forbid changes to a file in this way, not its reading."""
    assert isinstance(read(tmp_path / "a.pdf", encrypted("", algorithm)), Document)


def test_pictures_only(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50, style="F")
    found = read(tmp_path / "a.pdf", bytes(pdf.output()))
    assert isinstance(found, Rejected)
    assert found.reason.startswith("is a PDF file of pictures without text")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7\n", "only the first line"),
        (bytes(paper().output())[:900], "cut"),
        (b"%PDF-1.7\n" + STORY.encode() * 20, "text under a false name"),
        (bytes(paper().output()).replace(b"/Pages", b"/Pagez"), "its pages are lost"),
    ],
)
def test_damage(tmp_path: Path, data: bytes, why: str) -> None:
    found = read(tmp_path / "a.pdf", data)
    assert isinstance(found, Rejected), why
    assert "PDF file" in found.reason, why


@pytest.mark.parametrize(
    ("pages", "text", "why"),
    [
        ([["The two states will coopera-", "tion as they did before the war."]], "The two states will cooperation as they did before the war.\n", "a parted word"),
        ([["a long-term aim of long-", "term work goes on and on."]], "a long-term aim of long-term work goes on and on.\n", "a hyphen that is written elsewhere too"),
        ([["the talks in Baden-", "Baden went on and on."]], "the talks in Baden-Baden went on and on.\n", "a name"),
        ([["the agree\u00adment on trans\u00ad", "port was signed."]], "the agreement on transport was signed.\n", "soft hyphens"),
        ([["The first sentence goes on over the", "end."], ["A new page begins a new paragraph."]], "The first sentence goes on over the end.\n\nA new page begins a new paragraph.\n", "a page that ends a paragraph"),
        ([["The first sentence goes on over the end of"], ["its page."]], "The first sentence goes on over the end of its page.\n", "a page that ends none"),
        ([["The parties agreed on three things here:", "- fish", "- trade", "", "Then all left."]], "The parties agreed on three things here:\n\n- fish\n\n- trade\n\nThen all left.\n", "a list"),
        ([["READOUT", "The minister met the head of the agency on Tuesday.", "They spoke."]], "READOUT\n\nThe minister met the head of the agency on Tuesday. They spoke.\n", "a heading"),
        ([[" ", ""]], "", "blanks only"),
    ],
)  # fmt: skip
def test_joining_lines(pages: list[list[str]], text: str, why: str) -> None:
    assert join_lines(pages) == text, why


def test_running_heads_with_numbers_and_page_numbers() -> None:
    pages = [[f"Press Service No. 7/{n}", f"Text of page {'abc'[n]} here", "", f"- {n + 1} -"] for n in range(3)]
    assert without_running_heads(pages) == [[f"Text of page {letter} here"] for letter in "abc"]


def test_a_single_page_keeps_its_lines() -> None:
    assert without_running_heads([["12", "people died."]]) == [["12", "people died."]]
