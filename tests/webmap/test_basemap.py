"""The basemap over HTTP: pieces as RFC 9110 says, the same for everyone, never more than is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.pipelines.basemap_build import BuildRequest, build_basemap
from geo.pipelines.basemap_file import add_basemap, basemap_path
from geo.store.protocol import Store
from tests.webmap import samples
from webmap import basemap, create_app


@pytest.fixture(scope="module")
def with_map(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with a basemap beside it."""
    folder = tmp_path_factory.mktemp("basemap")
    store = samples.make_store(folder)
    region = store.region()
    build_basemap(region, BuildRequest(zooms=(5, 8)), folder / "built.pmtiles")
    add_basemap(folder / "built.pmtiles", store.url, region.bounds)
    yield store
    store.close()


@pytest.fixture(scope="module")
def reader(with_map: Store) -> FlaskClient:
    """Return somebody who has not signed in."""
    return create_app(samples.settings_of(with_map), with_map).test_client()


@pytest.fixture(scope="module")
def content(with_map: Store) -> bytes:
    """Return the file's bytes."""
    return basemap_path(with_map.url).read_bytes()


@pytest.fixture(scope="module")
def address(reader: FlaskClient) -> str:
    """Return the file's address."""
    found: str = reader.get("/api/basemap").json["address"]  # type: ignore[index]  # JSON
    return found


def test_everyone_learns_where_it_is_and_whose(reader: FlaskClient) -> None:
    answer = reader.get("/api/basemap")
    told = answer.json
    assert told["available"]
    assert "skematis" in told["attribution"]
    assert (told["minzoom"], told["maxzoom"], len(told["bounds"])) == (5, 8, 4)
    assert reader.get(told["script"]).status_code == 200
    assert "immutable" in reader.get(told["script"]).headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = reader.get("/api/basemap", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert reader.get("/api/basemap?x=1").status_code == 400


def test_without_a_file_it_says_so_and_answers_404(client: FlaskClient, address: str) -> None:
    told = client.get("/api/basemap").json
    assert told["available"] is False
    assert told["credit"]["en"].startswith("Map: petarawan (skematis")  # the ground is our own layers then
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "begin", "end"), [("bytes=0-126", 0, 127), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
def test_a_piece_is_answered_with_exactly_it(
    reader: FlaskClient, address: str, content: bytes, asked: str, begin: int, end: int | None
) -> None:
    answer = reader.get(address, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert answer.status_code == 206
    assert answer.data == content[begin:end]
    first = begin % len(content) if begin < 0 else begin
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.data) - 1}/{len(content)}"
    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "application/vnd.pmtiles"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=0-1,5-9"])
def test_pieces_that_are_not_there_are_refused_with_the_size(
    reader: FlaskClient, address: str, content: bytes, asked: str
) -> None:
    answer = reader.get(address, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(content)}"
    assert answer.data == b""


def test_if_range_of_another_file_gives_the_whole_of_this(reader: FlaskClient, address: str, content: bytes) -> None:
    tag = reader.head(address).headers["ETag"]
    same = reader.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert (same.status_code, len(same.data)) == (206, 10)
    other = reader.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, content)


def test_what_is_known_is_not_sent_again(reader: FlaskClient, address: str, content: bytes) -> None:
    whole = reader.get(address)
    assert (whole.status_code, whole.data) == (200, content)
    assert "immutable" in whole.headers["Cache-Control"]
    assert reader.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = reader.head(address)
    assert (head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (str(len(content)), "bytes")


def test_an_answer_is_never_larger_than_its_bound(
    reader: FlaskClient, address: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(basemap, "MOST_PIECE", 1000)
    answer = reader.get(address, headers={"Range": "bytes=10-"})
    assert (answer.status_code, answer.data) == (206, content[10:1010])
    assert answer.headers["Content-Range"] == f"bytes 10-1009/{len(content)}"
    assert reader.get(address).status_code == 416
    assert reader.head(address).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
        st.from_regex(r"bytes=[0-9]{0,6}-[0-9]{0,6}", fullmatch=True),
    )
)
def test_no_range_breaks_the_service(reader: FlaskClient, address: str, asked: str) -> None:
    assert reader.get(address, headers={"Range": asked.strip()}).status_code in {200, 206, 416}


def test_nothing_else_is_found_there_and_nothing_is_taken(reader: FlaskClient, address: str) -> None:
    for path in ("/basemap/0000.pmtiles", "/basemap/..%2fuji.db.pmtiles", "/basemap/", f"{address}x"):
        assert reader.get(path).status_code == 404, path
    assert reader.post(address).status_code == 405


def test_a_replaced_file_has_another_address_and_a_broken_one_is_not_used(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    region = store.region()
    reader = create_app(samples.settings_of(store), store).test_client()
    assert reader.get("/api/basemap").json["available"] is False
    build_basemap(region, BuildRequest(zooms=(5, 6)), tmp_path / "built")
    add_basemap(tmp_path / "built", store.url, region.bounds)
    first = reader.get("/api/basemap").json["address"]  # type: ignore[index]  # JSON
    add_basemap(tmp_path / "built", store.url, region.bounds, "© lain")
    second = reader.get("/api/basemap").json["address"]  # type: ignore[index]  # JSON
    assert first != second
    assert reader.get(first).status_code == 404
    assert reader.get(second).status_code == 200
    basemap_path(store.url).write_bytes(b"PMTiles\x03 rusak")
    assert reader.get("/api/basemap").json["available"] is False
    store.close()


def test_a_file_that_was_laid_there_by_hand_is_not_used_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its bytes are never hashed, so its address would not change with it."""
    store = samples.make_store(tmp_path)
    build_basemap(store.region(), BuildRequest(zooms=(5, 6)), basemap_path(store.url))
    reader = create_app(samples.settings_of(store), store).test_client()
    with caplog.at_level("ERROR", logger="petarawan.web"):
        assert reader.get("/api/basemap").json["available"] is False
        assert reader.get("/api/basemap").json["available"] is False
    # Threads of other applications in this process may log what is theirs meanwhile.
    told = [one.getMessage() for one in caplog.records if "basemap" in one.getMessage()]
    assert ["petarawan basemap add" in text for text in told] == [True]
    store.close()
