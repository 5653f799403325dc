"""`petarawan deploy`: a whole Debian set-up, to look at or to install; its check, its daily work, its renewal."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import ParameterError, SettingsError
from geo.languages import Says

if TYPE_CHECKING:
    from webmap.deploy.plan import Plan

_SAYS = Says(
    "Siapkan layanan untuk satu kantor di Debian: nginx dengan TLS, systemd, cadangan harian.\n"
    "Tanpa --apply hanya menulis ke --dest atau menunjukkan apa yang akan ditulis. "
    "Tanpa --host dan --address: seperti yang terpasang.",
    "Set the service up for an office on Debian: nginx with TLS, systemd, daily backups.\n"
    "Without --apply it only writes to --dest, or shows what would be written. "
    "Without --host and --address: as installed.",
)
_WRITTEN = Says("{n} berkas ditulis ke {folder}.", "{n} files written to {folder}.")
_INSTALLED = Says(
    "Terpasang: {url}. Pengguna pertama: {program} user link --first --url {url}, sebagai pengguna petarawan.\n"
    "Ponsel: buka http://{name}/pasang; sidik penerbit {fingerprint}",
    "Installed: {url}. First user: {program} user link --first --url {url}, as the user petarawan.\n"
    "Phones: open http://{name}/pasang; fingerprint of the authority {fingerprint}",
)
_NEW_AUTHORITY = Says(
    "Nama atau alamat berubah, maka sertifikat penerbit baru dibuat: setiap ponsel harus memasangnya lagi (/pasang).",
    "Names or addresses changed, so there is a new authority: every phone must install it again (/pasang).",
)
_ROOT = Says("kuncinya hanya terbaca oleh root: jalankan dengan sudo", "its keys are for root alone: run it with sudo")
_GOOD = Says("Semuanya baik ({n} hal diperiksa).", "All is well ({n} things looked at).")
_BAD = Says("{n} dari {all} hal perlu diperbaiki.", "{n} of {all} things need mending.")
_RENEWED = Says("Dibuat: {made}.", "Made: {made}.")
_NOTHING = Says("Sertifikat masih baik.", "The certificate is good.")
_DAY = Says("Cadangan hari ini teruji.", "Today's backup is proven.")
_INSTALLED_PLAN = Path("/etc/petarawan/deploy.json")


@click.command("deploy", cls=Verb, says=_SAYS)
@option(
    "--host", says=Says("Nama host, boleh beberapa kali", "Host name, may be repeated"), multiple=True, metavar="NAME"
)
@option(
    "--address", says=Says("Alamat IP, boleh beberapa kali", "IP address, may be repeated"), multiple=True, metavar="IP"
)
@option(
    "--dest",
    says=Says("Tulis ke folder ini sebagai ganti /", "Write into this folder instead of /"),
    type=click.Path(path_type=Path),
    metavar="FOLDER",
)
@option("--apply", says=Says("Pasang di komputer ini (root)", "Install on this machine (root)"), is_flag=True)
@option("--check", says=Says("Periksa pemasangan", "Check the installation"), is_flag=True)
@option("--renew", says=Says("Perbarui sertifikat bila perlu", "Renew the certificate when due"), is_flag=True)
@option("--daily", says=Says("Cadangan harian dan latihannya", "Daily backup and its drill"), is_flag=True)
@option("--program", says=Says("Perintah petarawan yang dijalankan", "The petarawan command to run"), metavar="PATH")
@option(
    "--memory-mb",
    says=Says("Memori terbanyak, MB", "Most memory, MB"),
    type=click.IntRange(1024),
    show_default="6144",
)
@option(
    "--keep",
    says=Says("Cadangan disimpan, hari", "Backups are kept, days"),
    type=click.IntRange(2, 3650),
    show_default="14",
)
@json_option
@with_session
def deploy(session: Session, dest: Path | None, as_json: bool, **said: Any) -> int:
    """Write, install, check, renew, or do the day's work; exit code 1 when something needs mending."""
    if said["check"]:
        return _check(session, dest, as_json)
    if said["renew"]:
        return _renew(session, dest, as_json)
    if said["daily"]:
        return _daily(session, as_json)
    return _set_up(session, _plan(said, dest), dest, said["apply"], as_json)


