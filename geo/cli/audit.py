"""`petarawan audit`: read the audit chain and prove that nothing was changed in it."""

from __future__ import annotations

from dataclasses import asdict

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import RecordError
from geo.languages import Says, moment_text
from geo.store.service.audit import Audit

_GROUP = Says("Jejak audit: baca dan periksa.", "Audit trail: read and verify.")
_LIST = Says("Tampilkan catatan terakhir.", "Show the latest entries.")
_VERIFY = Says(
    "Hitung ulang seluruh rantai; --expect mencocokkan sidik yang dicatat di luar.",
    "Recompute the whole chain; --expect holds it against a hash noted elsewhere.",
)
_GOOD = Says("Utuh: {n} catatan, sidik {head}.", "Whole: {n} entries, hash {head}.")
_CHAIN = Says("Jejak audit", "Audit trail")
_HEADERS = {
    "id": ("no", "waktu", "siapa", "peran", "dari", "tindakan", "apa", "rincian"),
    "en": ("no", "when", "who", "role", "from", "action", "what", "details"),
}


@click.group(
    "audit", cls=Verbs, says=_GROUP, places={"list": "geo.cli.audit:list_entries", "verify": "geo.cli.audit:verify"}
)
def audit() -> None:
    """The audit chain."""


@click.command("list", cls=Verb, says=_LIST)
@option("--action", says=Says("Awal nama tindakan, mis. report.", "Beginning of an action's name, e.g. report."))
@option("--who", says=Says("Pengguna", "User"))
@option("--limit", says=Says("Paling banyak", "At most"), type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
@with_session
def list_entries(session: Session, action: str | None, who: str | None, limit: int, as_json: bool) -> None:
    """Show entries, newest first."""
    from geo.spatial.periods import zone

    with session.store() as store, session.service() as file:
        timezone = zone(store.region().timezone)
        entries, _ = Audit(file).entries(action=action, who=who, limit=limit)
    if as_json:
        emit_json([asdict(one) for one in entries])
        return
    rows = [
        (
            one.number,
            moment_text(one.at, timezone, session.language),
            one.who,
            one.role,
            one.source,
            one.action,
            one.what,
            ", ".join(f"{name}={value}" for name, value in one.details.items()),
        )
        for one in entries
    ]
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("verify", cls=Verb, says=_VERIFY)
@option("--expect", says=Says("Sidik yang dicatat sebelumnya", "A hash noted earlier"))
@json_option
@with_session
def verify(session: Session, expect: str | None, as_json: bool) -> None:
    """Recompute the chain; ends with an error when it does not hold."""
    with session.service() as file:
        found = Audit(file).verify(expect)
    if found.problem is not None:
        raise RecordError(what=_CHAIN, name="", problem=found.problem)
    if as_json:
        emit_json({"good": True, "entries": found.entries, "head": found.head})
        return
    click.echo(session.text(_GOOD, n=found.entries, head=found.head))
