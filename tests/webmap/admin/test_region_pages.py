"""The region: download, check with faults by file and line, dry run, taking, history, single values."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service import region_history
from geo.store.service.audit import Audit
from geo.store.service.users import Users
from tests.webmap import samples
from tests.webmap.forms import save
from tests.webmap.signing import post
from webmap.admin import kinds_pages
from webmap.services import services_of


def upload(admin: FlaskClient, **files: bytes):
    sent = [(io.BytesIO(content), name.replace("__", ".")) for name, content in files.items()]
    return post(admin, "/admin/wilayah/usulan", {"files": sent}, content_type="multipart/form-data")


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_the_pack_comes_as_it_was_put_in(admin: FlaskClient) -> None:
    answer = admin.get("/admin/wilayah/paket.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert {name: archive.read(name) for name in archive.namelist()} == samples.pack()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="banyuasin.zip"'


def test_a_changed_file_is_checked_shown_taken_and_can_be_brought_back(
    own_app: Flask, own_store: Store, admin: FlaskClient
) -> None:
    kinds = samples.pack()["kinds.csv"].replace(b"CURI,Pencurian biasa/ringan", b"CURI,Pencurian ringan")
    answer = upload(admin, kinds__csv=kinds)
    assert answer.status_code == 303
    draft = answer.headers["Location"]
    page = admin.get(draft).text
    assert "Pencurian biasa/ringan" in page
    assert "Pencurian ringan" in page
    assert own_store.region_files() == samples.pack()
    assert save(admin, draft).status_code == 303
    assert own_store.region_files()["kinds.csv"] == kinds
    assert "Pencurian ringan" in admin.get("/admin/jenis").text
    assert admin.get(draft).status_code == 404
    history = admin.get("/admin/wilayah").text
    assert "/admin/wilayah/riwayat/1" in history
    back = post(admin, "/admin/wilayah/riwayat/1")
    assert save(admin, back.headers["Location"]).status_code == 303
    assert own_store.region_files() == samples.pack()
    entries, _ = Audit(services_of(own_app).service).entries(action="region.update")
    assert [entry.what for entry in entries] == ["kinds.csv", "kinds.csv"]


def test_faults_are_listed_with_file_and_line_and_nothing_can_be_taken(own_store: Store, admin: FlaskClient) -> None:
    lines = samples.pack()["kinds.csv"].decode().splitlines()
    lines[3] = lines[3].replace(",map,", ",geheim,")
    answer = upload(admin, kinds__csv="\n".join(lines).encode(), region__toml=b"name = ")
    page = admin.get(answer.headers["Location"]).text
    assert "kinds.csv" in page
    assert "region.toml" in page
    assert ">4<" in page
    assert "geheim" in page
    assert "visibility" in page
    assert "Pakai paket ini" not in page
    assert post(admin, answer.headers["Location"]).status_code == 422
    assert own_store.region_files() == samples.pack()


def test_a_kind_in_use_cannot_be_taken_away(own_store: Store, admin: FlaskClient) -> None:
    lines = [line for line in samples.pack()["kinds.csv"].decode().splitlines() if not line.startswith("CURAT,")]
    answer = upload(admin, kinds__csv="\n".join(lines).encode())
    page = admin.get(answer.headers["Location"]).text
    assert "dipakai 10 kejadian" in page
    assert "Pakai paket ini" not in page
    assert post(admin, answer.headers["Location"]).status_code == 422
    assert own_store.region_files() == samples.pack()


def test_a_zip_is_the_whole_pack_and_its_names_never_become_paths(own_store: Store, admin: FlaskClient) -> None:
    files = {name: content for name, content in samples.pack().items() if name != "peat.geojson"}
    answer = upload(admin, paket__zip=packed({f"../../banyuasin/{name}": content for name, content in files.items()}))
    page = admin.get(answer.headers["Location"]).text
    assert "peat" in page
    assert save(admin, answer.headers["Location"]).status_code == 303
    assert own_store.region_files() == files


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"no zip",
        packed({f"l{number}.geojson": b"{}" for number in range(65)}),
        packed({"a.geojson": b"\0" * (21 * 2**20)}),
    ],
    ids=["empty", "cut", "text", "many", "large"],
)
def test_u05_what_is_no_pack_is_refused_in_words(admin: FlaskClient, own_store: Store, content: bytes) -> None:
    answer = upload(admin, x__zip=content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert own_store.region_files() == samples.pack()


def test_nothing_chosen_is_said(admin: FlaskClient) -> None:
    assert post(admin, "/admin/wilayah/usulan", {}, content_type="multipart/form-data").status_code == 422


def test_one_kind_changes_and_the_map_forgets_what_it_knew(
    own_app: Flask, own_store: Store, admin: FlaskClient
) -> None:
    index = services_of(own_app).index()
    assert "CURAS" not in services_of(own_app).hidden_kinds()
    form = {"visibility": "never", "harm": "9,5", "name_id": "Begal", "name_en": "Robbery", "extra": "1"}
    answer = save(admin, "/admin/jenis/CURAS", form)
    assert answer.status_code == 303
    row = own_store.region().kinds.set_index("code").loc["CURAS"]
    assert (row["visibility"], row["harm"], row["name_id"]) == ("never", 9.5, "Begal")
    assert row["words"].startswith("curas;")
    assert "CURAS" in services_of(own_app).hidden_kinds()
    assert services_of(own_app).index() is not index
    told = admin.get("/admin/jenis").text
    assert "10 kejadian jenis CURAS tidak lagi tampil" in told


@pytest.mark.parametrize(
    "wrong", [{"harm": "-1"}, {"harm": "x"}, {"visibility": "all"}, {"name_id": ""}, {"words": "curat"}]
)
def test_a_wrong_value_comes_back_with_the_reason(own_store: Store, admin: FlaskClient, wrong: dict) -> None:
    answer = save(admin, "/admin/jenis/CURAS", wrong)
    assert answer.status_code == 422
    assert "kinds.csv" in answer.text
    assert own_store.region_files() == samples.pack()


def test_an_agency_and_a_unit_change_and_comments_stay(own_store: Store, admin: FlaskClient) -> None:
    unit = own_store.region().units[0]
    form = {"name": unit.name, "shift_min": "600", "crew": "3", "base": "104.4, -2.9", "available": "0"}
    assert save(admin, f"/admin/kesatuan/{unit.unit_id}", form).status_code == 303
    changed = own_store.region().units[0]
    assert (changed.shift_min, changed.crew, changed.lon, changed.lat, changed.available) == (
        600,
        3,
        104.4,
        -2.9,
        False,
    )
    assert save(admin, "/admin/instansi/KODIM", {"short": 'Kodim "0430"'}).status_code == 303
    assert next(one.short for one in own_store.region().agencies if one.code == "KODIM") == 'Kodim "0430"'
    before, after = (
        text.decode().splitlines()
        for text in (samples.pack()["agencies.toml"], own_store.region_files()["agencies.toml"])
    )
    assert [line for line in before if line.startswith("#")] == [line for line in after if line.startswith("#")]
    assert save(admin, f"/admin/kesatuan/{unit.unit_id}", {"shift_min": "9999"}).status_code == 422
    assert save(admin, f"/admin/kesatuan/{unit.unit_id}", {"base": "Tempat yang tidak ada"}).status_code == 422
    assert save(admin, f"/admin/kesatuan/{unit.unit_id}", {"crew": "-2"}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/admin/jenis/NOSUCH", "/admin/instansi/NOSUCH", "/admin/kesatuan/x/y", "/admin/wilayah/usulan/x"]
)
def test_what_is_not_there_is_404(admin: FlaskClient, path: str) -> None:
    assert admin.get(path).status_code == 404
    assert post(admin, path, {}).status_code == 404


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_pack_is_unpacked_by_the_usual_method_only(admin: FlaskClient, method: int) -> None:
    """U05: others let a file of a few bytes ask for gigabytes of memory."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("region.toml", "name = 'x'\n" * 100)
    answer = upload(admin, paket__zip=made.getvalue())
    assert answer.status_code == 422
    assert "rusak" in answer.text


