"""Fifty commanders pan the map while an analyst runs an analysis: waiting times, faults, memory, how the run is slowed.

Run: .venv/bin/python -m benchmarks.fifty_commanders [--commanders 50] [--incidents 200000] [--seconds 60]
Everything happens on this machine, over the loopback address; the server is `petarawan serve`, a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"petarawan-numba-{os.getuid()}"))

from benchmarks.map_1m import COOKIE, NOW, make_store
from geo.store import open_store
from geo.store.service.file import open_service
from geo.store.service.sessions import Sessions
from geo.store.service.users import Users

PAGE_BAR, DATA_BAR = 1.0, 0.5  # seconds, 95th per cent
MEMORY_BAR = 4e9  # bytes
# A map of 1440 x 900 pixels asks so after each move.
THINK = (2.0, 4.0)


@dataclass
class Seen:
    """What the commanders met."""

    page: list[float] = field(default_factory=list)
    data: list[float] = field(default_factory=list)
    largest: int = 0
    faults: list[str] = field(default_factory=list)


class Commander(threading.Thread):
    """One commander: opens the map, then pans and zooms until the time is over."""

    def __init__(self, port: int, token: str, until: float, seen: Seen, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.until, self.seen = port, token, until, seen
        self.random = random.Random(seed)
        self.tags: dict[str, str] = {}

    def run(self) -> None:
        time.sleep(self.random.uniform(0, THINK[1]))
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        page = self.ask("/commander/", self.seen.page)
        for static in re.findall(r'(?:src|href)="(/(?:static|teks|maps)/[^"]+)"', page.decode()):
            self.ask(static.replace("&amp;", "&"), self.seen.data)
        for path in ("/api/summary", "/api/base", "/api/hotspots", "/api/zones", "/api/routes"):
            self.ask(path, self.seen.data)
        zoom, lon, lat = 9, 104.7, -2.6
        while time.perf_counter() < self.until:
            zoom = min(14, max(9, zoom + self.random.choice((-1, 0, 0, 1))))
            lon, lat = self.random.uniform(104.3, 105.1), self.random.uniform(-2.9, -2.2)
            half = 360 / 2**zoom
            box = ",".join(
                f"{value:.4f}" for value in (lon - 2.5 * half, lat - 1.6 * half, lon + 2.5 * half, lat + 1.6 * half)
            )
            self.ask(f"/api/cells?zoom={zoom}&bbox={box}", self.seen.data)
            self.ask("/api/shown", self.seen.data)
            time.sleep(self.random.uniform(*THINK))
        self.line.close()

    def ask(self, path: str, into: list[float]) -> bytes:
        headers = {"Cookie": f"{COOKIE}={self.token}", "Accept-Encoding": "gzip", "Accept": "*/*"}
        if path in self.tags:
            headers["If-None-Match"] = self.tags[path]
        if path == "/commander/":
            headers.pop("Accept-Encoding")
        began = time.perf_counter()
        try:
            self.line.request("GET", path, headers=headers)
            answer = self.line.getresponse()
            body = answer.read()
        except OSError as error:
            self.seen.faults.append(f"{path}: {error!r}")
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            return b""
        into.append(time.perf_counter() - began)
        self.seen.largest = max(self.seen.largest, len(body))
        if answer.status not in {200, 204, 304}:
            self.seen.faults.append(f"{path}: {answer.status}")
        if tag := answer.getheader("ETag"):
            self.tags[path] = tag
        return body


class Memory(threading.Thread):
    """Looks once a second at what this process and all that it started hold together, each shared page counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(1):
            held, here = 0, psutil.Process()
            for one in (here, *here.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):  # ended since it was listed
                    held += one.memory_full_info().pss
            self.most = max(self.most, held)


