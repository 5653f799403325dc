"""Words that the masking of names goes by: what announces a name, and capitalised words that are none."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SEPARATOR = "[ .\\-\u00a0\u2010-\u2013\u200b]"
"""What people write between the digits of a number."""

PLATE_AREAS = _set(
    "A AA AB AD AE AG B BA BB BD BE BG BH BK BL BM BN BP D DA DB DC DD DE DG DH DK DL DM DN DP DR DS DT DW E EA EB ED "
    "F G H K KB KH KT KU L M N P PA PB PG PS PT R S T W Z "
)
"""Area codes of vehicle plates."""

NO_PLATE_BEFORE = re.compile(
    r"(?:[\d°'\"′″]|\b(?:blok|gang|gg\.?|lorong|lrg\.?|tipe|type|jalur|kelas|dermaga|simpang|sma|smp|sd|smk|mts|man|"
    r"mi|ruang|gate|seksi|pasal|pos|km|jam|pukul|koord\.?|koordinat|lat|long?|zona|utm))\s*$",
    re.IGNORECASE,
)
NO_PLATE_ENDS = _set("WIB WITA WIT KM M CM MM HA KG RT RW LS LU BT BB TON GT PK HP PS UTC PM AM ")
PLATE_LABEL = re.compile(r"\bpol(?:isi)?\.$|\bnopol\.$|\bplat\.$", re.IGNORECASE)
"""What announces a plate and ends with a full stop, as in `No.Pol.`."""
MONTHS_OF_CASES = _set("I II III IV V VI VII VIII IX X XI XII ")
"""How months are written in the numbers of cases and orders."""
MONEY_BEFORE = re.compile(r"(?:\brp\.?|\bidr|\$|\brupiah)\s*$", re.IGNORECASE)

STRONG_LABEL = re.compile(
    r"(?:\b(?:nama(?:\s+(?:lengkap|korban|pelaku|pelapor|tersangka|saksi|terlapor|ibu|ayah|pemilik|panggilan))?|inisial|"
    r"identitas)\s*[:=]\s*|\ba\.\s?n\.?\s+|\ban\.\s+|\batas\s+nama\s*:?\s+|\bbernama\s+|\binisial\s+|"
    r"\b(?:korban|pelapor|terlapor|tersangka|pelaku|saksi|pemilik)\s*[:=]\s*|"
    r"\b(?:sdr|sdri|sdra|tn|ny|nn)\.?\s+|\bsaudar[ai]\s+)",
    re.IGNORECASE,
)
"""What follows is a name whatever its capitals."""
WEAK_LABEL = re.compile(
    r"\b(?:korban|tersangka|terduga|pelaku|pelapor|terlapor|saksi|pemilik|bapak|bpk\.?|pak|ibu|bu|haji|hj\.?|h\.|"
    r"ust(?:az|adz)?\.?|almarhum(?:ah)?|alm\.?|dr\.|drs\.|ir\.|kakak|adik|anak|istri|suami|"
    r"bripda|briptu|brigpol|brigadir|bripka|aipda|aiptu|ipda|iptu|akp|kompol|serda|sertu|serka|serma|pelda|peltu|kopda|"
    r"kopral|praka|pratu|letda|lettu|kapten)\s+",
    re.IGNORECASE,
)
"""What follows is a name when it is written like one."""
PLACE_BEFORE = re.compile(
    r"\b(?:jl\.?|jln\.?|jalan|gang|gg\.?|lorong|masjid|rs|rsud|bandara|pelabuhan|terminal|taman|gedung)\s*$",
    re.IGNORECASE,
)
"""What comes before a place that is called after somebody."""
JOINING = _set("bin binti alias als al bt b ")

NO_NAMES = _set(
    "polsek polres polda polri kodim koramil tni kecamatan kec desa kelurahan kel kabupaten kab kota provinsi prov "
    "jalan jl jln gang gg lorong dusun rt rw blok km sungai sei pasar pelabuhan dermaga jembatan simpang pt cv ud "
    "spbu bank puskesmas rumah rs rsud sekolah sma smp sd masjid gereja kantor camat lurah kades kapolres kapolsek "
    "bupati babinsa bhabinkamtibmas polisi satpam kdrt ppa curat curas curanmor narkoba karhutla laka lakalantas "
    "begal senin selasa rabu kamis jumat jum'at sabtu minggu januari februari maret april mei juni juli agustus "
    "september oktober november desember wib wita pada di ke dari yang dan atau dengan telah sedang sudah akan tidak "
    "belum ini itu seorang beberapa perempuan laki-laki pria wanita anak dewasa remaja balita meninggal luka berat "
    "ringan selamat dilarikan melapor melaporkan mengaku lari kabur ditangkap diamankan berhasil masih kemudian saat "
    "ketika karena kehilangan tewas dibawa dirawat jiwa orang warga setempat sekitar kapal motor mobil sepeda truk "
    "perahu speedboat banyuasin palembang sumatera selatan sumsel indonesia musi upang sungsang mariana betung telang "
    "rambutan makarti muara padang sugihan saleh talang kelapa rantau bayur lago pulau rimau tungkal ilir sembawa "
    "suak tapeh lilin nik ktp kk sim stnk bpkb hp no nomor telepon alamat umur usia tahun pekerjaan agama ttl lahir "
    "tanggal jam pukul tempat waktu keterangan lain petani buruh nelayan pedagang pelajar wiraswasta pns swasta "
    "kerugian kejadian lp ayah ibu bapak pak bu kakak adik istri suami negara pertiwi hamil kandung tiri rumahnya "
    "tangga nihil nol ada satu dua tiga empat lima enam melarikan diri diduga jenis buah "
)
"""Words that no name begins or goes on with."""
