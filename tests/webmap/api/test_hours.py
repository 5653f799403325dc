"""Times of the view: hours, weekdays and periods that add up, bands that filter, questions read strictly."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app

BOX = f"{samples.MIDDLE[0] - 0.02},{samples.MIDDLE[1] - 0.02},{samples.MIDDLE[0] + 0.02},{samples.MIDDLE[1] + 0.02}"


def test_everything_is_counted_once(client: FlaskClient) -> None:
    told = client.get("/api/hours").json
    assert told["total"] == told["everywhere"] == told["timed"] == 500
    assert sum(told["hours"]) == sum(told["clock"]) == sum(told["weekdays"]) == 500
    assert sum(step["n"] for step in told["steps"]["row"]) == 500
    assert told["steps"]["unit"] == "month"
    assert told["undated"] == told["unknown"] == told["spread"] == 0


def test_the_box_cuts_but_everywhere_does_not(client: FlaskClient) -> None:
    told = client.get(f"/api/hours?bbox={BOX}").json
    assert 0 < told["total"] < 100
    assert told["everywhere"] == 500
    assert sum(told["hours"]) == told["total"]


def test_a_band_filters_the_map_but_not_its_own_chart(client: FlaskClient) -> None:
    every = client.get("/api/hours").json
    banded = client.get("/api/hours?hours=21-24").json
    assert banded["hours"] == every["hours"]
    assert banded["total"] == every["clock"][7]
    cells = client.get("/api/hours/cells?zoom=9&hours=21-24").json
    assert cells["total"] == banded["total"]
    assert cells["version"] == every["version"]
    over_midnight = client.get("/api/hours/cells?zoom=9&hours=21-03").json
    assert over_midnight["total"] == every["clock"][7] + every["clock"][0]


def test_steps_divide_the_period(client: FlaskClient) -> None:
    row = client.get("/api/hours?period=28d").json["steps"]
    assert row["unit"] == "day"
    assert len(row["row"]) == 28
    for step in row["row"][-5:]:
        assert client.get(f"/api/hours/cells?zoom=9&step={step['name']}").json["total"] == step["n"]
        assert client.get(f"/api/hours?period=28d&step={step['name']}").json["total"] == step["n"]
    assert client.get("/api/hours?period=7d&step=2025-01").json["total"] == 0


def test_kinds_filter_too(client: FlaskClient) -> None:
    told = client.get("/api/hours?kinds=CURAT,CURAS&hours=00-12").json
    assert sum(told["hours"]) == 250
    assert told["total"] == sum(told["clock"][:4])


def test_density_of_a_band_is_another_picture(client: FlaskClient) -> None:
    plain = client.get("/api/density/9/404/259.png")
    banded = client.get("/api/hours/density/9/404/259.png?hours=21-24")
    assert {plain.mimetype, banded.mimetype} == {"image/png"}
    assert plain.data != banded.data
    assert client.get("/api/density/9/404/259.png").data == plain.data
    assert client.get("/api/hours/density/9/0/0.png?hours=21-24").status_code == 204
    assert client.get("/api/hours/density/31/0/0.png").status_code == 404


@pytest.mark.parametrize("path", ["/api/hours", "/api/hours/cells?zoom=9"])
@pytest.mark.parametrize(
    "query",
    ["hours=", "hours=24-25", "hours=21-24&hours=00-03", "step=2026-13", "step=", "step=2026&step=2025", "period=x",
     "kinds=NIX", "bbox=1,2,3", "bbox=nan,0,1,1", "x=1", "hours=21-24%0d%0a"],
)  # fmt: skip
def test_nonsense_is_refused(client: FlaskClient, path: str, query: str) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
    assert answer.status_code == 400
    assert json.loads(answer.text)["code"]


def test_an_empty_store_has_no_periods(empty_client: FlaskClient) -> None:
    told = empty_client.get("/api/hours").json
    assert told["total"] == 0
    assert told["steps"] == {"unit": None, "row": []}
    assert empty_client.get("/api/hours/cells?zoom=9&hours=21-24").json["total"] == 0


def test_agencies_see_their_own_hours(store: Store) -> None:
    app = create_app(samples.settings_of(store), store)
    own, other = (sign_in(app, agency=agency).get("/api/hours").json for agency in ("POLRES", "BPBD"))
    seen = sign_in(app, agency="BPBD").get("/api/cells?zoom=9").json["total"]
    assert own["everywhere"] == 500
    assert other["everywhere"] == seen == sum(other["hours"])
    assert seen < 500


def test_strangers_are_sent_away(store: Store) -> None:
    stranger = create_app(samples.settings_of(store), store).test_client()
    for path in ("/api/hours", "/api/hours/cells?zoom=9", "/api/nearest?lon=1&lat=1", "/api/objects"):
        assert stranger.get(path).status_code == 401
