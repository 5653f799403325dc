"""Releases that the last round could not make, in words: to administrators with the reason and the way out."""

from __future__ import annotations

from geo.languages import LANGUAGES, Says, moment_text
from geo.spatial.periods import zone
from geo.store.service.refusals import Refusal, Refusals
from webmap.released_document import period_says
from webmap.services import Services

_MOST = 8  # periods named in one sentence
_RELEASE = Says("rilis {period}", "the release of {period}")
_RESTATED = Says("pernyataan ulang {period}", "the restatement of {period}")
_ROUND = Says("rilis yang sudah waktunya", "what was due")
_MORE = Says("dan {n} lainnya", "and {n} more")
_WHY = Says("Tidak dibuat pada {when}: {what}. {why}", "Not made on {when}: {what}. {why}")
_PLAIN = Says(
    "Tidak dibuat pada {when}: {what}. Alasannya dan cara memperbaikinya ada pada administrator layanan ini.",
    "Not made on {when}: {what}. The reason and the way out are with the administrator of this service.",
)


def refused_says(of: Services, agreement_id: str, *, reasons: bool) -> list[Says]:
    """Return a sentence for each reason for which releases of an agreement were not made; none when all were.

    Parameters
    ----------
    of
        The service file, the region's time zone.
    agreement_id
        Which agreement.
    reasons
        Whether the reason is told; to partners it would tell of other agreements.
    """
    when, refused = Refusals(of.service).of(agreement_id)
    if when is None:
        return []
    local = Says(*(moment_text(when, zone(of.region().timezone), code) for code in LANGUAGES))
    groups: dict[Says | None, list[Refusal]] = {}
    for one in refused:
        groups.setdefault(one.why if reasons else None, []).append(one)
    return [
        _PLAIN.filled(when=local, what=_listed(ones))
        if why is None
        else _WHY.filled(when=local, what=_listed(ones), why=why)
        for why, ones in groups.items()
    ]


def _listed(refused: list[Refusal]) -> Says:
    names = [_named(one) for one in refused[:_MOST]]
    if len(refused) > _MOST:
        names.append(_MORE.filled(n=len(refused) - _MOST))
    return Says(", ".join(name.id for name in names), ", ".join(name.en for name in names))


def _named(one: Refusal) -> Says:
    if not one.period:
        return _ROUND
    return (_RESTATED if one.restated else _RELEASE).filled(period=period_says(one.period))
