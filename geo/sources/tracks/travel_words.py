"""Which means of travel a file's own word for it means."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDS = {
    "foot": "foot walk walking hike hiking running jalan_kaki berjalan kaki pie caminata pedestrian",
    "road": "road vehicle car truck motorcycle motorbike motor mobil kendaraan driving roda truk jip sepeda_motor",
    "river": "river boat ship canoe kayak speedboat perahu kapal sungai sampan klotok ketek jukung longboat marine "
    "perahu_motor kapal_motor motor_boat",
    "track": "track atv quad bicycle cycling bike sepeda trail offroad setapak",
}
_MODE = {word: mode for mode, words in _WORDS.items() for word in words.split()}


def mode_of(text: str | None) -> str | None:
    """Return `road`, `track`, `river` or `foot`, or None for a word that means none of them or several."""
    if not text:
        return None
    words = re.findall(r"[a-z]+", text.lower())
    pairs = ["_".join(pair) for pair in pairwise(words)]
    found = {_MODE[word] for word in pairs if word in _MODE} or {_MODE[word] for word in words if word in _MODE}
    return found.pop() if len(found) == 1 else None
