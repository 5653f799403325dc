"""Issued orders: listed, in every format, with their form; the map's cards get them in short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from geo.pipelines.orders import FORMATS, issue_orders
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app


class _Clock:
    """Stands for settings: only the clock is asked."""

    @staticmethod
    def clock() -> datetime:
        """Return the fixed moment."""
        return samples.NOW


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with two issued orders."""
    store = samples.full_store(tmp_path_factory.mktemp("orders"))
    issue_orders(store, "latest:routes", _Clock)  # type: ignore[arg-type]  # only the clock is asked
    yield store
    store.close()


@pytest.fixture
def reader(ordered: Store) -> FlaskClient:
    """Return a commander."""
    return sign_in(create_app(samples.settings_of(ordered), ordered))


def test_the_list_has_every_format_and_the_form(reader: FlaskClient) -> None:
    page = reader.get("/commander/daftar/perintah").text
    for order_id in ("S2026-0001", "S2026-0002"):
        for format_ in FORMATS:
            assert f'href="/commander/perintah/{order_id}.{format_}"' in page
        assert f'href="/commander/perintah/{order_id}/formulir.xlsx"' in page
    assert "Z01 Sungsang" in page
    assert "berlaku" in page
    assert "in force" in reader.get("/commander/daftar/perintah?lang=en").text


def test_the_form_is_a_workbook_and_only_of_known_orders(reader: FlaskClient) -> None:
    answer = reader.get("/commander/perintah/S2026-0001/formulir.xlsx")
    assert answer.data.startswith(b"PK")
    assert "S2026-0001-formulir.xlsx" in answer.headers["Content-Disposition"]
    assert reader.get("/commander/perintah/S2026-0099/formulir.xlsx").status_code == 404


def test_cards_get_orders_by_route_and_zone(reader: FlaskClient) -> None:
    told = reader.get("/commander/perintah/terbit.json").json
    assert [(one["route"], one["zone"]) for one in told["orders"]] == [("R02", "Z02"), ("R01", "Z01")]
    assert set(told["formats"]) == set(FORMATS)


def test_another_agency_sees_none(ordered: Store) -> None:
    app = create_app(samples.settings_of(ordered), ordered)
    other = sign_in(app, agency="BPBD")
    assert other.get("/commander/perintah/terbit.json").json["orders"] == []
    assert "S2026-0001" not in other.get("/commander/daftar/perintah").text
    assert other.get("/commander/perintah/S2026-0001/formulir.xlsx").status_code == 404


def test_without_orders_the_page_says_what_to_do(client: FlaskClient, analyst: FlaskClient) -> None:
    assert "Minta analis mengeluarkannya." in client.get("/commander/daftar/perintah").text
    assert '<a href="/analyst/surat-perintah">' in analyst.get("/commander/daftar/perintah").text
    assert client.get("/commander/daftar/perintah?page=2").status_code == 400
