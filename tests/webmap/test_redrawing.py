"""The child process that draws a picture anew: its bounds, and that it loads nothing of the service."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("way", [None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_a_picture_stands_as_its_tags_say(kind: str, way: int | None) -> None:
    """All eight ways, and those that there are not, as Pillow itself would turn it."""
    corner = Image.new("RGB", (64, 48), "white")
    corner.paste("black", (0, 0, 32, 16))
    tags, out = Image.Exif(), io.BytesIO()
    if way is not None:
        tags[0x0112] = way
    corner.save(out, kind, exif=tags, **({} if kind == "PNG" else {"quality": 95}))
    made, width, height = redrawing.redraw(out.getvalue())
    with Image.open(io.BytesIO(made)) as shown, Image.open(out) as given:
        wanted = ImageOps.exif_transpose(given).convert("L")
        assert (width, height) == shown.size == wanted.size
        for point in ((4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)):
            assert abs(int(shown.convert("L").getpixel(point)) - int(wanted.getpixel(point))) < 60


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=0, max_size=60))
def test_tags_that_cannot_be_read_do_not_cost_the_picture(tags: bytes) -> None:
    content = picture()
    block = b"Exif\0\0" + tags
    made, width, height = redrawing.redraw(
        content[:2] + b"\xff\xe1" + (2 + len(block)).to_bytes(2) + block + content[2:]
    )
    assert {width, height} == {64, 48}
    assert b"Exif" not in made


def test_of_several_pictures_in_one_file_the_first_goes_on_alone() -> None:
    """R05: phones hang a second picture, a depth map or a film behind the photo."""
    one, second, out = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue"), io.BytesIO()
    one.save(out, "MPO", save_all=True, append_images=[second])
    made, width, height = redrawing.redraw(out.getvalue() + b"KANARI ftypmp42")
    assert (width, height) == (64, 48)
    assert b"MPF" not in made
    assert b"KANARI" not in made
    assert made.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_fifty_million_pixels_are_drawn_within_the_bounds(kind: str) -> None:
    """R06: the largest photo that is taken, with transparency where the format has it, in the child's own memory."""
    out = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    more = {"WEBP": {"method": 0, "quality": 10}, "PNG": {"compress_level": 1}}.get(kind, {})
    Image.new(mode, (8165, 6122), (10, 200, 30, 128)[: len(mode)]).save(out, kind, **more)
    command = [sys.executable, "-m", "webmap.redrawing"]
    done = subprocess.run(command, input=out.getvalue(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-300:]
    assert done.stdout.startswith(b"1600 1200\n\xff\xd8")


def test_a_large_jpeg_is_decoded_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its shape: decoded whole, one of 50 million pixels took 680 MB."""
    asked: list[tuple[int, int]] = []
    real = Image.Image.thumbnail
    monkeypatch.setattr(Image.Image, "thumbnail", lambda self, size: (asked.append(self.size), real(self, size))[1])
    for size in ((8000, 6200), (6200, 8000), (8000, 1000), (3300, 3300)):
        redrawing.redraw(picture("JPEG", size))
    assert all(max(size) < 2 * redrawing.LONGEST_PX for size in asked[:3])
    assert asked[3] == (1650, 1650)


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
