"""The draw: sealed, repeatable, fair, and checkable by an auditor."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.routes import seal
from geo.routes.problem import Plan, Route

SECRET = bytes(range(32))
PLANS = ["plan a", "plan b", "plan c"]


def record(chances: tuple[float, ...] = (0.5, 0.3, 0.2), day: str = "2026-11-25", secret: bytes = SECRET) -> dict:
    return seal.drawn(seal.committed(secret, day, "08:00", chances, PLANS[: len(chances)]), secret)


def test_the_same_secret_date_and_shift_draw_the_same_plan() -> None:
    assert record() == record()
    assert seal.draw(SECRET, "2026-11-25", "08:00", (10**12,))[1] == 0


def test_other_dates_shifts_and_secrets_draw_other_numbers() -> None:
    parts = seal.parts_of((1.0,))
    uniforms = {
        seal.draw(SECRET, "2026-11-25", "08:00", parts)[0],
        seal.draw(SECRET, "2026-11-26", "08:00", parts)[0],
        seal.draw(SECRET, "2026-11-25", "20:00", parts)[0],
        seal.draw(SECRET[::-1], "2026-11-25", "08:00", parts)[0],
    }
    assert len(uniforms) == 4


def test_a_known_draw() -> None:
    # HMAC-SHA-256 of "2026-11-25|08:00" under bytes 0..31, first 64 bits, computed with openssl.
    import hashlib
    import hmac

    mark = hmac.new(SECRET, b"2026-11-25|08:00", hashlib.sha256).hexdigest()
    uniform, _ = seal.draw(SECRET, "2026-11-25", "08:00", (10**12,))
    assert uniform == int(mark[:16], 16) / 2**64


def test_frequencies_follow_the_chances() -> None:
    from scipy.stats import chisquare

    chances = (0.5, 0.3, 0.15, 0.05)
    parts = seal.parts_of(chances)
    days = [(date(2026, 1, 1) + timedelta(days=i)).isoformat() for i in range(4000)]
    counts = [0, 0, 0, 0]
    for day in days:
        counts[seal.draw(SECRET, day, "08:00", parts)[1]] += 1
    assert chisquare(counts, [4000 * c for c in chances]).pvalue > 0.001


def test_an_untouched_record_holds_also_after_a_round_trip() -> None:
    assert seal.verify(record(), SECRET) == seal.Verdict(True, ())
    assert seal.verify(json.loads(json.dumps(record())), SECRET).holds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2026-11-26"),
        ("shift", "20:00"),
        ("parts", [10**12, 0, 0]),
        ("plans", ["plan a", "plan x", "plan c"]),
        ("mixture_digest", "0" * 64),
        ("commitment", "0" * 64),
        ("uniform", "0.5"),
        ("plan_digest", "plan z"),
        ("algorithm", "dice"),
        ("parts", [1, 1, 1]),
        ("parts", "x"),
    ],
)
def test_a_changed_record_does_not_hold(name: str, value: object) -> None:
    verdict = seal.verify({**record(), name: value}, SECRET)
    assert not verdict.holds
    assert verdict.faults


def test_another_plan_than_the_one_drawn_does_not_hold() -> None:
    true = record()
    other = (true["plan"] + 1) % 3
    forged = {**true, "plan": other, "plan_digest": PLANS[other]}
    assert [fault.en for fault in seal.verify(forged, SECRET).faults] == ["the plan recorded is not the one drawn"]


def test_another_secret_does_not_hold_and_a_lost_field_is_named() -> None:
    assert not seal.verify(record(), SECRET[::-1]).holds
    part = record()
    del part["commitment"]
    assert "commitment" in seal.verify(part, SECRET).faults[0].en
    assert not seal.verify(record(), b"short").holds


def test_the_commitment_tells_neither_secret_nor_plan_and_binds_both() -> None:
    digest = seal.digest_of({"x": 1})
    base = seal.commit(SECRET, "2026-11-25", "08:00", digest)
    assert base == seal.commit(SECRET, "2026-11-25", "08:00", digest)
    others = {
        seal.commit(SECRET[::-1], "2026-11-25", "08:00", digest),
        seal.commit(SECRET, "2026-11-2", "508:00", digest),  # parts are not just written one after the other
        seal.commit(SECRET, "2026-11-25", "08:00", digest[::-1]),
    }
    assert len(others | {base}) == 4


def test_a_short_secret_is_refused_with_the_remedy() -> None:
    with pytest.raises(ParameterError, match="token_bytes"):
        seal.commit(b"short", "2026-11-25", "08:00", "x")
    with pytest.raises(ParameterError, match="token_bytes"):
        seal.draw(b"", "2026-11-25", "08:00", (10**12,))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200).filter(lambda c: sum(c) > 0))
def test_parts_sum_exactly_and_keep_the_proportions(chances: list[float]) -> None:
    parts = seal.parts_of(chances)
    assert sum(parts) == 10**12
    assert min(parts) >= 0
    total = sum(chances)
    assert all(abs(part / 1e12 - c / total) < 1e-9 for part, c in zip(parts, chances, strict=True))


@pytest.mark.parametrize("chances", [(), (0.0,), (-0.1, 1.1), (float("nan"),), (float("inf"),)])
def test_what_is_no_chance_is_refused(chances: tuple[float, ...]) -> None:
    with pytest.raises(ParameterError, match="chances"):
        seal.parts_of(chances)


def test_a_plan_of_no_chance_is_never_drawn() -> None:
    parts = seal.parts_of((0.0, 1.0, 0.0))
    drawn = {seal.draw(SECRET, str(i), "08:00", parts)[1] for i in range(500)}
    assert drawn == {1}


def test_a_plans_digest_names_crews_and_places_not_numbers() -> None:
    one = Plan((Route(0, (3, 4), (10.0, 40.0), 0.0, 60.0),), 1.0, 1.0, 1.0)
    other = Plan((Route(2, (7, 1), (10.0, 40.0), 0.0, 60.0),), 1.0, 1.0, 1.0)
    names = [("Z01-land", ["H1", "H2"])]
    assert seal.plan_digest(one, names) == seal.plan_digest(other, names)
    assert seal.plan_digest(one) != seal.plan_digest(other)
    later = Plan((Route(0, (3, 4), (10.0, 50.0), 0.0, 70.0),), 1.0, 1.0, 1.0)
    assert seal.plan_digest(one, names) != seal.plan_digest(later, names)


def test_a_seed_stands_in_for_a_secret() -> None:
    assert seal.secret_of_seed(1) == seal.secret_of_seed(1)
    assert seal.secret_of_seed(1) != seal.secret_of_seed(2)
