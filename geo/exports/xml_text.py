"""XML elements with text as exact as XML 1.0 allows; what it forbids is shown as pictures and counted."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from geo.exports.written_text import for_xml
from geo.languages import Says

_PICTURED = Says(
    "{n} karakter yang dilarang XML ditulis sebagai gambarnya (misalnya U+241B).",
    "{n} characters that XML forbids were written as their pictures (for example U+241B).",
)


class XmlText:
    """Adds text elements and counts the characters that had to be replaced."""

    def __init__(self) -> None:
        self._pictured = 0

    def add(self, parent: ET.Element, tag: str, text: str) -> ET.Element:
        """Add an element with a text to `parent` and return it."""
        element = ET.SubElement(parent, tag)
        element.text, n = for_xml(text)
        self._pictured += n
        return element

    def notices(self) -> list[Says]:
        """Return what the user should know."""
        return [_PICTURED.filled(n=self._pictured)] if self._pictured else []


def piece(element: ET.Element) -> str:
    """Return an element as XML; carriage returns are kept (a parser would read a bare one as a line feed)."""
    return ET.tostring(element, encoding="unicode").replace("\r", "&#13;")
