"""What the desk ships from npm: of the pinned versions, with licences, without what the pages' policy forbids."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from fastapi.testclient import TestClient

from communique.resolve import states

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/communique/desk/static"
PINNED = json.loads((ROOT / "scripts/desk_assets/package.json").read_text(encoding="utf-8"))["dependencies"]


def test_the_charting_library_is_the_pinned_one_and_small() -> None:
    code = (STATIC / "vendor/echarts.js").read_bytes()
    assert code.startswith(f"/*! Apache ECharts {PINNED['echarts']} ".encode())
    assert len(gzip.compress(code)) < 250_000


def test_all_that_is_bundled_comes_with_its_licence() -> None:
    licences = (STATIC / "vendor/LICENCES.txt").read_text(encoding="utf-8")
    for name in ("echarts", "d3-geo", "topojson-client", "world-atlas"):
        assert f"==== {name} {PINNED[name]}\n" in licences
    assert licences.count("==== ") >= 7 and "Apache License" in licences and "BSD 3-Clause" in licences


def test_every_state_has_its_shape() -> None:
    world = json.loads((STATIC / "vendor/world.json").read_text(encoding="utf-8"))
    shapes = {one.get("id") for one in world["objects"]["countries"]["geometries"]}
    # Antarctica is left out, Czechoslovakia is no more, and Natural Earth has neither Gibraltar nor Tuvalu at this scale.
    assert states.codes() - shapes == {"ATA", "CSK", "GIB", "TUV"}
    assert "XKX" in shapes


def test_own_scripts_make_no_html_and_no_code_of_words() -> None:
    for path in STATIC.glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        assert not re.search(
            r"\.innerHTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\(|new Function|\.outerHTML\s*=", code
        ), path


def test_static_files_are_packed_kept_and_asked_for_anew_when_they_change(desk: TestClient) -> None:
    path = "/static/vendor/echarts.js"
    packed = desk.get(f"{path}?v=1", headers={"accept-encoding": "gzip"})
    plain = desk.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < 250_000 < int(plain.headers["content-length"])
    assert packed.content == plain.content and packed.headers["etag"] != plain.headers["etag"]
    assert (packed.headers["cache-control"], plain.headers["cache-control"]) == (
        "public, max-age=31536000, immutable", "no-cache",
    )  # fmt: skip
    for answer, coding in ((packed, "gzip"), (plain, "identity")):
        again = desk.get(path, headers={"accept-encoding": coding, "if-none-match": answer.headers["etag"]})
        assert again.status_code == 304 and again.content == b""
    assert desk.head(path, headers={"accept-encoding": "gzip"}).content == b""
    # Pages hold tokens, and are not packed together with what somebody else may choose.
    assert "content-encoding" not in desk.get("/entities", headers={"accept-encoding": "gzip"}).headers


def test_nothing_outside_the_folder_is_served(desk: TestClient) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/vendor/..%2f..%2fapp.py", "/static/"):
        assert desk.get(path).status_code == 404, path
