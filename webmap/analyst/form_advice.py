"""Advice on an import that is written for the command line, said in the words of the preview."""

from __future__ import annotations

import re

from geo.languages import Says
from webmap.analyst.data_words import CHOICE_NAMES, CHOICES, FIELDS
from webmap.languages import in_words
from webmap.services import services
from webmap.wording import kind_name

_MAPPING = re.compile(r'(?:isi|tulis|put) (\w+) = "(\w*)" (?:dalam pemetaan|into the mapping)')
_KIND = re.compile(r"(?<=menjadi |.become )[A-Z][A-Z0-9_]+\b")
_CHOOSE = Says("pilih “{name}: {value}” di pratinjau", "choose “{name}: {value}” in the preview")
_LEAVE = Says("kosongkan “{name}” di pratinjau", "leave “{name}” empty in the preview")


def in_preview_words(text: str) -> str:
    """Return an import's sentence with the preview's fields in place of the mapping file, and kinds by their names."""
    return _KIND.sub(_kind, _MAPPING.sub(_field, text))


def _field(found: re.Match[str]) -> str:
    name = CHOICE_NAMES.get(found[1]) or FIELDS.get(found[1])
    if name is None:
        return found[0]
    value = CHOICES.get(found[1], {}).get(found[2], Says(found[2], found[2]))
    says = _CHOOSE if found[2] else _LEAVE
    return in_words(says).format(name=in_words(name), value=in_words(value))


def _kind(found: re.Match[str]) -> str:
    region = services().region()
    return f"“{kind_name(region, found[0])}”" if found[0] in set(region.kinds["code"]) else found[0]
