"""An article is read, put right by mouse and by keys, and stays text whatever it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from communique.ledger import Ledger, asking
from communique.ledger.writer import Writer
from communique.records import Document, Entity, Mention, Reading, Span, Statement
from tests.desk.browser.conftest import faults
from tests.following.made import PROMISE, fill, reading

SAID = "an audit would be published in June"


def statement(ledger: Ledger) -> asking.EntryView:
    """The spokesman's statement on an audit."""
    (found,) = [
        one for one in asking.entries(ledger, "statement", asking.Filter(text="audit"))
        if "".join(one.words.split()).endswith("June") or SAID in one.words
    ][:1]  # fmt: skip
    return found


def speakers(ledger: Ledger, id: str) -> list[str]:
    """Names of who said it."""
    return [party.name for party in asking.entry(ledger, id).of("speaker")]


def test_text_and_list_are_tied_both_ways(serve: Callable[..., Any], open_page: Any) -> None:
    """A click on marked words opens their entry; opening an entry lights its words."""
    desk = serve()
    said = statement(desk.ledger)
    page = open_page(f"{desk.url}/documents/{said.document.id}")
    words = page.locator(f'#text [data-things~="{said.id}"]')
    words.last.click()
    row = page.locator(f"#r-{said.id}")
    row.locator(".detail dl").wait_for()
    assert "opened" in row.get_attribute("class")
    assert all("active" in words.nth(n).get_attribute("class") for n in range(words.count()))
    row.locator(".row").click()
    assert page.locator("#text .active").count() == 0
    row.locator(".row").click()
    page.locator("#text .active").first.wait_for()


def test_marked_words_are_exactly_what_the_ledger_says(serve: Callable[..., Any], open_page: Any) -> None:
    """Records that lie on one another are cut into pieces; put together again they are their words."""
    desk = serve()
    said = statement(desk.ledger)
    paper = asking.paper(desk.ledger, said.document.id)
    page = open_page(f"{desk.url}/documents/{said.document.id}")
    for told in paper.entries:
        shown = page.evaluate(
            "(id) => [...document.querySelectorAll(`#text [data-things~='${id}']`)].map((e) => e.textContent).join('')",
            told.entry.id,
        )
        assert "".join(shown.split()) == "".join("".join(paper.text[a:b] for a, b in told.places).split()), told.entry.id


def test_a_wrong_speaker_is_put_right_by_mouse(serve: Callable[..., Any], open_page: Any) -> None:
    """And taken back."""
    desk = serve()
    said = statement(desk.ledger)
    before = speakers(desk.ledger, said.id)
    page = open_page(f"{desk.url}/documents/{said.document.id}")
    row = page.locator(f"#r-{said.id}")
    row.locator(".row").click()
    row.get_by_role("button", name="Correct").click()
    row.locator("form.correct").wait_for()
    assert faults(page) == []
    speaker = row.locator("fieldset", has=page.locator("legend", has_text="Speaker")).first
    speaker.get_by_role("checkbox", checked=True).first.uncheck()
    speaker.get_by_label("Helena Brandvold").check()
    row.get_by_role("button", name="Save").click()
    page.locator("#status", has_text="Corrected: speaker").wait_for()
    assert speakers(desk.ledger, said.id) == ["Helena Brandvold"] != before
    assert "Helena Brandvold" in page.locator(f"#r-{said.id} .row").inner_text()
    page.locator(f"#r-{said.id}").get_by_role("button", name="Take back").first.click()
    page.locator("#status", has_text="Taken back").wait_for()
    assert speakers(desk.ledger, said.id) == before


def test_a_wrong_speaker_is_put_right_by_keys_alone(serve: Callable[..., Any], open_page: Any) -> None:
    """j to the statement, e, space on names, Ctrl Enter; u takes it back."""
    desk = serve()
    said = statement(desk.ledger)
    before = speakers(desk.ledger, said.id)
    page = open_page(f"{desk.url}/documents/{said.document.id}")
    page.keyboard.press("?")
    page.locator("dialog#keys[open]").wait_for()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator("dialog#keys").wait_for(state="hidden")
    for _ in range(60):
        page.keyboard.press("j")
        if page.locator("#things .opened").get_attribute("data-thing") == said.id:
            break
    page.locator(f"#d-{said.id} dl").wait_for()
    page.keyboard.press("e")
    page.locator(f"#d-{said.id} form.correct").wait_for()
    # Not wait_for_function: it evaluates strings in the page, which our policy forbids, as soon as it has to wait.
    page.locator("[name=speaker]:focus").wait_for()
    page.keyboard.press("Space")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.textContent.trim()") == "Helena Brandvold":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.locator("#status", has_text="Corrected: speaker").wait_for()
    assert speakers(desk.ledger, said.id) == ["Helena Brandvold"]
    page.locator(".row:focus").wait_for()
    page.keyboard.press("u")
    page.locator("#status", has_text="Taken back").wait_for()
    assert speakers(desk.ledger, said.id) == before


