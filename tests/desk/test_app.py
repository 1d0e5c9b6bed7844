"""The desk as a whole: it answers, with the headers of security, to its own names only."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from communique.desk.guard.headers import ALWAYS


def test_every_answer_has_the_headers_of_security(desk: TestClient) -> None:
    for path in ("/nowhere", "/api/v1/nowhere", "/static/nowhere.css"):
        answer = desk.get(path)
        assert answer.status_code == 404
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, path


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("evil.example.org", False),  # a page elsewhere that points its name here
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8000", False),
        ("", False),
    ],
)
def test_requests_for_other_names_are_refused(desk: TestClient, host: str, known: bool) -> None:
    assert (desk.get("/nowhere", headers={"host": host}).status_code == 404) is known


def test_an_error_is_a_problem_for_programs_and_a_page_for_people(desk: TestClient) -> None:
    program = desk.get("/api/v1/nowhere")
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json()["status"] == 404
    page = desk.get("/nowhere", headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Not found" in page.text
