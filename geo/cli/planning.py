"""Options that planning zones and planning routes have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from geo.cli.bilingual import option
from geo.languages import Says

SEASONS = ("dry", "wet")


def planning_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --param, --without, --season, --straight, --seconds and --seed (parameter `params` for the first)."""
    for names, says, more in (
        (
            ("--seed",),
            Says("Benih acak", "Random seed"),
            {"type": click.IntRange(0, 2**31 - 1), "default": 0, "show_default": True},
        ),
        (
            ("--seconds",),
            Says("Batas waktu hitung, detik", "Time limit of the solver, seconds"),
            {"type": click.FloatRange(1, 600), "default": 10.0, "show_default": True},
        ),
        (("--straight",), Says("Abaikan jaringan jalan", "Leave the network aside"), {"is_flag": True}),
        (
            ("--season",),
            Says("Musim: dry (kemarau) atau wet (hujan)", "Season: dry or wet"),
            {"type": click.Choice(SEASONS), "default": "dry", "show_default": True},
        ),
        (
            ("--without",),
            Says("Kesatuan yang tidak dapat pergi; boleh berulang", "Unit that cannot go; may be repeated"),
            {"multiple": True, "metavar": "UNIT"},
        ),
        (
            ("--param", "params"),
            Says("nama=nilai; boleh berulang", "name=value; may be repeated"),
            {"multiple": True, "metavar": "NAME=VALUE"},
        ),
    ):
        command = option(*names, says=says, **more)(command)
    return command
