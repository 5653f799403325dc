"""`petarawan serve` and `petarawan worker`."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import GeoError
from geo.languages import Says

if TYPE_CHECKING:
    from webmap.jobs.worker import Worker

_RETRY_SECONDS = 30.0
_SERVE = Says(
    "Layani peta di http://HOST:PORT (bawaan: hanya komputer ini).",
    "Serve the map at http://HOST:PORT (default: this computer only).",
)
_WORKER = Says("Kerjakan analisis yang menunggu.", "Do the runs that wait.")
_AT = Says("petarawan melayani {url} — tekan Ctrl+C untuk berhenti.", "petarawan serves {url} — press Ctrl+C to stop.")
_DONE = Says("{n} analisis dikerjakan.", "{n} runs done.")


@click.command("serve", cls=Verb, says=_SERVE)
@option("--host", says=Says("Alamat jaringan", "Network address"), default="127.0.0.1", show_default=True)
@option("--port", says=Says("Port", "Port"), type=click.IntRange(0, 65535), default=8000, show_default=True)
@option(
    "--lan",
    says=Says(
        "Izinkan alamat selain komputer ini (tanpa TLS: hanya baca)",
        "Allow an address beyond this computer (no TLS: read-only)",
    ),
    is_flag=True,
)
@with_session
def serve(session: Session, host: str, port: int, lan: bool) -> None:
    """Serve the map and do queued runs beside it."""
    from webmap import create_app
    from webmap.jobs.worker import Worker
    from webmap.serve import run
    from webmap.settings import web_settings

    settings = web_settings(session.settings, host=host, lan=lan)
    with session.store() as store:
        worker = Worker(session.settings)
        thread = threading.Thread(target=_keep_working, args=(session, worker), name="worker", daemon=True)
        thread.start()
        session.note(_AT, url=f"http://{host}:{port}/")
        try:
            run(create_app(settings, store), host, port, lan=lan)
        finally:
            worker.stop()
            thread.join(timeout=5)


def _keep_working(session: Session, worker: Worker) -> None:
    """Do queued runs; a store that fails for a while is said, and tried again."""
    while not worker.stopping.is_set():
        try:
            worker.work()
        except GeoError as error:
            session.note(Says(error.text("id"), error.text("en")))
            worker.stopping.wait(_RETRY_SECONDS)


@click.command("worker", cls=Verb, says=_WORKER)
@option("--once", says=Says("Berhenti bila antrean kosong", "Stop when the queue is empty"), is_flag=True)
@json_option
@with_session
def worker(session: Session, once: bool, as_json: bool) -> None:
    """Claim and execute queued runs until stopped."""
    from webmap.jobs.worker import Worker

    doing = Worker(session.settings)

    def stop(number: int, frame: Any) -> None:
        doing.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    n = doing.work(once=once)
    session.note(_DONE, n=n)
    if as_json:
        emit_json({"done": n})
