"""The console script: geo's commands, and those that need the web service."""

from __future__ import annotations

import sys

from geo.cli import cli
from geo.cli.run import run

cli.places.setdefault("serve", "webmap.verbs:serve")
cli.places.setdefault("worker", "webmap.verbs:worker")


def main() -> None:
    """Run `petarawan`."""
    sys.exit(run(cli))


if __name__ == "__main__":
    main()
