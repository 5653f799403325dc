"""Makes photos anew from their pixels, in a child process with bounds; nothing else of the file goes on."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from werkzeug.exceptions import TooManyRequests

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.photos import Photo

MOST_PHOTOS = 5
MOST_BYTES = 12 * 2**20
_SECONDS = 20  # for one photo
_SECONDS_ALL = 40  # for those of one report
_LATER_SECONDS = 20
_MARKS = ((b"\xff\xd8\xff", 0), (b"\x89PNG\r\n\x1a\n", 0), (b"WEBP", 8))
_BUSY = threading.BoundedSemaphore(2)  # decoding takes memory: the photos of two reports at a time
# Two more reports may wait for that; further ones come back later, so that photos never hold all of the server.
_PLACES = threading.BoundedSemaphore(4)
_TOO_MANY = Says(
    f"paling banyak {MOST_PHOTOS} foto; kirim sisanya sebagai laporan lain",
    f"at most {MOST_PHOTOS} photos; send the others with another report",
)
_EMPTY = Says("{name}: berkas kosong; pilih foto lain", "{name}: the file is empty; choose another photo")
_LARGE = Says("{name}: lebih dari 12 MB; perkecil dahulu", "{name}: more than 12 MB; make it smaller first")
_FOREIGN = Says("{name}: bukan foto JPEG, PNG atau WebP", "{name}: no JPEG, PNG or WebP photo")
_UNREADABLE = Says(
    "{name}: rusak, atau lebih dari 50 juta piksel; pilih foto lain",
    "{name}: damaged, or more than 50 million pixels; choose another photo",
)


def check(contents: Sequence[bytes]) -> None:
    """Refuse by number, size and first bytes, before anything is decoded.

    Raises
    ------
    ParameterError
        Naming the photo by its place (`foto 2`) and what to do.
    """
    if len(contents) > MOST_PHOTOS:
        raise ParameterError(name="foto", problem=_TOO_MANY)
    for position, content in enumerate(contents, 1):
        if not content:
            raise _refused(_EMPTY, position)
        if len(content) > MOST_BYTES:
            raise _refused(_LARGE, position)
        if not any(content[start : start + len(mark)] == mark for mark, start in _MARKS):
            raise _refused(_FOREIGN, position)


def clean(contents: Sequence[bytes]) -> list[Photo]:
    """Return photos as JPEG of at most 1600 pixels a side: upright, in sRGB, without any metadata.

    Parameters
    ----------
    contents
        The files' bytes; JPEG, PNG or WebP, whatever their names and types claim.

    Returns
    -------
    list of Photo
        In the same order.

    Raises
    ------
    ParameterError
        When there are more than five, or one is empty, larger than 12 MB or 50 million pixels, of another format, or
        cannot be decoded within 20 s and 1 GB, or all of them within 40 s.
    TooManyRequests
        When the photos of four other reports are being drawn or wait; `Retry-After` says for how many seconds.
    """
    check(contents)
    if not contents:
        return []
    with _place(), _BUSY:  # the wait for others is not counted
        until = time.monotonic() + _SECONDS_ALL
        return [_made_anew(content, position, until) for position, content in enumerate(contents, 1)]


@contextmanager
def _place() -> Iterator[None]:
    if not _PLACES.acquire(blocking=False):
        raise TooManyRequests(retry_after=_LATER_SECONDS)
    try:
        yield
    finally:
        _PLACES.release()


def _made_anew(content: bytes, position: int, until: float) -> Photo:
    command = [sys.executable, "-m", "webmap.redrawing"]
    seconds = max(0.0, min(_SECONDS, until - time.monotonic()))
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own module, no shell
    except subprocess.TimeoutExpired:
        raise _refused(_UNREADABLE, position) from None
    size, _, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not made.startswith(b"\xff\xd8"):
        raise _refused(_UNREADABLE, position)
    width, height = (int(number) for number in size.split())
    return Photo(made, width, height)


def _refused(problem: Says, position: int) -> ParameterError:
    return ParameterError(name="foto", problem=problem.filled(name=f"foto {position}"))
