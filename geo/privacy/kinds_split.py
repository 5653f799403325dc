"""How a count is split by kind: only into parts of at least k each, chosen so that no hidden kind can be told."""

from __future__ import annotations

from collections.abc import Sequence

from geo.privacy.merging import UNKNOWN, band

OTHERS = "*"
Split = tuple[tuple[str, int, int | None], ...]


def split(counts: Sequence[int], kinds: Sequence[str], k: int, most: int = UNKNOWN) -> Split:
    """Split a count by kind.

    A kind is shown with at least k incidents; all others stand together as `*`. When the others together have fewer
    than k, or so many that each of them must have some, the last kind shown (in the fixed order of `kinds`, never by
    its count) joins them. So any hidden kind may have none as far as anybody can tell, and one incident of a rare kind
    shows nowhere. A single part would say that everything is of one kind (l-diversity, Machanavajjhala et al. 2007)
    and is not shown.

    Parameters
    ----------
    counts
        (kinds,) incidents.
    kinds
        Codes of every kind that is counted, in a fixed order.
    k
        Fewest incidents of a part.
    most
        Greatest lower end of the whole's band, see `geo.privacy.merging.Merged`.

    Returns
    -------
    tuple
        (kind or `*`, at least, at most) of each part, at least two; or nothing.
    """
    shown = [place for place, n in enumerate(counts) if n >= k]
    hidden = len(kinds) - len(shown)
    others = sum(counts) - sum(counts[place] for place in shown)
    if hidden and (others < k or others // k * k > (hidden - 1) * (k - 1)):
        if not shown:
            return ()
        others += counts[shown.pop()]
        hidden += 1
    parts = [(kinds[place], *band(counts[place], k)) for place in shown]
    if hidden:
        parts.append((OTHERS, *band(others, k)))
    if len(parts) < 2 or sum(low for _, low, _ in parts) > most // k * k:
        return ()
    return tuple(parts)
