"""The printed result form."""

from __future__ import annotations

import pytest

from geo.exports.orders.form_page import ROWS_ON_PAGE, form_pages
from geo.languages import LANGUAGES, Language
from tests.exports.orders import samples


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("n", "pages"), [(0, 1), (1, 1), (ROWS_ON_PAGE, 1), (ROWS_ON_PAGE + 1, 2), (25, 3)])
def test_each_stop_has_a_row_and_each_page_the_orders_seal(
    n: int, pages: int, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = samples.order(n)
    drawing = form_pages(order, language)
    assert len(drawing) == pages
    pen, written = samples.recording_pen(monkeypatch)
    for number, draw in enumerate(drawing, start=2):
        draw(pen, number, pages + 1)
    texts = [text for _, _, text, *_ in written.texts]
    assert [text for text in texts if text.isdigit()] == [str(number) for number in range(1, n + 1)]
    assert sum(order.verification in text and "Sprin/117" in text and "·" in text for text in texts) == 2 * pages
    assert texts.count("selesai" if language == "id" else "done") == n


def test_long_names_stay_in_their_column_and_rows_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    order = samples.order(10, stop_changes={"name": samples.HOSTILE * 2})
    pen, written = samples.recording_pen(monkeypatch)
    form_pages(order, "id")[0](pen, 2, 2)
    assert min(y for _, y, _, size, *_ in written.texts if size != 5.8) > 1.5 * 72 / 2.54
    rows = [y for _, y, text, *_ in written.texts if text.endswith("WIB") and "–" in text and "·" not in text]
    assert len(rows) == 10
