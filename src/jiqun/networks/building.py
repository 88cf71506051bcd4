"""Links, and joint projects, as a network of the chosen kinds and years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from jiqun.core import Caution, InputError, Problems, problem, unknown
from jiqun.networks.layers import JOINT, LAYERS
from jiqun.networks.network import NODE, TieNetwork, network_of
from jiqun.networks.plans import NetworkPlan
from jiqun.networks.projects import Memberships, memberships, projected
from jiqun.tables import sums_by, to_polars, total


def tie_network(
    links: Any, organisations: Any, plan: NetworkPlan | None = None, *, projects: Any = None
) -> TieNetwork:
    """Build the network of the chosen kinds and years.

    Parameters
    ----------
    links
        ``source, target``; optional ``kind`` (default "tie"), ``year``, ``weight`` (> 0,
        default 1). Direction is dropped; ties of an organisation with itself are left out.
    organisations
        ``organisation``; optional ``region, industry, lon, lat, employment``.
    plan
        Which ties and how they are weighed; None: all of them, kinds normalised.
    projects
        ``project, organisation``: members of a project of n, at most the plan's
        ``most_members``, are tied
        with the weight 1 / (n - 1), as a further kind of tie, "joint-project". Chance then deals
        memberships anew, since each project is a clique by itself.

    Raises
    ------
    InputError
        ``links-columns``, ``links-weight``, ``links-strangers``, ``organisations-columns``,
        ``organisations-twice``, ``organisations-place``, ``kind-weights``, ``years-order``.
    UnknownError
        ``kind-unknown``.

    Examples
    --------
    >>> ties = pl.DataFrame({"source": ["x", "y", "x"], "target": ["y", "x", "z"]})
    >>> net = tie_network(ties, pl.DataFrame({"organisation": ["x", "y", "z"]}))
    >>> net.weight.tolist(), net.degrees.tolist()
    ([2.0, 1.0], [2, 1, 1])
    """
    plan = plan or NetworkPlan()
    kind_weights = plan.kind_weights or {}
    ties, nodes = to_polars(links), to_polars(organisations)
    _check_columns(ties, nodes)
    nodes = _nodes(nodes)
    ties = _tidy(ties)
    _check_values(ties, nodes, kind_weights, plan.years)
    ties = _chosen(ties, plan.kinds, plan.years)
    told: list[Caution] = []
    ties = _known(ties, nodes, plan.strangers, told)
    loops = int((ties["a"] == ties["b"]).sum())
    if loops:
        told.append(Caution("links-loops", {"ties": loops}))
    ties = ties.filter(pl.col("a") != pl.col("b"))
    joint = None
    if projects is not None:
        joint = memberships(projects, nodes, most=plan.most_members, told=told)
        ties = pl.concat([ties, _of_projects(joint)])
    every = _weighed(ties, kind_weights, plan.normalised)
    placeless = int((nodes["lon"].is_null() | nodes["lat"].is_null()).sum())
    if placeless:
        values = {"unplaced": placeless, "organisations": len(nodes)}
        told.append(Caution("organisations-unplaced", values))
    pairs = sums_by(every, ["a", "b"], sums=[pl.col("weight")]).sort("a", "b")
    made = network_of(
        nodes, every, *(pairs[n].to_numpy() for n in ("a", "b", "weight")), cautions=tuple(told)
    )
    return made if joint is None else replace(made, joint=_scaled(joint, every))


def _of_projects(joint: Memberships) -> pl.DataFrame:
    """Give the ties of projects as rows of known ends."""
    a, b, weight = projected(joint)
    return pl.DataFrame(
        {
            "a": np.minimum(a, b),
            "b": np.maximum(a, b),
            "kind": pl.Series([JOINT], dtype=pl.String).new_from_index(0, len(a)),
            "weight": weight,
        }
    )


def _scaled(joint: Memberships, every: pl.DataFrame) -> Memberships:
    """Let the memberships weigh what their ties do after normalising."""
    plain = float(projected(joint)[2].sum())
    own = total(every.filter(pl.col("kind") == JOINT)["weight"])
    return replace(joint, scale=own / plain if plain > 0 else 1.0)


def _check_columns(ties: pl.DataFrame, nodes: pl.DataFrame) -> None:
    problems = Problems()
    wanted = {
        "links": (ties, ("source", "target")),
        "organisations": (nodes, ("organisation",)),
    }
    for name, (frame, columns) in wanted.items():
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            problems.add(
                f"{name}-columns", subject=name, case="canonical",
                columns=frame.columns, missing=missing,
            )  # fmt: skip
    problems.check()


def _nodes(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in NODE.items() if n not in frame.columns]
    return frame.with_columns(absent).select(pl.col(n).cast(t) for n, t in NODE.items())


def _tidy(ties: pl.DataFrame) -> pl.DataFrame:
    defaults = {
        "kind": pl.lit("tie"),
        "year": pl.lit(None, dtype=pl.Int64),
        "weight": pl.lit(1.0),
    }
    absent = [value.alias(n) for n, value in defaults.items() if n not in ties.columns]
    return ties.with_columns(absent).select(
        pl.col("source", "target", "kind").cast(pl.String),
        pl.col("year").cast(pl.Int64),
        pl.col("weight").cast(pl.Float64).fill_null(1.0),
    )


def _check_values(
    ties: pl.DataFrame,
    nodes: pl.DataFrame,
    kind_weights: Mapping[str, float],
    years: tuple[int, int] | None,
) -> None:
    problems = Problems()
    bad = ties.filter(~pl.col("weight").is_finite() | (pl.col("weight") <= 0))
    twice = nodes.filter(pl.col("organisation").is_duplicated())["organisation"]
    far = nodes.filter((pl.col("lon").abs() > 180) | (pl.col("lat").abs() > 90))  # noqa: PLR2004
    ill = [f"{name} {value}" for name, value in kind_weights.items() if not 0 <= value < np.inf]
    checks = (
        ("links-weight", len(bad), bad["weight"].head(3).to_list()),
        ("organisations-twice", len(twice), twice.head(3).to_list()),
        ("organisations-place", len(far), far["organisation"].head(3).to_list()),
        ("kind-weights", len(ill), ill),
        ("years-order", int(years is not None and years[0] > years[1]), years),
    )
    for code, count, examples in checks:
        if count:
            problems.add(code, subject=code.split("-")[0], count=count, examples=examples)
    problems.check()


def _chosen(
    ties: pl.DataFrame, kinds: Sequence[str] | None, years: tuple[int, int] | None
) -> pl.DataFrame:
    if kinds is not None:
        there = set(ties["kind"].unique()) | set(LAYERS) | set(LAYERS.values())
        for kind in kinds:
            if kind not in there:
                raise unknown("kind", kind, sorted(there), case="ties")
        layer = pl.col("kind").replace_strict(dict(LAYERS), default=None)
        ties = ties.filter(pl.col("kind").is_in(list(kinds)) | layer.is_in(list(kinds)))
    if years is not None:
        ties = ties.filter(pl.col("year").is_between(*years))
    return ties


def _known(
    ties: pl.DataFrame, nodes: pl.DataFrame, strangers: str, told: list[Caution]
) -> pl.DataFrame:
    """Put positions for codes; refuse or drop ties of organisations that are not there."""
    at = nodes.select("organisation").with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    ties = ties.join(
        at, left_on="source", right_on="organisation", how="left", maintain_order="left"
    ).rename({"at": "from"})
    ties = ties.join(
        at, left_on="target", right_on="organisation", how="left", maintain_order="left"
    ).rename({"at": "to"})
    lost = ties.filter(pl.col("from").is_null() | pl.col("to").is_null())
    if len(lost):
        names = pl.concat(
            [
                lost.filter(pl.col("from").is_null())["source"],
                lost.filter(pl.col("to").is_null())["target"].alias("source"),
            ]
        ).unique()
        if strangers == "refuse":
            raise InputError(
                problem(
                    "links-strangers", subject="links",
                    ties=len(lost), organisations=len(names),
                    examples=names.sort().head(3).to_list(),
                )
            )  # fmt: skip
        told.append(Caution("links-strangers", {"ties": len(lost)}))
        ties = ties.drop_nulls(["from", "to"])
    return ties.with_columns(
        a=pl.min_horizontal("from", "to"), b=pl.max_horizontal("from", "to")
    ).select(pl.col("a", "b").cast(pl.Int64), "kind", "weight")


def _weighed(
    ties: pl.DataFrame, kind_weights: Mapping[str, float], normalised: bool
) -> pl.DataFrame:
    kinds = ties["kind"].unique().to_list()
    factor = {
        kind: kind_weights.get(kind, kind_weights.get(LAYERS.get(kind, ""), 1.0)) for kind in kinds
    }
    usual = pl.col("weight").mean().over("kind") if normalised else pl.lit(1.0)
    weight = (
        pl.col("weight")
        / usual
        * pl.col("kind").replace_strict(factor, default=1.0, return_dtype=pl.Float64)
    )
    return (
        ties.with_columns(weight.alias("weight"))
        .filter(pl.col("weight") > 0)
        .pipe(
            sums_by,
            ["a", "b", "kind"],
            sums=[pl.lit(1.0).alias("links"), pl.col("weight")],
        )
        .sort("a", "b", "kind")
    )
