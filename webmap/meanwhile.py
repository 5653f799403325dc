"""Refuses to save over what somebody else changed while a form was open, so that nobody's work is lost in silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request

from geo.languages import Says
from webmap.attempts import Fault, attempt

FIELD = "seen"
_CHANGED = Says(
    "diubah orang lain sejak halaman ini dibuka; belum ada yang disimpan",
    "somebody else has changed this since the page was opened; nothing has been saved",
)
Made = TypeVar("Made")


class Meanwhile(Fault):
    """What the form was filled from is no longer what is stored."""

    is_late = True


def mark(values: Mapping[str, Any]) -> str:
    """Return a digest of what a form shows of a thing.

    It is not signed: who may send the form may overwrite knowingly anyway, and the digest keeps that from happening
    unknowingly.

    Parameters
    ----------
    values
        Names and values as JSON knows them; days and the like by their text.
    """
    written = json.dumps(dict(values), sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def attempt_on(
    stored: Callable[[], Mapping[str, Any]],
    do: Callable[[], Made],
    *,
    same: Callable[[Mapping[str, Any]], bool],
    wrong: Fault | None = None,
) -> tuple[Made | None, Fault | None]:
    """Save what a form says, unless the thing is no longer as the form showed it.

    Parameters
    ----------
    stored
        Gives what the form would show now, as it was given to `carried`.
    do
        Saves, and refuses when the thing is not, inside its own transaction, as it was when the request read it.
    same
        Whether what the form says is stored already: then nothing can be lost, and a second click is no conflict.
    wrong
        What was found wrong with the form before; it is told unless the form came late.

    Returns
    -------
    tuple
        What was made and None; or None and what is wrong: `Meanwhile` when somebody else was faster.
    """
    if _is_stale(stored(), same):
        return None, _meanwhile()
    made, problem = attempt(do) if wrong is None else (None, wrong)
    if problem is not None and _is_stale(stored(), same):  # in this very moment
        return None, _meanwhile()
    return made, problem


def carried(values: Mapping[str, Any], problem: Says | None) -> str:
    """Return what the form shall carry in its field `seen`: the mark of what is stored.

    A form that comes back for another fault carries what it came with: what somebody else changed since was not shown.
    """
    kept = request.form.get(FIELD) if isinstance(problem, Fault) and not isinstance(problem, Meanwhile) else None
    return kept or mark(values)


def differences(
    labels: Mapping[str, str], stored: Mapping[str, str], typed: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return label, what is stored and what was typed, in words, of every field in which they differ."""
    return [(label, stored[name], typed[name]) for name, label in labels.items() if stored[name] != typed[name]]


def status_of(problem: Says | None) -> int:
    """Return the HTTP status of a page with a form: 200, 422 when something is wrong with it, 409 when it came late."""
    if problem is None:
        return 200
    return 409 if isinstance(problem, Meanwhile) else 422


def _is_stale(values: Mapping[str, Any], same: Callable[[Mapping[str, Any]], bool]) -> bool:
    return request.form.get(FIELD, "") != mark(values) and not same(values)


def _meanwhile() -> Meanwhile:
    return Meanwhile(_CHANGED.id, _CHANGED.en)
