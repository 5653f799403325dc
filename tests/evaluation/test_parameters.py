from __future__ import annotations

import pytest

from geo.errors import ParameterError
from geo.evaluation.parameters import EvaluationParameters
from geo.parameters import described


def test_every_parameter_has_unit_range_and_help():
    for name, one in described(EvaluationParameters.model_fields).items():
        assert one["low"] is not None, name
        assert one["low"] <= one["default"] <= one["high"]
        assert one["help_id"] != one["help_en"] != ""


@pytest.mark.parametrize("wrong", [{"alpha": 0}, {"ring_m": -1}, {"few": 4}, {"draws": 10}, {"unknown": 1}])
def test_nonsense_is_refused_by_name(wrong):
    with pytest.raises(ParameterError) as refused:
        EvaluationParameters(**wrong)
    assert next(iter(wrong)) in str(refused.value)
