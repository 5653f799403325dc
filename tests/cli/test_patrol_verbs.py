"""`network`, `zones`, `routes` and `order` from outside: the whole way, both languages, bad input."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from geo.exports.orders.write import FORMATS
from tests.cli.conftest import Answer, run_petarawan
from tests.pipelines.patrol_store import AGENCIES, BOX, CENTRES, LATER, UNITS, copy_of, lines, make, pack, unit

Verb = Callable[..., Answer]


def verb_on(store: Path) -> Verb:
    def verb(*words: object, lang: str = "en", now: str | None = None) -> Answer:
        env = {"PETARAWAN_LANG": lang, **({"PETARAWAN_NOW": now} if now else {})}
        return run_petarawan(store, *words, env=env)

    return verb


@pytest.fixture
def hot(tmp_path: Path) -> Verb:
    """Return commands on a store with hotspots only."""
    return verb_on(copy_of("hotspots", tmp_path))


@pytest.fixture
def zoned(tmp_path: Path) -> Verb:
    """Return commands on a store with a network and zones."""
    return verb_on(copy_of("zones", tmp_path))


@pytest.fixture
def routed(tmp_path: Path) -> Verb:
    """Return commands on a store with routes."""
    return verb_on(copy_of("routes", tmp_path))


def refused(answer: Answer, *parts: str) -> None:
    """Assert that a command said one clear sentence and did nothing."""
    assert answer.code == 1
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1
    for part in parts:
        assert part in answer.err


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_whole_way(tmp_path: Path, hot: Verb, lang: str) -> None:
    built = hot("network", "build", "--json", lang=lang).document
    assert built["edges"] > 0
    assert hot("network", "check", "--json", lang=lang).document["ok"] in {True, False}
    zones = hot("zones", "--seconds", 1, "--json", lang=lang).document
    assert zones["zones"]
    routes = hot("routes", "--seconds", 1, "--json", lang=lang).document
    assert (routes["verdict"], routes["of_run"]) == ("valid", zones["run_id"])
    orders = hot("order", "--json", lang=lang).document["orders"]
    assert [order["route_id"] for order in orders] == [route["route_id"] for route in routes["routes"]]
    again = hot("order", "--out", tmp_path / "out", "--format", "txt,form", lang=lang)
    assert again.code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2 * len(orders)
    listed = hot("order", "--list", lang=lang)
    assert all(order["number"] in listed.out for order in orders)
    assert hot("order", "--verify", f"{orders[0]['order_id']} {orders[0]['verification']}", lang=lang).code == 0


@pytest.mark.parametrize("lang", ["id", "en"])
def test_each_verb_explains_itself(zoned: Verb, lang: str) -> None:
    for words in (("network",), ("network", "build"), ("network", "check"), ("zones",), ("routes",), ("order",)):
        answer = zoned(*words, "--help", lang=lang)
        assert answer.code == 0
        assert ("Cara pakai" in answer.out) == (lang == "id")


def test_network_verbs(zoned: Verb, tmp_path: Path) -> None:
    answer = zoned("network", "build")
    assert "Network stored" in answer.err
    assert "unclassified" in answer.out
    file = tmp_path / "away.geojson"
    file.write_text(lines(((10.0, 50.0), (10.1, 50.1)), highway="primary"))
    assert "None of the ways of this file lies in the region" in zoned("network", "build", file).err
    check = zoned("network", "check")
    assert "None of the ways" in check.err
    assert zoned("network", "check", "--json").document["findings"][0]["code"] == "elsewhere"
    refused(zoned("network", "build", tmp_path / "none.osm"), "none.osm", "no such file")


def test_a_check_of_no_network_and_many_findings_stay_short(hot: Verb, tmp_path: Path) -> None:
    refused(hot("network", "check"), "petarawan network build")
    west, south, *_ = BOX
    parts = [((west + 0.01 * k, south + 0.01), (west + 0.01 * k + 0.004, south + 0.01)) for k in range(1, 25)]
    file = tmp_path / "pieces.geojson"
    file.write_text(lines(*parts, highway="primary"))
    assert hot("network", "build", file).code == 0
    answer = hot("network", "check")
    findings = hot("network", "check", "--json").document["findings"]
    assert len(findings) > 30
    assert len(answer.err.splitlines()) < 30
    assert "more findings (all in --json)" in answer.err


def test_zones_start_from_runs_of_hotspots_and_today_from_zones(routed: Verb, tmp_path: Path) -> None:
    refused(routed("zones", "--run", "A0003"), "A0003 is a run of routes", "latest:hotspots")
    refused(routed("zones", "--today", "A0001"), "--today", "A0001 is a run of hotspots")
    refused(routed("zones", "--run", "A0099"), "A0099")
    refused(routed("zones", "--without", "NOPE"), "--without", "NOPE", "K1, P1, P2")
    refused(routed("zones", "--out", tmp_path / "z.doc"), ".doc", "geojson")
    assert routed("runs", "--json").document[0]["run_id"] == "A0003"
    out = tmp_path / "z.geojson"
    answer = routed("zones", "--seconds", 1, "--without", "K1", "--out", out)
    assert answer.code == 0
    assert len(gpd.read_file(out)) == len(answer.out.splitlines()) - 1


def test_routes_refuse_what_makes_no_sense(routed: Verb, tmp_path: Path) -> None:
    refused(routed("routes", "--run", "A0003"), "A0003 is a run of routes", "run of zones")
    refused(routed("routes", "--run", "A0003", lang="id"), "A0003 adalah analisis rute", "analisis zona")
    refused(routed("routes", "--date", "20261123"), "--date", "2026-11-23")
    refused(routed("routes", "--date", "9999-12-31"), "--date")
    refused(routed("routes", "--without", "NOPE"), "NOPE", "K1, P1, P2")
    refused(routed("routes", "--param", "nope=1"), "nope", "known")
    refused(routed("routes", "--out", tmp_path / "r.doc"), ".doc")
    assert routed("routes", "--seconds", 0).code == 2
    told = routed("routes", "--run", "A0003", "--json")
    assert told.document["error"]["code"] == "parameter"
    assert routed("runs", "--json").document[0]["run_id"] == "A0003"


def test_routes_without_zones_say_how_to_make_them(hot: Verb) -> None:
    refused(hot("routes"), "petarawan zones")
    refused(hot("routes", lang="id"), "petarawan zones")
    refused(hot("order"), "petarawan routes")


def test_routes_are_told_in_the_readers_words_and_written(zoned: Verb, tmp_path: Path) -> None:
    out = tmp_path / "r.geojson"
    answer = zoned("routes", "--seconds", 1, "--out", out, lang="id")
    assert answer.code == 0
    assert "jalan" in answer.out
    assert "road" not in answer.out
    assert len(gpd.read_file(out)) == len(answer.out.splitlines()) - 1
    missing = zoned("routes", "--seconds", 1, "--out", tmp_path / "none" / "r.geojson")
    assert missing.code == 1
    assert "A0004" in missing.err  # the run is there all the same
    assert "does not exist" in missing.err


def test_an_audit_waits_for_the_day_and_sees_changes(routed: Verb, tmp_path: Path) -> None:
    refused(routed("routes", "--audit", "A0003"), "only after that day")
    answer = routed("routes", "--audit", "A0003", "--json", now=LATER)
    assert answer.code == 0
    assert answer.document["holds"] is True
    assert answer.document["secret"] in answer.err
    refused(routed("routes", "--audit", "", now=LATER), "no run")
    refused(routed("routes", "--audit", "A0002", now=LATER), "A0002 is a run of zones")
    with sqlite3.connect(tmp_path / "routes" / "p.db") as con:
        con.execute("UPDATE runs SET summary = json_set(summary, '$.draw.plan', 7) WHERE number = 3")
    con.close()
    answer = routed("routes", "--audit", "A0003", now=LATER)
    assert answer.code == 1
    assert "does NOT match its seal" in answer.err


def test_queued_work_is_done_by_a_worker(zoned: Verb) -> None:
    assert "A0003 is queued; run: petarawan worker" in zoned("zones", "--queue").err
    assert zoned("cancel", "A0003").code == 0
    assert "A0004 is queued; run: petarawan worker" in zoned("routes", "--seconds", 1, "--queue").err
    assert zoned("worker", "--once").code == 0
    assert zoned("routes", "--queue", "--json").document == {"run_id": "A0005", "status": "queued"}
    states = {run["run_id"]: run["status"] for run in zoned("runs", "--json").document}
    assert states == {**states, "A0003": "cancelled", "A0004": "done", "A0005": "queued"}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("R-NOPE",), ("R-NOPE", "R-Z01-land")),
        (("--run", "A0002"), ("A0002 is a run of zones", "latest:routes")),
        (("--run", "A0099"), ("A0099",)),
        (("--format", "doc"), ("--format", "doc", "pdf")),
        (("--format", ","), ("--format", "pdf")),
        (("--out", "all.pdf"), ("all.pdf", "folder")),
        (("R-Z01-land", "--out", "one.pdf", "--format", "gpx"), ("one.pdf", ".gpx")),
        (("R-Z01-land", "--out", "one.pdf", "--format", "gpx,pdf"), ("one.pdf", "2 files")),
        (("--out", "/proc/nowhere"), ("/proc/nowhere", "cannot be")),
        (("--verify", ""), ("--verify", "QR")),
        (("--verify", "S2026-0001"), ("--verify", "QR")),
        (("--verify", "S2026-0099 AAAAA-AAAAA"), ("S2026-0099",)),
    ],
)
def test_bad_asking_issues_nothing(
    routed: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(routed("order", *words), *parts)
    assert routed("order", *words, "--json", lang="id").document["error"]["code"]
    assert routed("order", "--list", "--json").document == {"orders": []}


def test_a_single_file_takes_its_format_from_its_name(routed: Verb, tmp_path: Path) -> None:
    for name in FORMATS:
        file = tmp_path / f"one.{name}"
        assert routed("order", "R-Z01-land", "--out", file, "--json").document["files"] == [str(file)]
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "one.gpx").read_bytes().startswith(b"<?xml")
    form = routed("order", "R-Z01-land", "--out", tmp_path / "form.xlsx", "--format", "form")
    assert form.code == 0
    assert (tmp_path / "form.xlsx").read_bytes() != (tmp_path / "one.xlsx").read_bytes()
    assert len(routed("order", "--list", "--json").document["orders"]) == 1


def test_formats_may_be_written_anyhow_and_twice(routed: Verb, tmp_path: Path) -> None:
    files = routed("order", "--out", tmp_path / "o", "--format", "TXT, txt,gpx", "--json").document["files"]
    assert len(files) == len(set(files)) == 4


def test_an_order_without_a_key_is_said(routed: Verb, tmp_path: Path) -> None:
    (tmp_path / "routes" / "p.db.secret").unlink()
    answer = routed("order")
    assert answer.code == 0
    assert "without a key" in answer.err
    assert "without a key" not in routed("order").err


def test_verification_answers_by_exit_code(routed: Verb) -> None:
    [order, *_] = routed("order", "--json").document["orders"]
    genuine = routed("order", "--verify", f"petarawan:order:{order['order_id']}:{order['verification']}", "--json")
    assert (genuine.code, genuine.document["genuine"]) == (0, True)
    other = routed("order", "--verify", f"{order['order_id']} AAAAA-AAAAA", "--json")
    assert (other.code, other.document["genuine"]) == (1, False)
    assert "DOES NOT MATCH" in other.err


LEADERLESS = AGENCIES.split("[[agencies]]")[2].join(["[[agencies]]", ""])
HOLE = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[104.4, -2.9], [104.8, -2.9], [104.8, -2.65], [104.4, -2.65], [104.4, -2.9]],
                        [[104.55, -2.78], [104.65, -2.78], [104.65, -2.72], [104.55, -2.72], [104.55, -2.78]],
                    ],
                },
            }
        ],
    }
)
BAD_REGIONS = {
    "no base": (pack(units=unit("P1", "POLRES", None) + unit("P2", "POLRES", CENTRES[2])), 40, "without a base", "P1"),
    "no bases": (pack(units=unit("P1", "POLRES", None)), 40, "without a base", "No crew"),
    "far base": (pack(units=UNITS + unit("FAR", "POLRES", (108.0, -1.0))), 40, "outside the region", "FAR"),
    "shift 0": (
        pack(units=UNITS + unit("S0", "POLRES", CENTRES[0], more="shift_min = 0\n")), 40, "shift of 0 minutes", "S0"
    ),
    "no units": (pack(units=""), 40, "No crew", "lead"),
    "no agencies": (pack(agencies="", units=""), 40, "no agencies", "lead"),
    "no lead": (pack(LEADERLESS, unit("K1", "KODIM", CENTRES[1])), 40, "lead", "No agency"),
    "no hotspots": (pack(), 0, "no hotspots", "no zones"),
    "hole": (
        pack(AGENCIES.replace('short = "Polres"\n', 'short = "Polres"\njurisdiction = ["area"]\n'), area=HOLE),
        40, "urisdiction", "Theft",
    ),
    "rivers apart": (
        pack(units=unit("B1", "POLRES", (104.45, -2.70), "river"), roads="", rivers=lines(
            ((104.45, -2.70), (104.50, -2.80)), ((104.60, -2.75), (104.70, -2.80)), kind="river")),
        40, "leaves the hotspots in 2 parts", "too far",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_REGIONS)
def test_a_bad_region_gets_a_sentence_and_a_result_for_the_rest(tmp_path: Path, name: str) -> None:
    files, n, *parts = BAD_REGIONS[name]
    verb = verb_on(make(tmp_path, {file: text for file, text in files.items() if text}, n))
    if name == "rivers apart":
        assert verb("network", "build").code == 0
        assert "apart" in verb("network", "check").err
    zones = verb("zones", "--seconds", 1, "--json")
    assert zones.code == 0, zones.err
    for part in parts:
        assert part.lower() in zones.err.lower()
    assert len(zones.document["zones"]) >= (n > 0)
    routes = verb("routes", "--seconds", 1, "--json")
    assert routes.code == 0, routes.err
    assert routes.document["verdict"] == "valid"
    if not routes.document["routes"]:
        assert routes.document["notices"]
        answer = verb("order")
        assert "has no routes" in answer.err
        refused(verb("routes", "--audit", "latest:routes", now=LATER), "drew nothing")
    orders = verb("order", "--json").document["orders"]
    assert len(orders) == len(routes.document["routes"])
    if name in {"no base", "far base", "shift 0"}:
        assert orders


def test_ids_that_stand_twice_are_named_with_their_line(tmp_path: Path) -> None:
    files = pack(units=unit("P1", "POLRES", CENTRES[0]) + unit("P1", "KODIM", CENTRES[1]))
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    answer = run_petarawan(tmp_path / "p.db", "init", "--region", folder, env={"PETARAWAN_LANG": "en"})
    assert answer.code == 1
    assert "agencies.toml, line" in answer.err
    assert "P1 stands twice" in answer.err
    assert not (tmp_path / "p.db").exists()
