"""Who takes part and how they are tied: shares with intervals, beside a template or the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv

from jiqun.core import Problems, stream
from jiqun.kernels.chance import at_least
from jiqun.networks.flows import FLOWS, actors_of, groups_of, ties_between
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
#: Partners of the German cluster that the source documents name: large firms, small firms,
#: research.
GERMAN: Final[Mapping[str, float]] = {"large": 17.0, "small": 61.0, "research": 33.0}


def actor_mix(
    actors: Any,
    groups: Any = None,
    *,
    seed: int,
    template: Mapping[str, float] | None = None,
    draws: int = 999,
    level: float = 0.9,
) -> pl.DataFrame:
    r"""Give the shares of kinds of actor in each group, and how they differ from a template.

    Parameters
    ----------
    actors
        ``organisation, kind``; optional ``region`` and ``size``: with a template that has "large"
        and "small", firms count as what their size says, and those of unknown size not at all.
    groups
        ``group, organisation``; None: regions.
    template
        Shares, of any sum, by class: roles ("research"), kinds ("university") or sizes of firms;
        None: kinds, without comparison. See :data:`GERMAN`.
    seed, draws
        Of the chance that a group drawn from the template differs as much.
    level
        Of the intervals.

    Returns
    -------
    DataFrame
        ``group, of, actors, share, low, high`` (Jeffreys limits); with a template ``wanted`` and
        ``p``, the chance of so large a sum of :math:`(n - e)^2 / e`, the same on each row of a
        group. NaN for a group without any actor that counts.

    Examples
    --------
    >>> who = pl.DataFrame(
    ...     {"organisation": ["a", "b", "u"], "kind": ["firm", "firm", "university"],
    ...      "size": ["large", "small", None], "region": ["r"] * 3}
    ... )
    >>> mix = actor_mix(who, seed=1, template=GERMAN)
    >>> mix.select("of", "actors", "wanted").rows()[0]
    ('large', 1, 0.15315315315315314)
    """
    who = actors_of(actors)
    frame = to_polars(actors)
    size = frame["size"].cast(pl.String) if "size" in frame.columns else None
    given = frame.select(pl.col("organisation").cast(pl.String)).with_columns(
        size=size if size is not None else pl.lit(None, dtype=pl.String)
    )
    who = who.join(given, on="organisation", how="left")
    classes = _classes(template)
    of = pl.col("kind")
    if template is not None:
        sized = {"large", "small"} & set(classes)
        firm = pl.col("size") if sized else pl.col("role")
        named = [
            pl.when(pl.col("role") == "firm").then(firm).otherwise(name)
            for name in ("role", "kind")
        ]
        of = pl.coalesce(pl.when(one.is_in(classes)).then(one) for one in named)
    rows = groups_of(groups, who).join(who.with_columns(of=of), on="organisation")
    shares = _shares(rows, None if template is None else classes, level)
    if template is None:
        return shares
    weights = np.array([template[name] for name in classes], dtype=np.float64)
    return _against(shares, classes, weights / weights.sum(), seed=seed, draws=draws)


def tie_mix(links: Any, actors: Any, groups: Any = None, *, level: float = 0.9) -> pl.DataFrame:
    """Give the shares of what ties carry, of the pairs that have an end in each group.

    A pair counts once for each flow. The local linkage of supply against university and
    industry: goods, and ``research-industry``, pairs of a firm and research, whatever they carry.

    Parameters
    ----------
    links, actors, groups
        As for :func:`~jiqun.networks.broken_legs`.
    level
        Of the intervals.

    Returns
    -------
    DataFrame
        ``group, of, actors`` (pairs here), ``share, low, high``, and ``whole``, the share in all
        groups together.

    Examples
    --------
    >>> who = pl.DataFrame({"organisation": ["a", "b"], "kind": ["firm", "firm"], "region": "r"})
    >>> ties = pl.DataFrame({"source": ["a"], "target": ["b"], "kind": ["supply"]})
    >>> tie_mix(ties, who).select("group", "of", "share").rows()
    [('r', 'goods', 1.0)]
    """
    who = actors_of(actors)
    of = groups_of(groups, who)
    role = who.select("organisation", "role")
    ties = ties_between(links, who)
    both = ties.join(role, left_on="source", right_on="organisation", how="left").join(
        role, left_on="target", right_on="organisation", how="left", suffix="_target"
    )
    ends = pl.concat_list("role", "role_target").list.sort()
    flow = (
        pl.when(ends == pl.lit(["firm", "research"], dtype=pl.List(pl.String)))
        .then(pl.lit("research-industry"))
        .otherwise(pl.col("kind").replace_strict(dict(FLOWS), default=pl.col("kind")))
    )
    pairs = both.select(
        one=pl.min_horizontal("source", "target"),
        other=pl.max_horizontal("source", "target"),
        of=flow,
    ).unique()
    rows = pl.concat(
        [
            pairs.join(of, left_on=end, right_on="organisation").select(
                "group", "one", "other", "of"
            )
            for end in ("one", "other")
        ]
    ).unique()
    shares = _shares(rows, None, level)
    whole = rows.group_by("of").len().sort("of")
    total = max(len(rows), 1)
    return shares.join(
        whole.select("of", whole=pl.col("len") / total), on="of", how="left", maintain_order="left"
    )


def _classes(template: Mapping[str, float] | None) -> list[str]:
    problems = Problems()
    bad = [name for name, share in (template or {}).items() if not 0 < share < np.inf]
    if bad:
        problems.add("template-shares", subject="template", names=bad)
    problems.check()
    return list(template or {})


def _shares(rows: pl.DataFrame, classes: list[str] | None, level: float) -> pl.DataFrame:
    need_columns(rows, "group", "of")
    names = rows["of"].drop_nulls().unique().sort().to_list() if classes is None else classes
    grid = pl.DataFrame({"group": rows["group"].unique().sort()}).join(
        pl.DataFrame({"of": names}, schema={"of": pl.String}),
        how="cross",
        maintain_order="left_right",
    )
    counts = rows.drop_nulls("of").group_by("group", "of").agg(actors=pl.len().cast(pl.Int64))
    out = grid.join(counts, on=["group", "of"], how="left", maintain_order="left")
    out = out.with_columns(pl.col("actors").fill_null(0))
    n = out["actors"].to_numpy().astype(np.float64)
    total = out.select(pl.col("actors").sum().over("group")).to_series().to_numpy()
    tail = (1 - level) / 2
    known = total > 0
    low = np.where(n > 0, betaincinv(n + 0.5, total - n + 0.5, tail), 0.0)
    high = np.where(n < total, betaincinv(n + 0.5, total - n + 0.5, 1 - tail), 1.0)
    return out.with_columns(
        pl.Series("share", np.where(known, n / np.maximum(total, 1), np.nan)),
        pl.Series("low", np.where(known, low, np.nan)),
        pl.Series("high", np.where(known, high, np.nan)),
    )


def _against(
    shares: pl.DataFrame, classes: list[str], wanted: Float, *, seed: int, draws: int
) -> pl.DataFrame:
    counts = shares["actors"].to_numpy().reshape(-1, len(classes))
    p = np.full(len(counts), np.nan)
    for at, seen in enumerate(counts):
        n = int(seen.sum())
        if n:
            rng = stream(seed=seed, replicate=at, name="actor-mix")
            drawn = rng.multinomial(n, wanted, size=draws)
            far, chance = (
                ((x - n * wanted) ** 2 / (n * wanted)).sum(axis=-1) for x in (seen, drawn)
            )
            p[at] = float(at_least(chance, far))
    return shares.with_columns(
        pl.Series("wanted", np.tile(wanted, len(counts))),
        pl.Series("p", np.repeat(p, len(classes))),
    )
