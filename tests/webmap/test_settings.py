"""Settings of the web service."""

from __future__ import annotations

import pytest

from geo.errors import SettingsError
from geo.settings import Settings
from webmap.settings import LOOPBACK_NAMES, WebSettings, is_loopback, web_settings


def test_by_default_only_this_computer_is_answered() -> None:
    assert web_settings(Settings()).trusted_hosts == LOOPBACK_NAMES


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.test"])
def test_an_address_beyond_this_computer_needs_lan(host: str) -> None:
    with pytest.raises(SettingsError, match="--lan"):
        web_settings(Settings(), host=host)
    made = web_settings(Settings(), host=host, lan=True)
    assert made.lan
    assert "0.0.0.0" not in made.trusted_hosts


def test_named_hosts_are_trusted_beside_the_loopback_names() -> None:
    made = web_settings(Settings(trusted_hosts="peta.polres.test, 10.0.0.7"), host="10.0.0.7", lan=True)
    assert made.trusted_hosts == (*LOOPBACK_NAMES, "peta.polres.test", "10.0.0.7")


def test_an_address_of_ipv6_is_trusted_as_browsers_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(None, None, None, "", ("fd00::5", 0, 0, 0)), (None, None, None, "", ("10.0.0.7", 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: found)
    trusted = web_settings(Settings(), host="::", lan=True).trusted_hosts
    assert {"[fd00::5]", "10.0.0.7"} <= set(trusted)
    assert not {"fd00::5", "::", "[::]"} & set(trusted)


@pytest.mark.parametrize(
    ("host", "is_it"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False)]
)
def test_loopback_is_recognised(host: str, is_it: bool) -> None:
    assert is_loopback(host) is is_it


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        WebSettings(store="sqlite:///x").store = "sqlite:///y"  # type: ignore[misc]
