"""Two at one form: the second never overwrites the first in silence, in any form of the administrator and of triage."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.agreements import Agreements
from geo.store.service.reports import NewReport, Reports
from geo.store.service.users import Users
from geo.tables.agreements import Agreement
from tests.webmap import samples
from tests.webmap.forms import save, seen_in
from tests.webmap.signing import post, sign_in
from webmap import meanwhile
from webmap.services import services_of

PKS = {
    "title_id": "Titik rawan", "title_en": "Black spots", "area": "whole", "kinds": ["LAKALANTAS"], "k": "5",
    "sharings": ["joint", "open"], "period": "month", "delay_days": "30", "cell_m": "2000", "valid_from": "2026-01-01",
}  # fmt: skip
OFFICERS = 20


@dataclass(frozen=True)
class Edit:
    """A form that edits an existing thing: where it stands, where it leads, values of the n-th who sends it."""

    page: str
    action: str
    values: Callable[[int], dict[str, Any]]
    stored: Callable[[Flask], Any]
    others: str = ""  # whose form changes the thing meanwhile; this form's own when empty


def user(app: Flask) -> Any:
    return Users(services_of(app).service).get("U001")


def region(app: Flask) -> Any:
    return services_of(app).whole.region_files()


def agreement(app: Flask) -> Any:
    return Agreements(services_of(app).service).get("PKS-1")


def report(app: Flask) -> Any:
    found = Reports(services_of(app).service).get("L0001")
    return found.handler, found.agency


EDITS = {
    "admin.change_user": Edit(
        "/admin/pengguna/U001", "/admin/pengguna/U001", lambda n: {"full_name": f"Nama {n}x"}, user
    ),
    "admin.change_agency": Edit(
        "/admin/instansi/KODIM", "/admin/instansi/KODIM", lambda n: {"short": f"Kodim {n}x"}, region
    ),
    "admin.change_unit": Edit(
        "/admin/kesatuan/POL-PB", "/admin/kesatuan/POL-PB", lambda n: {"name": f"Regu {n}x"}, region
    ),
    "admin.change_kind": Edit("/admin/jenis/CURI", "/admin/jenis/CURI", lambda n: {"name_id": f"Curi {n}x"}, region),
    "admin.change_agreement": Edit(
        "/admin/perjanjian/PKS-1", "/admin/perjanjian/PKS-1", lambda n: {**PKS, "title_id": f"Judul {n}x"}, agreement
    ),
    "admin.activate_agreement": Edit(
        "/admin/perjanjian/PKS-1",
        "/admin/perjanjian/PKS-1/aktifkan",
        lambda n: {},
        agreement,
        others="admin.change_agreement",
    ),
    "admin.take_region": Edit("{draft}", "{draft}", lambda n: {}, region, others="admin.change_kind"),
    "triage.take": Edit("/triase/L0001", "/triase/L0001/ambil", lambda n: {}, report, others="triage.forward"),
    "triage.forward": Edit(
        "/triase/L0001", "/triase/L0001/teruskan", lambda n: {"handler": f"U{n + 10:03d}", "agency": "POLRES"}, report
    ),
}
# What else is sent as a form, and why it cannot undo what another did meanwhile.
ALSO_SENT = {
    "admin.add_user": "makes a new thing",
    "admin.add_agreement": "makes a new thing; a number that is taken is refused",
    "admin.propose_region": "makes a proposal, which changes nothing",
    "admin.propose_before": "makes a proposal, which changes nothing",
    "admin.make_link": "makes a new thing",
    "admin.end_sessions": "ends all that there are",
    "admin.end_agreement": "ends the agreement as it is by then; its history keeps what it said",
    "admin.run_retention": "starts a chore",
    "admin.make_backup": "starts a chore",
    "admin.drill_backup": "starts a chore",
    "admin.verify_audit": "reads",
    "triage.read": "reads",
    "triage.accept": "of the officer in charge alone, from an open state, inside its transaction",
    "triage.merge": "as above",
    "triage.refuse": "as above",
    "triage.verify": "of the officer in charge alone, once",
    "triage.answer": "adds a message",
    "triage.close": "of the officer in charge alone, from a state that allows it",
    "triage.reopen": "as above",
}


@pytest.fixture
def room(own_app: Flask) -> Flask:
    """Return an application with something to edit in every form."""
    of = services_of(own_app)
    users = Users(of.service)
    users.add("sari", "Sari", "KODIM", "commander", samples.NOW)
    for number in range(2, OFFICERS + 12):
        users.add(f"petugas{number}", "", "POLRES", "analyst", samples.NOW)
    title = Says("Titik rawan", "Black spots")
    made = Agreement("PKS-1", "DISHUB", title, None, ("LAKALANTAS",), "month", 30, 5, 2000, False, date(2026, 1, 1))
    Agreements(of.service).put(made, by="uji", now=samples.NOW)
    told = NewReport("CURAT", "map", samples.NOW, "minute", "id", lon=104.75, lat=-2.7, agency="POLRES")
    Reports(of.service, b"s" * 32).add(told, [], samples.NOW)
    return own_app


def test_every_form_that_is_sent_is_known_here(room: Flask) -> None:
    """A new form either stands in EDITS, and is tried below, or says here why it needs no such care."""
    sent = {
        rule.endpoint
        for rule in room.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.split(".")[0] in {"admin", "triage"}
    }
    assert sent == {*EDITS, *ALSO_SENT}
    assert not set(EDITS) & set(ALSO_SENT)


def place_of(edit: Edit, client: FlaskClient, n: int = 0) -> tuple[str, str]:
    """Return page and action; of a proposal, which is made first."""
    if edit.page != "{draft}":
        return edit.page, edit.action
    kinds = samples.pack()["kinds.csv"].replace(b"CURI,Pencurian biasa", b"CURI,Pencurian %dx" % n)
    sent = {"files": [(io.BytesIO(kinds), "kinds.csv")]}
    draft = str(post(client, "/admin/wilayah/usulan", sent, content_type="multipart/form-data").headers["Location"])
    return draft, draft


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_of_two_is_told_and_chooses(room: Flask, endpoint: str) -> None:
    edit = EDITS[endpoint]
    first, second = sign_in(room, "admin"), sign_in(room, "admin", "KODIM")
    page, action = place_of(edit, second)
    opened = seen_in(second.get(page).text, action)
    other = EDITS[edit.others] if edit.others else edit
    assert save(first, other.action, other.values(1), page=other.page).status_code == 303
    theirs = edit.stored(room)
    late = post(second, action, {"seen": opened, **edit.values(2)})
    assert late.status_code == 409
    assert edit.stored(room) == theirs
    for typed in edit.values(2).values():
        assert not isinstance(typed, str) or typed in late.text
    english = post(second, action + "?lang=en", {"seen": opened, **edit.values(2)})
    assert english.status_code == 409
    officers = endpoint.startswith("triage.")
    assert ("another officer" if officers else "somebody else") in english.text.lower()
    assert ("Petugas lain" if officers else "orang lain") in late.text
    # One click, now knowingly.
    again = {"seen": seen_in(late.text, action), **edit.values(2)}
    assert post(second, action, again).status_code == 303
    assert edit.stored(room) != theirs


@pytest.mark.parametrize("endpoint", EDITS)
def test_a_form_that_does_not_say_what_it_was_filled_from_is_refused(room: Flask, endpoint: str) -> None:
    edit = EDITS[endpoint]
    client = sign_in(room, "admin")
    _, action = place_of(edit, client)
    before = edit.stored(room)
    for seen in ({}, {"seen": ""}, {"seen": "0" * 64}):
        assert post(client, action, {**seen, **edit.values(1)}).status_code == 409
    assert edit.stored(room) == before


@pytest.mark.parametrize("endpoint", [name for name in EDITS if name != "admin.take_region"])
def test_a_second_click_is_no_conflict(room: Flask, endpoint: str) -> None:
    edit = EDITS[endpoint]
    client = sign_in(room, "admin")
    page, action = place_of(edit, client)
    data = {"seen": seen_in(client.get(page).text, action), **edit.values(1)}
    assert post(client, action, data).status_code == 303
    stored = edit.stored(room)
    assert post(client, action, data).status_code == 303
    assert edit.stored(room) == stored


@pytest.mark.parametrize("endpoint", [name for name, edit in EDITS.items() if edit.values(1) or edit.page == "{draft}"])
def test_of_twenty_at_once_one_is_saved(room: Flask, endpoint: str) -> None:
    edit = EDITS[endpoint]
    clients = [sign_in(room, "admin") for _ in range(OFFICERS)]
    sent = []
    for n, client in enumerate(clients):
        page, action = place_of(edit, client, n)
        sent.append((client, action, {"seen": seen_in(client.get(page).text, action), **edit.values(n)}))
    gate = threading.Barrier(OFFICERS)

    def send(one: tuple[FlaskClient, str, dict[str, Any]]) -> int:
        gate.wait()
        return post(*one).status_code

    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(send, sent))
    assert sorted(answers) == [303, *[409] * (OFFICERS - 1)]
    winner = answers.index(303)
    assert repr(next(iter(edit.values(winner).values()), f"Pencurian {winner}x"))[1:-1] in repr(edit.stored(room))


def test_a_form_that_came_back_for_a_fault_still_says_what_it_was_filled_from(room: Flask) -> None:
    """Else the second look would be at what another changed, without having shown it."""
    first, second = sign_in(room, "admin"), sign_in(room, "admin", "KODIM")
    address = "/admin/jenis/CURI"
    wrong = save(second, address, {"harm": "x"})
    assert wrong.status_code == 422
    opened = seen_in(wrong.text, address)
    save(first, address, {"name_id": "Maling"})
    assert post(second, address, {"seen": opened, "harm": "7"}).status_code == 409


def test_both_are_shown_beside_each_other_in_words(room: Flask) -> None:
    first, second = sign_in(room, "admin"), sign_in(room, "admin", "KODIM")
    address = "/admin/pengguna/U001"
    opened = seen_in(second.get(address).text, address)
    save(first, address, {"role": "analyst", "active": "0"})
    late = post(second, address, {"seen": opened, "full_name": "Sari D.", "role": "partner"}).text
    for told in ("Analis", "Mitra", "Sari D.", "Dinonaktifkan", "Simpan isian saya", "Pakai yang tersimpan"):
        assert told in late, told
    assert '<button class="do" form="edit">' in late
    assert f'<a class="button" href="{address}">' in late


def test_what_another_ended_is_not_saved_again_and_what_was_typed_is_still_there(room: Flask) -> None:
    first, second = sign_in(room, "admin"), sign_in(room, "admin", "KODIM")
    address = "/admin/perjanjian/PKS-1"
    opened = seen_in(second.get(address).text, address)
    post(first, f"{address}/akhiri")
    late = post(second, address, MultiDict({**PKS, "seen": opened, "title_id": "Judul saya"}))
    assert late.status_code == 409
    assert "Judul saya" in late.text
    assert "Simpan isian saya" not in late.text
    assert agreement(room).title.id == "Titik rawan"


def test_only_what_differs_stands_side_by_side() -> None:
    found = meanwhile.differences({"a": "A", "b": "B"}, {"a": "1", "b": "2"}, {"a": "1", "b": "3"})
    assert found == [("B", "2", "3")]


def test_a_refusal_of_another_kind_stays_what_it_is(room: Flask) -> None:
    def refuse() -> None:
        raise ParameterError(name="k", problem=Says("salah", "wrong"))

    seen = meanwhile.mark({"k": 1})
    with room.test_request_context(method="POST", data={"seen": seen}):
        made, problem = meanwhile.attempt_on(lambda: {"k": 1}, refuse, same=lambda now: False)
        assert (made, problem.field if problem else "") == (None, "k")
        assert meanwhile.status_of(problem) == 422
        assert meanwhile.carried({"k": 2}, problem) == seen
