"""A run that does not end well is never left running: it says why, in both languages."""

from __future__ import annotations

from geo.errors import GeoError
from geo.languages import Says
from geo.settings import Settings
from geo.store.protocol import Store

_NO_MEMORY = Says(
    "Memori komputer ini tidak cukup untuk analisis ini; kurangi data atau perbesar sel.",
    "This computer had too little memory for the run; take less data or larger cells.",
)


def record_failure(store: Store, run_id: str, error: BaseException, settings: Settings) -> None:
    """Mark a run failed, or cancelled by Ctrl+C, with its reason in both languages; never hides the error itself.

    One that has ended meanwhile (somebody cancelled it) stays what it is.
    """
    status = "failed"
    if isinstance(error, KeyboardInterrupt):
        status = "cancelled"
        told = {"code": "cancelled", "id": "Dihentikan oleh pengguna (Ctrl+C)", "en": "Stopped by the user (Ctrl+C)"}
    elif isinstance(error, MemoryError):
        told = {"code": "memory_limit", **_NO_MEMORY.as_dict()}
    elif isinstance(error, GeoError):
        told = error.as_dict()
    else:
        name = type(error).__name__
        told = {"code": "unexpected", "id": f"Kesalahan tak terduga ({name})", "en": f"Unexpected error ({name})"}
    store.update_run(run_id, {"status": status, "finished": settings.clock(), "error": told},
                     only_from=("queued", "running"))  # fmt: skip
