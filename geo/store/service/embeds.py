"""Keeps embeds: the secret as a hash only, revoked for ever, and how often each was opened by the hour."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from geo.errors import NotFoundError
from geo.languages import Says
from geo.store.connect import run
from geo.store.moments import microseconds, moment
from geo.store.service.embeds_tables import EMBED_USES, EMBEDS
from geo.store.service.embeds_terms import EmbedTerms, Logo
from geo.store.service.file import ServiceFile
from geo.store.service.tokens_hashed import hashed

WHAT = Says("Peta sematan", "embed")
_HOUR = 3_600_000_000
_MOST_SECRET = 200


@dataclass(frozen=True)
class Embed:
    """One embed: its public id, what was decided, and its state; `epoch` grows when all its bearers shall die."""

    embed_id: str
    terms: EmbedTerms
    created: datetime
    created_by: str
    revoked: datetime | None
    epoch: int

    def is_open(self, now: datetime) -> bool:
        """Whether its secret opens it at a moment."""
        return self.revoked is None and self.terms.starts <= now < self.terms.expires


class Embeds:
    """The embeds of one installation.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def create(self, terms: EmbedTerms, *, by: str, now: datetime) -> tuple[Embed, str]:
        """Make an embed and return it with its secret, which is told this once and kept as a hash."""
        embed_id, secret = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
        values: dict[str, Any] = {
            "embed_id": embed_id,
            "agreement_id": terms.agreement_id,
            "title": terms.title,
            "page": terms.page,
            "place": terms.place,
            "origins": json.dumps(terms.origins),
            "accent": terms.accent,
            "ground": terms.ground,
            "logo": terms.logo.content if terms.logo is not None else None,
            "logo_kind": terms.logo.kind if terms.logo is not None else None,
            "language": terms.language,
            "created": microseconds(now),
            "created_by": by,
            "starts": microseconds(terms.starts),
            "expires": microseconds(terms.expires),
            "secret_hash": hashed(secret),
        }
        with self.file.writing() as con:
            run(con, insert(EMBEDS).values(**values))
        return self.get(embed_id), secret

    def get(self, embed_id: str) -> Embed:
        """Return one embed, whatever its state.

        Raises
        ------
        NotFoundError
            When there is no such embed.
        """
        found = self._rows(EMBEDS.c.embed_id == embed_id)
        if not found:
            raise NotFoundError(what=WHAT, name=embed_id[:40])
        return found[0]

    def of(self, agreement_ids: Sequence[str]) -> list[Embed]:
        """Return the embeds of some agreements, the newest first."""
        return self._rows(EMBEDS.c.agreement_id.in_(list(agreement_ids)))

    def opened_by(self, embed_id: str, secret: str, now: datetime) -> Embed | None:
        """Return an embed when the secret is its own and it is open, else None, whatever the reason."""
        with self.file.reading() as con:
            row = run(con, select(EMBEDS.c.secret_hash).where(EMBEDS.c.embed_id == embed_id)).fetchone()
        kept = row[0] if row is not None else "0" * 64
        fits = hmac.compare_digest(kept, hashed(secret[:_MOST_SECRET])) and len(secret) <= _MOST_SECRET
        if row is None or not fits:
            return None
        embed = self.get(embed_id)
        return embed if embed.is_open(now) else None

    def revoke(self, embed_id: str, *, now: datetime) -> Embed:
        """Shut an embed for ever; bearers that are out die with it.

        Raises
        ------
        NotFoundError
            When there is no such embed.
        """
        embed = self.get(embed_id)
        if embed.revoked is None:
            with self.file.writing() as con:
                ended = {"revoked": microseconds(now), "epoch": EMBEDS.c.epoch + 1}
                open_still = (EMBEDS.c.embed_id == embed_id) & EMBEDS.c.revoked.is_(None)
                run(con, update(EMBEDS).where(open_still).values(**ended))
        return self.get(embed_id)

    def count_use(self, embed_id: str, now: datetime) -> None:
        """Note that an embed was opened once more in this hour."""
        hour = _hour(now)
        counting = upsert(EMBED_USES).values(embed_id=embed_id, hour=hour, n=1, told=0)
        more = counting.on_conflict_do_update(index_elements=["embed_id", "hour"], set_={"n": EMBED_USES.c.n + 1})
        with self.file.writing() as con:
            run(con, more)

    def uses(self, embed_ids: Sequence[str], since: datetime) -> dict[str, int]:
        """Return how often embeds were opened since a moment (whole hours)."""
        chosen = select(EMBED_USES.c.embed_id, EMBED_USES.c.n).where(
            EMBED_USES.c.embed_id.in_(list(embed_ids)) & (EMBED_USES.c.hour >= _hour(since))
        )
        found = dict.fromkeys(embed_ids, 0)
        with self.file.reading() as con:
            for embed_id, n in run(con, chosen):
                found[embed_id] += n
        return found

    def hours_to_tell(self, now: datetime) -> list[tuple[str, datetime, int]]:
        """Take the finished hours that the audit chain does not hold yet: embed id, first moment, times opened.

        Each hour is given out once; hours older than 400 days are forgotten.
        """
        due = (EMBED_USES.c.hour < _hour(now)) & (EMBED_USES.c.told == 0)
        with self.file.writing() as con:
            rows = run(
                con, select(EMBED_USES.c.embed_id, EMBED_USES.c.hour, EMBED_USES.c.n).where(due).order_by("hour")
            ).fetchall()
            if rows:
                run(con, update(EMBED_USES).where(due).values(told=1))
                old = (EMBED_USES.c.hour < _hour(now - timedelta(days=400))) & (EMBED_USES.c.told == 1)
                run(con, EMBED_USES.delete().where(old))
        return [(embed_id, when, n) for embed_id, hour, n in rows if (when := moment(hour)) is not None]

    def _rows(self, where: Any) -> list[Embed]:
        order = (EMBEDS.c.created.desc(), EMBEDS.c.embed_id)
        with self.file.reading() as con:
            cursor = run(con, select(EMBEDS).where(where).order_by(*order))
            names = [one[0] for one in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return [_embed(row) for row in rows]


def _hour(now: datetime) -> int:
    exact = microseconds(now)
    assert exact is not None
    return exact // _HOUR * _HOUR


def _embed(row: dict[str, Any]) -> Embed:
    created, starts, expires = (moment(row[name]) for name in ("created", "starts", "expires"))
    assert created is not None
    assert starts is not None
    assert expires is not None
    terms = EmbedTerms(
        agreement_id=row["agreement_id"],
        title=row["title"],
        origins=tuple(json.loads(row["origins"])),
        starts=starts,
        expires=expires,
        page=row["page"],
        accent=row["accent"],
        ground=row["ground"],
        language=row["language"],
        logo=Logo(row["logo_kind"], bytes(row["logo"])) if row["logo"] is not None else None,
        place=row["place"],
    )
    return Embed(row["embed_id"], terms, created, row["created_by"], moment(row["revoked"]), int(row["epoch"]))
