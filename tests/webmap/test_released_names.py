"""Names of rows: none twice, in both languages, from outlines and places alone."""

from __future__ import annotations

import json
from dataclasses import replace

from geo.agencies.region import Region
from geo.store.service.releases import Releases
from tests.webmap import released_samples
from webmap.released_names import row_names


def _given() -> tuple[list[dict[str, object]], Region]:
    store, service = released_samples.shared()
    return json.loads(Releases(service).content("PKS-KODIM_2026-Q3_0"))["cells"], store.region()


def test_no_two_rows_are_named_alike() -> None:
    features, region = _given()
    names = row_names(features, region)
    assert len(names) == len(features) > 100
    for language in ("id", "en"):
        assert len({name.text(language) for name in names}) == len(names)
    told = {name.id for name in names}
    assert any("km di timur laut)" in name for name in told)


def test_names_need_no_places() -> None:
    features, region = _given()
    names = row_names(features, replace(region, places=region.places.iloc[:0]))
    assert len({name.id for name in names}) == len(names)
    assert row_names([], region) == []
