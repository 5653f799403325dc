"""Draws one picture anew from its pixels, stdin to stdout, within bounds: the child process of `photos.clean`.

It loads Pillow and nothing of the service, so that it is there at once and holds nothing worth taking.
"""

from __future__ import annotations

import io
import math
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 50_000_000
LONGEST_PX = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
_SECONDS = 20
_MEMORY = 1024 * 2**20
_QUALITY = 82


def redraw(content: bytes) -> tuple[bytes, int, int]:
    """Return the pixels of one picture as a new JPEG, with its width and height; for the child process.

    Raises
    ------
    ValueError
        When its head declares more pixels than are decoded, before any is.
    OSError
        When Pillow cannot read it.
    """
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            msg = "too many pixels"
            raise ValueError(msg)
        part = min(1.0, LONGEST_PX / max(found.size))
        # A large JPEG is decoded small: an eighth, a quarter or half, still no smaller than what is wanted.
        found.draft("RGB", (math.ceil(found.width * part), math.ceil(found.height * part)))
        found.load()
        turn = _turn(found)
        whole = _scalable(found)
        # Made small first: what follows then takes hardly any memory.
        whole.thumbnail((LONGEST_PX, LONGEST_PX))
        plain = _in_srgb(whole)
    if turn is not None:
        plain = plain.transpose(turn)
    # A new picture from the bare pixels: whatever Pillow keeps beside them stays behind.
    bare = Image.frombytes("RGB", plain.size, plain.tobytes())
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue(), bare.width, bare.height


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return how a picture is to be turned, by its EXIF; None as it lies, also when its tags cannot be read."""
    from PIL import ExifTags, Image

    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    try:
        way = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - damaged tags fail in any way; the picture itself is whole
        return None
    return ways.get(way) if isinstance(way, int) else None


def _scalable(picture: Image.Image) -> Image.Image:
    """Return a picture in a mode that can be made smaller smoothly; one of few colours or deep greys is converted."""
    clear = picture.mode == "PA" or "transparency" in picture.info
    if picture.mode in {"RGB", "RGBA", "L", "LA", "CMYK"} and not clear:
        return picture
    return picture.convert("RGBA" if clear else "RGB")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return RGB pixels: transparency on white, a colour profile applied where there is one, then dropped."""
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, given, wanted, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a damaged profile: the colours stay as they are
        if converted is not None:
            return converted
    if picture.mode in {"RGBA", "LA"}:
        shown = picture.convert("RGBA")
        ground = Image.new("RGB", shown.size, "white")
        ground.paste(shown, mask=shown.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _child() -> int:
    """Redraw stdin to stdout within bounds of memory and time."""
    import resource

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own bound is stricter and has been met before
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made, width, height = redraw(sys.stdin.buffer.read())
    except (OSError, ValueError, MemoryError, SyntaxError, EOFError, AssertionError):
        return 1
    sys.stdout.buffer.write(b"%d %d\n" % (width, height) + made)
    return 0


if __name__ == "__main__":
    sys.exit(_child())
