"""Says in words what an agreement holds and what a form says of it, field by field, so that two can be compared."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import FileStorage, MultiDict

from geo.agencies.region import Region
from geo.languages import date_text
from geo.tables.agreements import PERIODS, Agreement
from geo.tables.incidents import SHARINGS
from webmap.admin.agreement_form import DISTRICTS
from webmap.agreement_area import districts_within
from webmap.languages import language, t
from webmap.wording import kind_name


def day_text(day: date) -> str:
    """Write a day in the reader's language."""
    return date_text(day, language())


def told_of(agreement: Agreement, region: Region) -> dict[str, str]:
    """Return what is stored, by field of the form."""
    return {
        "title_id": agreement.title.id,
        "title_en": agreement.title.en,
        "area": _area(agreement, region),
        "kinds": _kinds(agreement.kinds, region),
        "sharings": _sharings(agreement.sharings),
        "period": t(f"each_{agreement.period}"),
        "delay_days": str(agreement.delay_days),
        "k": str(agreement.k),
        "cell_m": str(agreement.cell_m),
        "downloads": t("admin_yes") if agreement.downloads else t("admin_no"),
        "valid_from": day_text(agreement.valid_from),
        "valid_until": day_text(agreement.valid_until) if agreement.valid_until else t("admin_until_ended"),
    }


def told_by(form: MultiDict[str, str], file: FileStorage | None, before: Agreement, region: Region) -> dict[str, str]:
    """Return what a form says, in the same words; what it says wrongly as it was written."""
    period = form.get("period", before.period)
    areas = {
        "whole": t("admin_whole_region"),
        "same": _area(before, region),
        DISTRICTS: ", ".join(form.getlist(DISTRICTS)) or "–",
        "file": t("admin_late_file", name=(file.filename if file else None) or "–"),
    }
    return {
        "title_id": _line(form, "title_id"),
        "title_en": _line(form, "title_en"),
        "area": areas.get(form.get("area", "same"), "–"),
        "kinds": _kinds(form.getlist("kinds"), region),
        "sharings": _sharings(form.getlist("sharings")),
        "period": t(f"each_{period}") if period in PERIODS else period,
        "delay_days": _line(form, "delay_days"),
        "k": _line(form, "k"),
        "cell_m": _line(form, "cell_m"),
        "downloads": t("admin_yes") if form.get("downloads") == "1" else t("admin_no"),
        "valid_from": _day(form, "valid_from"),
        "valid_until": _day(form, "valid_until") or t("admin_until_ended"),
    }


def _area(agreement: Agreement, region: Region) -> str:
    if agreement.area is None:
        return t("admin_whole_region")
    return ", ".join(districts_within(region, agreement.area)) or t("admin_late_polygon")


def _kinds(codes: tuple[str, ...] | list[str], region: Region) -> str:
    return ", ".join(sorted(kind_name(region, code) for code in codes)) or t("admin_kinds_all")


def _sharings(chosen: tuple[str, ...] | list[str]) -> str:
    return "; ".join(t(f"sharing_{one}") for one in SHARINGS if one in chosen) or "–"


def _line(form: MultiDict[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())[:200]


def _day(form: MultiDict[str, str], name: str) -> str:
    written = form.get(name, "").strip()
    try:
        return day_text(date.fromisoformat(written))
    except ValueError:
        return written
