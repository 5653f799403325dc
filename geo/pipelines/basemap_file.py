"""The basemap beside a store: one PMTiles file, checked before it is taken, replaced in one step."""

from __future__ import annotations

import hashlib
import json
import math
import re
import zlib
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import IO, Any

from geo.errors import FileRefusedError, NotFoundError, ParameterError
from geo.exports.basemap.pmtiles_file import with_metadata
from geo.exports.basemap.pmtiles_header import COMPRESSIONS, GZIP, MVT, NONE, SIZE, TILE_TYPES, Header, read_header
from geo.exports.replacing import replacing
from geo.languages import Says
from geo.pipelines.basemap_themes import THEMES, plain
from geo.store.address import path_of

NAME = "basemap.pmtiles"
MOST_BYTES = 16 * 2**30
MOST_METADATA = 2**20
_OWN = "petarawan"
_MARKUP = re.compile(r"<[^>]*>")
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Basemap:
    """A basemap file that can be drawn: its header, and what it says of itself."""

    path: Path
    header: Header
    bytes: int
    attribution: str
    layers: tuple[str, ...]
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "file": self.path.name,
            "bytes": self.bytes,
            "digest": self.digest,
            "attribution": self.attribution,
            "minzoom": self.header.min_zoom,
            "maxzoom": self.header.max_zoom,
            "bounds": list(self.header.bounds),
            "tiles": self.header.addressed,
            "layers": list(self.layers),
        }


def basemap_path(store: str) -> Path:
    """Return where a store's basemap lies: `basemap.pmtiles` beside it."""
    return path_of(store).with_name(NAME)


def installed_basemap(store: str) -> Basemap | None:
    """Return the basemap beside a store, or None when there is none.

    Raises
    ------
    FileRefusedError
        When the file is there and cannot be used.
    """
    path = basemap_path(store)
    return read_basemap(path) if path.is_file() else None


def read_basemap(path: Path) -> Basemap:
    """Read and check what a PMTiles file says of itself.

    Raises
    ------
    FileRefusedError
        `not_pmtiles`, `no_vector_tiles`, `damaged`, `tile_packing` or `too_large`; the text says what to do.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise _refused(
            path,
            "too_large",
            f"lebih besar dari {MOST_BYTES >> 30} GiB; potong wilayahnya (pmtiles extract --bbox).",
            f"larger than {MOST_BYTES >> 30} GiB; cut out the area (pmtiles extract --bbox).",
        )
    with path.open("rb") as stream:
        header = read_header(stream.read(SIZE))
        if header is None:
            raise _refused(path, "not_pmtiles", "bukan PMTiles versi 3.", "is no PMTiles file of version 3.")
        _check_header(path, header, size)
        metadata = _metadata(path, stream, header)
        _check_first_tile(path, stream, header)
    own = metadata.get(_OWN)
    said = own.get("digest") if isinstance(own, dict) else None
    digest = said if isinstance(said, str) and re.fullmatch(r"[0-9a-f]{20}", said) else ""
    listed = metadata.get("vector_layers")
    layers = [one.get("id") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return Basemap(
        path, header, size, _attribution(metadata.get("attribution")),
        tuple(plain(one, 40) for one in layers[:100] if isinstance(one, str)), digest,
    )  # fmt: skip


def add_basemap(file: Path, store: str, bounds: Box, attribution: str | None = None) -> tuple[Basemap, list[Says]]:
    """Take a PMTiles file as the basemap of a store.

    Parameters
    ----------
    file
        Vector tiles (MVT) in one PMTiles file, version 3, in the Protomaps basemap schema.
    store
        Address of the store beside which it is copied.
    bounds
        The region's bounds (degrees); the file must cover some of it.
    attribution
        Who made the map; needed when the file itself does not say so, else it takes the place of what the file says.

    Returns
    -------
    tuple
        The basemap as installed, and what the user should know of it.

    Raises
    ------
    FileRefusedError
        When the file cannot be used; the one before stays.
    ParameterError
        When nobody says whose map it is.
    NotFoundError
        When there is no such file.
    """
    if not file.is_file():
        raise NotFoundError(what=Says("Berkas", "file"), name=file.name)
    found = read_basemap(file)
    west, south, east, north = found.header.bounds
    shared_x = min(east, bounds[2]) - max(west, bounds[0])
    shared_y = min(north, bounds[3]) - max(south, bounds[1])
    if shared_x <= 0 or shared_y <= 0:
        raise _refused(
            file, "elsewhere", "berada di luar wilayah ini; pilih berkas yang mencakupnya.",
            "lies outside this region; choose a file that covers it.",
        )  # fmt: skip
    text = _attribution(attribution) or found.attribution
    if not text:
        problem = Says(
            'berkas ini tidak menyebut sumbernya; tambahkan, misalnya --attribution "© kontributor OpenStreetMap".',
            'this file names no source; add it, for example --attribution "© OpenStreetMap contributors".',
        )
        raise ParameterError(name="--attribution", problem=problem)
    notices = []
    share = shared_x * shared_y / max((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]), 1e-12)
    if share < 0.99:
        only = Says("Hanya {share} % wilayah tercakup peta dasar.", "The basemap covers only {share}% of the region.")
        notices.append(only.filled(share=round(100 * share)))
    if not set(found.layers) & set(THEMES):
        notices.append(
            Says(
                "Tidak ada lapisan Protomaps ({known}); mungkin tidak ada yang tergambar.",
                "It has none of the layers of Protomaps ({known}); nothing may be drawn.",
            ).filled(known=", ".join(THEMES))
        )
    with file.open("rb") as stream:
        metadata = _metadata(file, stream, found.header)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256")
        digest.update(text.encode())
        metadata |= {"attribution": text, _OWN: {"digest": digest.hexdigest()[:20]}}
        target = basemap_path(store)
        with replacing(target) as fresh:
            with_metadata(stream, found.header, metadata, fresh)
    return read_basemap(target), notices


def remove_basemap(store: str) -> None:
    """Take the basemap away; the map shows the region's own layers again.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    path = basemap_path(store)
    if not path.is_file():
        raise NotFoundError(what=Says("Peta dasar", "basemap"), name=NAME)
    path.unlink()


