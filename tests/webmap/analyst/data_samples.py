"""Files that analysts send, and how a browser sends them."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webmap.signing import post

INDONESIAN = (
    "No LP;Tanggal;Jam;Jenis;Lintang;Bujur;Uraian\n"
    "LP/1;01/10/2026;21.30;pencurian;-2,65;104,80;dekat pasar\n"
    "LP/2;02/10/2026;07.15;curanmor;-2,70;104,75;motor BG 1234 AB milik korban bernama Siti Aminah\n"
    "LP/3;03/10/2026;;narkoba;-2,72;104,70;pelapor HP 081234567890\n"
    "LP/4;04/10/2026;10.00;pencurian;tidak tahu;104,71;di kebun\n"
)

_HELD = 400_000  # the test client spools larger forms to a file that it leaves open


def body_of(content: bytes, name: str, kind: str = "application/octet-stream") -> bytes:
    """Return the body of a form with a file, held in memory whatever its size."""
    head = f'--b\r\nContent-Disposition: form-data; name="berkas"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    return head.encode() + content + b"\r\n--b--\r\n"


def send(
    client: FlaskClient, content: bytes | str, name: str = "kejadian.csv", kind: str = "text/csv", **more: Any
) -> TestResponse:
    """Send a file as the upload form does."""
    body, to = content.encode() if isinstance(content, str) else content, "/analyst/data/unggah"
    if len(body) > _HELD:
        return post(client, to, body_of(body, name, kind), content_type="multipart/form-data; boundary=b", **more)
    return post(
        client,
        to,
        {"berkas": (io.BytesIO(body), name, kind)},
        content_type="multipart/form-data",
        **more,
    )


def address_of(answer: TestResponse) -> str:
    """Return the page that an answer leads to."""
    assert answer.status_code == 303, answer.text[:2000]
    return str(answer.headers["Location"])


def uploaded(client: FlaskClient, content: bytes | str, name: str = "kejadian.csv") -> str:
    """Send a file and return its page, once the preview is there."""
    address = address_of(send(client, content, name))
    wait_while(client, address, "uploaded")
    return address


def wait_while(client: FlaskClient, address: str, *states: str) -> str:
    """Wait until an upload has left these states; return the one it is in."""
    for _ in range(600):
        state = str(client.get(address + "/keadaan.json").get_json()["state"])
        if state not in states:
            return state
        time.sleep(0.05)
    raise AssertionError(f"still {state}")


def stored(client: FlaskClient, address: str, **form: str) -> str:
    """Store a previewed upload and return the page of its import."""
    assert post(client, address + "/simpan", {"sharing": "own", **form}).status_code == 303
    assert wait_while(client, address, "queued", "running") == "done"
    return address_of(client.get(address))


def import_of(client: FlaskClient, content: bytes | str, name: str = "kejadian.csv", **form: str) -> str:
    """Send, preview and store a file; return the import's id."""
    page = stored(client, uploaded(client, content, name), **form)
    return page.rsplit("/", 1)[1]


def options_of(page: str) -> dict[str, str]:
    """Return the values of a preview's options form as a browser would send them."""
    form = page[page.index('<form class="options"') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', body)
        first = re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', body)
        match = chosen or first
        found[name] = "" if match is None else match[1] if match[1] is not None else match[2]
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="(\w+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token" and ('type="checkbox"' not in tag or "checked" in tag):
            found[name[1]] = value[1] if value else ""
    return found


def files_left(folder: Path) -> list[str]:
    """Return what lies in the folder of uploads."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
