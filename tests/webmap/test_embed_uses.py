"""Use of embeds in the audit chain."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from geo.store.service.audit import Audit
from geo.store.service.embeds import Embeds
from geo.store.service.file import open_service
from tests.webmap import released_samples, samples
from webmap.embed_uses import tell_hours


def test_each_hour_is_told_once(tmp_path: Path) -> None:
    """L09: one entry for an embed and hour, however often it was opened."""
    with samples.make_store(tmp_path) as store, open_service(store.url) as service:
        embed, secret = released_samples.embed(service)
        for _ in range(40):
            Embeds(service).count_use(embed.embed_id, samples.NOW)
        assert tell_hours(service, samples.NOW) == 0
        assert tell_hours(service, samples.NOW + timedelta(hours=1)) == 1
        assert tell_hours(service, samples.NOW + timedelta(hours=1)) == 0
        with service.reading() as con:
            told = con.execute("SELECT what, details FROM audit").fetchall()
        assert len(told) == 1
        assert told[0][0] == embed.embed_id
        assert '"n":40' in told[0][1].replace(" ", "")
        assert secret not in told[0][1]
        assert Audit(service).verify().good
