"""`/admin/diagnostik`: what the installation consists of and how it does, as a page and as a text without secrets."""

from __future__ import annotations

import shutil
import threading
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from geo.languages import Says, value_text
from geo.store.address import path_of
from geo.store.schema import SCHEMA
from geo.store.service.schema import SCHEMA as SERVICE_SCHEMA
from geo.store.service.upkeep import WORKER, Upkeep
from webmap import health
from webmap.jobs import chores, diagnosis
from webmap.languages import language, moment, t
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.trail import record

_KEY = "petarawan-diagnosis"
_asking = threading.Lock()
Section = tuple[str, list[tuple[str, str]]]


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page and the text."""
    _ = settings

    @room.get("/diagnostik")
    def diagnostics() -> str:
        return render_template("admin/diagnostics.html", sections=sections(services()))

    @room.get("/diagnostik.txt")
    def diagnostics_text() -> Response:
        record("diagnostics.export")
        parts = []
        for title, rows in sections(services()):
            parts.append(f"== {title}\n" + "".join(f"{name}: {value}\n" for name, value in rows))
        answer = Response("\n".join(parts), mimetype="text/plain")
        answer.headers["Content-Disposition"] = 'attachment; filename="petarawan-diagnostik.txt"'
        return answer


def sections(of: Services) -> list[Section]:
    """Return everything as titled rows in the reader's language: names of settings' values and paths stay out."""
    found = _found()
    told: list[Section] = [
        (t("admin_health"), [(t(f"check_{name}"), _check(check)) for name, check in health.checks(of).items()])
    ]
    told.append((t("admin_diag_sandbox"), _sandbox(found)))
    told.append((t("admin_diag_times"), _times(of)))
    told.append((t("admin_diag_counts"), _counts(of)))
    told.append((t("admin_diag_machine"), _machine(of, found)))
    told.append((t("admin_diag_versions"), list(found.get("versions", {}).items())))
    told.append((t("admin_diag_sqlite"), [(t("admin_diag_options"), ", ".join(found.get("sqlite", [])))]))
    return told


def _found() -> dict[str, Any]:
    """Return what the child collected; it is asked once in the life of a process, since none of it changes."""
    with _asking:
        kept = current_app.extensions.get(_KEY)
        if kept is None or "failed" in kept:
            kept = diagnosis.ask()
            current_app.extensions[_KEY] = kept
    found: dict[str, Any] = kept
    return found


def _check(check: health.Check) -> str:
    return f"{t(f'admin_{check.level}')}: {check.says.text(language())}"


def _sandbox(found: dict[str, Any]) -> list[tuple[str, str]]:
    sandbox = found.get("sandbox", {})
    if "failed" in found or "failed" in sandbox:
        problem = sandbox.get("failed", found.get("failed"))
        text = problem[language()] if isinstance(problem, dict) else str(problem)
        return [(t("admin_diag_failed"), text)]
    return [
        (t("admin_diag_allowed"), ", ".join(sandbox["left"])),
        (t("admin_diag_network"), t("admin_yes") if sandbox["own_network"] else t("admin_diag_no_network")),
        (t("admin_diag_wanted"), t("admin_diag_all_skipped", names=", ".join(diagnosis.MUST_BE_SKIPPED))
         if not sandbox["missing_from_skip"] else ", ".join(sandbox["missing_from_skip"])),
        (t("admin_diag_skipped", n=len(sandbox["skipped"])), ", ".join(sandbox["skipped"])),
    ]  # fmt: skip


def _times(of: Services) -> list[tuple[str, str]]:
    timezone, upkeep = of.region().timezone, Upkeep(of.service)
    rows = [(t("admin_diag_data"), moment(of.store.data_as_of(), timezone))]
    for name in (*chores.CHORES, WORKER):
        last = upkeep.get(name)
        when = last.alive if last is not None and name == WORKER else last.good if last is not None else None
        rows.append((t(f"chore_{name}"), moment(when, timezone)))
    runs = of.store.runs()
    for task in sorted(set(runs["task"].astype(str))):
        done = runs[(runs["task"] == task) & (runs["status"] == "done")]
        when = done["finished"].iloc[0].to_pydatetime() if len(done) else None
        rows.append((t(f"task_{task}"), moment(when, timezone)))
    return rows


def _counts(of: Services) -> list[tuple[str, str]]:
    from geo.store.connect import connect

    rows = []
    for path in (path_of(of.store.url), of.service.path):
        con = connect(path, read_only=True)
        try:
            names = [
                row[0]
                for row in con.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                )
            ]
            counts = {name: int(con.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608 - names of ours
        finally:
            con.close()
        rows += [(name, value_text(n, language())) for name, n in counts.items() if n]
    return rows


def _machine(of: Services, found: dict[str, Any]) -> list[tuple[str, str]]:
    usage = shutil.disk_usage(path_of(of.store.url).parent)
    kernels = found.get("kernels", {})
    rows: list[tuple[str, object]] = [
        (t("admin_diag_system"), found.get("system", "")),
        (t("admin_diag_processors"), found.get("processors", "")),
        *((name, f"{value} MB") for name, value in found.get("memory_mb", {}).items()),
        (t("admin_diag_disk"), Says("{free} GB dari {total} GB", "{free} GB of {total} GB").text(
            language(), {"free": round(usage.free / 1e9, 1), "total": round(usage.total / 1e9, 1)})),
        (t("admin_diag_kernels"), f"{kernels.get('files', 0)}, {kernels.get('mb', 0)} MB"),
        (t("admin_diag_schemas"), f"{SCHEMA} / {SERVICE_SCHEMA}"),
    ]  # fmt: skip
    return [(name, str(value)) for name, value in rows]
