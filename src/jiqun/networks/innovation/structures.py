"""How a cluster's firms are made up: who leads, who stands beside, how many are small."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Problems, stream
from jiqun.networks.flows import actors_of, groups_of, ties_between
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
#: How many times as large as the next a firm is that stands out, alone or the last of several
#: (chosen on planted clusters), and how many stand beside a lead firm.
APART: Final = 2.0
NEXT: Final = 3
#: Fewer firms are in no structure.
LEAST: Final = 5
TYPES: Final = ("lead-small", "lead-related", "many-small")


def structure_types(firms: Any, *, seed: int, draws: int = 200) -> pl.DataFrame:
    r"""Say of each group whether a lead firm stands among small ones, among related ones, or none.

    ``lead-related``: the fourth firm is ``APART`` times the fifth, so that several stand out;
    ``lead-small``: the first is as many times the second; ``many-small``: neither. A type is the
    better told the more firms there are: of planted clusters of eight firms and more about half
    get theirs, where chance would give a third.

    Parameters
    ----------
    firms
        ``group, organisation, employment``; those of unknown or no employment are left out.
    seed, draws
        Of the firms drawn anew, largest one kept: the share of draws of each type. It shows how
        near a group is to a line, not what an unseen large firm would change.

    Returns
    -------
    DataFrame
        ``group, firms, unknown, top, next, hhi`` (shares; Herfindahl index), ``structure`` (null
        for fewer than ``LEAST`` firms) and the shares of draws by type.

    Raises
    ------
    InputError
        ``frame-columns``; ``employment-negative``.

    Examples
    --------
    >>> rows = {"group": ["g"] * 6, "organisation": list("abcdef"), "employment": [50] + [2] * 5}
    >>> structure_types(pl.DataFrame(rows), seed=1)["structure"].to_list()
    ['lead-small']
    """
    frame = to_polars(firms)
    need_columns(frame, "group", "organisation", "employment")
    own = frame.select(
        pl.col("group", "organisation").cast(pl.String), pl.col("employment").cast(pl.Float64)
    ).sort("group", "organisation")
    problems = Problems()
    below = own.filter(pl.col("employment") < 0)["organisation"]
    if len(below):
        problems.add(
            "employment-negative",
            subject="employment",
            count=len(below),
            examples=below.head(3).to_list(),
        )
    problems.check()
    rows = []
    for at, ((group,), part) in enumerate(
        own.partition_by("group", as_dict=True, maintain_order=True).items()
    ):
        given = part.filter(pl.col("employment") > 0)["employment"].to_numpy()
        size = np.sort(given)[::-1]
        told = {"group": group, "firms": len(size), "unknown": len(part) - len(size)}
        if len(size) < LEAST:
            told |= dict.fromkeys(("top", "next", "hhi", *TYPES), float("nan"))
            rows.append(told | {"structure": None})
            continue
        rng = stream(seed=seed, replicate=at, name="structures")
        others = size[1:][rng.integers(0, len(size) - 1, (draws, len(size) - 1))]
        drawn = np.column_stack([np.full(draws, size[0]), -np.sort(-others, axis=1)])
        each = _typed(drawn)
        told |= {"top": float(size[0] / size.sum())}
        told |= {"next": float(size[1 : 1 + NEXT].sum() / size.sum())}
        told |= {"hhi": float(((size / size.sum()) ** 2).sum())}
        told |= {name: float(np.count_nonzero(each == k) / draws) for k, name in enumerate(TYPES)}
        rows.append(told | {"structure": TYPES[int(_typed(size[None])[0])]})
    columns = ("group", "firms", "unknown", "top", "next", "hhi", "structure", *TYPES)
    return pl.DataFrame(rows, infer_schema_length=None).select(columns) if rows else own.clear()


def _typed(size: Float) -> NDArray[np.int64]:
    """Give the number of the type of each row of sizes, the largest first."""
    several = size[:, NEXT] >= APART * size[:, NEXT + 1]
    one = size[:, 0] >= APART * size[:, 1]
    return np.where(several, 1, np.where(one, 0, 2))


def core_tiers(links: Any, actors: Any, core: Any, groups: Any = None) -> pl.DataFrame:
    """Say who works for a small core: tiers of suppliers, and how many small firms are in.

    Tier 1 supplies a firm of the core, tier 2 one of tier 1, and so on; a firm's tier is the
    least. Sizes come from ``size`` of the actors ("small" and "large").

    Parameters
    ----------
    links
        ``source`` supplies ``target``; other kinds than "supply" are left out.
    actors
        ``organisation, kind``; optional ``size, region``.
    core
        ``organisation``: the firms at the core.
    groups
        ``group, organisation``; None: regions. Suppliers elsewhere do not count.

    Returns
    -------
    DataFrame
        ``group, tier`` (0 the core, null those who supply none of them, directly or not),
        ``firms, small, inclusion``: small firms of that tier over all small firms of the group;
        NaN where no small firm is known.

    Examples
    --------
    >>> who = pl.DataFrame(
    ...     {"organisation": list("abcd"), "kind": "firm", "size": ["large"] + ["small"] * 3,
    ...      "region": "r"}
    ... )
    >>> ties = pl.DataFrame({"source": ["b", "c"], "target": ["a", "b"], "kind": "supply"})
    >>> core_tiers(ties, who, pl.DataFrame({"organisation": ["a"]})).rows()[:2]
    [('r', 0, 1, 0, 0.0), ('r', 1, 1, 1, 0.3333333333333333)]
    """
    who = actors_of(actors)
    frame, lead = to_polars(actors), to_polars(core)
    need_columns(lead, "organisation")
    size = pl.col("size") if "size" in frame.columns else pl.lit(None, dtype=pl.String)
    sizes = frame.select(pl.col("organisation").cast(pl.String), size=size.cast(pl.String))
    firms = who.filter(pl.col("role") == "firm").join(sizes, on="organisation", how="left")
    of = groups_of(groups, who).join(firms.select("organisation", "size"), on="organisation")
    supply = ties_between(links, who).filter(pl.col("kind") == "supply")
    inside = supply.select("source", "target").unique()
    inside = inside.join(of.select("group", source="organisation"), on="source").join(
        of.select("group", target="organisation"), on=["group", "target"]
    )
    found = of.join(
        lead.select(pl.col("organisation").cast(pl.String)).unique(), on="organisation", how="semi"
    ).select("group", "organisation", tier=pl.lit(0, dtype=pl.Int64))
    last, tier = found, 0
    while len(last):
        tier += 1
        last = (
            inside.join(last.select("group", target="organisation"), on=["group", "target"])
            .select("group", organisation="source")
            .unique()
            .join(found, on=["group", "organisation"], how="anti")
            .with_columns(tier=pl.lit(tier, dtype=pl.Int64))
        )
        found = pl.concat([found, last])
    small = pl.col("size") == "small"
    every = of.join(found, on=["group", "organisation"], how="left")
    whole = every.group_by("group").agg(of_small=small.fill_null(value=False).sum().cast(pl.Int64))
    counts = every.group_by("group", "tier").agg(
        firms=pl.len().cast(pl.Int64), small=small.fill_null(value=False).sum().cast(pl.Int64)
    )
    out = counts.join(whole, on="group").with_columns(
        inclusion=pl.when(pl.col("of_small") > 0)
        .then(pl.col("small") / pl.col("of_small"))
        .otherwise(float("nan"))
    )
    return out.drop("of_small").sort("group", "tier", nulls_last=True)
