"""The OpenAPI document holds: whatever is sent, answers are as it says and never a failure of ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import sqlalchemy as sa
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

from communique import export
from communique.desk import DeskSettings, create_app
from communique.desk.api.exports import MEDIA, ExportFormat
from communique.desk.people import accounts, tokens
from communique.ledger import open_ledger
from communique.ledger import tables as t
from tests.desk.conftest import PASSWORD


def bounded(max_examples: int) -> settings:
    """Hypothesis, short and always the same."""
    return settings(
        max_examples=max_examples, derandomize=True, deadline=None, phases=[Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


CHECKS = [
    checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_schema_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def api(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, str]]:
    """The schema of a desk, and headers with which requests are an admin's."""
    path = tmp_path_factory.mktemp("api") / "desk.db"
    shutil.copy(filled, path)
    with open_ledger(path) as ledger:
        ann = accounts.add(ledger, "an-admin-whose-name-nobody-guesses", PASSWORD, "admin")
        secret = tokens.add(ledger, ann.number, "test", None)[1]
        with ledger.writing() as connection:
            # Small numbers are tried soon, and the test would end its own token.
            connection.execute(sa.update(t.tokens).values(number=2_000_000_000))
    app = create_app(DeskSettings(ledger=str(path), names=("testserver",), fetch_seconds=0.5))
    return schemathesis.openapi.from_asgi("/openapi.json", app), {"Authorization": f"Bearer {secret}"}


def test_answers_are_as_documented(api: tuple[Any, dict[str, str]]) -> None:
    schema, headers = api
    asked, statuses = set(), set()

    def answered(case: schemathesis.Case) -> None:
        answer = case.call_and_validate(checks=CHECKS, headers=headers)
        assert answer.status_code != 401, "the test's own token does not hold any more"
        asked.add(case.operation.label)
        statuses.add(answer.status_code)

    for found in schema.get_all_operations():
        for mode, examples in ((GenerationMode.POSITIVE, 8), (GenerationMode.NEGATIVE, 4)):
            try:
                cases = found.ok().as_strategy(generation_mode=mode)
                bounded(max_examples=examples)(given(case=cases)(answered))()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "nothing can be wrong where nothing is asked for"
    assert len(asked) == sum(len(methods) for methods in schema.raw_schema["paths"].values())
    assert {200, 201, 404, 422} <= statuses


def test_examples_of_the_document_fit_it(desk: TestClient) -> None:
    """Each example of a body is taken; that an id of an example is in no ledger is all that may be wrong with it."""
    document = desk.get("/openapi.json").json()
    seen = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            options = body.get("anyOf", [body])
            names = [one["$ref"].rpartition("/")[2] for one in options if "$ref" in one]
            for name in names:
                examples = document["components"]["schemas"][name].get("examples", [])
                assert examples, f"{name} has no example"
                for example in examples:
                    seen += 1
                    answer = desk.request("OPTIONS" if method == "get" else method.upper(), path.replace("{number}", "999")
                                          .replace("{name}", "nobody"), json=example)  # fmt: skip
                    assert answer.status_code in (200, 201, 404, 422), (path, answer.text)
                    assert "errors" not in answer.json(), (path, example, answer.text)
    assert seen > 10


def test_every_route_says_what_it_does(desk: TestClient) -> None:
    document = desk.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1.")
    ids = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            ids.append(operation["operationId"])
            assert operation["summary"], (path, method)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (path, method, status)
    assert len(ids) == len(set(ids))
    assert "HTTPValidationError" not in json.dumps(document)


def test_formats_are_those_of_exports() -> None:
    assert [one.value for one in ExportFormat] == list(export.FORMATS)
    assert {export.make(name).extension for name in export.FORMATS} == set(MEDIA)
