"""How surely a match is right, by its way; held against a labelled set of names by a test."""

from __future__ import annotations

from jiqun.sources.lists.index import How

#: From which certainty on a code is given.
SURE = 0.5
#: A way's certainty where the values' parent is known, and where it is not.
_BY_WAY: dict[How, tuple[float, float]] = {
    "code": (1.0, 0.99),
    "exact": (0.99, 0.99),
    "alias": (0.98, 0.97),
    "short": (0.97, 0.93),
    "former": (0.95, 0.9),
    "near": (0.9, 0.8),
    "none": (0.0, 0.0),
}
#: Factors of what lowers it.
_LEVEL, _GUESSED, _APART, _ELSEWHERE = 0.95, 0.8, 0.6, 0.4
#: The largest certainty of a code between several that fit alike.
_TIED = 0.49


def certainty(
    how: How,
    *,
    scoped: bool,
    tied: int = 1,
    score: float = 1.0,
    level: bool = False,
    guessed: bool = False,
    apart: bool = False,
    elsewhere: bool = False,
) -> float:
    """Give the certainty of a match, 0–1.

    Parameters
    ----------
    how
        The way.
    scoped
        Whether the values' parent is known.
    tied
        Codes that fit alike; beyond one the certainty is shared.
    score
        Likeness of spelling, 0–1, where the way is "near".
    level, guessed
        Whether the level of the other values decided between levels, or nothing did.
    apart
        Whether a code and the name behind it disagree.
    elsewhere
        Whether the code lies outside the parent named.

    Examples
    --------
    >>> certainty("exact", scoped=True), certainty("exact", scoped=False, tied=2)
    (0.99, 0.49)
    """
    sure = _BY_WAY[how][0 if scoped else 1]
    if how == "near":
        sure *= max(0.0, 2.0 * score - 1.0)
    factors = ((level, _LEVEL), (guessed, _GUESSED), (apart, _APART), (elsewhere, _ELSEWHERE))
    for holds, factor in factors:
        sure *= factor if holds else 1.0
    return round(min(sure / tied, _TIED) if tied > 1 else sure, 3)
