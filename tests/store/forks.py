"""A process that has its input ready and forks one child per try, so that trying a crash costs milliseconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Forks:
    """Asks the helper process for children; each does one piece of work and says how it ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, **order: Any) -> int:
        """Start a child on an order and return its process id as soon as it begins."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._line()["pid"])

    def end(self) -> dict[str, Any]:
        """Wait for the child; `killed`, or what it answered."""
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the helper process died"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def forks(prepare: str, work: str, **environment: str) -> Iterator[Forks]:
    """Run `prepare` once, then `work` in a fork per order.

    Parameters
    ----------
    prepare, work
        Python source; `work` sees what `prepare` made and the dict `order`, and leaves its answer in `answer`.
    **environment
        Variables for the helper process.
    """
    script = "\n".join(
        (prepare, "WORK = " + repr(work), "from tests.store.forks import serve", "serve(WORK, globals())")
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield Forks(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def serve(work: str, names: dict[str, Any]) -> None:
    """Take orders from stdin until it closes; each is done in a forked child."""
    code = compile(work, "<work>", "exec")
    for line in sys.stdin:
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            scope = {**names, "order": json.loads(line), "answer": None}
            print(json.dumps({"pid": os.getpid()}), flush=True)
            exec(code, scope)
            os.write(write_end, json.dumps({"answer": scope["answer"]}).encode())
            os._exit(0)
        os.close(write_end)
        said = b""
        while block := os.read(read_end, 65_536):
            said += block
        os.close(read_end)
        _, status = os.waitpid(child, 0)
        ended = {"killed": os.WIFSIGNALED(status), "failed": os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0}
        print(json.dumps({**ended, **(json.loads(said) if said else {})}), flush=True)
