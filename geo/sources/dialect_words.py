"""What the facts about how a file was read are called, on pages and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.languages import Says

DIALECT: Mapping[str, Says] = MappingProxyType(
    {
        "format": Says("Bentuk", "Form"),
        "packing": Says("Kemasan", "Packing"),
        "member": Says("Berkas di dalamnya", "File inside"),
        "encoding": Says("Pengodean huruf", "Character encoding"),
        "separator": Says("Pemisah kolom", "Separator"),
        "decimal": Says("Tanda desimal", "Decimal sign"),
        "header_line": Says("Baris judul", "Header line"),
        "sheet": Says("Lembar", "Sheet"),
        "layer": Says("Lapisan", "Layer"),
    }
)