def test_a_pack_with_a_broken_stream_is_refused(admin: FlaskClient) -> None:
    """U05: every byte of the stream inverted in turn is a sentence or a proposal, never a failure."""
    whole = packed({"region.toml": b"".join(b"nama_%d = %d\n" % (n, n * n) for n in range(60))})
    begin = whole.index(b"region.toml") + len("region.toml")
    states = {
        upload(admin, paket__zip=whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]).status_code
        for at in range(begin, begin + 40)
    }
    assert states == {422}


@pytest.mark.parametrize("base", ["²,1", "1,٢", "1..2,3", "+-1,2", ",", "9" * 400 + ",1"])
def test_a_base_that_is_no_place_is_refused(admin: FlaskClient, own_store: Store, base: str) -> None:
    """A03: signs that count as digits but are none are refused like any other."""
    before = own_store.region_files()
    assert save(admin, "/admin/kesatuan/POL-PB", {"base": base}).status_code == 422
    assert own_store.region_files() == before


def _seen(page: str) -> dict[str, str]:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return {"seen": found[1]}


def test_of_two_administrators_the_second_sees_what_the_first_changed(own_store: Store, admin: FlaskClient) -> None:
    """Both looked at their proposals before either was taken: the second would have put back what the first changed."""
    pack = samples.pack()
    kinds = pack["kinds.csv"].replace(b"CURI,Pencurian biasa/ringan", b"CURI,Pencurian ringan")
    agencies = pack["agencies.toml"].replace(b'short = "Kodim', b'short = "KODIM')
    assert kinds != pack["kinds.csv"]
    assert agencies != pack["agencies.toml"]
    first = upload(admin, kinds__csv=kinds).headers["Location"]
    second = upload(admin, agencies__toml=agencies).headers["Location"]
    of_first, of_second = _seen(admin.get(first).text), _seen(admin.get(second).text)
    assert post(admin, first, of_first).status_code == 303
    refused = post(admin, second, of_second)
    assert refused.status_code == 409
    assert "diubah orang lain" in refused.text
    assert "Paket ini belum dipakai" in refused.text
    assert "kinds.csv" in refused.text  # what taking it would put back
    assert own_store.region_files()["kinds.csv"] == kinds
    assert post(admin, second, _seen(refused.text)).status_code == 303  # now knowingly
    assert own_store.region_files() == {**pack, "agencies.toml": agencies}


