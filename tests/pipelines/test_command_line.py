"""The command that repeats a run: given in a copy of the store it makes the same digest and the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from geo.cli import cli
from geo.pipelines.command_line import AREA_FILE, command_of, written
from geo.pipelines.forecast import ForecastQuestion, forecast_in_store
from geo.pipelines.ground_layers import GroundNames
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from geo.settings import Settings
from geo.store import open_store
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

LOCAL = "Asia/Jakarta"


def moment(text: str) -> datetime:
    """Return a moment as the command line reads it: UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def plain(frame: pd.DataFrame) -> bytes:
    """Return a result table as bytes, without the name of its run."""
    kept = pd.DataFrame(frame.drop(columns=["run_id"], errors="ignore"))
    if "geometry" in kept:
        kept["geometry"] = [shapely.to_wkb(shape, hex=True) for shape in frame["geometry"]]
    return kept.to_csv(index=False).encode()


def repeated(store: Store, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any, Store]:
    """Give a run's command in a copy of its store; return both runs and the copy."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    store.backup(folder / "copy.db")
    run = store.run(run_id)
    command = command_of(run, LOCAL)
    for name, content in command.files.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PETARAWAN_NOW", "2026-11-23T12:00:00+07:00")
    options = ["--store", f"sqlite:///{folder / 'copy.db'}"]
    assert command.words[0] == "petarawan"
    answer = CliRunner().invoke(cli, [*options, *command.words[1:], "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    copy = open_store(f"sqlite:///{folder / 'copy.db'}")
    made = json.loads(answer.stdout)["run_id"]
    assert made != run_id
    return run, copy.run(made), copy


# As a run records it: seven decimals.
AREA = shapely.from_wkt(shapely.to_wkt(shapely.Point(104.5, -2.8).buffer(0.3, quad_segs=4), rounding_precision=7))
REQUESTS = {
    "plain": HotspotRequest(),
    "days and kinds": HotspotRequest(
        parameters={"eps_m": 612.5, "min_samples": 4},
        chosen=Chosen(kinds=("CURAT",), since=moment("2026-01-01T00:00+07:00"), until=moment("2026-09-01T00:00+07:00")),
        seed=11,
    ),
    "moments, box and origin": HotspotRequest(
        "kernel_density",
        chosen=Chosen(
            since=moment("2026-02-03T04:05:06+00:00"), bbox=(104.3, -3.1, 104.9, -2.3), origins=("reported", "patrol")
        ),
        replicates=10,
    ),
    "an area of its own": HotspotRequest("hdbscan", {"min_cluster_size": 8, "selection": "leaf"}, area=AREA, seed=3),
    "ground and stacks": HotspotRequest(
        "getis_ord", ground=GroundNames("waters", "districts", "none"), stacks="leave_out", replicates=0, seed=5
    ),
    "for one agency": HotspotRequest(chosen=Chosen(audience=("POLRES",)), replicates=5),
}


@pytest.mark.parametrize("name", list(REQUESTS))
def test_the_command_of_a_run_of_hotspots_repeats_it_to_the_byte(
    name: str,
    store: Store,
    put: Callable[..., None],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("a", 60, "2026-01-05")
    put("b", 40, "2026-03-05", seed=1)
    run_id = find_in_store(store, REQUESTS[name], settings).document["run_id"]
    run, again, copy = repeated(store, run_id, tmp_path, monkeypatch)
    for key in ("input_digest", "method", "parameters", "seed", "chosen", "audience", "incidents", "noise"):
        assert again[key] == run[key], key
    assert again["shown"] == "draft"
    for table in ("hotspots", "borders", "stacks", "labels", "surfaces"):
        assert plain(copy.result(again["run_id"], table)) == plain(store.result(run_id, table)), table
    copy.close()


def test_the_command_of_a_forecast_repeats_it_to_the_byte(
    store: Store, put: Callable[..., None], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a", 200, "2025-06-01")
    put("b", 150, "2025-08-01", seed=2)
    question = ForecastQuestion(
        {"n_places": 7, "tested_windows": 12, "window_days": 14}, "decayed", "floating", "2026-11-23", with_patrol=True
    )
    run_id = forecast_in_store(store, question, settings).document["run_id"]
    run, again, copy = repeated(store, run_id, tmp_path, monkeypatch)
    assert again["input_digest"] == run["input_digest"]
    assert again["parameters"] == run["parameters"]
    for table in ("forecasts", "backtests"):
        assert plain(copy.result(again["run_id"], table)) == plain(store.result(run_id, table))
    copy.close()


def test_the_command_of_zones_asks_the_same_of_the_same_run(
    store: Store, put: Callable[..., None], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a", 60, "2026-01-05")
    put("b", 40, "2026-03-05", seed=1)
    found = find_in_store(store, HotspotRequest(replicates=0), settings).document["run_id"]
    request = ZoneRequest(found, {"zones": 2, "detour": 1.4}, seed=2, seconds=5.0, season="wet", straight=True)
    run_id = propose_in_store(store, request, settings).document["run_id"]
    run, again, copy = repeated(store, run_id, tmp_path, monkeypatch)
    for key in ("input_digest", "parameters", "seed"):
        assert again[key] == run[key]
    assert plain(copy.result(again["run_id"], "zones")) == plain(store.result(run_id, "zones"))
    copy.close()


def test_days_are_written_as_days_and_other_moments_as_moments() -> None:
    chosen = {"since": "2026-07-31T17:00:00+00:00", "until": "2026-08-31T17:00:00+00:00"}
    run = {"task": "hotspots", "method": "dbscan", "parameters": {}, "chosen": chosen, "seed": 0}
    words = command_of(run, LOCAL).words
    assert words[words.index("--from") + 1] == "2026-08-01"
    assert words[words.index("--to") + 1] == "2026-08-31"
    run["chosen"] = {"until": "2026-08-31T17:00:01+00:00"}
    assert "2026-08-31T17:00:01+00:00" in command_of(run, LOCAL).words


def test_an_area_goes_with_the_command_as_a_file() -> None:
    chosen = {"area": "POLYGON ((1 1, 2 1, 2 2, 1 1))"}
    run = {"task": "hotspots", "method": "dbscan", "parameters": {}, "chosen": chosen, "seed": 0}
    command = command_of(run, LOCAL)
    assert list(command.files) == [AREA_FILE]
    assert json.loads(command.files[AREA_FILE])["features"][0]["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize("value", [500.0, 0.1, 1 / 3, 1e-9, 123456789.123456789, 7, "08:00", True])
def test_no_digit_is_lost(value: Any) -> None:
    text = written(value)
    assert (text == str(value)) if not isinstance(value, float) else float(text) == value


def test_hostile_words_cannot_leave_their_place_in_the_shell() -> None:
    run = {"task": "hotspots", "method": "dbscan", "parameters": {"a": "x; rm -rf ~"}, "chosen": {"kinds": ["$(id)"]}, "seed": 0}  # fmt: skip  # noqa: E501 - one row
    text = command_of(run, LOCAL).text
    assert "'a=x; rm -rf ~'" in text
    assert "'$(id)'" in text
