from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from geo.exports.xml_text import XmlText, piece


@given(st.text())
def test_any_text_survives_a_parser_and_losses_are_counted(text: str) -> None:
    texts = XmlText()
    root = ET.Element("a")
    texts.add(root, "b", text)
    got = ET.fromstring(piece(root))[0].text or ""
    lost = sum(had != has for had, has in zip(text, got, strict=True))
    assert [notice.en.split()[0].replace(",", "") for notice in texts.notices()] == ([str(lost)] if lost else [])
    if text.isprintable():
        assert got == text
