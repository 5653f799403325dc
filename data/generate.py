"""Writes data/banyuasin/sample/incidents.csv (`python data/generate.py [SEED]`): invented, the same for a seed.

Nothing in it happened. Places are drawn around invented trouble spots along the pack's schematic roads, rivers,
forests and peat; seasons and hours follow the habits that README.md names. Only Python's own generator is used,
so that the file does not change with the version of a library.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

FOLDER = Path(__file__).parent / "banyuasin"
LAST_DAY = date(2026, 11, 22)
DAYS = 730  # 24 months
METRES_PER_DEGREE = 111_000
SEED = 20261122

FLAT = (1,) * 12
DRY = (1, 1, 1, 1, 2, 4, 9, 14, 16, 10, 2, 1)  # January first: fires from July to October
WET = (8, 7, 6, 4, 2, 1, 1, 1, 1, 2, 6, 9)
FRUIT = (1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1)
# Weights of the eight three-hour watches, 00-03 first.
NIGHT = (9, 7, 3, 2, 2, 3, 6, 10)
RUSH = (2, 2, 9, 6, 5, 9, 8, 4)
DAY = (1, 1, 5, 9, 10, 8, 4, 2)
EVENING = (4, 1, 2, 4, 5, 7, 10, 9)


@dataclass(frozen=True)
class Habit:
    """How one kind of incident occurs: how often in two years, where, when, and in which words it is written."""

    n: int
    where: str
    months: tuple[int, ...]
    watches: tuple[int, ...]
    written: str
    agency: str = "POLRES"
    spots: int = 8


HABITS: dict[str, Habit] = {
    "CURAT": Habit(270, "town", FLAT, NIGHT, "Curat", spots=10),
    "CURAS": Habit(115, "road", FLAT, NIGHT, "Curas", spots=6),
    "CURANMOR": Habit(235, "town", FLAT, NIGHT, "Curanmor", spots=9),
    "CURI": Habit(190, "town", FLAT, DAY, "Pencurian"),
    "CURSAWIT": Habit(130, "concession", FRUIT, NIGHT, "Pencurian TBS", spots=5),
    "ANIAYA": Habit(170, "town", FLAT, EVENING, "Penganiayaan"),
    "KEROYOK": Habit(45, "town", FLAT, EVENING, "Pengeroyokan", spots=4),
    "BUNUH": Habit(12, "town", FLAT, EVENING, "Pembunuhan", spots=6),
    "PERAS": Habit(45, "road", FLAT, DAY, "Pungli", spots=4),
    "TIPU": Habit(80, "town", FLAT, DAY, "Penipuan"),
    "JUDI": Habit(30, "town", FLAT, EVENING, "Perjudian", spots=4),
    "SAJAM": Habit(25, "road", FLAT, NIGHT, "Sajam", spots=4),
    "RUSAK": Habit(20, "town", FLAT, EVENING, "Perusakan", spots=4),
    "KDRT": Habit(45, "town", FLAT, EVENING, "KDRT"),
    "PPA": Habit(25, "town", FLAT, EVENING, "Persetubuhan anak"),
    "SIBER": Habit(20, "town", FLAT, DAY, "Penipuan online"),
    "NARKOBA": Habit(300, "town", FLAT, NIGHT, "Narkoba", spots=9),
    "SELUNDUP": Habit(20, "river", FLAT, NIGHT, "Penyelundupan", "BEACUKAI", 3),
    "ROMPAK": Habit(60, "estuary", FLAT, NIGHT, "Perompakan", spots=3),
    "ILLOG": Habit(130, "forest", FLAT, NIGHT, "Pembalakan liar", "KPH", 5),
    "RAMBAH": Habit(60, "forest", DRY, DAY, "Perambahan", "KPH", 4),
    "SATWA": Habit(25, "forest", FLAT, NIGHT, "Perburuan liar", "BTN", 3),
    "ILDRILL": Habit(60, "field", FLAT, NIGHT, "Illegal drilling", spots=3),
    "BBM": Habit(55, "road", FLAT, NIGHT, "BBM ilegal", spots=4),
    "ILFISH": Habit(120, "estuary", FLAT, NIGHT, "Illegal fishing", "PSDKP", 4),
    "CEMAR": Habit(20, "river", FLAT, DAY, "Pencemaran", "DLH", 3),
    "KARHUTLA": Habit(70, "peat", DRY, DAY, "Karhutla", spots=5),
    "TITIKPANAS": Habit(420, "peat", DRY, DAY, "Titik panas", "MANGGALA", 8),
    "TITIKAPI": Habit(260, "peat", DRY, DAY, "Titik api", "MANGGALA", 7),
    "KEBAKARAN": Habit(80, "town", DRY, EVENING, "Kebakaran rumah", "DAMKAR"),
    "BANJIR": Habit(90, "river", WET, DAY, "Banjir rob", "BPBD", 6),
    "ANGIN": Habit(30, "town", WET, DAY, "Puting beliung", "BPBD"),
    "LAKALANTAS": Habit(430, "road", FLAT, RUSH, "Lakalantas", spots=9),
    "LAKAAIR": Habit(45, "river", WET, DAY, "Laka air", "BASARNAS", 4),
    "LANGGAR": Habit(120, "road", FLAT, RUSH, "ODOL", "DISHUB", 4),
    "LAYAR": Habit(30, "estuary", FLAT, DAY, "Pelanggaran pelayaran", "KSOP", 2),
    "UNRAS": Habit(15, "town", FLAT, DAY, "Unras", spots=2),
    "LAHAN": Habit(25, "concession", FLAT, DAY, "Sengketa lahan", spots=3),
    "OBVIT": Habit(20, "concession", FLAT, NIGHT, "Gangguan obvit", spots=2),
    "MIRAS": Habit(60, "town", FLAT, EVENING, "Miras", "SATPOLPP", 5),
    "SATLIAR": Habit(20, "river", WET, DAY, "Konflik satwa", "BKSDA", 3),
    "INFO": Habit(30, "town", FLAT, DAY, "Informasi"),
}


class Ground:
    """The pack's own drawing, as places to draw incidents from."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._boundary = self._shapes("boundary")[0]
        self._sea = self._shapes("waters")
        self._on: dict[str, list[BaseGeometry]] = {
            "road": self._shapes("roads"),
            "river": self._shapes("rivers"),
            "forest": self._shapes("forest"),
            "peat": self._shapes("peat"),
            "concession": self._shapes("concessions"),
            "estuary": [*self._sea[1:], *self._shapes("rivers")[:1], *self._shapes("rivers")[5:6]],
        }
        with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as sheet:
            self.places = [(row["name"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(sheet)]

    def _shapes(self, name: str) -> list[BaseGeometry]:
        layer = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))
        return [shape(feature["geometry"]) for feature in layer["features"]]

    def allowed(self, lon: float, lat: float, where: str) -> bool:
        """Whether a place lies in the region, on land or water as it should."""
        wet = any(shapely.contains_xy(area, lon, lat) for area in self._sea)
        if where == "estuary":
            return wet or shapely.contains_xy(self._boundary, lon, lat)
        return bool(shapely.contains_xy(self._boundary, lon, lat)) and not wet

    def anywhere(self, where: str) -> tuple[float, float]:
        """Return a random place of the sort `where`."""
        if where in {"town", "field"}:
            names = (
                self.places[:21] if where == "town" else [p for p in self.places if p[0] in {"Betung", "Sido Mulyo"}]
            )
            _, lon, lat = self._random.choice(names)
            return self.near(lon, lat, 3000 if where == "town" else 9000)
        chosen = self._random.choice(self._on[where])
        if chosen.geom_type == "LineString":
            point = chosen.interpolate(self._random.random(), normalized=True)
            return point.x, point.y
        west, south, east, north = chosen.bounds
        while True:
            lon, lat = self._random.uniform(west, east), self._random.uniform(south, north)
            if shapely.contains_xy(chosen, lon, lat):
                return lon, lat

    def near(self, lon: float, lat: float, sigma_m: float) -> tuple[float, float]:
        """Return a place scattered around another."""
        sigma = sigma_m / METRES_PER_DEGREE
        return self._random.gauss(lon, sigma), self._random.gauss(lat, sigma)

    def name_of(self, lon: float, lat: float) -> str:
        """Return the nearest named place."""
        return min(self.places, key=lambda place: math.hypot(place[1] - lon, place[2] - lat))[0]


