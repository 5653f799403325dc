"""Sentences about chance and confidence."""

from __future__ import annotations

import pytest

from geo.hotspots.explain_chance import chance_sentences, confidence_sentences


def test_nothing_is_said_of_what_was_not_tested():
    assert chance_sentences({"tested": False, "p_value": 0.01, "significant": True}) == []
    assert confidence_sentences({"confidence": None}) == []
    assert confidence_sentences({"confidence": float("nan")}) == []


def test_q_is_told_before_p_and_small_values_as_a_bound():
    told = chance_sentences({"tested": True, "significant": True, "q_value": 0.0002, "p_value": 0.0001})
    assert [says.en for says in told] == ["Unlikely to arise by luck (q < 0.001)."]
    assert told[0].id == "Kecil kemungkinan terjadi karena kebetulan (q < 0,001)."
    told = chance_sentences({"tested": True, "significant": False, "q_value": None, "p_value": 0.21})
    assert [says.en for says in told] == ["May arise by luck (p = 0.21)."]


def test_the_pattern_over_time_is_told():
    told = chance_sentences({"pattern": "intensifying", "tested": False})
    assert told[0].en == "Pattern over time: nearly always hot and getting stronger."
    assert chance_sentences({"pattern": "none", "tested": False}) == []


@pytest.mark.parametrize(
    ("confidence", "ranks", "told"),
    [
        (0.97, (1, 1), "Found again in 97% of the resamples of the data; its rank is always 1."),
        (0.5, (2, 5), "Found again in 50% of the resamples of the data; its rank is between 2 and 5."),
        (0.49, (2, 5), "Weak: only 49% of the resamples of the data find it again; its rank is between 2 and 5."),
    ],
)
def test_confidence_and_weakness_are_told(confidence, ranks, told):
    row = {"confidence": confidence, "rank_low": ranks[0], "rank_high": ranks[1]}
    assert [says.en for says in confidence_sentences(row)] == [told]
