"""Runs and imports: what was computed or taken in, from what, and how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from geo.languages import Says
from geo.tables.column import Column, Table

RUN_STATES = ("queued", "running", "done", "failed", "cancelled")
RUN_TASKS = ("hotspots", "zones", "forecast", "routes", "evaluation")
SHOWN_STATES = ("draft", "published", "withdrawn")
IMPORT_STATES = ("done", "undone", "refused")

RUN_STATE: Mapping[str, Says] = {
    "queued": Says("menunggu", "waiting"),
    "running": Says("berjalan", "running"),
    "done": Says("selesai", "done"),
    "failed": Says("gagal", "failed"),
    "cancelled": Says("dibatalkan", "cancelled"),
}
"""What each state of a run is called in a sentence."""

RUNS = Table(
    "runs",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run id"), required=True),
        Column("task", "text", Says("Pekerjaan", "Task"), required=True, values=RUN_TASKS),
        Column("method", "text", Says("Metode", "Method"), required=True),
        Column("parameters", "json", Says("Parameter lengkap", "Complete parameters"), required=True),
        Column("seed", "integer", Says("Benih acak", "Random seed"), unit="1", required=True),
        Column(
            "chosen",
            "json",
            Says("Saringan: jenis, periode, kotak, wilayah", "Filters: kinds, period, box, area"),
            required=True,
        ),
        Column("audience", "json", Says("Instansi yang boleh melihat", "Agencies that may see it"), required=True),
        Column("input_digest", "text", Says("Sidik data masukan (SHA-256)", "Digest of the input (SHA-256)")),
        Column("data_as_of", "moment", Says("Data sampai dengan (UTC)", "Data as of (UTC)")),
        Column("status", "text", Says("Keadaan", "State"), required=True, values=RUN_STATES),
        Column("progress", "number", Says("Kemajuan 0 sampai 1", "Progress, 0 to 1"), unit="1"),
        Column("created", "moment", Says("Diminta (UTC)", "Asked for (UTC)"), required=True),
        Column("started", "moment", Says("Mulai (UTC)", "Started (UTC)")),
        Column("heartbeat", "moment", Says("Tanda hidup terakhir (UTC)", "Last sign of life (UTC)")),
        Column("finished", "moment", Says("Selesai (UTC)", "Finished (UTC)")),
        Column("seconds", "number", Says("Lama hitung", "Time taken"), unit="s"),
        Column("incidents", "integer", Says("Kejadian yang dihitung", "Incidents used"), unit="incidents"),
        Column(
            "noise",
            "integer",
            Says("Kejadian di luar titik rawan", "Incidents in no hotspot"),
            unit="incidents",
        ),
        Column("left_out", "json", Says("Yang tidak ikut, per alasan", "Left out, by reason")),
        Column("study_area_km2", "number", Says("Luas wilayah kajian", "Study area"), unit="km²"),
        Column("summary", "json", Says("Ringkasan hasil", "Summary of the result")),
        Column("versions", "json", Says("Versi perangkat", "Versions of the software")),
        Column("error", "json", Says("Kesalahan, dua bahasa", "Error, in both languages")),
        Column(
            "shown",
            "text",
            Says("Konsep, diterbitkan atau ditarik", "Draft, published or withdrawn"),
            required=True,
            values=SHOWN_STATES,
        ),
        Column("published", "moment", Says("Terakhir diterbitkan (UTC)", "Last published (UTC)")),
        Column("asked_by", "text", Says("Diminta oleh", "Asked for by")),
        Column("data_version", "integer", Says("Versi data yang dibaca", "Version of the data read"), unit="1"),
        Column("stage", "json", Says("Tahap, dua bahasa", "Stage, in both languages")),
    ),
    crs=None,
)

SHOWINGS = Table(
    "showings",
    (
        Column("run_id", "text", Says("Nomor analisis", "Run id"), required=True),
        Column(
            "shown",
            "text",
            Says("Diterbitkan atau ditarik", "Published or withdrawn"),
            required=True,
            values=SHOWN_STATES,
        ),
        Column("moment", "moment", Says("Waktu (UTC)", "When (UTC)"), required=True),
        Column("who", "text", Says("Oleh", "By")),
    ),
    crs=None,
)


class Outcome(NamedTuple):
    """How one import ended: its status, when (UTC), and the column `warnings` of `IMPORTS`."""

    status: str
    created: datetime | None
    warnings: str


IMPORTS = Table(
    "imports",
    (
        Column("import_id", "text", Says("Nomor impor", "Import id"), required=True),
        Column("file", "text", Says("Nama berkas", "File name"), required=True),
        Column("digest", "text", Says("Sidik berkas (SHA-256)", "Digest of the file (SHA-256)"), required=True),
        Column("source", "text", Says("Sumber", "Source"), required=True),
        Column("status", "text", Says("Keadaan", "State"), required=True, values=IMPORT_STATES),
        Column("created", "moment", Says("Waktu (UTC)", "When (UTC)"), required=True),
        Column(
            "records",
            "integer",
            Says("Rekaman di berkas", "Records in the file"),
            unit="records",
            required=True,
        ),
        Column("stored", "integer", Says("Disimpan", "Stored"), unit="records", required=True),
        Column("unchanged", "integer", Says("Sama dengan yang ada", "Unchanged"), unit="records", required=True),
        Column("corrected", "integer", Says("Dikoreksi", "Corrected"), unit="records", required=True),
        Column(
            "duplicates",
            "integer",
            Says("Kembar dalam berkas", "Duplicates within the file"),
            unit="records",
            required=True,
        ),
        Column(
            "quarantined",
            "integer",
            Says("Ditahan untuk diperiksa", "Quarantined"),
            unit="records",
            required=True,
        ),
        Column("mapping", "json", Says("Arti kolom yang dipakai", "Column mapping used")),
        Column("warnings", "json", Says("Peringatan", "Warnings")),
        Column("seconds", "number", Says("Lama", "Time taken"), unit="s"),
        Column("agency", "text", Says("Instansi yang memasukkan", "Agency that brought it in")),
    ),
    crs=None,
)
