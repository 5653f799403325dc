from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import SimpleDocTemplate

from geo.exports.evaluation.cells import PageTable
from geo.exports.evaluation.flow import boxed, bullets, paragraph, table_flowables
from geo.languages import Says

HOSTILE = [
    "<b>x</b>",
    "a & b",
    "</para>",
    "&lt;",
    "<img src='file:///etc/passwd'/>",
    "\x00\u202e中",
    "=1+1",
    "",
    "w" * 500,
]


def built(tmp_path, parts):
    SimpleDocTemplate(str(tmp_path / "x.pdf"), invariant=1).build(parts)
    return (tmp_path / "x.pdf").read_bytes()


def test_markup_is_shown_as_text():
    assert paragraph("<b>x</b> & {y}").getPlainText() == "<b>x</b> & {y}"
    assert paragraph("<img src='file:///etc/passwd'/>").getPlainText() == "<img src='file:///etc/passwd'/>"


def test_hostile_texts_make_a_page(tmp_path):
    table = PageTable(
        "x", Says(*HOSTILE[:2]), tuple(Says(text, text) for text in HOSTILE), (tuple(HOSTILE), tuple(HOSTILE))
    )
    parts = [*bullets(HOSTILE), boxed([paragraph(text) for text in HOSTILE], 400, warn=True)]
    assert built(tmp_path, [*parts, *table_flowables(table, "en", 400)]).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_fill_the_width_and_never_exceed_it(rows):
    heads = tuple(Says(f"Kolom {n}", f"Column {n}") for n in range(3))
    table = table_flowables(PageTable("x", Says("t", "t"), heads, tuple(tuple(row) for row in rows)), "id", 450)[1]
    assert abs(sum(table._argW) - 450) < 1e-6
    assert min(table._argW) > 20


def test_many_columns_still_fit():
    heads = tuple(Says("Nama panjang", "A long name") for _ in range(15))
    table = table_flowables(PageTable("x", Says("t", "t"), heads, (("1234/5678",) * 15,)), "en", 480)[1]
    assert abs(sum(table._argW) - 480) < 1e-6


def test_no_bullets_for_nothing():
    assert bullets([]) == []


def test_a_long_table_starts_on_the_page_it_is_on(tmp_path):
    rows = tuple((f"jenis {number}", number) for number in range(40))
    table = PageTable("kinds", Says("Jenis", "Kinds"), (Says("Jenis", "Kind"), Says("n", "n")), rows)
    whole = PageTable("areas", Says("Daerah", "Areas"), table.columns, rows[:14])
    parts = [paragraph("x")] * 20 + table_flowables(table, "id", 400)
    assert built(tmp_path, parts).count(b"/Type /Page\n") == 2
    assert type(table_flowables(table, "id", 400)[0]).__name__ == "CondPageBreak"
    assert type(table_flowables(whole, "id", 400)[0]).__name__ == "Paragraph"
