"""Each zone explains itself in both languages."""

from __future__ import annotations

from geo.zones import ZoneParameters, propose
from tests.zones.making import agency, hotspots, region, unit


def test_it_says_where_what_who_why_and_how_long() -> None:
    given = region(
        [agency("A", "ILLOG"), agency("B", "", "ILLOG")],
        [unit("A1", "A", 20_000, 21_000), unit("B1", "B", 20_000, 25_000)],
    )
    row = propose(hotspots([(12_000, 10_000)], ["ILLOG"]), given).zones.iloc[0]
    assert row["name"] == "Desa"
    told = row["explanation_en"]
    for part in ("Z01", "2 km from Desa", "1 hotspot,", "10 incidents", "kind ILLOG", "Agency A", "UU ILLOG",
                 "unverified", "Agency B", "Regu A1", "minutes", "Every rule is met"):  # fmt: skip
        assert part in told, part
    for part in ("titik rawan", "10 kejadian", "jenis ILLOG", "Instansi A", "belum terverifikasi", "menit",
                 "Semua ketentuan terpenuhi"):  # fmt: skip
        assert part in row["explanation_id"], part
    assert "{" not in told + row["explanation_id"]


def test_gaps_stand_in_the_explanation() -> None:
    row = propose(hotspots([(12_000, 10_000)], ["ILLOG"]), region()).zones.iloc[0]
    assert "Not met: No agency of this region" in row["explanation_en"]
    assert "Belum terpenuhi: Tidak ada instansi" in row["explanation_id"]


def test_zones_near_one_place_have_names_of_their_own() -> None:
    table = hotspots([(10_000, 12_000), (14_000, 10_000)])
    names = propose(table, region(), ZoneParameters(zones=2)).zones["name"].tolist()
    assert names == ["Desa", "Desa 2"]


def test_without_places_zones_are_numbered() -> None:
    table = propose(hotspots([(10_000, 12_000)]), region(places=())).zones
    assert table["name"].tolist() == ["Zona 1"]
