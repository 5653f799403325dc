"""Rows of a result form judged one by one: known order and stop, times, outcome, finding; or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geo.languages import Language, Says
from geo.sources.kinds_of import KindWords, phrase_of
from geo.sources.moments import Unreadable, read_clock, read_moment
from geo.sources.reasons import REASONS, sentence

OUTCOMES = {
    **dict.fromkeys(("done", "selesai", "terlaksana"), "done"),
    **dict.fromkeys(("partly", "sebagian"), "partly"),
    **dict.fromkeys(("skipped", "dilewati", "tidak tercapai"), "skipped"),
}
MAX_TEXT = 2_000
MOST_FOUND = 500
RESULT_REASONS: dict[str, Says] = {
    "unknown_order": Says(
        "Surat perintah {value} tidak dikenal. Salin nomornya dari surat perintah.",
        "The order {value} is not known. Copy its number from the order.",
    ),
    "unknown_stop": Says(
        "Perhentian {value} tidak ada pada surat perintah ini; yang ada: {known}.",
        "Stop {value} is not on this order; it has: {known}.",
    ),
    "other_place": Says(
        "{value} bukan tempat perhentian ini, yaitu {planned}. Periksa nomor perhentian, atau kosongkan tempatnya.",
        "{value} is not the place of this stop, which is {planned}. Check the stop's number, or leave the place empty.",
    ),
    "no_outcome": Says(
        "Perhentian belum diisi. Tulis selesai, sebagian, atau dilewati beserta alasannya.",
        "The stop is not filled in. Write done, partly, or skipped with its reason.",
    ),
    "unknown_outcome": Says(
        "{value} bukan keadaan yang dikenal. Tulis selesai, sebagian atau dilewati.",
        "{value} is no outcome that is known. Write done, partly or skipped.",
    ),
    "skipped_without_reason": Says(
        "Perhentian dilewati tanpa alasan. Isi kolom reason, misalnya jalan banjir.",
        "A stop was skipped without a reason. Fill in the column reason, for example road flooded.",
    ),
    "no_day": Says(
        "{value} hanya jam, dan tanggal surat perintahnya tidak diketahui. Tulis tanggal dan jam.",
        "{value} is a time of day, and the day of its order is not known. Write date and time.",
    ),
    "left_before_arrived": Says(
        "Waktu selesai {value} mendahului waktu tiba. Betulkan salah satunya.",
        "It was left at {value}, before the arrival. Correct one of them.",
    ),
    "unknown_kind": Says(
        "{value} bukan jenis kejadian yang dikenal. Tulis kodenya, misalnya {known}.",
        "{value} is no kind of incident that is known. Write its code, for example {known}.",
    ),
    "not_a_count": Says(
        "{value} bukan jumlah: tulis bilangan bulat 1 atau lebih.",
        "{value} is no count: write a whole number of 1 or more.",
    ),
    "count_too_large": Says(
        "{value} temuan di satu perhentian: paling banyak {limit}. Periksa jumlahnya; sisanya tulis di keterangan.",
        "{value} findings at one stop: at most {limit}. Check the count; write the rest into the remarks.",
    ),
    "count_without_kind": Says(
        "Ada jumlah {value} tetapi kolom kind kosong. Isi jenis kejadiannya.",
        "There is a count of {value}, but the column kind is empty. Fill in the kind of incident.",
    ),
    "second_row": Says(
        "Perhentian ini sudah dilaporkan pada baris {first_line} dengan isi lain. Gabungkan dalam satu baris; temuan "
        "lain di sana memerlukan jenis dan hasil yang sama.",
        "This stop was already reported in line {first_line} with other content. Put both into one row; another find "
        "there needs a kind and the same outcome.",
    ),
}


@dataclass(frozen=True)
class RowRules:
    """What is known beforehand.

    Parameters
    ----------
    places
        Place id of each known stop, by order and number.
    begins
        Planned beginning (UTC) of each known stop, by order and number, where there is one.
    days
        Local date of each order.
    kinds
        The region's kinds, or None: then any code is taken.
    timezone
        Local zone.
    """

    places: Mapping[str, Mapping[int, str]]
    begins: Mapping[tuple[str, int], datetime]
    days: Mapping[str, date]
    kinds: KindWords | None
    timezone: ZoneInfo


class RowRefusedError(Exception):
    """Why a row cannot be taken: code, column, value, and the values of the sentence."""

    def __init__(self, reason: str, column: str, value: str, **detail: Any) -> None:
        super().__init__(reason)
        self.reason, self.column, self.value, self.detail = reason, column, value, detail


def judged(row: Mapping[str, str], rules: RowRules) -> dict[str, Any]:
    """Return a row in the terms of `geo.tables.tracks.PATROL_RESULTS` (without ids and file).

    Raises
    ------
    RowRefusedError
        When it cannot be taken.
    """
    order = _order(row["order_id"], rules)
    stop = _stop(row["stop"], order, rules)
    planned = rules.places[order][stop]
    if row["place_id"] and planned and row["place_id"].casefold() != planned.casefold():
        raise RowRefusedError("other_place", "place_id", row["place_id"], planned=planned)
    outcome = OUTCOMES.get(re.sub(r"[\s_-]+", " ", row["outcome"].casefold()))
    if outcome is None:
        reason = "unknown_outcome" if row["outcome"] else "no_outcome"
        raise RowRefusedError(reason, "outcome", row["outcome"])
    if outcome == "skipped" and not row["reason"]:
        raise RowRefusedError("skipped_without_reason", "reason", "")
    near = rules.begins.get((order, stop))
    begins = _moment(row["arrived"], "arrived", order, near, rules)
    ends = _moment(row["left"], "left", order, begins or near, rules)
    if begins is not None and ends is not None and ends < begins:
        raise RowRefusedError("left_before_arrived", "left", row["left"])
    kind, n = _finding(row["kind"], row["n"], rules.kinds)
    return {
        "order_id": order,
        "stop": stop,
        "place_id": planned or row["place_id"] or None,
        "outcome": outcome,
        "begins": begins,
        "ends": ends,
        "kind": kind,
        "n": n,
        **{name: row[name][:MAX_TEXT] or None for name in ("reason", "found", "action", "note")},
    }


def result_sentence(
    reason: str, language: Language, column: str, value: str, detail: Mapping[str, Any] | None = None
) -> str:
    """Write why one row was refused, in `language`."""
    says = RESULT_REASONS.get(reason)
    if says is None or reason in REASONS:
        return sentence(reason, language, column, value, detail)
    return says.text(language, {**(detail or {}), "column": column or "–", "value": value or "–"})


def _order(text: str, rules: RowRules) -> str:
    plain = " ".join(text.split()).casefold()
    found = [order for order in rules.places if " ".join(order.split()).casefold() == plain]
    if not plain or not found:
        raise RowRefusedError("unknown_order", "order_id", text)
    return found[0]


def _stop(text: str, order: str, rules: RowRules) -> int:
    known = rules.places[order]
    plain = text.removesuffix(".0")
    if not re.fullmatch(r"\d{1,6}", plain, re.ASCII) or int(plain) not in known:
        raise RowRefusedError("unknown_stop", "stop", text, known=[str(one) for one in sorted(known)[:50]])
    return int(plain)


def _moment(text: str, column: str, order: str, near: datetime | None, rules: RowRules) -> datetime | None:
    """Read a time of day on the order's day (or the day nearest to what is near), or a full moment, as UTC."""
    if not text:
        return None
    seconds, offset = _clock(text)
    if seconds is None:
        got = read_moment(text)
        if isinstance(got, Unreadable):
            raise RowRefusedError(got.reason, column, text, **got.detail)
        if got.precision != "minute":
            raise RowRefusedError("bad_time", column, text)
        return _utc(got.wall, got.offset_min, rules.timezone)
    day = rules.days.get(order)
    if day is None and near is not None:
        day = near.astimezone(rules.timezone).date()
    if day is None:
        raise RowRefusedError("no_day", column, text)
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - zone is applied below
    moments = [_utc(wall + timedelta(days=step), offset, rules.timezone) for step in (0, 1, -1)]
    if near is None:
        return moments[0]
    return min(moments, key=lambda moment: abs(moment - near))