def _check_header(path: Path, header: Header, size: int) -> None:
    if header.tile_type != MVT:
        kind = TILE_TYPES.get(header.tile_type, "?")
        raise _refused(
            path, "no_vector_tiles", f"berisi ubin {kind}; yang dipakai hanya ubin vektor (mvt).",
            f"holds {kind} tiles; only vector tiles (mvt) are used.",
        )  # fmt: skip
    for packing in (header.packing, header.inner):
        if packing not in {NONE, GZIP}:
            name = COMPRESSIONS.get(packing, "?")
            raise _refused(
                path, "tile_packing", f"dimampatkan dengan {name}; simpan ulang dengan gzip.",
                f"is compressed with {name}; write it again with gzip.",
            )  # fmt: skip
    for name, (at, length) in header.parts().items():
        if at + length > size or (length and at < SIZE):
            raise _damaged(path, f"bagian {name} di luar berkas", f"part {name} lies outside the file")
    west, south, east, north = header.bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _damaged(path, "batasnya tidak masuk akal", "its bounds make no sense")
    if not 0 <= header.min_zoom <= header.max_zoom <= 22 or not header.root_bytes or not header.addressed:
        raise _damaged(path, "tidak berisi ubin", "it holds no tiles")


def _metadata(path: Path, stream: IO[bytes], header: Header) -> dict[str, Any]:
    """Return the file's metadata: a JSON object of bounded size whose numbers are finite."""
    content = _part(path, stream, header.metadata_at, header.metadata_bytes, header.inner)
    try:
        found = json.loads(content or b"{}", parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "metadatanya bukan JSON yang sah", "its metadata are no valid JSON") from error
    if not isinstance(found, dict):
        raise _damaged(path, "metadatanya bukan objek JSON", "its metadata are no JSON object")
    return found


def _check_first_tile(path: Path, stream: IO[bytes], header: Header) -> None:
    """Refuse a file whose first directory or first tile cannot be unpacked."""
    directory = _part(path, stream, header.root_at, header.root_bytes, header.inner)
    first = first_entry(directory)
    if first is None:
        raise _damaged(path, "direktorinya tidak terbaca", "its directory cannot be read")
    run, at, length = first
    if run == 0:
        return  # a leaf: its own entries are read by the browser
    if at + length > header.tiles_bytes:
        raise _damaged(path, "ubin pertama di luar berkas", "its first tile lies outside the file")
    tile = _part(path, stream, header.tiles_at + at, length, header.packing)
    if tile and tile[0] != 0x1A:  # field 3, a layer
        raise _damaged(path, "ubin pertama bukan ubin vektor", "its first tile is no vector tile")


def first_entry(directory: bytes) -> tuple[int, int, int] | None:
    """Return run length, offset and length of a directory's first entry, or None when it is no directory."""
    numbers: list[int] = []
    value = shift = 0
    for byte in directory:
        value |= (byte & 0x7F) << shift
        shift += 7
        if shift > 70:
            return None
        if byte < 0x80:
            numbers.append(value)
            value = shift = 0
    if not numbers or not 0 < numbers[0] <= len(numbers) or len(numbers) != 1 + 4 * numbers[0]:
        return None
    n = numbers[0]
    offset = numbers[1 + 3 * n]
    return (numbers[1 + n], offset - 1, numbers[1 + 2 * n]) if offset else None


def _part(path: Path, stream: IO[bytes], at: int, length: int, packing: int) -> bytes:
    """Read one part, unpacked, at most `MOST_METADATA` bytes of it (a whole tile or directory is smaller)."""
    if length > MOST_METADATA:
        raise _damaged(path, "satu bagiannya terlalu besar", "one of its parts is too large")
    stream.seek(at)
    content = stream.read(length)
    if packing != GZIP or not content:
        return content
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain_content = unpacker.decompress(content, 8 * MOST_METADATA)
    except zlib.error as error:
        raise _damaged(path, "satu bagiannya tidak dapat dibuka", "one of its parts cannot be unpacked") from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise _damaged(path, "satu bagiannya terlalu besar atau terpotong", "one of its parts is too large or cut")
    return plain_content


def _attribution(said: object) -> str:
    """Return who made the map as one line of plain text; markup, as many files have it, is taken out."""
    return plain(unescape(_MARKUP.sub(" ", said)), 300) if isinstance(said, str) else ""


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse_constant(text)


def _refuse_constant(name: str) -> float:
    msg = f"{name} is not finite"
    raise ValueError(msg)


def _damaged(path: Path, text_id: str, text_en: str) -> FileRefusedError:
    return _refused(path, "damaged", f"rusak: {text_id}. Salin ulang berkasnya.", f"damaged: {text_en}. Copy it again.")


def _refused(path: Path, reason: str, text_id: str, text_en: str) -> FileRefusedError:
    return FileRefusedError(reason, path.name, Says(text_id, text_en))
