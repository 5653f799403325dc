"""What network density tells its users, in both languages."""

from __future__ import annotations

from geo.languages import Says

NO_NETWORK = Says(
    "Metode ini memerlukan jaringan jalan atau sungai: --network BERKAS di baris perintah, network= di Python "
    "(geo.spatial.networks.network_of_lines).",
    "This method needs a network of roads or rivers: --network FILE on the command line, network= in Python "
    "(geo.spatial.networks.network_of_lines).",
)
NOTHING_THERE = Says(
    "Data belum cukup: tidak ada bagian jaringan di wilayah kajian.",
    "Not enough data: no part of the network lies in the study area.",
)
TOO_FEW = Says(
    "Data belum cukup: {n} kejadian di dekat jaringan, titik rawan memerlukan paling sedikit {needed}.",
    "Not enough data: {n} incidents near the network, a hotspot needs at least {needed}.",
)
OTHER_CRS = Says(
    "memakai {own}, sedangkan kejadian memakai {crs}; proyeksikan garisnya dahulu.",
    "is in {own} while the incidents are in {crs}; project its lines first.",
)
COARSE = Says(
    "potongan {m} m lebih panjang dari jangkauan {reach} m; perpendek potongan atau perpanjang jangkauan.",
    "pieces of {m} m are longer than the reach of {reach} m; take shorter pieces or a longer reach.",
)
MANY = Says(
    "{m} m memberi {n} potongan (paling banyak {most}); perpanjang potongan atau perkecil wilayah.",
    "{m} m gives {n} pieces (at most {most}); take longer pieces or a smaller area.",
)
WIDE = Says(
    "jangkauan {m} m mencakup terlalu banyak ruas jaringan ini; perpendek jangkauan atau pakai jalan utama saja.",
    "a reach of {m} m spans too many edges of this network; take a shorter reach, or main roads only.",
)
LONG = Says(
    "{n} sebaran acak terlalu lama di jaringan ini; paling banyak sekitar {most}, atau perpendek jangkauan.",
    "{n} random patterns take too long on this network; at most about {most}, or take a shorter reach.",
)
FAR = Says(
    "{n} kejadian lebih dari {m} m dari jaringan tidak ikut dihitung.",
    "{n} incidents more than {m} m from the network take no part.",
)
TOLD = Says(
    "Jaringan {km} km, potongan paling panjang {m} m, jangkauan {reach} m.",
    "Network of {km} km, pieces of at most {m} m, reach {reach} m.",
)
TESTED = Says(
    "{n} dari {all} titik rawan lebih padat daripada yang dijelaskan kebetulan (p paling tinggi {alpha}, "
    "{runs} sebaran acak di sepanjang jaringan).",
    "{n} of {all} hotspots are denser than chance explains (p at most {alpha}, "
    "{runs} random patterns along the network).",
)
SMALL = Says(
    "{n} ruas padat berisi kurang dari {least} kejadian dan tidak dijadikan titik rawan.",
    "{n} dense stretches hold fewer than {least} incidents and are no hotspots.",
)
SURFACE = Says(
    "Permukaan: {n} potongan jaringan dengan kepadatan di atas seperseribu puncak.",
    "Surface: {n} pieces of the network with a density above a thousandth of the peak.",
)
CUT_SURFACE = Says(
    "Permukaan berisi {n} potongan jaringan terpadat dari {all} di atas seperseribu puncak.",
    "The surface has the {n} densest pieces of the network of {all} above a thousandth of the peak.",
)
