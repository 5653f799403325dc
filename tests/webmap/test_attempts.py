"""What a form is told when it was refused: the words, and the field."""

from __future__ import annotations

import pytest

from geo.errors import NotFoundError, ParameterError, RecordError
from geo.languages import Says
from webmap.attempts import attempt

SAYS = Says("salah", "wrong")


def _raise(error: Exception) -> None:
    raise error


def test_what_was_made_comes_back() -> None:
    assert attempt(lambda: 3) == (3, None)


def test_a_parameter_names_its_field() -> None:
    made, fault = attempt(lambda: _raise(ParameterError(name="k", problem=SAYS)))
    assert made is None
    assert fault is not None
    assert (fault.id, fault.en, fault.field) == ("salah", "wrong", "k")


def test_another_refusal_is_about_no_field() -> None:
    _, fault = attempt(lambda: _raise(RecordError(what=SAYS, name="x", problem=SAYS)))
    assert fault is not None
    assert fault.field == ""
    assert "x" in fault.en


def test_what_no_form_can_mend_is_not_caught() -> None:
    with pytest.raises(NotFoundError):
        attempt(lambda: _raise(NotFoundError(what=SAYS, name="x")))
