"""Ties, actors and groups as the rooms of flows read them: checked, tidy, by role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from jiqun.core import Caution, Problems
from jiqun.networks.flows.words import ONE_WAY, ROLES, Leg
from jiqun.tables import need_columns, to_polars

#: What may be known of an actor beside its kind.
TRAITS = ("region", "technology")


def actors_of(
    actors: Any, roles: Mapping[str, str] | None = None, told: list[Caution] | None = None
) -> pl.DataFrame:
    """Give ``organisation, kind, role, region, technology``; null where nothing is known.

    Raises
    ------
    InputError
        ``frame-columns``; ``organisations-twice``.
    """
    frame = to_polars(actors)
    need_columns(frame, "organisation", "kind")
    absent = [pl.lit(None, dtype=pl.String).alias(n) for n in TRAITS if n not in frame.columns]
    given = frame.with_columns(absent).select(
        pl.col(name).cast(pl.String).replace("", None) for name in ("organisation", "kind", *TRAITS)
    )
    twice = given.filter(pl.col("organisation").is_duplicated())["organisation"]
    problems = Problems()
    if len(twice):
        problems.add(
            "organisations-twice",
            subject="organisations",
            count=len(twice),
            examples=twice.head(3).to_list(),
        )
    problems.check()
    words = {**ROLES, **(roles or {})}
    role = pl.col("kind").replace_strict(words, default=None, return_dtype=pl.String)
    made = given.with_columns(role=role).sort("organisation")
    lost = made.filter(pl.col("role").is_null())
    if told is not None and len(lost):
        kinds = lost["kind"].fill_null("").unique().sort().to_list()
        told.append(Caution("actors-roleless", {"actors": len(lost), "kinds": kinds[:5]}))
    return made


def ties_between(
    links: Any,
    actors: pl.DataFrame,
    *,
    years: tuple[int, int] | None = None,
    told: list[Caution] | None = None,
) -> pl.DataFrame:
    """Give ``source, target, kind, year, weight`` of ties between two known actors.

    Ties of an actor with itself, and those of unknown organisations, are left out and told.

    Raises
    ------
    InputError
        ``frame-columns``; ``links-weight``: a weight not above 0 or not finite; ``years-order``.
    """
    frame = to_polars(links)
    need_columns(frame, "source", "target")
    defaults = {
        "kind": pl.lit("tie"),
        "year": pl.lit(None, dtype=pl.Int64),
        "weight": pl.lit(1.0),
    }
    ties = frame.with_columns(
        value.alias(name) for name, value in defaults.items() if name not in frame.columns
    ).select(
        pl.col("source", "target", "kind").cast(pl.String),
        pl.col("year").cast(pl.Int64),
        pl.col("weight").cast(pl.Float64).fill_null(1.0),
    )
    _check(ties, years)
    if years is not None:
        ties = ties.filter(pl.col("year").is_between(*years))
    told = [] if told is None else told
    loops = ties.filter(pl.col("source") == pl.col("target"))
    if len(loops):
        told.append(Caution("links-loops", {"ties": len(loops)}))
        ties = ties.filter(pl.col("source") != pl.col("target"))
    known = pl.col("source", "target").is_in(actors["organisation"].implode())
    inside = ties.filter(pl.all_horizontal(known))
    if len(inside) < len(ties):
        told.append(Caution("links-strangers", {"ties": len(ties) - len(inside)}))
    return inside.sort("source", "target", "kind", "year", "weight")


def _check(ties: pl.DataFrame, years: tuple[int, int] | None) -> None:
    problems = Problems()
    bad = ties.filter(~pl.col("weight").is_finite() | (pl.col("weight") <= 0))["weight"]
    if len(bad):
        problems.add(
            "links-weight", subject="links", count=len(bad), examples=bad.head(3).to_list()
        )
    if years is not None and years[0] > years[1]:
        problems.add("years-order", subject="years", count=1, examples=list(years))
    problems.check()


def groups_of(groups: Any, actors: pl.DataFrame, told: list[Caution] | None = None) -> pl.DataFrame:
    """Give ``group, organisation``, each pair once; None: groups are the actors' regions.

    Raises
    ------
    InputError
        ``frame-columns``.
    """
    if groups is None:
        own = actors.select(group="region", organisation="organisation").drop_nulls()
    else:
        frame = to_polars(groups)
        need_columns(frame, "group", "organisation")
        own = frame.select(pl.col("group", "organisation").cast(pl.String)).drop_nulls()
    own = own.unique()
    known = own.join(actors.select("organisation"), on="organisation", how="semi")
    if told is not None and len(known) < len(own):
        told.append(Caution("members-strangers", {"members": len(own) - len(known)}))
    return known.sort("group", "organisation")


def leg_pairs(ties: pl.DataFrame, actors: pl.DataFrame, leg: Leg) -> pl.DataFrame:
    """Give the pairs of actors that a leg ties, each once: ``one`` of its source's role, ``other``.

    Where both roles are the same the pair stands in the order of its codes.
    """
    chosen = ties if leg.kinds is None else ties.filter(pl.col("kind").is_in(list(leg.kinds)))
    role = actors.select("organisation", "role")
    ends = chosen.join(role, left_on="source", right_on="organisation", how="left").join(
        role, left_on="target", right_on="organisation", how="left", suffix="_target"
    )
    there = ends.filter((pl.col("role") == leg.source) & (pl.col("role_target") == leg.target))
    pairs = [there.select(one="source", other="target")]
    if not leg.one_way:
        back = ends.filter((pl.col("role") == leg.target) & (pl.col("role_target") == leg.source))
        pairs.append(back.select(one="target", other="source"))
    both = pl.concat(pairs)
    if leg.source == leg.target:
        both = both.select(
            one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other")
        )
    return both.unique().sort("one", "other")


def one_way(kind: pl.Expr) -> pl.Expr:
    """Say whether ties of a kind go one way."""
    return kind.is_in(sorted(ONE_WAY))
