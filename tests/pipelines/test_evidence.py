"""Where the data end, and what is known of the sealed zones."""

from __future__ import annotations

from datetime import timedelta

from geo.pipelines.evaluation import DeclareRequest, declare_in_store
from geo.pipelines.evidence import data_until, gathered
from geo.pipelines.patrol_results import import_results
from geo.pipelines.tracks import TrackRequest, import_tracks
from geo.settings import load_settings
from geo.tables.chosen import Chosen
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import add_day, form_of, gpx_of, stay

LATE = DeclareRequest(
    "army", "2026-10-01..2026-10-31", "2026-11-01..2026-11-30", zones=("Z1",), kinds=("CURAT",), late=True
)


def test_the_data_end_with_the_last_import_of_reports(store, settings, put, tmp_path):
    assert data_until(store, store.incidents(Chosen()), NOW) == NOW  # nothing is known
    put("a", 3, "2026-11-01")
    add_day(store, NOW)
    much_later = NOW + timedelta(days=30)
    later = load_settings({}, store=str(settings.store), now=much_later.isoformat())
    found = {"stop": 1, "outcome": "done", "arrived": "18.20", "kind": "CURAT"}
    import_results(store, form_of(tmp_path / "f.csv", found), later)
    assert data_until(store, store.incidents(Chosen()), much_later) == NOW
    put("a", 1, "2026-12-10", seed=3)  # what was reported since shows that records go on
    assert data_until(store, store.incidents(Chosen()), much_later) > NOW
    assert data_until(store, store.incidents(Chosen()), NOW) == NOW


def test_dose_and_response_of_the_zone_only(store, settings, put, tmp_path):
    put((104.88, -2.37), 4, "2026-11-10")
    put((104.88, -2.37), 2, "2026-11-10", seed=1, kind="CURAS")
    put((104.60, -2.90), 5, "2026-11-10", seed=2)
    made = add_day(store, NOW)
    plan = declare_in_store(store, LATE, settings).plan
    assert gathered(store, plan, store.incidents(Chosen()), NOW, settings).doses is None  # no tracks
    assert gathered(store, plan, store.incidents(Chosen()), plan.after.begins, settings).doses is None
    begins = made.stops[0].begins - timedelta(days=13)
    import_tracks(store, gpx_of(tmp_path / "a.gpx", stay(0, begins, 30)), TrackRequest(), settings)
    evidence = gathered(store, plan, store.incidents(Chosen()), NOW, settings)
    assert evidence.response is not None
    assert evidence.response.n == 4
    zone = evidence.doses.set_index("place_id").loc["Z1"]
    assert (zone["kind"], zone["visits"]) == ("zone", 1)
