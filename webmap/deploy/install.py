"""Writes a set-up into a folder to look at, or installs it on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from geo.errors import ExportError, SettingsError
from geo.exports.replacing import replacing
from geo.languages import Says
from webmap.deploy.certificates import fingerprint, make_certificates
from webmap.deploy.files import ENABLED, Item, instructions, items_of
from webmap.deploy.plan import Plan

Run = Callable[[Sequence[str]], None]
_SITE = "/etc/nginx/sites-enabled/petarawan"
_WELCOME = "/etc/nginx/sites-enabled/default"


def write_set_up(plan: Plan, root: Path) -> list[Item]:
    """Write all files of a set-up below a folder, certificates included; files that are there are replaced whole.

    Parameters
    ----------
    plan
        The set-up.
    root
        Folder that stands for `/`.

    Returns
    -------
    list of Item
        What was written, the page with the authority's fingerprint last.

    Raises
    ------
    ExportError
        When a file cannot be written.
    SettingsError
        When openssl is missing or refuses.
    """
    items = items_of(plan)
    for item in items:
        _write(root, item)
    make_certificates(plan, _below(root, plan.tls))
    page = _publish(plan, root)
    site = _below(root, _SITE)
    site.parent.mkdir(parents=True, exist_ok=True)
    if not site.is_symlink():
        site.unlink(missing_ok=True)
        site.symlink_to("../sites-available/petarawan")
    return [*items, page]


def _publish(plan: Plan, root: Path) -> Item:
    """Put the authority's certificate and the page about it where phones get them; return the page."""
    certificate, shown = _below(root, f"{plan.tls}/ca.crt"), _below(root, f"{plan.www}/ca.crt")
    page = instructions(plan, fingerprint(certificate))
    _write(root, page)
    shown.parent.chmod(0o755)  # whatever root's own umask is, nginx must read it
    shutil.copyfile(certificate, shown)
    shown.chmod(0o644)
    return page


def commands(plan: Plan, root: Path = Path("/")) -> list[list[str]]:
    """Return what is run after the files are in place, in order; each must succeed."""
    store = f"{plan.state}/petarawan.db"
    as_user = ["runuser", "-u", "petarawan", "--", "env", f"PETARAWAN_STORE=sqlite:///{store}", f"HOME={plan.state}"]
    first = [] if _below(root, store).exists() else [[*as_user, plan.program, "init"]]
    # Debian's own welcome page claims every name at port 80, which two sites cannot; its file stays where it is.
    welcome = [["rm", _WELCOME]] if _below(root, _WELCOME).is_symlink() else []
    return [
        ["systemd-sysusers", "/etc/sysusers.d/petarawan.conf"],
        ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/petarawan.conf"],
        *first,
        *welcome,
        ["nginx", "-t"],
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", *ENABLED],
        ["systemctl", "restart", *ENABLED],
        ["systemctl", "try-restart", "petarawan-worker.service"],  # an extra worker never stays at an older program
        ["systemctl", "enable", "--now", "nginx"],
        ["systemctl", "reload", "nginx"],
    ]


def install(plan: Plan, run: Run | None = None, root: Path = Path("/")) -> list[Item]:
    """Install a set-up on this machine and start it.

    Parameters
    ----------
    plan
        The set-up.
    run
        Runs one command; None: as a process, whose failure ends the work.
    root
        Folder that stands for `/`.

    Raises
    ------
    SettingsError
        When the user is not root, or a command fails; the text names it.
    """
    if os.geteuid() != 0:
        problem = Says(
            "--apply hanya untuk root (sudo petarawan deploy …)", "--apply is for root only (sudo petarawan deploy …)"
        )
        raise SettingsError(problem=problem, known=["root"])
    items = write_set_up(plan, root)
    for command in commands(plan, root):
        (run or execute)(command)
    return items


def renew(plan: Plan, run: Run | None = None, root: Path = Path("/")) -> list[str]:
    """Renew the server's certificate when it is due, and let nginx read it; return what was made."""
    made = make_certificates(plan, _below(root, plan.tls))
    if "authority" in made:
        _publish(plan, root)  # phones must find the one that is in force
    if made:
        (run or execute)(["nginx", "-t"])
        (run or execute)(["systemctl", "reload", "nginx"])
    return made


def execute(command: Sequence[str]) -> None:
    """Run a command to its end.

    Raises
    ------
    SettingsError
        When it cannot be run or fails; the text carries its last words.
    """
    try:
        done = subprocess.run(list(command), capture_output=True, text=True, check=False)  # noqa: S603 - ours
    except OSError as error:
        raise _failed(command, error.strerror or "?") from error
    if done.returncode:
        raise _failed(command, " ".join((done.stderr or done.stdout).split())[-300:])


def _failed(command: Sequence[str], why: str) -> SettingsError:
    words = " ".join(command[:3])
    return SettingsError(problem=Says(f"{words} gagal: {why}", f"{words} failed: {why}"), known=["apt install nginx"])


def _write(root: Path, item: Item) -> None:
    path = _below(root, item.path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Says("foldernya tidak dapat dibuat.", "its folder cannot be made.")
        raise ExportError(file=path.name, problem=problem) from error
    with replacing(path) as fresh:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, item.mode)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(item.content)
        fresh.chmod(item.mode)


def _below(root: Path, path: str) -> Path:
    return root / path.lstrip("/")
