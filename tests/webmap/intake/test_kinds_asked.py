"""Kinds in plain words: each once, none that the region lacks; strange regions keep their own names."""

from __future__ import annotations

from dataclasses import replace

from geo.agencies.packs import load_region
from tests.webmap import samples
from webmap.intake.kinds_asked import PLAIN, UNSURE, asked, codes, plain_name

REGION = load_region(samples.pack())


def test_every_kind_is_asked_once_and_exists() -> None:
    listed = [code for group in asked(REGION) for code, _ in group.kinds]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(REGION.kinds["code"])
    assert set(PLAIN) == set(listed)
    assert {"PPA", "KDRT", UNSURE} <= codes(REGION)


def test_a_region_with_kinds_of_its_own_asks_them_by_name() -> None:
    own = REGION.kinds.head(1).assign(code="SIHIR", name_id="Sihir (uji)", name_en="Witchcraft (test)")
    region = replace(REGION, kinds=own)
    (group,) = asked(region)
    assert [(code, says.id, says.en) for code, says in group.kinds] == [("SIHIR", "Sihir", "Witchcraft")]
    assert codes(region) == {"SIHIR", UNSURE}
    assert plain_name(region, UNSURE).en == "Something else, or not sure"
