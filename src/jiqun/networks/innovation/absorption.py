"""What is spent on absorbing technology for what is spent on buying it (introduce : absorb)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl

from jiqun.core import Problems, stream
from jiqun.tables import need_columns, to_polars

#: What the source documents call for: three spent on absorbing for one on introducing.
WANTED: Final = 3.0


def absorption_ratios(
    spending: Any, *, seed: int, wanted: float = WANTED, draws: int = 999, level: float = 0.9
) -> pl.DataFrame:
    r"""Give the spending on absorbing technology for each unit spent on introducing it.

    .. math:: a_g = \frac{\sum_{u \in g} \text{absorbed}_u}{\sum_{u \in g} \text{introduced}_u}

    Parameters
    ----------
    spending
        ``unit, introduced, absorbed`` in the same money; optional ``group`` (default "all").
        Units of which one of both is unknown are left out.
    seed, draws, level
        Of the interval: units are drawn anew within their group.
    wanted
        The ratio asked for.

    Returns
    -------
    DataFrame
        ``group, units, unknown, introduced, absorbed, ratio, low, high``; ``meets``, the share
        of draws that reach ``wanted``; ``missing``, what more would have to be absorbed. The
        ratio is NaN where nothing is introduced, its limits for a single unit.

    Raises
    ------
    InputError
        ``frame-columns``; ``spending-negative``.

    Examples
    --------
    >>> rows = {"unit": ["a", "b"], "introduced": [1.0, 1.0], "absorbed": [3.0, 1.0]}
    >>> absorption_ratios(pl.DataFrame(rows), seed=1).select("ratio", "missing").rows()
    [(2.0, 2.0)]
    """
    frame = to_polars(spending)
    need_columns(frame, "unit", "introduced", "absorbed")
    if "group" not in frame.columns:
        frame = frame.with_columns(group=pl.lit("all"))
    frame = frame.select(
        pl.col("group", "unit").cast(pl.String), pl.col("introduced", "absorbed").cast(pl.Float64)
    ).sort("group", "unit")
    problems = Problems()
    below = frame.filter((pl.col("introduced") < 0) | (pl.col("absorbed") < 0))["unit"]
    if len(below):
        problems.add(
            "spending-negative",
            subject="spending",
            count=len(below),
            examples=below.head(3).to_list(),
        )
    problems.check()
    rows = []
    for at, ((group,), part) in enumerate(
        frame.partition_by("group", as_dict=True, maintain_order=True).items()
    ):
        known = part.drop_nulls().to_numpy()[:, 2:].astype(np.float64)
        bought, spent = (float(one) for one in known.sum(axis=0)) if len(known) else (0.0, 0.0)
        rng = stream(seed=seed, replicate=at, name="absorption")
        low = high = meets = float("nan")
        if len(known) > 1 and bought > 0:
            drawn = known[rng.integers(0, len(known), (draws, len(known)))].sum(axis=1)
            drawn = drawn[drawn[:, 0] > 0]
            ratios = drawn[:, 1] / drawn[:, 0]
            low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2]).tolist()
            meets = float(np.count_nonzero(ratios >= wanted) / len(ratios))
        rows.append(
            {
                "group": group,
                "units": len(known),
                "unknown": len(part) - len(known),
                "introduced": bought,
                "absorbed": spent,
                "ratio": spent / bought if bought > 0 else float("nan"),
                "low": low,
                "high": high,
                "meets": meets,
                "missing": max(wanted * bought - spent, 0.0),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)
