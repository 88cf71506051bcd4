"""Flows between kinds of actor: who gives what to whom, beside what chance would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, stream, unknown
from jiqun.networks.flows.reading import actors_of, one_way, ties_between
from jiqun.networks.flows.words import FLOWS, FUNDING
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: What flows can be told by.
BY: Final = ("year", "region", "technology")
#: Roles in a project of those who pay for it.
PAYING: Final = ("funder", "sponsor", "financier")
#: Limits of a ratio's interval: shares of the draws below them.
LIMITS: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowTable:
    """Flows between kinds of actor.

    Attributes
    ----------
    flows
        A row a flow and pair of kinds (and year, region, technology if told by them): ``flow``;
        ``one_way``, whether it goes from ``source`` to ``target`` or holds both ways, the kinds
        then in the order of their names; ``ties`` (a pair, kind and year each), ``weight`` (NaN
        where the flow's kinds are of several units), ``share`` of the flow's ties; ``expected``
        by chance, ``ratio`` with ``low, high``, and ``z``.
    cautions
        What was left out.
    """

    flows: pl.DataFrame
    cautions: tuple[Caution, ...] = ()


def funding_ties(projects: Any) -> pl.DataFrame:
    """Give the money of projects as ties: from those who pay to those who are paid.

    Who pays stands in ``role`` ("funder", "sponsor" or "financier"); the others' ``funding`` is
    shared evenly among those who pay. Projects that name nobody give no tie: who paid is unknown.

    Examples
    --------
    >>> rows = {"project": ["p", "p"], "organisation": ["fund", "firm"], "funding": [None, 8.0]}
    >>> funding_ties(pl.DataFrame({**rows, "role": ["funder", "partner"]})).row(0)
    ('fund', 'firm', 'funding', None, 8.0)
    """
    frame = to_polars(projects)
    need_columns(frame, "project", "organisation", "role", "funding")
    start = pl.col("start") if "start" in frame.columns else pl.lit(None, dtype=pl.Int64)
    own = frame.select("project", "organisation", "role", "funding", year=start.cast(pl.Int64))
    pays = own.filter(pl.col("role").is_in(list(PAYING)))
    paid = own.filter(~pl.col("role").is_in(list(PAYING)) & (pl.col("funding") > 0))
    each = pays.group_by("project").agg(payers=pl.len())
    ties = (
        pays.select("project", source="organisation")
        .join(paid.rename({"organisation": "target"}), on="project")
        .join(each, on="project")
    )
    return ties.select(
        "source",
        "target",
        pl.lit(FUNDING).alias("kind"),
        "year",
        weight=pl.col("funding").cast(pl.Float64) / pl.col("payers"),
    ).sort("source", "target", "year", "weight")


def flow_table(
    links: Any,
    actors: Any,
    *,
    seed: int,
    by: Sequence[str] = (),
    years: tuple[int, int] | None = None,
    draws: int = 200,
) -> FlowTable:
    r"""Tell the flows of knowledge, money, talent, goods and alliances between kinds of actor.

    Chance joins the ends of a flow's ties at random: each kind keeps its number of ends.

    .. math::
        E_{ij} = \frac{r_i c_j}{m} \text{ (one way)}, \quad
        E_{ij} = \frac{s_i s_j}{2m - 1}, \; E_{ii} = \frac{s_i (s_i - 1)}{2 (2m - 1)}
        \text{ (both ways)}

    z takes each tie as one by itself. Actors have many, so the interval of the ratio comes from
    actors drawn anew: each gets a Poisson(1) number of copies, a tie the product of its ends'.

    Parameters
    ----------
    links
        ``source, target``; optional ``kind, year, weight``; see :func:`funding_ties` for money.
    actors
        ``organisation, kind``; optional ``region, technology``.
    seed
        Of the actors drawn anew.
    by
        Any of "year", "region", "technology": a tie is told in each region or technology of its
        ends, once; ties that lack it are left out.
    years
        First and last year, both included; None: all.
    draws
        How often actors are drawn anew.

    Returns
    -------
    FlowTable
        A row for each pair of kinds that both have ends in the flow, also where nothing flows:
        ``ratio`` is NaN where chance gives nothing, ``z`` where it cannot vary.

    Raises
    ------
    InputError
        ``frame-columns``, ``organisations-twice``, ``links-weight``, ``years-order``.
    UnknownError
        ``flows-by-unknown``.

    Examples
    --------
    >>> kinds = ["university", "firm", "firm"]
    >>> who = pl.DataFrame({"organisation": ["u", "f", "g"], "kind": kinds})
    >>> rows = {"source": ["u", "u", "f"], "target": ["f", "g", "g"], "kind": ["licence"] * 3}
    >>> made = flow_table(pl.DataFrame(rows), who, seed=1)
    >>> made.flows.select("flow", "source", "target", "ties", "expected").rows()
    [('knowledge', 'firm', 'firm', 1, 1.0), ('knowledge', 'university', 'firm', 2, 2.0)]
    """
    for name in by:
        if name not in BY:
            raise unknown("flows-by", name, list(BY))
    told: list[Caution] = []
    who = actors_of(actors)
    ties = _told_by(_kinded(ties_between(links, who, years=years, told=told), who), by)
    keys = [*by, "flow", "one_way"]
    rows = [
        _one(part, dict(zip(keys, key, strict=True)), seed=seed, draws=draws)
        for key, part in ties.partition_by(keys, as_dict=True, maintain_order=True).items()
    ]
    columns = [*by, "flow", "one_way", "source", "target"]
    flows = pl.concat(rows) if rows else pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return FlowTable(flows=flows.sort(columns), cautions=tuple(told))


def _kinded(ties: pl.DataFrame, who: pl.DataFrame) -> pl.DataFrame:
    """Put kinds and traits of both ends beside ties, with what they carry; each tie once."""
    traits = who.drop("role").rename({"kind": "of"})
    both = ties.join(traits, left_on="source", right_on="organisation", how="left").join(
        traits, left_on="target", right_on="organisation", how="left", suffix="_target"
    )
    flow = pl.col("kind").replace_strict(dict(FLOWS), default=pl.col("kind"))
    both = both.with_columns(flow=flow, one_way=one_way(pl.col("kind")))
    swap = ~pl.col("one_way") & (pl.col("source") > pl.col("target"))
    ends = ("source", "of", "region", "technology")
    other = ("target", "of_target", "region_target", "technology_target")
    turned = both.with_columns(
        *(pl.when(swap).then(b).otherwise(a).alias(a) for a, b in zip(ends, other, strict=True)),
        *(pl.when(swap).then(a).otherwise(b).alias(b) for a, b in zip(ends, other, strict=True)),
    )
    return (
        turned.drop_nulls(["of", "of_target"])
        .group_by("source", "target", "kind", "year", maintain_order=True)
        .agg(pl.col("weight").max(), pl.exclude("weight").first())
        .sort("source", "target", "kind", "year")
    )


def _told_by(ties: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    for name in by:
        if name != "year":
            own = [ties.with_columns(pl.col(end).alias("told")) for end in (name, f"{name}_target")]
            keys = ["source", "target", "kind", "year", "told", *(one for one in by if one != name)]
            ties = pl.concat(own).unique(keys, keep="first", maintain_order=True)
            ties = ties.drop(name).rename({"told": name})
    return ties.drop_nulls(list(by)).sort([*by, "source", "target", "kind", "year"])


def _one(part: pl.DataFrame, key: dict[str, Any], *, seed: int, draws: int) -> pl.DataFrame:
    """Tell one flow of one way (in one year, region, technology)."""
    kinds = pl.concat([part["of"], part["of_target"].alias("of")]).unique().sort()
    at = [np.searchsorted(kinds.to_numpy(), part[end].to_numpy()) for end in ("of", "of_target")]
    directed, n = bool(key["one_way"]), len(kinds)
    ones = np.ones(len(part))
    ties = _crossed(at[0], at[1], ones, n, directed=directed)
    hope, spread = _by_chance(ties, directed=directed)
    low, high = _limits(part, at, n, directed=directed, seed=seed, draws=draws)
    plain = part["kind"].n_unique() == 1
    weight = _crossed(at[0], at[1], part["weight"].to_numpy(), n, directed=directed)
    rows, columns = np.nonzero(hope > 0) if directed else np.nonzero(np.triu(hope > 0))
    here = (rows, columns)
    frame = pl.DataFrame(
        {
            "source": kinds.gather(rows),
            "target": kinds.gather(columns),
            "ties": ties[here].astype(np.int64),
            "weight": weight[here] if plain else np.full(len(rows), np.nan),
            "share": ties[here] / len(part),
            "expected": hope[here],
            "ratio": ties[here] / hope[here],
            "low": low[here],
            "high": high[here],
            "z": np.divide(
                ties[here] - hope[here],
                spread[here],
                out=np.full(len(rows), np.nan),
                where=spread[here] > 0,
            ),
        }
    )
    named = [pl.lit(value).alias(name) for name, value in key.items()]
    return frame.select(*named, pl.all())


def _crossed(a: Int, b: Int, weight: Float, n: int, *, directed: bool) -> Float:
    """Add up by pair of kinds; without direction in the upper triangle."""
    low, high = (a, b) if directed else (np.minimum(a, b), np.maximum(a, b))
    flat = np.bincount(low * n + high, weights=weight, minlength=n * n).astype(np.float64)
    return flat.reshape(n, n)


def _by_chance(ties: Float, *, directed: bool) -> tuple[Float, Float]:
    """Give mean and standard deviation of ties where ends are joined at random."""
    m = float(ties.sum())
    if directed:
        out, back = ties.sum(axis=1), ties.sum(axis=0)
        mean = np.outer(out, back) / m
        two = np.outer(out * (out - 1), back * (back - 1)) / max(m * (m - 1), 1.0)
    else:
        ends = ties.sum(axis=1) + ties.sum(axis=0)
        first, second = 2 * m - 1, max(2 * m - 3, 1.0)
        pairs = ends * (ends - 1)
        mean = np.outer(ends, ends) / first
        np.fill_diagonal(mean, pairs / (2 * first))
        two = np.outer(pairs, pairs) / (first * second)
        np.fill_diagonal(two, pairs * (ends - 2) * (ends - 3) / (4 * first * second))
    return mean, np.sqrt(np.maximum(two + mean - mean**2, 0.0))


def _limits(
    part: pl.DataFrame, at: list[Any], n: int, *, directed: bool, seed: int, draws: int
) -> tuple[Float, Float]:
    """Give limits of the ratios from actors drawn anew."""
    names = pl.concat([part["source"], part["target"].alias("source")]).unique().sort()
    ends = [np.searchsorted(names.to_numpy(), part[end].to_numpy()) for end in ("source", "target")]
    found = np.full((draws, n, n), np.nan)
    for draw in range(draws):
        copies = stream(seed=seed, replicate=draw, name="flows-actors").poisson(1.0, len(names))
        weight = (copies[ends[0]] * copies[ends[1]]).astype(np.float64)
        ties = _crossed(at[0], at[1], weight, n, directed=directed)
        if ties.sum() > 1:
            hope, _ = _by_chance(ties, directed=directed)
            np.divide(ties, hope, out=found[draw], where=hope > 0)
    order = np.sort(found, axis=0)  # NaN last
    known = np.maximum((~np.isnan(found)).sum(axis=0), 1)
    low, high = (
        np.take_along_axis(
            order, np.minimum(np.floor(share * known), known - 1).astype(np.int64)[None], 0
        )[0]
        for share in LIMITS
    )
    return low, high
