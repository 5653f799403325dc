"""An embed's colours and logo."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from geo.store.service.embeds_terms import Logo, contrast
from geo.store.service.file import ServiceFile
from tests.webmap import released_samples as released
from webmap.released.embedding.dress import sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_colours_and_logo_are_served(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, _ = released.embed(planted, accent="#7a1f1f", ground="#fff8f0", logo=Logo("image/png", b"\x89PNG"))
    theme = anybody.get(f"/embed/{embed.embed_id}/tema.css")
    assert theme.mimetype == "text/css"
    assert "--accent:#7a1f1f" in theme.text
    logo = anybody.get(f"/embed/{embed.embed_id}/logo")
    assert (logo.mimetype, logo.data) == ("image/png", b"\x89PNG")
    plain, _ = released.embed(planted)
    assert anybody.get(f"/embed/{plain.embed_id}/logo").status_code == 404


@given(COLOURS, COLOURS)
def test_text_is_legible_on_any_ground(accent: str, ground: str) -> None:
    values = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6});", sheet(accent, ground)))
    assert contrast(values["ink"], ground) >= 4.5
    assert contrast(values["quiet"], ground) >= 4.5
    assert contrast(values["accent-ink"], accent) >= 4.5
