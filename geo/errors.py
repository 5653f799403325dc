"""Every way in which the service refuses work: one base, one class per way, a stable code, the remedy in the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from geo.languages import Language, Says


class GeoError(Exception):
    """Base of all refusals.

    Parameters
    ----------
    proposal
        What the user may do instead, machine-readable (for example ``{"crs": 32748}``), or None.
    **params
        Values of the text; `Says` values are written in the reader's language.
    """

    code: ClassVar[str] = "error"
    says: ClassVar[Says] = Says("Pekerjaan ditolak.", "The work was refused.")

    def __init__(self, proposal: dict[str, Any] | None = None, **params: Any) -> None:
        self.proposal = proposal
        self.params = params
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Return what is wrong, where, and how to mend it, as one paragraph in `language`."""
        return self.says.text(language, self.params)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form: `code`, both texts, and the proposal where there is one."""
        answer: dict[str, Any] = {"code": self.code, "id": self.text("id"), "en": self.text("en")}
        return answer


class SettingsError(GeoError):
    """A setting is unknown or has an impossible value."""

    code = "settings"
    says = Says(
        "Pengaturan tidak sah: {problem}. Yang dikenal: {known}.",
        "Invalid settings: {problem}. Known: {known}.",
    )


class ParameterError(GeoError):
    """A parameter of a method or command is outside what it may be."""

    code = "parameter"
    says = Says("Parameter {name}: {problem}", "Parameter {name}: {problem}")


class UnknownMethodError(GeoError):
    """A method was asked for by a name nobody registered."""

    code = "unknown_method"
    says = Says("Tidak ada metode {name!s}; yang ada: {known}.", "There is no method {name!s}; known: {known}.")


class UnprojectedError(GeoError):
    """A table in degrees reached work that measures in metres."""

    code = "unprojected"
    says = Says(
        "Tabel memakai {crs}; proyeksikan dahulu ke meter: table.to_crs(table.estimate_utm_crs()).",
        "The table is in {crs}; project it to metres first: table.to_crs(table.estimate_utm_crs()).",
    )


class TableError(GeoError):
    """A table lacks a column that the work needs."""

    code = "table"
    says = Says(
        "Tabel {table} tidak punya kolom {missing}; kolom yang ada: {present}.",
        "Table {table} lacks {missing}; its columns are: {present}.",
    )


class NotPointsError(TableError):
    """A table has rows whose geometry is missing, empty, infinite or no point."""

    code = "not_points"
    says = Says(
        "Tabel {table}: {n} baris tidak punya titik yang sah, yang pertama baris {row}. "
        "Buang baris itu: table[table.geometry.notna()], atau pakai table.representative_point().",
        "Table {table}: {n} rows have no valid point, the first is row {row}. "
        "Drop them: table[table.geometry.notna()], or take table.representative_point().",
    )


class TooFewIncidentsError(GeoError):
    """There are too few incidents for the method to say anything."""

    code = "too_few_incidents"
    says = Says(
        "Data belum cukup: {n} kejadian, metode {method} memerlukan paling sedikit {needed}. "
        "Perpanjang periode, perluas wilayah, atau gabungkan beberapa jenis.",
        "Not enough data: {n} incidents, {method} needs at least {needed}. "
        "Take a longer period, a larger area, or several kinds together.",
    )


class RegionError(GeoError):
    """A region pack is wrong somewhere; the text names file, line and remedy."""

    code = "region"
    says = Says("{file}{where}: {problem}", "{file}{where}: {problem}")


class FileRefusedError(GeoError):
    """A file as a whole cannot be read; nothing of it was stored."""

    code = "file_refused"
    says = Says("{file}: {problem}", "{file}: {problem}")

    def __init__(
        self, reason: str, file: str, problem: Says, proposal: dict[str, Any] | None = None, **params: Any
    ) -> None:
        self.reason = reason
        filled = Says(problem.text("id", params), problem.text("en", params))
        super().__init__(proposal=proposal, file=file, problem=filled, reason=reason)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form with the file's reason as its code."""
        return {**super().as_dict(), "code": self.reason}


class StoreError(GeoError):
    """The store is missing, damaged, newer than this program, or not to be written."""

    code = "store"
    says = Says("Penyimpanan {store}: {problem}", "Store {store}: {problem}")


class NotFoundError(GeoError):
    """A run, import or incident was asked for that is not there (or not for this audience).

    Parameters
    ----------
    what, name
        What kind of thing, and by which name it was asked for.
    known
        The names that there are, or None when a list would not help.
    make
        The command that makes one, or None.
    """

    code = "not_found"
    says = Says("{what} {name} tidak ada{more}.", "There is no {what} {name}{more}.")

    def __init__(
        self, what: Says, name: Says | str, *, known: Iterable[str] | None = None, make: Says | str | None = None
    ):
        more = Says("", "")
        if known is not None:
            more = Says("; yang ada: {known}", "; known: {known}").filled(known=list(known) or "–")
        elif make is not None:
            more = Says("; buat dengan: {make}", "; make one with: {make}").filled(make=make)
        super().__init__(what=what, name=name, more=more)


class ZonesError(GeoError):
    """Joint zones cannot be proposed from what was given."""

    code = "zones"
    says = Says("Zona tidak dapat disusun: {problem}", "Zones cannot be proposed: {problem}")


class ExportError(GeoError):
    """A table cannot be written in the format asked for."""

    code = "export"
    says = Says("{file} tidak dapat ditulis: {problem}", "{file} cannot be written: {problem}")


class CancelledError(GeoError):
    """Work was stopped because the user, a time limit or a memory limit said so."""

    code = "cancelled"
    says = Says("Pekerjaan dihentikan: {problem}", "The work was stopped: {problem}")


class RoutesError(GeoError):
    """Patrol routes cannot be proposed from what was given."""

    code = "routes"
    says = Says("Rute patroli: {problem}", "Patrol routes: {problem}")


class RecordError(GeoError):
    """A record (track, order, result, declaration) cannot be stored as it is."""

    code = "record"
    says = Says("{what} {name}: {problem}", "{what} {name}: {problem}")
