"""XML read as it comes, by local name: no DOCTYPE, no entities, limits on depth and size, nothing kept that is done."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError  # only the types; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geo.sources.reasons import refuse

MAX_DEPTH = 100
MAX_ELEMENTS = 20_000_000
MAX_XML_BYTES = 512 * 2**20
_HEAD_BYTES = 4096


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """Return the direct children with a local name."""
    return [child for child in element if local(child) == name]


def child_text(element: Element, name: str) -> str:
    """Return the text of the first direct child with a local name, stripped; empty when there is none."""
    for child in element:
        if local(child) == name:
            return (child.text or "").strip()
    return ""


def elements(
    path: Path, wanted: frozenset[str], *, kept: frozenset[str] = frozenset(), counts: dict[str, int] | None = None
) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Give each element with a wanted local name once it is complete, with the elements around it.

    Elements that lie outside a wanted one are forgotten as soon as they end; a wanted one inside another wanted one
    is given too, before the outer.

    Parameters
    ----------
    path
        A plain XML file.
    wanted
        Local names.
    kept
        Local names of elements that stay in their parents although nobody wants them (titles of folders).
    counts
        How often its names occur is added to it as reading goes on.

    Yields
    ------
    tuple
        The element (do not keep it) and its ancestors, outermost first.

    Raises
    ------
    FileRefusedError
        `doctype` for any DOCTYPE or entity, `too_deep`, `too_large`, or `bad_xml` with the line.
    """
    size = path.stat().st_size
    if size > MAX_XML_BYTES:
        raise refuse("too_large", path.name, size_mb=-(-size // 2**20), limit_mb=MAX_XML_BYTES // 2**20)
    around: list[Element] = []
    inside = count = 0
    try:
        with path.open("rb") as stream:
            for event, element in iterparse(_Lines(stream), events=("start", "end"), forbid_dtd=True):
                name = local(element)
                if event == "start":
                    around.append(element)
                    inside += name in wanted
                    if counts is not None and name in counts:
                        counts[name] += 1
                    count += 1
                    if len(around) > MAX_DEPTH or count > MAX_ELEMENTS:
                        raise refuse("too_deep", path.name, limit=MAX_DEPTH)
                    continue
                around.pop()
                if name in wanted:
                    inside -= 1
                    yield element, tuple(around)
                if not inside and name not in kept:
                    element.clear()
                    if around:
                        around[-1].remove(element)
    except DefusedXmlException as error:
        raise refuse("doctype", path.name) from error
    except ParseError as error:
        line = error.position[0] if error.position else 1
        raise refuse("bad_xml", path.name, line=line, problem=str(error)[:120]) from error
    except (ValueError, LookupError, UnicodeError) as error:  # encodings that expat does not know
        raise refuse("bad_xml", path.name, line=1, problem=str(error)[:120]) from error


def has_doctype(path: Path) -> bool:
    """Tell from its beginning whether an XML file declares a DOCTYPE (a quick look; parsing judges the whole)."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).replace(b"\0", b"")
    return b"<!DOCTYPE" in head


class _Lines(io.RawIOBase):
    """The stream without blank lines before the XML declaration, which some exports write and expat refuses."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream = stream
        self._started = False

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._stream.read(size)
        if not self._started and content:
            self._started = True
            content = content.lstrip(b" \t\r\n") or b" "
        return content
