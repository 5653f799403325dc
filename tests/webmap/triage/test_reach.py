"""Whose reports a visitor sees: administrators all, others their agency's, the post also what is nobody's."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from geo.agencies.packs import load_region
from geo.store.service.reports import Reports
from tests.webmap import samples
from tests.webmap.samples import NOW
from tests.webmap.signing import sign_in
from tests.webmap.triage.conftest import TOLD
from webmap.services import services_of
from webmap.triage.reach import is_sheltered

REGION = load_region(samples.pack())


def test_what_is_nobodys_is_the_posts(triage_app: Flask) -> None:
    Reports(services_of(triage_app).service, b"s" * 32).add(replace(TOLD, agency=None), [], NOW)
    Reports(services_of(triage_app).service, b"s" * 32).add(replace(TOLD, agency="KODIM"), [], NOW)
    seen = {
        (role, agency): [sign_in(triage_app, role, agency).get(f"/triase/L000{n}").status_code for n in (1, 5, 6)]
        for role, agency in (("analyst", "POLRES"), ("analyst", "KODIM"), ("admin", "KODIM"))
    }
    assert seen["analyst", REGION.home_agency] == [200, 200, 404]
    assert seen["analyst", "KODIM"] == [404, 404, 200]
    assert seen["admin", "KODIM"] == [200, 200, 200]


def test_sheltered_kinds() -> None:
    assert [is_sheltered(REGION, kind) for kind in ("CURAT", "KDRT", "PPA", "none")] == [False, True, True, True]
