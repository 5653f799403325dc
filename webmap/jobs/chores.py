"""The service's own chores (backup, restore drill, deletion): each in a child process, daily or when asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from geo.errors import GeoError
from geo.languages import Says
from geo.settings import Settings
from geo.store.service.file import ServiceFile, open_service
from geo.store.service.upkeep import Upkeep

BACKUP, DRILL, RETENTION = "backup", "drill", "retention"
CHORES = (BACKUP, DRILL, RETENTION)
DAILY = timedelta(hours=24)
DRILL_EVERY = timedelta(days=30)
RETRY = timedelta(hours=1)
SERVICE = ("service", "service")  # who, role: nobody in person
_BEAT_SECONDS = 5.0
_LOOK_SECONDS = 15.0
log = logging.getLogger("petarawan.chores")
_ENDED = Says("proses berakhir dengan kode {code}", "the process ended with code {code}")


def start(
    settings: Settings, service: ServiceFile, chore: str, *, who: str, role: str
) -> subprocess.Popen[bytes] | None:
    """Start a chore in a process of its own; None when it is at work already.

    Parameters
    ----------
    settings
        Handed to the child as they are, wherever they came from.
    service
        The service file, in which the chore is noted as begun.
    chore
        `backup`, `drill` or `retention`.
    who, role
        Who asked for it; `SERVICE` for the timer.
    """
    if not Upkeep(service).begin(chore, settings.clock()):
        return None
    child = subprocess.Popen(
        [sys.executable, "-m", "webmap.jobs.chores"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdin is not None
    order = {"chore": chore, "who": who, "role": role, "settings": settings.model_dump(mode="json")}
    child.stdin.write(json.dumps(order).encode())
    child.stdin.close()
    # Nobody waits for it: a thread takes its end, so that it leaves no zombie.
    threading.Thread(target=_await, args=(child, service, settings, chore), name=f"chore-{chore}", daemon=True).start()
    return child


def do(settings: Settings, service: ServiceFile, chore: str, *, who: str, role: str) -> dict[str, Any]:
    """Do a chore in this process and note how it ended; the answer is what is noted, with `good`."""
    from webmap.jobs import backups, retention

    upkeep, ended = Upkeep(service), threading.Event()
    beat = threading.Thread(target=_beat, args=(service, settings, chore, ended), daemon=True)
    beat.start()

    def progress(share: float, step: Says) -> None:
        upkeep.beat(chore, settings.clock(), share)

    by = {"who": who, "role": role}
    try:
        if chore == BACKUP:
            told = backups.back_up(settings, service, settings.clock(), progress, **by)
        elif chore == DRILL:
            told = backups.practise(settings, service, settings.clock(), progress, **by)
        else:
            told = {"good": True, "counts": retention.retire(settings, service, settings.clock(), **by)}
    except GeoError as error:
        told = {"good": False, "problem": {"id": error.text("id"), "en": error.text("en")}}
    finally:
        ended.set()
        beat.join(timeout=_BEAT_SECONDS)
    upkeep.end(chore, settings.clock(), good=bool(told["good"]), told=told)
    return told


class Timer:
    """What the worker's loop calls again and again: signs of life, and the chores whose time has come.

    Parameters
    ----------
    settings
        Clock, store, backup folder.
    service
        The service file.
    """

    def __init__(self, settings: Settings, service: ServiceFile) -> None:
        self.settings = settings
        self.service = service
        self._looked = float("-inf")

    def tick(self) -> list[str]:
        """Beat, and start what is due; at most every 15 s, so it may be called as often as one likes."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return []
        self._looked = time.monotonic()
        now = self.settings.clock()
        Upkeep(self.service).worker_beats(now)
        who, role = SERVICE
        return [
            chore
            for chore in due_chores(self.settings, self.service, now)
            if start(self.settings, self.service, chore, who=who, role=role) is not None
        ]


def keep_ticking(settings: Settings, stopping: threading.Event) -> None:
    """Tick in a thread of one's own, so that the worker gives signs of life while a long run is at work.

    Parameters
    ----------
    settings
        Of the worker.
    stopping
        Ends it.
    """
    while not stopping.is_set():
        try:
            with open_service(settings.store) as service:
                timer = Timer(settings, service)
                while not stopping.is_set():
                    timer.tick()
                    stopping.wait(1.0)
        except (GeoError, OSError) as error:  # OSError: no process could be started; the next look tries again
            code, told = (error.code, error.text("en")) if isinstance(error, GeoError) else ("system", str(error))
            log.error("%s: %s", code, told)
            stopping.wait(_LOOK_SECONDS)


def due_chores(settings: Settings, service: ServiceFile, now: datetime) -> list[str]:
    """Return the chores whose time has come: deletion and backup daily, a drill every 30 days, failures hourly."""
    every = {RETENTION: DAILY, BACKUP: DAILY, DRILL: DRILL_EVERY}
    if not settings.backup_dir:
        del every[BACKUP], every[DRILL]
    found = []
    for chore, period in every.items():
        last = Upkeep(service).get(chore)
        if last is not None and (last.running(now) or (last.ended is not None and now - last.ended < RETRY)):
            continue
        if chore == DRILL and not _has_backup(service):
            continue
        if last is None or last.good is None or now - last.good >= period:
            found.append(chore)
    return found


def _has_backup(service: ServiceFile) -> bool:
    made = Upkeep(service).get(BACKUP)
    return made is not None and made.good is not None


def _beat(service: ServiceFile, settings: Settings, chore: str, ended: threading.Event) -> None:
    while not ended.wait(_BEAT_SECONDS):
        Upkeep(service).beat(chore, settings.clock())


def _await(child: subprocess.Popen[bytes], service: ServiceFile, settings: Settings, chore: str) -> None:
    code = child.wait()
    upkeep = Upkeep(service)
    try:
        last = upkeep.get(chore)
        if last is not None and last.state == "running" and code != 0:
            told = {"good": False, "problem": _ENDED.filled(code=str(code)).as_dict()}
            upkeep.end(chore, settings.clock(), good=False, told=told)
    except GeoError:
        return  # the service is ending: the chore is found lost at the next look


def main() -> int:
    """Do the chore that stdin names, with the settings that it holds."""
    order = json.loads(sys.stdin.buffer.read())
    settings = Settings.model_validate(order["settings"])
    with open_service(settings.store) as service:
        told = do(settings, service, order["chore"], who=order["who"], role=order["role"])
    return 0 if told["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
