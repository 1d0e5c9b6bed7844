"""The command as a process of its own, over the fakes. Processes that it starts import this file and get them too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cli import fake

sys.modules.update(fake.modules())

if __name__ == "__main__":
    from communique.cli import main

    main()
