"""``communique read`` prints what could be read, says what could not, and ends with the code that tells which."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run, command, environment


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in "abcde":
        (folder / f"{name}.txt").write_text(f"{name.upper()} text.")
    return folder


def sources(output: str) -> list[str]:
    return [Path(json.loads(line)["document"]["source"]).name for line in output.splitlines()]


def test_a_pipe_gets_one_line_for_each_document_in_order(run: Run, texts: Path) -> None:
    result = run("read", texts / "b.txt", texts)
    assert result.exit_code == 0
    assert sources(result.stdout) == ["b.txt", "a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.pdf", "", "x.pdf: is a password-protected PDF; save it without a password and read it again."),
        ("gone.txt", None, "gone.txt: there is no such file; check the path."),
        ("crash.txt", "CRASH", "crash.txt: an unexpected error (ValueError: list index out of range)."),
        ("known.txt", "KNOWN ERROR", "known.txt: the text has no letters; give one that has."),
        ("x.bug", "", "x.bug: an unexpected error (KeyError: 'nobody foresaw this')."),
        # A JSON line that is rejected is named by its line.
        ("x.jsonl", "{}", 'x.jsonl, line 1: has no field "text"; name it with --field text=NAME.'),
    ],
)
def test_a_rejected_document_is_one_sentence_and_the_others_are_printed(
    run: Run, texts: Path, name: str, content: str | None, sentence: str
) -> None:
    path = texts.parent / name
    if content is not None:
        path.write_text(content)
    result = run("read", texts / "a.txt", path, texts / "b.txt")
    assert result.exit_code == 1
    assert sources(result.stdout) == ["a.txt", "b.txt"]
    assert result.stderr == f"communique: {path.parent}/{sentence}\n"


def test_one_that_fails_does_not_take_its_batch_with_it(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"text": "CRASH" if number in (3, 40) else f"Text {number}"}) for number in range(60)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines))
    result = run("read", path)
    assert result.exit_code == 1
    assert sources(result.stdout) == [f"many.jsonl#{number + 1}" for number in range(60) if number not in (3, 40)]
    assert result.stderr.count("\n") == 2


def test_debug_shows_the_trace_and_nothing_else_does(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("CRASH")
    assert "Traceback" not in run("read", path).stderr
    assert "Traceback" in run("read", path, "--debug").stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--published", "20 January"], "2023-01-20"),
        (["--published", "2023-02-30"], "2023-01-20"),
        (["--field", "text"], "NAME=KEY"),
        (["--field", "body=text"], "NAME=KEY"),  # the wrong way round
        (["--encoding", "latin-99"], "cp1252"),
        (["--format", "xml"], "xml"),
        (["--jobs", "0"], "jobs"),
        (["--min-confidence", "90"], "min-confidence"),
        (["--no-such-option"], "no-such-option"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, texts: Path, arguments: list[str], hint: str) -> None:
    result = run("read", texts / "a.txt", *arguments)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert result.stdout == ""


def test_no_source_at_all_is_wrong_usage(run: Run) -> None:
    assert run("read").exit_code == 2


def test_json_is_an_object_for_one_document_and_an_array_for_others(run: Run, texts: Path) -> None:
    assert json.loads(run("read", texts / "a.txt", "--format", "json").stdout)["schema"] == "communique/1"
    assert len(json.loads(run("read", texts, "--format", "json").stdout)) == 5
    assert json.loads(run("read", texts / "a.txt", texts / "b.txt", "--format", "json").stdout)[1]["events"]
    assert json.loads(run("read", texts / "gone", "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("o.json", "{\n"), ("o.jsonl", '{"schema"'), ("o.html", "<!doctype"), ("o.txt", "/"), ("o", '{"schema"')],
)
def test_the_ending_of_the_output_file_chooses_the_format(
    run: Run, texts: Path, tmp_path: Path, name: str, beginning: str
) -> None:
    assert run("read", texts / "a.txt", "--output", tmp_path / name).stdout == ""
    assert (tmp_path / name).read_text().startswith(beginning)


def test_an_output_that_cannot_be_written_is_a_sentence(run: Run, texts: Path) -> None:
    result = run("read", texts / "a.txt", "--output", texts / "no" / "folder.json")
    assert result.exit_code == 1
    assert result.stderr.startswith("communique: ")
    assert "give another path with --output" in result.stderr


def test_a_missing_model_is_a_sentence(run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_MODEL", str(texts / "none"))
    result = run("read", texts / "a.txt")
    assert result.exit_code == 1
    assert "unset COMMUNIQUE_MODEL" in result.stderr
    assert result.stderr.count("\n") == 1


def test_min_confidence_leaves_out_what_is_less_sure(run: Run, texts: Path) -> None:
    reading = json.loads(run("read", texts / "a.txt", "--min-confidence", "0.5").stdout)
    assert [len(reading["events"]), len(reading["statements"])] == [1, 0]


def test_options_reach_the_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"body": "Text."}')
    result = run("read", tmp_path / "x.jsonl", "--field", "text=body", "--published", "2023-01-20")
    assert json.loads(result.stdout)["document"]["published"] == "2023-01-20"
    (tmp_path / "l.txt").write_bytes("Köln".encode("latin-1"))
    assert json.loads(run("read", tmp_path / "l.txt", "--encoding", "latin-1").stdout)["document"]["text"] == "Köln"


def test_standard_input_is_a_source(run: Run) -> None:
    assert json.loads(run("read", "-", input="A text.").stdout)["document"]["text"] == "A text."


def test_output_is_utf_8_whatever_the_locale(texts: Path) -> None:
    (texts / "a.txt").write_text("Ž 😀 \u2028 x", encoding="utf-8")
    done = subprocess.run(
        command("read", texts / "a.txt"),
        env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))["document"]["text"] == "Ž 😀 \u2028 x"
    assert done.stdout.decode().splitlines() == done.stdout.decode().split("\n")[:-1]


def test_the_number_of_jobs_changes_nothing(spawn: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps({"text": "CRASH" if n == 70 else f"Text {n}"}) for n in range(200)))
    one, two = spawn("read", path), spawn("read", path, "--jobs", "2")
    assert len(one.stdout.splitlines()) == 199
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)


def test_a_reader_of_the_pipe_may_go_away(texts: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps({"text": "Word " * 2000}) for _ in range(200)))
    process = subprocess.Popen(
        command("read", path), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 141


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_quiet(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "x.txt").write_text("First.")
    (tmp_path / "y.txt").write_text("SLOW")
    process = subprocess.Popen(
        command("read", tmp_path / "x.txt", tmp_path / "y.txt", "--jobs", jobs),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that a shell runs in the background inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None and process.stderr is not None
    if jobs == "1":
        process.stdout.readline()
    time.sleep(0.2 if jobs == "1" else 2.5)
    # As a terminal does it: to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert process.stderr.read() == ""


def on_terminal(*arguments: str | Path, **more: str) -> str:
    """What the command writes when standard output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(*arguments), env=environment(**more), stdout=theirs, stderr=theirs, stdin=theirs):
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if part == b"":
                break
            written += part
    os.close(ours)
    return written.decode()


def test_a_terminal_gets_text_in_colour_unless_told_otherwise(texts: Path) -> None:
    plain = {"TERM": "xterm", "NO_COLOR": ""}
    assert "\x1b[" in on_terminal("read", texts / "a.txt", **plain)
    assert "Events" in on_terminal("read", texts / "a.txt", **plain)
    assert "\x1b[" not in on_terminal("read", texts / "a.txt", "--no-color", **plain)
    assert "\x1b[" not in on_terminal("read", texts / "a.txt", TERM="xterm", NO_COLOR="1")


def test_a_progress_bar_shows_on_a_terminal_and_quiet_hides_it(texts: Path, tmp_path: Path) -> None:
    arguments = ["read", texts, "--output", tmp_path / "o.jsonl"]
    assert "5 documents" in on_terminal(*arguments, TERM="xterm")
    assert on_terminal(*arguments, "--quiet", TERM="xterm") == ""
    assert on_terminal("read", texts / "a.txt", "--output", tmp_path / "o.jsonl", TERM="xterm") == ""
