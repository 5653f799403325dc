"""Line charts: within their frame, every text escaped, nothing inline."""

from __future__ import annotations

import re

import pytest

from tests.webmap.samples import HOSTILE
from webmap.commander.line_chart import WIDTH, Axis, Line, Point, line_chart


def numbers(svg: str, pattern: str) -> list[float]:
    return [float(one) for one in re.findall(pattern, svg)]


def test_larger_is_higher_unless_reversed() -> None:
    points = [Line([Point(0, 1), Point(1, 5)])]
    plain = str(line_chart(points, Axis(0, 1), Axis(1, 5), label="x"))
    turned = str(line_chart(points, Axis(0, 1), Axis(1, 5, reversed_=True), label="x"))
    low, high = numbers(plain, r'cy="([\d.]+)"')
    assert low > high
    assert numbers(turned, r'cy="([\d.]+)"') == [high, low]


@pytest.mark.parametrize("values", [[3.0, 3.0], [0.0, 0.0, 0.0], [1.0]])
def test_equal_values_stand_in_the_frame(values: list[float]) -> None:
    line = Line([Point(at, value) for at, value in enumerate(values)])
    svg = str(line_chart([line], Axis(0, len(values) - 1), Axis(min(values), max(values)), label="x", height=120))
    assert all(0 <= x <= WIDTH for x in numbers(svg, r'cx="([\d.]+)"'))
    assert all(0 <= y <= 120 for y in numbers(svg, r'cy="([\d.]+)"'))


def test_forms_intervals_and_labels() -> None:
    lines = [Line([Point(0, 1, 0.5, 1.5, "12")], "square", labels_below=True), Line([Point(0, 2)])]
    svg = str(line_chart(lines, Axis(0, 1), Axis(0, 2), label="x"))
    assert svg.count('<rect class="square"') == svg.count("<circle") == svg.count('class="interval square"') == 1
    assert ">12</text>" in svg


def test_marks_do_not_crowd_and_stay_inside() -> None:
    marks = [(at / 100, f"mark {at}") for at in range(101)]
    svg = str(line_chart([], Axis(0, 1, [*marks[:-1], (1.0, "a long mark here")]), Axis(0, 1), label="x"))
    assert 5 <= svg.count("mark ") <= 15
    wide = str(line_chart([], Axis(0, 1, [(1.0, "a long mark here")]), Axis(0, 1), label="x"))
    assert f'x="{WIDTH:.1f}"' in wide
    assert 'text-anchor="end"' in wide


def test_every_text_is_escaped_and_nothing_is_inline() -> None:
    for text in HOSTILE:
        svg = str(
            line_chart([Line([Point(0, 1, label=text)])], Axis(0, 1, [(0, text)]), Axis(0, 1, [(0, text)]), label=text)
        )
        assert not re.search(r"<(img|script|iframe|svg onload)|style=|href", svg)
        assert svg.count("<svg ") == 1
