"""The means of travel of a crew."""

from __future__ import annotations

from typing import Literal, get_args

Mode = Literal["road", "track", "river", "foot"]
MODES: tuple[Mode, ...] = get_args(Mode)
