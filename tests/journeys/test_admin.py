"""The administrator at work in a real browser: both languages, phone and desk, network cut, without faults."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from geo.settings import load_settings
from geo.store.protocol import Store
from tests.journeys import axe
from tests.journeys.conftest import Journey
from tests.webmap import samples
from webmap import create_app
from webmap.settings import web_settings

pytestmark = pytest.mark.browser
PATHS = (
    *("", "pengguna", "pengguna/U001", "perjanjian", "perjanjian-baru", "wilayah", "instansi", "instansi/KODIM"),
    *("jenis", "jenis/CURAS", "retensi", "cadangan", "jejak-audit", "pengaturan", "diagnostik"),
)
LOOKS = [(360, 800, "id", "light"), (1440, 900, "en", "light"), (1440, 900, "id", "dark")]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """Return a store that these journeys may change, and its folder of backups."""
    folder = tmp_path_factory.mktemp("admin")
    store = samples.make_store(folder)
    samples.take_in(store, samples.incidents(60))
    yield store, folder / "kept"
    store.close()


@pytest.fixture(scope="module")
def served(own: tuple[Store, Path], serve: Callable[[Flask], str]) -> str:
    """Return where the application is served."""
    store, kept = own
    settings = load_settings({}, store=store.url, now=samples.NOW, backup_dir=str(kept))
    return serve(create_app(web_settings(settings), store))


@pytest.fixture
def admin(travel: Callable[..., Journey], served: str) -> Journey:
    """Return an administrator at a desk."""
    return travel(served, role="admin", width=1440, height=900)


def keep(page: Any, name: str) -> None:
    """Keep a screenshot where one is wanted."""
    if folder := os.environ.get("PETARAWAN_TEST_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "height", "language", "scheme"), LOOKS)
def test_every_page_is_legible_fits_and_has_no_fault(
    travel: Callable[..., Journey], served: str, width: int, height: int, language: str, scheme: str
) -> None:
    """M02, M03."""
    journey = travel(served, role="admin", width=width, height=height, color_scheme=scheme)
    for path in PATHS:
        page = journey.open(f"/admin/{path}?lang={language}")
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        assert axe.violations(page, "main") == [], path
        keep(page, f"admin_{path.replace('/', '_') or 'home'}_{width}_{language}_{scheme}")
    journey.flawless()


def test_a_user_is_added_gets_a_link_and_signs_in_with_it(
    admin: Journey, travel: Callable[..., Journey], served: str
) -> None:
    page = admin.open("/admin/pengguna?lang=en")
    page.get_by_label("Sign-in name").fill("budi")
    page.get_by_label("Full name").fill("Budi Santoso")
    page.get_by_label("Agency").select_option("KODIM")
    page.get_by_label("Role").select_option("analyst")
    page.get_by_role("button", name="Add a user").click()
    page.wait_for_url(re.compile(r"/admin/pengguna/U\d+"))
    user = page.url.removeprefix(served)
    with page.expect_navigation():
        page.get_by_role("button", name="Make a one-time sign-in link").click()
    link = page.locator("#link").input_value()
    assert link.startswith(f"{served}/masuk/tautan/")
    other = travel(served, role=None, width=360)
    phone = other.open(link.removeprefix(served) + "?lang=en")
    phone.get_by_role("button").last.click()
    phone.wait_for_url(re.compile(r"/analyst/|/akun|/commander/"))
    admin.open(user)
    assert page.locator("#link").count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="End all sessions").click()
    page.get_by_text("This user is not signed in.").wait_for()
    other.open("/akun")
    assert "/masuk" in phone.url
    admin.flawless()


def test_a_kind_is_changed_by_keyboard_alone(admin: Journey, own: tuple[Store, Path]) -> None:
    page = admin.open("/admin/jenis/CURANMOR?lang=id")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "harm":
            break
    page.keyboard.press("Control+a")
    page.keyboard.type("4,5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/admin/jenis$"))
    assert "Tersimpan." in page.locator("body").inner_text()
    assert own[0].region().kinds.set_index("code").loc["CURANMOR", "harm"] == 4.5
    admin.flawless()


def test_a_changed_pack_is_uploaded_checked_refused_and_taken(
    admin: Journey, own: tuple[Store, Path], tmp_path: Path
) -> None:
    store = own[0]
    kinds = store.region_files()["kinds.csv"].decode()
    wrong = tmp_path / "kinds.csv"
    wrong.write_text(kinds.replace(",map,", ",semua,", 1))
    page = admin.open("/admin/wilayah?lang=en")
    page.get_by_label("A ZIP, or files").set_input_files(str(wrong))
    page.get_by_role("button", name="Check").click()
    page.wait_for_url(re.compile("/usulan/"))
    assert "This pack cannot be used" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Take this pack").count() == 0
    wrong.write_text(kinds.replace("Simple theft", "Petty theft"))
    admin.open("/admin/wilayah")
    page.get_by_label("A ZIP, or files").set_input_files(str(wrong))
    page.get_by_role("button", name="Check").click()
    page.wait_for_url(re.compile("/usulan/"))
    assert "Petty theft" in page.locator("main").inner_text()
    keep(page, "admin_draft")
    page.get_by_role("button", name="Take this pack").click()
    page.wait_for_url(re.compile("/admin/wilayah$"))
    assert "Petty theft" in set(store.region().kinds["name_en"])
    assert page.get_by_role("button", name="Bring back").count() >= 1
    admin.flawless()


def test_an_agreement_from_draft_to_end_on_a_phone(travel: Callable[..., Journey], served: str) -> None:
    journey = travel(served, role="admin", width=360, height=740)
    page = journey.open("/admin/perjanjian-baru?lang=id")
    page.get_by_label("Nomor perjanjian (PKS)").fill("PKS-7.2026")
    page.get_by_label("Instansi mitra").fill("DISHUB")
    page.get_by_label("Judul Indonesia").fill("Titik rawan lalu lintas")
    page.get_by_label("Judul Inggris").fill("Traffic black spots")
    page.get_by_label("Kecamatan yang dipilih").check()
    page.locator("summary", has_text="kecamatan").click()
    page.locator("input[name=districts]").first.check()
    page.get_by_label("Kejadian paling sedikit").fill("4")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan sebagai rancangan").click()
    assert "5 sampai 1.000" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Judul Inggris").input_value() == "Traffic black spots"
    # The refused page is an answer 422, which the browser notes; nothing else may be among its faults.
    assert all("422" in fault for fault in journey.faults)
    journey.faults.clear()
    page.get_by_label("Kejadian paling sedikit").fill("6")
    page.get_by_role("button", name="Simpan sebagai rancangan").click()
    page.wait_for_url(re.compile("/admin/perjanjian/PKS-7.2026"))
    with page.expect_navigation():
        page.get_by_role("button", name="Berlakukan").click()
    assert "Berlaku" in page.locator(".state").inner_text()
    page.get_by_text("Akhiri perjanjian ini").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Akhiri sekarang").click()
    assert "Berakhir" in page.locator(".state").inner_text()
    assert axe.violations(page, "main") == []
    journey.flawless()


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1440, "en")])
def test_two_administrators_at_one_form_and_nothing_is_lost(
    travel: Callable[..., Journey], served: str, own: tuple[Store, Path], width: int, language: str
) -> None:
    """The second sees both, by keyboard chooses the own, and finds it saved; the first, late in turn, keeps theirs."""
    first, second = (travel(served, role="admin", width=width, height=800) for _ in range(2))
    address = f"/admin/instansi/BNN?lang={language}"
    one, two = first.open(address), second.open(address)
    one.locator("#short").fill(f"Satu {language}")
    one.locator("#edit button").click()
    one.wait_for_url(re.compile(r"/admin/instansi$"))
    two.locator("#short").fill(f"Dua {language}")
    with two.expect_navigation():
        two.locator("#short").press("Enter")
    told = two.get_by_role("alert")
    told.wait_for()
    assert f"Satu {language}" in told.inner_text()
    assert f"Dua {language}" in told.inner_text()
    assert two.locator("#short").input_value() == f"Dua {language}"
    assert two.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert axe.violations(two, "main") == []
    keep(two, f"admin_late_{width}_{language}")
    assert all("409" in fault for fault in second.faults)  # the browser notes the answer; nothing else may be there
    second.faults.clear()
    first.open(address)
    mine = two.get_by_role("button", name="Simpan isian saya" if language == "id" else "Save what I entered")
    mine.focus()
    two.keyboard.press("Enter")
    two.wait_for_url(re.compile(r"/admin/instansi$"))
    assert next(agency.short for agency in own[0].region().agencies if agency.code == "BNN") == f"Dua {language}"
    one.locator("#short").fill("Tiga")
    with one.expect_navigation():
        one.locator("#edit button").click()
    with one.expect_navigation():
        one.get_by_role("link", name="Pakai yang tersimpan" if language == "id" else "Keep what is stored").click()
    assert one.locator("#short").input_value() == f"Dua {language}"
    assert all("409" in fault for fault in first.faults)
    second.flawless()


def test_a_backup_is_made_and_its_restore_practised(admin: Journey, own: tuple[Store, Path]) -> None:
    page = admin.open("/admin/cadangan?lang=en")
    with page.expect_navigation():
        page.get_by_role("button", name="Make a backup now").click()
    page.get_by_text("60 incidents.").wait_for(timeout=60_000)
    assert len(list(own[1].glob("*.petarawan"))) == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Restore drill").click()
    page.get_by_text("came back whole: 60 incidents").wait_for(timeout=60_000)
    keep(page, "admin_drill")
    admin.open("/admin/")
    assert "Every check is good." in page.locator("main").inner_text()
    admin.flawless()


def test_the_trail_is_filtered_and_verified(admin: Journey) -> None:
    page = admin.open("/admin/jejak-audit?lang=en")
    with page.expect_navigation():
        page.get_by_role("button", name="Verify the chain").click()
    assert "The chain is whole" in page.get_by_role("status").inner_text()
    admin.open("/admin/jejak-audit")
    page.get_by_label("Action").fill("audit.")
    with page.expect_navigation():
        page.get_by_role("button", name="Filter").click()
    told = page.locator("td[data-label=Action]").all_inner_texts()
    assert set(told) == {"audit.verify"}
    admin.flawless()
