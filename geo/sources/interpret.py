"""From records to incidents: places, times, kinds and identity together; every record ends up in exactly one place."""

from __future__ import annotations

from typing import cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.languages import Says
from geo.sources.attributes import Attributes, gather
from geo.sources.columns import status_of
from geo.sources.content import digests
from geo.sources.footprints import located
from geo.sources.identity import incident_ids, normalised, repeats
from geo.sources.kinds_of import KindWords, harm_of, kinds_of
from geo.sources.meaning import Meaning
from geo.sources.moments import BareNumbers, DateOrder
from geo.sources.occurred import Occurred, TimeRules, read_occurred
from geo.sources.petarawan import unmarked
from geo.sources.places import PlaceRules, read_places
from geo.sources.reading import Notice, Reading, ReadOptions
from geo.sources.records import Records
from geo.sources.refused import Held, refused_table
from geo.sources.registry import meaning_of
from geo.sources.times import PRECISIONS, as_texts
from geo.sources.verdicts import repair_proposal
from geo.tables.incidents import INCIDENTS

_MONTH = PRECISIONS.index("month")
_LOW_PRECISION_M = 10_000.0
Texts = npt.NDArray[np.object_]


def interpret(records: Records, options: ReadOptions, file: str, digest: str) -> Reading:
    """Make incidents of records.

    Parameters
    ----------
    records
        What a parser found.
    options
        What the user said and the region knows.
    file, digest
        Name of the file and SHA-256 of its bytes.

    Returns
    -------
    Reading
        Good rows, refused ones and the number of duplicates: together all physical records.

    Raises
    ------
    FileRefusedError
        When columns or coordinate system cannot be told; the text says what to do.
    """
    records = unmarked(records)
    meaning = meaning_of(records, options, file)
    frame = meaning.frame
    n = len(frame)
    reading = _frame_with_derived(meaning)
    bounds = cast("tuple[float, float, float, float]", options.boundary.bounds) if options.boundary else None
    rules = PlaceRules(file, bounds, options.crs or records.crs, options.swap_axes)
    if records.geometry is not None:
        places, footprint = located(records.geometry, rules)
    else:
        places, footprint = read_places(reading, meaning.mapping, rules), np.full(n, None, dtype=object)
    occurred = _times(reading, meaning, options)
    held = Held(n)
    held.refuse(places.reason, places.column, places.detail)
    held.refuse(occurred.reason, occurred.column, occurred.detail)
    for wrong, column, told in meaning.faults:
        detail = dict.fromkeys(np.flatnonzero(wrong).tolist(), told)
        held.refuse(np.where(wrong, "bad_value", "").astype(object), np.full(n, column, dtype=object), detail)
    words = KindWords.of(options.kinds)
    kind_column = frame[meaning.mapping["kind"]] if "kind" in meaning.mapping else None
    kinds, notices = kinds_of(kind_column, n, words, options.kind or meaning.kind)
    table = _table(meaning, occurred, footprint, kinds, words)
    if meaning.precision_m is None:
        table["precision_m"] = places.precision_m
    source = options.source or meaning.source
    if "source" not in table or options.source:
        table["source"] = source
    cells = meaning.attributes or _attributes(meaning, frame, whole=False)
    table["attributes"] = cells.json
    table["row"] = records.line
    ids = (
        normalised(as_texts(frame[meaning.mapping["id"]]))
        if "id" in meaning.mapping
        else pd.Series([""] * n, dtype="str")
    )
    derived_ids = incident_ids(source, ids, _identity_cells(meaning, frame, records.geometry, ids))
    if "incident_id" in table:
        table["incident_id"] = np.where(table["incident_id"] == "", derived_ids, table["incident_id"])
    else:
        table["incident_id"] = derived_ids
    table["digest"] = digests(table, places.lon, places.lat, cells.canonical)
    good = np.flatnonzero(held.reason == "")
    same, conflict = repeats(
        table["incident_id"].to_numpy(dtype=object)[good], table["digest"].to_numpy(dtype=object)[good]
    )
    clash = conflict >= 0
    id_column = meaning.mapping.get("id") or ("incident_id" if "incident_id" in frame.columns else "")
    held.conflicts(good[clash], records.line[good[conflict[clash]]], id_column)
    kept = good[~same & ~clash]
    refused = refused_table(frame, held, records)
    rows = _finished(table.iloc[kept], places.lon[kept], places.lat[kept], options)
    notices = [*records.notices, *meaning.notices, *occurred.notices, *notices]
    notices += _notices(rows, meaning, int(clash.sum()), len(good))
    total = n + len(records.refused)
    duplicates = int(same.sum())
    assert total == len(rows) + len(refused) + duplicates
    return Reading(
        file=file,
        digest=digest,
        source=source,
        records=total,
        rows=rows,
        refused=refused,
        numbers=_record_numbers(records)[kept],
        duplicates=duplicates,
        mapping=dict(meaning.mapping),
        dialect={"format": records.format, **records.dialect},
        warnings=tuple(notices),
        proposal=places.proposal or occurred.proposal or repair_proposal(records.refused),
    )


def _record_numbers(records: Records) -> npt.NDArray[np.int64]:
    """Number the usable records among all of the file, those that the parser refused counted too."""
    refused = np.array([refusal.line for refusal in records.refused], dtype=np.int64)
    before = np.searchsorted(np.sort(refused), records.line)
    return np.arange(1, len(records.line) + 1, dtype=np.int64) + before


def _frame_with_derived(meaning: Meaning) -> pd.DataFrame:
    """Return the frame whose columns are read: those that the source prepared stand in for the original ones."""
    return meaning.frame.assign(**meaning.derived) if meaning.derived else meaning.frame


