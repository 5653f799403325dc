from __future__ import annotations

from collections.abc import Iterator

import pytest

import geo.errors
from geo.errors import FileRefusedError, GeoError, NotFoundError, UnprojectedError
from geo.languages import Says


def family(base: type[GeoError] = GeoError) -> Iterator[type[GeoError]]:
    for child in base.__subclasses__():
        if child.__module__ == "geo.errors":
            yield child
        yield from family(child)


@pytest.mark.parametrize("kind", list(family()), ids=lambda kind: kind.__name__)
def test_every_way_to_fail_has_a_code_and_both_texts(kind: type[GeoError]) -> None:
    assert kind.code != "error"
    assert kind.says.id
    assert kind.says.en
    assert kind.__doc__


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in family()]
    assert len(codes) == len(set(codes))


def test_text_names_the_remedy() -> None:
    error = UnprojectedError(crs="EPSG:4326")
    assert "to_crs" in error.text("id")
    assert "EPSG:4326" in str(error)


def test_a_refused_file_carries_reason_and_proposal() -> None:
    problem = Says("butuh CRS {crs}", "needs CRS {crs}")
    error = FileRefusedError("needs_crs", "a.zip", problem, {"crs": 32748}, crs=32748)
    assert error.as_dict()["code"] == "needs_crs"
    assert error.proposal == {"crs": 32748}
    assert "a.zip" in error.text("id")
    assert "32.748" in error.text("id") or "32748" in error.text("id")


def test_every_error_is_in_the_module() -> None:
    assert all(hasattr(geo.errors, kind.__name__) for kind in family())


def test_what_is_not_there_is_told_with_what_there_is_or_how_to_make_it() -> None:
    what = Says("Instansi", "agency")
    assert NotFoundError(what, "X").text("id") == "Instansi X tidak ada."
    assert NotFoundError(what, "X", known=("A", "B")).text("en") == "There is no agency X; known: A, B."
    assert NotFoundError(what, "X", known=()).text("id") == "Instansi X tidak ada; yang ada: –."
    assert NotFoundError(what, "X", make="petarawan y").text("id") == "Instansi X tidak ada; buat dengan: petarawan y."
