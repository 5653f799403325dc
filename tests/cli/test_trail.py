"""L09 at the service's own computer: who did what, when, from where; every verb that changes or takes out data."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

import webmap.cli
from geo.cli.bilingual import Verbs
from geo.store.service.audit import Audit, Entry
from geo.store.service.file import open_service, service_path
from geo.store.service.reports import Reports
from tests.cli.conftest import Petarawan, run_petarawan
from tests.cli.test_import_files import sheet
from tests.exports.orders.samples import BEGINS
from tests.pipelines.patrol_day import ORDER, add_day, form_of, gpx_of, stay
from tests.pipelines.patrol_store import LATER, copy_of
from tests.webmap import samples
from tests.webmap.triage.conftest import SECRETS, TOLD

READING = frozenset(
    {
        *("agreement list", "agreement show", "audit list", "audit verify", "backup list", "basemap show"),
        *("evaluate list", "imports", "methods", "network check", "region check", "release list", "reports list"),
        *("results list", "runs", "show", "tracks list", "user list"),
        *("advise", "backtest", "diagnose", "history"),  # compute, and keep nothing
        *("serve", "worker"),  # who asked for a run or a page is entered when it is asked for
        *("deploy", "warm"),  # the program's own set-up: no data
    }
)
ENTERED = {
    "agreement add": {"agreement.put"},
    "agreement end": {"agreement.end"},
    "backup make": {"backup.make"},
    "backup drill": {"backup.drill"},
    "basemap add": {"basemap.add"},
    "basemap build": {"basemap.build", "basemap.export"},
    "basemap remove": {"basemap.remove"},
    "cancel": {"run.cancel"},
    "diff": {"run.export"},
    "dose": {"dose.export"},
    "evaluate declare": {"evaluation.declare"},
    "evaluate report": {"run.make", "evaluation.export"},
    "export": {"run.export", "incident.export"},
    "forecast": {"run.make", "run.export"},
    "hotspots": {"run.make", "run.queue", "run.export"},
    "import": {"import.stored", "import.refused", "import.undo"},
    "incident add": {"incident.add"},
    "incident correct": {"incident.correct"},
    "incident reject": {"incident.reject"},
    "incidents": {"incident.export"},
    "init": {"store.init"},
    "network build": {"network.build"},
    "order": {"order.issue", "order.export"},
    "publish": {"run.publish"},
    "quarantine": {"quarantine.export"},
    "region show": {"region.export"},
    "region update": {"region.update"},
    "release make": {"release.published"},
    "release show": {"release.download"},
    "reports retention": {"report.retention"},
    "reports show": {"report.read"},
    "restore": {"backup.restore"},
    "results import": {"results.import"},
    "routes": {"run.make", "run.export", "draw.reveal"},
    "tracks import": {"tracks.import"},
    "user add": {"user.add"},
    "user change": {"user.change"},
    "user link": {"user.link"},
    "withdraw": {"run.withdraw"},
    "zones": {"run.make", "run.export"},
}
"""Every verb that changes data or takes them out, and what it enters."""
DONE: set[str] = set()
"""The verbs of it that the tests below do."""


def does(*verbs: str) -> dict[str, set[str]]:
    """Return what these verbs enter, to be held against what a test saw; `DONE` tells that there is such a test."""
    DONE.update(verbs)
    return {verb: ENTERED[verb] for verb in verbs}


BY_HAND = does("incident add", "incident correct", "incident reject")
IMPORTS = does("import", "quarantine")
RUNS = does("hotspots", "zones", "forecast", "cancel", "publish", "withdraw", "export", "diff", "incidents")
GROUND = does("basemap build", "basemap add", "basemap remove", "region show", "region update")
PEOPLE = does(
    *("user add", "user change", "user link", "agreement add", "agreement end", "release make", "release show"),
    *("reports show", "reports retention"),
)
COPIES = does("backup make", "backup drill", "restore")
FIRST = does("init")
PLANS = does("network build", "routes", "order")
JUDGED = does("tracks import", "results import", "dose", "evaluate declare", "evaluate report")


def verbs_of(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every verb that can be typed, as `incident add`."""
    if not isinstance(command, Verbs):
        yield " ".join(path)
        return
    ctx = click.Context(command)
    for name in command.list_commands(ctx):
        found = command.get_command(ctx, name)
        assert found is not None
        yield from verbs_of(found, (*path, name))


