"""``communique schema``: the contract as JSON Schema."""

from __future__ import annotations

from importlib import resources

from communique.cli.ending import ending_well
from communique.cli.output import opened

EXAMPLES = """\b
Examples:
  communique schema
  communique schema > reading.schema.json
"""


def schema() -> None:
    """Print the JSON Schema of a reading, to check and to generate code from."""
    with ending_well(), opened("-") as stream:
        stream.write(resources.files("communique").joinpath("schema/reading.schema.json").read_text(encoding="utf-8"))
