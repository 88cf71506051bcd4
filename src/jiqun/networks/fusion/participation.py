"""Which organisations take part in which layer of ties, and who takes part in both.

Two shares that are both high may be two sets of organisations that never meet: how many are in
both, beside what the shares alone give, is the fusion that a degree of coordination cannot see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.stats import hypergeom

from jiqun.core import Caution, Origin, Problems
from jiqun.networks.layers import JOINT, LAYERS
from jiqun.tables import Subsystems, need_columns, to_polars

#: Which chain each layer stands for.
CHAIN_OF: Final[Mapping[str, str]] = {
    "supply": "industry_chain",
    "knowledge": "innovation_chain",
    "capital": "capital_chain",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Participation:
    """Who takes part in which chain.

    Attributes
    ----------
    chains
        K chains.
    frame
        ``organisation``, ``unit`` and one column of yes or no for each chain; an organisation
        of several units (clusters) has a row in each, one of none is left out.
    origins
        Where it comes from.
    cautions
        What is left out.
    """

    chains: tuple[str, ...]
    frame: pl.DataFrame
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()


def participation(
    organisations: Any,
    links: Any,
    projects: Any = None,
    *,
    chains: tuple[str, ...] = ("industry_chain", "innovation_chain"),
    origins: tuple[Origin, ...] = (),
) -> Participation:
    """Mark who has a tie in which chain.

    Parameters
    ----------
    organisations
        ``organisation``, ``unit``.
    links
        ``source``, ``target``, ``kind``; ties of an organisation with itself count nothing.
    projects
        ``project``, ``organisation``: whoever shares a project takes part in innovation.
    chains
        Two or more of :data:`CHAIN_OF`'s.
    origins
        Where they come from.

    Raises
    ------
    InputError
        ``frame-columns``, ``subsystems-few``.
    """
    own = to_polars(organisations)
    need_columns(own, "organisation", "unit")
    problems = Problems()
    if len(set(chains) & set(CHAIN_OF.values())) < max(len(chains), 2):
        problems.add("subsystems-few", subject="chains", case="layers", names=list(chains),
                     known=sorted(CHAIN_OF.values()))  # fmt: skip
    problems.check()
    ends = _ends(to_polars(links))
    if projects is not None:
        ends = pl.concat([ends, _joint(to_polars(projects))])
    placed = own.filter(pl.col("unit").is_not_null()).unique(["organisation", "unit"])
    marks = [
        pl.col("organisation").is_in(ends.filter(pl.col("chain") == one)["organisation"].implode())
        for one in chains
    ]
    frame = placed.select(
        pl.col("organisation", "unit").cast(pl.String),
        *(mark.alias(one) for mark, one in zip(marks, chains, strict=True)),
    ).sort("organisation", "unit")
    homeless = int(own["unit"].is_null().sum())
    told = {"count": homeless, "of": len(own)}
    cautions = (Caution("fusion-unplaced", told),) if homeless else ()
    return Participation(chains=chains, frame=frame, origins=origins, cautions=cautions)


def shares(found: Participation) -> Subsystems:
    """Give each unit's share of organisations in each chain, with its standard error.

    The shares lie between 0 and 1 by themselves and mean the same in every year and place: no
    goalposts are needed. The error is that of a share of so many organisations (Agresti and
    Coull's, which is not 0 where none or all take part).
    """
    each = found.frame.group_by("unit").agg(
        pl.len().alias("n"), *(pl.col(one).sum().cast(pl.Int64) for one in found.chains)
    )
    each = each.sort("unit")
    size = each["n"].to_numpy().astype(np.float64)[:, None]
    part = each.select(found.chains).to_numpy().astype(np.float64)
    middle = (part + 2.0) / (size + 4.0)
    return Subsystems(
        units=tuple(each["unit"]),
        names=found.chains,
        values=part / size,
        errors=np.sqrt(middle * (1.0 - middle) / (size + 4.0)),
        origins=found.origins,
        cautions=found.cautions,
    )


def in_both(found: Participation) -> pl.DataFrame:
    r"""Count who is in the first two chains at once, beside what their shares alone give.

    .. math:: E = n_1 n_2 / n, \quad p = P(X \ge n_{12}), \; X \sim Hypergeometric(n, n_1, n_2)

    Returns
    -------
    polars.DataFrame
        A row a unit and one for all (``unit`` null): ``organisations``, ``first``, ``second``,
        ``both``, ``expected``, ``increment`` (share of the organisations), ``p_value``; p is NaN
        where nobody, or everybody, is in one of the two.
    """
    one, other = found.chains[:2]
    marks = found.frame.with_columns((pl.col(one) & pl.col(other)).alias("both"))
    counted = [
        pl.len().alias("organisations"),
        pl.col(one).sum().cast(pl.Int64).alias("first"),
        pl.col(other).sum().cast(pl.Int64).alias("second"),
        pl.col("both").sum().cast(pl.Int64),
    ]
    each = marks.group_by("unit").agg(counted).sort("unit")
    once = marks.unique("organisation")
    whole = once.select(pl.lit(None, dtype=pl.String).alias("unit"), *counted)
    table = pl.concat([each, whole])
    n, a, b, ab = (
        table[name].to_numpy().astype(np.float64)
        for name in ("organisations", "first", "second", "both")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = a * b / n
        p = hypergeom.sf(ab - 1, n, a, b)
    settled = (a == 0) | (b == 0) | (a == n) | (b == n) | (n == 0)
    return table.with_columns(
        pl.Series("expected", expected),
        pl.Series("increment", (ab - expected) / np.maximum(n, 1.0)),
        pl.Series("p_value", np.where(settled, np.nan, p)),
    )


def _ends(links: pl.DataFrame) -> pl.DataFrame:
    need_columns(links, "source", "target", "kind")
    chain = pl.col("kind").cast(pl.String).replace_strict(_CHAINS, default=None).alias("chain")
    tied = links.filter(pl.col("source") != pl.col("target")).with_columns(chain)
    both = [
        tied.select(pl.col(end).cast(pl.String).alias("organisation"), "chain")
        for end in ("source", "target")
    ]
    return pl.concat(both).drop_nulls().unique()


def _joint(projects: pl.DataFrame) -> pl.DataFrame:
    need_columns(projects, "project", "organisation")
    own = projects.select(pl.col("project", "organisation").cast(pl.String)).unique()
    shared = own.filter(pl.len().over("project") > 1)
    return shared.select("organisation", chain=pl.lit(_CHAINS[JOINT])).unique()


_CHAINS: Final = {kind: CHAIN_OF[layer] for kind, layer in LAYERS.items()}
