"""Whether an answer's time tells what its words do not: pairs of requests that must not be told apart, compared.

Run: .venv/bin/python -m benchmarks.equal_times [--tries 200]
Everything happens on this machine, over the loopback address; the server is `petarawan serve`, a process of its own,
and this script is its trusted proxy, so that each try comes from an address of its own and no limit on guessing is met.
The two of a pair are asked in turn, the first one by lot. A pair differs when the Mann-Whitney test, corrected for the
number of pairs, says so AND the medians are further apart than the bar; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"petarawan-numba-{os.getuid()}"))

import shapely
from scipy.stats import mannwhitneyu

from benchmarks.fifty_commanders import percentile, wait_for
from geo.languages import Says
from geo.pipelines.release import PUBLIC_ID, make_due
from geo.privacy.eligible import counted
from geo.settings import load_settings
from geo.store import open_store
from geo.store.protocol import Store
from geo.store.service.agreements import Agreements
from geo.store.service.embeds import Embeds
from geo.store.service.embeds_terms import EmbedTerms
from geo.store.service.file import ServiceFile, open_service
from geo.store.service.releases import Releases
from geo.store.service.reports import NewReport, Reports
from geo.store.service.reports_codes import ALPHABET, LENGTH
from geo.store.service.sessions import Sessions
from geo.store.service.tokens import Tokens
from geo.store.service.users import Users
from geo.tables.agreements import Agreement
from geo.tables.chosen import Chosen
from webmap.accounts import passwords
from webmap.sessions import COOKIE

PORT = 8232
SIGN_IN_BAR, BAR = 0.005, 0.001  # seconds between medians (acceptance L06; all others)
LEVEL = 0.01
WARM = 20
SHARINGS = ("own", "joint", "open")


@dataclass(frozen=True)
class Asking:
    """One request: method, path, headers, form."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Pair:
    """Two requests that must not be told apart, made anew for every try."""

    case: str
    names: tuple[str, str]
    make: tuple[Callable[[], Asking], Callable[[], Asking]]
    bar: float = BAR


