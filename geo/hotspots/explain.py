"""Why a place is a hotspot, in plain sentences of both languages; only what the counts bear out, no guessed causes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from geo.hotspots.explain_chance import chance_sentences, confidence_sentences
from geo.hotspots.profile import LEAST_DATED
from geo.languages import Language, Says, date_text, number_text
from geo.spatial.periods import zone
from geo.tables.incidents import UNCLASSIFIED

LEAST_TIMED = 10
PEAK_HOURS = 3
PEAK_P = 0.01
_MOST_KINDS = 3

_COUNT = Says("{n} kejadian{kinds}{period} di {area} km²", "{n} incidents{kinds}{period} in {area} km²")
_ONE = Says("1 kejadian{kinds}{period} di {area} km²", "1 incident{kinds}{period} in {area} km²")
_DENSER = Says(": {density} per km², {times} kali {mean}.", ": {density} per km², {times} times {mean}.")
_PLAIN = Says(": {density} per km².", ": {density} per km².")
_ALONG = Says(
    ": {times} kali sebaran merata di sepanjang jaringan.", ": {times} times an even spread along the network."
)
_MEAN = Says("rata-rata wilayah kajian", "the study area's mean")
_MEAN_OF_DATA = Says("rata-rata daerah sebaran kejadian", "the mean of the ground that the incidents span")
_SPAN = Says(" antara {first} dan {last}", " between {first} and {last}")
_DAY = Says(" pada {first}", " on {first}")
_OTHERS = Says("lainnya {n}", "other {n}")
_NO_KIND = Says("belum digolongkan", "unclassified")
_PEAK = Says(
    "Paling sering pukul {begin}.00–{end}.00 waktu setempat: {k} dari {timed} yang diketahui jamnya ({share} %).",
    "Most often {begin}:00–{end}:00 local time: {k} of the {timed} whose hour is known ({share}%).",
)
_PEAK_SPREAD = Says(
    "Paling sering pukul {begin}.00–{end}.00 waktu setempat: sekitar {k} dari {timed} ({share} %); "
    "kejadian dalam selang waktu dihitung di setiap jam yang mungkin.",
    "Most often {begin}:00–{end}:00 local time: about {k} of {timed} ({share}%); "
    "those known only to an interval count in every hour it may be.",
)
_TRENDS: Mapping[str, Says] = {
    "rising": Says(
        "Meningkat: {before} sebelum {middle}, {after} sejak itu.",
        "Rising: {before} before {middle}, {after} since.",
    ),
    "falling": Says(
        "Menurun: {before} sebelum {middle}, {after} sejak itu.",
        "Falling: {before} before {middle}, {after} since.",
    ),
    "steady": Says(
        "Tidak jelas naik atau turun: {before} sebelum {middle}, {after} sejak itu.",
        "No clear rise or fall: {before} before {middle}, {after} since.",
    ),
    "unknown": Says(
        "Data bertanggal belum cukup untuk menilai naik atau turun.",
        "Too little dated data to tell a rise or fall.",
    ),
}
_EXPOSED = Says(
    "Menurut {name} diharapkan {expected}: risiko relatif {risk}.",
    "By {name}, {expected} would be expected: relative risk {risk}.",
)
_WINDOW = Says("Jendela waktu: {first} sampai {last}.", "Window of time: {first} to {last}.")


@dataclass(frozen=True)
class Setting:
    """What all hotspots of one run are compared with.

    Parameters
    ----------
    timezone
        IANA name.
    mean_km2
        Incidents per square kilometre of the study area; 0 when it has no area.
    area_given
        Whether the study area was given, or is the ground that the incidents span.
    kind_names
        Names of kinds by code.
    exposure_name
        What incidents are compared with (people, households), or None.
    along_network
        Whether hotspots are stretches of a network, which an area says little about.
    """

    timezone: str
    mean_km2: float
    area_given: bool
    kind_names: Mapping[str, Says]
    exposure_name: Says | None = None
    along_network: bool = False


def explain(hotspot: Mapping[str, Any], setting: Setting) -> Says:
    """Explain one hotspot.

    Parameters
    ----------
    hotspot
        A row of the hotspots table, with `before`, `after` and `middle` of its profile.
    setting
        What it is compared with.
    """
    return Says(_told(hotspot, setting, "id"), _told(hotspot, setting, "en"))


def peak_block(hours: Sequence[float]) -> tuple[int, float] | None:
    """Return the busiest three-hour block (first hour, count) when it stands out, else None.

    Parameters
    ----------
    hours
        24 counts by local hour, shares of intervals among them.

    Returns
    -------
    tuple or None
        None with fewer than 10 incidents, or when so many in the best of the 24 blocks would not be rare
        under even hours (exact binomial test, Bonferroni over the 24 blocks, p below 0.01).
    """
    from scipy.special import bdtrc

    total = round(sum(hours))
    if total < LEAST_TIMED:
        return None
    blocks = [round(sum(hours[(begin + step) % 24] for step in range(PEAK_HOURS)), 2) for begin in range(24)]
    most = max(blocks)
    # Shares of intervals are even by nature; rounding them down keeps the test on the safe side.
    p_value = 24 * float(bdtrc(math.floor(most) - 1, total, PEAK_HOURS / 24))
    return (blocks.index(most), most) if p_value < PEAK_P else None


def _told(hotspot: Mapping[str, Any], setting: Setting, language: Language) -> str:
    sentences = [_counted(hotspot, setting, language), *_compared_with_exposure(hotspot, setting, language)]
    sentences += _window(hotspot, setting.timezone, language)
    timed = int(hotspot["timed"])
    if block := peak_block(json.loads(hotspot["hours"])):
        begin, most = block
        values = {"begin": f"{begin:02d}", "end": f"{(begin + PEAK_HOURS - 1) % 24 + 1:02d}", "k": round(most)}
        total = sum(json.loads(hotspot["hours"]))
        share = number_text(100 * most / total, language, 0)
        told = _PEAK if round(total) == timed else _PEAK_SPREAD
        sentences.append(told.text(language, {**values, "timed": round(total), "share": share}))
    if hotspot["trend"] != "unknown" or hotspot["n"] >= LEAST_DATED:
        halves: dict[str, Any] = {"before": int(hotspot["before"]), "after": int(hotspot["after"]), "middle": ""}
        if pd.notna(hotspot["middle"]):
            halves["middle"] = date_text(hotspot["middle"].tz_convert(zone(setting.timezone)).date(), language)
        sentences.append(_TRENDS[hotspot["trend"]].text(language, halves))
    sentences += [says.text(language) for says in (*chance_sentences(hotspot), *confidence_sentences(hotspot))]
    return " ".join(sentences)


def _compared_with_exposure(hotspot: Mapping[str, Any], setting: Setting, language: Language) -> list[str]:
    risk = hotspot.get("relative_risk")
    if setting.exposure_name is None or risk is None or pd.isna(risk):
        return []
    values = {
        "name": setting.exposure_name,
        "expected": _rounded(float(hotspot["expected"]), language),
        "risk": _rounded(float(risk), language),
    }
    return [_EXPOSED.text(language, values)]


def _window(hotspot: Mapping[str, Any], timezone: str, language: Language) -> list[str]:
    begins, ends = hotspot.get("begins"), hotspot.get("ends")
    if begins is None or pd.isna(begins) or ends is None or pd.isna(ends):
        return []
    first, last = _local_days(begins, ends, timezone)
    return [_WINDOW.text(language, {"first": date_text(first, language), "last": date_text(last, language)})]


def _counted(hotspot: Mapping[str, Any], setting: Setting, language: Language) -> str:
    area = float(hotspot["area_km2"])
    values = {
        "n": int(hotspot["n"]),
        "kinds": _kinds(json.loads(hotspot["kinds"]), setting.kind_names, language),
        "period": _period(hotspot["first"], hotspot["last"], setting.timezone, language),
        "area": number_text(area, language, 2 if area >= 0.1 else 4),
    }
    density = float(hotspot["density_km2"])
    compared = _DENSER if setting.mean_km2 > 0 else _PLAIN
    if setting.along_network and pd.notna(hotspot["relative_risk"]):
        told = _ALONG.text(language, {"times": _rounded(float(hotspot["relative_risk"]), language)})
        return (_ONE if values["n"] == 1 else _COUNT).text(language, values) + told
    mean = _MEAN if setting.area_given else _MEAN_OF_DATA
    times = density / setting.mean_km2 if setting.mean_km2 > 0 else 0.0
    ending = {"density": _rounded(density, language), "times": _rounded(times, language), "mean": mean}
    return (_ONE if values["n"] == 1 else _COUNT).text(language, values) + compared.text(language, ending)


def _kinds(counts: Mapping[str, int], names: Mapping[str, Says], language: Language) -> str:
    if not counts or set(counts) == {UNCLASSIFIED}:
        return ""
    unnamed = {UNCLASSIFIED: _NO_KIND}
    named = [
        ((names.get(code) or unnamed.get(code) or Says(code, code)).in_brackets(), n) for code, n in counts.items()
    ]
    if len(named) == 1:
        return f" ({named[0][0].text(language)})"
    shown = named if len(named) <= _MOST_KINDS + 1 else named[:_MOST_KINDS]
    listed = [f"{name.text(language)} {number_text(n, language)}" for name, n in shown]
    if rest := sum(n for _, n in named[len(shown) :]):
        listed.append(_OTHERS.text(language, {"n": rest}))
    return f" ({', '.join(listed)})"


def _period(first: Any, last: Any, timezone: str, language: Language) -> str:
    if pd.isna(first) or pd.isna(last):
        return ""
    begin, end = _local_days(first, last, timezone)
    values = {"first": date_text(begin, language), "last": date_text(end, language)}
    return (_DAY if begin == end else _SPAN).text(language, values)


def _local_days(first: Any, last: Any, timezone: str) -> tuple[date, date]:
    """Return the first and last local day of a period whose end is not part of it."""
    local = zone(timezone)
    end = last - timedelta(microseconds=1) if last > first else last
    return first.tz_convert(local).date(), end.tz_convert(local).date()


def _rounded(value: float, language: Language) -> str:
    return number_text(value, language, 0 if value >= 10 else 1 if value >= 1 else 3)
