"""The console script: geo's commands, and those that need the web service."""

from __future__ import annotations

import os
import sys
import warnings

from geo.cli import cli
from geo.cli.run import run

cli.places.setdefault("serve", "webmap.verbs:serve")
cli.places.setdefault("worker", "webmap.verbs:worker")
cli.places.setdefault("deploy", "webmap.deploy_verb:deploy")


def main() -> None:
    """Run `petarawan`; libraries' warnings are for developers, who see them in the tests."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    _keep_stdout_for_results()
    sys.exit(run(cli))


def _keep_stdout_for_results() -> None:
    """Send what compiled libraries print by themselves to stderr, so that stdout holds the result and nothing else."""
    if sys.stdout is None or not hasattr(sys.stdout, "fileno"):
        return
    results = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = open(results, "w", encoding="utf-8", buffering=1)  # noqa: SIM115, PTH123 - lives as long as the process


if __name__ == "__main__":
    main()