@pytest.mark.parametrize("example", ["01-wire.txt", "10-accents.txt"])
def test_a_span_is_put_right_by_selecting_and_word_by_word(
    serve: Callable[..., Any], open_page: Any, example: str
) -> None:
    """The places that come into the ledger are those of the selected letters, also behind emoji and accents."""
    desk = serve()
    every = asking.entries(desk.ledger, "statement")
    said = max((one for one in every if one.document.source.endswith(example)), key=lambda one: one.data["content"][0]["start"])
    text = asking.paper(desk.ledger, said.document.id).text
    (place,) = said.data["content"]
    words = text[place["start"] : place["end"]].split()
    page = open_page(f"{desk.url}/documents/{said.document.id}")
    row = page.locator(f"#r-{said.id}")
    row.locator(".row").click()
    row.get_by_role("button", name="Correct").click()
    field = row.locator('[data-span="content"]')
    field.wait_for()
    page.evaluate(
        """([id, word]) => {
        const piece = [...document.querySelectorAll(`#text [data-things~="${id}"]`)].find((one) => one.textContent.includes(word));
        const node = piece.firstChild, at = node.data.indexOf(word);
        getSelection().setBaseAndExtent(node, Math.max(at - 1, 0), node, at + word.length);
        }""",
        [said.id, words[1]],
    )
    field.get_by_role("button", name="Take the selected words").click()
    assert field.locator("output").inner_text() == f"“{words[1]}”"
    field.get_by_role("button", name="end a word later").click()
    field.get_by_role("button", name="end a word later").click()
    field.get_by_role("button", name="end a word earlier").click()
    assert field.locator("output").inner_text() == f"“{words[1]} {words[2]}”"
    field.get_by_role("button", name="begin a word earlier").click()
    row.get_by_role("button", name="Save").click()
    page.locator("#status", has_text="Corrected: content").wait_for()
    (place,) = asking.entry(desk.ledger, said.id).data["content"]
    assert text[place["start"] : place["end"]].split() == words[:3]


def test_two_entities_are_merged_and_the_merger_is_taken_back(serve: Callable[..., Any], open_page: Any) -> None:
    """From the article: another entity, whichever the reader finds there, becomes part of a state."""
    desk = serve()
    said = statement(desk.ledger)
    ids = {one.name: one.entity for one in asking.paper(desk.ledger, said.document.id).entities}
    name = sorted(name for name in ids if name != "Uzbekistan")[0]
    one, other = ids["Uzbekistan"], ids[name]
    page = open_page(f"{desk.url}/documents/{said.document.id}?entry={one}")
    row = page.locator(f"#r-{one}")
    row.get_by_role("button", name="Merge").click()
    row.get_by_label(name, exact=True).check()
    row.locator("form.correct").get_by_role("button", name="Merge").click()
    page.locator("#status", has_text="Merged").wait_for()
    assert page.locator(f"#r-{other}").count() == 0
    page.locator(f"#r-{one}").get_by_role("button", name="Take back").first.click()
    page.locator("#status", has_text="Taken back").wait_for()
    page.locator(f"#r-{other}").wait_for()
    assert {one.entity for one in asking.paper(desk.ledger, said.document.id).entities} == set(ids.values())


def test_a_telling_that_is_another_thing_is_split_off(serve: Callable[..., Any], open_page: Any) -> None:
    """Two outlets tell one promise; one of them is said to mean another, and that is taken back."""
    desk = serve()
    fill(desk.ledger, *(reading(PROMISE + " " + more, "2023-01-10", promise=True) for more in ("So it is.", "Rain fell.")))
    (entry,) = asking.entries(desk.ledger, "commitment", asking.Filter(text="fertiliser"))
    assert entry.tellings == 2
    page = open_page(f"{desk.url}/documents/{entry.document.id}?entry={entry.id}")
    page.get_by_text("Told 2 times").click()
    page.get_by_role("button", name="Not the same").last.click()
    page.locator("#status", has_text="Split off").wait_for()
    assert len(list(asking.entries(desk.ledger, "commitment", asking.Filter(text="fertiliser")))) == 2
    page.get_by_role("button", name="Take back").first.click()
    page.locator("#status", has_text="Taken back").wait_for()
    assert [one.id for one in asking.entries(desk.ledger, "commitment", asking.Filter(text="fertiliser"))] == [entry.id]


