"""What every command has at hand: settings, language, the store, and ways to say things."""

from __future__ import annotations

import functools
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from geo.languages import Language, Says
from geo.settings import Settings, load_settings

if TYPE_CHECKING:
    from geo.progress import Progress
    from geo.store.protocol import Store
    from geo.store.service.file import ServiceFile

_NOT_IN_TRAIL = Says(
    "Yang dikerjakan tetap berlaku; hanya catatannya ({action}) tidak masuk jejak audit: {problem}",
    "What was done stands; only its entry ({action}) is not in the audit trail: {problem}",
)


class Session:
    """One command's surroundings.

    Parameters
    ----------
    settings
        Read from file, environment and the command line.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.language: Language = settings.lang

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store for the length of a block."""
        from geo.store import open_store

        store = open_store(self.settings.store)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def service(self) -> Iterator[ServiceFile]:
        """Open the service file beside the store for the length of a block."""
        from geo.store.service.file import open_service

        with open_service(self.settings.store) as file:
            yield file

    @property
    def who(self) -> str:
        """Who gave the command, as the audit trail names them: the system's account, whatever USER claims."""
        try:
            import pwd
        except ImportError:  # Windows
            return f"cli:{getpass.getuser()}"
        try:
            return f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
        except KeyError:  # an account without a name, as in containers
            return f"cli:{os.getuid()}"

    def record(self, file: ServiceFile, action: str, what: str = "", /, **details: Any) -> None:
        """Append to the audit chain what somebody did at this computer's own command line."""
        from geo.store.service.audit import Audit

        now, who = self.settings.clock(), self.who
        Audit(file).add(action, now, who=who, role="host", agency=None, source="console", what=what, details=details)

    def trail(self, action: str, what: str = "", /, **details: Any) -> None:
        """Append to the audit chain what a command has done; it stands even when the chain cannot take its entry.

        Parameters
        ----------
        action
            `thing.verb`, as the web's rooms name it.
        what
            Id of what was touched.
        **details
            Plain values that explain it: no secret, no reason or description in somebody's own words.
        """
        from geo.errors import GeoError
        from geo.store.address import path_of

        if not path_of(self.settings.store).exists():
            return  # a backup practised or read on a computer that has no store
        try:
            with self.service() as file:
                self.record(file, action, what, **details)
        except GeoError as error:
            self.note(_NOT_IN_TRAIL, action=action, problem=Says(error.text("id"), error.text("en")))

    def text(self, says: Says, **params: Any) -> str:
        """Return a sentence in the user's language."""
        return says.text(self.language, params)

    def note(self, says: Says, **params: Any) -> None:
        """Write a sentence to stderr, where it disturbs no result."""
        click.echo(self.text(says, **params), err=True)

    def notes(self, notices: Iterable[Says]) -> list[dict[str, str]]:
        """Write sentences to stderr and return them as JSON."""
        told = list(notices)
        for notice in told:
            self.note(notice)
        return [notice.as_dict() for notice in told]

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Give a progress callback: a bar when stderr is a terminal, else silence."""
        from geo.progress import silent

        if not sys.stderr.isatty():
            yield silent
            return
        with click.progressbar(length=1000, file=sys.stderr, show_eta=False) as bar:
            done = 0

            def show(share: float, stage: Says) -> None:
                nonlocal done
                bar.label = self.text(stage)
                step = max(0, int(share * 1000) - done)
                done += step
                bar.update(step)

            yield show


def with_session(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand a `Session` to a command as its first argument."""

    @functools.wraps(command)
    @click.pass_context
    def wrapped(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        given = ctx.ensure_object(dict)
        settings = load_settings(store=given.get("store"), lang=given.get("lang"))
        return command(Session(settings), *args, **kwargs)

    return wrapped


def emit_json(document: Any) -> None:
    """Print exactly one JSON document on stdout; NaN and infinity are refused by construction."""
    click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False, default=_plain))


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return str(value)
