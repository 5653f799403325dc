"""A release is made when it may be, once, of what may be counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import geopandas as gpd
import pytest
import shapely

from geo.errors import ParameterError
from geo.privacy.release import make_release
from geo.privacy.released import Release
from tests.privacy import samples

TABLE = samples.in_cells({(3, 3): 12, (9, 9): 23, (9, 8): 4})
REGION = samples.box_region(*samples.BOX_M)


def test_a_published_period_is_never_made_again() -> None:
    first = samples.released(TABLE)
    corrected = samples.in_cells({(3, 3): 40})
    assert samples.released(corrected, previous=[first]) is first
    restated = replace(first, edition=1, release_id="PKS-1_2026-03_1")
    assert samples.released(corrected, previous=[first, restated]) is restated
    other = samples.released(corrected, samples.agreement("PKS-2"), previous=[first])
    assert other.agreement_id == "PKS-2"


@pytest.mark.parametrize(
    ("as_of", "made"),
    [
        (datetime(2026, 4, 30, 16, 59, tzinfo=UTC), False),  # 23:59 local on 30 April
        (datetime(2026, 4, 30, 17, 0, tzinfo=UTC), True),  # 1 May: April and 30 days are past
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), False),
    ],
)
def test_only_after_the_period_and_its_delay(as_of: datetime, made: bool) -> None:
    if made:
        assert samples.released(TABLE, as_of=as_of).data_day == date(2026, 5, 1)
    else:
        with pytest.raises(ParameterError, match="2026-05-01"):
            samples.released(TABLE, as_of=as_of)


@pytest.mark.parametrize(
    ("changes", "how", "match"),
    [
        ({"status": "draft"}, {}, "not in force"),
        ({"status": "ended"}, {}, "not in force"),
        ({"valid_until": date(2026, 10, 1)}, {}, "not in force"),
        ({"agency": "NOBODY"}, {}, "no agency"),
        ({"kinds": ("NOPE",)}, {}, "NOPE"),
        ({}, {"period": "2026-Q1"}, "no period of this agreement"),
        ({}, {"period": "2026-03-01"}, "no period"),
        ({}, {"as_of": datetime(2026, 11, 20)}, "time zone"),
    ],
)
def test_what_may_not_be_made_is_refused(changes: dict, how: dict, match: str) -> None:
    with pytest.raises(ParameterError, match=match):
        samples.released(TABLE, samples.agreement(**changes), **how)


def test_the_public_has_agreements_too() -> None:
    assert samples.released(TABLE, samples.agreement(agency="public")).agency == "public"


@pytest.mark.parametrize(("k", "used"), [(5, 5), (6, 10), (10, 10), (11, 20), (40, 40)])
def test_k_is_rounded_up_to_a_step(k: int, used: int) -> None:
    release = samples.released(TABLE, samples.agreement(k=k))
    assert release.k == used
    shown = release.cells["n_low"].dropna()
    assert (shown >= k).all()
    assert (shown % used == 0).all()


def test_input_is_not_changed_and_its_crs_and_order_do_not_matter() -> None:
    before = TABLE.copy(deep=True)
    release = samples.released(TABLE)
    assert TABLE.equals(before)
    turned = TABLE.iloc[::-1].to_crs(32748)
    assert samples.released(turned).as_dict() == release.as_dict()


def test_kinds_keep_to_their_level() -> None:
    table = samples.together(
        samples.in_cells({(3, 3): 9}, "CURAT"),
        samples.in_cells({(3, 3): 9}, "KDRT"),
        samples.in_cells({(5, 5): 9}, "PPA"),
    )
    release = samples.released(table)
    shown = release.cells[~release.cells["suppressed"]]
    assert shown["level"].tolist() == ["district"]
    assert shown["n_low"].tolist() == [10]
    assert "PPA" not in str(release.as_dict())


def test_an_agreement_that_shows_nothing_says_so() -> None:
    release = samples.released(TABLE, samples.agreement(kinds=("PPA",)))
    assert len(release.cells) == 0
    assert "shows nothing" in release.notices[-1].en


def test_an_empty_table_makes_the_same_rows_as_hidden_incidents() -> None:
    none, few = samples.released(samples.in_cells({})), samples.released(samples.in_cells({(7, 7): 4}))
    assert none.as_dict() == few.as_dict()


def test_households_that_are_few_hide_their_cell() -> None:
    lonely = samples.degrees(shapely.Point(samples.BOX_M[0] + 3500, samples.BOX_M[1] + 3500))
    homes = gpd.GeoDataFrame({"households": [7]}, geometry=[lonely], crs=4326)
    region = replace(REGION, layers={**REGION.layers, "households": homes})
    release = samples.released(TABLE, region=region)
    levels = dict(zip(release.cells["cell_id"], release.cells["level"], strict=True))
    assert "1000m:323:9603" not in levels
    assert "1000m:329:9609" in levels
    crowded = replace(region, layers={**region.layers, "households": homes.assign(households=8)})
    assert "1000m:323:9603" in set(samples.released(TABLE, region=crowded).cells["cell_id"])


def test_years_and_quarters_are_made_too() -> None:
    for period, label in (("quarter", "2026-Q1"), ("quarter", "2026-Q2"), ("year", "2025")):
        release = samples.released(TABLE, samples.agreement(period=period), period=label)
        assert release.cells["suppressed"].all() == (label != "2026-Q1")


def test_the_shipped_region_can_be_released() -> None:
    region = samples.banyuasin()
    release = make_release(
        TABLE, samples.agreement(), region, period="2026-03", as_of=samples.AS_OF, dwelling_kinds=("CURAT",)
    )
    assert (release.cells["level"] == "district").sum() == 21
    assert shapely.is_valid(release.cells.geometry.to_numpy()).all()


def test_what_others_tell_by_themselves_is_told_to_the_administrator() -> None:
    content = samples.released(TABLE).as_dict()
    row = next(cell for cell in content["cells"] if cell["id"] == "1000m/1000m:323:9603")
    row["properties"]["n_low"] = row["properties"]["n_high"] = 12
    careless = Release.from_dict(content)
    release = samples.released(TABLE, samples.agreement("PKS-2", kinds=("CURAS",)), previous=[careless])
    assert "1000m:323:9603" not in set(release.cells["cell_id"])
    assert any("12" in notice.en and "PKS-1_2026-03_0" in notice.en for notice in release.notices)
