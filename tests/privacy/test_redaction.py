"""P01, R09: what tells a person is masked, places, dates, amounts and numbers of cases stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.privacy.redaction import MASKS, redact

MASKED = [
    ("NIK korban 1607012345678901 hilang", "NIK korban [NIK] hilang"),
    ("nik: 16 07 01 550390 0002", "nik: [NIK]"),
    ("NIK 1607-0155-0390-0002", "NIK [NIK]"),
    ("NIK 1607.0155.0390.0002,", "NIK [NIK],"),
    ("No KK 1607010101010001.", "No KK [NIK]."),
    ("(1607010101010001)", "([NIK])"),
    ("hub. 081234567890", "hub. [telepon]"),
    ("HP 0812-3456-7890", "HP [telepon]"),
    ("HP 0812 3456 7890 segera", "HP [telepon] segera"),
    ("HP 0812.3456.789", "HP [telepon]"),
    ("HP +62 812 3456 7890", "HP [telepon]"),
    ("HP +6281234567890", "HP [telepon]"),
    ("HP +62-812-3456-7890", "HP [telepon]"),
    ("+62(0)812-3456-789", "[telepon]"),
    ("+62 711 312 345", "[telepon]"),
    ("wa 6281234567890", "wa [telepon]"),
    ("https://wa.me/6281234567890", "https://[telepon]"),
    ("telp (0711) 312345", "telp [telepon]"),
    ("telp 0711-312345", "telp [telepon]"),
    ("telp 0711 312345", "telp [telepon]"),
    ("telp 0711 312 345", "telp [telepon]"),
    ("kantor 021 5551234", "kantor [telepon]"),
    ("kantor 021 555 1234 lantai 2", "kantor [telepon] lantai 2"),
    ("telp 0711 7312345", "telp [telepon]"),
    ("0812 25112026", "[telepon]"),
    ("0812\u20113456\u20117890", "[telepon]"),
    ("wa 62 812 3456 7890", "wa [telepon]"),
    # What stands next to a number is no part of it.
    ("HP.081234567890", "HP.[telepon]"),
    ("No.Hp.0812-3456-7890", "No.Hp.[telepon]"),
    ("wa/081234567890", "wa/[telepon]"),
    ("Budi,081234567890,L", "Budi,[telepon],L"),
    ("081234567890/085612345678", "[telepon]/[telepon]"),
    ("081234567890,085612345678", "[telepon],[telepon]"),
    ("NIK.1607012345678901", "NIK.[NIK]"),
    ("KTP/1607012345678901", "KTP/[NIK]"),
    ("Budi,1607012345678901,L", "Budi,[NIK],L"),
    ("12,1607015503900002,L", "12,[NIK],L"),
    ("1607012345678901/1607012345678902", "[NIK]/[NIK]"),
    ("1607012345678901,1607012345678902", "[NIK],[NIK]"),
    ("BG 1234 AB/BG 5678 CD", "[plat]/[plat]"),
    ("motor/BG1234AB", "motor/[plat]"),
    ("No.Pol.BG 1234 AB", "No.Pol.[plat]"),
    ("nopol.bg 1234 ab", "nopol.[plat]"),
    ("motor BG 1234 AB hitam", "motor [plat] hitam"),
    ("motor BG1234AB", "motor [plat]"),
    ("motor BG-1234-ABC", "motor [plat]"),
    ("truk B 9876 UYT", "truk [plat]"),
    ("mobil bg 1234 xy", "mobil [plat]"),
    ("mobil Bg-4321-zz", "mobil [plat]"),
    ("nopol BG 1 A", "nopol [plat]"),
    ("surel budi.santoso@contoh.co.id ya", "surel [surel] ya"),
    ("<a+b@x-y.id>", "<[surel]>"),
    ("Nama: Budi Santoso, umur 34", "Nama: [nama], umur 34"),
    ("nama korban : siti aminah", "nama korban : [nama]"),
    ("NAMA: BUDI SANTOSO", "NAMA: [nama]"),
    ("Nama lengkap = M. Yusuf bin Ahmad", "Nama lengkap = [nama]"),
    ("a.n. Rahmat Hidayat", "a.n. [nama]"),
    ("STNK a.n Rahmat Hidayat", "STNK a.n [nama]"),
    ("STNK an. Rahmat", "STNK an. [nama]"),
    ("atas nama Siti Aminah binti Yusuf", "atas nama [nama]"),
    ("seorang pria bernama Joko Susilo tewas", "seorang pria bernama [nama] tewas"),
    ("inisial AS ditangkap", "inisial [nama] ditangkap"),
    ("Sdr. Joko", "Sdr. [nama]"),
    ("sdri. Maya Sari melapor", "sdri. [nama] melapor"),
    ("sdr joko prasetyo dan istrinya", "sdr [nama] dan istrinya"),
    ("Saudara Andi Wijaya", "Saudara [nama]"),
    ("Ny. Sulastri kehilangan motor", "Ny. [nama] kehilangan motor"),
    ("Tn. Ahmad", "Tn. [nama]"),
    ("korban Budi Santoso meninggal. Budi sempat dirawat", "korban [nama] meninggal. [nama] sempat dirawat"),
    ("Korban: Dewi Lestari (24)", "Korban: [nama] (24)"),
    ("pelapor = Agus", "pelapor = [nama]"),
    ("tersangka A.S. ditangkap", "tersangka [nama] ditangkap"),
    ("terlapor Hendra alias Kancil", "terlapor [nama]"),
    ("saksi Ahmad Fauzi melihat", "saksi [nama] melihat"),
    ("pemilik Suharto", "pemilik [nama]"),
    ("Pak Darmawan melihat api", "Pak [nama] melihat api"),
    ("Bapak H. Usman", "Bapak [nama]"),
    ("ibu Sulastri kehilangan motor", "ibu [nama] kehilangan motor"),
    ("Bu Ani", "Bu [nama]"),
    ("anak Rizky Ramadhan hilang", "anak [nama] hilang"),
    ("Bripka Joko datang", "Bripka [nama] datang"),
    ("korban sdr Ahmad Yani", "korban sdr [nama]"),
    ("korban a.n. Budi, HP 081234567890, BG 1234 AB", "korban a.n. [nama], HP [telepon], [plat]"),
    ("almarhum Ja'far Sidik dimakamkan", "almarhum [nama] dimakamkan"),
    ("Hj. Nur'aini", "Hj. [nama]"),
]
LEFT = [
    "koordinat -2.987123, 104.731234",
    "-2.9871234567890123 104.7312345678901234",
    "02° 36'14.0\"S 104° 43'14.8\"E",
    "-2.081234567,104.081234567",
    "2,0812345678 LS 104,0812345678 BT",
    "2,9871234567890123 LS",
    "LP/B 123 XI/2026",
    "BA 12 XI/2026/Reskrim",
    "Jl.A 12 BC",
    "2,60 S 104,72 E",
    "2 S 104 E",
    "UTM 628123 9712345",
    "UTM 0471234 9712345",
    "0711 231126",
    "0711 23112026 di Sungsang",
    "0815 2026",
    "DMS 0234 1044512",
    "117.1475 bujur – 2.0727 lintang",
    "tanggal 08-12-2026 pukul 08.15 WIB",
    "2026-03-11T05:00:00Z",
    "15 Maret 2021, 21-24 WIB",
    "Rp 62.812.345.678",
    "Rp1.234.567.890.123.456",
    "Kerugian Rp 15.000.000,00",
    "IDR 081234567890",
    "LP/B/123/XI/2026",
    "LP/B/1234/XI/2026/SPKT/Polres Banyuasin",
    "Sprin/45/XI/2026",
    "UU 1/2023 pasal 477",
    "KM 12 jalan lintas",
    "Mitsubishi L 300 putih",
    "jam H 10 WIB",
    "limbah B3 di sungai",
    "Blok B 12 AB",
    "SMP N 2 BA",
    "hubungi 110 atau 112",
    "kapal 30 GT",
    "Korban meninggal dunia di TKP",
    "korban luka-luka",
    "Korban: nihil",
    "Korban: 2 orang",
    "Pelaku: tidak dikenal",
    "pelaku belum diketahui",
    "Korban Polsek Talang Kelapa",
    "korban KDRT",
    "pemilik PT Sawit Makmur",
    "warga Desa Upang melapor",
    "Pak Camat dan Pak RT",
    "ibu kota kabupaten",
    "KORBAN MENINGGAL DUNIA DI SUNGAI MUSI",
    "Jalan H. Juanda",
    "anak Sungai Musi",
    "Kecamatan Banyuasin II, Desa Sungsang IV",
    "titik api 12,5 ha di Muara Padang",
    "16.07.01 Banyuasin I",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), MASKED, ids=[text for text, _ in MASKED])
def test_what_tells_a_person_is_masked(text: str, wanted: str) -> None:
    redacted = redact(text)
    assert redacted.text == wanted
    assert sum(redacted.counts.values()) == sum(wanted.count(mask) for mask in MASKS.values())


@pytest.mark.parametrize("text", LEFT, ids=LEFT)
def test_places_dates_amounts_and_numbers_of_cases_stay(text: str) -> None:
    assert redact(text).text == text
    assert redact(text).counts == {}


@pytest.mark.parametrize("text", [text for text, _ in MASKED])
def test_masking_again_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


def test_everything_is_counted_by_its_sort() -> None:
    text = "korban Budi Santoso, NIK 1607012345678901, HP 081234567890 atau 0711-312345, BG 1234 AB, b@c.id"
    assert redact(text).counts == {"email": 1, "nik": 1, "phone": 2, "plate": 1, "name": 1}


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert set(redact(text).counts) <= set(MASKS)


@given(
    st.text(alphabet="abc ,.;", max_size=20),
    st.from_regex(r"\A16[0-9]{14}\Z"),
    st.from_regex(r"\A08[1-9][0-9]{8}\Z"),
    st.text(alphabet="abc ,;", max_size=20),
)
def test_no_nik_and_no_number_survives_between_any_words(before: str, nik: str, phone: str, after: str) -> None:
    left = redact(f"{before} {nik} {after} {phone} {before}").text
    assert not re.search(r"\d{9,}", left)


def test_a_long_text_takes_no_long_time() -> None:
    text = ("korban Budi " * 5000) + "1 " * 20_000 + "a." * 20_000
    assert redact(text).counts["name"] == 5000
