"""Why analyses leave an incident out: the reasons' codes and what each is called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.languages import Says

LEFT_OUT: Mapping[str, Says] = MappingProxyType(
    {
        "same_event": Says("piksel satelit dari kejadian yang sama", "satellite pixels of the same event"),
        "not_vegetation_fire": Says("bukan kebakaran vegetasi", "not a vegetation fire"),
        "volcano": Says("gunung api", "volcano"),
        "static_source": Says("sumber panas tetap", "static heat source"),
        "offshore": Says("lepas pantai", "offshore"),
        "rejected": Says("ditolak", "rejected"),
        "unverified_report": Says("laporan warga yang belum diverifikasi", "citizens' reports not yet verified"),
        "outside_study_area": Says("di luar wilayah kajian", "outside the study area"),
        "never_mapped": Says("jenis yang tidak pernah dipetakan", "kinds that are never mapped"),
        "masked": Says("di daerah yang tidak dihitung", "in ground that does not count"),
        "audience": Says(
            "tidak dibagikan kepada semua penerima analisis ini", "not shared with all readers of this run"
        ),
        "unknown_time": Says("waktunya tidak diketahui", "time unknown"),
        "stacked": Says("menumpuk di satu titik", "stacked on one point"),
        # Of a file that is analysed without a store.
        "duplicate": Says("kembar", "duplicates"),
        "filtered": Says("tidak dipilih", "not chosen"),
    }
)
