"""Commands and options whose help and errors exist in Indonesian and English (click knows one language only)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from geo.cli.usage import no_command
from geo.languages import LANGUAGES, Language, Says

_STORE = Says(
    "Alamat penyimpanan, misalnya sqlite:///jalur/petarawan.db", "Where the store is, e.g. sqlite:///path/petarawan.db"
)
_LANG = Says("Bahasa: id atau en", "Language: id or en")
_HELP = Says("Tampilkan bantuan ini.", "Show this help.")
_HEADINGS = {
    "Usage": Says("Cara pakai", "Usage"),
    "Options": Says("Opsi", "Options"),
    "Commands": Says("Perintah", "Commands"),
}
_EXTRAS = (("default: ", "bawaan: "), ("required", "wajib"))
_KINDS = ((" INTEGER RANGE", " INTEGER"), (" FLOAT RANGE", " NUMBER"), (" FLOAT", " NUMBER"))
_KINDS_ID = ((" INTEGER RANGE", " BILANGAN"), (" INTEGER", " BILANGAN"), (" FLOAT RANGE", " BILANGAN"),
             (" FLOAT", " BILANGAN"), (" TEXT", " TEKS"))  # fmt: skip
_USAGE_WORDS = (("[OPTIONS]", "[OPSI]"), ("COMMAND [ARGS]", "PERINTAH [ARGUMEN]"))


def spoken_language(arguments: Sequence[str] | None = None) -> Language:
    """Return the language before any parsing: `--lang` on the command line, else `PETARAWAN_LANG`, else Indonesian."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    found = os.environ.get("PETARAWAN_LANG", "id")
    for position, word in enumerate(words):
        if word == "--lang" and position + 1 < len(words):
            found = words[position + 1]
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    return found if found in LANGUAGES else "id"


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, param_decls: Sequence[str], says: Says, **more: Any) -> None:
        self.says = says
        super().__init__(param_decls, help=says.en, **more)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the help row in the reader's language."""
        language = spoken_language()
        self.help = self.says.text(language)
        row = super().get_help_record(ctx)
        if row is None:
            return row
        names = _replaced(row[0], _KINDS if language == "en" else _KINDS_ID)
        text, bracket, extra = row[1].rpartition("  [")
        if bracket and language == "id":
            return names, text + bracket + _replaced(extra, _EXTRAS)
        return names, row[1]


def _replaced(text: str, words: Sequence[tuple[str, str]]) -> str:
    """Put other words in the place of click's own."""
    for own, ours in words:
        text = text.replace(own, ours)
    return text


def option(*names: str, says: Says, **more: Any) -> Callable[[Any], Any]:
    """Declare an option with help in both languages (as `click.option`)."""
    return click.option(*names, cls=Option, says=says, **more)


json_option = option("--json", "as_json", says=Says("Satu dokumen JSON", "One JSON document"), is_flag=True)


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    if value is not None:
        ctx.ensure_object(dict)[param.name] = value
    return value


def _common() -> list[click.Option]:
    return [
        Option(["--store"], says=_STORE, callback=_remember, expose_value=False, metavar="URL"),
        Option(["--lang"], says=_LANG, callback=_remember, expose_value=False, type=click.Choice(LANGUAGES)),
    ]


class _Formatter(click.HelpFormatter):
    """Writes the headings of a help page in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        language = spoken_language()
        told = args if language == "en" else _replaced(args, _USAGE_WORDS)
        super().write_usage(prog, told, prefix or _HEADINGS["Usage"].text(language) + ": ")

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        says = _HEADINGS.get(heading)
        super().write_heading(says.text(spoken_language()) if says else heading)


class _Context(click.Context):
    formatter_class = _Formatter


class Verb(click.Command):
    """One command; takes `--store` and `--lang` like every other."""

    context_class = _Context

    def __init__(self, *args: Any, says: Says, **more: Any) -> None:
        self.says = says
        more["params"] = [*(more.get("params") or []), *_common()]
        super().__init__(*args, **more)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence in the reader's language."""
        return self.says.text(spoken_language()).split("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the reader's language."""
        formatter.write_paragraph()
        for paragraph in self.says.text(spoken_language()).split("\n"):
            formatter.write_text(paragraph)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with its help in the reader's language."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _HELP.text(spoken_language())
        return found


class Verbs(click.Group):
    """A group whose commands are loaded when they are asked for, so that `--help` stays quick."""

    context_class = _Context

    def __init__(self, *args: Any, says: Says, places: dict[str, str] | None = None, **more: Any) -> None:
        self.says = says
        self.places = places or {}
        more["params"] = [*(more.get("params") or []), *_common()]
        super().__init__(*args, **more)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names in the order in which they are used."""
        return [*self.places, *(name for name in self.commands if name not in self.places)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command from its module (`module:name`)."""
        if cmd_name in self.places:
            module, name = self.places[cmd_name].split(":")
            found: click.Command = getattr(import_module(module), name)
            return found
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the words name; an unknown one is refused in the reader's language."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(no_command(args[0]).text(spoken_language()))
        return super().resolve_command(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence in the reader's language."""
        return self.says.text(spoken_language()).split("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the reader's language."""
        formatter.write_paragraph()
        formatter.write_text(self.says.text(spoken_language()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with its help in the reader's language."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _HELP.text(spoken_language())
        return found