def page_processor_time(port: int, token: str, server: int, times: int = 200) -> float:
    """Return the processor time that the server spends on one page of the map, nothing else asked, in seconds."""
    reader, process = Commander(port, token, 0, Seen(), 0), psutil.Process(server)
    reader.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def spent() -> float:
        spent = process.cpu_times()
        return spent.user + spent.system

    for _ in range(10):  # the first ones make what later ones find
        reader.ask("/commander/", [])
    before = spent()
    for _ in range(times):
        reader.tags.clear()
        reader.ask("/commander/", [])
    reader.line.close()
    return (spent() - before) / times


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def timed_run(environment: dict[str, str], url: str, seed: int) -> float:
    """Queue an analysis and return how long the worker took from its claim to its end, in seconds."""
    words = ["hotspots", "--method", "dbscan", "--seed", str(seed), "--queue", "--json"]
    asked = subprocess.run(
        [sys.executable, "-m", "webmap.cli", *words], env=environment, capture_output=True, check=True
    )
    run_id = json.loads(asked.stdout)["run_id"]
    with open_store(url) as store:
        while True:
            run = store.run(run_id)
            if run["status"] in {"done", "failed", "cancelled"}:
                assert run["status"] == "done", run["error"]
                return float((run["finished"] - run["started"]).total_seconds())
            time.sleep(0.2)


def main() -> int:
    """Measure and print a table; the exit code is 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commanders", type=int, default=50)
    parser.add_argument("--incidents", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/beban.db"
        make_store(url, given.incidents)
        environment = {**os.environ, "PETARAWAN_STORE": url}
        with open_service(url) as file:
            now = datetime.now(UTC)
            user = Users(file).add("komandan", "Komandan", "POLRES", "commander", NOW)
            tokens = [
                Sessions(file).start(user.user_id, "commander", "127.0.0.1", now) for _ in range(given.commanders)
            ]
        port = 8231
        # Into a file: a pipe that nobody reads fills with a line for each request, and then the server waits.
        with Path(folder, "serve.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "webmap.cli", "serve", "--port", str(port)], env=environment, stderr=log
            )
        try:
            wait_for(port)
            timed_run(environment, url, 1)  # compiles what is not compiled yet
            alone = timed_run(environment, url, 2)
            page_cpu = page_processor_time(port, tokens[0], server.pid)
            memory = Memory()
            memory.start()
            seen, until = Seen(), time.perf_counter() + given.seconds
            crew = [Commander(port, token, until, seen, n) for n, token in enumerate(tokens)]
            for one in crew:
                one.start()
            time.sleep(given.seconds / 3)
            busy = timed_run(environment, url, 3)
            for one in crew:
                one.join()
            memory.over.set()
            memory.join()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    page, data = percentile(seen.page, 0.95), percentile(seen.data, 0.95)
    print(f"| {given.commanders} commanders, {given.incidents} incidents, {given.seconds:.0f} s | measured | bar |")
    print("|---|---|---|")
    print(f"| page, 95th per cent of {len(seen.page)} | {page * 1000:.0f} ms | {PAGE_BAR * 1000:.0f} ms |")
    print(f"| page, processor time of one, nothing else asked | {page_cpu * 1000:.1f} ms | |")
    print(f"| data, 95th per cent of {len(seen.data)} | {data * 1000:.0f} ms | {DATA_BAR * 1000:.0f} ms |")
    print(f"| data, median | {percentile(seen.data, 0.5) * 1000:.0f} ms | |")
    print(f"| largest answer | {seen.largest / 1000:.0f} kB | 500 kB |")
    print(f"| memory of all processes together, at most | {memory.most / 1e9:.2f} GB | {MEMORY_BAR / 1e9:.0f} GB |")
    print(f"| faults | {len(seen.faults)} | 0 |")
    print(f"| the analyst's run alone and under load | {alone:.1f} s, {busy:.1f} s ({busy / alone:.2f}x) | 2x |")
    for fault in seen.faults[:10]:
        print(fault)
    missed = (page >= PAGE_BAR, data >= DATA_BAR, memory.most >= MEMORY_BAR, bool(seen.faults), busy >= 2 * alone)
    return int(any(missed))


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(240):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the server did not answer within a minute")


if __name__ == "__main__":
    sys.exit(main())
