"""The seal: one code per content and key."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest

from geo.exports.orders.seal import content_digest, is_genuine, qr_text, sealed
from geo.languages import Says
from geo.tables.orders import OrderPerson
from tests.exports.orders import samples


def test_the_same_order_has_the_same_seal_and_any_change_another() -> None:
    order = samples.order(3)
    assert sealed(order, samples.KEY) == order
    changes = [
        replace(order, number="Sprin/118"),
        replace(order, notices=(Says("a", "b"),)),
        replace(order, stops=(replace(order.stops[0], lat=order.stops[0].lat + 1e-7), *order.stops[1:])),
        replace(order, letter=replace(order.letter, place="Betung")),
        replace(order, path=None),
    ]
    seals = {sealed(changed, samples.KEY).verification for changed in (order, *changes)}
    assert len(seals) == len(changes) + 1


def test_the_code_is_ten_letters_of_base32_in_two_groups() -> None:
    assert re.fullmatch(r"[A-Z2-7]{5}-[A-Z2-7]{5}", samples.order(1).verification)


def test_the_code_depends_on_the_key_and_the_digest_does_not() -> None:
    order = samples.order(2)
    other, plain = sealed(order, b"other"), sealed(order, None)
    assert order.digest == other.digest == plain.digest == content_digest(order)
    assert len({order.verification, other.verification, plain.verification}) == 3
    assert (order.keyed, plain.keyed) == (True, False)


def test_a_code_read_from_paper_is_checked_without_caring_for_case_and_hyphens() -> None:
    order = samples.order(2)
    written = order.verification.lower().replace("-", " ")
    assert is_genuine(order, written, samples.KEY)
    assert not is_genuine(order, written, b"other")
    assert not is_genuine(replace(order, crew=99), written, samples.KEY)
    assert not is_genuine(order, "", samples.KEY)
    assert not is_genuine(order, "\udcff\u00e9", samples.KEY)


def test_the_code_is_the_hmac_of_the_digest() -> None:
    import base64
    import hmac

    order = samples.order(1)
    raw = hmac.digest(samples.KEY, b"petarawan:order:" + order.digest.encode(), hashlib.sha256)
    assert base64.b32encode(raw)[:10].decode() == order.verification.replace("-", "")


@pytest.mark.parametrize("url", ["", "https://peta.example/cek?q="])
def test_the_qr_code_holds_id_and_code_only(url: str) -> None:
    order = samples.order(1)
    order = sealed(replace(order, letter=replace(order.letter, check_url=url)), samples.KEY)
    assert qr_text(order) == f"{url}petarawan:order:O-2026-0117:{order.verification}"


def test_half_surrogates_can_be_sealed() -> None:
    order = samples.order(1, people=(OrderPerson("x\udcff"),))
    assert is_genuine(order, order.verification, samples.KEY)
