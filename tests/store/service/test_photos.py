"""Photos in the service file: by report and place, nobody else's."""

from __future__ import annotations

from geo.store.service.file import ServiceFile
from geo.store.service.photos import Photo, Photos
from geo.store.service.reports import Reports
from tests.store.service.test_reports import SECRET, TOLD
from tests.webmap.samples import NOW


def test_each_report_has_its_own_photos_in_order(service: ServiceFile) -> None:
    reports, photos = Reports(service, SECRET), [Photo(b"one", 4, 3), Photo(b"two", 3, 4)]
    reports.add(TOLD, photos, NOW)
    reports.add(TOLD, [], NOW)
    assert [Photos(service).get("L0001", n) for n in (1, 2, 3)] == [*photos, None]
    assert Photos(service).get("L0002", 1) is None
    assert [one.photos for one in reports.chosen()] == [0, 2]
