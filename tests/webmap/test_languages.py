"""Texts: every key in both languages, none missing, none unused."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from flask.testing import FlaskClient

from webmap.languages import FOLDER, script_of_texts, texts

WEBMAP = FOLDER.parent
# Names that are the same in every language.
NAMES = {"petarawan", "EPSG", "OGC", "API", "OpenAPI", "JSON", "CRS", "QGIS", "Python", "curl"}
# Keys made of a beginning and a value that comes from data.
FAMILIES = {
    "check_": ["store", "service", "disk", "migration", "backup", "audit", "worker"],
    "admin_": ["well", "warned", "poorly"],
    "chore_": ["backup", "drill", "retention", "worker"],
    "kept_": ["reports", "quarantine", "uploads", "sessions", "requests", "labels"],
    "subject_": ["region", "boundary", "kind", "agency", "unit", "place", "object", "layer", "orders"],
    "an_outlined_": ["hotspots", "zones", "forecast"],
    "did_": ["added", "removed", "changed"],
    "shown_": ["map", "mask", "never"],
    "pks_": ["draft", "active", "ended"],
    "each_": ["month", "quarter", "year"],
    "sharing_": ["own", "joint", "open"],
    "source_": ["default", "given"],
    "period_": ["today", "7d", "28d", "1y", "all"],
    "mode_": ["road", "track", "river", "foot"],
    "trend_": ["rising", "steady", "falling", "unknown"],
    "status_": ["unverified", "verified", "rejected"],
    "origin_": ["reported", "patrol", "sensor"],
    "task_": ["hotspots", "zones", "forecast", "routes", "evaluation"],
    "change_": ["new", "gone", "grown", "shrunk", "moved", "same", "split", "merged"],
    "kin_": ["from_split", "from_merged", "to_split", "to_merged"],
    "measure_": ["caught", "pai", "pei", "rri", "gain", "calibration"],
    "meaning_": ["caught", "pai", "pei", "rri", "gain", "calibration"],
    "placement_": ["grid", "floating"],
    "pattern_": [
        *("new", "consecutive", "intensifying", "persistent"),
        *("diminishing", "sporadic", "oscillating", "historical"),
    ],
    "an_": ["mask", "exposure", "network", "mask_hint", "exposure_hint", "network_hint"],
    "an_import_": ["undone", "refused"],
    "an_period_": ["28d", "90d", "1y", "2y", "5y"],
    "an_layer_": ["auto", "none"],
    "an_stacks_": ["keep", "leave_out"],
    "an_before_": ["latest", "none"],
    "an_season_": ["dry", "wet"],
    "an_shown_": ["draft", "published", "withdrawn"],
    "an_table_": [
        *("about", "hotspots", "surfaces", "borders", "kinships", "stacks", "forecasts", "backtests"),
        *("zones", "routes", "stops", "incidents"),
    ],
    "released_level_": ["cells", "districts"],
    "embed_": ["map", "list", "counts"],
    "partner_places_": ["district", "village", "object"],
    "released_list_": ["cells", "districts"],
    "ask_": ["incidents", "newer", "hotspots", "again", "zones", "routes", "orders", "forecast", "renewal", "objects"],
    "do_": ["incidents", "newer", "hotspots", "again", "zones", "routes", "orders", "forecast", "renewal", "objects"],
    "object_": ["factory", "port", "airport", "mine", "school", "office", "other"],
    "season_": ["dry", "wet"],
    "class_": ["BIASA", "TERBATAS", "RAHASIA"],
    "order_state_": ["issued", "withdrawn", "reported"],
    "sheet_": ["low", "half", "high"],
    "legend_": [
        *("hotspots", "untested", "not_significant", "confidence", "zones", "routes"),
        *("objects", "incidents", "density", "forecast", "diff"),
    ],
    "lack_": ["users", "handlers", "officer"],
    "role_": ["partner", "commander", "analyst", "admin"],
    "state_": ["queued", "running", "done", "failed", "cancelled"],
    "lapor_state_": ["new", "reviewing", "accepted", "merged", "refused", "answered", "closed"],
    "triage_state_": ["new", "reviewing", "accepted", "merged", "refused", "answered", "closed"],
    "triage_filter_": ["open", "mine", "unread", "decided", "all"],
    "triage_due_": ["forward", "follow"],
    "triage_doubt_": ["outside", "zero", "coarse", "no_place", "clock", "late", "future"],
    "triage_how_": ["map", "position", "district", "text"],
    "triage_time_": ["occurred", "written", "sent", "received"],
    "triage_done_": [
        *("taken", "forwarded", "asked", "answered", "closed"),
        *("reopened", "accepted", "verified", "merged", "refused"),
    ],
}


def _read(pattern: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(WEBMAP.rglob(pattern)) if "vendor" not in path.parts
    )


def _used() -> set[str]:
    templates, python, scripts = _read("*.html"), _read("*.py"), _read("*.js")
    used = set(re.findall(r"""\bt\(\s*['"](\w+)['"]""", templates + python))
    used |= set(re.findall(r'"((?:nav|room)_\w+)"', (WEBMAP / "rooms.py").read_text(encoding="utf-8")))
    used |= set(re.findall(r'"(legend_\w+)"', python))
    for beginning in re.findall(r"""\bt\(\s*f?['"](\w+_)(?:'\s*~|\{)""", templates + python):
        used |= {beginning + value for value in FAMILIES[beginning]}
    used |= {key for key in texts() if re.match(r"error_\d|left_out_|label_|choice_|layer_", key)}
    used |= {f"js_{key}" for key in re.findall(r"\b(?:say|count)\(\s*'(\w+)'", scripts) if not key.endswith("_")}
    used |= {f"js_{key}_one" for key in re.findall(r"\bcount\(\s*'(\w+)'", scripts)}
    for beginning in re.findall(r"\bsay\(\s*'(\w+_)' \+", scripts):
        if beginning in FAMILIES:
            used |= {f"js_{beginning}{value}" for value in FAMILIES[beginning]}
    # Chosen between two in one expression, or made of a kind of area.
    used |= {f"js_{key}" for key in re.findall(r"'(\w+)'", "\n".join(re.findall(r"say\([^)]*\? .*", scripts)))}
    used |= {
        f"js_{middle}{kind}s" for middle in ("", "no_") for kind in ("zone", "hotspot", "forecast", "change", "route")
    }
    used |= {f"js_group_{code}" for code in ("K", "T", "N", "B", "L", "C", "O", "")}
    return used


