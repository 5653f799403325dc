"""Publishes what is due, in a process of its own: each hour and after an agreement changed; and counts embeds' use."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time

from geo.errors import GeoError
from geo.languages import Says
from geo.settings import Settings, load_settings

EVERY_SECONDS = 3600.0
CHANGED_SECONDS = 10.0  # how often is asked whether an agreement was made or changed
_TOO_LONG = Says(
    "Putaran rilis dihentikan setelah {minutes} menit. Jalankan petarawan release make di server, atau buat perjanjian "
    "lebih serupa (jenis, sel dan catatan yang sama).",
    "The round of releases was stopped after {minutes} minutes. Run petarawan release make on the server, or make "
    "agreements more alike (the same kinds, cells and records).",
)
log = logging.getLogger("petarawan.releasing")


class Releasing:
    """Looks at its first call, once an hour, and soon after an agreement changed, whether a release is due.

    Parameters
    ----------
    settings
        Store, clock, and the time limit of one analysis, which is that of one round too.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._next = 0.0
        self._ask = 0.0
        self._version = -1
        self._began = 0.0
        self._child: subprocess.Popen[bytes] | None = None

    def look(self) -> bool:
        """Have made what is due, unless nothing can have become due since; return whether a child was started.

        The worker calls it again and again while no run waits, and never waits for the child itself. A store that
        fails for a moment is looked at again in an hour.
        """
        if self._child is not None and not self._has_ended(self._child):
            return False
        if time.monotonic() < self._next and not self._changed():
            return False
        self._next = time.monotonic() + EVERY_SECONDS
        try:
            due = _is_due(self.settings)
            self._version = _version(self.settings)
        except GeoError as error:
            log.warning("releases: %s", error.text("en"))
            return False
        if due:
            self._began = time.monotonic()
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, the store's address alone
                [sys.executable, "-m", "webmap.jobs.releasing", self.settings.store],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        return due

    def end(self) -> None:
        """Kill the child, if there is one: a release is published whole or not at all."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
            self._child = None

    def _changed(self) -> bool:
        """Whether an agreement was made or changed since the last look; asked only now and then."""
        if time.monotonic() < self._ask:
            return False
        self._ask = time.monotonic() + CHANGED_SECONDS
        try:
            return _version(self.settings) != self._version
        except GeoError:
            return False  # the hourly look says what is wrong

    def _has_ended(self, child: subprocess.Popen[bytes]) -> bool:
        if child.poll() is None:
            if time.monotonic() - self._began <= self.settings.run_seconds:
                return False
            _tell_stopped(self.settings)
        self.end()
        return True


def _tell_stopped(settings: Settings) -> None:
    """Say in the rooms and in the log that a round took too long; what it had published stays."""
    from geo.store.service.file import open_service
    from geo.store.service.refusals import Refusal, Refusals

    why = _TOO_LONG.filled(minutes=round(settings.run_seconds / 60))
    log.warning("releases: %s", why.en)
    with contextlib.suppress(GeoError), open_service(settings.store) as service:
        Refusals(service).note([Refusal("", "", restated=False, why=why)], settings.clock())


def _version(settings: Settings) -> int:
    from geo.store.service.agreements import Agreements
    from geo.store.service.file import open_service

    with open_service(settings.store) as service:
        return Agreements(service).version()


def _is_due(settings: Settings) -> bool:
    from geo.pipelines.release import is_due
    from geo.store import open_store
    from geo.store.service.file import open_service
    from webmap.embed_uses import tell_hours

    store = open_store(settings.store)
    try:
        with open_service(settings.store) as service:
            tell_hours(service, settings.clock())
            return is_due(store, service, settings.clock())
    finally:
        store.close()


def main() -> int:
    """Run `python -m webmap.jobs.releasing STORE`; the exit code is 0 when everything due is published."""
    from geo.pipelines.release import make_due
    from geo.store import open_store
    from geo.store.service.audit import Audit
    from geo.store.service.file import open_service

    settings = load_settings(store=sys.argv[1])
    try:
        store = open_store(settings.store)
        try:
            with open_service(settings.store) as service:
                made = make_due(store, service, settings)
                for head in made.published:
                    told = {"agreement": head.agreement_id, "period": head.period, "digest": head.digest}
                    Audit(service).add(
                        "release.published", settings.clock(), who="petarawan", role="system", agency=None,
                        source="worker", what=head.release_id, details=told,
                    )  # fmt: skip
        finally:
            store.close()
    except GeoError as error:
        log.warning("releases: %s", error.text("en"))
        return 1
    for one in made.refused:
        log.warning("release of %s for %s was not made: %s", one.agreement_id, one.period, one.why.en)
    return 0


if __name__ == "__main__":
    sys.exit(main())
