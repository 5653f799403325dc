"""A scorecard as PDF, A4: verdict first, drawings, tables, and a box with what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from geo.evaluation.scorecard import Scorecard
from geo.exports.evaluation.cells import days_of, moment_of
from geo.exports.evaluation.flow import (
    ALARM,
    BODY,
    GREY,
    HEADING,
    SMALL,
    TITLE,
    VERDICT,
    WARN,
    boxed,
    bullets,
    paragraph,
    table_flowables,
)
from geo.exports.evaluation.page_tables import page_tables
from geo.exports.evaluation.plots import pictures
from geo.exports.glyphs import BOLD, PLAIN, fitted, register_fonts, visible
from geo.languages import Language, Says
from geo.spatial.periods import zone

_SIDE_PT, _TOP_PT, _BOTTOM_PT = 51.0, 62.0, 54.0
_HEADING = Says("Rapor kerja sama", "Collaboration scorecard")
_PERIODS = Says("{after}, dibandingkan dengan {before}", "{after}, compared with {before}")
_CHANGED = Says("Apa yang berubah", "What changed")
_CANNOT = Says("Yang tidak dapat dikatakan", "What cannot be said")
_LATE = Says("DEKLARASI TERLAMBAT – dibuat sesudah periode dimulai", "LATE DECLARATION – made after the period began")
_SEALED = Says(
    "Dinyatakan {created}, sebelum periode dimulai. Deklarasi {id}, sidik SHA-256 {digest}.",
    "Declared {created}, before the period began. Declaration {id}, SHA-256 digest {digest}.",
)
_SEALED_LATE = Says(
    "Dinyatakan {created}, SESUDAH periode dimulai. Deklarasi {id}, sidik SHA-256 {digest}.",
    "Declared {created}, AFTER the period began. Declaration {id}, SHA-256 digest {digest}.",
)
_FOOT = Says("Deklarasi {id} · sidik {digest}", "Declaration {id} · digest {digest}")
_AS_OF = Says("Data sampai {as_of}", "Data as of {as_of}")
_PAGE = Says("Halaman {n} dari {all}", "Page {n} of {all}")


def write_pdf(
    scorecard: Scorecard,
    path: Path,
    *,
    language: Language,
    timezone: str,
    kinds: Mapping[str, Says] | None = None,
    note: Says | None = None,
) -> None:
    """Write a scorecard; the same scorecard gives the same bytes.

    Parameters
    ----------
    scorecard
        As `geo.evaluation.scorecard.judge` makes it.
    path
        File to make.
    language
        Of every text.
    timezone
        IANA zone of days and times.
    kinds
        Names of kinds by code.
    note
        Classification, or that the data are synthetic; on every page.
    """
    register_fonts()
    pages = _build(BytesIO(), scorecard, language, timezone, kinds, note, 0)
    with path.open("wb") as file:
        _build(file, scorecard, language, timezone, kinds, note, pages)


def _build(
    file: Any,
    scorecard: Scorecard,
    language: Language,
    timezone: str,
    kinds: Mapping[str, Says] | None,
    note: Says | None,
    pages: int,
) -> int:
    """Build the document and return how many pages it has."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_SIDE_PT,
        rightMargin=_SIDE_PT,
        topMargin=_TOP_PT,
        bottomMargin=_BOTTOM_PT,
        title=visible(f"{_HEADING.text(language)}: {scorecard.title.text(language)}"),
        subject=scorecard.digest,
        creator="petarawan",
        author="petarawan",
        lang=language,
        invariant=1,
    )
    wide = document.width - 12  # a frame keeps 6 points free on either side
    seen = 0

    def page(canvas: Any, _document: Any) -> None:
        nonlocal seen
        seen += 1
        _furniture(canvas, scorecard, language, timezone, note, (seen, pages))

    document.build(_story(scorecard, language, timezone, kinds, wide), onFirstPage=page, onLaterPages=page)
    return seen


def _story(
    scorecard: Scorecard, language: Language, timezone: str, kinds: Mapping[str, Says] | None, wide: float
) -> list[Any]:
    local, plan = zone(timezone), scorecard.declaration.plan
    verdict = scorecard.verdict
    periods = _PERIODS.filled(after=days_of(plan.after, local), before=days_of(plan.before, local))
    story: list[Any] = [paragraph(scorecard.title.text(language), TITLE), paragraph(periods.text(language), BODY)]
    late = scorecard.declaration.late
    sealed = (_SEALED_LATE if late else _SEALED).filled(
        created=moment_of(scorecard.declaration.created, local),
        id=scorecard.declaration.declaration_id,
        digest=scorecard.digest,
    )
    if late:
        story.append(paragraph(_LATE.text(language), ALARM))
    story.append(paragraph(sealed.text(language), SMALL))
    told = [paragraph(verdict.headline.text(language), VERDICT)]
    told += [paragraph(says.text(language)) for says in verdict.sentences]
    story += [boxed(told, wide), pictures(scorecard, language, wide)]
    story.append(paragraph(_CHANGED.text(language), HEADING, keep_with_next=True))
    story += bullets([says.text(language) for says in scorecard.changed])
    tables = {table.code: table for table in page_tables(scorecard, timezone=timezone, kinds=kinds)}
    story.append(paragraph("", SMALL))
    for code in ("counts", "effects"):
        story += table_flowables(tables.pop(code), language, wide)
    story.append(boxed(_doubts(scorecard, language), wide, warn=True))
    declared = tables.pop("declared")
    for table in [*tables.values(), declared]:
        story += table_flowables(table, language, wide)
    return story


def _doubts(scorecard: Scorecard, language: Language) -> Sequence[Any]:
    told = [paragraph("– " + one.says.text(language)) for one in scorecard.cannot_say]
    return [paragraph(_CANNOT.text(language), HEADING), *told]


def _furniture(
    canvas: Any,
    scorecard: Scorecard,
    language: Language,
    timezone: str,
    note: Says | None,
    numbers: tuple[int, int],
) -> None:
    """Draw what stands on every page: heading, lateness, declaration and digest, date of the data, page number."""
    wide, high = canvas._pagesize
    right = wide - _SIDE_PT - 6
    left = _SIDE_PT + 6
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(PLAIN, 7.5)
    canvas.drawString(left, high - 36, visible(_HEADING.text(language)))
    if note is not None:
        shown = fitted(visible(note.text(language)), 7.5, right - left - 130, BOLD)
        canvas.setFont(BOLD, 7.5)
        canvas.drawRightString(right, high - 36, shown)
    if scorecard.declaration.late:
        canvas.setFillColor(WARN)
        canvas.setFont(BOLD, 8.5)
        canvas.drawString(left, high - 49, visible(_LATE.text(language)))
        canvas.setFillColor(GREY)
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.4)
    canvas.line(left, _BOTTOM_PT - 8, right, _BOTTOM_PT - 8)
    canvas.setFont(PLAIN, 6.6)
    foot = _FOOT.filled(id=scorecard.declaration.declaration_id, digest=scorecard.digest)
    canvas.drawString(left, _BOTTOM_PT - 18, visible(foot.text(language)))
    as_of = _AS_OF.filled(as_of=moment_of(scorecard.data_as_of, zone(timezone)))
    canvas.drawString(left, _BOTTOM_PT - 28, visible(as_of.text(language)))
    page = _PAGE.filled(n=numbers[0], all=numbers[1])
    canvas.drawRightString(right, _BOTTOM_PT - 28, visible(page.text(language)))
    canvas.restoreState()
