"""The OpenAPI document: what FastAPI makes of the routes, with errors and ways to say who one is."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from communique.desk.api.wire import Problem

SERVES = """\
The record that Communique keeps of news texts: engagements, statements, events and commitments, each with the exact
words it rests on. Lists are paged by cursor (`after`, `next`), errors are problem details (RFC 9457), times are UTC.
A desk on your own machine without accounts needs no login; else send an API token: `Authorization: Bearer cq_…`.
"""


def describe(app: FastAPI) -> None:
    """Let an app answer its OpenAPI document with what is added here."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, summary=app.summary, description=SERVES,
                               routes=app.routes, openapi_version="3.1.0")  # fmt: skip
            parts = made.setdefault("components", {})
            schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            parts.setdefault("schemas", {}).update({**schema.pop("$defs", {}), Problem.__name__: schema})
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "An API token."}}
            made["security"] = [{"token": []}, {}]
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
