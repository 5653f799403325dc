"""Asking for runs: once for the same question, refused before when too large, cancelled with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.pipelines.ask import ask_run, cancel_run
from geo.pipelines.hotspot_request import HotspotRequest, run_row
from geo.pipelines.memory_needed import BASE_MB, megabytes
from geo.settings import Settings, load_settings
from geo.store import open_store
from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db", now=NOW)


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(fresh_store(tmp_path / "p.db"))
    opened.take_in(arrival(incidents(50)), NOW)
    yield opened
    opened.close()


def test_two_analysts_get_one_run_and_it_is_a_draft(store: Store, settings: Settings) -> None:
    """J02."""
    row = run_row(HotspotRequest(chosen=Chosen(audience=("POLRES", "KODIM"))))
    first = ask_run(store, row, settings, asked_by="sari")
    second = ask_run(store, row, settings, asked_by="budi")
    assert (first.new, second.new) == (True, False)
    assert first.run_id == second.run_id
    run = store.run(first.run_id)
    assert (run["status"], run["shown"], run["asked_by"]) == ("queued", "draft", "sari")
    assert run["audience"] == ["POLRES", "KODIM"]


def test_one_too_large_is_refused_before_with_the_estimate(store: Store, settings: Settings) -> None:
    """J04: the figure, the limit, and the way out, in both languages; nothing is queued."""
    small = settings.model_copy(update={"run_memory_mb": 256})
    with pytest.raises(ParameterError) as refused:
        ask_run(store, run_row(HotspotRequest()), small)
    for language, word in (("id", "Persempit"), ("en", "shorter period")):
        text = refused.value.text(language)  # type: ignore[arg-type]  # one of the two
        assert str(megabytes("dbscan", 50)) in text
        assert "256" in text
        assert word in text
    assert store.runs().empty


def test_a_million_points_and_one_gigabyte() -> None:
    """J04: refused before; with the standard limit every method takes a million."""
    assert megabytes("dbscan", 1_000_000) > 1024 > megabytes("dbscan", 400_000)
    measured = {("dbscan", 200_000): 655, ("dbscan", 1_000_000): 1586, ("hdbscan", 1_000_000): 1593,
                ("kernel_density", 1_000_000): 1245, ("getis_ord", 1_000_000): 1184, ("scan", 200_000): 602,
                ("st_dbscan", 200_000): 573, ("network_density", 200_000): 571, ("emerging", 200_000): 577,
                ("auto", 200_000): 1007}  # fmt: skip
    for (method, n), peak in measured.items():
        assert peak <= megabytes(method, n) < 1.6 * peak, (method, n)
    assert megabytes("dbscan", 0) == BASE_MB


def test_an_unknown_agency_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="POLRES"):
        ask_run(store, run_row(HotspotRequest(chosen=Chosen(audience=("XYZ",)))), settings)


def test_cancelling_says_who_did_it_and_only_once(store: Store, settings: Settings) -> None:
    """J05."""
    run_id = ask_run(store, run_row(HotspotRequest()), settings).run_id
    cancel_run(store, run_id, settings, who="Sari")
    run = store.run(run_id)
    assert run["status"] == "cancelled"
    assert run["error"] == {"code": "cancelled", "id": "Dibatalkan oleh Sari.", "en": "Cancelled by Sari."}
    with pytest.raises(ParameterError, match="cancelled"):
        cancel_run(store, run_id, settings)
