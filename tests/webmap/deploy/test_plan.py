"""A set-up's names and folders: what would not survive in a configuration file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError, SettingsError
from webmap.deploy.files import items_of
from webmap.deploy.plan import Plan, read_plan


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a b",
        "peta;evil",
        "peta\n",
        "$host",
        "-a",
        "a-",
        "a..b",
        "Peta",
        "192.168.1.1",
        "x" * 64,
        "*.local",
        "a/b",
        '"',
    ],
)
def test_what_is_no_host_name_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="--host"):
        Plan((name,))


def test_a_plan_needs_a_name() -> None:
    with pytest.raises(ParameterError, match="--host"):
        Plan(())


@pytest.mark.parametrize("address", ["peta", "1.2.3", "1.2.3.4/8", "::g", "1.2.3.4;"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ParameterError, match="--address"):
        Plan(("peta.local",), (address,))


@pytest.mark.parametrize("program", ["petarawan", "/opt/a b/petarawan", "/opt/$x", "/opt/../x", "/opt/a;b", "/opt/%h"])
def test_a_program_path_that_systemd_would_read_otherwise_is_refused(program: str) -> None:
    with pytest.raises(ParameterError, match="--program"):
        Plan(("peta.local",), program=program)


@given(st.text(max_size=30))
def test_a_name_that_is_taken_never_adds_a_line(name: str) -> None:
    try:
        plan = Plan((name,))
    except ParameterError:
        return
    plain = {item.path: item.content.count("\n") for item in items_of(Plan(("peta.local",)))}
    assert {item.path: item.content.count("\n") for item in items_of(plan)} == plain


def test_a_plan_comes_back_from_its_file(tmp_path: Path) -> None:
    plan = Plan(("peta.local", "peta"), ("192.168.1.4", "fd00::1"), https_port=8443, keep_backups=30)
    (tmp_path / "deploy.json").write_text(plan.text())
    assert read_plan(tmp_path / "deploy.json") == plan
    assert plan.url == "https://peta.local:8443"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"names": 3}', '{"names": ["a b"]}', "null"])
def test_a_damaged_plan_is_refused_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "deploy.json").write_text(content)
    with pytest.raises((SettingsError, ParameterError)):
        read_plan(tmp_path / "deploy.json")
    with pytest.raises(SettingsError, match="--apply"):
        read_plan(tmp_path / "none.json")
