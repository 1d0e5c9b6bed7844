"""Pages as HTTP has them: each with its JSON twin, long texts in parts, forms that say what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import FormData

from communique.desk import DeskSettings
from communique.desk.pages.article.fields import changed, fields_of
from communique.desk.pages.article.parts import PART, part_of, parts_of
from communique.desk.pages.frame import NAVIGATION, day, one_line, static
from communique.ledger import Ledger, asking, open_ledger
from tests.desk.conftest import client


def ledger_of(desk: TestClient) -> Ledger:
    found: Ledger = desk.app.state.ledger  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk on a ledger without any document."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_ledger(path).close()
    with client(DeskSettings(ledger=str(path))) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "has"),
    [
        ("/", "trends"), ("/review", "waiting"), ("/search?q=water", "entries"),
        ("/search?q=water&view=documents", "documents"), ("/commitments", "columns"),
        ("/commitments/calendar?month=2024-08", "weeks"), ("/read", "given"), ("/account", "who"),
        ("/documents/ARTICLE", "text"), ("/commitments/PROMISE", "timeline"),
    ],
)  # fmt: skip
def test_each_page_has_its_json_twin(desk: TestClient, path: str, has: str) -> None:
    """By ``?format=json`` and by Accept; browsers get the page."""
    promise = next(iter(asking.entries(ledger_of(desk), "commitment")))
    path = path.replace("ARTICLE", promise.document.id).replace("PROMISE", promise.id)
    mark = "&" if "?" in path else "?"
    by_name, by_accept = desk.get(f"{path}{mark}format=json"), desk.get(path, headers={"Accept": "application/json"})
    assert by_name.status_code == by_accept.status_code == 200
    assert by_name.json() == by_accept.json() and has in by_name.json()
    page = desk.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200 and page.text.startswith("<!doctype html>")


def test_the_navigation_leads_somewhere(desk: TestClient) -> None:
    for group in NAVIGATION:
        for link in group:
            assert desk.get(link.path).status_code == 200, link


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/documents/ffffffffffff", 404, "there is no document"),
        ("/documents/%3Cscript%3E", 422, "no id of a document"),
        ("/commitments/cffffffffffff", 404, "there is no entry"),
        ("/commitments/e123", 404, "no promise"),
        ("/commitments/calendar?month=2024-13", 422, "month"),
        ("/commitments?by=Zebedee", 422, "nobody in the ledger"),
        ("/search?q=x&from=yesterday", 422, "is no day"),
        ("/review?what=all", 422, "what"),
        ("/go/cffffffff", 404, "there is no entry"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_sentence(desk: TestClient, path: str, status: int, words: str) -> None:
    page = desk.get(path, headers={"Accept": "text/html"})
    assert page.status_code == status and words in page.text and "Traceback" not in page.text


def test_a_form_without_htmx_leads_back_to_the_article(own: TestClient) -> None:
    """Decisions need no script."""
    entry = next(iter(asking.entries(ledger_of(own), "event")))
    where = f"/documents/{entry.document.id}?entry={entry.id}"
    token = own.get(where).text.partition('name="csrf-token" content="')[2].partition('"')[0]
    answer = own.post(
        f"/documents/{entry.document.id}/things/{entry.id}", data={"csrf_token": token, "what": "confirm"},
        follow_redirects=False,
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert asking.entry(ledger_of(own), entry.id).review == "confirmed"


def test_two_people_who_put_different_fields_right_do_not_undo_each_other(own: TestClient) -> None:
    """Both opened the form before either saved."""
    ledger = ledger_of(own)
    said = next(one for one in asking.entries(ledger, "statement") if one.of("speaker") and one.label == "indirect")
    other = next(party.entity for party in asking.paper(ledger, said.document.id).entities if party.entity not in said.data["speaker"])
    where = f"/documents/{said.document.id}/things/{said.id}"
    token = own.get(f"/documents/{said.document.id}").text.partition('name="csrf-token" content="')[2].partition('"')[0]
    shown = [("was." + one.name, one.value) for one in fields_of("statement", said.data)]
    form = dict(shown) | {name[4:]: value for name, value in shown}
    form |= {"csrf_token": token, "what": "correct"}
    for changes in ({"speaker": other}, {"kind": "mixed"}):
        assert own.post(where, data=form | changes, follow_redirects=False).status_code == 303
    now = asking.entry(ledger, said.id)
    assert ([party.id for party in now.of("speaker")], now.label) == ([other], "mixed")


def test_everything_of_an_article_opens_with_its_forms(desk: TestClient) -> None:
    """Some entries of each kind and some entities: what is known, the form to correct it, what it may be one with."""
    ledger = ledger_of(desk)
    things = [(one.document.id, one.id) for kind in asking.KINDS for one in list(asking.entries(ledger, kind))[:4]]
    paper = asking.paper(ledger, things[0][0])
    things += [(paper.document.id, one.entity) for one in paper.entities[:4]]
    for document, thing in things:
        for part, words in (("", "<dl"), ("/correct", 'name="what" value="correct"'), ("/merge", 'name="what" value="merge"')):
            answer = desk.get(f"/documents/{document}/things/{thing}{part}")
            assert answer.status_code == 200 and words in answer.text, (thing, part)


def test_two_entries_are_merged_by_the_id_of_the_other_one(own: TestClient) -> None:
    """The list of the form and its field for an id have one name; whichever is filled counts."""
    ledger = ledger_of(own)
    one, other = list(asking.entries(ledger, "event"))[:2]
    where = f"/documents/{one.document.id}/things/{one.id}"
    token = own.get(f"/documents/{one.document.id}").text.partition('name="csrf-token" content="')[2].partition('"')[0]
    form = {"csrf_token": token, "what": "merge", "other": ["", other.id]}
    assert own.post(where, data=form, follow_redirects=False).status_code == 303
    assert asking.entry(ledger, other.id).merged_into == one.id
    # An address that was kept from before the merger leads to what it has become.
    assert one.id in own.get(f"/documents/{one.document.id}/things/{other.id}").text


@pytest.mark.parametrize("q", ['"', "*", "a*", "Od", "' OR 1=1 --", "\u202e", "n", "x" * 200])
def test_whatever_is_typed_into_the_field_for_names_is_answered(desk: TestClient, q: str) -> None:
    answer = desk.get("/parties", params={"q": q, "field": "speaker"})
    assert answer.status_code == 200
    assert ("Odile" in answer.text) == (q == "Od")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "The ledger is empty"), ("/review", "Nothing of this sort waits"), ("/search?q=water", "Nothing has these words"),
        ("/search", "What are you looking for"), ("/commitments", "No promise is in the ledger yet"),
        ("/commitments?column=kept", "None is known to be kept"), ("/commitments/calendar", "Nothing falls due"),
    ],
)  # fmt: skip
def test_an_empty_ledger_says_what_to_do(empty: TestClient, path: str, words: str) -> None:
    page = empty.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200 and words in page.text


PARAGRAPHS = "word " * 1_000 + "\n\n"


@pytest.mark.parametrize(
    ("text", "number", "why"),
    [
        ("", 1, "an empty text has one part"),
        ("a" * PART, 1, "what fits is not cut"),
        ("a" * (3 * PART), 3, "one word without any blank is cut where it must"),
        (PARAGRAPHS * 10, 4, "cut at paragraphs"),
        ("\U0001f1ea\U0001f1ea " * PART, 4, "counted in code points"),
    ],
)
def test_parts_follow_one_another_and_are_the_text(text: str, number: int, why: str) -> None:
    parts = parts_of(text)
    assert "".join(text[start:end] for start, end in parts) == text, why
    assert len(parts) == number and all(end - start <= PART for start, end in parts), why
    for n, (start, end) in enumerate(parts, 1):
        assert part_of(parts, start) == n and part_of(parts, max(start, end - 1)) == n


def test_parts_end_at_paragraphs() -> None:
    text = PARAGRAPHS * 10
    assert all(text[:end].endswith("\n\n") for _, end in parts_of(text))


@pytest.mark.parametrize(
    ("kind", "form", "pairs"),
    [
        ("statement", [("was.speaker", "n1"), ("speaker", "n1")], []),  # as it was
        ("statement", [("was.speaker", "n1,n2"), ("speaker", "n2"), ("speaker", "n1")], []),  # another order
        ("statement", [("was.speaker", "n1"), ("speaker", "n2")], ["speaker=n2"]),
        ("statement", [("was.speaker", "n1")], ["speaker="]),  # all boxes empty: nobody
        ("statement", [("was.speaker", ""), ("speaker", "n2"), ("speaker", "n2")], ["speaker=n2"]),  # found twice
        ("event", [("was.type", "AID"), ("type", "COERCE"), ("mode", "arrest")], ["type=COERCE"]),  # a field not shown
        ("event", [("was.date", "2024-01-02"), ("date", " ")], ["date="]),
        ("commitment", [("was.action", "help"), ("action", "help\r\n"), ("evil", "1")], []),  # no such field
        ("entity", [("was.affiliation", "n5"), ("affiliation", "")], ["affiliation="]),
    ],
)
def test_only_what_a_person_changed_is_corrected(kind: str, form: list[tuple[str, str]], pairs: list[str]) -> None:
    assert changed(kind, FormData(form)) == pairs


def test_a_form_that_comes_back_as_it_was_changes_nothing(desk: TestClient) -> None:
    """For every entry of the examples: what the form shows is what would be typed."""
    for kind in asking.KINDS:
        for entry in asking.entries(ledger_of(desk), kind):
            form: list[tuple[str, str]] = []
            for field in fields_of(kind, entry.data):
                form.append(("was." + field.name, field.value))
                values: Any = field.values if field.sort in ("parties", "several") else [field.value]
                form += [(field.name, value) for value in values]
            assert changed(kind, FormData(form)) == [], entry.id


def test_what_a_form_shows_can_be_typed(own: TestClient) -> None:
    """Every value of every field of an entry is taken as a correction that says the same."""
    from communique.ledger import reviewing
    from communique.ledger.reviewing.as_typed import as_typed

    ledger = ledger_of(own)
    for kind in asking.KINDS:
        for entry in list(asking.entries(ledger, kind))[:12]:
            fields = {one.name: one.value for one in fields_of(kind, entry.data) if one.name != "mode"}
            if kind == "commitment" and entry.status is not None:
                fields["status"] = entry.status
            row = reviewing.correct(
                ledger, entry.id, reviewing.typed(ledger, entry.id, [f"{k}={v}" for k, v in fields.items()]), by="ann"
            )
            assert row.after is not None
            again = as_typed(row.after["fields"])
            assert {k: v for k, v in again.items() if k != "place"} == {k: v for k, v in fields.items() if k != "place"}


@pytest.mark.parametrize(
    ("iso", "said"),
    [("2024-03-05", "5 Mar 2024"), ("2024-03", "Mar 2024"), ("2024", "2024"), ("2024-03-05/2024-03-07", "5 Mar 2024 – 7 Mar 2024"),
     (None, ""), ("2024-99-99", "2024-99-99")],
)  # fmt: skip
def test_days_are_written_as_people_do(iso: str | None, said: str) -> None:
    assert day(iso) == said


def test_words_on_a_line_are_harmless() -> None:
    assert one_line("a\n\u202eb\x1b  c") == "a \ufffdb\u241b c"
    assert len(one_line("x" * 999, 20)) == 20


def test_static_files_are_named_by_their_content(desk: TestClient) -> None:
    assert desk.get(static("desk.css")).status_code == 200
    assert static("desk.css") != static("tokens.css").replace("tokens", "desk")
