from __future__ import annotations

import pytest

from geo.errors import ParameterError
from geo.evaluation import words
from geo.evaluation.words import COLLABORATIONS, title_of


def test_the_ten_collaborations_have_both_titles():
    assert len(COLLABORATIONS) == 10
    assert all(says.id and says.en and says.id != says.en for says in COLLABORATIONS.values())
    assert title_of("army").id == "Patroli bersama TNI di daerah rawan"


def test_an_unknown_collaboration_is_refused_with_the_known_ones():
    with pytest.raises(ParameterError, match="citizen_reports"):
        title_of("navy")


@pytest.mark.parametrize("name", ["ROLE_WORDS", "DECIDES", "MEASURE_WORDS", "SCALES", "SELECTIONS"])
def test_every_word_is_in_both_languages(name):
    assert all(says.id and says.en and says.id != says.en for says in getattr(words, name).values())
