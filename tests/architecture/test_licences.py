"""L15: what is installed is what the lock names, each package with a licence that may be used; all without a network.

Whether one of them has a known vulnerability is asked of a database on the internet, which tests never do:
`make lock` and a scanner on a connected machine are for that.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

LOCK = (Path(__file__).resolve().parents[2] / "requirements" / "core.txt").read_text(encoding="utf-8")
# Licences under which the service may be given away, installed in an office and used without a duty to anybody.
PERMITTED = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|0BSD|BSD-[23]-Clause|Apache|Apache-2\.0|ISC|Zlib|CC0-1\.0|PSF-2\.0|"
    r"Python Software Foundation|Zope Public|MPL-2\.0|Mozilla Public)\b"
)
NOT_PERMITTED = re.compile(r"\b(A?GPL|LGPL|GNU|SSPL|Commercial|Proprietary|BUSL)\b", re.IGNORECASE)
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;[^\\\n]*)?\\?\n((?:\s+--hash=sha256:[0-9a-f]{64}\s*\\?\n)*)", re.MULTILINE
)
PACKAGES = [(found[1], found[2], found[3] or "", found[4].count("--hash=")) for found in ENTRY.finditer(LOCK)]


def licence_of(name: str) -> str:
    """Return the licence that an installed package states."""
    told = metadata(name)
    classified = [text for text in told.get_all("Classifier") or [] if text.startswith("License ::")]
    return told.get("License-Expression") or "; ".join(classified) or (told.get("License") or "")[:80]


def bill_of_materials() -> list[dict[str, str]]:
    """Return what the lock installs: each package with its version, address and licence."""
    found = []
    for name, version, marker, _ in PACKAGES:
        try:
            licence = licence_of(name)
        except PackageNotFoundError:
            assert marker, f"{name} is in the lock for every computer but not installed"
            continue
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        found.append({"name": name, "version": version, "purl": purl, "licence": licence})
    return found


def test_a_bill_of_materials_can_be_made_from_the_lock() -> None:
    """L15: every entry has an exact version and the digests of its files."""
    assert len(PACKAGES) == len(re.findall(r"^[A-Za-z0-9._-]+==", LOCK, re.MULTILINE)) > 60
    assert [name for name, _, _, hashes in PACKAGES if hashes == 0] == []
    bill = bill_of_materials()
    assert len({one["purl"] for one in bill}) == len(bill) > 60


@pytest.mark.parametrize("one", bill_of_materials(), ids=lambda one: f"{one['name']}-{one['version']}")
def test_every_licence_may_be_used(one: dict[str, str]) -> None:
    """L15."""
    assert PERMITTED.search(one["licence"]), one
    assert not NOT_PERMITTED.search(one["licence"]), one