def test_l09_no_verb_is_forgotten() -> None:
    """Whoever writes a new verb says here whether it changes data or takes data out, and what it enters."""
    verbs = set(verbs_of(webmap.cli.cli))
    assert verbs == ENTERED.keys() | READING
    assert not ENTERED.keys() & READING
    assert ENTERED.keys() == DONE


READ = {
    "agreement show": ("PUBLIK",),
    "backup list": (),
    **dict.fromkeys(("advise", "backtest", "diagnose"), ("--kind", "CURAS", "--from", "2026-01-01")),
    "history": ("{hotspot}",),
    "region check": ("{folder}",),
    "show": ("latest",),
}
"""What reading verbs need to be told; the others need nothing."""
STAYING = {"serve", "worker", "deploy", "warm"}


def test_verbs_that_read_leave_both_files_as_they_were(demo_copy: Path, tmp_path: Path) -> None:
    """What stands among the reading verbs writes neither into the store nor into the service file."""

    def content() -> list[str]:
        found = []
        for file in (demo_copy, service_path(f"sqlite:///{demo_copy}")):
            with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as con:
                found.append(hashlib.sha256("".join(con.iterdump()).encode()).hexdigest())
            con.close()
        return found

    folder = tmp_path / "paket"
    for words in (("region", "show", folder), ("network", "build")):
        assert run_petarawan(demo_copy, *words).code == 0
    first = run_petarawan(demo_copy, "show", "latest:hotspots", "--json").document["hotspots"][0]["hotspot_id"]
    before = content()
    for verb in sorted(READING - STAYING):
        more = [str(word).format(hotspot=first, folder=folder) for word in READ.get(verb, ())]
        answer = run_petarawan(demo_copy, *verb.split(), *more, env={"PETARAWAN_BACKUP_DIR": str(tmp_path)})
        assert answer.code == 0, (verb, answer.err)
        assert content() == before, verb


class Console:
    """Types commands on one store and looks at what each added to the trail."""

    def __init__(self, store: Path, **env: str) -> None:
        self.store, self.env = store, env
        self.seen: dict[str, set[str]] = {}

    def entries(self) -> list[Entry]:
        """Return the trail, oldest first."""
        with open_service(f"sqlite:///{self.store}") as file:
            return Audit(file).entries(limit=10_000)[0][::-1]

    def enters(self, *words: object, code: int = 0, **env: str) -> list[tuple[str, str]]:
        """Run a command; return action and object of its entries, and keep which verb entered what."""
        before = len(self.entries())
        answer = run_petarawan(self.store, *words, env={**self.env, **env})
        assert answer.code == code, answer.err
        new = self.entries()[before:]
        verb = words[0] if words[0] in {*ENTERED, *READING} else f"{words[0]} {words[1]}"
        if new:
            self.seen.setdefault(str(verb), set()).update(one.action for one in new)
        return [(one.action, one.what) for one in new]


@pytest.fixture
def demo(demo_copy: Path) -> Console:
    """Return the sample with its runs A0001 (hotspots) and A0002 (zones)."""
    return Console(demo_copy)


def test_an_entry_says_who_when_and_from_where_and_no_word_of_a_reason(demo: Console) -> None:
    """Who is the account of the system, not what the environment claims."""
    words = ("--lon", 104.7, "--lat", -2.9, "--kind", "CURANMOR", "--when", "2026-11-20T21:30")
    (added,) = demo.enters(
        "incident", "add", *words, "--note", "Siti 0812", "--reason", "laporan Siti", USER="kapolres"
    )
    assert added[0] == "incident.add"
    change = ("--set", "kind=CURAT", "--reason", "kata Siti")
    assert demo.enters("incident", "correct", added[1], *change) == [("incident.correct", added[1])]
    assert demo.enters("incident", "reject", added[1], "--reason", "Siti salah") == [("incident.reject", added[1])]
    last = demo.entries()[-3:]
    for one in last:
        assert one.who == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
        assert (one.role, one.source, one.agency) == ("host", "console", None)
        assert one.at == datetime(2026, 11, 23, 5, tzinfo=UTC)
        assert "Siti" not in str(one)
    assert [one.details for one in last] == [{"kind": "CURANMOR"}, {"changed": "kind"}, {}]
    assert demo.seen == BY_HAND


