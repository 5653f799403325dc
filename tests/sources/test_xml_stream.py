from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.sources.xml_stream import child_text, elements, has_doctype, local
from tests.sources.hostile import reason_of

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY x0 "ha">'
    + "".join(f'<!ENTITY x{n + 1} "{f"&x{n};" * 10}">' for n in range(9))
    + "]><a>&x9;</a>"
)


def names(tmp_path: Path, content: str | bytes, *wanted: str) -> list[str]:
    path = tmp_path / "a.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [child_text(element, "n") for element, _ in elements(path, frozenset(wanted or ["b"]))]


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE a><a/>",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a PUBLIC "x" "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/a.dtd">%x;]><a/>',
        LAUGHS,
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)
def test_any_doctype_is_refused(tmp_path: Path, content: str | bytes) -> None:
    """U08."""
    assert reason_of(names, tmp_path, content) == "doctype"
    assert has_doctype(tmp_path / "a.xml")


def test_entity_expansion_takes_no_memory(tmp_path: Path) -> None:
    """U08."""
    tracemalloc.start()
    assert reason_of(names, tmp_path, LAUGHS) == "doctype"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 2**20


def test_elements_by_local_name_in_any_namespace(tmp_path: Path) -> None:
    content = '<a xmlns:z="http://x"><z:b><z:n> 1 </z:n></z:b><b xmlns="http://y"><n>2</n></b></a>'
    assert names(tmp_path, content) == ["1", "2"]


def test_ancestors_titles_and_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a><name>judul</name><skip><x/></skip><skip/><c><b/></c></a>")
    counts = {"skip": 0}
    for _, around in elements(path, frozenset(["b"]), kept=frozenset(["name"]), counts=counts):
        assert [local(one) for one in around] == ["a", "c"]
        assert child_text(around[0], "name") == "judul"
    assert counts == {"skip": 2}


def test_nothing_that_is_done_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>" + "<b><n>1</n></b>" * 50_000 + "</a>")
    root_sizes = [len(around[0]) for _, around in elements(path, frozenset(["b"]))]
    assert len(root_sizes) == 50_000
    assert max(root_sizes) < 10_000  # what one block of the file holds


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<a>" * 500 + "</a>" * 500, "too_deep"),
        ("<a>" * 300_000, "too_deep"),
        ("<a><b></a>", "bad_xml"),
        ("<a>", "bad_xml"),
        ("plain text", "bad_xml"),
        ("", "bad_xml"),
        ("<a>&unknown;</a>", "bad_xml"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "bad_xml"),
        (b"<a>\xff\xfe</a>", "bad_xml"),
    ],
)
def test_broken_xml_is_refused(tmp_path: Path, content: str | bytes, reason: str) -> None:
    assert reason_of(names, tmp_path, content) == reason


def test_blank_lines_before_the_declaration_are_forgiven(tmp_path: Path) -> None:
    assert names(tmp_path, '\n\n<?xml version="1.0"?><a><b><n>1</n></b></a>') == ["1"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["<a>", "</a>", "<b>", "</b>", "<n/>", "x", "&x;", "<!DOCTYPE a>", "\0", "<!--"])))
def test_any_soup_of_tags_never_crashes(tmp_path: Path, parts: list[str]) -> None:
    with contextlib.suppress(GeoError):
        names(tmp_path, "".join(parts))
