from __future__ import annotations

import math
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.sources.kml import parse
from geo.sources.records import Records
from tests.sources.hostile import options, reason_of

RING = "104,-3 104.5,-3,0 104.5,-2.5\n\t104,-3"


def read(tmp_path: Path, body: str, **given_options: object) -> Records:
    path = tmp_path / "a.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>', encoding="utf-8")
    return parse(path, options(**given_options))


def placemark(inside: str) -> str:
    return f"<Placemark>{inside}</Placemark>"


def polygon(outer: str = RING, inner: str = "") -> str:
    holes = f"<innerBoundaryIs><LinearRing><coordinates>{inner}</coordinates></LinearRing></innerBoundaryIs>"
    return (
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{outer}</coordinates></LinearRing></outerBoundaryIs>"
        f"{holes if inner else ''}</Polygon>"
    )


def test_placemarks(tmp_path: Path) -> None:
    point = "<Point><coordinates>104.7,-2.9,12</coordinates></Point>"
    records = read(
        tmp_path,
        "<Folder><name>Pos</name>"
        + placemark(
            "<name>satu</name><description>&lt;script>alert(1)&lt;/script></description>"
            "<TimeStamp><when>2026-01-02</when></TimeStamp>"
            '<ExtendedData><Data name="jenis"><value>API</value></Data>'
            '<SchemaData schemaUrl="#x"><SimpleData name="luas">2</SimpleData></SchemaData></ExtendedData>' + point
        )
        + "</Folder>"
        + placemark(f"<TimeSpan><begin>2026-01-01</begin><end>2026-01-03</end></TimeSpan>{polygon()}"),
    )
    assert records.frame["name"].tolist() == ["satu", ""]
    assert records.frame["description"].tolist() == ["<script>alert(1)</script>", ""]
    assert records.frame["folder"].tolist() == ["Pos", ""]
    assert records.frame["time"].tolist() == ["2026-01-02", ""]
    assert records.frame["time_from"].tolist() == ["", "2026-01-01"]
    assert records.frame["time_to"].tolist() == ["", "2026-01-03"]
    assert records.frame["jenis"].tolist() == ["API", ""]
    assert records.frame["luas"].tolist() == ["2", ""]
    assert records.geometry is not None
    assert [one.geom_type for one in records.geometry] == ["Point", "Polygon"]
    assert not any(one.has_z for one in records.geometry)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("", "null_geometry"),
        ("<Point/>", "empty_geometry"),
        ("<Point><coordinates>104</coordinates></Point>", "geometry_not_numbers"),
        ("<Point><coordinates>a,b</coordinates></Point>", "geometry_not_numbers"),
        ("<Point><coordinates>1,2 3,4</coordinates></Point>", "geometry_not_numbers"),
        ("<Point><coordinates>nan,2</coordinates></Point>", "not_finite"),
        ("<Point><coordinates>1e999,2</coordinates></Point>", "not_finite"),
        ("<Polygon/>", "empty_geometry"),
        (polygon("104,-3 105,-3 104,-3"), "too_few_points"),
        (polygon("104,-3 105,-3 105,-2 104,-2"), "unclosed_ring"),
        (polygon("104,-3 105,-2 105,-3 104,-2 104,-3"), "bad_geometry"),
        ("<MultiGeometry/>", "empty_geometry"),
        ("<MultiGeometry>" * 15 + "</MultiGeometry>" * 15, "too_deep"),
        ("<Model/>", "unsupported_geometry"),
        ("<Track/>", "unsupported_geometry"),
    ],
)
def test_bad_geometries_are_refused_by_placemark(tmp_path: Path, inside: str, reason: str) -> None:
    good = placemark("<Point><coordinates>1,2</coordinates></Point>")
    records = read(tmp_path, good + placemark(inside) + good)
    assert [(one.line, one.reason) for one in records.refused] == [(2, reason)]
    assert records.line.tolist() == [1, 3]


def test_area_with_its_label_point_is_the_area(tmp_path: Path) -> None:
    label = "<Point><coordinates>104.1,-2.9</coordinates></Point>"
    records = read(tmp_path, placemark(f"<MultiGeometry>{label}{polygon()}</MultiGeometry>"))
    assert records.geometry is not None
    assert records.geometry[0].geom_type == "MultiPolygon"


def test_network_links_are_never_followed(tmp_path: Path) -> None:
    """U08."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.kml"
        records = read(
            tmp_path,
            f"<NetworkLink><Link><href>{address}</href></Link></NetworkLink>"
            f"<GroundOverlay><Icon><href>file:///etc/passwd</href></Icon></GroundOverlay>"
            + placemark(f"<styleUrl>{address}</styleUrl><Point><coordinates>1,2</coordinates></Point>"),
        )
        with pytest.raises(TimeoutError):
            server.accept()
    assert [(notice.code, notice.n) for notice in records.notices] == [("links_ignored", 2)]


def test_refused_files(tmp_path: Path) -> None:
    assert reason_of(read, tmp_path, "") == "nothing_to_read"
    assert reason_of(read, tmp_path, placemark("") * 3, max_records=2) == "too_many_records"
    path = tmp_path / "b.kml"
    path.write_text('<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><name>&x;</name></kml>')
    assert reason_of(parse, path, options()) == "doctype"


@pytest.mark.real_data
def test_real_districts(real_data: Path) -> None:
    records = parse(real_data / "crime" / "chicago_police_districts.kml", options())
    assert len(records.frame) == 25
    assert records.refused == ()
    assert set(records.frame["folder"]) == {"chicago_police_districts"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats() | st.just(math.inf), st.floats()), max_size=6), st.sampled_from([" ", "\n", ","]))
def test_any_coordinates_are_accepted_or_refused(
    tmp_path: Path, places: list[tuple[float, float]], between: str
) -> None:
    text = between.join(f"{x},{y}" for x, y in places)
    try:
        records = read(
            tmp_path, placemark(polygon(text)) + placemark(f"<Point><coordinates>{text}</coordinates></Point>")
        )
    except GeoError:
        return
    assert len(records.frame) + len(records.refused) == 2
