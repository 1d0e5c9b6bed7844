"""The report escapes what it quotes, and says the same in both forms."""

from __future__ import annotations

from evaluation.pages import Section, as_html, as_markdown
from evaluation.plots import by_label, reliability

HOSTILE = 'missed «<script>alert("x")</script>» | a bar'


def sections() -> list[Section]:
    return [
        Section("Own texts", "Ten of **them**.", ("measure", "F1"), [("a | b", "0.500")],
                [("picture.svg", reliability({"event": [(0.9, True), (0.2, False)]}))], [HOSTILE]),
    ]  # fmt: skip


def test_html_is_one_page_and_escapes() -> None:
    page = as_html("A <title>", sections())
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<td>a | b</td>" in page
    assert "<strong>them</strong>" in page
    assert page.count("<svg") == 1
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )


def test_markdown_names_the_pictures() -> None:
    text = as_markdown("A report", sections())
    assert "![Own texts](picture.svg)" in text
    assert "| a \\| b | 0.500 |" in text
    assert "&lt;script&gt;" in text


def test_bars_name_every_label() -> None:
    picture = by_label("events", {"AID": (3, 1, 2), "ASSAULT": (0, 0, 1)})
    assert picture.startswith("<svg")
    assert picture.count("<path") > 4
