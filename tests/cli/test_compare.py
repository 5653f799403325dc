"""Runs compared, histories, and help with choosing, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import shapely
from shapely.geometry import mapping

from tests.cli.conftest import run_petarawan


def test_two_runs_are_told_apart_and_written_as_a_layer(demo_copy: Path, tmp_path: Path) -> None:
    first = run_petarawan(demo_copy, "diff")
    assert first.code == 1
    assert "A0001" in first.err
    # The sample's run is for all agencies: only one for the same readers is compared with it.
    everybody = ",".join(run_petarawan(demo_copy, "show", "A0001", "--json").document["audience"])
    words = ("hotspots", "--from", "2026-06-01", "--replicates", "20", "--audience", everybody, "--json")
    found = run_petarawan(demo_copy, *words).document
    assert found["previous_run"] == "A0001"
    assert {"same", "gone"} <= {kin["event"] for kin in found["kinships"]}
    for row in found["hotspots"]:
        assert 0 <= row["confidence"] <= 1
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]
        assert row["since"]
    layer = tmp_path / "selisih.geojson"
    answer = run_petarawan(demo_copy, "diff", "--out", layer, "--json")
    assert answer.code == 0, answer.err
    assert sum(answer.document["counts"].values()) == len(answer.document["differences"])
    assert answer.document["counts"]["gone"] > 10
    features = json.loads(layer.read_text())["features"]
    assert len(features) == len(answer.document["differences"])
    text = run_petarawan(demo_copy, "diff", "A0001", found["run_id"], "--lang", "en")
    assert "○ gone" in text.out
    assert text.err.startswith(f"A0001 → {found['run_id']}:")
    assert run_petarawan(demo_copy, "diff", "A0001", "A0002").code == 1
    assert run_petarawan(demo_copy, "diff", "A0001", "A0099").code == 1

    name = next(kin["hotspot_id"] for kin in found["kinships"] if kin["event"] == "same")
    history = run_petarawan(demo_copy, "history", name, "--json").document
    assert [one["run_id"] for one in history["appearances"]] == [found["run_id"], "A0001"]
    assert name not in run_petarawan(demo_copy, "history", name).out
    assert run_petarawan(demo_copy, "history", "H1234567").code == 1


def test_layers_under_the_incidents(demo_copy: Path, tmp_path: Path) -> None:
    people = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"penduduk": 1000 * number},
                "geometry": mapping(shapely.box(w, -3.3, w + 0.8, -1.5)),
            }
            for number, w in ((1, 104.0), (3, 104.8))
        ],
    }
    file = tmp_path / "desa.geojson"
    file.write_text(json.dumps(people))
    words = ("hotspots", "--kind", "CURAT", "--param", "eps_m=1500", "--replicates", "0", "--lang", "en")
    found = run_petarawan(demo_copy, *words, "--exposure", f"{file}:penduduk", "--json").document
    assert found["ground"]["exposure"]["column"] == "penduduk"
    assert found["ground"]["mask"]["layer"] == "waters"
    assert all(row["relative_risk"] > 0 and "relative risk" in row["explanation_en"] for row in found["hotspots"])
    shown = run_petarawan(demo_copy, "show", found["run_id"], "--json").document
    assert shown["summary"]["ground"] == found["ground"]
    wrong = run_petarawan(demo_copy, *words, "--exposure", "desa:penduduk")
    assert wrong.code == 1
    assert "layers: " in wrong.err
    assert run_petarawan(demo_copy, *words, "--mask", "none", "--json").document["ground"] == {}


def test_help_with_choosing(demo_copy: Path) -> None:
    advice = run_petarawan(demo_copy, "advise", "--kind", "CURAT", "--json").document
    assert advice["k_distance"]["curve"]
    assert run_petarawan(demo_copy, "advise", "--kind", "CURAT").out.count("\n") > 5
    assert run_petarawan(demo_copy, "advise", "--method", "nonsense").code == 1
    found = run_petarawan(demo_copy, "diagnose", "--kind", "CURAT", "--json").document
    assert found["pattern"] in {"clustered", "chance"}
    assert run_petarawan(demo_copy, "diagnose", "--kind", "CURAT").out
