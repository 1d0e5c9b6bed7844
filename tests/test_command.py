"""The command on real files with the shipped model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


def communique(*arguments: str, stdin: str | bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COMMUNIQUE_")}
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [sys.executable, "-m", "communique.cli", *arguments],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )


def test_reading_the_examples_gives_valid_lines_of_json() -> None:
    names = ["01-wire.txt", "02-readout.md", "03-page.html", "05-items.jsonl"]
    done = communique("read", *(str(EXAMPLES / n) for n in names), "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    schema = json.loads(communique("schema").stdout)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 6
    for row in rows:
        jsonschema.validate(row, schema)
        assert row["schema"] == "communique/1"
        for statement in row["statements"]:
            for piece in statement["content"]:
                assert row["document"]["text"][piece["start"] : piece["end"]].strip()


def test_jobs_change_nothing() -> None:
    paths = [str(p) for p in sorted(EXAMPLES.glob("*.txt"))]
    one = communique("read", *paths, "--format", "jsonl")
    two = communique("read", *paths, "--format", "jsonl", "--jobs", "2")
    assert one.returncode == two.returncode == 0, two.stderr
    assert one.stdout == two.stdout


def test_bad_input_gets_a_sentence_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"The minister said item {n} was fine."}) for n in range(1, 9)]
    lines[6] = "{not JSON"
    (tmp_path / "items.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "french.txt").write_text(
        "Le ministre des Affaires étrangères a rencontré hier à Genève la présidente du Comité international.",
        encoding="utf-8",
    )
    done = communique("read", str(tmp_path / "items.jsonl"), str(tmp_path / "no-such.txt"), str(tmp_path / "picture.txt"), str(tmp_path / "french.txt"),
                      str(EXAMPLES / "01-wire.txt"), "--format", "jsonl")  # fmt: skip
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 8
    said = done.stderr.decode().strip().splitlines()
    assert len(said) == 4, said
    assert "line 7" in said[0] or "7" in said[0]
    assert "no-such.txt" in said[1]
    assert "French" in said[3]
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_text_on_standard_input_is_told(text: str) -> None:
    done = communique("read", "-", stdin=text)
    assert done.returncode == 1
    assert b"empty" in done.stderr


def test_the_page_is_self_contained() -> None:
    done = communique("read", str(EXAMPLES / "06-quotations.txt"), "--format", "html")
    page = done.stdout.decode()
    assert done.returncode == 0
    assert "<html" in page
    assert 'src="http' not in page
    assert 'href="http' not in page
    assert "@import" not in page


def test_pairs_are_related_in_order() -> None:
    done = communique("relate", str(EXAMPLES / "pairs.jsonl"))
    assert done.returncode == 0, done.stderr
    asked = [
        json.loads(line)["id"]
        for line in (EXAMPLES / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["id"] for r in rows] == asked
    for row in rows:
        assert abs(sum(row["scores"].values()) - 1) < 1e-3
        assert row["confidence"] == max(row["scores"].values())
        assert row["type"] == max(row["scores"], key=row["scores"].get)


def test_the_doctor_finds_nothing_wrong() -> None:
    done = communique("doctor", "--format", "json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)


def test_a_damaged_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "communique.cli", "read", str(EXAMPLES / "01-wire.txt")], capture_output=True, check=False,
                          env={**os.environ, "COMMUNIQUE_MODEL": str(tmp_path)})  # fmt: skip
    assert done.returncode == 1
    assert b"No model in" in done.stderr
    assert b"Traceback" not in done.stderr


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import communique, sys; print([m for m in ('torch', 'ray', 'fastapi', 'onnxruntime', 'numpy', 'trafilatura', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_a_file_loads_no_training_or_web_library() -> None:
    code = f"import communique, sys; communique.read_file({str(EXAMPLES / '01-wire.txt')!r}); print([m for m in ('torch', 'ray', 'fastapi', 'trafilatura', 'httpx', 'spacy', 'pypdf') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_door() -> None:
    import communique as package

    assert set(package.__all__) == {
        "CommuniqueError",
        "Document",
        "Reader",
        "Reading",
        "__version__",
        "read",
        "read_file",
    }
    reading = package.read("The minister said the border would stay open.", published="2024-03-05")
    assert reading.document.published == "2024-03-05"
    with pytest.raises(package.CommuniqueError, match="no-such"):
        package.read_file("no-such.txt")
