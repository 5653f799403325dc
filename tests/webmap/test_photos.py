"""Photos: refused by their head, drawn anew in a child process, nothing of the file but pixels goes on."""

from __future__ import annotations

import io
import threading
import time
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from werkzeug.exceptions import TooManyRequests

from geo.errors import ParameterError
from webmap import photos

CANARY = b"KANARI-2.71828"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    """Return a picture, red on its left and blue on its right half."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def with_metadata(kind: str) -> bytes:
    """Return a picture that tells where and by whom it was taken, in every way its format knows."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 43.0, 0.0), 3: "E", 4: (104.0, 45.0, 0.0), 29: CANARY.decode()})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
    more: dict[str, Any] = {"exif": exif}
    more["icc_profile"] = _profile()
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", CANARY.decode())
        text.add_text("Description", CANARY.decode() * 9, zip=True)
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        text.add(b"prVt", CANARY, after_idat=True)
        more["pnginfo"] = text
    else:
        more["xmp"] = xmp
    if kind == "JPEG":
        more["comment"] = CANARY
    content = picture(kind, **more)
    iptc = b"\xff\xed" + (2 + len(CANARY) + 14).to_bytes(2) + b"Photoshop 3.0\0" + CANARY
    return content[:2] + iptc + content[2:] + CANARY if kind == "JPEG" else content + CANARY


def _profile() -> bytes:
    """Return a colour profile that names its maker in its copyright line."""
    from PIL import ImageCms

    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    line = "No copyright".encode("utf-16-be")
    assert line in plain
    return plain.replace(line, CANARY.decode()[:12].encode("utf-16-be"))


def flood(side: int) -> bytes:
    """Return a small PNG whose head declares side x side pixels."""
    rows = zlib.compress(b"\0" * (side // 8 + 1) * 16)
    head = side.to_bytes(4) * 2 + b"\x01\x00\x00\x00\x00"
    chunks = [(b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")]
    body = b"".join(len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_r05_no_byte_of_the_metadata_goes_on_and_the_picture_stands_upright(kind: str) -> None:
    content = with_metadata(kind)
    assert CANARY in content
    (made,) = photos.clean([content])
    for trace in (
        CANARY,
        "KANARI".encode("utf-16-be"),
        b"Exif",
        b"http://ns.adobe.com",
        b"xmpmeta",
        b"Photoshop",
        b"ICC_PROFILE",
        b"GPS",
    ):
        assert trace not in made.content
    with Image.open(io.BytesIO(made.content)) as shown:
        assert (shown.format, shown.size, (made.width, made.height)) == ("JPEG", (48, 64), (48, 64))
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        top, bottom = shown.getpixel((24, 5)), shown.getpixel((24, 60))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


def test_r06_a_polyglot_loses_its_tail() -> None:
    content = picture() + b"<script>document.title='X'</script>"
    (made,) = photos.clean([content[:2] + b"\xff\xfe\x00\x1a<script>alert(1)</script>"[:28] + content[2:]])
    assert b"script" not in made.content
    assert made.content.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 50,
        b"BM" + b"\0" * 50,
        b"\0\0\0\x18ftypheic" + b"\0" * 50,
        b"\xff\xd8\xff" + b"no picture" * 30,
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8 ",
        flood(12_000),
        flood(2_000_000),
        picture()[:300],
    ],
    ids=["empty", "byte", "svg", "gif", "bmp", "heic", "jpeg", "png", "webp", "flood", "ocean", "cut"],
)
def test_r06_what_is_no_whole_photo_is_refused(content: bytes) -> None:
    with pytest.raises(ParameterError) as refusal:
        photos.clean([content])
    assert "foto 1" in refusal.value.text("id")


def test_r06_number_and_size_are_bounded_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_made_anew", lambda *_: pytest.fail("decoded"))
    for contents in ([picture()] * 50, [picture() + b"\0" * photos.MOST_BYTES], [picture(), b""]):
        with pytest.raises(ParameterError):
            photos.clean(contents)


def test_a_large_photo_becomes_small_and_a_transparent_one_white() -> None:
    (made,) = photos.clean([picture("JPEG", (4000, 3000))])
    assert (made.width, made.height) == (1600, 1200)
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    (made,) = photos.clean([clear.getvalue()])
    with Image.open(io.BytesIO(made.content)) as shown:
        assert min(shown.getpixel((10, 10))) > 250


def test_a_child_that_takes_too_long_is_ended_and_the_photo_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_SECONDS", 0.001)
    with pytest.raises(ParameterError):
        photos.clean([picture()])


def test_photos_of_one_report_have_a_time_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_SECONDS_ALL", 0.0)
    with pytest.raises(ParameterError):
        photos.clean([picture()])


def test_who_waits_for_others_loses_none_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A photo is not called unreadable because two other reports were slow."""
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(photos, "time", clock)
    placed = threading.Event()
    places = SimpleNamespace(acquire=lambda *, blocking: placed.set() or True, release=lambda: None)
    monkeypatch.setattr(photos, "_PLACES", places)
    made: list[list[photos.Photo]] = []
    content = picture()
    thread = threading.Thread(target=lambda: made.append(photos.clean([content])))
    with photos._BUSY, photos._BUSY:
        thread.start()
        assert placed.wait(30)
        time.sleep(0.2)  # by now it waits for the others
        clock.now = 1000.0
    thread.join(30)
    assert [len(one) for one in made] == [1]


def test_photos_never_hold_the_whole_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """R06: of many reports with slow photos four are drawn or wait; the fifth is told to come back."""
    hold, drawn = threading.Event(), []

    def slow(content: bytes, position: int, until: float) -> photos.Photo:
        assert hold.wait(30)
        return photos.Photo(content, 1, 1)

    monkeypatch.setattr(photos, "_made_anew", slow)
    content = picture()
    threads = [threading.Thread(target=lambda: drawn.append(photos.clean([content]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        wait_until = time.monotonic() + 30
        while photos._PLACES.acquire(blocking=False):  # until all four have theirs
            photos._PLACES.release()
            assert time.monotonic() < wait_until
            time.sleep(0.01)
        with pytest.raises(TooManyRequests) as refusal:
            photos.clean([content])
        assert refusal.value.retry_after == 20
        assert photos.clean([]) == []  # a report without photos needs no place
    finally:
        hold.set()
        for thread in threads:
            thread.join()
    assert len(drawn) == 4
    assert len(photos.clean([content])) == 1
