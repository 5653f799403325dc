"""A partner's logo, read and written anew: nothing of the uploaded file but its picture goes any further."""

from __future__ import annotations

import io
import re
import warnings
from xml.etree.ElementTree import Element, tostring

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.embeds_terms import Logo

MOST_BYTES = 64_000
MOST_PIXELS = 4_000_000
_SIDE = 240
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc")
_NUMBERS = re.compile(r"[-+0-9.,eE%\s]*|none|round|butt|square|miter|bevel|evenodd|nonzero")
_PATH = re.compile(r"[-+0-9.,eEMmLlHhVvCcSsQqTtAaZz\s]*")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}|[a-zA-Z]{3,20}|rgb\([0-9,.%\s]{1,40}\)")
_TRANSFORM = re.compile(r"((translate|scale|rotate|matrix|skewX|skewY)\([-+0-9.,eE\s]{1,120}\)\s*)+")
_ATTRIBUTES = {
    **dict.fromkeys(("d",), _PATH),
    **dict.fromkeys(("fill", "stroke", "color"), _COLOUR),
    **dict.fromkeys(("transform",), _TRANSFORM),
    **dict.fromkeys(
        (
            "width", "height", "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "points",
            "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "fill-rule", "clip-rule",
            "opacity", "fill-opacity", "stroke-opacity", "stroke-dasharray",
        ),
        _NUMBERS,
    ),
}  # fmt: skip
_LARGE = Says("paling besar {n} KB dan {p} juta piksel", "at most {n} KB and {p} million pixels")
_UNKNOWN = Says("bukan gambar PNG atau SVG yang terbaca", "is no readable PNG or SVG picture")
_SVG_PARTS = Says(
    "SVG memuat {part}, yang tidak dipakai; simpan sebagai PNG atau sebagai jalur (path) biasa",
    "the SVG contains {part}, which is not taken; save it as PNG or as plain paths",
)


def read_logo(content: bytes) -> Logo | None:
    """Read an uploaded logo.

    Parameters
    ----------
    content
        Bytes of a PNG or SVG file; empty: no logo.

    Returns
    -------
    Logo or None
        A PNG of at most 240 pixels a side without any metadata, or an SVG of plain shapes.

    Raises
    ------
    ParameterError
        When it is too large, unreadable, or an SVG with anything but plain shapes and colours.
    """
    if not content:
        return None
    if len(content) > MOST_BYTES:
        raise _refused(_LARGE.filled(n=MOST_BYTES // 1000, p=MOST_PIXELS // 1_000_000))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Logo("image/png", _png(content))
    if b"<svg" in content[:2000]:
        return Logo("image/svg+xml", _svg(content))
    raise _refused(_UNKNOWN)


def _png(content: bytes) -> bytes:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _refused(_LARGE.filled(n=MOST_BYTES // 1000, p=MOST_PIXELS // 1_000_000))
                pixels = picture.convert("RGBA")
                pixels.thumbnail((_SIDE, _SIDE))
        clean = Image.frombytes("RGBA", pixels.size, pixels.tobytes())
        written = io.BytesIO()
        clean.save(written, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise _refused(_UNKNOWN) from error
    return written.getvalue()


def _svg(content: bytes) -> bytes:
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _refused(_UNKNOWN) from error
    if root.tag != f"{_SVG}svg":
        raise _refused(_UNKNOWN)
    text = tostring(_clean(root, 0), encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _clean(element: Element, depth: int) -> Element:
    name = str(element.tag).removeprefix(_SVG)
    if name not in _SHAPES or not str(element.tag).startswith(_SVG) or depth > 20:
        raise _refused(_SVG_PARTS.filled(part=f"<{name[:40]}>"))
    made = Element(name, {"xmlns": _SVG[1:-1]} if depth == 0 else {})
    for key, value in element.attrib.items():
        rule = _ATTRIBUTES.get(key)
        if rule is None:
            if key in {"id", "class", "version"} or key.startswith("{"):
                continue  # names and editors' notes: not needed, not kept
            raise _refused(_SVG_PARTS.filled(part=key[:40]))
        if not rule.fullmatch(value.strip()):
            raise _refused(_SVG_PARTS.filled(part=f"{key}={value[:40]!r}"))
        made.set(key, value.strip())
    if name in {"title", "desc"}:
        made.text = (element.text or "")[:120]
        return made
    for child in element:
        if isinstance(child.tag, str):
            made.append(_clean(child, depth + 1))
    return made


def _refused(problem: Says) -> ParameterError:
    return ParameterError(name="logo", problem=problem)
