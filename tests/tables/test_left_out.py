"""Every reason for which the program leaves incidents out is known by name."""

from __future__ import annotations

import re
from pathlib import Path

import geo
from geo.sources.firms import LEFT_OUT as OF_SATELLITES
from geo.tables.left_out import LEFT_OUT


def test_every_code_that_is_written_somewhere_has_words() -> None:
    folder = Path(geo.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    written = set(re.findall(r'left_out\["(\w+)"\]', source)) | set(OF_SATELLITES.values())
    assert {"masked", "outside_study_area", "volcano"} <= written
    assert written <= set(LEFT_OUT)
    for says in LEFT_OUT.values():
        assert says.id
        assert says.en
        assert says.id != says.en
