"""Publishing: everything due, once, in order, and nothing without knowing all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import ParameterError
from geo.languages import Says
from geo.pipelines.release import PUBLIC_ID, Made, ensure_public, is_due, make_due
from geo.privacy.periods import Period
from geo.privacy.release import make_release
from geo.privacy.released import Release
from geo.settings import Settings, load_settings
from geo.store.protocol import Store
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile, open_service
from geo.store.service.refusals import Refusals
from geo.store.service.releases import Releases
from tests.privacy.samples import agreement
from tests.webmap import samples

NOW = samples.NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with 600 incidents since July 2026."""
    made = samples.make_store(tmp_path)
    rows = samples.incidents(600, seed=2, kinds=("CURAS", "LAKALANTAS"))
    first = pd.Timestamp("2026-06-30T18:00:00Z")
    moments = pd.Series(first + pd.to_timedelta(range(0, 600 * 5, 5), unit="h")).astype("datetime64[us, UTC]")
    samples.take_in(made, rows.assign(occurred_from=moments, occurred_to=moments, status="verified"))
    yield made
    made.close()


@pytest.fixture
def service(store: Store) -> Iterator[ServiceFile]:
    """Return its service file."""
    with open_service(store.url) as file:
        yield file


@pytest.fixture
def settings(store: Store) -> Settings:
    """Return settings of the store."""
    return load_settings({}, store=store.url)


def _ids(made: Made) -> list[str]:
    return [head.release_id for head in made.published]


def test_everything_due_is_published_once(store: Store, service: ServiceFile, settings: Settings) -> None:
    """The public's agreement is there from the first use; a second round does nothing."""
    put = Agreements(service).put
    put(agreement(sharings=("own", "joint", "open"), cell_m=8000), by="uji", now=NOW)
    assert is_due(store, service, NOW)
    made = make_due(store, service, settings, NOW)
    assert sorted(_ids(made)) == ["PKS-1_2026-07_0", "PKS-1_2026-08_0", "PKS-1_2026-09_0", "PUBLIK_2026-Q3_0"]
    assert made.refused == ()
    assert not is_due(store, service, NOW)
    assert make_due(store, service, settings, NOW) == Made()
    later = NOW + timedelta(days=10)
    assert is_due(store, service, later)
    assert _ids(make_due(store, service, settings, later)) == ["PKS-1_2026-10_0"]


def test_drafts_and_ended_ones_publish_nothing(store: Store, service: ServiceFile, settings: Settings) -> None:
    put = Agreements(service).put
    put(agreement("PKS-A", status="draft"), by="uji", now=NOW)
    put(agreement("PKS-B", valid_until=date(2026, 11, 22)), by="uji", now=NOW)
    put(agreement("PKS-C"), by="uji", now=NOW)
    Agreements(service).end("PKS-C", by="uji", now=NOW)
    assert _ids(make_due(store, service, settings, NOW)) == ["PUBLIK_2026-Q3_0"]


def test_an_ended_public_agreement_does_not_come_back(store: Store, service: ServiceFile, settings: Settings) -> None:
    assert ensure_public(service, store.region(), NOW)
    assert not ensure_public(service, store.region(), NOW)
    Agreements(service).end(PUBLIC_ID, by="uji", now=NOW)
    assert make_due(store, service, settings, NOW) == Made()


def test_one_that_cannot_be_served_keeps_no_other_waiting(
    store: Store, service: ServiceFile, settings: Settings
) -> None:
    Agreements(service).put(agreement("PKS-X", kinds=("TIDAKADA",)), by="uji", now=NOW)
    made = make_due(store, service, settings, NOW)
    assert _ids(made) == ["PUBLIK_2026-Q3_0"]
    assert [(one.agreement_id, one.period) for one in made.refused] == [
        ("PKS-X", f"2026-{month}") for month in ("07", "08", "09")
    ]
    assert "TIDAKADA" in made.refused[0].why.en
    # It stands where its partner and the administrator look, until a round makes it.
    assert Refusals(service).of("PKS-X") == (NOW, made.refused[::-1])
    assert Refusals(service).of(PUBLIC_ID) == (NOW, ())
    Agreements(service).put(agreement("PKS-X"), by="uji", now=NOW)
    make_due(store, service, settings, NOW)
    assert Refusals(service).of("PKS-X") == (NOW, ())


def test_a_refused_period_keeps_no_later_one_back(
    store: Store, service: ServiceFile, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_public(service, store.region(), NOW)
    usual = make_release

    def make(*given: object, period: Period, **more: object) -> Release:
        if period.label == "2026-Q2":
            raise ParameterError(name="agreement", problem=Says("terlalu banyak", "too many"))
        return usual(*given, period=period, **more)

    monkeypatch.setattr("geo.pipelines.release.make_release", make)
    samples.take_in(store, samples.incidents(400, seed=4, sharing="own", status="verified"))
    made = make_due(store, service, settings, NOW)
    assert [one.period for one in made.refused] == ["2026-Q2"]
    assert {"PUBLIK_2026-Q1_0", "PUBLIK_2026-Q3_0"} <= set(_ids(made))


def test_a_release_that_came_between_is_taken_into_account(
    store: Store, service: ServiceFile, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes at once: the loser makes its release again, knowing the winner's."""
    ensure_public(service, store.region(), NOW)
    Agreements(service).put(agreement(sharings=("own",)), by="uji", now=NOW)
    usual, seen = Releases.add, []

    def add(self: Releases, release: Release, *, now: datetime, known: int | None = None) -> object:
        if not seen:
            other = replace(release, release_id="LAIN_2026-Q3_0", agreement_id="LAIN")
            usual(self, other, now=now)
        seen.append((release.release_id, known))
        return usual(self, release, now=now, known=known)

    monkeypatch.setattr(Releases, "add", add)
    made = make_due(store, service, settings, NOW)
    assert made.refused == ()
    assert seen[:2] == [("PUBLIK_2026-Q3_0", 0), ("PUBLIK_2026-Q3_0", 1)]
    assert Releases(service).count() == len(made.published) + 1


def test_a_year_is_restated_once_after_its_delay(store: Store, service: ServiceFile, settings: Settings) -> None:
    make_due(store, service, settings, NOW)
    january = datetime(2027, 1, 20, 5, tzinfo=UTC)
    assert make_due(store, service, settings, january) == Made()
    february = datetime(2027, 2, 2, 5, tzinfo=UTC)
    assert is_due(store, service, february)
    made = _ids(make_due(store, service, settings, february))
    # The last quarter is first published now, on today's data; the third is restated.
    assert "PUBLIK_2026-Q4_0" in made
    assert "PUBLIK_2026-Q3_1" in made
    assert not is_due(store, service, february)
    assert make_due(store, service, settings, february) == Made()
    first, again = (Releases(service).get(f"PUBLIK_2026-Q3_{edition}") for edition in (0, 1))
    assert first.cells["n_low"].tolist() == again.cells["n_low"].tolist()


def test_a_wrong_date_makes_no_hundred_releases(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store, open_service(store.url) as service:
        rows = samples.incidents(30, seed=4)
        moments = rows["occurred_from"].copy()
        moments.iloc[0] = pd.Timestamp("1970-01-02T00:00:00Z")
        samples.take_in(store, rows.assign(occurred_from=moments, occurred_to=moments))
        made = make_due(store, service, load_settings({}, store=store.url), NOW)
        assert len(made.published) <= 44
