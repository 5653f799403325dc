"""The one sentence that every view of a release says about itself."""

from __future__ import annotations

import pytest

from tests.webmap.released_samples import agreement
from webmap.privacy_words import terms


@pytest.mark.parametrize(("asked", "holds"), [(5, "5"), (7, "10"), (10, "10"), (11, "20")])
def test_it_names_the_number_that_holds(asked: int, holds: str) -> None:
    """k is rounded up so that bands of agreements nest: nothing below the rounded number is ever shown."""
    says = terms(agreement("PKS-1", "KODIM", k=asked, cell_m=2000))
    assert f"sedikitnya {holds} kejadian" in says.id
    assert f"at least {holds} incidents" in says.en
