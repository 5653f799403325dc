"""Reasons of stops and routes, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.agencies.region import Agency, Mandate, Region
from geo.languages import Says
from geo.routes.crews import Crew
from geo.routes.explain import kind_name, legal_basis, route_text, why
from tests.routes import making
from tests.routes.making import agency, site_of

WHERE = making.region((agency("POL", lead="CURI ILLOG"), agency("TNI", support="CURI")), ())
THEFTS = site_of("H3", rank=3, n=21, counts={"CURI": 21.0}, hours=((19, 22),), kinds={"CURI": 1.0})


def test_a_hotspot_of_one_kind() -> None:
    told = why(THEFTS, WHERE, chance=0.62, visit=1, of_visits=1)
    assert told.id == (
        "Titik rawan peringkat 3: 21 kejadian pencurian, paling sering 19.00–22.00; peluang dikunjungi 62 %."
    )
    assert told.en == "Hotspot of rank 3: 21 incidents of theft, most often 19:00–22:00; chance of a visit 62%."


def test_several_kinds_a_repeat_and_other_hours() -> None:
    counts = {"CURI": 9.0, "ILLOG": 5.0, "ROMPAK": 3.0, "INFO": 2.0, "NEW": 1.0}
    site = replace(THEFTS, n=20, counts=counts, off_hours=True)
    told = why(site, WHERE, chance=1.0, visit=2, of_visits=2)
    assert "20 incidents (theft 9, illegal logging 5, piracy 3, other 3)" in told.en
    assert "most often 19:00–22:00, outside this shift" in told.en
    assert "kunjungan ke-2 dari 2" in told.id


def test_one_incident_and_no_known_kind() -> None:
    site = site_of("H1", n=1)
    assert why(site, WHERE, chance=0, visit=1, of_visits=1).en == "Hotspot: 1 incident; chance of a visit 0%."
    site = site_of("H1", n=1, counts={"ROMPAK": 1.0})
    assert "1 incident of piracy" in why(site, WHERE, chance=0, visit=1, of_visits=1).en


def test_objects() -> None:
    port = site_of("P", kind="object", name="Pelabuhan {A}", must=True, weight=20)
    told = why(port, WHERE, chance=1, visit=1, of_visits=1)
    assert told.id == "Objek vital Pelabuhan {A}, wajib dikunjungi; peluang dikunjungi 100 %."
    told = why(replace(port, must=False), WHERE, chance=0.5, visit=1, of_visits=1)
    assert told.en == "Vital object Pelabuhan {A}, weight 20; chance of a visit 50%."


def test_a_route_says_who_goes_on_what_basis_and_what_times_rest_on() -> None:
    crew = Crew("Z01-land", "Z01", "Kota", "POL", ("POL", "TNI"), ("P1", "T1"), "road", 6, 480.0, 105, -2)
    told = route_text(
        crew,
        [THEFTS, site_of("H4", kinds={"ILLOG": 1.0}, weight=5)],
        WHERE,
        Says("Garis lurus.", "Straight lines."),
        begins=datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
        ends=datetime(2026, 11, 25, 6, 30, tzinfo=UTC),
        timezone=ZoneInfo("Asia/Jakarta"),
        distance_km=88.06,
        travel_min=132,
        service_min=30,
        wait_min=0,
        value=15.0,
    )
    assert told.id == (
        "Dipimpin Instansi POL (UU CURI) bersama Instansi TNI; 6 orang, mobil lewat jalan. "
        "Berangkat 25 Nov 2026 08.00 WIB, kembali 25 Nov 2026 13.30 WIB: 2 perhentian, 88,1 km, "
        "2 jam 12 menit perjalanan, 30 menit di perhentian, 0 menit menunggu. "
        "Bobot kerugian yang dijaga 15. Garis lurus."
    )
    assert told.en.startswith("Led by Agency POL (UU CURI) with Agency TNI; 6 people, car by road.")
    assert told.en.endswith("Harm covered 15. Straight lines.")


@pytest.mark.parametrize(
    ("mandates", "legal", "verified", "english"),
    [
        ((Mandate("CURI", "lead", "UU 1"),), "UU 9", True, "UU 1"),
        ((Mandate("ILLOG", "lead", "UU 2"),), "UU 9", True, "UU 2, unverified"),
        ((Mandate("CURI", "lead"),), "UU 9", True, "UU 9"),
        ((Mandate("CURI", "lead"),), "UU 9", False, "UU 9, unverified"),
        ((Mandate("ROMPAK", "lead", "UU 3"),), "UU 9", True, "UU 9"),
        ((), "", False, "legal basis not filled in"),
    ],
)
def test_the_legal_basis_is_that_of_the_weightiest_kind(
    mandates: tuple[Mandate, ...], legal: str, verified: bool, english: str
) -> None:
    sites = [site_of("H1", kinds={"CURI": 0.6, "ILLOG": 0.4})]
    one = Agency("A", Says("A", "A"), "A", mandates, legal=legal, verified=verified)
    assert legal_basis(one, sites, WHERE).en == english


def test_the_heavier_kind_comes_first() -> None:
    one = agency("A", lead="CURI ILLOG")
    sites = [site_of("H1", kinds={"CURI": 1.0}, weight=5), site_of("H2", kinds={"ILLOG": 1.0}, weight=6)]
    assert legal_basis(one, sites, WHERE).id == "UU ILLOG, belum terverifikasi"


def test_an_unknown_kind_keeps_its_code() -> None:
    where: Region = WHERE
    assert kind_name("NEW", where) == Says("NEW", "NEW")
    assert kind_name("CURI", where) == Says("Pencurian", "Theft")


def test_kinds_that_no_map_shows_are_not_named() -> None:
    kinds = WHERE.kinds.assign(visibility=["mask" if code == "ILLOG" else "map" for code in WHERE.kinds["code"]])
    hidden = replace(WHERE, kinds=kinds)
    site = replace(THEFTS, n=8, counts={"CURI": 5.0, "ILLOG": 3.0})
    assert "8 incidents (theft 5, other 3)" in why(site, hidden, chance=None, visit=1, of_visits=1).en
    alone = replace(THEFTS, n=3, counts={"ILLOG": 3.0}, hours=())
    assert "illegal logging" not in why(alone, hidden, chance=None, visit=1, of_visits=1).en.lower()
