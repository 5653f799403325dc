"""Who may see what: the one rule for incidents and runs (A02)."""

from __future__ import annotations

import pytest

from geo.agencies.audience import Standing
from geo.errors import NotFoundError

HERE = Standing(("POLRES", "KODIM", "BPBD"), "POLRES")


@pytest.mark.parametrize(
    ("asker", "agency", "sharing", "seen"),
    [
        ("POLRES", "POLRES", "own", True),
        ("KODIM", "POLRES", "own", False),
        ("POLRES", "KODIM", "own", False),
        ("KODIM", "POLRES", "joint", True),
        ("KODIM", "POLRES", "open", True),
        ("POLRES", None, "own", True),
        ("POLRES", "Polsek Betung", "own", True),
        ("KODIM", None, "own", False),
        ("KODIM", "Polsek Betung", "joint", True),
        ("ASING", "ASING", "own", False),
        ("ASING", "POLRES", "joint", False),
        ("ASING", "POLRES", "open", True),
    ],
)
def test_an_incident_belongs_to_its_agency_or_to_the_home_agency(
    asker: str, agency: str | None, sharing: str, seen: bool
) -> None:
    assert HERE.may_see(asker, agency, sharing) is seen


@pytest.mark.parametrize(
    ("asker", "audience", "seen"),
    [
        ("POLRES", [], True),
        ("KODIM", [], False),
        ("KODIM", ["KODIM"], True),
        ("POLRES", ["KODIM"], False),
        ("KODIM", ["POLRES", "KODIM"], True),
        ("ASING", [], False),
    ],
)
def test_a_run_is_for_its_audience_and_one_without_for_the_home_agency(
    asker: str, audience: list[str], seen: bool
) -> None:
    assert HERE.may_see_run(asker, audience) is seen


@pytest.mark.parametrize(
    ("source", "made", "allowed"),
    [
        ([], [], True),
        ([], ["POLRES"], True),
        ([], ["KODIM"], False),
        (["KODIM"], [], False),
        (["KODIM"], ["KODIM", "POLRES"], False),
        (["KODIM", "POLRES"], ["KODIM"], True),
        (["KODIM", "POLRES"], [], True),
    ],
)
def test_what_is_made_for_some_rests_on_what_all_of_them_may_see(
    source: list[str], made: list[str], allowed: bool
) -> None:
    assert HERE.may_feed(source, made) is allowed


def test_an_audience_has_the_order_of_the_roster_and_known_agencies_only() -> None:
    assert HERE.audience(["BPBD", "POLRES", "BPBD"]) == ("POLRES", "BPBD")
    assert HERE.audience([]) == ()
    with pytest.raises(NotFoundError, match="POLRES, KODIM, BPBD"):
        HERE.audience(["XYZ"])


def test_a_region_without_agencies_has_one_nameless_owner() -> None:
    alone = Standing()
    assert alone.may_see("", None, "own")
    assert alone.may_see("", "POLRES", "own")
    assert alone.may_see_run("", [])
