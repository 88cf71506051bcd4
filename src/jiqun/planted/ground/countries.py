"""Countries on the one island: whole provinces, each in one piece, sized after Zipf's law."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.core import catalogue
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Share of the people missing at a border: West German cities near the inner-German one lost a
#: third against others in forty years (Redding and Sturm 2008, American Economic Review 98(5),
#: pages 1766-1797). An assumption: how far inland a third becomes 1/e of a third.
REMOTE, REMOTE_KM = 1 / 3, 25.0
#: What crosses a border against what does not, of ties and of a cluster's reach: an assumption,
#: near the home bias of trade across borders with full customs, a tenth to a fifth.
ABROAD = 0.1


def country_rows(plan: EconomyPlan) -> list[dict[str, str]]:
    """Give ``code, name, zh`` of the countries, the one at home first; names say synthetic."""
    rows: list[dict[str, str]] = catalogue("planted/countries.toml")["countries"]
    return [
        {
            "code": row["code"],
            "name": f"Synthetic Republic of {row['name']}",
            "zh": f"{row['zh']}(合成)",
        }
        for row in rows[: plan.countries]
    ]


def grouped(n: int, *, people: Float, middles: Float, pairs: Int, seeds: Int) -> Int:
    """Put provinces together to ``n`` countries, each in one piece.

    Parameters
    ----------
    n
        How many.
    people, middles
        Of the P provinces: persons, shape (P,), and place in km, shape (P, 2).
    pairs
        Shape (E, 2): neighbouring provinces.
    seeds
        Shape (n,): a province of each country, the country at home first.

    Returns
    -------
    numpy.ndarray
        Shape (P,): each province's country. The one furthest below 1/rank of the people
        takes its nearest free neighbour, until none is free.

    Examples
    --------
    >>> line = np.array([[0, 1], [1, 2], [2, 3]])
    >>> at = np.column_stack([np.arange(4.0), np.zeros(4)])
    >>> grouped(2, people=np.ones(4), middles=at, pairs=line, seeds=np.array([0, 3])).tolist()
    [0, 0, 0, 1]
    """
    of = np.full(len(people), -1)
    of[seeds] = np.arange(n)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    while (of < 0).any():
        held = np.bincount(of[of >= 0], weights=people[of >= 0], minlength=n)
        border = both[(of[both[:, 0]] >= 0) & (of[both[:, 1]] < 0)]
        poorest = np.argsort(held * np.arange(1, n + 1), kind="stable")
        k = next(k for k in poorest if (of[border[:, 0]] == k).any())
        free = np.unique(border[of[border[:, 0]] == k, 1])
        away = np.hypot(*(middles[free] - middles[seeds[k]]).T)
        of[free[away.argmin()]] = k
    return of


def thinned(density: Float, *, at: Float, country: Int) -> Float:
    """Move people away from borders between countries; shares still add up to 1.

    ``density`` and ``country`` have shape (M,), ``at`` is in km, shape (M, 2).
    """
    if country.max() == 0:
        return density
    away = np.empty(len(density))
    for k in range(country.max() + 1):
        own = country == k
        away[own] = cKDTree(at[~own]).query(at[own])[0]
    left = density * (1 - REMOTE * np.exp(-away / REMOTE_KM))
    return np.asarray(left / left.sum())
