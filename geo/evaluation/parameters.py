"""Parameters of an evaluation: level, ring, few, draws, response; ranges checked at birth, help in both languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from geo.parameters import Help, Parameters, Unit


class EvaluationParameters(Parameters):
    """How a period is judged.

    Raises
    ------
    ParameterError
        When a value is outside its range or a name is unknown; the text names range and unit.
    """

    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Peluang menyatakan ada perubahan padahal tidak ada; selang kepercayaan = 1 - alpha",
            en="Chance of seeing a change where there is none; the interval's level is 1 - alpha",
        ),
    ] = Field(0.05, ge=0.001, le=0.5)
    ring_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Lebar sabuk di sekeliling zona, tempat kejadian mungkin berpindah",
            en="Width of the catchment ring around the zones, into which incidents may move",
        ),
    ] = Field(1000.0, ge=0, le=50_000)
    few: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Di bawah jumlah ini pendekatan normal tidak aman dan selang untuk data kecil yang dipakai",
            en="Below this count the normal approximation is unsafe and the interval for small counts is used",
        ),
    ] = Field(20, ge=5, le=200)
    draws: Annotated[
        int,
        Unit("1"),
        Help(id="Banyaknya undian untuk selang data kecil", en="Draws for the interval of small counts"),
    ] = Field(20_000, ge=1_000, le=1_000_000)
    resamples: Annotated[
        int,
        Unit("1"),
        Help(id="Banyaknya cuplikan ulang untuk waktu tanggap", en="Bootstrap samples of response times"),
    ] = Field(2_000, ge=200, le=100_000)
    within_m: Annotated[
        float,
        Unit("m"),
        Help(id="Jarak dari kejadian yang dianggap tiba", en="Distance from the incident that counts as arrival"),
    ] = Field(500.0, ge=10, le=20_000)
    target_min: Annotated[
        float,
        Unit("min"),
        Help(id="Sasaran waktu tanggap", en="Target of the response time"),
    ] = Field(30.0, ge=1, le=10_080)
    horizon_min: Annotated[
        float,
        Unit("min"),
        Help(
            id="Kedatangan sesudah ini bukan lagi tanggapan atas laporan itu",
            en="An arrival later than this is no answer to that report any more",
        ),
    ] = Field(1_440.0, ge=10, le=100_800)
