"""Citizens' reports as staff, command line and exports see them: facts and states, never text, contact or photos."""

from __future__ import annotations

from geo.languages import Says
from geo.tables.column import Column, Table

STATES = ("new", "reviewing", "accepted", "merged", "refused", "answered", "closed")
OPEN_STATES = ("new", "reviewing")
PLACES_GIVEN = ("map", "position", "district", "text")
TIME_GIVEN = ("minute", "day", "unknown")
DOUBTS = ("outside", "zero", "coarse", "no_place", "clock", "late", "future")

STATE_NAMES = {
    "new": Says("baru", "new"),
    "reviewing": Says("diperiksa", "under review"),
    "accepted": Says("diterima", "accepted"),
    "merged": Says("digabung", "merged"),
    "refused": Says("ditolak", "refused"),
    "answered": Says("dijawab", "answered"),
    "closed": Says("ditutup", "closed"),
}

REPORTS = Table(
    "reports",
    (
        Column("report_id", "text", Says("Nomor laporan", "Report id"), required=True),
        Column("received", "moment", Says("Diterima (UTC)", "Received (UTC)"), required=True),
        Column("state", "text", Says("Status", "State"), required=True, values=STATES),
        Column("kind", "text", Says("Kode jenis menurut pelapor", "Kind code as told"), required=True),
        Column("district", "text", Says("Kode kecamatan, bila diketahui", "District code, where known")),
        Column(
            "place_how",
            "text",
            Says("Cara memberi tempat: peta, posisi, daftar, kata-kata", "How the place was given"),
            required=True,
            values=PLACES_GIVEN,
        ),
        Column(
            "precision_m", "number", Says("Jari-jari yang memuat tempatnya", "Radius that holds the place"), unit="m"
        ),
        Column("occurred", "moment", Says("Terjadi (UTC)", "Happened (UTC)")),
        Column("agency", "text", Says("Instansi yang menangani", "Agency in charge")),
        Column("handler", "text", Says("Petugas yang menangani", "Officer in charge")),
        Column("incident_id", "text", Says("Kejadian yang memuatnya", "Incident it became part of")),
        Column("merged_into", "text", Says("Laporan induk", "Report it was merged into")),
        Column("doubts", "text", Says("Hal yang perlu diperiksa", "What is to be looked at")),
        Column("photos", "integer", Says("Jumlah foto", "Photos"), unit="1", required=True),
        Column("forward_due", "moment", Says("Batas diteruskan (UTC)", "To be forwarded by (UTC)")),
        Column("follow_due", "moment", Says("Batas ditindaklanjuti (UTC)", "To be followed up by (UTC)")),
        Column("forgotten", "moment", Says("Isi dihapus (UTC)", "Content deleted (UTC)")),
    ),
    crs=None,
)
