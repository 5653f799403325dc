"""orders.toml."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.agencies.faults import Faults
from geo.agencies.order_form import OrderForm, default_form, read_order_form
from geo.agencies.packs import shipped_folder
from geo.languages import Says

TITLE = Says("Kabupaten Uji", "Test Regency")
RIGHT = """letterhead = ["POLRI", "RESOR UJI"]
number = "Sprin/{number}/{roman_month}/PAM.5./{year}"
place = "Kota"
report_to = { id = "Kapolres", en = "the Chief" }
check_url = "https://peta.example/cek?q="
considerations = [{ id = "bahwa perlu", en = "that it is needed" }]
basis = ["UU 2/2002", { id = "Rencana", en = "Plan" }]
copies = ["Kapolres"]

[signature]
behalf = "a.n. KAPOLRES"
office = "KABAG OPS"
name = "CONTOH"
rank = "Kompol"
nrp = "000"

[[contacts]]
name = "Darurat"
phone = "110"

[[contacts]]
name = "Piket"
radio = "1"

[margins]
top_cm = 2
left_cm = 2.5
"""


def read(text: str) -> tuple[OrderForm, Faults]:
    faults = Faults()
    return read_order_form(text.encode(), TITLE, faults), faults


def test_a_right_file_is_read_whole() -> None:
    form, faults = read(RIGHT)
    assert faults.found == []
    letter = form.letter
    assert [line.id for line in letter.letterhead] == ["POLRI", "RESOR UJI"]
    assert letter.basis == (Says("UU 2/2002", "UU 2/2002"), Says("Rencana", "Plan"))
    assert letter.report_to == Says("Kapolres", "the Chief")
    assert (letter.signer.name, letter.signer.rank, letter.signer.nrp) == ("CONTOH", "Kompol", "000")
    assert [(one.name, one.phone, one.radio) for one in letter.contacts] == [("Darurat", "110", ""), ("Piket", "", "1")]
    assert (letter.margins.top_cm, letter.margins.left_cm, letter.margins.right_cm) == (2.0, 2.5, 1.5)
    assert letter.check_url == "https://peta.example/cek?q="
    assert letter.example is False


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ('letterhead = ["POLRI", "RESOR UJI"]', 'letterhead = ["A", "B", "C", "D"]', 1, "letterhead"),
        ('letterhead = ["POLRI", "RESOR UJI"]', 'letterhead = "POLRI"', 1, "letterhead"),
        ('"POLRI"', '""', 1, "letterhead"),
        ("{number}", "{nomor}", 2, "number"),
        ("{number}", "7", 2, "number"),
        ("{number}", "{number.real}", 2, "number"),
        ("{year}", "{{year}", 2, "number"),
        ("{year}", "{year}\\n", 2, "number"),
        ('place = "Kota"', "place = 7", 3, "place"),
        ('place = "Kota"', 'tempat = "Kota"', 3, "tempat"),
        ('report_to = { id = "Kapolres", en = "the Chief" }', 'report_to = { id = "Kapolres" }', 4, "report_to"),
        ("https://peta.example", "javascript:", 5, "check_url"),
        ("https://peta.example", "https://x@peta.example", 5, "check_url"),
        ("https://peta.example", "https://[", 5, "check_url"),
        ('"bahwa perlu"', f'"{"x" * 401}"', 6, "considerations"),
        ('copies = ["Kapolres"]', "copies = [1]", 8, "copies"),
        ('office = "KABAG OPS"\n', "", 10, "office"),
        ('behalf = "a.n. KAPOLRES"', 'atas = "a.n. KAPOLRES"', 11, "atas"),
        ('name = "Piket"\n', "", 21, "name"),
        ('radio = "1"', 'kanal = "1"', 23, "kanal"),
        ("top_cm = 2\n", "top_cm = 9\n", 26, "top_cm"),
        ("top_cm = 2\n", "top_cm = true\n", 26, "top_cm"),
        ("left_cm = 2.5", "kiri_cm = 2.5", 27, "kiri_cm"),
        ('place = "Kota"', 'place = "Kota"\nexample = "ya"', 4, "example"),
        ('number = "', 'number = ', 2, "10"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line_and_a_remedy(old: str, new: str, line: int, column: str) -> None:
    assert old in RIGHT
    form, faults = read(RIGHT.replace(old, new, 1))
    told = [(fault.file, fault.line, fault.column) for fault in faults.found]
    assert ("orders.toml", line, column) in told
    assert all(fault.problem.id and fault.problem.en for fault in faults.found)
    assert form == default_form(TITLE)


@pytest.mark.parametrize("key", ["letterhead", "number", "basis"])
def test_what_is_needed_and_missing_is_told(key: str) -> None:
    lines = [line for line in RIGHT.splitlines() if not line.startswith(f"{key} =")]
    assert key in {fault.column for fault in read("\n".join(lines))[1].found}


def test_too_many_contacts_are_refused() -> None:
    assert "contacts" in {fault.column for fault in read(RIGHT + '[[contacts]]\nname = "x"\n' * 4)[1].found}


def test_tables_that_are_none_are_refused() -> None:
    found = read('signature = 1\ncontacts = 2\nmargins = 3\nletterhead = []\nnumber = "{number}"\nbasis = []\n')[
        1
    ].found
    assert {fault.column for fault in found} == {"signature", "contacts", "margins"}


def test_bytes_that_are_no_utf8_are_told() -> None:
    faults = Faults()
    read_order_form(b'place = "\xff"', TITLE, faults)
    assert [fault.line for fault in faults.found] == [1]


def test_without_a_file_the_defaults_say_that_they_are_examples() -> None:
    faults = Faults()
    form = read_order_form(None, TITLE, faults)
    assert faults.found == []
    assert form.letter.example
    assert form.letter.letterhead[-1] == Says("KABUPATEN UJI", "TEST REGENCY")


def test_the_shipped_form_is_right_and_marked_as_an_example_without_persons() -> None:
    form, faults = read((shipped_folder() / "orders.toml").read_text(encoding="utf-8"))
    assert faults.found == []
    assert form.letter.example
    assert (form.letter.signer.name, form.letter.signer.nrp) == ("", "")


@pytest.mark.parametrize(
    ("moment", "timezone", "expected"),
    [
        (datetime(2026, 11, 23, 5, tzinfo=UTC), "Asia/Jakarta", "Sprin/7/XI/PAM.5./2026"),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), "Asia/Jakarta", "Sprin/7/I/PAM.5./2027"),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "Asia/Jakarta", "Sprin/7/XII/PAM.5./2026"),
        (datetime(2026, 3, 31, 15, 30, tzinfo=UTC), "Asia/Jayapura", "Sprin/7/IV/PAM.5./2026"),
    ],
)
def test_month_and_year_of_the_number_are_local(moment: datetime, timezone: str, expected: str) -> None:
    assert read(RIGHT)[0].number_text(7, moment, timezone) == expected


def test_months_may_be_digits() -> None:
    form = read(RIGHT.replace("{roman_month}", "{month}"))[0]
    assert form.number_text(7, datetime(2026, 3, 1, tzinfo=UTC), "Asia/Jakarta") == "Sprin/7/03/PAM.5./2026"


@given(st.dictionaries(st.sampled_from(["letterhead", "number", "place", "basis", "signature", "contacts", "margins",
                                        "check_url", "copies", "report_to", "example"]),
                       st.sampled_from(["1", "true", '"x"', "[]", "[1]", '["x"]', "{}", "[{}]", '{ id = "x" }', "1.5",
                                        "2026-11-23"])))  # fmt: skip
def test_any_value_gives_a_form_or_faults(values: dict[str, str]) -> None:
    form, faults = read("".join(f"{key} = {value}\n" for key, value in values.items()))
    assert isinstance(form, OrderForm)
    assert faults.found or form.letter.letterhead is not None
