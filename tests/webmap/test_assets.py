"""Static files: digests in addresses, nothing outside the folder, the vendored ones exactly as published."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from flask.testing import FlaskClient

from webmap.assets import FOLDER, names

MANIFEST = json.loads((FOLDER / "vendor" / "MANIFEST.json").read_text(encoding="utf-8"))


def test_a_page_names_only_files_with_their_digest(client: FlaskClient) -> None:
    page = client.get("/commander/").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(addresses) > 10
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.mimetype in {"text/javascript", "text/css", "image/svg+xml"}


def test_a_wrong_digest_is_not_kept_for_ever(client: FlaskClient) -> None:
    for address in ("/static/app.css", "/static/app.css?v=0"):
        assert client.get(address).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "../settings.py",
        "..%2fsettings.py",
        "/etc/passwd",
        "vendor/rebuild",
        "vendor/package.json",
        "",
        "layers",
        "layers/",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_vendored_files_are_exactly_those_of_the_manifest() -> None:
    kept = {
        p.relative_to(FOLDER / "vendor").as_posix(): p
        for p in (FOLDER / "vendor").rglob("*")
        if p.parent.name != "vendor" and p.is_file()
    }
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()} == MANIFEST["sha256"]


def test_every_vendored_package_is_pinned_and_has_its_licence() -> None:
    package = json.loads((FOLDER / "vendor" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((FOLDER / "vendor" / "package-lock.json").read_text(encoding="utf-8"))
    assert package["dependencies"] == {name: about["version"] for name, about in MANIFEST["packages"].items()}
    for name in MANIFEST["packages"]:
        assert f"{name}/LICENSE.txt" in MANIFEST["sha256"]
        assert lock["packages"][f"node_modules/{name}"]["integrity"].startswith("sha512-")
    assert "resolved" not in json.dumps(lock)


def test_no_file_of_ours_names_a_foreign_address() -> None:
    for name in sorted(names()):
        if name.startswith("vendor/"):
            continue
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[^\s'\"]+", text)) <= {"http://www.w3.org/2000/svg"}, name


def test_scripts_of_ours_never_write_markup_or_run_texts() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|bindPopup|bindTooltip|divIcon"
    )
    for name in sorted(names()):
        if name.endswith(".js") and not name.startswith("vendor/"):
            assert not forbidden.search((FOLDER / name).read_text(encoding="utf-8")), name
