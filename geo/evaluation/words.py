"""Words of an evaluation in both languages: the ten collaborations, roles, measures, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.errors import ParameterError
from geo.languages import Says

COLLABORATIONS: Mapping[str, Says] = MappingProxyType(
    {
        "traffic": Says(
            "Keselamatan lalu lintas bersama Dinas Perhubungan", "Traffic safety with the transport department"
        ),
        "army": Says("Patroli bersama TNI di daerah rawan", "Joint patrols with the army"),
        "vital_objects": Says("Pengamanan objek vital bersama perusahaan", "Vital objects with companies"),
        "schools": Says("Penyuluhan bersama sekolah dan universitas", "Schools and universities"),
        "organised_crime": Says(
            "Kejahatan terorganisasi, narkotika, dan siber bersama BNN dan kementerian",
            "Organised crime, narcotics and cyber with BNN and the ministry",
        ),
        "community": Says("Pemolisian masyarakat bersama desa dan LSM", "Community policing with villages and NGOs"),
        "disaster": Says("Tanggap bencana bersama BPBD dan Basarnas", "Disaster response with BPBD and Basarnas"),
        "citizen_reports": Says("Laporan warga langsung ke kepolisian", "Citizen reporting straight to the police"),
        "evaluation": Says("Evaluasi berkala kerja sama", "Evaluation of collaborations at fixed periods"),
        "awareness": Says("Kesadaran masyarakat melalui peta umum", "Public awareness through the public map"),
    }
)
DECIDES: Mapping[str, Says] = MappingProxyType(
    {
        "total": Says("zona dan sabuk bersama", "zones and ring together"),
        "local": Says("zona saja", "the zones alone"),
    }
)
ROLE_WORDS: Mapping[str, Says] = MappingProxyType(
    {
        "treated": Says("Zona patroli bersama", "Joint zones"),
        "ring": Says("Sabuk di sekelilingnya", "Ring around them"),
        "control": Says("Daerah pembanding", "Control areas"),
    }
)
MEASURE_WORDS: Mapping[str, Says] = MappingProxyType(
    {
        "local": Says("Di zona", "In the zones"),
        "displacement": Says("Di sabuk (perpindahan)", "In the ring (moved)"),
        "total": Says("Jumlah keduanya", "Both together"),
    }
)
SCALES: Mapping[str, Says] = MappingProxyType(
    {
        "equal": Says("daerah dibandingkan satu lawan satu", "areas are compared one to one"),
        "area": Says("pembanding diskalakan menurut luas", "controls are scaled by area"),
        "earlier": Says(
            "pembanding diskalakan menurut jumlah kejadian pada periode terdahulu",
            "controls are scaled by the incidents of earlier periods",
        ),
    }
)
SELECTIONS: Mapping[str, Says] = MappingProxyType(
    {
        "count": Says(
            "zona dipilih karena jumlah kejadiannya tinggi pada periode sebelum",
            "zones were chosen because their count was high in the period before",
        ),
        "earlier": Says(
            "zona dipilih dari data yang lebih lama daripada periode sebelum",
            "zones were chosen from data older than the period before",
        ),
        "drawn": Says("zona diundi", "zones were drawn by lot"),
        "other": Says("zona dipilih dengan alasan lain", "zones were chosen for other reasons"),
    }
)
REST_OF_REGION = Says("Wilayah selebihnya", "Rest of the region")
_UNKNOWN = Says("{code} tidak dikenal; yang ada: {known}.", "{code} is unknown; known: {known}.")


def title_of(collaboration: str) -> Says:
    """Return the title of a collaboration by its code.

    Raises
    ------
    ParameterError
        When there is no such code; the text lists those that are.
    """
    require_known("collaboration", collaboration, COLLABORATIONS)
    return COLLABORATIONS[collaboration]


def require_known(name: str, code: str, known: Mapping[str, Says]) -> None:
    """Refuse a code that is not among the known ones.

    Raises
    ------
    ParameterError
        When it is not; the text lists those that are.
    """
    if code not in known:
        raise ParameterError(name=name, problem=_UNKNOWN.filled(code=str(code)[:60], known=list(known)))
