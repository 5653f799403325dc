"""`petarawan user`: accounts on the service's own computer, and one-time links for those who lost their password."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import ParameterError
from geo.languages import Says, moment_text
from geo.store.service.accounts_tables import ROLES
from geo.store.service.agreements import Agreements
from geo.store.service.links import Links
from geo.store.service.users import Users
from geo.tables.agreements import PUBLIC

_GROUP = Says("Pengguna layanan: daftar, tambah, ubah, tautan masuk.", "Users of the service: list, add, change, link.")
_LIST = Says("Daftar pengguna.", "List the users.")
_ADD = Says("Tambah pengguna dan tulis tautan masuknya.", "Add a user and write their sign-in link.")
_CHANGE = Says("Ubah peran, instansi atau nama; nonaktifkan.", "Change role, agency or name; disable.")
_LINK = Says(
    "Buat tautan masuk sekali pakai (24 jam), misalnya bila kata sandi hilang.",
    "Make a one-time sign-in link (24 hours), for example when a password is lost.",
)
_ROLE = Says("Peran: partner, commander, analyst, admin", "Role: partner, commander, analyst, admin")
_AGENCY = Says(
    "Kode instansi wilayah ini, atau mitra sebuah perjanjian",
    "Code of an agency of this region, or a partner of an agreement",
)
_FULL = Says("Nama lengkap", "Full name")
_FIRST = Says("Tautan untuk membuat administrator pertama", "The link that makes the first administrator")
_BASE = Says("Alamat layanan", "Address of the service")
_FIRST_ENABLE = Says(
    "akun ini dinonaktifkan; aktifkan dahulu (petarawan user change NAMA --active)",
    "this account is disabled; enable it first (petarawan user change NAME --active)",
)
_TAKEN = Says("sudah ada pengguna; pakai nama", "there are users already; give a name")
_UNKNOWN = Says("{agency} bukan instansi wilayah ini; yang ada: {known}", "{agency} is no agency here; known: {known}")
_NO_AGENCIES = Says(
    "wilayah ini belum punya instansi; isi agencies.toml dengan petarawan region show FOLDER dan region update FOLDER",
    "this region has no agencies yet; fill in agencies.toml with petarawan region show FOLDER and region update FOLDER",
)
_USE_ONCE = Says("Tautan sekali pakai, berlaku 24 jam:", "One-time link, good for 24 hours:")


_HEADERS = {
    "id": ("nama", "nama lengkap", "instansi", "peran", "keadaan", "terakhir masuk"),
    "en": ("name", "full name", "agency", "role", "state", "last signed in"),
}
_ACTIVE, _DISABLED = Says("aktif", "active"), Says("nonaktif", "disabled")
_PLACES = {
    "list": "geo.cli.user:list_users",
    "add": "geo.cli.user:add_user",
    "change": "geo.cli.user:change_user",
    "link": "geo.cli.user:make_link",
}


@click.group("user", cls=Verbs, says=_GROUP, places=_PLACES)
def user() -> None:
    """Accounts."""


@click.command("list", cls=Verb, says=_LIST)
@json_option
@with_session
def list_users(session: Session, as_json: bool) -> None:
    """List the users."""
    from geo.spatial.periods import zone

    with session.store() as store, session.service() as file:
        users, timezone = Users(file).list(), zone(store.region().timezone)
    if as_json:
        emit_json([asdict(one) for one in users])
        return
    rows = [
        (
            *(one.name, one.full_name, one.agency or "–", one.role),
            session.text(_ACTIVE if one.active else _DISABLED),
            "–" if one.signed_in is None else moment_text(one.signed_in, timezone, session.language),
        )
        for one in users
    ]
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("add", cls=Verb, says=_ADD)
@click.argument("name")
@option("--role", says=_ROLE, type=click.Choice(ROLES), required=True)
@option("--agency", says=_AGENCY, required=True)
@option("--full-name", says=_FULL, default="")
@option("--url", says=_BASE, default="")
@json_option
@with_session
def add_user(session: Session, name: str, role: str, agency: str, full_name: str, url: str, as_json: bool) -> None:
    """Add a user."""
    _check_agency(session, agency)
    with session.service() as file:
        made = Users(file).add(name, full_name, agency, role, session.settings.clock())
        session.record(file, "user.add", made.user_id, name=made.name, role=role, agency=agency)
        token = Links(file).make(made.user_id, session.settings.clock())
    _write_link(session, made.name, token, url, as_json)


@click.command("change", cls=Verb, says=_CHANGE)
@click.argument("name")
@option("--role", says=_ROLE, type=click.Choice(ROLES))
@option("--agency", says=_AGENCY)
@option("--full-name", says=_FULL)
@option("--active/--disabled", says=Says("Boleh masuk atau tidak", "May sign in or not"), default=None)
@json_option
@with_session
def change_user(session: Session, name: str, as_json: bool, **given: Any) -> None:
    """Change a user."""
    changes = {key: value for key, value in given.items() if value is not None}
    if "agency" in changes:
        _check_agency(session, changes["agency"])
    with session.service() as file:
        made = Users(file).change(name, session.settings.clock(), **changes)
        session.record(file, "user.change", made.user_id, **changes)
    if as_json:
        emit_json(asdict(made))


@click.command("link", cls=Verb, says=_LINK)
@click.argument("name", required=False)
@option("--first", says=_FIRST, is_flag=True)
@option("--url", says=_BASE, default="")
@json_option
@with_session
def make_link(session: Session, name: str | None, first: bool, url: str, as_json: bool) -> None:
    """Make a one-time link."""
    with session.service() as file:
        users = Users(file)
        if first or name is None:
            if users.count() > 0:
                raise ParameterError(name="name", problem=_TAKEN)
            user_id, told = None, ""
            session.record(file, "user.link", first=True)
        else:
            found = users.get(name)
            if not found.active:
                raise ParameterError(name="name", problem=_FIRST_ENABLE)
            user_id, told = found.user_id, found.name
            session.record(file, "user.link", found.user_id, name=told)
        token = Links(file).make(user_id, session.settings.clock())
    _write_link(session, told, token, url, as_json)


def _write_link(session: Session, name: str, token: str, url: str, as_json: bool) -> None:
    base = (url or session.settings.public_url or "http://127.0.0.1:8000").rstrip("/")
    address = f"{base}/masuk/tautan/{token}"
    if as_json:
        emit_json({"name": name, "url": address})
        return
    session.note(_USE_ONCE)
    click.echo(address)


def _check_agency(session: Session, agency: str) -> None:
    """Take agencies of the region, and partners that an agreement names, as the administrator's page does."""
    with session.store() as store, session.service() as file:
        agreements = [one.agency for one in Agreements(file).list() if one.agency != PUBLIC]
        known = list(dict.fromkeys([*(one.code for one in store.region().agencies), *agreements]))
    if not known:
        raise ParameterError(name="agency", problem=_NO_AGENCIES)
    if agency not in known:
        raise ParameterError(name="agency", problem=_UNKNOWN.filled(agency=agency, known=known))
