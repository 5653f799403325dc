from __future__ import annotations

import re

import pytest

from geo.evaluation.rings import Area
from geo.exports.evaluation import write_scorecard
from geo.languages import Says
from tests.evaluation import samples
from tests.evaluation.grounds import ZONES, degrees
from tests.exports.evaluation.pdf_text import pages_of

EVIL = "=cmd|' /C calc'!A0 <b>tebal</b> & 中文 \u202e {n} </para>"


def written(card, tmp_path, language="id", **options):
    path = tmp_path / "card.pdf"
    assert write_scorecard(card, path, language=language, timezone="Asia/Jakarta", **options) == []
    return path.read_bytes()


def test_the_same_card_gives_the_same_bytes(tmp_path):
    assert written(samples.full(), tmp_path) == written(samples.full(), tmp_path)


@pytest.mark.parametrize("language", ["id", "en"])
def test_fonts_are_embedded_and_nothing_runs_or_calls_out(tmp_path, language):
    content = written(samples.full(), tmp_path, language)
    assert content.startswith(b"%PDF-1.")
    assert content.count(b"/FontFile2") >= 2
    assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|EmbeddedFile)\b", content)


def test_what_stands_on_the_pages(tmp_path):
    card = samples.full()
    pages = pages_of(written(card, tmp_path, "id", note=Says("DATA SINTETIS", "SYNTHETIC DATA")))
    text = " ".join(pages)
    assert len(pages) >= 2
    for wanted in ("Patroli bersama TNI", "Yang tidak dapat dikatakan", "Kejadian turun", "157 %", "116"):
        assert wanted in text
    assert all(card.digest in page and "DATA SINTETIS" in page for page in pages)
    assert all(f"Halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert "TERLAMBAT" not in text
    assert "U+" not in text


def test_lateness_stands_on_every_page(tmp_path):
    pages = pages_of(written(samples.late(), tmp_path, "en"))
    assert len(pages) >= 2
    assert all("LATE DECLARATION" in page for page in pages)


def test_hostile_texts_are_shown_as_text(tmp_path):
    card = samples.late(purpose=EVIL, author="<img src=x onerror=1>")
    text = "".join(pages_of(written(card, tmp_path, "en"))).replace(" ", "")  # a font's parts are drawn one by one
    assert "A0<b>tebal</b>&[U+4E2D]" in text
    assert "<imgsrc=xonerror=1>" in text


def test_endless_texts_are_cut_with_an_ellipsis(tmp_path):
    zones = (
        Area("Z" * 3_000, "kampung " * 3_000, degrees(ZONES["Z1"])),
        Area("Z2", "x" * 20_000, degrees(ZONES["Z2"])),
    )
    card = samples.late(purpose="a" * 2_000, author="中" * 2_000, zones=zones)
    text = " ".join(pages_of(written(card, tmp_path, "id")))
    assert "…" in text


def test_hardly_any_data_makes_a_page(tmp_path):
    assert "Data belum cukup untuk menilai." in " ".join(pages_of(written(samples.tiny(), tmp_path, "id")))
