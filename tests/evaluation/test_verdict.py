from __future__ import annotations

import pytest

from geo.evaluation.compare import compare
from geo.evaluation.evidence import Evidence
from geo.evaluation.verdict import judge_findings
from tests.evaluation.grounds import AFTER, BEFORE, CONTROLS, ZONES, incidents, plan, rings


def verdict(treated, controls, ring=(40, 40), **changes):
    counts = []
    for shape, (before, after) in ((ZONES["Z1"], treated), (CONTROLS["K1"], controls), (rings()["Z1"], ring)):
        counts += [(shape, BEFORE, before), (shape, AFTER, after)]
    return judge_findings(compare(plan(**changes), AFTER, incidents(counts), Evidence())[0])


@pytest.mark.parametrize(
    ("treated", "control", "code"),
    [
        ((200, 100), (200, 200), "fell"),
        ((100, 200), (200, 200), "rose"),
        ((200, 190), (200, 200), "no_difference"),
        ((200, 100), (200, 100), "no_difference"),  # the whole region fell
        ((200, 200), (100, 200), "fell"),  # the zones stood still while all else rose
        ((4, 2), (200, 200), "not_enough"),
        ((0, 0), (0, 0), "not_enough"),
        ((20, 15), (400, 400), "not_enough"),  # the control's luck alone is larger than all that could fall
    ],
)
def test_code(treated, control, code):
    found = verdict(treated, control, ring=(0, 0) if treated == (0, 0) else (40, 40))
    assert found.code == code
    assert found.headline.id != found.headline.en
    assert found.as_dict()["sentences"]


def test_the_numbers_are_in_the_text_of_both_languages():
    found = verdict((200, 100), (200, 200))
    assert "-100 incidents" in found.sentences[0].en
    assert "-100 kejadian" in found.sentences[0].id
    assert "95 %" in found.sentences[0].en


def test_what_the_ring_shows_is_said():
    moved = verdict((200, 100), (200, 200), ring=(40, 130))
    assert moved.code == "no_difference"
    told = " ".join(says.en for says in moved.sentences)
    assert "In the zones alone incidents fell" in told
    assert "some may have moved" in told
    spread = verdict((200, 100), (200, 200), ring=(120, 60))
    assert "benefit seems to have spread" in " ".join(says.en for says in spread.sentences)


def test_the_declared_effect_decides():
    """A fall in the zones that reappears in the ring: nothing in total, a fall in the zones alone."""
    given = {"treated": (200, 100), "controls": (200, 200), "ring": (40, 130)}
    assert verdict(**given).code == "no_difference"
    local = verdict(**given, decides="local")
    assert local.code == "fell"
    assert "some may have moved" in " ".join(says.en for says in local.sentences)


def test_no_difference_is_not_called_no_effect():
    found = verdict((200, 190), (200, 200))
    assert "no proof that the patrols had no effect" in found.headline.en
    assert "would have been seen four times in five" in found.sentences[-1].en


def test_without_control_it_is_said():
    found = verdict((200, 100), (200, 200), control=(), region=None)
    assert "there is no control" in found.sentences[0].en


@pytest.mark.parametrize(
    ("treated", "control", "told"),
    [
        ((200, 150), (400, 100), "zones themselves fell"),  # not a rise for whoever looks at the zones
        ((100, 150), (100, 400), "zones themselves rose"),
        ((200, 100), (200, 200), None),
        ((200, 200), (100, 200), None),
    ],
)
def test_a_change_against_the_controls_is_not_told_as_one_of_the_zones(treated, control, told):
    found = verdict(treated, control)
    assert "compared with the controls" in found.headline.en
    but = [says.en for says in found.sentences if "zones themselves" in says.en]
    assert len(but) == (told is not None)
    assert all(told in text for text in but)
