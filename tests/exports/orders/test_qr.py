"""The QR code, read back by a small reader written from the standard (ISO/IEC 18004, versions 1 to 6, level M)."""

from __future__ import annotations

import pytest

from geo.exports.orders.qr import draw_qr, qr_modules
from geo.exports.orders.seal import qr_text
from tests.exports.orders import samples

# version: (blocks, data codewords of each, correction codewords of each)
BLOCKS = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}
MASKS = [
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
]


def reserved(n: int, version: int, r: int, c: int) -> bool:
    """Whether a module belongs to finders, format, timing or alignment."""
    if (r < 9 and c < 9) or (r < 9 and c >= n - 8) or (r >= n - 8 and c < 9) or r == 6 or c == 6:
        return True
    return version > 1 and abs(r - (n - 7)) <= 2 and abs(c - (n - 7)) <= 2


def read(modules: list[list[bool]]) -> str:
    """Return the text of a code without errors."""
    n = len(modules)
    version = (n - 17) // 4
    form = [modules[8][c] for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [modules[r][8] for r in (7, 5, 4, 3, 2, 1, 0)]
    value = int("".join("1" if bit else "0" for bit in form), 2) ^ 0b101010000010010
    assert value >> 13 == 0b00, "level M"
    mask = MASKS[(value >> 10) & 7]
    bits = []
    upward, column = True, n - 1
    while column > 0:
        column -= column == 6
        for r in range(n - 1, -1, -1) if upward else range(n):
            pair = [c for c in (column, column - 1) if not reserved(n, version, r, c)]
            bits += [modules[r][c] != mask(r, c) for c in pair]
        upward, column = not upward, column - 2
    words = [int("".join("1" if bit else "0" for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)]
    blocks, data, _ = BLOCKS[version]
    ordered = [words[place * blocks + block] for block in range(blocks) for place in range(data)]
    stream = "".join(f"{word:08b}" for word in ordered)
    assert stream[:4] == "0100", "byte mode"
    length = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode("utf-8")


@pytest.mark.parametrize(
    "text", ["a", "petarawan:order:O-1:ABCDE-FGHIJ", "x" * 60, "https://peta.example/cek?q=" + "y" * 60]
)
def test_the_code_says_its_text(text: str) -> None:
    assert read(qr_modules(text)) == text


def test_the_orders_code_is_its_id_and_verification() -> None:
    order = samples.order(3)
    assert read(qr_modules(qr_text(order))) == f"petarawan:order:{order.order_id}:{order.verification}"


def test_it_is_drawn_with_its_quiet_border(monkeypatch: pytest.MonkeyPatch) -> None:
    pen, _ = samples.recording_pen(monkeypatch)
    rects: list[tuple[float, float, float, float]] = []
    begin = pen.canvas.beginPath

    def spied() -> object:
        path = begin()
        plain = path.rect
        path.rect = lambda x, y, w, h: (rects.append((x, y, w, h)), plain(x, y, w, h))
        return path

    monkeypatch.setattr(pen.canvas, "beginPath", spied)
    draw_qr(pen, "petarawan", 10, 20, 66)
    modules = qr_modules("petarawan")
    side = 66 / (len(modules) + 8)
    drawn = [[False] * len(modules) for _ in modules]
    for x, y, wide, high in rects:
        assert high == pytest.approx(side)
        row = round((20 + 66 - y - high) / side) - 4
        first = round((x - 10) / side) - 4
        for column in range(first, first + round(wide / side)):
            drawn[row][column] = True
    assert drawn == modules
