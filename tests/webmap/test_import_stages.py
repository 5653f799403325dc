"""What was tried and what failed, by what the row of imports holds."""

from __future__ import annotations

import pytest

from webmap.import_stages import was_tried


@pytest.mark.parametrize(
    ("warnings", "tried"),
    [
        ('[{"code": "x", "stage": "preview"}]', True),
        ([{"code": "x", "stage": "preview"}], True),
        ('[{"code": "x"}]', False),
        ('[{"code": "x", "stage": "store"}]', False),
        ("[]", False),
        ("", False),
        (None, False),
        (float("nan"), False),
        ('["preview"]', False),
        ('{"stage": "preview"}', False),
    ],
)
def test_only_a_refusal_that_says_so_was_tried(warnings: object, tried: bool) -> None:
    assert was_tried(warnings) is tried
