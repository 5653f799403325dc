"""How an order writes times, places and lengths, in the region's time zone and the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from pyproj import Transformer

from geo import languages
from geo.languages import Language, Says, date_text, number_text
from geo.spatial.crs import WGS84, utm_crs
from geo.spatial.periods import zone
from geo.tables.orders import OrderStop, PatrolOrder

MODES = {
    "road": Says("jalan", "road"),
    "track": Says("jalan tanah", "track"),
    "river": Says("sungai", "river"),
    "foot": Says("jalan kaki", "on foot"),
}
BY_MODE = {
    "road": Says("lewat jalan", "by road"),
    "track": Says("lewat jalan tanah", "by track"),
    "river": Says("lewat sungai", "by river"),
    "foot": Says("berjalan kaki", "on foot"),
}
MUST = Says("wajib", "must")
VISIT = Says("kunjungan ke-{n}", "visit {n}")
PEOPLE = Says("{n} orang", "{n} people")
NO_LEAD = Says("(belum ada instansi pemimpin)", "(no lead agency)")
_LOCALE = {"id": "id_ID", "en": "en_GB"}


def clock_text(moment: datetime, timezone: str, language: Language) -> str:
    """Write the time of day alone: `18.05`, in English `18:05`."""
    return languages.clock_text(moment, zone(timezone), language)


def zone_name(moment: datetime, timezone: str) -> str:
    """Return the abbreviation of the time zone at a moment: `WIB`, `WITA`, `WIT`; `UTC+05` where it has none."""
    name = moment.astimezone(zone(timezone)).tzname() or timezone
    return f"UTC{name}" if name[:1] in "+-" else name


def day_text(moment: datetime, timezone: str, language: Language) -> str:
    """Write the local day at full length: `23 November 2026`."""
    local = moment.astimezone(zone(timezone)).date()
    return str(format_date(local, format="d MMMM y", locale=_LOCALE[language]))


def window_text(stop: OrderStop, order: PatrolOrder, language: Language) -> str:
    """Write a stop's time: `18.05–18.20 WIB`, with the date before it when it is not the day of departure."""
    begins, ends = (clock_text(moment, order.timezone, language) for moment in (stop.begins, stop.ends))
    return f"{other_day(stop, order, language)}{begins}–{ends} {zone_name(stop.begins, order.timezone)}"


def other_day(stop: OrderStop, order: PatrolOrder, language: Language) -> str:
    """Return the date and a blank when the stop is on another day than the departure, else nothing."""
    local = zone(order.timezone)
    day = stop.begins.astimezone(local).date()
    return "" if day == order.begins.astimezone(local).date() else date_text(day, language) + " "


def span_text(order: PatrolOrder, language: Language) -> str:
    """Write when the patrol departs and returns: `23 Nov 2026 18.00 WIB – 02.00 WIB`, a second date where needed."""
    local = zone(order.timezone)
    first, last = (moment.astimezone(local).date() for moment in (order.begins, order.ends))
    begins, ends = (clock_text(moment, order.timezone, language) for moment in (order.begins, order.ends))
    second = "" if first == last else date_text(last, language) + " "
    begin_zone, end_zone = (zone_name(moment, order.timezone) for moment in (order.begins, order.ends))
    middle = f" {begin_zone}" if begin_zone != end_zone else ""
    return f"{date_text(first, language)} {begins}{middle}–{second}{ends} {end_zone}"


def decimal_text(lon: float, lat: float) -> str:
    """Write a place as latitude, longitude with five decimals (about a metre), a point in both languages."""
    return f"{lat:.5f}, {lon:.5f}"


def utm_text(lon: float, lat: float) -> str:
    """Write a place in UTM, WGS 84: zone and hemisphere (N or S), easting, northing in metres: `48S 474123 9738412`.

    Beyond 84° north or 80° south, where UTM ends, `–` is returned.
    """
    if not -80 <= lat <= 84:
        return "–"
    code = utm_crs(lon, lat).to_epsg() or 0
    east, north = _to_utm(code).transform(lon, lat)
    return f"{code % 100}{'S' if code > 32700 else 'N'} {east:06.0f} {north:07.0f}"


@lru_cache(maxsize=16)
def _to_utm(code: int) -> Transformer:
    return Transformer.from_crs(WGS84, code, always_xy=True)


def km_text(km: float, language: Language) -> str:
    """Write a length in kilometres, one decimal."""
    return f"{number_text(float(km), language, digits=1)} km"


def minutes_text(minutes: float, language: Language) -> str:
    """Write a duration: `45 menit`, `7 jam 40 menit`."""
    whole = round(timedelta(minutes=minutes) / timedelta(minutes=1))
    hours, rest = divmod(whole, 60)
    hour, minute = ("jam", "menit") if language == "id" else ("h", "min")
    return " ".join(part for part in (f"{hours} {hour}" if hours else "",
                                      f"{rest} {minute}" if rest or not hours else "") if part)  # fmt: skip


def stop_name(stop: OrderStop, language: Language) -> str:
    """Return a stop's name with `wajib` and the number of the visit where it matters."""
    marks = [MUST.text(language)] if stop.must else []
    if stop.visit > 1:
        marks.append(VISIT.text(language, {"n": stop.visit}))
    return f"{stop.name} ({', '.join(marks)})" if marks else stop.name


def mode_text(mode: str, language: Language) -> str:
    """Return a means of travel in words."""
    return MODES[mode].text(language) if mode in MODES else mode


def by_mode_text(mode: str, language: Language) -> str:
    """Return how the crew travels as a phrase of a sentence."""
    return BY_MODE[mode].text(language) if mode in BY_MODE else mode


def unit_text(name: str, agency: str, crew: int | None, language: Language) -> str:
    """Write a unit: name, agency, people."""
    marks = [agency] if agency else []
    if crew is not None:
        marks.append(PEOPLE.text(language, {"n": crew}))
    return f"{name} ({', '.join(marks)})" if marks else name
