"""Says in the reader's language what is wrong with a command line; click itself says it in English only."""

from __future__ import annotations

from collections.abc import Sequence

import click

from geo.languages import Says

_NO_COMMAND = Says("Tidak ada perintah {name}.", "There is no command {name}.")
_NO_OPTION = Says("Tidak ada opsi {name}.", "There is no option {name}.")
_MISSING = Says("{name} harus diisi.", "{name} is required.")
_NEEDS_VALUE = Says("{name} memerlukan nilai.", "{name} needs a value.")
_TAKES_NONE = Says("{name} tidak memakai nilai.", "{name} takes no value.")
_TOO_MANY = Says("Kata yang tidak dikenal: {words}.", "Words that are not understood: {words}.")
_NOT_VALID = Says("{name} tidak sah: {expected}.", "{name} is not valid: {expected}.")
_ONE_OF = Says("harus salah satu dari {known}", "must be one of {known}")
_WHOLE = Says("harus bilangan bulat{bounds}", "must be a whole number{bounds}")
_NUMBER = Says("harus bilangan{bounds} (desimal dengan titik)", "must be a number{bounds}")
_BETWEEN = Says(" dari {low} sampai {high}", " from {low} to {high}")
_AT_LEAST = Says(", paling kecil {low}", ", at least {low}")
_AT_MOST = Says(", paling besar {high}", ", at most {high}")
_FOLDER = Says("folder itu tidak ada, atau bukan folder", "there is no such folder, or it is none")
_BEFORE = ("--store", "--lang")  # they have a value, and may stand before the verb
_UNREADABLE = Says("tidak boleh dibaca; periksa izinnya", "it may not be read; check its permissions")
_SEE = Says("{what} Lihat: {where} --help", "{what} See: {where} --help")


def usage_says(error: click.UsageError, command: click.Command, words: Sequence[str]) -> Says:
    """Return what is wrong with a command line, and where its help is.

    Parameters
    ----------
    error
        What click refused.
    command
        The root of the commands.
    words
        The command line after the program's name.
    """
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Says(error.format_message(), error.format_message())
    where = error.ctx.command_path if error.ctx else _path(command, words)
    return _SEE.filled(what=_what(error), where=where)


def as_typed(name: str, command: click.Command, words: Sequence[str]) -> str:
    """Return a parameter's name as it is typed: `--days` for `window_days`; any other name stays as it is.

    Parameters
    ----------
    name
        The name by which a refusal calls the parameter.
    command, words
        The root of the commands, and the command line after the program's name.
    """
    found = _command(command, words)[0]
    for param in found.params:
        if param.name == name:
            return param.human_readable_name if isinstance(param, click.Argument) else str(param.opts[-1])
    return name


def no_command(name: str) -> Says:
    """Return the refusal of a command that does not exist."""
    return _NO_COMMAND.filled(name=name)


def _what(error: click.UsageError) -> Says:
    name = _name(error)
    if isinstance(error, click.NoSuchOption):
        return _NO_OPTION.filled(name=name)
    if isinstance(error, click.MissingParameter):
        return _MISSING.filled(name=name)
    if isinstance(error, click.BadOptionUsage):
        return (_TAKES_NONE if "does not take" in error.message else _NEEDS_VALUE).filled(name=name)
    if isinstance(error, click.BadParameter):
        expected = _expected(error.param.type if error.param is not None else None, error.message)
        return _NOT_VALID.filled(name=name, expected=expected or Says(error.message, error.message))
    if error.message.startswith("Got unexpected extra argument"):
        return _TOO_MANY.filled(words=error.message.partition("(")[2].rstrip(")"))
    return Says(error.message, error.message)


def _name(error: click.UsageError) -> str:
    given = getattr(error, "option_name", None)
    param = getattr(error, "param", None)
    if given is not None or param is None:
        return given or "?"
    return param.human_readable_name if isinstance(param, click.Argument) else "/".join(param.opts)


def _expected(kind: object, message: str) -> Says | None:
    """Return what a parameter of this type takes, or None when only click's own words say it."""
    if isinstance(kind, click.Choice):
        return _ONE_OF.filled(known=[str(one) for one in kind.choices])
    if isinstance(kind, click.IntRange | click.FloatRange):
        return (_WHOLE if isinstance(kind, click.IntRange) else _NUMBER).filled(bounds=_bounds(kind.min, kind.max))
    if kind is click.INT or kind is click.FLOAT:
        return (_WHOLE if kind is click.INT else _NUMBER).filled(bounds="")
    if isinstance(kind, click.Path) and message.endswith("is not readable."):
        return _UNREADABLE
    if isinstance(kind, click.Path) and not kind.file_okay:
        return _FOLDER
    return None


def _bounds(low: float | None, high: float | None) -> Says:
    if low is not None and high is not None:
        return _BETWEEN.filled(low=low, high=high)
    if low is not None:
        return _AT_LEAST.filled(low=low)
    return _AT_MOST.filled(high=high) if high is not None else Says("", "")


def _path(command: click.Command, words: Sequence[str]) -> str:
    """Return the words that name a command: `petarawan hotspots` of `hotspots --kind`."""
    return " ".join(_command(command, words)[1])


def _command(command: click.Command, words: Sequence[str]) -> tuple[click.Command, list[str]]:
    """Return the command that the words name, and these words."""
    found, ctx, skip = ["petarawan"], click.Context(command), False
    for word in words:
        if skip or word in _BEFORE or word.startswith("-"):
            skip = not skip and word in _BEFORE
            continue
        inner = command.get_command(ctx, word) if isinstance(command, click.Group) else None
        if inner is None:
            break
        found.append(word)
        command = inner
    return command, found