def test_every_key_used_exists() -> None:
    assert {key for key in _used() if not key.endswith("_") or key == "js_group_"} - set(texts()) == set()


def test_no_key_is_unused() -> None:
    assert set(texts()) - _used() == set()


@pytest.mark.parametrize("key", sorted(texts()))
def test_both_languages_say_something_with_the_same_places(key: str) -> None:
    says = texts()[key]
    assert says.id.strip()
    assert says.en.strip()
    assert sorted(re.findall(r"\{\w+\}", says.id)) == sorted(re.findall(r"\{\w+\}", says.en))
    assert "!" not in says.id + says.en


def test_the_file_has_no_key_twice() -> None:
    written = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))]
    keys = re.findall(r"^\[(\w+)\]", "\n".join(written), flags=re.MULTILINE)
    assert len(keys) == len(set(keys)) == sum(len(tomllib.loads(text)) for text in written)


def test_indonesian_is_first_and_a_choice_is_remembered(client: FlaskClient) -> None:
    assert '<html lang="id">' in client.get("/commander/").text
    chosen = client.get("/commander/?lang=en")
    assert '<html lang="en">' in chosen.text
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert "SameSite=Lax" in chosen.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/commander/daftar/zona").text
    assert '<html lang="id">' in client.get("/commander/daftar/zona?lang=id").text


@pytest.mark.parametrize("value", ["de", "", "../id", "<b>"])
def test_an_unknown_language_is_the_default(client: FlaskClient, value: str) -> None:
    page = client.get("/commander/tentang", query_string={"lang": value})
    assert '<html lang="id">' in page.text
    assert "Set-Cookie" not in page.headers


def test_api_answers_set_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/api/cells?zoom=9").headers


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_browser_gets_its_texts_as_a_script_that_never_changes(client: FlaskClient, language: str) -> None:
    _, digest = script_of_texts(language)
    address = f"/teks/{language}-{digest}.js"
    assert address in client.get(f"/commander/?lang={language}").text
    answer = client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    given = json.loads(answer.text.removeprefix("petarawan.texts = ").rstrip().removesuffix(";"))
    assert given["retry"] == texts()["js_retry"].text(language)
    assert client.get(f"/teks/{language}-0.js").status_code == 404


def test_no_sentence_stands_in_a_template() -> None:
    for path in WEBMAP.rglob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words = re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", " ", text))
        assert set(words) <= NAMES | {"list", "content"}, path
