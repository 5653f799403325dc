"""Names in the reader's language, codes where nobody has named them."""

from __future__ import annotations

from flask.testing import FlaskClient

from geo.errors import ParameterError
from geo.languages import Says
from webmap.services import services_of
from webmap.wording import agency_short, history_of, kind_name, left_out_name, sentence


def test_names(client: FlaskClient) -> None:
    app = client.application
    region = services_of(app).region()
    with app.test_request_context("/?lang=en"):
        assert kind_name(region, "CURAS") == "Robbery"
        assert kind_name(region, "<b>") == "<b>"
        assert agency_short(region, "POLRES") == "Polres"
        assert agency_short(region, None) == "–"
        assert left_out_name("volcano") == "volcano"
        assert left_out_name("something_new") == "something_new"
        assert history_of("HABC-1.b") == "/commander/titik/HABC-1.b"
        assert [history_of(name) for name in (None, "", "a b", "../x", "<b>", "H" * 41, ".H", "H\n")] == [None] * 8
        assert sentence(Says("a", "b")) == sentence({"id": "a", "en": "b"}) == sentence("b") == "b"
        assert "must" in sentence(ParameterError(name="x", problem=Says("harus", "must")))