def test_one_value_never_undoes_what_another_changed_in_the_same_moment(
    own_app: Flask, own_store: Store, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = own_store.region_files()
    other = {**before, "agencies.toml": before["agencies.toml"].replace(b'short = "Kodim', b'short = "KODIM')}

    def edit_row(content: bytes, *_: object) -> bytes:
        of = services_of(own_app)
        region_history.change_region(own_store.url, of.service, other, who="lain", now=samples.NOW)
        return content.replace(b"CURI,Pencurian biasa/ringan", b"CURI,Pencurian ringan")

    monkeypatch.setattr(kinds_pages, "edit_row", edit_row)
    answer = save(admin, "/admin/jenis/CURI", {"name_id": "Pencurian ringan"})
    assert answer.status_code == 422
    assert "diubah orang lain" in answer.text
    assert own_store.region_files() == other


def test_an_agency_with_users_cannot_be_taken_away(own_app: Flask, own_store: Store, admin: FlaskClient) -> None:
    pack = samples.pack()
    parts = re.split(rb"(?m)^(?=\[\[)", pack["agencies.toml"])
    kept = b"".join(part for part in parts if b'"IMIGRASI"' not in part)
    kinds = pack["kinds.csv"].replace(b"IMIGRASI;LANAL", b"LANAL")
    assert kept != pack["agencies.toml"]
    users = Users(services_of(own_app).service)
    users.add("tuti", "", "IMIGRASI", "commander", samples.NOW)
    draft = upload(admin, agencies__toml=kept, kinds__csv=kinds).headers["Location"]
    page = admin.get(draft).text
    assert "instansi IMIGRASI masih punya 1 pengguna aktif" in page
    assert "Pakai paket ini" not in page
    assert post(admin, draft).status_code == 422
    assert own_store.region_files() == pack
    users.change("tuti", samples.NOW, active=False)
    assert "Pakai paket ini" in admin.get(draft).text


def test_layers_are_named_in_the_readers_language(admin: FlaskClient) -> None:
    assert 'title="fairways.geojson">alur pelayaran</span>' in admin.get("/admin/wilayah").text
    assert 'title="fairways.geojson">fairways</span>' in admin.get("/admin/wilayah?lang=en").text


def test_a_layer_of_another_region_keeps_its_own_name(admin: FlaskClient) -> None:
    layer = samples.pack()["peat.geojson"]
    draft = upload(admin, lapisan_kami__geojson=layer).headers["Location"]
    assert save(admin, draft).status_code == 303
    assert 'title="lapisan_kami.geojson">lapisan_kami</span>' in admin.get("/admin/wilayah").text
