"""The child process that draws a picture anew: its bounds, and that it loads nothing of the service."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from tests.webmap.test_photos import flood, picture
from webmap import redrawing


def test_pixels_are_counted_before_any_is_decoded() -> None:
    with pytest.raises(ValueError, match="too many"):
        redrawing.redraw(flood(8000))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_plain(mode: str) -> None:
    out = io.BytesIO()
    grey = Image.new("L", (30, 20), 100)
    deep = Image.frombytes("I;16", (30, 20), b"\x00\x64" * 600)
    (deep if mode == "I;16" else grey.convert(mode)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    made, width, height = redrawing.redraw(out.getvalue())
    assert (width, height) == (30, 20)
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.mode == "RGB"


def test_the_child_says_size_and_picture_and_nothing_of_its_faults() -> None:
    command = [sys.executable, "-m", "webmap.redrawing"]
    good = subprocess.run(command, input=picture(), capture_output=True, check=True)
    assert good.stdout.startswith(b"64 48\n\xff\xd8")
    bad = subprocess.run(command, input=b"\xff\xd8\xff nothing", capture_output=True, check=False)
    assert (bad.returncode, bad.stdout) == (1, b"")
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, webmap.redrawing; print([m for m in sys.modules if m[:4] == 'geo.'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
