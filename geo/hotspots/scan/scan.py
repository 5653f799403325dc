"""Kulldorff's scan statistic: the discs, and the times, that hold more incidents than chance explains anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from geo.hotspots.method import Detection
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.hotspots.ground import Ground


class _InTime:
    """False for the method as such, for its parameters whether they scan time."""

    def __get__(self, instance: Scan | None, owner: Any) -> bool:
        return instance is not None and instance.time != "none"


class Scan(Parameters):
    """Most unlikely discs of cells, tested against the most unlikely disc of each replicate.

    Every cell of the study area is the centre of discs of several radii, up to `radius_m` and `largest_share` of what
    is at risk; with `time`, each disc is combined with intervals of periods. The window with the highest likelihood
    ratio is reported with its chance of arising anywhere, then the best one that shares no cell with it, and so on.

    References
    ----------
    Kulldorff (1997), Communications in Statistics - Theory and Methods 26, 1481-1496; Kulldorff et al. (2005), PLoS
    Medicine 2, e59; Abrams, Kulldorff & Kleinman (2010), International Journal of Health Geographics 9, 61.
    """

    name: ClassVar[str] = "scan"
    source: ClassVar[str] = (
        "Kulldorff (1997), Communications in Statistics - Theory and Methods 26, 1481-1496; "
        "Kulldorff et al. (2005), PLoS Medicine 2, e59 (space-time permutation)"
    )
    says: ClassVar[Says] = Says(
        "Lingkaran yang memuat lebih banyak kejadian daripada yang mungkin muncul kebetulan di mana pun (scan).",
        "Discs that hold more incidents than chance would put into any disc anywhere (scan statistic).",
    )
    gives_surface: ClassVar[bool] = False
    tests_significance: ClassVar[bool] = True
    uses_time: ClassVar[bool] = _InTime()  # type: ignore[assignment]  # a descriptor
    needs_network: ClassVar[bool] = False

    model: Annotated[
        Literal["poisson", "bernoulli", "space_time_permutation"],
        Unit("1"),
        Help(
            id="Pembanding: penduduk atau luas; kejadian dengan bobot lebih rendah; atau waktu kejadian lain.",
            en="Compared with: people or area; incidents of lower harm; or the times of other incidents.",
        ),
    ] = "poisson"
    time: Annotated[
        Literal["none", "retrospective", "prospective"],
        Unit("1"),
        Help(
            id="Tanpa waktu; selang waktu mana pun; atau hanya selang yang masih berlangsung di akhir data.",
            en="No time; any interval; or only intervals that still go on at the end of the data.",
        ),
    ] = "none"
    period_days: Annotated[
        int | None,
        Unit("days"),
        Help(
            id="Satuan waktu. Kosong: terpendek dari 1, 7, 14, 28, 91, 182, 365 hari, paling banyak 26 periode.",
            en="Time unit of windows. Empty: shortest of 1, 7, 14, 28, 91, 182, 365 days making at most 26 periods.",
        ),
    ] = Field(None, ge=1, le=3_650)
    cell_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Sisi sel. Kosong: satu kejadian per delapan sel bila merata, paling kecil sisi wilayah dibagi 150.",
            en="Side of a cell. Empty: one incident per eight cells if even, at least a 150th of the shorter side.",
        ),
    ] = Field(None, ge=10, le=50_000)
    radius_m: Annotated[
        float | None,
        Unit("m"),
        Help(
            id="Jari-jari lingkaran terbesar. Kosong: lingkaran seluas largest_share wilayah kajian.",
            en="Radius of the largest disc. Empty: a disc as large as largest_share of the study area.",
        ),
    ] = Field(None, ge=10, le=1_000_000)
    largest_share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian terbesar dari penduduk (atau luas) dalam satu lingkaran.",
            en="Largest share of the people (or area) in one disc.",
        ),
    ] = Field(0.1, ge=0.001, le=0.5)
    radii: Annotated[
        int,
        Unit("1"),
        Help(
            id="Banyaknya ukuran lingkaran, dari satu sel sampai yang terbesar.",
            en="Number of sizes of discs, from one cell to the largest.",
        ),
    ] = Field(20, ge=1, le=200)
    runs: Annotated[
        int,
        Unit("1"),
        Help(
            id="Banyaknya data acak pembanding; nilai p berdasarkan peringkat tidak lebih kecil dari 1 / (1 + runs).",
            en="Number of random data sets compared with; p by rank is at least 1 / (1 + runs).",
        ),
    ] = Field(999, ge=19, le=99_999)
    alpha: Annotated[
        float,
        Unit("1"),
        Help(
            id="Nilai p tertinggi dari titik rawan, sudah memperhitungkan semua lingkaran yang dicoba.",
            en="Highest p value of a hotspot; it already accounts for all discs tried.",
        ),
    ] = Field(0.05, ge=0.0001, le=0.5)
    case_harm: Annotated[
        float | None,
        Unit("1"),
        Help(
            id="Bernoulli: bobot kerugian terendah dari kasus; lainnya pembanding. Kosong: di atas nilai tengah.",
            en="Bernoulli: lowest harm weight of a case; the others are controls. Empty: above the median.",
        ),
    ] = Field(None, ge=0, le=1_000_000)
    min_incidents: Annotated[
        int,
        Unit("incidents"),
        Help(
            id="Jendela dengan kejadian (kasus) lebih sedikit dari ini tidak dicoba.",
            en="A window with fewer incidents (cases) than this is not tried.",
        ),
    ] = Field(3, ge=1, le=100_000)
    keep_weak: Annotated[
        bool,
        Unit("1"),
        Help(
            id="Bila tidak ada yang bermakna, tampilkan yang terkuat dengan tanda tidak bermakna.",
            en="When none is significant, show the strongest one, marked as not significant.",
        ),
    ] = False

    def run(self, incidents: gpd.GeoDataFrame, ground: Ground, seed: int) -> Detection:
        """Label incidents; see `geo.hotspots.method.Method.run`.

        Raises
        ------
        ParameterError
            When the model and the time do not go together, or there would be too many windows or replicates; the
            text names the way out.
        """
        from geo.hotspots.scan.detection import detection
        from geo.hotspots.scan.setting import setting_of

        notices: list[Says] = []
        setting = setting_of(self, incidents, ground, notices)
        return detection(self, setting, incidents, seed, notices)
