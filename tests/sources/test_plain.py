"""Tables without a name of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.sources.plain import meaning
from geo.sources.reading import ReadOptions
from geo.sources.records import Records


def test_format_is_the_source_and_patrols_are_patrols(options: ReadOptions) -> None:
    frame = pd.DataFrame({"lat": ["1"], "lon": ["2"], "time": ["2026-01-01 10:00"]}, dtype="str")
    got = meaning(Records("smart", frame, np.array([1]), dialect={"origin": "patrol"}), options, "f")
    assert (got.source, got.origin) == ("smart", "patrol")
    assert got.mapping == {"lat": "lat", "lon": "lon", "when": "time"}
