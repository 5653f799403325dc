"""File reasons: each says what to do."""

from __future__ import annotations

from geo.sources.file_reasons import FILE_REASONS


def test_sentences_end_and_differ() -> None:
    for code, says in FILE_REASONS.items():
        assert says.id.endswith("."), code
        assert says.en.endswith("."), code
        assert says.id != says.en
