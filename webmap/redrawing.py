"""Draws one picture anew from its pixels, stdin to stdout, within bounds: the child process of `photos.clean`.

It loads Pillow and nothing of the service, so that it is there at once and holds nothing worth taking.
"""

from __future__ import annotations

import io
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
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            msg = "too many pixels"
            raise ValueError(msg)
        found.draft("RGB", (2 * LONGEST_PX, 2 * LONGEST_PX))  # a large JPEG is decoded small
        upright = ImageOps.exif_transpose(found)
        plain = _in_srgb(upright)
    plain.thumbnail((LONGEST_PX, LONGEST_PX))
    # A new picture from the bare pixels: whatever Pillow keeps beside them stays behind.
    bare = Image.frombytes("RGB", plain.size, plain.tobytes())
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue(), bare.width, bare.height


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return RGB pixels: transparency on white, a colour profile applied where there is one, then dropped."""
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, given, wanted, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a damaged profile: the colours stay as they are
        if converted is not None and picture.mode != "RGBA":
            return converted
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
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
