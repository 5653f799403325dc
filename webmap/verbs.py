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
from webmap.settings import is_loopback

if TYPE_CHECKING:
    from webmap.jobs.worker import Worker

_RETRY_SECONDS = 30.0
_SERVE = Says(
    "Layani peta di http://HOST:PORT (bawaan: hanya komputer ini).",
    "Serve the map at http://HOST:PORT (default: this computer only).",
)
_WORKER = Says("Kerjakan analisis yang menunggu.", "Do the runs that wait.")
_AT = Says("petarawan melayani {url} — tekan Ctrl+C untuk berhenti.", "petarawan serves {url} — press Ctrl+C to stop.")
_FIRST = Says(
    "Belum ada pengguna. Buka tautan sekali pakai ini (berlaku 24 jam) untuk membuat administrator pertama:\n  {url}",
    "There are no users yet. Open this one-time link (good for 24 hours) to make the first administrator:\n  {url}",
)
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
    from webmap import create_app, logs
    from webmap.analyst.data_access import runner
    from webmap.jobs.worker import Worker
    from webmap.serve import run
    from webmap.services import services_of
    from webmap.settings import web_settings

    settings = web_settings(session.settings, host=host, lan=lan)
    logs.configure(session.settings)
    with session.store() as store:
        worker = Worker(session.settings)
        thread = threading.Thread(target=_keep_working, args=(session, worker), name="worker", daemon=True)
        thread.start()
        session.note(_AT, url=f"http://{_written(host)}:{port}/")
        app = create_app(settings, store)
        with app.app_context():
            uploads = runner()
        uploads.wake()  # imports that were waiting when the service ended
        try:
            run(app, host, port, lan=lan, listening=lambda host, port: _greet(session, store.url, host, port))
        finally:
            worker.stop()
            services_of(app).close()  # ends the uploads' threads, then closes the files
            thread.join(timeout=5)


def _greet(session: Session, store_url: str, host: str, port: int) -> None:
    """Write the one-time link of the first administrator while there is no user, as notebooks do."""
    from geo.store.service.file import open_service
    from geo.store.service.links import Links
    from geo.store.service.users import Users

    with open_service(store_url) as file:
        if Users(file).count() == 0:
            token = Links(file).make(None, session.settings.clock())
            name = _written(host) if is_loopback(host) else "127.0.0.1"
            base = session.settings.public_url.rstrip("/") or f"http://{name}:{port}"
            session.note(_FIRST, url=f"{base}/masuk/tautan/{token}")


def _written(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _keep_working(session: Session, worker: Worker) -> None:
    """Do queued runs; a store or a computer that fails for a while is said, and tried again."""
    while not worker.stopping.is_set():
        try:
            worker.work()
        except (GeoError, OSError) as error:  # OSError: no process could be started
            if isinstance(error, GeoError):
                session.note(Says(error.text("id"), error.text("en")))
            else:
                session.note(Says(str(error), str(error)))
            worker.stopping.wait(_RETRY_SECONDS)


@click.command("worker", cls=Verb, says=_WORKER)
@option("--once", says=Says("Berhenti bila antrean kosong", "Stop when the queue is empty"), is_flag=True)
@json_option
@with_session
def worker(session: Session, once: bool, as_json: bool) -> None:
    """Claim and execute queued runs until stopped."""
    from webmap import logs
    from webmap.jobs.worker import Worker

    logs.configure(session.settings)
    doing = Worker(session.settings)

    def stop(number: int, frame: Any) -> None:
        doing.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    n = doing.work(once=once)
    session.note(_DONE, n=n)
    if as_json:
        emit_json({"done": n})
