"""A network for travel: edges between junctions, of one class each, with their shape; as bytes for the database."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import ParameterError
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
KINDS = ("road", "track", "foot", "river", "ferry")
BRIDGE, TUNNEL, INTERMITTENT, UNPAVED, LINK = 1, 2, 4, 8, 16
MOTOR_PRIVATE, MOTOR_NO, FOOT_PRIVATE, FOOT_NO, BOAT_PRIVATE, BOAT_NO = 32, 64, 128, 256, 512, 1024
VERSION = 1
_LARGEST_BYTES = 2 * 2**30
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, AttributeError, TypeError, CRSError,
    NotImplementedError, RuntimeError, MemoryError,
)  # fmt: skip
_ARRAYS: dict[str, Any] = {
    "nodes": np.float64, "u": np.int64, "v": np.int64, "length_m": np.float64, "kind": np.int8, "way_class": np.int16,
    "oneway": np.bool_, "kmh": np.float64, "flags": np.int32, "coordinates": np.float64, "begins": np.int64,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class TravelNetwork:
    """Edges that meet in nodes; ways that merely cross do not meet. Never changed once made.

    Parameters
    ----------
    nodes
        x and y, shape (nodes, 2), metres.
    u, v
        Node at the start and at the end of each edge, shape (edges,).
    length_m
        Length of each edge, at least a millimetre, shape (edges,).
    kind
        Index into `KINDS`, shape (edges,).
    way_class
        Index into `classes`, shape (edges,).
    oneway
        Whether the edge is passable from u to v only, shape (edges,).
    kmh
        Posted limit, or the speed that a ferry's duration means; nan where not known, shape (edges,).
    flags
        Sum of `BRIDGE`, `TUNNEL`, …, shape (edges,).
    coordinates, begins
        Corners of all edges one after the other, shape (corners, 2); those of edge e are
        `coordinates[begins[e]:begins[e + 1]]`, from u to v.
    classes
        Names of the classes (values of highway or waterway, `ferry`).
    crs
        Metric CRS of all coordinates.
    source, digest, date
        Name and SHA-256 of what the network was built from, and its date (ISO; empty: not known).
    notices
        What was joined, cut or left out, in both languages.
    """

    nodes: Floats
    u: Integers
    v: Integers
    length_m: Floats
    kind: npt.NDArray[np.int8]
    way_class: npt.NDArray[np.int16]
    oneway: npt.NDArray[np.bool_]
    kmh: Floats
    flags: npt.NDArray[np.int32]
    coordinates: Floats
    begins: Integers
    classes: tuple[str, ...]
    crs: CRS
    source: str = ""
    digest: str = ""
    date: str = ""
    notices: tuple[Says, ...] = field(default=())

    version: ClassVar[int] = VERSION

    def __len__(self) -> int:
        return len(self.u)

    @cached_property
    def lines(self) -> npt.NDArray[np.object_]:
        """LineString of each edge, from u to v, shape (edges,)."""
        if not len(self):
            return np.empty(0, dtype=object)
        of = np.repeat(np.arange(len(self)), np.diff(self.begins))
        return np.asarray(shapely.linestrings(self.coordinates, indices=of), dtype=object)

    @cached_property
    def class_names(self) -> npt.NDArray[np.object_]:
        """Class of each edge, shape (edges,)."""
        return np.array([*self.classes, ""], dtype=object)[self.way_class]

    def has(self, flag: int) -> npt.NDArray[np.bool_]:
        """Tell which edges carry a flag."""
        return np.asarray(self.flags & flag, dtype=bool)

    def of_kind(self, *kinds: str) -> npt.NDArray[np.bool_]:
        """Tell which edges are of one of the kinds."""
        return np.isin(self.kind, [KINDS.index(one) for one in kinds])

    def km_by_class(self) -> dict[str, float]:
        """Return the length of each class, kilometres, the longest first."""
        totals = np.bincount(self.way_class, weights=self.length_m, minlength=len(self.classes)) / 1000
        order = np.argsort(-totals, kind="stable")
        return {self.classes[one]: float(totals[one]) for one in order if totals[one] > 0}

    def to_bytes(self) -> bytes:
        """Return the network as bytes for a database: npz without pickles, with version and digest inside."""
        arrays: dict[str, npt.NDArray[Any]] = {
            name: np.ascontiguousarray(getattr(self, name), dtype=kind) for name, kind in _ARRAYS.items()
        }
        about: dict[str, Any] = {
            "version": VERSION, "crs": self.crs.to_wkt(), "classes": list(self.classes), "source": self.source,
            "digest": self.digest, "date": self.date, "notices": [one.as_dict() for one in self.notices],
        }  # fmt: skip
        written = json.dumps(about, sort_keys=True, ensure_ascii=False).encode()
        about_array = np.frombuffer(written, dtype=np.uint8)
        checksum = np.frombuffer(_checksum(arrays, written), dtype=np.uint8)
        out = io.BytesIO()
        # The stubs take keywords for `allow_pickle`; ours are arrays.
        np.savez_compressed(out, about=about_array, checksum=checksum, **arrays)  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> TravelNetwork:
        """Return the network that `to_bytes` wrote.

        Raises
        ------
        ParameterError
            When the bytes are damaged, of another version or no network; build the network again.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_BYTES:
                    raise _unreadable("terlalu besar", "too large")
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                written = stored["about"].tobytes()
                about = json.loads(written)
                if about.get("version") != VERSION:
                    raise _unreadable(f"versi {about.get('version')}", f"version {about.get('version')}")
                arrays: dict[str, npt.NDArray[Any]] = {
                    name: np.asarray(stored[name], dtype=kind) for name, kind in _ARRAYS.items()
                }
                sealed = stored["checksum"].tobytes()
            if sealed != _checksum(arrays, written):
                raise _unreadable("jumlah kendali tidak cocok", "its checksum does not fit")
            notices = tuple(Says(one["id"], one["en"]) for one in about["notices"])
            crs = CRS.from_wkt(about["crs"])
        except _DAMAGE as error:
            raise _unreadable("rusak", "damaged") from error
        return cls(
            **arrays, classes=tuple(about["classes"]), crs=crs, source=about["source"], digest=about["digest"],
            date=about["date"], notices=notices,
        )  # fmt: skip


def _checksum(arrays: dict[str, npt.NDArray[Any]], about: bytes) -> bytes:
    digest = hashlib.sha256(about)
    for name in sorted(arrays):
        digest.update(f"{name}{arrays[name].shape}{arrays[name].dtype.str}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.digest()


def _unreadable(indonesian: str, english: str) -> ParameterError:
    problem = Says(
        f"jaringan tersimpan tidak dapat dibaca ({indonesian}); susun ulang: petarawan network build.",
        f"the stored network cannot be read ({english}); build it again: petarawan network build.",
    )
    return ParameterError(name="network", problem=problem)
