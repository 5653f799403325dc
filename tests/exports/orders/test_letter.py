"""The words of the order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.exports.glyphs import register_fonts
from geo.exports.orders.letter import body_lines, head_lines
from geo.exports.orders.sheet import Line, Setting
from geo.languages import Language
from geo.tables.orders import OrderPerson, PatrolOrder
from tests.exports.orders import samples

register_fonts()


def words(lines: list[Line]) -> str:
    return " ".join(piece.text for line in lines for piece in line.pieces)


def body(order: PatrolOrder, language: Language = "id", *, annexed: bool = False) -> str:
    return words(body_lines(order, language, Setting(8.0), 480, annexed=annexed))


def test_the_head_has_letterhead_title_and_number() -> None:
    lines = head_lines(samples.order(1), "id", Setting(8.0), 480)
    assert words(lines).startswith("KEPOLISIAN NEGARA REPUBLIK INDONESIA DAERAH SUMATERA SELATAN RESOR BANYUASIN")
    assert words(lines).endswith("SURAT PERINTAH Nomor: Sprin/117/XI/PAM.5./2026")
    assert lines[2].rule is not None
    assert lines[1].rule is None


def test_the_parts_come_in_their_usual_order() -> None:
    told = body(samples.order(8))
    parts = ["Pertimbangan", "Dasar", "Mandat", "DIPERINTAHKAN", "Kepada", "Pemimpin:", "Untuk", "melaksanakan",
             "berkoordinasi", "melaporkan", "tanggung jawab."]  # fmt: skip
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


def test_the_duty_says_where_when_and_how() -> None:
    told = body(samples.order(8))
    for part in ("zona Sungsang", "23 Nov 2026 18.00–24 Nov 2026 00.00 WIB", "Upang lewat sungai (85,5 km",
                 "8 perhentian", "3 jam 45 menit perjalanan", "2 jam di perhentian", "di bawah ini"):  # fmt: skip
        assert part in told
    assert "pada lampiran" in body(samples.order(8), annexed=True)


def test_people_are_named_with_rank_and_nrp_and_the_sixth_is_the_last_here() -> None:
    people = tuple(OrderPerson(f"Contoh {number}", "Bripda", "000", "Polres", number == 0) for number in range(9))
    told = body(samples.order(1, people=people))
    assert "Contoh 0, Bripda NRP 000, Polres – pemimpin" in told
    assert "Contoh 6" not in told
    assert "3 orang lain" in told


def test_a_crew_without_lead_partners_and_zone_is_told_so() -> None:
    order = samples.order(1, lead=None, partners="[]", name=None, zone_id=None, crew=None)
    told = body(order, "en")
    assert "(no lead agency)" in told
    assert "partners" not in told
    assert "coordinate with the local units" in told
    assert "joint patrol on 23 Nov" in told


def test_places_in_user_texts_are_not_filled() -> None:
    assert "{number} {0} {base}" in body(samples.order(1, name="{number} {0} {base}"))


def test_a_long_zone_name_leaves_room_for_the_time() -> None:
    assert "23 Nov 2026" in body(replace(samples.order(1), zone_name="Z" * 200))


def test_notices_of_the_route_are_printed() -> None:
    assert "Catatan : Waktu tidak cukup" in body(samples.order(1, notices='[{"id": "Waktu tidak cukup", "en": "x"}]'))


@pytest.mark.parametrize("n", [4, 5])
def test_many_units_share_a_paragraph(n: int) -> None:
    order = samples.order(1, units=str([f"U{number}" for number in range(n)]).replace("'", '"'))
    assert ("U0; U1" in body(order)) is (n > 4)