def test_somebody_who_is_not_in_the_article_is_found_by_name(serve: Callable[..., Any], open_page: Any) -> None:
    """The speaker of another document is chosen from the whole ledger."""
    desk = serve()
    said = statement(desk.ledger)
    page = open_page(f"{desk.url}/documents/{said.document.id}?entry={said.id}")
    row = page.locator(f"#r-{said.id}")
    row.get_by_role("button", name="Correct").click()
    row.get_by_label("Find somebody else for Speaker").press_sequentially("Odile")
    row.get_by_label("Odile Nkemba-Roy").check()
    row.get_by_role("button", name="Save").click()
    page.locator("#status", has_text="Corrected: speaker").wait_for()
    assert "Odile Nkemba-Roy" in speakers(desk.ledger, said.id)


def test_a_decision_that_does_not_hold_is_told_in_a_sentence(serve: Callable[..., Any], open_page: Any) -> None:
    """Nothing was changed: the page stays, and says what to do."""
    desk = serve()
    said = statement(desk.ledger)
    page = open_page(f"{desk.url}/documents/{said.document.id}?entry={said.id}")
    row = page.locator(f"#r-{said.id}")
    row.get_by_role("button", name="Correct").click()
    row.get_by_role("button", name="Save").click()
    page.locator("#status", has_text="nothing was changed").wait_for()
    assert row.locator("form.correct").count() == 1
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]


HOSTILE = (
    "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'> <a href=\"javascript:window.hit=3\">here</a> "
    "“Peace \u202egnidne\u202c now,” <b>Ann Berg</b> said. \u2066\u0007\x1b[31m {{ 7 * 7 }} </p></article><h1>Fake</h1>\n\n"
)


@pytest.fixture
def hostile() -> Reading:
    """A text of 2 MB that tries everything, with a name and a statement that lie in markup."""
    text = HOSTILE + "".join(f"<script>window.hit = {n}</script> line {n} of the flood\n\n" for n in range(42_000))
    name, quote = text.index("Ann Berg"), text.index("“Peace")
    person = Entity("n1", "<svg onload='window.hit=9'>Ann Berg", "person", "<i>Minister</i>", None, None, ("GOV",),
                    (Mention(name, name + 8, "name"),))  # fmt: skip
    said = Statement("s1", "direct", ("n1",), None, None, (Span(quote, text.index(",”") + 2),), (), 0.9)
    document = Document(
        "ab" * 8, "javascript:window.hit=4", text, title="<script>window.hit = 5</script>\u202ereversed",
        publisher="<img src=x onerror=window.hit=6>", language="en", published="2024-09-01",
    )  # fmt: skip
    return Reading(document, (person,), statements=(said,))


def test_a_hostile_article_stays_text(serve: Callable[..., Any], open_page: Any, hostile: Reading) -> None:
    """Markup is shown as it was written, no link runs, no letter turns the order of others, and 2 MB come in parts."""
    desk = serve()
    assert len(hostile.document.text.encode()) > 2_000_000
    for _ in Writer(desk.ledger, "made").write([hostile]):
        pass
    page = open_page(f"{desk.url}/documents/{hostile.document.id}")
    shown = page.locator("#text").inner_text()
    assert "<script>window.hit = 1</script>" in shown and "{{ 7 * 7 }}" in shown
    assert page.locator("#text script, #text img, #text a[href^=javascript], #text h1, main svg").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert not any(code in page.content() for code in ("\u202e", "\u2066", "\x07", "\x1b"))
    page.locator("#text .k-statement").first.click()
    page.locator("#things .opened dl").wait_for()
    assert "<svg onload" in page.locator("#things .opened").inner_text()
    size = page.evaluate("() => performance.getEntriesByType('navigation')[0].decodedBodySize")
    assert size < 300_000
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    page.get_by_text("Part 2 of").first.wait_for()
    page.goto(f"{desk.url}/documents/{hostile.document.id}?part=999999")
    assert "line 41999 of the flood" in page.locator("#text").inner_text()
    for path in ("/", "/search?q=peace", "/search?q=flood&view=documents"):
        page.goto(desk.url + path)
        assert page.evaluate("window.hit") is None
