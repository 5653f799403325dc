"""The order as PDF: one A4 page up to twelve stops, an annex beyond, and the printed result form where wanted."""

from __future__ import annotations

import io

from geo.agencies.region import Region
from geo.exports.about import GENERATOR
from geo.exports.glyphs import PLAIN, register_fonts, visible
from geo.exports.orders.annex import Draw, annex_pages
from geo.exports.orders.form_page import form_pages
from geo.exports.orders.letter import TITLE
from geo.exports.orders.page import compose, draw_page, needs_annex
from geo.exports.orders.pen import Pen
from geo.exports.orders.sheet import A4
from geo.languages import Language
from geo.tables.orders import PatrolOrder


def pdf_bytes(order: PatrolOrder, region: Region | None, language: Language, *, with_form: bool = False) -> bytes:
    """Return the order as PDF, the same bytes for the same order.

    Parameters
    ----------
    order
        A sealed order.
    region
        Ground of the map (boundary, waters, rivers, roads, places); None draws way and stops alone.
    language
        Of all texts.
    with_form
        Add the result form, to be filled in by hand, after the order.

    References
    ----------
    ISO 32000-1 (PDF 1.7).
    """
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    file = io.BytesIO()
    canvas = Canvas(
        file, pagesize=A4, invariant=1, pageCompression=1, initialFontName=PLAIN,
        lang="id-ID" if language == "id" else "en-GB",
    )  # fmt: skip
    canvas.setTitle(visible(f"{TITLE.text(language)} {order.number}"))
    canvas.setAuthor(GENERATOR)
    canvas.setSubject(f"{order.order_id} {order.verification} sha256:{order.digest}")
    canvas.setCreator(GENERATOR)
    pages: list[Draw] = annex_pages(order, region, language) if needs_annex(order) else []
    if with_form:
        pages += form_pages(order, language)
    pen, n = Pen(canvas), len(pages) + 1
    draw_page(pen, order, region, language, compose(order, language), n)
    canvas.showPage()
    for number, draw in enumerate(pages, start=2):
        canvas.setPageSize(A4)
        draw(pen, number, n)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
