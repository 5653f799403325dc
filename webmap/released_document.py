"""What pages and files say of a release: made from the release and the region's names alone, never from incidents."""

from __future__ import annotations

import calendar
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from geo.agencies.region import Region
from geo.languages import LANGUAGES, Says, date_text, number_text
from geo.privacy.kinds_split import OTHERS
from geo.privacy.periods import Period
from geo.store.service.releases import ReleaseHead, Releases
from geo.tables.releases import DISTRICT
from webmap.released_names import row_names
from webmap.services import Services

LEVELS = ("cells", "districts")
_QUARTER = Says("Triwulan {number} {year}", "Quarter {number} of {year}")
_QUARTERS = ("I", "II", "III", "IV")
_MONTHS_ID = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
              "November", "Desember")  # fmt: skip
_OTHER_KINDS = Says("jenis lain bersama-sama", "other kinds together")
_OR_MORE = Says("{low} atau lebih", "{low} or more")
_NOT_SHOWN = Says("tidak ditampilkan", "not shown")


@dataclass(frozen=True)
class Row:
    """One row of a release in words; `kinds` are pairs of a kind's name and its band, `key` is `level/cell_id`."""

    key: str
    name: Says
    band: Says
    kinds: tuple[tuple[Says, Says], ...]
    suppressed: bool
    low: int


def period_says(label: str) -> Says:
    """Return a period in words, such as `Triwulan III 2026`."""
    period = Period.parse(label)
    if period.kind == "year":
        return Says(label, label)
    if period.kind == "quarter":
        number = (period.first_month + 2) // 3
        return _QUARTER.filled(number=_QUARTERS[number - 1], year=str(period.year))
    month = period.first_month
    return Says(f"{_MONTHS_ID[month - 1]} {period.year}", f"{calendar.month_name[month]} {period.year}")


def period_days(label: str) -> Says:
    """Return the first and last day of a period in words."""
    period = Period.parse(label)
    last = period.next_day - timedelta(days=1)
    told = {code: f"{date_text(period.first_day, code)} – {date_text(last, code)}" for code in LANGUAGES}
    return Says(told["id"], told["en"])


def band_says(low: int | None, high: int | None) -> Says:
    """Return a band in words: `5–9`, `10 or more`, `not shown`."""
    if low is None:
        return _NOT_SHOWN
    if high is None:
        return _OR_MORE.filled(low=low)
    told = {code: f"{number_text(low, code)}–{number_text(high, code)}" for code in LANGUAGES}
    return Says(told["id"], told["en"])


def kind_says(region: Region, code: str) -> Says:
    """Return a kind's name in both languages; the code itself when the region does not know it any more."""
    if code == OTHERS:
        return _OTHER_KINDS
    rows = region.kinds[region.kinds["code"] == code]
    return Says(str(rows.iloc[0]["name_id"]), str(rows.iloc[0]["name_en"])) if len(rows) else Says(code, code)


def document_of(of: Services, head: ReleaseHead) -> dict[str, Any]:
    """Return a release as pages read it: the release's facts, every row with a name, and the names of its kinds."""
    document: dict[str, Any] = json.loads(document_bytes(of, head))
    return document


def document_bytes(of: Services, head: ReleaseHead) -> bytes:
    """Return the same as JSON, kept in the cache: a release never changes."""

    def make() -> bytes:
        content = json.loads(Releases(of.service).content(head.release_id))
        made = _document(content, of.region())
        return json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    return of.kept(("released", head.digest), make)


def rows_of(document: dict[str, Any], level: str) -> list[Row]:
    """Return the rows of one of `LEVELS` in words: the largest bands first, else in the release's fixed order."""
    rows = []
    for feature in document["features"]:
        told = feature["properties"]
        if (told["level"] == DISTRICT) != (level == "districts"):
            continue
        parts = tuple((Says(**document["kinds"][kind]), band_says(low, high)) for kind, low, high in told["kinds"])
        low = told["n_low"]
        name = Says(**told["name"])
        rows.append(
            Row(
                f"{told['level']}/{told['cell_id']}", name, band_says(low, told["n_high"]), parts, told["suppressed"],
                low if low is not None else -1,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: -row.low)


def total_says(document: dict[str, Any], level: str) -> Says:
    """Return how many incidents the shown rows of a level hold together; a total counted apart would tell more."""
    low = sum(row.low for row in rows_of(document, level) if not row.suppressed)
    return Says(number_text(low, "id"), number_text(low, "en"))


def _document(content: dict[str, Any], region: Region) -> dict[str, Any]:
    codes = {kind for feature in content["cells"] for kind, _, _ in feature["properties"]["kinds"]}
    codes |= {*content["kinds"], *content["district_kinds"]}
    features = content["cells"]
    names = row_names(features, region)
    for feature, name in zip(features, names, strict=True):
        feature["properties"]["name"] = name.as_dict()
    kept = ("release_id", "period", "edition", "k", "cell_m", "data_day", "bounds")
    return {
        "type": "FeatureCollection",
        "release": {
            **{name: content[name] for name in kept},
            "label": period_says(content["period"]).as_dict(),
            "cell_kinds": content["kinds"],
            "district_kinds": content["district_kinds"],
        },
        "kinds": {code: kind_says(region, code).as_dict() for code in sorted(codes)},
        "features": features,
    }