class Line:
    """A kept connection to the server; each request comes from another address, as the proxy says."""

    def __init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.source = 0

    def seconds(self, asking: Asking) -> tuple[float, int]:
        """Ask and return how long the answer took, and its status."""
        self.source += 1
        address = f"10.{self.source >> 16 & 255}.{self.source >> 8 & 255}.{self.source & 255}"
        headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", **dict(asking.headers)}
        body = None
        if asking.form is not None:
            body = urlencode(asking.form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://127.0.0.1:{PORT}"}
        began = time.perf_counter()
        self.line.request("GET" if body is None else "POST", asking.path, body=body, headers=headers)
        answer = self.line.getresponse()
        answer.read()
        return time.perf_counter() - began, answer.status


def compare(pair: Pair, tries: int, line: Line, lot: random.Random) -> tuple[list[list[float]], set[int]]:
    """Ask both of a pair in turn and return their times and all statuses met."""
    times: list[list[float]] = [[], []]
    statuses: set[int] = set()
    for number in range(-WARM, tries):
        for which in lot.sample((0, 1), 2):
            spent, status = line.seconds(pair.make[which]())
            statuses.add(status)
            if number >= 0:
                times[which].append(spent)
    return times, statuses


def make_demo(url: str) -> None:
    """Make the sample store with its releases, and one analysis that only one agency may see."""
    environment = {**os.environ, "PETARAWAN_STORE": url}
    for words in (["init", "--demo"], ["hotspots", "--method", "dbscan", "--audience", "KODIM"]):
        subprocess.run([sys.executable, "-m", "webmap.cli", *words], env=environment, capture_output=True, check=True)


def agree(store: Store, service: ServiceFile) -> None:
    """Give two agencies agreements like the public's, and publish their releases."""
    for agency in ("KODIM", "DISHUB"):
        terms = Agreement(
            f"PKS-{agency}", agency, Says(agency, agency), period="quarter", k=5, cell_m=8000, downloads=True,
            sharings=SHARINGS, valid_from=date(2024, 1, 1), status="active",
        )  # fmt: skip
        Agreements(service).put(terms, by="uji", now=datetime.now(UTC))
    make_due(store, service, load_settings(store=store.url))


def hidden_rows(store: Store, service: ServiceFile) -> list[tuple[str, str, shapely.Point]]:
    """Return two hidden rows of one public release, the first without incidents, the second with some.

    Of all such pairs it is one with equally many corners: an outline is public and takes its time to write.

    Returns
    -------
    list
        Feature id, level, and a point within, of each.
    """
    region, incidents = store.region(), store.incidents(Chosen(with_left_out=True))
    found: list[tuple[int, list[tuple[str, str, shapely.Point]]]] = []
    for release in Releases(service).all():
        if release.agreement_id != PUBLIC_ID:
            continue
        part = counted(incidents, release.kinds, release.sharings, release.period.bounds(region.timezone))
        cells = release.cells[release.cells["suppressed"] & (release.cells["level"] != "district")]
        places = part.geometry.to_numpy()
        rows = [
            (
                bool(shapely.contains(row["geometry"], places).any()),
                int(shapely.get_num_coordinates(row["geometry"])),
                (f"{release.period.label}.{row['level']}.{row['cell_id']}", row["level"],
                 row["geometry"].representative_point()),
            )
            for row in cells.to_dict("records")
        ]  # fmt: skip
        found += [
            (abs(empty[1] - full[1]), [empty[2], full[2]])
            for empty in rows
            for full in rows
            if full[0] and not empty[0] and empty[2][1] == full[2][1]
        ]
    return min(found, key=lambda one: one[0])[1]


def pairs_of(store: Store, service: ServiceFile, lot: random.Random) -> list[Pair]:
    """Return what is compared; accounts, sessions, tokens, reports and embeds are made for it."""
    now = datetime.now(UTC)
    users = Users(service)
    users.set_password(
        users.add("komandan", "Komandan", "POLRES", "commander", now).user_id,
        passwords.hashed("kata sandi panjang"),
        now,
    )
    partner = users.add("mitra", "Mitra", "KODIM", "partner", now)
    other = users.add("dishub", "Dishub", "DISHUB", "commander", now)
    inside, outside = (_cookie(service, one.user_id, one.role, now) for one in (partner, other))
    _, token = Tokens(service).create("uji", "KODIM", ["PKS-KODIM"], expires=now + timedelta(days=9), by="uji", now=now)
    api = (("Authorization", f"Bearer {token}"),)
    codes = [
        Reports(service, b"x" * 32).add(NewReport("CURAS", "text", now, "day", "id", text="uji"), [], now).code
        for _ in range(300)
    ]
    foreign = str(store.runs().query("audience == '[\"KODIM\"]'")["run_id"].iloc[0])
    embeds = {
        name: Embeds(service).create(_embed(f"PKS-{name}", now), by="uji", now=now)[0] for name in ("KODIM", "DISHUB")
    }
    empty, full = hidden_rows(store, service)
    items = f"/ogc/collections/{PUBLIC_ID}/items"
    newest = Releases(service).newest("PKS-DISHUB")
    assert newest is not None

    def sign_in(name: str) -> Callable[[], Asking]:
        return lambda: Asking("/masuk", (), (("name", name), ("password", "bukan kata sandinya")))

    def code(near: bool) -> Callable[[], Asking]:
        def make() -> Asking:
            known = lot.choice(codes)
            wrong = known[:-1] + lot.choice([sign for sign in ALPHABET if sign != known[-1]])
            return Asking("/lapor/status", (), (("code", wrong if near else "".join(lot.choices(ALPHABET, k=LENGTH))),))

        return make

    def path(address: str, headers: tuple[tuple[str, str], ...] = ()) -> Callable[[], Asking]:
        return lambda: Asking(address, headers)

    def around(row: tuple[str, str, shapely.Point], end: str = "") -> Callable[[], Asking]:
        x, y = row[2].x, row[2].y
        box = f"{x - 0.001:.4f},{y - 0.001:.4f},{x + 0.001:.4f},{y + 0.001:.4f}"
        return path(f"{items}?period={row[0].partition('.')[0]}&level={row[1]}&bbox={box}{end}")

    def basic(text: str) -> tuple[tuple[str, str], ...]:
        return (("Authorization", "Basic " + base64.b64encode(f"x:{text}".encode()).decode()),)

    few = ("empty", "a few incidents")
    no_token = basic(f"prt_{'0' * 12}_{'A' * 43}")
    no_run = f"{foreign[:-6]}{'0' * 6}"
    wrong_secret = f"{token[:17]}{'A' * 43}"
    is_not = newest.release_id.replace("DISHUB", "BUKANN")
    return [
        Pair("L06 sign-in", ("wrong name", "wrong password"), (sign_in("tidakada"), sign_in("komandan")), SIGN_IN_BAR),
        Pair("R04 receipt code", ("any code", "one sign off a real one"), (code(False), code(True))),
        Pair("A02 run of another agency", ("no such run", "foreign run"),
             (path(f"/api/hotspots?run={no_run}", outside), path(f"/api/hotspots?run={foreign}", outside))),
        Pair("A02 agreement", ("none", "foreign"),
             (path("/partner/perjanjian/PKS-BUKANN", inside), path("/partner/perjanjian/PKS-DISHUB", inside))),
        Pair("A02 release page", ("none", "foreign"),
             (path(f"/partner/rilis/{is_not}", inside), path(f"/partner/rilis/{newest.release_id}", inside))),
        Pair("A02 release file", ("none", "foreign"),
             (path(f"/partner/rilis/{is_not}/unduh/csv", inside),
              path(f"/partner/rilis/{newest.release_id}/unduh/csv", inside))),
        Pair("A02 public release", ("none", "a partner's"),
             (path(f"/peta/data/{is_not}.json"), path(f"/peta/data/{newest.release_id}.json"))),
        Pair("A02 collection", ("none", "foreign"),
             (path("/ogc/collections/PKS-BUKANN/items", api), path("/ogc/collections/PKS-DISHUB/items", api))),
        Pair("E04 token", ("unknown id", "known id, wrong secret"),
             (path("/ogc/collections", no_token), path("/ogc/collections", basic(wrong_secret)))),
        Pair("E04 embed", ("bearer of none", "bearer of another"),
             (path(f"/embed/{embeds['KODIM'].embed_id}/data/rilis", (("Authorization", "Bearer a.0.1.x"),)),
              path(f"/embed/{embeds['KODIM'].embed_id}/data/rilis",
                   (("Authorization", f"Bearer {embeds['DISHUB'].embed_id}.0.1.x"),)))),
        Pair("P09 hidden cell, JSON", few, (path(f"{items}/{empty[0]}"), path(f"{items}/{full[0]}"))),
        Pair("P09 hidden cell, page", few, (path(f"{items}/{empty[0]}?f=html"), path(f"{items}/{full[0]}?f=html"))),
        Pair("P09 box in a hidden cell, JSON", few, (around(empty), around(full))),
        Pair("P09 box in a hidden cell, page", few, (around(empty, "&f=html"), around(full, "&f=html"))),
    ]  # fmt: skip


def _cookie(service: ServiceFile, user_id: str, role: str, now: datetime) -> tuple[tuple[str, str], ...]:
    return (("Cookie", f"{COOKIE}={Sessions(service).start(user_id, role, '127.0.0.1', now)}"),)


def _embed(agreement_id: str, now: datetime) -> EmbedTerms:
    return EmbedTerms(agreement_id, "Uji", ("https://mitra.example",), now, now + timedelta(days=9))


def main() -> int:
    """Measure and print a table; the exit code is 1 when a pair can be told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200)
    given = parser.parse_args()
    lot = random.Random(1)
    differ = 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/waktu.db"
        make_demo(url)
        with open_store(url) as store, open_service(url) as service:
            agree(store, service)
            pairs = pairs_of(store, service, lot)
        environment = {**os.environ, "PETARAWAN_STORE": url, "PETARAWAN_PROXY": "127.0.0.1"}
        with Path(folder, "serve.log").open("wb") as log:
            words = ["serve", "--port", str(PORT)]
            server = subprocess.Popen([sys.executable, "-m", "webmap.cli", *words], env=environment, stderr=log)
        try:
            wait_for(PORT)
            line = Line()
            print("| pair | median, 5 – 95 % (ms) | median, 5 – 95 % (ms) | apart (ms) | p | verdict |")
            print("|---|---|---|---|---|---|")
            for pair in pairs:
                times, statuses = compare(pair, given.tries, line, lot)
                assert len(statuses) == 1, f"{pair.case}: {statuses}"
                differ += told(pair, times, statuses.pop(), len(pairs))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    return int(bool(differ))


def told(pair: Pair, times: list[list[float]], status: int, pairs: int) -> bool:
    """Print a pair's row and say whether the two can be told apart."""
    apart = abs(statistics.median(times[0]) - statistics.median(times[1]))
    p = min(1.0, float(mannwhitneyu(times[0], times[1]).pvalue) * pairs)
    seen = p < LEVEL
    verdict = "DIFFERENT" if seen and apart > pair.bar else "below the bar" if seen else "alike"
    columns = [
        f"{name}: {statistics.median(one) * 1000:.2f}, {percentile(one, 0.05) * 1000:.2f} – "
        f"{percentile(one, 0.95) * 1000:.2f}"
        for name, one in zip(pair.names, times, strict=True)
    ]
    print(
        f"| {pair.case} ({status}) | {columns[0]} | {columns[1]} | {apart * 1000:.3f} | {p:.2g} | {verdict} |",
        flush=True,
    )
    return verdict == "DIFFERENT"


if __name__ == "__main__":
    sys.exit(main())
