"""The findings of the tests of chance, each in one plain sentence."""

from __future__ import annotations

from geo.hotspots.pattern.clark_evans import ClarkEvans
from geo.hotspots.pattern.morans_i import MoransI
from geo.hotspots.pattern.quadrat import QuadratTest
from geo.hotspots.pattern.ripleys_envelope import RipleysEnvelope
from geo.languages import Says, number_text


def verdict(pattern: str, ripley: RipleysEnvelope, first_m: float | None, last_m: float | None) -> Says:
    """Say whether incidents gather at all, and at which distances (Ripley's L)."""
    p = _chance(ripley.p_value)
    if pattern == "clustered":
        if first_m is None or last_m is None:
            reach = Says("", "")
        else:
            reach = Says(
                " Melebihi kebetulan pada jarak {first} sampai {last} m, paling kuat pada {most} m.",
                " It exceeds chance at distances from {first} to {last} m, most strongly at {most} m.",
            ).filled(first=_metres(first_m), last=_metres(last_m), most=_metres(ripley.clustered_at_m))
        return Says(
            "Kejadian mengelompok lebih daripada yang dijelaskan kebetulan (L Ripley, p {p}).{reach}",
            "Incidents gather more than chance explains (Ripley's L, p {p}).{reach}",
        ).filled(p=p, reach=reach)
    if pattern == "regular":
        return Says(
            "Kejadian lebih merata daripada kebetulan (L Ripley, p {p}): tidak ada titik rawan yang perlu dicari.",
            "Incidents are more even than chance (Ripley's L, p {p}): there are no hotspots to look for.",
        ).filled(p=p)
    return Says(
        "Tidak terbukti bahwa kejadian mengelompok: kebetulan dapat menjelaskannya (L Ripley, p {p}).",
        "It is not shown that incidents gather: chance may explain them (Ripley's L, p {p}).",
    ).filled(p=p)


def nearest(clark: ClarkEvans, alpha: float) -> Says:
    """Say how near the nearest incident is (Clark-Evans)."""
    if clark.p_value > alpha:
        how = Says("sesuai dengan kebetulan", "as chance would have it")
    elif clark.ratio < 1:
        how = Says("lebih dekat daripada kebetulan", "nearer than chance would have it")
    else:
        # Border places have fewer neighbours, which is not corrected here.
        how = Says(
            "lebih jauh daripada kebetulan, sebagian karena tepi wilayah",
            "farther than chance would have it, in part because of the border",
        )
    return Says(
        "Kejadian terdekat rata-rata berjarak {mean} m, menurut kebetulan {expected} m: {how} "
        "(Clark-Evans R {ratio}, p {p}).",
        "The nearest incident is {mean} m away on average, {expected} m by chance: {how} "
        "(Clark-Evans R {ratio}, p {p}).",
    ).filled(
        mean=_metres(clark.mean_m),
        expected=_metres(clark.expected_m),
        how=how,
        ratio=clark.ratio,
        p=_chance(clark.p_value),
    )


def quadrats(test: QuadratTest, alpha: float) -> Says:
    """Say whether counts in equal rectangles differ (quadrat test)."""
    how = (
        Says("lebih berbeda daripada kebetulan", "differ more than chance explains")
        if test.p_value <= alpha
        else Says("tidak lebih berbeda daripada kebetulan", "differ no more than chance explains")
    )
    return Says(
        "Jumlah kejadian di {n} petak {how} (khi-kuadrat {statistic}, p {p}).",
        "The numbers of incidents in {n} quadrats {how} (chi-square {statistic}, p {p}).",
    ).filled(n=test.degrees + 1, how=how, statistic=test.statistic, p=_chance(test.p_value))


def neighbours(moran: MoransI, alpha: float) -> Says:
    """Say whether neighbouring cells are alike (Moran's I)."""
    how = (
        Says("mirip satu sama lain", "resemble each other")
        if moran.p_permutation <= alpha
        else Says("tidak lebih mirip daripada kebetulan", "resemble each other no more than by chance")
    )
    return Says(
        "Sel yang bertetangga {how} dalam jumlah kejadian (I Moran {i}, p {p}).",
        "Neighbouring cells {how} in their number of incidents (Moran's I {i}, p {p}).",
    ).filled(how=how, i=moran.i, p=_chance(moran.p_permutation))


def sampled(n: int, of: int) -> Says:
    """Say that a test took a sample."""
    return Says(
        "L Ripley dihitung dari contoh acak {n} dari {of} kejadian.",
        "Ripley's L was computed from a random sample of {n} of {of} incidents.",
    ).filled(n=n, of=of)


def doubled(n: int) -> Says:
    """Say that places are shared, which alone makes a pattern look clustered."""
    return Says(
        "{n} kejadian tercatat tepat di tempat kejadian lain; itu saja sudah tampak sebagai kelompok.",
        "{n} incidents are recorded at exactly the place of another one; that alone looks like clustering.",
    ).filled(n=n)


def meaning_of_chance() -> Says:
    """Say what the tests compare with."""
    return Says(
        "Kebetulan berarti kejadian dapat jatuh di mana saja dalam wilayah; permukiman yang tidak merata pun "
        "membuatnya mengelompok.",
        "Chance means that incidents may fall anywhere in the area; unevenly settled land alone makes them gather.",
    )


def no_study_area() -> Says:
    """Say that the hull of the incidents stands in for the study area."""
    return Says(
        "Batas wilayah tidak diketahui: diuji di dalam selubung cembung semua kejadian.",
        "The study area is not known: tested within the convex hull of all incidents.",
    )


def too_little(n: int, needed: int) -> Says:
    """Say that nothing can be tested."""
    return Says(
        "Data belum cukup: {n} kejadian; diperlukan sekurangnya {needed} kejadian yang tidak segaris atau setempat.",
        "Not enough data: {n} incidents; at least {needed} are needed, not all in one line or place.",
    ).filled(n=n, needed=needed)


def _chance(p: float) -> Says:
    if p < 0.001:
        return Says("< 0,001", "< 0.001")
    return Says(number_text(p, "id", 3), number_text(p, "en", 3))


def _metres(length_m: float) -> float | int:
    return round(length_m) if length_m >= 10 else round(length_m, 1)
