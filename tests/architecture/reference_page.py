"""Makes docs/reference.md from the code (`make docs`): commands, settings, errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import click

import geo.errors
import webmap.cli
from geo.errors import GeoError
from geo.settings import PREFIX, Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"


def commands(group: click.Group, path: str) -> Iterator[tuple[str, str]]:
    """Yield (words, help in English) of every command below a group."""
    with group.make_context(path, [], resilient_parsing=True) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            assert command is not None
            words = f"{path} {name}"
            if isinstance(command, click.Group):
                yield from commands(command, words)
                continue
            with command.make_context(words, [], resilient_parsing=True, max_content_width=100) as inner:
                yield words, command.get_help(inner)


def errors(base: type[GeoError] = GeoError) -> Iterator[type[GeoError]]:
    """Yield every way to fail that geo.errors names."""
    for kind in base.__subclasses__():
        if kind.__module__ == geo.errors.__name__:
            yield kind
        yield from errors(kind)


def page() -> str:
    """Return the page."""
    lines = [
        "# Reference",
        "",
        "Made from the code by `make docs`; do not edit.",
        "",
        "## Commands",
        "",
        "Exit code: 0 done, 1 nothing stored or computed (one sentence says what, where and how to mend it),",
        "2 a command line that cannot be understood, 130 stopped by Ctrl-C (nothing is stored by half).",
        "`--json` prints exactly one JSON document on stdout (`error` in it when refused); all else goes to stderr.",
        "",
    ]
    with mock.patch.dict(os.environ, {"PETARAWAN_LANG": "en"}), mock.patch("sys.argv", ["petarawan"]):
        for words, text in commands(webmap.cli.cli, "petarawan"):
            lines += [f"### {words}", "", "```", text.strip(), "```", ""]
    lines += [
        "## Settings",
        "",
        f"Defaults, then `petarawan.toml` (or the file that `{PREFIX}SETTINGS` names), then `{PREFIX}…`",
        "in the environment.",
        "An unknown key is refused.",
        "",
        "| key | variable | meaning | default |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "the user's data folder" if name == "store" else f"`{field.default}`"
        lines.append(f"| `{name}` | `{PREFIX}{name.upper()}` | {field.description} | {default} |")
    lines += ["", "## Errors", "", "| code | when | text (English) |", "|---|---|---|"]
    for kind in sorted(set(errors()), key=lambda kind: kind.code):
        when = (kind.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{kind.code}` | {when} | {kind.says.en.replace('|', '/')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
