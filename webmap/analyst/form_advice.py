"""Advice that is written for the command line, said in the words of this room's forms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.languages import Says
from webmap.analyst.data_words import CHOICE_NAMES, CHOICES, FIELDS
from webmap.languages import in_words, t
from webmap.services import services
from webmap.wording import kind_name

_LAYER = re.compile(r"--(mask|exposure|network) ([\w:-]+)")
_MAPPING = re.compile(r'(?:isi|tulis|put) (\w+) = "(\w*)" (?:dalam pemetaan|into the mapping)')
_KIND = re.compile(r"(?<=menjadi |.become )[A-Z][A-Z0-9_]+\b")
_LAYERS: Mapping[str, str] = {"mask": "an_mask", "exposure": "an_exposure", "network": "an_network"}
_CHOOSE = Says("pilih “{name}: {value}” di pratinjau", "choose “{name}: {value}” in the preview")
_LEAVE = Says("kosongkan “{name}” di pratinjau", "leave “{name}” empty in the preview")


def in_form_words(text: str) -> str:
    """Return a run's notice with the form's fields in place of options: `--mask waters` names field and value."""
    return _LAYER.sub(lambda found: f"“{t(_LAYERS[found[1]])}: {found[2]}”", text)


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
