"""Carries the application: a small threaded server that ends in order."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.http import HTTP_STATUS_CODES

from geo.errors import SettingsError
from geo.languages import Says
from webmap.body_limits import Refused, Spool, channel_with
from webmap.errors import refusal_of
from webmap.heads import allowed
from webmap.languages import texts
from webmap.security import HEADERS
from webmap.services import services_of
from webmap.settings import LOOPBACK_NAMES, is_loopback

GRACE_SECONDS = 9.0
# Room for bodies that are larger than a form: six reports with as many photos as are taken, and four of staff's files.
PUBLIC_SPOOL = 240 * 2**20
STAFF_SPOOL = 4
REST_SECONDS = 30
_LOOK_SECONDS = 0.25
_OPEN = Says(
    "PERINGATAN: {host} dapat dijangkau komputer lain tanpa TLS; dari sana hanya halaman umum yang dapat dibaca.",
    "WARNING: {host} can be reached from other computers without TLS; only the public pages can be read from there.",
)
_PORT = Says(
    "port {port} di {host} tidak dapat dipakai ({why}); pilih yang lain dengan --port",
    "port {port} at {host} cannot be used ({why}); choose another with --port",
)


def run(
    app: Flask,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    threads: int = 8,
    lan: bool = False,
    stopping: threading.Event | None = None,
    listening: Callable[[str, int], None] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl+C; requests that have arrived are finished first, for at most nine seconds.

    Parameters
    ----------
    app
        What `create_app` made.
    host, port
        Where to listen; port 0 takes a free one.
    threads
        How many requests are answered at once.
    lan
        Allow an address that other computers reach (plain HTTP, read-only).
    stopping
        Set it from another thread to end the service as SIGTERM does.
    listening
        Called with host and port once connections are taken.

    Raises
    ------
    SettingsError
        When the address reaches beyond this computer without `lan`, or the port is taken.
    """
    from waitress import wasyncore

    stopping = stopping or threading.Event()
    _ = services_of(app).store  # a store that cannot be opened is said before anyone connects
    sockets: dict[int, Any] = {}
    server = _listen(app, host, port, threads, lan, sockets)
    threading.Thread(target=_warm, args=(app,), name="warm", daemon=True).start()
    before = _stop_on_signals(stopping)
    try:
        if listening is not None:
            listening(*_address(server))
        while not stopping.is_set():
            wasyncore.loop(timeout=_LOOK_SECONDS, use_poll=True, map=sockets, count=1)
        _finish(server.task_dispatcher, sockets)
    finally:
        server.task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(sockets)
        for number, handler in before.items():
            signal.signal(number, handler)


def _warm(app: Flask) -> None:
    """Make what the first readers would wait for; fifty at once would otherwise each compile the same pages."""
    services_of(app).warm()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _listen(app: Flask, host: str, port: int, threads: int, lan: bool, sockets: dict[int, Any]) -> Any:
    from waitress import wasyncore
    from waitress.server import create_server

    if not is_loopback(host):
        if not lan:
            problem = Says(f"alamat {host} memerlukan --lan", f"address {host} needs --lan")
            raise SettingsError(problem=problem, known=LOOPBACK_NAMES)
        said = _OPEN.filled(host=host)
        print(f"{said.id}\n{said.en}", file=sys.stderr, flush=True)  # noqa: T201 - for the person at the screen
    logging.getLogger("waitress").setLevel(logging.ERROR)
    settings = services_of(app).settings
    try:
        server = create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_header_size=32_768,
            channel_timeout=REST_SECONDS,
            cleanup_interval=REST_SECONDS,
            clear_untrusted_proxy_headers=False,  # `webmap.source` decides whom to believe
        )
    except OSError as error:
        wasyncore.close_all(sockets)
        problem = _PORT.filled(host=host, port=str(port), why=error.strerror or type(error).__name__)
        raise SettingsError(problem=problem, known=["1-65535"]) from error
    spool = Spool(PUBLIC_SPOOL, STAFF_SPOOL * settings.max_upload_bytes)
    channel = channel_with(
        lambda method, path, cookies: allowed(app, method, path, cookies), _refusal, spool, settings.max_body_bytes
    )
    for listener in [one for one in sockets.values() if getattr(one, "accepting", False)]:
        listener.channel_class = channel
    return server


def _refusal(status: int, path: str) -> Refused:
    code, says = refusal_of(status)
    if path == "/lapor" or path.startswith("/lapor/"):
        # A citizen reads what to do about the photos, and 110 and 112.
        says = texts().get(f"error_{status}_lapor_early", says)
    headers = {**HEADERS, "Cache-Control": "no-store"} | ({"Retry-After": "30"} if status in {429, 503} else {})
    return Refused(status, HTTP_STATUS_CODES.get(status, "Refused"), code, says, headers)


def _address(server: Any) -> tuple[str, int]:
    if hasattr(server, "effective_listen"):
        host, port = server.effective_listen[0]
        return str(host), int(port)
    return str(server.effective_host), int(server.effective_port)


def _stop_on_signals(stopping: threading.Event) -> dict[int, Any]:
    """Let SIGTERM and Ctrl+C end the service (only the main thread may set signals)."""
    if threading.current_thread() is not threading.main_thread():
        return {}

    def stop(number: int, frame: Any) -> None:
        stopping.set()

    return {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}


def _finish(dispatcher: Any, sockets: dict[int, Any]) -> None:
    """Take no new connection, finish what has arrived, send it, and close each connection as it falls idle."""
    from waitress import wasyncore
    from waitress.channel import HTTPChannel

    for listener in [one for one in sockets.values() if getattr(one, "accepting", False)]:
        wasyncore.dispatcher.close(listener)
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until:
        channels = [one for one in list(sockets.values()) if isinstance(one, HTTPChannel)]
        for channel in channels:
            if not channel.requests and not channel.total_outbufs_len:
                channel.handle_close()
        if not dispatcher.queue and not any(isinstance(one, HTTPChannel) for one in sockets.values()):
            return
        wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
