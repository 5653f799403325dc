"""A run that does not end well is never left running."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.agencies.packs import shipped_pack
from geo.pipelines import hotspots
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.settings import load_settings
from geo.store import create_store


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(KeyboardInterrupt(), "cancelled", "cancelled"), (ValueError("x"), "failed", "unexpected")],
)
def test_an_interrupted_run_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: str, code: str
) -> None:
    settings = load_settings({}, store=f"sqlite:///{tmp_path}/p.db")

    def interrupted(*_: object) -> None:
        raise error

    monkeypatch.setattr(hotspots, "analyse", interrupted)
    with create_store(settings.store, shipped_pack(), settings.clock()) as store:
        with pytest.raises(type(error)):
            find_in_store(store, HotspotRequest(), settings)
        run = store.runs().iloc[0]
        assert run["status"] == status
        assert f'"{code}"' in run["error"]
