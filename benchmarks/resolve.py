"""What resolution costs of a reading: CPU time of ``resolve`` beside that of the reader's heads and encoder.

    python benchmarks/resolve.py FILE…

Reads the files (as ``communique read`` does) one after the other, one thread, three times; the first is not counted.
"""

from __future__ import annotations

import sys
import time

from communique.reader.finder import Finder
from communique.records import Document
from communique.resolve.resolver import resolve
from communique.sources.base import SourceOptions, open_source


def main(sources: list[str]) -> None:
    documents = [d for s in sources for d in open_source(s, SourceOptions()) if isinstance(d, Document)]
    finder = Finder()
    for turn in range(3):
        found = resolved = 0.0
        for document in documents:
            started = time.process_time()
            findings = next(finder.find([document.text]))
            middle = time.process_time()
            resolve(document, findings)
            found += middle - started
            resolved += time.process_time() - middle
        if turn:
            words = sum(len(d.text.split()) for d in documents)
            print(
                f"{len(documents)} documents, {words:,} words: reader {found:.2f} s, resolution {resolved:.2f} s, "
                f"{resolved / (found + resolved):.1%} of both"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
