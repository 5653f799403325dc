from __future__ import annotations

import pytest

from geo.errors import ParameterError
from geo.parameters import described
from geo.sources.osm_tags import KIND_OF_CLASS
from geo.spatial.travel.modes import MODES
from geo.spatial.travel.speeds import SEASONS, TravelSpeeds
from geo.zones.parameters import ZoneParameters

SPEEDS = TravelSpeeds()


def test_every_class_of_way_is_used_by_somebody_or_closed_on_purpose() -> None:
    used = {one for one in KIND_OF_CLASS if any(SPEEDS.class_kmh(mode, one, "dry") for mode in MODES)}
    assert set(KIND_OF_CLASS) - used == {"stream", "ditch", "drain"}
    assert TravelSpeeds(stream_kmh=8).class_kmh("river", "ditch", "wet") == 8


def test_boats_use_no_roads_and_wheels_no_rivers() -> None:
    for one, kind in KIND_OF_CLASS.items():
        for season in SEASONS:
            assert kind == "river" or SPEEDS.class_kmh("river", one, season) == 0
            if kind == "river":
                assert all(SPEEDS.class_kmh(mode, one, season) == 0 for mode in ("road", "track", "foot"))


def test_wet_is_never_faster() -> None:
    open_everywhere = TravelSpeeds(track_by_road_kmh=10, path_by_track_kmh=10, stream_kmh=5)
    for speeds in (SPEEDS, open_everywhere, TravelSpeeds(track_kmh_wet=0)):
        for mode in MODES:
            for one in KIND_OF_CLASS:
                assert speeds.class_kmh(mode, one, "wet") <= speeds.class_kmh(mode, one, "dry")
    assert TravelSpeeds(track_kmh_wet=0).class_kmh("track", "track", "wet") == 0
    assert TravelSpeeds(track_kmh_dry=0, track_by_road_kmh=9).class_kmh("road", "track", "wet") == 0


def test_unknown_classes_are_closed() -> None:
    assert all(SPEEDS.class_kmh(mode, "runway", "dry") == 0 for mode in MODES)


def test_straight_lines_are_those_of_zones() -> None:
    zones = ZoneParameters()
    assert {mode: SPEEDS.straight_kmh(mode) for mode in MODES} == {"road": 40, "track": 20, "river": 25, "foot": 4}
    assert SPEEDS.detour == zones.detour == 1.3


def test_every_parameter_has_a_range_and_help_in_both_languages() -> None:
    for one in described(TravelSpeeds.model_fields).values():
        assert one["help_id"]
        assert one["help_en"]
        assert one["high"] is not None
    with pytest.raises(ParameterError, match="snap_limit_m"):
        TravelSpeeds(snap_limit_m=-1)
