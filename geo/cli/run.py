"""Runs a command line so that no user meets a traceback: refusals become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from geo.cli.bilingual import spoken_language
from geo.cli.session import emit_json
from geo.cli.usage import as_typed, usage_says
from geo.errors import GeoError, ParameterError
from geo.languages import Language, Says

_STOPPED = Says("Dihentikan; tidak ada yang disimpan setengah.", "Stopped; nothing was stored by half.")
_UNEXPECTED = Says(
    "Kesalahan program ({name}). Rinciannya ada di {log}; laporkan berkas itu kepada pengelola.",
    "A fault of the program ({name}). Details are in {log}; report that file to the maintainers.",
)


def keep_compiled_kernels() -> None:
    """Give numba a private folder for compiled kernels; without one a read-only installation fails at import."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "petarawan" / "kernels"
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        base = Path(tempfile.mkdtemp(prefix="petarawan-kernels-"))
    os.environ["NUMBA_CACHE_DIR"] = str(base)


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 nothing done, 2 bad usage, 130 stopped by the user.

    Parameters
    ----------
    command
        The root of the commands.
    arguments
        Words after the program's name; by default the process's own.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = spoken_language(words)
    keep_compiled_kernels()
    try:
        answer = command.main(args=words, prog_name="petarawan", standalone_mode=False)
    except ParameterError as error:
        named = as_typed(str(error.params["name"]), command, words)
        typed = ParameterError(error.proposal, **{**error.params, "name": named})
        return _refuse(typed, language, as_json="--json" in words)
    except GeoError as error:
        return _refuse(error, language, as_json="--json" in words)
    except click.UsageError as error:
        return _misused(usage_says(error, command, words), language, as_json="--json" in words)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_STOPPED.text(language), err=True)
        return 130
    except Exception as error:  # noqa: BLE001 - the last net: no user meets a traceback
        return _unexpected(error, language, as_json="--json" in words)
    return answer if isinstance(answer, int) else 0


def _refuse(error: GeoError, language: Language, *, as_json: bool) -> int:
    click.echo(error.text(language) + _proposed(error, language), err=True)
    if as_json:
        document: dict[str, object] = {"error": error.as_dict()}
        if error.proposal is not None:
            document["proposal"] = error.proposal
        emit_json(document)
    return 1


def _proposed(error: GeoError, language: Language) -> str:
    """Return with which options to repeat the command, unless the refusal says so itself."""
    if error.proposal is None:
        return ""
    from geo.cli.import_files import PROPOSAL, options_of

    options = options_of(error.proposal)
    if options.partition(" ")[0] in error.text(language):
        return ""
    return ("" if error.text(language).endswith(".") else ".") + PROPOSAL.text(language, {"options": options})


def _misused(says: Says, language: Language, *, as_json: bool) -> int:
    click.echo(says.text(language), err=True)
    if as_json:
        emit_json({"error": {"code": "usage", **says.as_dict()}})
    return 2


def _unexpected(error: Exception, language: Language, *, as_json: bool) -> int:
    with tempfile.NamedTemporaryFile("w", prefix="petarawan-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    params = {"name": type(error).__name__, "log": file.name}
    click.echo(_UNEXPECTED.text(language, params), err=True)
    if as_json:
        told = {"code": "unexpected", "id": _UNEXPECTED.text("id", params), "en": _UNEXPECTED.text("en", params)}
        emit_json({"error": told})
    return 1
