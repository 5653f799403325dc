from __future__ import annotations

import pytest

from geo.errors import ExportError, ParameterError
from geo.exports.evaluation import FORMATS, write_scorecard
from tests.evaluation import samples


@pytest.mark.parametrize("name", ["card.csv", "card", "card.pdf.exe"])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(ExportError, match="pdf, xlsx"):
        write_scorecard(samples.tiny(), tmp_path / name, language="id")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", [*FORMATS, "PDF"])
def test_every_format_is_written(tmp_path, extension):
    path = tmp_path / f"card.{extension}"
    write_scorecard(samples.tiny(), path, language="en")
    assert path.stat().st_size > 2_000


def test_what_was_there_stays_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "card.pdf"
    path.write_text("old")

    def broken(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.exports.evaluation.pdf.write_pdf", broken)
    with pytest.raises(ExportError, match="disk is full"):
        write_scorecard(samples.tiny(), path, language="en")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_or_unknown_zone_is_refused(tmp_path):
    with pytest.raises(ExportError, match="does not exist"):
        write_scorecard(samples.tiny(), tmp_path / "no" / "card.pdf", language="en")
    with pytest.raises(ParameterError):
        write_scorecard(samples.tiny(), tmp_path / "card.pdf", language="en", timezone="Mars/Base")