def test_imports_are_entered_when_stored_refused_and_taken_back(
    demo: Console, tmp_path: Path, bad_inputs: Path
) -> None:
    file = sheet(tmp_path / "a.csv", 20, bad=2)
    assert demo.enters("import", file, "--dry-run") == []
    ((action, import_id),) = demo.enters("import", file)
    assert action == "import.stored"
    counts = {"records": 20, "stored": 18, "unchanged": 0, "corrected": 0, "duplicates": 0, "quarantined": 2}
    assert demo.entries()[-1].details == {"file": "a.csv", "source": "csv", **counts}
    assert demo.enters("quarantine", import_id, "--out", tmp_path / "q.csv") == [("quarantine.export", import_id)]
    assert demo.enters("import", "--undo", import_id) == [("import.undo", import_id)]
    assert demo.enters("import", bad_inputs / "gpkg_truncated.gpkg", "--dry-run", code=1) == []
    assert demo.enters("import", bad_inputs / "gpkg_truncated.gpkg", code=1) == [("import.refused", "")]
    assert demo.entries()[-1].details["file"] == "gpkg_truncated.gpkg"
    assert demo.enters("import", tmp_path / "none.csv", code=1) == []
    held = demo.enters("import", bad_inputs / "csv_swapped_all.csv", code=1)  # every row held: that is kept, too
    assert [one[0] for one in held] == ["import.stored"]
    assert demo.seen == IMPORTS


def test_runs_are_entered_when_asked_made_shown_and_taken_out(demo: Console, tmp_path: Path) -> None:
    fast = ("--replicates", 0, "--draft")
    asked = ("hotspots", *fast, "--param", "eps_m=901", "--queue")
    assert demo.enters(*asked) == [("run.queue", "A0003")]
    assert demo.entries()[-1].details == {"task": "hotspots", "method": "dbscan", "fresh": True}
    assert demo.enters(*asked) == [("run.queue", "A0003")]
    assert demo.entries()[-1].details["fresh"] is False
    assert demo.enters("cancel", "A0003") == [("run.cancel", "A0003")]
    files = ("--out", tmp_path / "h.geojson", "--labels", tmp_path / "l.csv")
    made = demo.enters("hotspots", *fast, "--param", "eps_m=900", *files)
    assert made == [("run.make", "A0004"), ("run.export", "A0004"), ("run.export", "A0004")]
    assert [one.details.get("file") for one in demo.entries()[-2:]] == ["h.geojson", "l.csv"]
    assert demo.entries()[-3].details == {"task": "hotspots", "method": "dbscan", "shown": "draft"}
    zones = ("zones", "--run", "A0004", "--seconds", 1, "--out", tmp_path / "z.geojson")
    assert demo.enters(*zones) == [("run.make", "A0005"), ("run.export", "A0005")]
    assert demo.enters("publish", "A0004") == [("run.publish", "A0004")]
    assert demo.enters("publish", "A0004") == []  # it is the one shown
    assert demo.enters("withdraw", "A0004") == [("run.withdraw", "A0004")]
    words = ("--windows", 0, "--draft", "--out", tmp_path / "f.geojson")
    assert demo.enters("forecast", *words) == [("run.make", "A0006"), ("run.export", "A0006")]
    assert demo.enters("export", "hotspots", "--out", tmp_path / "x.csv") == [("run.export", "A0001")]
    diff = ("diff", "A0001", "A0004")
    assert demo.enters(*diff) == []
    assert demo.enters(*diff, "--out", tmp_path / "d.geojson") == [("run.export", "A0004")]
    for words in (("export", "incidents"), ("incidents",)):
        assert demo.enters(*words, "--out", tmp_path / "i.csv") == [("incident.export", "")]
        assert demo.entries()[-1].details["rows"] > 4000
    assert demo.enters("incidents", "--json") == [("incident.export", "")]
    assert demo.enters("incidents") == []
    assert demo.seen == RUNS
    for words in (("runs",), ("imports",), ("show", "latest"), ("audit", "verify"), ("methods",)):
        assert demo.enters(*words) == []


