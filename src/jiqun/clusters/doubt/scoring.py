"""How good chances were: Brier score, skill over the base rate, reliability by tenths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.schemes import Scheme
from jiqun.tables import sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Truth = NDArray[np.bool_]
#: One row a scheme, forecast and population of cells. ``forecast``: "chance" (of exactly the same
#: rating) or "chance_strong"; ``of``: "rated" cells or those "strong" now. ``cells`` rated in both
#: years with a chance; ``left`` rated ones that left the statistics, ``unjudged`` ones that could
#: not be rated then. ``chance`` is the mean told, ``came`` the share (0-1) that came true,
#: ``brier`` the mean square of the difference; ``base`` the share that came true in the years
#: before, ``base_brier`` its score on the tested year, ``skill`` 1 - brier / base_brier; null
#: where there are no such years. ``worst`` is the largest difference between mean chance and share
#: in a tenth with 100 cells.
FORECASTS: Final[Mapping[str, Any]] = {
    "scheme": pl.String,
    "forecast": pl.String,
    "of": pl.String,
    "cells": pl.Int64,
    "left": pl.Int64,
    "unjudged": pl.Int64,
    "chance": pl.Float64,
    "came": pl.Float64,
    "brier": pl.Float64,
    "base": pl.Float64,
    "base_brier": pl.Float64,
    "skill": pl.Float64,
    "worst": pl.Float64,
}
#: One row a tenth that has cells: ``tenth`` 0 is chances below 0.1, 9 those of 0.9 and more.
RELIABILITY: Final[Mapping[str, Any]] = {
    "scheme": pl.String,
    "forecast": pl.String,
    "of": pl.String,
    "tenth": pl.Int64,
    "cells": pl.Int64,
    "chance": pl.Float64,
    "came": pl.Float64,
}
#: Cells that a tenth needs for its difference to count in ``worst``.
COUNTED = 100
TENTHS = 10


def brier(chance: Float, came: Truth) -> float:
    """Give the mean squared difference between chances and what came (0-1, 0 is perfect).

    NaN without any.

    References
    ----------
    Brier (1950), Monthly Weather Review 78(1), p. 1, eq. 2 halved: one of two outcomes.

    Examples
    --------
    >>> round(brier(np.array([0.9, 0.4]), np.array([True, False])), 3)
    0.085
    """
    return float(np.mean((chance - came) ** 2)) if len(chance) else float("nan")


def reliability(chance: Float, came: Truth) -> pl.DataFrame:
    """Give each tenth's number of chances, their mean, and the share that came true.

    Examples
    --------
    >>> reliability(np.array([0.85, 0.95, 1.0]), np.array([True, True, False])).rows()
    [(8, 1, 0.85, 1.0), (9, 2, 0.975, 0.5)]
    """
    at = np.minimum((chance * TENTHS).astype(np.int64), TENTHS - 1)
    told = {
        "tenth": at,
        "cells": np.ones(len(at)),
        "chance": chance,
        "came": came.astype(np.float64),
    }
    sums = sums_by(pl.DataFrame(told), "tenth", sums=[pl.col("cells", "chance", "came")])
    return sums.sort("tenth").select(
        "tenth",
        pl.col("cells").cast(pl.Int64),
        pl.col("chance") / pl.col("cells"),
        pl.col("came") / pl.col("cells"),
    )


def scored(
    scheme: Scheme,
    *,
    now: Int,
    after: Int,
    there: Truth,
    tested: Truth,
    before: Truth,
    chances: Mapping[str, Float],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Score a scheme's chances where the next year is the tested one.

    Parameters
    ----------
    scheme
        Whose ranks they are.
    now, after
        Shape (N,): ranks, and those a year later; -1 is unknown.
    there
        Whether the statistics have the cell a year later.
    tested
        Whether that year is the tested one.
    before
        Whether it is one that makes the base rate.
    chances
        ``chance`` and ``chance_strong``, NaN where there is none.

    Returns
    -------
    tuple
        Rows of :data:`FORECASTS` and of :data:`RELIABILITY`.
    """
    scores, tables = [], []
    for name, of, chosen, came in _asked(scheme, now, after):
        chance = chances[name]
        known = chosen & (after >= 0) & ~np.isnan(chance)
        own, earlier = known & tested, chosen & (after >= 0) & before
        table = reliability(chance[own], came[own])
        marks = {"scheme": scheme.scheme, "forecast": name, "of": of}
        tables.append(table.with_columns(**{k: pl.lit(v) for k, v in marks.items()}))
        base = float(came[earlier].mean()) if earlier.any() else float("nan")
        score = brier(chance[own], came[own])
        plain = brier(np.full(int(own.sum()), base), came[own])
        scores.append(
            {
                **marks,
                "cells": int(own.sum()),
                "left": int((chosen & tested & ~there).sum()),
                "unjudged": int((chosen & tested & there & (after < 0)).sum()),
                "chance": float(chance[own].mean()) if own.any() else None,
                "came": float(came[own].mean()) if own.any() else None,
                "brier": score,
                "base": base,
                "base_brier": plain,
                "skill": 1.0 - score / plain if plain > 0 else None,
                "worst": _worst(table),
            }
        )
    return (
        pl.DataFrame(scores, schema=dict(FORECASTS)).fill_nan(None),
        pl.concat(
            [pl.DataFrame(schema=dict(RELIABILITY)), *(t.select(*RELIABILITY) for t in tables)]
        ),
    )


def _asked(scheme: Scheme, now: Int, after: Int) -> Iterator[tuple[str, str, Truth, Truth]]:
    """Give each forecast and population: its cells, and what came true."""
    rated, same = now >= 0, now == after
    yield "chance", "rated", rated, same
    if not scheme.strong:
        return
    line = scheme.rank(scheme.strong)
    yield "chance", "strong", now >= line, same
    yield "chance_strong", "rated", rated, after >= line
    yield "chance_strong", "strong", now >= line, after >= line


def _worst(table: pl.DataFrame) -> float | None:
    enough = table.filter(pl.col("cells") >= COUNTED)
    worst = enough.select((pl.col("chance") - pl.col("came")).abs().max()).item()
    return None if worst is None else float(worst)
