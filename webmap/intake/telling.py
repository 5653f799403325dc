"""Reads what a citizen sent: lenient about places and clocks, which are kept and marked; strict about form."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.reports import NewReport
from webmap.intake import kinds_asked, places_asked

LONGEST = {"tell": 4000, "place": 300, "contact": 200}
COARSE_M = 1000.0
OFF = timedelta(minutes=10)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_UNSEEN = re.compile(r"[^\S\n\t ]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAMES = {
    "tell": Says("cerita", "account"),
    "place": Says("tempat", "place"),
    "contact": Says("kontak", "contact"),
}
_LONG = Says("{what} paling banyak {most} huruf; ada {n}", "{what} has at most {most} characters; there are {n}")
_KIND = Says("pilih apa yang terjadi", "choose what happened")
_NOTHING = Says(
    "tulis ceritanya, pilih tempatnya atau lampirkan foto; salah satu saja cukup",
    "tell what happened, choose the place or add a photo; one of them is enough",
)
_DATE = Says("tanggal tidak terbaca; pilih tanggal seperti 23-11-2026", "the date cannot be read; choose one")
_DISTRICT = Says("tidak ada dalam daftar; pilih lagi", "is not in the list; choose again")


@dataclass(frozen=True)
class Told:
    """A report that was read, and the name under which it is stored once (None: it has none)."""

    report: NewReport
    sending: str | None


def read(
    form: Mapping[str, str], photos: Sequence[bytes], region: Region, now: datetime, language: str, key: str | None
) -> Told:
    """Read a report; fields that are not asked for are ignored.

    Parameters
    ----------
    form
        kind, where, lon, lat, accuracy (m), district, place, when, date, time, tell, contact, id, written, sent.
    photos
        The files' bytes as they came.
    region, now, language
        Kinds, places and time zone; the present moment; the language of the page.
    key
        The name of the request where the form has none (`Idempotency-Key`).

    Raises
    ------
    ParameterError
        When the kind or all content is missing, a text is too long, or a date or a choice is none.
    """
    kind = form.get("kind", "")
    if kind not in kinds_asked.codes(region):
        raise ParameterError(name="kind", problem=_KIND)
    texts = {name: _text(form.get(name, ""), name) for name in LONGEST}
    written, sent = _device_moment(form.get("written")), _device_moment(form.get("sent"))
    clock = sent or written
    off = clock is not None and abs(clock - now) > OFF
    made = now if written is None or sent is None else min(now, written + (now - sent))
    occurred, precision = _moment(form, region, made)
    place = _place(form, region, texts["place"])
    doubts = list(place.pop("doubts"))
    if off:
        doubts.append("clock")
    if now - made > OFF:
        doubts.append("late")
    if occurred is not None and occurred > now + OFF:
        doubts.append("future")
    if not (texts["tell"] or photos or place["place_how"] != "text" or texts["place"]):
        raise ParameterError(name="tell", problem=_NOTHING)
    report = NewReport(
        kind=kind,
        occurred=occurred,
        occurred_precision=precision,
        language=language,
        text=texts["tell"],
        contact=texts["contact"],
        place_text=texts["place"],
        device_time=written,
        device_sent=sent,
        doubts=tuple(doubts),
        agency=region.home_agency or None,
        **place,
    )
    return Told(report, _sending(form, photos, key))


def _sending(form: Mapping[str, str], photos: Sequence[bytes], key: str | None) -> str | None:
    """Name the sending by the device's id and the content: a form that was filled in anew is another report."""
    own = form.get("id", "")[:100] or (key or "")[:200]
    if not own:
        return None
    digest = hashlib.sha256()
    for name in ("kind", "where", "lon", "lat", "accuracy", "district", "place", "when", "date", "time", "tell",
                 "contact", "written"):  # fmt: skip
        digest.update(f"{name}\0{form.get(name, '')}\0".encode("utf-8", "replace"))
    for photo in photos:
        digest.update(hashlib.sha256(photo).digest())
    return f"{own}:{digest.hexdigest()}"


def clean_text(value: str) -> str:
    """Return a text without signs that cannot be seen, its ends trimmed; line breaks stay."""
    return _UNSEEN.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text(value: str, name: str) -> str:
    text = clean_text(value)
    if len(text) > LONGEST[name]:
        problem = _LONG.filled(what=_NAMES[name], most=LONGEST[name], n=len(text))
        raise ParameterError(name=name, problem=problem)
    return text


def _number(value: str | None, low: float, high: float) -> float | None:
    try:
        found = float(value or "")
    except ValueError:
        return None
    return found if math.isfinite(found) and low <= found <= high else None


def _device_moment(value: str | None) -> datetime | None:
    """Return a moment by the clock of the phone, which may say anything; None when it says nothing usable."""
    milliseconds = _number(value, -2e12, 4e12)
    return None if milliseconds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _moment(form: Mapping[str, str], region: Region, made: datetime) -> tuple[datetime | None, str]:
    when = form.get("when", "now")
    if when == "unknown":
        return None, "unknown"
    if when != "at" or not form.get("date"):
        return made, "minute"
    try:
        day = date.fromisoformat(form["date"])
        clock = time.fromisoformat(form["time"]) if form.get("time") else None
    except ValueError:
        raise ParameterError(name="date", problem=_DATE) from None
    if not 1900 < day.year < 2200:
        raise ParameterError(name="date", problem=_DATE)
    local = datetime.combine(day, (clock or time()).replace(tzinfo=None), tzinfo=ZoneInfo(region.timezone))
    return max(local.astimezone(UTC), _EARLIEST), "minute" if clock is not None else "day"


def _place(form: Mapping[str, str], region: Region, words: str) -> dict[str, Any]:
    """Return the columns of the place, however it was given; what is odd about it is named, never refused."""
    lon, lat = _number(form.get("lon"), -180, 180), _number(form.get("lat"), -90, 90)
    district = form.get("district", "")
    picked = places_asked.chosen(region, district) if district else None
    if district and picked is None:
        raise ParameterError(name="district", problem=_DISTRICT)
    where = form.get("where", "")
    doubts: list[str] = []
    if where in {"map", "position"} and lon is not None and lat is not None:
        if lon == 0 and lat == 0:
            doubts += ["zero", "no_place"]  # a phone without a fix; what was written stays
            lon = lat = None
        else:
            accuracy = _number(form.get("accuracy"), 0, 1e7)
            doubts += ["outside"] if places_asked.is_outside(region, lon, lat) else []
            doubts += ["coarse"] if accuracy is not None and accuracy > COARSE_M else []
            return {
                "place_how": where,
                "lon": lon,
                "lat": lat,
                "accuracy_m": accuracy,
                "precision_m": accuracy,
                "district": places_asked.district_at(region, lon, lat) or (picked[0] if picked else None),
                "village": picked[1] if picked else None,
                "doubts": doubts,
            }
    doubts += [] if "no_place" in doubts or picked or words else ["no_place"]
    if picked:
        return {"place_how": "district", "district": picked[0], "village": picked[1], "doubts": [*doubts, "coarse"]}
    return {"place_how": "text", "doubts": [*doubts, "coarse"] if words else doubts}
