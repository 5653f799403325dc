"""What the user should know about a proposal: a code and a sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.agencies.region import Region
from geo.languages import Says


@dataclass(frozen=True)
class Notice:
    """Something the user should know about a proposal."""

    code: str
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "id", "en"}`."""
        return {"code": self.code, **self.says.as_dict()}


NO_HOTSPOTS = Notice(
    "no_hotspots",
    Says("Tidak ada titik rawan, jadi tidak ada zona.", "There are no hotspots, so there are no zones."),
)
NO_AGENCIES = Notice(
    "no_agencies",
    Says(
        "Wilayah ini belum punya instansi: zona dibuat tanpa pemimpin. Isi agencies.toml pada paket wilayah.",
        "This region has no agencies yet: zones have no lead. Fill in agencies.toml of the region pack.",
    ),
)
NO_UNITS = Notice(
    "no_units",
    Says(
        "Tidak ada regu yang tersedia: zona dibuat tanpa penugasan.",
        "No crew is available: zones are made with nobody assigned.",
    ),
)
SEARCH_CUT_SHORT = Notice(
    "search_cut_short",
    Says(
        "Pencarian zona dihentikan oleh batas waktu; waktu yang lebih lama dapat memberi zona yang lebih baik.",
        "The search for zones was stopped by its time limit; more time may give better zones.",
    ),
)
PROOF_CUT_SHORT = Notice(
    "proof_cut_short",
    Says(
        "Bukti bahwa zona ini terbaik dihentikan batas waktu; waktu tambahan dapat membuktikan atau memperbaikinya.",
        "The proof that these zones are best was stopped by its time limit; more time may prove or improve them.",
    ),
)
STAFFING_UNPROVEN = Notice(
    "staffing_unproven",
    Says(
        "Penugasan regu belum terbukti yang terbaik dalam waktu yang diberikan.",
        "The assignment of crews is not proven to be the best within the time given.",
    ),
)


def fewer_zones(asked: int, zones: int) -> Notice:
    """Say that fewer zones were made than asked for."""
    text = Says(
        "Diminta {asked} zona, tetapi titik rawan hanya cukup untuk {zones}.",
        "{asked} zones were asked for, but the hotspots are enough for {zones} only.",
    )
    return Notice("fewer_zones", text.filled(asked=asked, zones=zones))


def about_region(region: Region) -> list[Notice]:
    """Say what a region lacks for staffing zones."""
    if not region.agencies:
        return [NO_AGENCIES]
    return [] if any(unit.available for unit in region.units) else [NO_UNITS]