def test_ground_and_region_are_entered(demo: Console, tmp_path: Path) -> None:
    out = tmp_path / "p.pmtiles"
    assert demo.enters("basemap", "build", "--zoom", "5-6", "--out", out) == [("basemap.export", "")]
    assert demo.enters("basemap", "build", "--zoom", "5-6") == [("basemap.build", "")]
    assert demo.enters("basemap", "add", out) == [("basemap.add", "")]
    assert demo.enters("basemap", "remove") == [("basemap.remove", "")]
    assert demo.enters("region", "show") == []
    assert demo.enters("region", "show", tmp_path / "paket") == [("region.export", "")]
    kinds = tmp_path / "paket" / "region.toml"
    kinds.write_text(kinds.read_text().replace('title_en = "', 'title_en = "The '))
    assert demo.enters("region", "check", tmp_path / "paket") == []
    assert demo.enters("region", "update", tmp_path / "paket") == [("region.update", "region.toml")]
    assert demo.seen == GROUND


def test_people_agreements_and_releases_are_entered(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        samples.take_in(store, samples.incidents(400, status="verified"))
        name = store.url.removeprefix("sqlite:///")
    console = Console(Path(name), PETARAWAN_NOW=samples.NOW.isoformat())
    assert console.enters("user", "link", "--first") == [("user.link", "")]
    ((action, user_id),) = console.enters("user", "add", "siti", "--role", "commander", "--agency", "POLRES")
    assert action == "user.add"
    assert console.enters("user", "change", "siti", "--role", "analyst") == [("user.change", user_id)]
    assert console.enters("user", "link", "siti") == [("user.link", user_id)]
    assert console.enters("agreement", "add", "PKS-1", "KODIM") == [("agreement.put", "PKS-1")]
    assert console.enters("agreement", "end", "PKS-1") == [("agreement.end", "PKS-1")]
    made = console.enters("release", "make")
    assert {one[0] for one in made} == {"release.published"}
    assert console.enters("release", "make") == []
    assert console.enters("release", "show", made[0][1]) == []
    shown = console.enters("release", "show", made[0][1], "--out", tmp_path / "r.csv")
    assert shown == [("release.download", made[0][1])]
    with open_service(f"sqlite:///{name}") as file:
        Reports(file, b"s" * 32).add(TOLD, [], samples.NOW)
    assert console.enters("reports", "show", "L0001") == []
    assert console.enters("reports", "show", "L0001", "--full") == [("report.read", "L0001")]
    late = {"PETARAWAN_NOW": (samples.NOW + timedelta(days=400)).isoformat()}
    assert console.enters("reports", "retention", **late) == []
    assert console.enters("reports", "retention", "--apply", **late) == [("report.retention", "")]
    assert not [secret for secret in SECRETS if secret in str(console.entries())]
    assert console.seen == PEOPLE


def test_backups_and_their_return_are_entered(demo: Console, tmp_path: Path) -> None:
    file = tmp_path / "b.petarawan"
    assert demo.enters("backup", "make", file) == [("backup.make", file.name)]
    assert demo.enters("backup", "drill", file) == [("backup.drill", file.name)]
    assert run_petarawan(tmp_path / "no-store.db", "backup", "drill", file).err.count("\n") == 1
    n = len(demo.entries())
    assert run_petarawan(demo.store, "restore", file, "--overwrite").code == 0
    assert len(demo.entries()) == n - 1  # the backup was made before its own entry, and the drill's
    last = demo.entries()[-1]
    assert (last.action, last.what, last.details["overwrite"]) == ("backup.restore", file.name, True)
    assert demo.seen | {"restore": {last.action}} == COPIES


def test_the_first_entry_of_a_store_is_who_made_it(tmp_path: Path) -> None:
    console = Console(tmp_path / "p.db")
    assert run_petarawan(console.store, "init").code == 0
    assert [(one.action, one.what) for one in console.entries()] == [("store.init", "banyuasin")]
    assert FIRST["init"] == {"store.init"}


def test_plans_and_orders_are_entered(tmp_path: Path) -> None:
    console = Console(copy_of("routes", tmp_path))
    assert console.enters("network", "build") == [("network.build", "")]
    made = console.enters("routes", "--seconds", 1, "--draft", "--out", tmp_path / "r.geojson")
    assert made == [("run.make", "A0004"), ("run.export", "A0004")]
    assert console.enters("routes", "--audit", "A0003", PETARAWAN_NOW=LATER) == [("draw.reveal", "A0003")]
    issued = console.enters("order")
    assert {one[0] for one in issued} == {"order.issue"}
    files = console.enters("order", "--out", tmp_path / "o", "--format", "txt,gpx")
    assert sorted(files) == sorted([("order.export", one[1]) for one in issued] * 2)
    assert console.enters("order", "--list") == []
    assert console.seen == PLANS


def test_what_crews_bring_back_and_how_it_is_judged_is_entered(empty_store: Path, tmp_path: Path) -> None:
    from geo.settings import load_settings
    from geo.store import open_store

    shutil.copytree(empty_store.parent, tmp_path / "store")
    path = tmp_path / "store" / empty_store.name
    settings = load_settings({}, store=f"sqlite:///{path}", now="2026-11-23T12:00+07:00")
    with open_store(settings.store) as store:
        add_day(store, settings.clock())
    console = Console(path, PETARAWAN_NOW="2026-11-24T12:00+07:00")
    gpx = gpx_of(tmp_path / "a.gpx", stay(0, BEGINS + timedelta(minutes=20), 15))
    form = form_of(tmp_path / "f.csv", {"stop": 1, "outcome": "done", "arrived": "18.20", "left": "18.35"})
    for verb, file, more in (("tracks", gpx, ("--order", ORDER)), ("results", form, ())):
        assert console.enters(verb, "import", file, *more, "--dry-run") == []
        assert console.enters(verb, "import", file, *more) == [(f"{verb}.import", "")]
        assert console.entries()[-1].details["file"] == file.name
    assert console.enters("dose") == []
    assert console.enters("dose", "--out", tmp_path / "d.csv") == [("dose.export", "")]
    begun = ("--collaboration", "army", "--before", "2026-10-01..2026-10-31", "--after", "2026-11-01..2026-11-30")
    ((action, made),) = console.enters("evaluate", "declare", *begun, "--decides", "local", "--late")
    assert action == "evaluation.declare"
    judged = console.enters("evaluate", "report", "--out", tmp_path / "e.xlsx")
    assert [one[0] for one in judged] == ["run.make", "evaluation.export"]
    assert judged[1][1] == made
    assert console.seen == JUDGED


def test_a_trail_that_cannot_be_written_loses_no_import_and_says_so(petarawan: Petarawan, tmp_path: Path) -> None:
    """As a disk that is full: the import stands, is told as it is, and the missing entry is named."""
    service = service_path(f"sqlite:///{tmp_path / 'store' / 'p.db'}")
    with sqlite3.connect(service) as con:
        con.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'penuh'); END")
    con.close()
    answer = petarawan("import", sheet(tmp_path / "a.csv", 5), "--json", "--lang", "en")
    assert answer.code == 0
    assert answer.document["stored"] == 5
    assert "What was done stands; only its entry (import.stored) is not in the audit trail" in answer.err
    assert petarawan("incidents", "--json").document["n"] == 5


def test_a_damaged_service_file_loses_no_import(petarawan: Petarawan, tmp_path: Path) -> None:
    service_path(f"sqlite:///{tmp_path / 'store' / 'p.db'}").write_bytes(b"rusak" * 4000)
    answer = petarawan("import", sheet(tmp_path / "a.csv", 5))
    assert answer.code == 0
    assert "jejak audit" in answer.err
    assert petarawan("imports", "--json").document[0]["stored"] == 5


def test_a_notebook_that_never_served_gets_its_trail(petarawan: Petarawan, tmp_path: Path) -> None:
    service = service_path(f"sqlite:///{tmp_path / 'store' / 'p.db'}")
    for file in service.parent.glob(f"{service.name}*"):
        file.unlink()
    assert petarawan("import", sheet(tmp_path / "a.csv", 5)).code == 0
    assert service.stat().st_mode & 0o777 == 0o600
    assert [one["action"] for one in petarawan("audit", "list", "--json").document] == ["import.stored"]
