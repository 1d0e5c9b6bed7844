"""A text is pasted and read; kept, it becomes an article of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from communique.ledger import asking
from tests.desk.browser.conftest import faults, shifts

TEXT = (
    "ACCRA, 12 September 2024 (Coast News) - Ghana's Finance Minister Abena Osei-Tutu met the Dutch ambassador, Pieter "
    "van Loon, in Accra on Thursday. “We will repay the loan by the end of the year,” Osei-Tutu told reporters. "
    "<script>window.hit = 1</script>\n\nVan Loon said the Netherlands would give 2 million euros for the harbour of Tema."
)


def test_a_text_is_read_and_kept_when_somebody_says_so(serve: Callable[..., Any], open_page: Any) -> None:
    """Reading keeps nothing; keeping leads to the article."""
    desk = serve()
    before = asking.documents(desk.ledger, "Tema")
    assert list(before) == []
    page = open_page(desk.url + "/read")
    page.get_by_label("Text, in English").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    page.locator("#things .thing").first.wait_for()
    assert "<script>window.hit = 1</script>" in page.locator("#text").inner_text()
    assert page.evaluate("window.hit") is None
    assert "Osei-Tutu" in page.locator("#things").inner_text()
    page.locator("#text .m").first.click()
    page.locator("#things .opened").wait_for()
    assert faults(page) == [] and shifts(page) == []
    assert list(asking.documents(desk.ledger, "Tema")) == []
    page.locator(".paste summary").click()
    page.get_by_role("button", name="Keep it in the ledger").click()
    page.wait_for_url("**/documents/*")
    (kept,) = asking.documents(desk.ledger, "Tema")
    assert page.url.endswith(kept.document.id)


def test_an_empty_text_is_told_in_a_sentence(serve: Callable[..., Any], open_page: Any) -> None:
    """What was typed beside it stays."""
    desk = serve()
    page = open_page(desk.url + "/read")
    page.get_by_label("Title").fill("Nothing")
    page.get_by_label("Text, in English").fill("   ")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Title").input_value() == "Nothing"
    open_page.complaints[:] = [one for one in open_page.complaints if "422" not in one]
