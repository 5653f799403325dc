from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.store.address import path_of, url_of


def test_there_and_back(tmp_path: Path) -> None:
    for name in ("p.db", "dua kata.db", "ü 100%.db"):
        assert path_of(url_of(tmp_path / name)) == tmp_path / name


@pytest.mark.parametrize(
    "url", ["", "p.db", "postgresql://user:secret@host/db", "sqlite://", "sqlite:///", "sqlite:///:memory:",
            "sqlite:///a.db?mode=memory", "sqlite:///a\0b", "http://x"],
)  # fmt: skip
def test_other_addresses_are_refused_with_the_known_ones(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:///PATH") as caught:
        path_of(url)
    assert "secret" not in caught.value.text("id")
