"""A real nginx with the site that `deploy` writes, on free ports, before a real server of the application."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify, request

from geo.store.protocol import Store
from tests.webmap import samples
from webmap import create_app
from webmap.deploy.install import write_set_up
from webmap.deploy.plan import Plan
from webmap.permissions import TOKEN
from webmap.security import BODY_LIMITS, rules_of
from webmap.serve import run
from webmap.source import source_address

NAME = "peta.uji.local"
UPLOADS = next(start for start, limit in sorted(BODY_LIMITS.items()) if limit is None)
FRAME = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
daemon off;
events {{ worker_connections 256; }}
http {{
    types {{ text/html html; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {site};
}}
"""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Site:
    """A set-up below a folder, its nginx running."""

    plan: Plan
    root: Path
    process: subprocess.Popen[bytes]

    @property
    def authority(self) -> Path:
        """Certificate of the local authority."""
        return self.root / self.plan.tls.lstrip("/") / "ca.crt"

    @property
    def access_log(self) -> str:
        """What nginx has logged so far."""
        return (self.root / self.plan.logs.lstrip("/") / "access.log").read_text()

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, tls: bool = True, name: str = NAME,
        context: ssl.SSLContext | None = None, **headers: str,
    ) -> Answer:  # fmt: skip
        """Ask nginx for something, as a browser would by this name."""
        port = self.plan.https_port if tls else self.plan.http_port
        connection = http.client.HTTPConnection(name, port, timeout=60)
        plain = socket.create_connection(("127.0.0.1", port), timeout=60)
        if tls:
            context = context or ssl.create_default_context(cafile=str(self.authority))
            connection.sock = context.wrap_socket(plain, server_hostname=name)
        else:
            connection.sock = plain
        told = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method, path, body=body, headers={"Host": f"{name}:{port}", **told})
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found


def start_nginx(plan: Plan, root: Path) -> subprocess.Popen[bytes]:
    """Start nginx on a set-up below a folder and wait until it listens."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert nginx is not None
    folder = root / "nginx"
    folder.mkdir()
    frame = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    frame.write_text(FRAME.format(folder=folder, user=user, site=root / "etc/nginx/sites-enabled/petarawan"))
    tested = subprocess.run(
        [nginx, "-t", "-p", str(folder), "-c", str(frame)], capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(frame)], stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", plan.https_port)) == 0:
                return process
        time.sleep(0.05)
    raise AssertionError((folder / "error.log").read_text())


@pytest.fixture(scope="session")
def site_before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Site]]:
    """Return what puts nginx before a server at a port; each ends with the session."""
    running: list[subprocess.Popen[bytes]] = []

    def start(app_port: int) -> Site:
        root = tmp_path_factory.mktemp("machine")
        plan = Plan((NAME,), ("127.0.0.1",), http_port=free_port(), https_port=free_port(), app_port=app_port)
        write_set_up(plan, root)
        (root / plan.logs.lstrip("/")).mkdir(parents=True)
        # The site as it was written, but for the machine's root.
        site = root / "etc/nginx/sites-available/petarawan"
        text = site.read_text()
        for folder in (plan.tls, plan.logs, plan.www):
            text = text.replace(f" {folder}/", f" {root}{folder}/")
        site.write_text(text)
        process = start_nginx(plan, root)
        running.append(process)
        return Site(plan, root, process)

    yield start
    for process in running:
        process.terminate()
        process.wait(20)


def with_echo(app: Flask) -> None:
    """Add addresses that tell what the application saw of a request."""

    def seen() -> Response:
        taken = len(request.stream.read())
        return jsonify(source=source_address(), scheme=request.scheme, host=request.host, bytes=taken)

    for path, endpoint in (("/seen", "seen"), (f"{UPLOADS}-seen", "seen_upload")):
        app.add_url_rule(path, endpoint, seen, methods=["GET", "POST"])
        rules_of(app)[endpoint] = TOKEN


@pytest.fixture(scope="session")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with incidents, hotspots and zones."""
    made = samples.full_store(tmp_path_factory.mktemp("behind"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(behind: Store) -> Flask:
    """Return the application as an installed one is set: behind a proxy, under its own name."""
    settings = samples.settings_of(
        behind, proxies=("127.0.0.1",), trusted_hosts=(NAME, "127.0.0.1"), public_url=f"https://{NAME}"
    )
    made = create_app(settings, behind)
    with_echo(made)
    return made


@pytest.fixture(scope="session")
def site(app: Flask, site_before: Callable[[int], Site]) -> Iterator[Site]:
    """Return the site before the application."""
    stopping, ready, found = threading.Event(), threading.Event(), []

    def listening(host: str, port: int) -> None:
        found.append(port)
        ready.set()

    more = {"stopping": stopping, "listening": listening}
    thread = threading.Thread(target=run, args=(app, "127.0.0.1", 0), kwargs=more)
    thread.start()
    assert ready.wait(30)
    yield site_before(found[0])
    stopping.set()
    thread.join(20)
