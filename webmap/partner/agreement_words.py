"""An agreement in words: what, where, how coarse, how late, until when."""

from __future__ import annotations

from dataclasses import dataclass

from geo.agencies.region import Region
from geo.languages import Says, date_text
from geo.privacy.eligible import shown_kinds
from geo.privacy.merging import step_of
from geo.tables.agreements import PUBLIC, Agreement
from webmap.agreement_area import districts_within
from webmap.languages import in_words, language, number, t
from webmap.released_document import kind_says
from webmap.wording import agency_short


@dataclass(frozen=True)
class Fact:
    """One line: what it is about, and what it says."""

    name: str
    text: str


def facts(agreement: Agreement, region: Region) -> list[Fact]:
    """Return the lines of an agreement in the reader's language."""
    kinds = shown_kinds(agreement, region)
    until = agreement.valid_until
    agency = t("partner_public") if agreement.agency == PUBLIC else agency_short(region, agreement.agency)
    lengths = {"month": t("partner_month"), "quarter": t("partner_quarter"), "year": t("partner_year")}
    days = number(agreement.delay_days)
    km, k = number(agreement.cell_m / 1000), number(step_of(agreement.k))
    return [
        Fact(t("partner_fact_agency"), agency),
        Fact(t("partner_fact_area"), _area(agreement, region)),
        Fact(t("partner_fact_cells"), _listed(kinds.in_cells, region, t("partner_no_kind"))),
        Fact(t("partner_fact_districts"), _listed(kinds.per_district, region, t("partner_no_kind"))),
        Fact(t("partner_fact_coarse"), t("partner_coarse", km=km, k=k)),
        Fact(t("partner_fact_period"), t("partner_late", period=lengths[agreement.period], days=days)),
        Fact(t("partner_fact_files"), t("partner_files_yes") if agreement.downloads else t("partner_files_no")),
        Fact(
            t("partner_fact_valid"),
            t(
                "partner_valid_until",
                first=date_text(agreement.valid_from, language()),
                last=date_text(until, language()),
            )
            if until is not None
            else t("partner_valid_open", first=date_text(agreement.valid_from, language())),
        ),
    ]


def state_says(agreement: Agreement, *, in_force: bool) -> str:
    """Return the state of an agreement in words."""
    if agreement.status == "draft":
        return t("partner_draft")
    return t("partner_active") if in_force else t("partner_over")


def title_of(agreement: Agreement) -> str:
    """Return its title in the reader's language."""
    return in_words(agreement.title)


def _area(agreement: Agreement, region: Region) -> str:
    if agreement.area is None:
        return t("partner_whole_region")
    names = districts_within(region, agreement.area)
    return t("partner_districts", names=", ".join(names)) if names else t("partner_part")


def _listed(codes: tuple[str, ...], region: Region, nothing: str) -> str:
    names: list[Says] = [kind_says(region, code) for code in codes]
    return ", ".join(in_words(name) for name in names) or nothing
