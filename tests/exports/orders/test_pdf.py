"""The order as PDF."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

import pytest

from geo.exports.orders.pdf import pdf_bytes
from geo.languages import LANGUAGES, Language
from geo.tables.orders import OrderPerson
from tests.exports.orders import samples


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("n", "pages"), [(0, 1), (1, 1), (8, 1), (12, 1), (13, 2), (20, 2), (40, 3)])
def test_one_page_up_to_twelve_stops(n: int, pages: int, language: Language) -> None:
    assert samples.page_count(pdf_bytes(samples.order(n), samples.region(), language)) == pages


@pytest.mark.parametrize(("n", "pages"), [(0, 2), (10, 2), (11, 3)])
def test_the_result_form_follows(n: int, pages: int) -> None:
    assert samples.page_count(pdf_bytes(samples.order(n), samples.region(), "id", with_form=True)) == pages


def test_hostile_texts_do_not_change_the_number_of_pages() -> None:
    order = samples.order(
        12, stop_changes={"name": samples.HOSTILE, "why_id": samples.HOSTILE * 3}, name=samples.HOSTILE
    )
    assert samples.page_count(pdf_bytes(order, samples.region(), "id")) == 1


def test_the_same_order_gives_the_same_bytes() -> None:
    order = samples.order(8)
    first = pdf_bytes(order, samples.region(), "id", with_form=True)
    assert pdf_bytes(samples.order(8), samples.region(), "id", with_form=True) == first
    assert pdf_bytes(order, samples.region(), "en", with_form=True) != first


def test_fonts_are_embedded_and_nothing_leads_out() -> None:
    pdf = pdf_bytes(samples.order(8), samples.region(), "id")
    assert pdf.count(b"/FontFile2") >= 2
    assert b"/Helvetica" not in pdf
    for word in (b"/URI", b"/JavaScript", b"/Launch", b"/OpenAction"):
        assert word not in pdf
    assert b"/Lang (id-ID)" in pdf


def test_the_map_is_drawn_as_lines_without_pictures() -> None:
    pdf = pdf_bytes(samples.order(8), samples.region(), "id")
    assert b"/Image" not in re.sub(rb"/ImageB|/ImageC|/ImageI", b"", pdf)
    found = re.findall(rb"/ASCII85Decode /FlateDecode \] /Length \d+\n>>\nstream\n(.*?)endstream", pdf, re.DOTALL)
    streams = [a85decode(b"<~" + stream.strip(), adobe=True) for stream in found]
    page = max((zlib.decompress(stream) for stream in streams), key=lambda content: content.count(b" l "))
    assert page.count(b" l ") > 50


def test_without_a_region_and_with_many_people_it_is_still_written() -> None:
    people = tuple(OrderPerson(f"Contoh {number}", "Bripda", "000", "Polres") for number in range(130))
    pdf = pdf_bytes(samples.order(3, people=people), None, "id")
    assert samples.page_count(pdf) >= 4
