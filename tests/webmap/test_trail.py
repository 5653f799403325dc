"""The audit trail of views: who, in which role, from where."""

from __future__ import annotations

from pathlib import Path

from geo.store.service.audit import Audit
from tests.webmap import samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.services import services_of


def test_an_entry_names_its_visitor(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as store:
        app = create_app(samples.settings_of(store), store)
        post(sign_in(app, "analyst", "KODIM"), "/keluar")
        (entry,), _ = Audit(services_of(app).service).entries()
        assert (entry.action, entry.who, entry.role, entry.agency) == ("session.end", "U001", "analyst", "KODIM")
        assert entry.source == "127.0.0.1"
