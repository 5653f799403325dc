from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from tests.cli.conftest import Petarawan, run_petarawan


@pytest.fixture
def pattern(tmp_path: Path) -> Path:
    """Return a file of two clusters and some noise, no kinds and no times."""
    rng = np.random.default_rng(5)
    lon = np.concatenate([rng.normal(104.7, 0.002, 60), rng.normal(104.9, 0.002, 40), rng.uniform(104, 105, 20)])
    lat = np.concatenate([rng.normal(-2.9, 0.002, 60), rng.normal(-2.7, 0.002, 40), rng.uniform(-3, -2, 20)])
    file = tmp_path / "points.csv"
    file.write_text("lon,lat\n" + "".join(f"{x:.7f},{y:.7f}\n" for x, y in zip(lon, lat, strict=True)))
    return file


def test_straight_on_a_file_with_no_store(pattern: Path, tmp_path: Path) -> None:
    from sklearn.cluster import DBSCAN

    store, labels, out = tmp_path / "none.db", tmp_path / "labels.csv", tmp_path / "h.geojson"
    answer = run_petarawan(
        store,
        "hotspots",
        pattern,
        "--method",
        "dbscan",
        "--param",
        "eps_m=300",
        "--param",
        "min_samples=8",
        "--labels",
        labels,
        "--out",
        out,
        "--json",
    )
    assert answer.code == 0, answer.err
    document = answer.document
    assert document["incidents"] == 120
    assert len(document["hotspots"]) == 2
    assert document["parameters"] == {"eps_m": 300.0, "min_samples": 8}
    assert not store.exists()
    with labels.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == [str(i) for i in range(1, 121)]
    points = gpd.read_file(pattern)
    metric = gpd.GeoSeries(gpd.points_from_xy(points["lon"].astype(float), points["lat"].astype(float)), crs=4326)
    metric = metric.to_crs(32748)
    expected = DBSCAN(eps=300, min_samples=8, algorithm="kd_tree").fit_predict(np.c_[metric.x, metric.y])
    assert [int(row["cluster"]) for row in rows] == expected.tolist()
    assert document["noise"] == (expected == -1).sum()
    layer = gpd.read_file(out)
    assert layer["n"].sum() == (expected != -1).sum()
    zones = run_petarawan(store, "zones", out, "--json")
    assert zones.code == 0, zones.err
    assert {"gap", "bound", "bound_kind", "seconds", "seed", "zones", "gaps"} <= set(zones.document)


def test_labels_name_the_record_even_where_others_were_held_back(pattern: Path, tmp_path: Path) -> None:
    lines = pattern.read_text().splitlines()
    lines[3] = "x,y"
    pattern.write_text("\n".join([*lines[:10], "104.7,oops", *lines[10:]]) + "\n")
    labels = tmp_path / "labels.csv"
    answer = run_petarawan(tmp_path / "none.db", "hotspots", pattern, "--labels", labels, "--json")
    assert answer.document["left_out"] == {"not_a_number": 2}
    with labels.open(newline="") as file:
        rows = [int(row["row"]) for row in csv.DictReader(file)]
    assert rows == [n for n in range(1, 122) if n not in {3, 10}]


@pytest.mark.parametrize("method", ["dbscan", "hdbscan", "kernel_density", "getis_ord"])
def test_every_method_runs_on_the_store(demo_copy: Path, method: str) -> None:
    answer = run_petarawan(demo_copy, "hotspots", "--method", method, "--json")
    assert answer.code == 0, answer.err
    keys = {
        "run_id",
        "method",
        "parameters",
        "seed",
        "incidents",
        "noise",
        "left_out",
        "study_area_km2",
        "hotspots",
        "seconds",
    }
    assert keys <= set(answer.document)
    for hotspot in answer.document["hotspots"]:
        assert {"hotspot_id", "rank", "n", "harm", "area_km2"} <= set(hotspot)


def test_the_same_run_twice_is_the_same_to_the_byte(demo_copy: Path) -> None:
    documents = [run_petarawan(demo_copy, "hotspots", "--seed", 3, "--json").document for _ in range(2)]
    for document in documents:
        del document["run_id"], document["seconds"]
    assert documents[0] == documents[1]


@pytest.mark.parametrize(
    "words",
    [
        ("--method", "nosuch"),
        ("--param", "eps_m=-1"),
        ("--param", "eps_m=abc"),
        ("--param", "nosuch=1"),
        ("--param", "eps_m"),
        ("--area", "nosuch.geojson"),
    ],
)
def test_nonsense_is_refused_with_a_remedy(demo_copy: Path, words: tuple[str, ...]) -> None:
    answer = run_petarawan(demo_copy, "hotspots", *words, "--json")
    assert answer.code == 1
    assert answer.document["error"]["id"]


def test_an_empty_store_gives_no_hotspots_and_says_so(tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    run_petarawan(store, "init")
    answer = run_petarawan(store, "hotspots", "--json")
    assert answer.code == 0
    assert answer.document["hotspots"] == []
    assert run_petarawan(store, "zones", "--json").document["zones"] == []


def test_incidents_elsewhere_are_counted_and_the_way_out_is_named(petarawan: Petarawan, tmp_path: Path) -> None:
    file = tmp_path / "jakarta.csv"
    file.write_text("lon,lat\n" + "106.8,-6.2\n" * 7)
    assert petarawan("import", file, "--json").document["stored"] == 7
    answer = petarawan("hotspots", "--json")
    assert answer.code == 0
    assert answer.document["left_out"] == {"outside_study_area": 7}
    assert "--area" in answer.document["notices"][0]["id"]
    assert "--boundary" in answer.err


def test_a_queued_run_is_done_by_a_worker(demo_copy: Path) -> None:
    queued = run_petarawan(demo_copy, "hotspots", "--param", "eps_m=700", "--queue", "--json").document
    assert queued["status"] == "queued"
    done = run_petarawan(demo_copy, "worker", "--once", "--json")
    assert done.code == 0, done.err
    shown = run_petarawan(demo_copy, "show", queued["run_id"], "--json").document
    assert shown["status"] == "done", shown
    assert shown["parameters"]["eps_m"] == 700


def test_a_queued_run_can_be_cancelled(demo_copy: Path) -> None:
    queued = run_petarawan(demo_copy, "hotspots", "--param", "eps_m=800", "--queue", "--json").document
    assert run_petarawan(demo_copy, "cancel", queued["run_id"]).code == 0
    assert run_petarawan(demo_copy, "worker", "--once", "--json").document["done"] == 0
    assert run_petarawan(demo_copy, "show", queued["run_id"], "--json").document["status"] == "cancelled"
    assert run_petarawan(demo_copy, "cancel", queued["run_id"]).code == 1
