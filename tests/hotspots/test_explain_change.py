"""Sentences about the last analysis."""

from __future__ import annotations

from datetime import date

from geo.hotspots.explain_change import change_sentences


def kin(event, previous="H2", n=25, rank=3):
    return {"event": event, "previous_id": previous, "previous_n": n, "previous_rank": rank}


def test_each_event_has_its_sentence():
    assert change_sentences([kin("new", None)], "A0003", None)[0].en == "New: not there in the last analysis (A0003)."
    assert change_sentences([kin("same")], "A0003", None)[0].id == (
        "Pada analisis sebelumnya (A0003): 25 kejadian, peringkat 3."
    )
    assert change_sentences([kin("split")], "A0003", None)[0].en == "Split off from H2 (analysis A0003: 25 incidents)."


def test_merged_hotspots_are_told_together_and_since_when():
    told = change_sentences([kin("same"), kin("merged", "H7"), kin("merged", "H9")], "A0003", date(2026, 11, 3))
    assert [says.en for says in told[1:]] == ["Now holds H7, H9 too.", "Known since the analysis of 3 Nov 2026."]