def _plan(said: dict[str, Any], dest: Path | None) -> Plan:
    """Make the plan; without names and addresses it is the one that was installed, with what was said changed in it."""
    from webmap.deploy.plan import Plan

    more = {"program": said["program"], "keep_backups": said["keep"], "memory_mb": said["memory_mb"]}
    more = {name: value for name, value in more.items() if value is not None}
    if not said["host"] and not said["address"] and _plan_file(dest).is_file():
        return replace(_installed(dest)[0], **more)
    more.setdefault("program", str(Path(sys.argv[0]).absolute()))
    return Plan(tuple(name.lower() for name in said["host"]), said["address"], **more)


def _set_up(session: Session, plan: Plan, dest: Path | None, apply: bool, as_json: bool) -> int:
    from webmap.deploy.certificates import fingerprint
    from webmap.deploy.files import items_of
    from webmap.deploy.install import commands, install, write_set_up

    if apply and dest is not None:
        problem = Says("tidak bersama --apply; pilih salah satu.", "not together with --apply; choose one.")
        raise ParameterError(name="--dest", problem=problem)
    document: dict[str, Any] = {"url": plan.url, "applied": apply}
    if apply:
        authority = Path(plan.tls) / "ca.crt"
        before = fingerprint(authority) if authority.is_file() else None
        items = install(plan)
        told = fingerprint(authority)
        document |= {"fingerprint": told, "new_authority": before is not None and before != told}
        if document["new_authority"]:
            session.note(_NEW_AUTHORITY)
        session.note(_INSTALLED, url=plan.url, program=plan.program, name=plan.names[0], fingerprint=told)
    elif dest is not None:
        items = write_set_up(plan, dest)
        session.note(_WRITTEN, n=len(items), folder=str(dest))
    else:
        items = items_of(plan)
    document["files"] = [{"path": item.path, "mode": f"{item.mode:04o}"} for item in items]
    document["commands"] = commands(plan)
    if as_json:
        emit_json(document)
    elif not apply:
        for item in items:
            click.echo(f"{item.mode:04o}  {item.path}")
        for command in commands(plan):
            click.echo(f"  $ {' '.join(command)}")
    return 0


def _installed(dest: Path | None) -> tuple[Plan, Path]:
    from webmap.deploy.plan import read_plan

    plan, root = read_plan(_plan_file(dest)), dest if dest is not None else Path("/")
    keys = root / plan.tls.lstrip("/")
    if keys.is_dir() and not os.access(keys, os.R_OK | os.X_OK):
        raise SettingsError(problem=_ROOT, known=["root"])
    return plan, root


def _plan_file(dest: Path | None) -> Path:
    return dest / str(_INSTALLED_PLAN).lstrip("/") if dest is not None else _INSTALLED_PLAN


def _check(session: Session, dest: Path | None, as_json: bool) -> int:
    from webmap.deploy.check import look

    plan, root = _installed(dest)
    findings = look(plan, root, units=dest is None)
    bad = [one for one in findings if not one.good]
    if as_json:
        emit_json({"good": not bad, "findings": [one.as_dict() for one in findings]})
    for one in bad:
        click.echo(f"  {one.code}: {one.seen} – {session.text(one.remedy)}", err=True)
    if bad:
        session.note(_BAD, n=len(bad), all=len(findings))
    else:
        session.note(_GOOD, n=len(findings))
    return 1 if bad else 0


def _renew(session: Session, dest: Path | None, as_json: bool) -> int:
    from webmap.deploy.install import renew

    plan, root = _installed(dest)
    made = renew(plan, root=root)
    session.note(_RENEWED.filled(made=", ".join(made)) if made else _NOTHING)
    if as_json:
        emit_json({"made": made})
    return 0


def _daily(session: Session, as_json: bool) -> int:
    from webmap.deploy.daily import day, no_proof

    with session.progress() as progress:
        done = day(session.settings, progress)
    session.note(_DAY if done["good"] else no_proof(done))
    if as_json:
        emit_json(done)
    return 0 if done["good"] else 1
