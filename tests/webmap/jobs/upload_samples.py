"""An upload runner on a store of its own, and files for it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.settings import Settings
from geo.store.protocol import Store
from geo.store.service.file import ServiceFile
from geo.store.service.uploads import Sender, Upload
from webmap.jobs.upload_files import receive
from webmap.jobs.uploads import UploadRunner

SENDER = Sender("U001", "sari", "POLRES")
OPTIONS = {"timezone": "Asia/Jakarta", "sharing": "own"}


@dataclass
class Desk:
    """A runner, its store, and the present moment, which a test may move."""

    runner: UploadRunner
    store: Store
    service: ServiceFile
    settings: Settings

    def put(self, content: str, name: str = "uji.csv", *, now: datetime | None = None, **more: Any) -> Upload:
        """Keep a file as an upload does."""
        sent = receive(io.BytesIO(content.encode()), name, self.runner.folder, 2**30)
        upload, _ = self.runner.uploads.add(SENDER, sent, {**OPTIONS, **more}, now or self.settings.clock())
        return upload

    def previewed(self, upload: Upload) -> Upload:
        """Preview it here and now."""
        self.runner.make_preview(upload.upload_id, upload.round)
        return self.runner.uploads.get(upload.upload_id)

    def queued(self, content: str, name: str = "uji.csv") -> Upload:
        """Keep a file and put it into the queue without a preview."""
        upload = self.put(content, name)
        self.runner.states.previewed(upload.upload_id, upload.round, {"counts": {"records": 1}}, self.settings.clock())
        assert self.runner.states.queue(upload.upload_id, upload.options, self.settings.clock())
        return upload

    def state(self, upload: Upload) -> str:
        """Return its state now."""
        return self.runner.uploads.get(upload.upload_id).state

    def left(self) -> list[str]:
        """Return what lies in the folder of uploads."""
        return sorted(path.name for path in Path(self.runner.folder).iterdir())


def rows(n: int) -> str:
    """Return a CSV file of n incidents."""
    body = "".join(
        f"R{k},2026-10-{1 + k % 28:02d}T10:00,pencurian,{-2.9 + k % 977 / 3000},{104.5 + k % 991 / 3000}\n"
        for k in range(n)
    )
    return "id,waktu,jenis,lat,lon\n" + body
