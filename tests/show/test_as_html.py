"""The page shows every letter of the text, links text and list both ways, and runs nothing of the article."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest

from communique.records import Reading, Span
from communique.show.as_html import render
from tests.factory import TEXT, document, empty_reading, full_reading, wrong_reading

HOSTILE = "<script>alert(1)</script>\"' onclick='x' </style><img src=x onerror=alert(1)> {{ 7*7 }} &amp; ]]>"


class Page(HTMLParser):
    """Elements, ids and the text of the article, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._stack: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self._stack.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [class_ for _, class_ in self._stack]
        if "text" in inside and not any(class_.startswith("label") for class_ in inside):
            self.text += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]


def test_every_letter_of_the_text_is_shown() -> None:
    assert "".join(Page(render([full_reading()])).text.split()) == "".join(TEXT.split())


def test_paragraphs_are_parted_at_blank_lines_also_with_crlf() -> None:
    for text in ("One.\n\nTwo.", "One.\r\n\r\nTwo.", "\n\nOne.\n \n\nTwo.\n\n"):
        html = render([empty_reading(text)])
        assert re.findall(r"<p>(.*?)</p>", html) == ["One.", "Two."], text


def test_segments_carry_all_records_that_cover_them() -> None:
    text = "abcdef"
    reading = full_reading()
    overlapping = Reading(
        document(text),
        statements=(dataclasses.replace(reading.statements[0], content=(Span(0, 4),)),),
        commitments=(dataclasses.replace(reading.commitments[0], evidence=Span(2, 6)),),
    )
    found = re.findall(r'<span class="m ([^"]*)" data-records="([^"]*)">(\w+)</span>', render([overlapping]))
    assert found == [
        ("k-statement", "d1-s1", "ab"),
        ("k-statement k-commitment", "d1-s1 d1-c1", "cd"),
        ("k-commitment", "d1-c1", "ef"),
    ]


@pytest.mark.parametrize("readings", [[], [full_reading()], [full_reading(), wrong_reading(), empty_reading("")]])
def test_ids_are_unique_and_labels_in_the_text_lead_to_the_list(readings: list[Reading]) -> None:
    page = Page(render(readings))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        if (attributes.get("id") or "").startswith("at-"):
            assert (attributes["href"] or "")[1:] in ids
    listed = {id_.removeprefix("at-") for id_ in ids if id_.startswith("at-")}
    if readings:
        assert {"d1-g1", "d1-s1", "d1-e1", "d1-e2", "d1-c1"} <= listed
        assert {f"#at-{id_}" for id_ in listed} <= set(page.values("href"))


def test_hostile_text_stays_text() -> None:
    reading = full_reading()
    hostile = dataclasses.replace(
        reading,
        document=dataclasses.replace(
            document(HOSTILE, source=HOSTILE, title=HOSTILE), author=HOSTILE, language=HOSTILE
        ),
        entities=tuple(dataclasses.replace(entity, name=HOSTILE, title=HOSTILE) for entity in reading.entities),
        commitments=tuple(dataclasses.replace(one, action=HOSTILE, condition=HOSTILE) for one in reading.commitments),
        engagements=tuple(dataclasses.replace(one, topics=(HOSTILE,)) for one in reading.engagements),
    )
    page = Page(render([hostile, hostile]))
    harmless = Page(render([reading, reading]))
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in harmless.elements}
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert "".join(HOSTILE.split()) in "".join(page.text.split())


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "//x.org", "page.html", "https://x.org/a b"]
)
def test_only_web_addresses_become_links(source: str) -> None:
    page = Page(render([empty_reading(source=source)]))
    assert all(address.startswith("#") for address in page.values("href"))


def test_a_web_address_becomes_a_link() -> None:
    assert "https://x.org/a?b=1&c" in Page(render([empty_reading(source="https://x.org/a?b=1&c")])).values("href")


def test_the_policy_allows_our_style_and_script_alone() -> None:
    html = render([full_reading()])
    policy = next(attributes["content"] for tag, attributes in Page(html).elements if "http-equiv" in attributes) or ""
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_fetched() -> None:
    page = Page(render([full_reading()]))
    assert page.values("src") == []
    assert not {"link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert "url(" not in render([]) and "@import" not in render([])
    assert page.values("style") == []  # the policy would refuse them


@pytest.mark.parametrize("reading", [wrong_reading(), empty_reading(), empty_reading("")])
def test_odd_readings_are_shown(reading: Reading) -> None:
    assert "dispatch.txt" in render([reading])
