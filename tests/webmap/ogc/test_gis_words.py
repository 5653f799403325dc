"""The lines for Python that a partner copies from the room work as they stand."""

from __future__ import annotations

import html
import re
import subprocess
import sys

from flask import Flask

from tests.webmap.signing import sign_in


def test_the_lines_on_the_page_read_the_partners_release(released_app: Flask, served_address: str, token: str) -> None:
    page = sign_in(released_app, "partner", "KODIM").get("/partner/qgis").text
    found = re.search(r'<pre class="command"><code>(.*?)</code>', page, re.DOTALL)
    assert found is not None
    lines = html.unescape(found[1]).replace("prt_...", token)
    lines = re.sub(r"OAPIF:http://[^/]+/", f"OAPIF:{served_address}/", lines)
    # In a process of its own: GDAL holds Python's lock while it reads, and the server here needs it to answer.
    done = subprocess.run(
        [sys.executable, "-c", lines + "\nprint(len(table), sorted(table.columns)[:2])"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 100
    assert "PKS-KODIM" in lines
