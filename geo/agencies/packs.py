"""Region packs: a folder of small files, read strictly into a `Region`; or made from a boundary alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies import kinds as kinds_file
from geo.agencies import manifest as region_file
from geo.agencies import objects as objects_file
from geo.agencies import order_form as orders_file
from geo.agencies import places as places_file
from geo.agencies import roster as agencies_file
from geo.agencies.faults import Faults, toml_line
from geo.agencies.layers import read_boundary, read_layer
from geo.agencies.region import Region
from geo.errors import RegionError
from geo.languages import Says
from geo.spatial.crs import utm_crs

BOUNDARY = "boundary.geojson"
SAMPLE = "sample/incidents.csv"
NEEDED = (region_file.FILE, kinds_file.FILE, BOUNDARY)
KNOWN = (*NEEDED, agencies_file.FILE, places_file.FILE, objects_file.FILE, orders_file.FILE)
MAX_FILES = 64
MAX_FILE_BYTES = 20 * 2**20
MAX_PACK_BYTES = 60 * 2**20
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.(toml|csv|geojson)")


def load_region(files: Mapping[str, bytes]) -> Region:
    """Build a region from the files of its pack.

    Parameters
    ----------
    files
        File name to content; their order does not matter. `region.toml`, `kinds.csv` and `boundary.geojson` are
        needed, `agencies.toml`, `places.csv`, `objects.csv` and `orders.toml` are not; every other `.geojson` a layer
        named after it.

    Returns
    -------
    Region
        Its geometries are in EPSG:4326.

    Raises
    ------
    RegionError
        When anything is wrong. All faults are in `params["faults"]`, each with file, line, column and remedy;
        the text is the first of them.
    """
    faults = Faults()
    for name in NEEDED:
        if name not in files:
            faults.add(name, "tidak ada; berkas ini wajib", "is missing; this file is needed")
    for name in sorted(files):
        if name not in KNOWN and not (_NAME.fullmatch(name) and name.endswith(".geojson")):
            known = ", ".join(KNOWN)
            faults.add(name, f"tidak dikenal; yang ada: {known}, dan lapisan *.geojson",
                       f"is unknown; known: {known}, and layers *.geojson")  # fmt: skip
    empty = b""
    manifest = region_file.read_manifest(files[region_file.FILE], faults) if region_file.FILE in files else None
    boundary = read_boundary(BOUNDARY, files[BOUNDARY], faults) if BOUNDARY in files else None
    kinds, kind_rows = (
        kinds_file.read_kinds(files.get(kinds_file.FILE, empty), faults) if (kinds_file.FILE in files) else (None, [])
    )
    places = places_file.read_places(files.get(places_file.FILE), faults)
    objects = objects_file.read_objects(files.get(objects_file.FILE), faults)
    layers: dict[str, gpd.GeoDataFrame] = {}
    for name in sorted(files):
        if name not in KNOWN and _NAME.fullmatch(name) and name.endswith(".geojson"):
            layer = read_layer(name, files[name], faults)
            if layer is not None:
                layers[name.removesuffix(".geojson")] = layer
    roster = agencies_file.Roster(files.get(agencies_file.FILE), kind_rows, layers, places, faults)
    agencies = roster.agencies()
    units = roster.units({agency.code for agency in agencies})
    if manifest is not None:
        _check_home(manifest.home_agency, [agency.code for agency in agencies], files[region_file.FILE], faults)
    title = manifest.title if manifest is not None else Says("", "")
    order_form = orders_file.read_order_form(files.get(orders_file.FILE), title, faults)
    faults.raise_any()
    assert manifest is not None
    assert boundary is not None
    assert kinds is not None
    return Region(
        name=manifest.name,
        title=manifest.title,
        crs=manifest.crs,
        timezone=manifest.timezone,
        synthetic=manifest.synthetic,
        boundary=boundary,
        kinds=kinds,
        agencies=agencies,
        units=units,
        places=places,
        layers=layers,
        note=manifest.note,
        objects=objects,
        given_form=order_form,
        given_home=manifest.home_agency,
    )


def _check_home(home: str, codes: list[str], content: bytes, faults: Faults) -> None:
    """Note a home agency that is not on the roster."""
    if home and home not in codes:
        known = ", ".join(codes) or "–"
        line = toml_line(content.decode("utf-8-sig", "replace"), key="home_agency")
        faults.add(
            region_file.FILE,
            f"instansi {home!r} tidak ada di {agencies_file.FILE}; yang ada: {known}",
            f"there is no agency {home!r} in {agencies_file.FILE}; known: {known}",
            line=line,
            column="home_agency",
        )


def read_pack(folder: Path) -> dict[str, bytes]:
    """Read the files of a pack from a folder, without judging their content (`load_region` does).

    Parameters
    ----------
    folder
        The pack. Only its own `.toml`, `.csv` and `.geojson` files count; subfolders and other files are passed over.

    Returns
    -------
    dict
        File name to content, sorted by name.

    Raises
    ------
    RegionError
        When the folder cannot be read, a file leads out of it (a link), or a size limit is passed.
    """
    if not folder.is_dir():
        raise _refused(folder.name, "map paket wilayah tidak ada", "there is no such folder of a region pack")
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.iterdir()):
        if not _NAME.fullmatch(path.name):
            continue
        if path.is_symlink() or not path.is_file():
            raise _refused(path.name, "tautan tidak diterima; salin berkasnya", "links are refused; copy the file")
        size = path.stat().st_size
        total += size
        if size > MAX_FILE_BYTES or total > MAX_PACK_BYTES or len(files) >= MAX_FILES:
            one, whole = MAX_FILE_BYTES >> 20, MAX_PACK_BYTES >> 20
            raise _refused(
                path.name,
                f"terlalu besar: paling besar {one} MB sebuah berkas, {whole} MB dan {MAX_FILES} berkas sepaket",
                f"too large: at most {one} MB a file, {whole} MB and {MAX_FILES} files a pack",
            )
        try:
            files[path.name] = path.read_bytes()
        except OSError as error:
            told = error.strerror or type(error).__name__
            raise _refused(path.name, f"tidak terbaca ({told})", f"cannot be read ({told})") from error
    return files


def shipped_folder(name: str = "banyuasin") -> Path:
    """Return the folder of a pack that comes with the program: a checkout's `data/`, else the installed copy.

    Raises
    ------
    RegionError
        When no such pack was shipped.
    """
    if _NAME.fullmatch(f"{name}.toml"):
        checkout = Path(__file__).resolve().parents[2] / "data" / name
        installed = Path(str(resources.files("geo"))) / "_data" / name
        for folder in (checkout, installed):
            if (folder / region_file.FILE).is_file():
                return folder
    raise _refused(name, "paket ini tidak disertakan", "no such pack comes with the program")


def shipped_pack(name: str = "banyuasin") -> dict[str, bytes]:
    """Return the files of a pack that comes with the program.

    Raises
    ------
    RegionError
        When no such pack was shipped.
    """
    return read_pack(shipped_folder(name))


def shipped_sample(name: str = "banyuasin") -> Path:
    """Return the file of synthetic incidents that comes with a shipped pack.

    Raises
    ------
    RegionError
        When the pack or its sample was not shipped.
    """
    path = shipped_folder(name) / SAMPLE
    if not path.is_file():
        raise _refused(path.name, "contoh kejadian tidak disertakan", "no sample of incidents was shipped")
    return path


def pack_from_boundary(
    boundary: BaseGeometry, name: str, timezone: str, agencies: Sequence[str] = ()
) -> dict[str, bytes]:
    """Make a pack for any place from its boundary: the shipped kinds, the UTM zone of its middle, no mandates.

    Parameters
    ----------
    boundary
        Polygon or multipolygon, EPSG:4326.
    name
        Its name as people write it; the pack's own name is made from it.
    timezone
        IANA name.
    agencies
        Codes of agencies to begin with, the owner of the post first; they are called by their codes until somebody
        names them. Without any, nobody can have an account.

    Returns
    -------
    dict
        File name to content; `load_region` takes it.

    Raises
    ------
    RegionError
        When the boundary is no valid area in degrees, the time zone is unknown or a code is none.
    """
    if boundary.geom_type not in {"Polygon", "MultiPolygon"} or boundary.is_empty or not boundary.is_valid:
        raise _refused(BOUNDARY, "batas wilayah harus poligon yang sah", "the boundary must be a valid polygon")
    west, south, east, north = boundary.bounds
    if min(west, -east) < -180 or min(south, -north) < -90:
        raise _refused(BOUNDARY, "koordinatnya bukan derajat; ubah dahulu ke WGS 84",
                       "its coordinates are not degrees; transform them to WGS 84 first")  # fmt: skip
    epsg = utm_crs((west + east) / 2, (south + north) / 2).to_epsg()
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:64] or "wilayah"
    title = " ".join(name.split()) or slug
    note = Says(
        "Instansi dan kesatuan belum diisi: zona patroli bersama belum dapat menunjuk pemimpin.",
        "Agencies and units are not filled in yet: joint patrol zones cannot name a lead.",
    )
    lines = {"name": slug, "title_id": title, "title_en": title, "crs": epsg, "timezone": timezone,
             "languages": ["id", "en"], "synthetic": False, "note_id": note.id, "note_en": note.en}  # fmt: skip
    toml = "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items())
    rounded = shapely.set_precision(boundary, 1e-7)
    feature = {"type": "Feature", "properties": {"name": title}, "geometry": shapely.geometry.mapping(rounded)}
    pack = {
        region_file.FILE: toml.encode(),
        kinds_file.FILE: _kinds_without_agencies(shipped_pack()[kinds_file.FILE]),
        BOUNDARY: json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode(),
    }
    if agencies:
        named = ("code", "name_id", "name_en", "short")
        tables = ("[[agencies]]\n" + "".join(f"{key} = {_toml(code)}\n" for key in named) for code in agencies)
        pack[agencies_file.FILE] = "\n".join(tables).encode()
    load_region(pack)
    return pack


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _kinds_without_agencies(content: bytes) -> bytes:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    columns = [name for name in rows[0] if name not in kinds_file.ROLES]
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def _refused(file: str, in_id: str, in_en: str) -> RegionError:
    faults = [{"file": file, "line": None, "column": None, "id": in_id, "en": in_en}]
    return RegionError(file=file, where="", problem=Says(in_id, in_en), faults=faults)