def choose(random: Random, weights: tuple[float, ...]) -> int:
    """Return an index drawn with these weights."""
    ends = list(accumulate(weights))
    return min(bisect(ends, random.random() * ends[-1]), len(weights) - 1)


def day_of(random: Random, months: tuple[int, ...]) -> date:
    """Return a day of the two years, drawn with the weights of its month."""
    while True:
        day = LAST_DAY - timedelta(days=random.randrange(DAYS))
        if random.random() * max(months) < months[day.month - 1]:
            return day


def incidents(seed: int) -> list[dict[str, str]]:
    """Return the invented incidents as rows of the sheet, in order of time."""
    random = Random(seed)  # noqa: S311 - invented data must be repeatable, not secret
    ground = Ground(random)
    rows: list[tuple[str, dict[str, str]]] = []
    for kind, habit in HABITS.items():
        spots: list[tuple[float, float]] = []
        while len(spots) < habit.spots:
            place = ground.anywhere(habit.where)
            if ground.allowed(*place, habit.where):
                spots.append(place)
        weights = tuple(1 / (rank + 1) for rank in range(len(spots)))  # a few spots carry most, as everywhere
        spread_m = {"forest": 1800, "peat": 2200, "estuary": 1500}.get(habit.where, 700)
        for _ in range(habit.n):
            while True:
                clustered = random.random() < 0.75
                if clustered:
                    lon, lat = ground.near(*spots[choose(random, weights)], spread_m)
                else:
                    lon, lat = ground.near(*ground.anywhere(habit.where), 1500)
                if ground.allowed(lon, lat, habit.where):
                    break
            day = day_of(random, habit.months)
            hour = choose(random, habit.watches) * 3 + random.randrange(3)
            clock = f"{hour:02d}:{random.randrange(60):02d}"
            known = kind == "TITIKPANAS" or random.random() > 0.06
            rows.append((
                f"{day.isoformat()} {clock} {kind}",
                {
                    "Tanggal": day.strftime("%d/%m/%Y"),
                    "Jam": clock if known else "",
                    "Jenis": habit.written,
                    "Lintang": f"{lat:.5f}".replace(".", ","),
                    "Bujur": f"{lon:.5f}".replace(".", ","),
                    "Uraian": f"Contoh sintetis, sekitar {ground.name_of(lon, lat)}",
                    "Instansi": habit.agency,
                    "Sumber": "sintetis",
                },
            ))  # fmt: skip
    rows.sort(key=lambda item: item[0])
    return [{"No LP": f"SIN/{number:04d}/{row['Tanggal'][-4:]}", **row} for number, (_, row) in enumerate(rows, 1)]


def main() -> None:
    """Write the sheet."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    rows = incidents(seed)
    target = FOLDER / "sample" / "incidents.csv"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} invented incidents, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
