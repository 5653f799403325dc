"""Files for download are made once and named plainly."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from geo.store.service.releases import Releases
from tests.webmap import released_samples, samples
from webmap.released_files import FORMATS, file_of, name_file
from webmap.services import Services


def test_a_file_is_the_same_each_time_and_has_a_plain_name() -> None:
    store, service = released_samples.shared()
    services = Services(samples.settings_of(store), store)
    head = Releases(service).head("PUBLIK_2026-Q3_0")
    for form in FORMATS:
        assert file_of(services, head, form, "id") == file_of(services, head, form, "id")
    answer = Response()
    name_file(answer, replace(head, release_id='a"b\r\nc'), "csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a_b__c.csv"'
