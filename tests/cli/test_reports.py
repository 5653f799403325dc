"""`petarawan reports`: listed without a person, shown masked, in full with a trace, deleted after their time."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.store.service.audit import Audit
from geo.store.service.file import open_service
from geo.store.service.reports import Reports
from geo.store.service.reports_correspondence import Correspondence
from tests.cli.conftest import Petarawan
from tests.webmap.samples import NOW
from tests.webmap.triage.conftest import SECRETS, TOLD


@pytest.fixture
def told(petarawan: Petarawan, tmp_path: Path) -> str:
    """Return the address of a store that holds one report."""
    url = f"sqlite:///{tmp_path / 'store' / 'p.db'}"
    with open_service(url) as file:
        Reports(file, b"s" * 32).add(TOLD, [], NOW)
        Correspondence(file).write("L0001", "hubungi 081234567890", NOW)
    return url


def test_the_list_names_no_person(petarawan: Petarawan, told: str) -> None:
    listed = petarawan("reports", "list", "--json").document
    assert listed["n"] == 1
    assert listed["reports"][0]["report_id"] == "L0001"
    assert "text" not in listed["reports"][0]
    shown = petarawan("reports", "list", "--lang", "en")
    assert "L0001" in shown.out
    assert "new" in shown.out
    for secret in SECRETS:
        assert secret not in shown.out + str(listed)
    assert petarawan("reports", "list", "--state", "closed", "--json").document["n"] == 0


def test_r09_one_report_is_masked_and_in_full_leaves_a_trace(petarawan: Petarawan, told: str) -> None:
    masked = petarawan("reports", "show", "L0001", "--json")
    assert not [secret for secret in SECRETS if secret in masked.out]
    assert "[NIK]" in masked.document["text"]
    assert "081234567890" not in masked.out
    full = petarawan("reports", "show", "L0001", "--full", "--json").document
    assert full["text"] == TOLD.text
    assert full["contact"] == TOLD.contact
    screen = petarawan("reports", "show", "L0001").out
    assert "[plat]" in screen
    assert "status: baru" in screen
    assert "pelapor: " in screen
    with open_service(told) as file:
        assert [view["what"] for view in Correspondence(file).views("L0001")] == ["full"]
        entries, _ = Audit(file).entries(action="report.")
    assert [one.action for one in entries] == ["report.read"]
    assert petarawan("reports", "show", "L0009").code != 0


def test_r10_retention_deletes_only_when_told_to(petarawan: Petarawan, told: str) -> None:
    assert petarawan("reports", "retention", "--json").document == {"days": 365, "applied": False, "reports": []}
    late = {"PETARAWAN_NOW": "2027-12-01T12:00+07:00"}
    assert petarawan("reports", "retention", "--json", env=late).document["reports"] == ["L0001"]
    with open_service(told) as file:
        assert Reports(file).get("L0001").text is not None
    done = petarawan("reports", "retention", "--apply", "--json", env=late)
    assert done.document == {"days": 365, "applied": True, "reports": ["L0001"]}
    with open_service(told) as file:
        assert Reports(file).get("L0001").text is None
        entries, _ = Audit(file).entries(action="report.retention")
    assert entries[0].details == {"n": 1, "days": 365}
    assert petarawan("reports", "retention", "--apply", "--json", env=late).document["reports"] == []
