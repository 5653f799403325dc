"""Writes orders of 8, 12 and 20 stops in every format; prints the table of docs/orders.md.

Run: python -m benchmarks.orders
"""

from __future__ import annotations

from functools import partial

from benchmarks.timed import cpu_seconds
from geo.exports.orders.write import write_order
from tests.exports.orders import samples

STOPS = (8, 12, 20)
FORMATS = ("pdf", "gpx", "kml", "gpkg", "xlsx", "txt")


def main() -> None:
    """Print CPU milliseconds by number of stops and format, and the size of the page."""
    region = samples.region()
    first, page = cpu_seconds(partial(write_order, samples.order(8), "pdf", "id", region=region), 1)
    print("| stops | " + " | ".join(FORMATS) + " |")
    print("|---" * (len(FORMATS) + 1) + "|")
    for n in STOPS:
        order = samples.order(n)
        spent = [cpu_seconds(partial(write_order, order, name, "id", region=region))[0] for name in FORMATS]
        print(f"| {n} | " + " | ".join(f"{1000 * one:.0f}" for one in spent) + " |")
    print(f"\nThe first PDF of a process: {first:.2f} s; its size {len(page) / 1024:.0f} KB.")


if __name__ == "__main__":
    main()
