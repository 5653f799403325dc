"""The preview counts exactly what the run will use."""

from __future__ import annotations

from pathlib import Path

import shapely

from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.tables.chosen import Chosen
from tests.webmap.analyst.run_samples import clumped_store, settings_of
from webmap.analyst.form_preview import preview_of
from webmap.analyst.form_question import Question


def test_what_is_counted_before_is_what_the_run_counts(tmp_path: Path) -> None:
    store = clumped_store(tmp_path)
    area = shapely.box(104.5, -3.0, 104.8, -2.8)
    for question in (Question(), Question(chosen=Chosen(kinds=("CURAT",))), Question(area=area)):
        preview = preview_of(store, question)
        request = HotspotRequest(chosen=question.chosen, area=question.area, replicates=0)
        made = find_in_store(store, request, settings_of(store)).document
        assert preview.used == made["incidents"]
        assert preview.used > 0
    inside = preview_of(store, Question(area=area))
    assert inside.inside is not None
    assert inside.inside < inside.matching
    assert inside.area_m2 < preview_of(store, Question()).area_m2
    store.close()
