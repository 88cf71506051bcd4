"""Members who meet in events as ties between members: what one event is worth."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, Problems
from jiqun.networks.building.rows import ROWS, TieRows
from jiqun.networks.projects import Memberships, projected
from jiqun.tables import Affiliations, sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: What a shared event of n members gives each of its pairs.
Weighting = Literal["full", "fractional", "newman"]
WEIGHTINGS: Final = ("full", "fractional", "newman")
#: Members of an event that make a tie.
PAIR: Final = 2


def projection(
    affiliations: Affiliations,
    *,
    kind: str,
    weighting: Weighting = "newman",
    most_members: int = 50,
) -> TieRows:
    r"""Tie members who meet in an event, by the year in which the event begins.

    An event of n members gives each of its n (n - 1) / 2 pairs

    .. math:: w = \begin{cases} 1 & \text{full}\\ 2 / (n (n - 1)) & \text{fractional}\\
              1 / (n - 1) & \text{Newman}\end{cases}

    so that an event is worth its pairs, 1 in all, or 1 to each of its members. Full counting lets
    one large event outweigh everything; a project of 40 makes 780 ties.

    Parameters
    ----------
    affiliations
        Who takes part in what.
    kind
        What the ties are called.
    weighting
        What a shared event is worth.
    most_members
        Events of more members tie nobody, and it is said.

    Returns
    -------
    TieRows
        A row a pair and year, without direction; a pair that never met has none.

    Raises
    ------
    InputError
        ``projects-most``, ``weighting-unknown``.

    References
    ----------
    :cite:`newman2001`, equation 2, for 1 / (n - 1); :cite:`batagelj2013` for the
    pairs of an event that add up to 1.

    Examples
    --------
    >>> rows = pl.DataFrame({"event": ["p"] * 3, "member": ["a", "b", "c"]})
    >>> ties = projection(Affiliations.from_frame(rows), kind="co-patent")
    >>> ties.rows["weight"].to_list()
    [0.5, 0.5, 0.5]
    """
    problems = Problems()
    if most_members < PAIR:
        problems.add("projects-most", subject="most_members", value=most_members)
    if weighting not in WEIGHTINGS:
        problems.add(
            "weighting-unknown", subject="weighting", value=weighting, known=list(WEIGHTINGS)
        )
    problems.check()
    sizes = affiliations.sizes
    kept = (sizes >= PAIR) & (sizes <= most_members)
    there = kept[affiliations.event]
    number = np.cumsum(kept) - 1
    joint = Memberships(
        member=affiliations.member[there], project=number[affiliations.event[there]]
    )
    a, b, newman, event = _pairs(joint)
    size = sizes[kept][event].astype(np.float64)
    factors = {"full": size - 1, "fractional": 2 / np.maximum(size, 1), "newman": np.ones(len(a))}
    year = affiliations.first[kept][event]
    large = int((sizes > most_members).sum())
    told = [Caution("events-large", {"events": large, "most": most_members})] if large else []
    return TieRows(
        rows=_rows(affiliations.members, a, b, kind, year, newman * factors[weighting]),
        nodes=affiliations.members,
        cautions=(*affiliations.cautions, *told),
    )


def _pairs(joint: Memberships) -> tuple[Int, Int, Float, Int]:
    """Give each pair of each event with 1 / (n - 1), and the event."""
    a, b, newman = projected(joint)
    sizes = np.bincount(joint.project, minlength=joint.count)
    event = np.repeat(np.arange(joint.count), sizes * (sizes - 1) // 2)
    return a, b, newman, event


def _rows(
    members: tuple[str, ...], a: Int, b: Int, kind: str, year: Float, weight: Float
) -> pl.DataFrame:
    """Add up what a pair has in a year, in the order of the events."""
    labels = pl.Series(members, dtype=pl.String)
    ties = pl.DataFrame(
        {
            "a": np.minimum(a, b),
            "b": np.maximum(a, b),
            "year": pl.Series(year, dtype=pl.Float64).fill_nan(None).cast(pl.Int64),
            "weight": weight,
        }
    )
    sums = sums_by(
        ties, ["a", "b", "year"], sums=[pl.col("weight"), pl.lit(1.0).alias("events")]
    ).sort("a", "b", "year", nulls_last=True)
    return pl.DataFrame(
        {
            "source": labels.gather(sums["a"]),
            "target": labels.gather(sums["b"]),
            "kind": pl.Series([kind], dtype=pl.String).new_from_index(0, len(sums)),
            "year": sums["year"],
            "weight": sums["weight"],
            "events": sums["events"].cast(pl.Int64),
        },
        schema=dict(ROWS),
    )