def _times(frame: pd.DataFrame, meaning: Meaning, options: ReadOptions) -> Occurred:
    if meaning.occurred is not None:
        return meaning.occurred
    rules = TimeRules(
        meaning.timezone or options.timezone,
        options.now,
        cast("DateOrder", meaning.mapping.get("date_order", "day_first")),
        cast("BareNumbers", meaning.mapping.get("bare_numbers", "ask")),
        months_only=meaning.months_only,
    )
    return read_occurred(frame, meaning.mapping, rules)


def _table(
    meaning: Meaning,
    occurred: Occurred,
    footprint: Texts,
    kinds: Texts,
    words: KindWords,
) -> pd.DataFrame:
    """Put what was read side by side, one row per record, bad ones too."""
    n = len(meaning.frame)
    mapping = meaning.mapping
    table = pd.DataFrame({"kind": pd.Series(kinds, dtype="str")}, index=pd.RangeIndex(n))
    table["occurred_from"] = pd.DatetimeIndex(occurred.start).tz_localize("UTC")
    table["occurred_to"] = pd.DatetimeIndex(occurred.end).tz_localize("UTC")
    table["time_precision"] = np.array(PRECISIONS, dtype=object)[occurred.precision]
    table["precision_m"] = meaning.precision_m if meaning.precision_m is not None else np.nan
    table["harm"] = harm_of(kinds, words)
    table["origin"] = meaning.origin
    table["status"] = "unverified"
    table["sharing"] = "own"
    table["footprint"] = footprint
    table["left_out"] = meaning.left_out if meaning.left_out is not None else ""
    if "id" in mapping:
        table["source_id"] = as_texts(meaning.frame[mapping["id"]]).str.strip().to_numpy()
    if "agency" in mapping:
        table["agency"] = as_texts(meaning.frame[mapping["agency"]]).str.strip().to_numpy()
    if "status" in mapping:
        table["status"] = [status_of(text) or "unverified" for text in as_texts(meaning.frame[mapping["status"]])]
    for name, values in meaning.given.items():
        table[name] = values.to_numpy()
    return table


def _attributes(meaning: Meaning, frame: pd.DataFrame, *, whole: bool) -> Attributes:
    """Gather the columns that nothing else tells; the words of the kind stay, since a code says less."""
    mapped = {
        column for field, column in meaning.mapping.items() if field not in {"kind", "date_order", "bare_numbers"}
    }
    left = set() if whole else mapped | set(meaning.told)
    return gather(frame, [str(name) for name in frame.columns if name not in left])


def _identity_cells(
    meaning: Meaning, frame: pd.DataFrame, geometry: npt.NDArray[np.object_] | None, ids: pd.Series[str]
) -> list[str]:
    """Return each record's cells as one text; not made when every record has an id of its own."""
    if "incident_id" in meaning.given or (len(ids) and (ids != "").all()):
        return [""] * len(frame)
    cells = _attributes(meaning, frame, whole=True).canonical
    if geometry is None:
        return cells
    shapes = shapely.to_wkb(geometry, hex=True)
    return [f"{text}{shape or ''}" for text, shape in zip(cells, shapes.tolist(), strict=True)]


def _finished(
    table: pd.DataFrame, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], options: ReadOptions
) -> gpd.GeoDataFrame:
    """Give the good rows the form of the incidents table, and say which lie outside the region."""
    table = table.reset_index(drop=True)
    outside = np.zeros(len(table), dtype=bool)
    if options.boundary is not None and len(table):
        shapely.prepare(options.boundary)
        outside = ~shapely.intersects_xy(options.boundary, lon, lat)
    table["outside"] = outside
    for name in ("source_id", "agency", "left_out", "event_id", "footprint"):
        if name in table:
            table[name] = table[name].where(table[name] != "", None)
    geometry = gpd.GeoSeries(shapely.points(lon, lat), crs=4326)
    return cast("gpd.GeoDataFrame", INCIDENTS.shaped(table.assign(geometry=geometry)))


def _notices(rows: gpd.GeoDataFrame, meaning: Meaning, conflicts: int, good: int) -> list[Notice]:
    notices = []
    if n := int(rows["outside"].sum()):
        says = Says(
            "{n} baris berada di luar wilayah; disimpan dan ditandai.",
            "{n} rows lie outside the region; they are stored and flagged.",
        ).filled(n=n)
        notices.append(Notice("outside_region", says, n))
    if meaning.precision_m is None and (n := int((rows["precision_m"] > _LOW_PRECISION_M).sum())):
        says = Says(
            "{n} baris berkoordinat bulat (tanpa desimal); tempatnya hanya teliti sampai puluhan kilometer.",
            "{n} rows have coordinates without decimals; their place is only known to tens of kilometres.",
        ).filled(n=n)
        notices.append(Notice("low_precision", says, n))
    if conflicts and "id" in meaning.mapping:
        column = meaning.mapping["id"]
        often = conflicts > max(20, 0.05 * good)
        hint = Says("", "")
        if often:
            hint = Says(
                f' Bila {column} bukan nomor kejadian, tulis id = "" dalam pemetaan.',
                f' If {column} is no incident id, put id = "" into the mapping.',
            )
        says = Says(
            f"{{n}} baris memakai nomor yang sudah dipakai baris lain dengan isi berbeda; ditahan.{hint.id}",
            f"{{n}} rows use an id that another row has with other content; they are held.{hint.en}",
        ).filled(n=conflicts)
        notices.append(Notice("id_conflicts", says, conflicts))
    return notices
