from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.spatial.travel import network as form
from geo.spatial.travel.network import TravelNetwork
from tests.spatial.travel.graphs_at_hand import network_of, random_ways

ARRAYS = ("nodes", "u", "v", "length_m", "kind", "way_class", "oneway", "kmh", "flags", "coordinates", "begins")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_bytes_give_the_same_network_back(seed: int) -> None:
    xy, ways = random_ways(seed)
    network = network_of(xy, ways)
    again = TravelNetwork.from_bytes(network.to_bytes())
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(again, name), getattr(network, name))
        assert getattr(again, name).dtype == getattr(network, name).dtype
    for name in ("classes", "crs", "source", "digest", "date", "notices"):
        assert getattr(again, name) == getattr(network, name)


def test_an_empty_network_survives_too() -> None:
    network = network_of(np.empty((0, 2)), [])
    again = TravelNetwork.from_bytes(network.to_bytes())
    assert len(again) == 0
    assert len(again.lines) == 0
    assert again.km_by_class() == {}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_bytes_are_refused_or_were_not_damaged(data: st.DataObject) -> None:
    network = network_of(*random_ways(5))
    content = bytearray(network.to_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    try:
        again = TravelNetwork.from_bytes(bytes(content))
    except ParameterError as error:
        assert "network build" in error.text("en")  # noqa: PT017 - most draws are refused
    else:
        np.testing.assert_array_equal(again.coordinates, network.coordinates)


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"PK\x03\x04"])
def test_what_is_no_network_is_refused(content: bytes) -> None:
    with pytest.raises(ParameterError, match="build it again"):
        TravelNetwork.from_bytes(content)


def test_changed_content_and_other_versions_are_refused() -> None:
    with np.load(io.BytesIO(network_of(*random_ways(5)).to_bytes())) as stored:
        arrays = dict(stored)
    for change, word in (({"length_m": arrays["length_m"] * 2}, "checksum"), ({"about": None}, "version 9")):
        changed = {**arrays, **change}
        if changed["about"] is None:
            written = bytes(arrays["about"]).replace(b'"version": 1', b'"version": 9')
            changed["about"] = np.frombuffer(written, dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, **changed)
        with pytest.raises(ParameterError, match=word):
            TravelNetwork.from_bytes(out.getvalue())


def test_python_objects_are_never_loaded() -> None:
    out = io.BytesIO()
    np.savez(out, about=np.array([{}], dtype=object))
    with pytest.raises(ParameterError, match="damaged"):
        TravelNetwork.from_bytes(out.getvalue())


def test_bombs_are_refused_before_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "_LARGEST_BYTES", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.npy", b"0" * 5000)
    with pytest.raises(ParameterError, match="too large"):
        TravelNetwork.from_bytes(out.getvalue())


def test_lines_run_from_u_to_v() -> None:
    network = network_of(*random_ways(7))
    for edge, line in enumerate(network.lines):
        np.testing.assert_array_equal(np.array(line.coords)[0], network.nodes[network.u[edge]])
        np.testing.assert_array_equal(np.array(line.coords)[-1], network.nodes[network.v[edge]])
        assert line.length == pytest.approx(network.length_m[edge])
    assert sum(network.km_by_class().values()) == pytest.approx(network.length_m.sum() / 1000)
