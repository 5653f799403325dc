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
CURES_CUT_SHORT = Notice(
    "cures_cut_short",
    Says(
        "Tidak semua cara menutup kekurangan sempat dicoba; waktu yang lebih lama dapat menemukannya.",
        "Not every way to mend the unmet rules was tried; more time may find them.",
    ),
)
FEEDBACK_CUT_SHORT = Notice(
    "feedback_cut_short",
    Says(
        "Penataan ulang zona menurut mandat dihentikan batas waktu.",
        "Redrawing zones after their mandates was stopped by the time limit.",
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


_HOTSPOT_FAULTS = {
    "without_shape": Says(
        "Titik rawan tanpa bentuk ditinggalkan: {ids}. Hitung ulang titik rawannya.",
        "Hotspots without a shape were left out: {ids}. Compute those hotspots again.",
    ),
    "stands_twice": Says(
        "Nomor titik rawan berulang: {ids}. Yang bobotnya terbesar dipakai, yang lain ditinggalkan.",
        "Hotspot ids that stand twice: {ids}. The one of greatest harm is used, the others were left out.",
    ),
}
_UNIT_FAULTS = {
    "unit_stands_twice": Says(
        "Nomor kesatuan berulang: {ids}. Yang pertama dipakai; beri nomor sendiri pada yang lain di agencies.toml.",
        "Unit ids that stand twice: {ids}. The first is used; give the others ids of their own in agencies.toml.",
    ),
    "unit_without_base": Says(
        "Kesatuan tanpa pangkalan ditinggalkan: {ids}. Isi base di agencies.toml.",
        "Units without a base were left out: {ids}. Fill in base in agencies.toml.",
    ),
    "unit_without_minutes": Says(
        "Kesatuan dengan giliran jaga 0 menit ditinggalkan: {ids}. Isi shift_min di agencies.toml.",
        "Units with a shift of 0 minutes were left out: {ids}. Fill in shift_min in agencies.toml.",
    ),
    "unit_without_agency": Says(
        "Kesatuan yang instansinya tidak dikenal ditinggalkan: {ids}. Perbaiki agency di agencies.toml.",
        "Units of an unknown agency were left out: {ids}. Mend agency in agencies.toml.",
    ),
    "unit_off_network": Says(
        "Kesatuan yang pangkalannya di luar jaringan ditinggalkan: {ids}. Pindahkan pangkalan ke jalan atau dermaga, "
        "perbesar batas jarak ke jaringan, atau ganti alat angkutnya.",
        "Units whose base lies off the network were left out: {ids}. Move the base to a road or jetty, raise the limit "
        "of distance to the network, or change the means of travel.",
    ),
    "base_outside_region": Says(
        "Pangkalan di luar batas wilayah: {ids}. Tetap dipakai; periksa koordinatnya.",
        "Bases outside the region: {ids}. They are used as they are; check their coordinates.",
    ),
    "unit_unknown": Says(
        "Kesatuan yang diminta ditinggalkan tidak ada: {ids}.",
        "Units asked to be left out that do not exist: {ids}.",
    ),
    "agency_stands_twice": Says(
        "Kode instansi berulang: {ids}. Yang pertama dipakai.",
        "Agency codes that stand twice: {ids}. The first is used.",
    ),
}


def hotspot_left_out(code: str, ids: list[str]) -> Notice:
    """Say which hotspots were left out and why (`without_shape` or `stands_twice`)."""
    return Notice(f"hotspot_{code}", _HOTSPOT_FAULTS[code].filled(ids=_few(ids)))


def about_units(code: str, ids: list[str]) -> Notice:
    """Say which units or agencies are odd, and how to mend it."""
    return Notice(code, _UNIT_FAULTS[code].filled(ids=_few(ids)))


def no_lawful_lead(kinds: list[Says], harm: float) -> Notice:
    """Say for which kinds no available crew's agency may lead anywhere on some of the harm."""
    text = Says(
        "Bobot {harm} tidak dapat dipimpin secara sah oleh regu mana pun yang tersedia ({kinds}): perlu mandat, "
        "perjanjian, atau regu lain.",
        "No available crew may lawfully lead on harm {harm} ({kinds}): a mandate, an agreement or another crew is "
        "needed.",
    )
    listed = Says(", ".join(kind.id for kind in kinds), ", ".join(kind.en for kind in kinds))
    return Notice("no_lawful_lead", text.filled(harm=round(harm, 1), kinds=listed.in_brackets()))


def in_pieces(pieces: int, alone: list[str]) -> Notice:
    """Say that passable links leave the hotspots in several parts, and name those of all parts but the largest."""
    text = Says(
        "Jalan dan sungai yang dapat dilalui regu membagi titik rawan menjadi {pieces} bagian; terpisah: {ids}.",
        "What crews can pass leaves the hotspots in {pieces} parts; apart are: {ids}.",
    )
    return Notice("in_pieces", text.filled(pieces=pieces, ids=_few(alone)))


def off_every_network(ids: list[str]) -> Notice:
    """Name hotspots that no network of an available crew comes near."""
    text = Says(
        "Titik rawan yang jauh dari jaringan semua regu yang tersedia: {ids}. Perbesar batas jarak ke jaringan atau "
        "lengkapi jaringannya.",
        "Hotspots far from the networks of all available crews: {ids}. Raise the limit of distance to the network or "
        "complete it.",
    )
    return Notice("hotspots_off_network", text.filled(ids=_few(ids)))


def _few(ids: list[str]) -> list[str]:
    return ids if len(ids) <= 8 else [*ids[:8], f"… ({len(ids)})"]
