"""Lists drawn by the server: in pages, by rank, linked to the map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.commander.incident_list import time_text
from webmap.commander.result_lists import busiest, is_weak, span


def test_hotspots_in_pages_of_fifty(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_runs(store, samples.hotspots(120))
    reader = sign_in(create_app(samples.settings_of(store), store))
    first = reader.get("/commander/daftar/hotspot").text
    assert "1–50 dari 120" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    last = reader.get("/commander/daftar/hotspot?page=3").text
    assert "101–120 dari 120" in last
    assert 'rel="next"' not in last
    ranks = [
        int(rank)
        for page in (1, 2, 3)
        for rank in re.findall(r'class="number">(\d+)</th>', reader.get(f"/commander/daftar/hotspot?page={page}").text)
    ]
    assert ranks == list(range(1, 121))
    for page in ("0", "4", "-1", "x", "1e9"):
        assert reader.get(f"/commander/daftar/hotspot?page={page}").status_code == 400
    store.close()


def test_a_hotspot_says_whether_it_was_tested(client: FlaskClient, tmp_path: Path) -> None:
    tested = client.get("/commander/daftar/hotspot").text
    assert ">bermakna<" in tested
    assert ">tidak bermakna<" in tested
    assert (
        'href="/commander/?selected=hotspot:H001"' in tested or 'href="/commander/?selected=hotspot%3AH001"' in tested
    )


def test_a_hotspot_says_how_sure_it_is(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/hotspot").text
    assert page.count(">? lemah<") == 2
    assert "92 %" in page
    assert ">2–3<" in page
    assert ">Selang peringkat<" in page
    assert 'href="/commander/titik/H001"' in page
    assert ">? weak<" in client.get("/commander/daftar/hotspot?lang=en").text


def test_an_old_run_without_confidence_has_a_dash(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    samples.add_runs(store, samples.hotspots(2))
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/hotspot").text
    assert "lemah<" not in page
    assert page.count('class="number">–</td>') == 4
    store.close()


def test_zones_name_lead_partners_units_and_gaps(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/zona").text
    assert ">Polres<" in page
    assert ">Kodim 0430<" in page
    assert ">belum ada<" in page
    assert page.count("<li>Betung kurang <em>Betung pulih</em></li>") == 2
    assert "Selisih terbukti 1,25 %: pembagian zona mana pun paling banyak lebih baik sebesar itu." in page
    assert "garis lurus" in page
    assert "1 titik rawan berpindah" in page
    assert "Betung lacks" in client.get("/commander/daftar/zona?lang=en").text


def test_the_long_reasons_of_zones_are_folded(client: FlaskClient) -> None:
    """The row says how many gaps there are; the whole text stands one press away, also without script."""
    page = client.get("/commander/daftar/zona?lang=en").text
    reasons = re.findall(
        r'<tr class="why"><td colspan="10"><details><summary>Why<span class="unseen"> (\w+)</span>', page
    )
    assert reasons == ["Z01", "Z02"]


def test_incidents_newest_first_and_all_of_them(client: FlaskClient) -> None:
    seen: list[str] = []
    for page in range(1, 11):
        seen += re.findall(
            r"selected=incident(?::|%3A)(\d+)", client.get(f"/commander/daftar/kejadian?page={page}").text
        )
    assert len(seen) == len(set(seen)) == 500
    assert client.get("/commander/daftar/kejadian?page=11").status_code == 400


def test_incidents_can_be_filtered_without_script(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/kejadian?period=7d&kinds=CURAT").text
    assert "Hanya jenis: Pencurian dengan pemberatan (curat)." in page
    assert 'aria-current="true">7 hari' in page
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Pencurian dengan pemberatan" in rows
    assert "Kecelakaan lalu lintas" not in rows


def test_incidents_are_narrowed_by_kind_step_and_hours_without_the_map(client: FlaskClient) -> None:
    """What a choice counts is what it leaves, and one choice keeps the others."""
    page = client.get("/commander/daftar/kejadian?period=1y&hours=21-24").text
    form = page[page.index('<form class="choose"') : page.index("</form>")]
    assert 'name="period" value="1y"' in form
    assert 'name="hours" value="21-24"' in form
    kinds = re.findall(r'<option value="([A-Z_0-9]+)">[^<]+ \((\d+)\)<', form)
    steps = re.findall(r'<option value="(\d{4}-W?\d+)">[^<]+ \((\d+)\)<', form)
    assert len(kinds) > 2
    assert len(steps) > 2
    for code, n in kinds[:3]:
        told = client.get(f"/commander/daftar/kejadian?period=1y&hours=21-24&kinds={code}&step=").text
        assert f" dari {n}<" in told
        assert f'<option value="{code}" selected' in told
    for name, n in steps[:3]:
        told = client.get(f"/commander/daftar/kejadian?period=1y&hours=21-24&kinds=&step={name}").text
        assert f" dari {n}<" in told
        assert f'<option value="{name}" selected' in told
        assert f"step={name}&amp;hours=00-03" in told
    bands = dict(re.findall(r">(\d\d–\d\d) \((\d+)\)<", page))
    assert len(bands) == 8
    assert f" dari {bands['21–24']}<" in page


def test_a_step_without_incidents_stays_chosen(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/kejadian?period=28d&step=2020-03&kinds=CURAT,CURAS").text
    assert '<option value="2020-03" selected>Mar 2020</option>' in page
    assert '<option value="CURAT,CURAS" selected>' in page
    assert client.get("/commander/daftar/kejadian?step=x").status_code == 400


def test_masked_kinds_are_only_counted_per_district(client: FlaskClient) -> None:
    page = client.get("/commander/daftar/kejadian").text
    assert "tempatnya ditutup" in page
    after = page[page.index("tempatnya ditutup") :]
    counts = [int(n) for n in re.findall(r'class="number">(\d+)<', after)]
    assert sum(counts) == 12
    assert "KDRT" in after
    assert "selected=incident" not in after


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("minute", "1 Nov 2026 06.30 WIB"),
        ("hour", "1 Nov 2026 06.30 WIB"),
        ("day", "1 Nov 2026"),
        ("month", "Nov 2026"),
        ("year", "2026"),
        ("unknown", "tidak diketahui"),
    ],
)
def test_a_time_is_written_only_as_exactly_as_it_is_known(client: FlaskClient, precision: str, text: str) -> None:
    from datetime import UTC, datetime

    with client.application.test_request_context("/"):
        assert time_text(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), precision, "Asia/Jakarta") == text
        assert time_text(None, precision, "Asia/Jakarta") == "tidak diketahui"


def test_busiest_hours_may_cross_midnight() -> None:
    assert busiest([9, 9, *[0] * 21, 9]) == "23–02"
    assert busiest([*[0] * 21, 5, 5, 5]) == "21–24"
    assert busiest([0] * 24) == ""
    assert busiest([]) == ""
    assert busiest([0.2, 0.3, *[0.0] * 20, 0.1, 0.4]) == "23–02"


def test_weak_and_span_need_numbers() -> None:
    assert [is_weak(value) for value in (0.49999, 0.5, None, float("nan"))] == [True, False, False, False]
    assert (span(1, 3), span(2, 2), span(None, 3), span(1, None)) == ("1–3", "2", "", "")


def test_missing_times_and_ranks_do_not_break_a_page(tmp_path: Path) -> None:
    rows = samples.incidents(3, time_precision="unknown")
    rows["occurred_from"] = rows["occurred_to"] = None
    store = samples.make_store(tmp_path, rows=samples.INCIDENTS.shaped(rows))  # type: ignore[arg-type]
    page = sign_in(create_app(samples.settings_of(store), store)).get("/commander/daftar/kejadian")
    assert page.text.count(">tidak diketahui<") == 3
    store.close()
