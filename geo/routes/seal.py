"""A draw that nobody can steer or foretell, and that an auditor can check afterwards."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says
from geo.routes.problem import Plan

ALGORITHM = "petarawan-draw-1: SHA-256 commitment, HMAC-SHA-256 draw"
LEAST_SECRET_BYTES = 16
_PARTS = 10**12  # chances are written as whole parts of this, so that every machine draws alike


@dataclass(frozen=True)
class Verdict:
    """Whether a draw's record holds, and what is wrong with it."""

    holds: bool
    faults: tuple[Says, ...]


def digest_of(content: Any) -> str:
    """Return the SHA-256 (hex) of JSON-able content in one fixed spelling."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plan_digest(plan: Plan, names: Sequence[tuple[str, Sequence[str]]] | None = None) -> str:
    """Return the digest of a plan: who visits what in which order, begun when (to the second).

    Parameters
    ----------
    names
        By route (crew, its places' ids), so that the digest does not hang on numbers of one problem.
    """
    routes = [
        {
            "crew": names[i][0] if names is not None else route.crew,
            "visits": list(names[i][1]) if names is not None else list(route.visits),
            "begins_s": [round(60 * minute) for minute in route.begins_min],
        }
        for i, route in enumerate(plan.routes)
    ]
    return digest_of(routes)


def parts_of(chances: Sequence[float]) -> tuple[int, ...]:
    """Return chances as whole parts of 10^12 that sum to exactly that."""
    total = math.fsum(chances)
    if not chances or not all(0 <= c < math.inf for c in chances) or not total > 0:
        problem = Says(
            "harus bilangan tak negatif, ada yang di atas nol", "must be numbers, none negative, some above 0"
        )
        raise ParameterError(name="chances", problem=problem)
    parts = [round(_PARTS * c / total) for c in chances]
    largest = max(range(len(parts)), key=parts.__getitem__)
    parts[largest] += _PARTS - sum(parts)
    return tuple(parts)


def commit(secret: bytes, date: str, shift: str, mixture_digest: str) -> str:
    """Return the commitment to publish before the draw: it binds the secret and the plans and tells neither.

    Raises
    ------
    ParameterError
        When the secret has fewer than 16 bytes; use ``secrets.token_bytes(32)``.
    """
    _check(secret)
    return hashlib.sha256(
        _joined(b"commit", secret, date.encode(), shift.encode(), mixture_digest.encode())
    ).hexdigest()


def draw(secret: bytes, date: str, shift: str, parts: Sequence[int]) -> tuple[float, int]:
    """Draw a plan for one date and shift.

    Parameters
    ----------
    secret
        At least 16 bytes that only the keeper knows.
    date, shift
        For example `2026-11-25` and `08:00`.
    parts
        Chances as `parts_of` gives them.

    Returns
    -------
    tuple
        A uniform number in [0, 1), HMAC-SHA-256 of `date|shift` under the secret, first 64 bits; and the number of the
        plan whose share of [0, 1) it falls into. The same input always gives the same plan.
    """
    _check(secret)
    mark = hmac.new(secret, f"{date}|{shift}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(mark[:8], "big")
    reached = 0
    for index, part in enumerate(parts):
        reached += part
        if number * _PARTS < reached << 64:
            return number / 2**64, index
    return number / 2**64, len(parts) - 1


def committed(secret: bytes, date: str, shift: str, chances: Sequence[float], plans: Sequence[str]) -> dict[str, Any]:
    """Return the part of the record that is published before the draw.

    Parameters
    ----------
    chances, plans
        Chance and digest of each plan.

    Returns
    -------
    dict
        `algorithm`, `date`, `shift`, `parts`, `plans`, `mixture_digest`, `commitment`; JSON-able.
    """
    parts = parts_of(chances)
    mixture = digest_of({"parts": list(parts), "plans": list(plans)})
    return {
        "algorithm": ALGORITHM,
        "date": date,
        "shift": shift,
        "parts": list(parts),
        "plans": list(plans),
        "mixture_digest": mixture,
        "commitment": commit(secret, date, shift, mixture),
    }


def drawn(record: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Return the record with the draw: `uniform` (text, 17 digits), `plan` (number) and `plan_digest`."""
    uniform, plan = draw(secret, record["date"], record["shift"], record["parts"])
    return {**record, "uniform": f"{uniform:.17g}", "plan": plan, "plan_digest": record["plans"][plan]}


def verify(record: Mapping[str, Any], secret: bytes) -> Verdict:
    """Check a draw's record once its secret is revealed.

    Parameters
    ----------
    record
        As `drawn` made it, also after a round trip through JSON.
    secret
        The revealed secret.

    Returns
    -------
    Verdict
        Faults name what does not agree: the plans with their digest, the commitment with the secret, the draw with
        the commitment, or a record that is no record.
    """
    faults: list[Says] = []
    try:
        parts = [int(part) for part in record["parts"]]
        plans = [str(plan) for plan in record["plans"]]
        date, shift = str(record["date"]), str(record["shift"])
        uniform, chosen, told = str(record["uniform"]), int(record["plan"]), str(record["plan_digest"])
        digest, commitment, algorithm = (str(record[k]) for k in ("mixture_digest", "commitment", "algorithm"))
        _check(secret)
    except (KeyError, TypeError, ValueError, ParameterError) as error:
        text = Says("catatan undian tidak lengkap ({why})", "the record of the draw is not complete ({why})")
        return Verdict(False, (text.filled(why=f"{type(error).__name__}: {error}"),))
    if algorithm != ALGORITHM:
        faults.append(Says("cara undian tidak dikenal", "the way of drawing is unknown"))
    if len(parts) != len(plans) or not parts or min(parts) < 0 or sum(parts) != _PARTS:
        faults.append(Says("peluang tidak sah", "the chances are not valid"))
        return Verdict(False, tuple(faults))
    if not hmac.compare_digest(digest_of({"parts": parts, "plans": plans}), digest):
        faults.append(Says("rencana atau peluang diubah setelah dicatat", "plans or chances were changed afterwards"))
    if not hmac.compare_digest(commit(secret, date, shift, digest), commitment):
        faults.append(
            Says("rahasia, tanggal atau rencana bukan yang disegel", "secret, date or plans are not those sealed")
        )
    number, plan = draw(secret, date, shift, parts)
    if f"{number:.17g}" != uniform or plan != chosen or told != plans[plan]:
        faults.append(Says("rencana yang tercatat bukan hasil undian", "the plan recorded is not the one drawn"))
    return Verdict(not faults, tuple(faults))


def secret_of_seed(seed: int) -> bytes:
    """Return a stand-in secret made from a seed: repeatable, but anyone who knows the seed can foretell the draw."""
    return hashlib.sha256(f"petarawan unsealed draw {seed}".encode()).digest()


def _joined(*parts: bytes) -> bytes:
    """Join parts so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _check(secret: bytes) -> None:
    if not isinstance(secret, bytes) or len(secret) < LEAST_SECRET_BYTES:
        problem = Says(
            "paling sedikit {n} byte; buat dengan secrets.token_bytes(32)",
            "must have at least {n} bytes; make one with secrets.token_bytes(32)",
        )
        raise ParameterError(name="secret", problem=problem.filled(n=LEAST_SECRET_BYTES))
