"""Options of a preview's form: column names come from the preview, values are checked, proposals are the kept ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.agencies.packs import load_region, shipped_pack
from geo.errors import ParameterError
from geo.store.service.uploads import Upload
from tests.webmap.samples import NOW
from webmap.analyst.preview_form import options_of_form, options_of_proposal

REGION = load_region(shipped_pack())
COLUMNS = [{"name": name, "samples": []} for name in ("no", "lintang", "bujur", "<b>'x")]
FORM = {"timezone": "Asia/Jakarta", "sharing": "own"}


def upload(**preview: Any) -> Upload:
    return Upload(
        upload_id="0" * 20, user_id="U001", user_name="sari", agency="POLRES", name="a.csv", stored="x", digest="d",
        bytes=1, state="previewed", round=1, options={"timezone": "Asia/Jakarta", "sharing": "own"}, mends=None,
        preview={"columns": COLUMNS, **preview}, report=None, import_id=None, progress=0.0, stage=None, heartbeat=NOW,
        created=NOW, started=None, finished=None,
    )  # fmt: skip


def test_an_unchanged_mapping_leaves_detection_on() -> None:
    detected = {"lat": "lintang", "lon": "bujur"}
    form = {**FORM, "map_lat": "c1", "map_lon": "c2", "map_id": ""}
    assert options_of_form(form, upload(mapping=detected), REGION)["mapping"] is None
    assert options_of_form({**form, "map_id": "c0"}, upload(mapping=detected), REGION)["mapping"] == {
        "lat": "lintang", "lon": "bujur", "id": "no",
    }  # fmt: skip


def test_a_field_that_was_taken_away_is_said_so() -> None:
    detected = {"lat": "lintang", "lon": "bujur", "id": "no"}
    form = {**FORM, "map_lat": "c1", "map_lon": "c2", "map_id": ""}
    assert options_of_form(form, upload(mapping=detected), REGION)["mapping"] == {
        "lat": "lintang", "lon": "bujur", "id": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"map_lat": "c4"},
        {"map_lat": "lintang"},
        {"crs": "32748; x"},
        {"kind": "<b>"},
        {"timezone": "UTC+7"},
        {"sharing": "everybody"},
        {"source": "a;b"},
        {"map_date_order": "year"},
    ],
)
def test_impossible_values_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ParameterError):
        options_of_form({**FORM, **wrong}, upload(), REGION)


def test_a_proposal_is_the_one_that_was_kept() -> None:
    """U15, U16, U20, U21."""
    asked = options_of_proposal(upload(proposal={"swap_axes": True, "crs": 32748}))
    assert (asked["swap_axes"], asked["crs"], asked["timezone"]) == (True, 32748, "Asia/Jakarta")
    layers = upload(error={"code": "needs_layer", "proposal": {"layers": ["a", "b"]}})
    assert options_of_proposal(layers, 1)["layer"] == "b"
    assert "layer" not in options_of_proposal(layers, 2)
    assert options_of_proposal(replace(upload(), preview=None)) == upload().options
    order = upload(mapping={"lat": "lintang"}, proposal={"mapping": {"date_order": "month_first"}})
    assert options_of_proposal(order)["mapping"] == {"lat": "lintang", "date_order": "month_first"}