def _clock(text: str) -> tuple[float | None, int | None]:
    """Return seconds after midnight and offset of a time of day, or None where the text is something else."""
    if re.fullmatch(r"0?[.,]\d{3,}(?:e-?\d+)?", text, re.ASCII):  # a time cell that Excel wrote as part of a day
        return round(float(text.replace(",", ".")) * 86_400), None
    got = read_clock(text)
    if isinstance(got, Unreadable) or got[1] != "minute":
        return None, None
    return float(got[0]), got[2]


def _utc(wall: datetime, offset_min: int | None, timezone: ZoneInfo) -> datetime:
    if offset_min is not None:
        return (wall - timedelta(minutes=offset_min)).replace(tzinfo=UTC)
    return wall.replace(tzinfo=timezone).astimezone(UTC)


def _finding(kind: str, n: str, kinds: KindWords | None) -> tuple[str | None, int | None]:
    code: str | None = None
    if kind:
        code = kind if kinds is None else kinds.whole.get(phrase_of(kind))
        if code is None:
            raise RowRefusedError("unknown_kind", "kind", kind, known=sorted(kinds.harm)[:8] if kinds else [])
    count: int | None = None
    if n:
        plain = n.removesuffix(".0")
        if not re.fullmatch(r"\d{1,6}", plain, re.ASCII) or (code is not None and int(plain) == 0):
            raise RowRefusedError("not_a_count", "n", n)
        count = int(plain)
        if count > MOST_FOUND:  # each becomes an incident
            raise RowRefusedError("count_too_large", "n", n, limit=MOST_FOUND)
        if code is None and count:
            raise RowRefusedError("count_without_kind", "n", n)
    return code, count if code is None or count is not None else 1
