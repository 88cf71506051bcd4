"""Actors who join groups that would otherwise be apart, and legs that hang on one actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaincc, betaln, gammaln, logsumexp

from jiqun.core import Caution
from jiqun.networks.flows.reading import actors_of, groups_of, leg_pairs, ties_between
from jiqun.networks.flows.words import LOOPS, Leg

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Logarithm of how alike members are in their shares outside, before any data.
LIKE = float(np.log(100.0))
#: Partners at the mean share outside that are added to those of a member's groups.
PULL = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bridges:
    """Who joins groups.

    Attributes
    ----------
    actors
        A row an actor tied to members of two groups at least, or of one that it is not in:
        ``organisation, kind, role``; ``member``, whether it is in a group; ``partners`` in
        groups; ``outside``, those in groups that it is not in; ``reach``, how many such groups;
        ``sole``, pairs of groups that it alone joins; for members also ``expected`` partners
        outside, ``p``, the chance that a usual member has so many or more, and ``probability``
        that it is no usual one; ``bridging``: a member from the line on, or another actor, who
        reaches two groups.
    hanging
        ``group, leg, organisation, ties``: legs whose ties of a group's actors all run to one.
    cautions
        What was left out.
    """

    actors: pl.DataFrame
    hanging: pl.DataFrame
    cautions: tuple[Caution, ...] = ()


def bridging_actors(
    links: Any,
    actors: Any,
    groups: Any,
    *,
    legs: tuple[Leg, ...] = LOOPS["innovation"],
    line: float = 0.5,
) -> Bridges:
    """Find the actors who join groups.

    A member's partners outside its groups are held against what the others in its groups have: of
    its partners in groups, those outside are a beta-binomial where it is a usual one; where it
    bridges, their share is any above the usual, all alike. Both, and how many bridge, are learnt
    from all members under weak priors (one in ten bridges). For actors in no group all partners
    are outside, so what counts is how many groups they reach.

    Parameters
    ----------
    links
        ``source, target``; optional ``kind, year, weight``. Pairs count once.
    actors
        ``organisation, kind``.
    groups
        ``group, organisation``: clusters or communities.
    legs
        Of these it is told which hang on one actor.
    line
        Probability from which on a member is called bridging.

    Examples
    --------
    >>> kinds = ["firm", "firm", "university"]
    >>> who = pl.DataFrame({"organisation": ["a", "b", "u"], "kind": kinds})
    >>> ties = pl.DataFrame({"source": ["u", "u"], "target": ["a", "b"]})
    >>> of = pl.DataFrame({"group": ["one", "two"], "organisation": ["a", "b"]})
    >>> made = bridging_actors(ties, who, of)
    >>> made.actors.select("organisation", "reach", "sole", "bridging").rows()
    [('u', 2, 1, True)]
    >>> made.hanging.rows()
    [('one', 'firm-research', 'u', 1), ('two', 'firm-research', 'u', 1)]
    """
    told: list[Caution] = []
    who = actors_of(actors)
    ties = ties_between(links, who, told=told)
    of = groups_of(groups, who, told)
    both = pl.concat(
        [
            ties.select(organisation="source", partner="target"),
            ties.select(organisation="target", partner="source"),
        ]
    ).unique()
    inside = both.join(of, left_on="partner", right_on="organisation")
    shared = inside.join(of, on=["organisation", "group"], how="semi")
    near = shared.select("organisation", "partner").unique()
    outside = inside.join(near, on=["organisation", "partner"], how="anti")
    made = (
        inside.group_by("organisation")
        .agg(partners=pl.col("partner").n_unique())
        .join(
            outside.group_by("organisation").agg(
                outside=pl.col("partner").n_unique(), reach=pl.col("group").n_unique()
            ),
            on="organisation",
            how="left",
        )
        .join(_sole(inside), on="organisation", how="left")
        .join(who.select("organisation", "kind", "role"), on="organisation")
        .with_columns(
            pl.col("outside", "reach", "sole").fill_null(0),
            member=pl.col("organisation").is_in(of["organisation"].implode()),
        )
        .sort("organisation")
    )
    made = made.with_columns(_held(made, of))
    calls = pl.when("member").then(pl.col("probability") >= line).otherwise(statement=True)
    shown = made.with_columns(bridging=calls & (pl.col("reach") >= 2))  # noqa: PLR2004 - joins
    columns = ("organisation", "kind", "role", "member", "partners", "outside", "reach", "sole")
    return Bridges(
        actors=shown.filter(pl.col("outside") > 0).select(
            *columns, "expected", "p", "probability", "bridging"
        ),
        hanging=_hanging(ties, who, of, legs),
        cautions=tuple(told),
    )


def _sole(inside: pl.DataFrame) -> pl.DataFrame:
    """Count the pairs of groups that an actor alone joins by its ties."""
    at = inside.select("organisation", "group").unique()
    pairs = (
        at.join(at, on="organisation", suffix="_other")
        .filter(pl.col("group") < pl.col("group_other"))
        .with_columns(joining=pl.len().over("group", "group_other"))
    )
    return pairs.filter(pl.col("joining") == 1).group_by("organisation").agg(sole=pl.len())


def _held(made: pl.DataFrame, of: pl.DataFrame) -> list[pl.Series]:
    """Hold members' partners outside against what members of their groups usually have."""
    member = made["member"].to_numpy()
    n, k = (made[name].to_numpy().astype(np.float64) for name in ("partners", "outside"))
    hope, p, chance = (np.full(len(made), np.nan) for _ in range(3))
    if member.any():
        n, k, base = n[member], k[member], _bases(made.filter("member"), of)
        share, like, other = _fitted(n, k, base)
        a, b = like * share, like * (1 - share)
        hope[member] = n * share
        p[member] = [_upper(*row) for row in zip(n, k, a, b, strict=True)]
        plain = _log_mass(n, k, a, b) + np.log1p(-other)
        bridging = _log_bridging(n, k, share) + np.log(other)
        chance[member] = np.exp(bridging - np.logaddexp(plain, bridging))
    return [pl.Series("expected", hope), pl.Series("p", p), pl.Series("probability", chance)]


def _bases(members: pl.DataFrame, of: pl.DataFrame) -> Float:
    """Give the logit of the share outside of the others in a member's groups, drawn to the mean."""
    own = of.join(members.select("organisation", "partners", "outside"), on="organisation")
    mean = (int(members["outside"].sum()) + 0.5) / (int(members["partners"].sum()) + 1)
    rest = own.select(
        "organisation",
        *(
            (pl.col(name).cast(pl.Int64).sum().over("group") - pl.col(name)).alias(name)
            for name in ("partners", "outside")
        ),
    )
    summed = rest.group_by("organisation").agg(
        pl.col("partners").sum().cast(pl.Int64), pl.col("outside").sum().cast(pl.Int64)
    )
    each = members.select("organisation").join(
        summed, on="organisation", how="left", maintain_order="left"
    )
    outside, partners = (each[name].to_numpy() for name in ("outside", "partners"))
    share = (outside + PULL * mean) / (partners + PULL)
    return np.asarray(np.log(share / (1 - share)))


def _log_mass(n: Float, k: Float, a: Float, b: Float) -> Float:
    log = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    out: Float = np.asarray(log + betaln(k + a, n - k + b) - betaln(a, b))
    return out


def _log_bridging(n: Float, k: Float, usual: Float) -> Float:
    """Give the chance of k of n where the share is any above the usual, all alike."""
    above = betaincc(k + 1, n - k + 1, usual)
    return np.asarray(np.log(np.maximum(above / ((n + 1) * (1 - usual)), 1e-300)))


def _fitted(n: Float, k: Float, base: Float) -> tuple[Float, float, float]:
    """Learn the usual share outside, how alike members are in it, and how many are bridging."""

    def told_by(told: Float) -> tuple[Float, float]:
        return 1 / (1 + np.exp(-(base + told[0]))), float(np.exp(told[1]))

    def loss(told: Float) -> float:
        share, like = told_by(told)
        fit = np.logaddexp(
            _log_mass(n, k, like * share, like * (1 - share)) - np.logaddexp(0, told[2]),
            _log_bridging(n, k, share) - np.logaddexp(0, -told[2]),
        )
        before = -0.5 * told[0] ** 2 - 0.5 * (told[1] - LIKE) ** 2
        before -= np.logaddexp(0, -told[2]) + 9 * np.logaddexp(0, told[2])
        return -float(fit.sum() + before)

    start = np.array([0.0, LIKE, -3.0])
    bounds = [(-3.0, 3.0), (np.log(2.0), np.log(1e4)), (-8.0, 0.0)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return *told_by(found), float(1 / (1 + np.exp(-found[2])))


def _upper(n: float, k: float, a: float, b: float) -> float:
    if k <= 0:
        return 1.0
    tail = _log_mass(*(np.asarray(one) for one in (n, np.arange(k, n + 1), a, b)))
    return min(float(np.exp(logsumexp(tail))), 1.0)


def _hanging(
    ties: pl.DataFrame, who: pl.DataFrame, of: pl.DataFrame, legs: tuple[Leg, ...]
) -> pl.DataFrame:
    parts = []
    for leg in legs:
        pairs = leg_pairs(ties, who, leg)
        for own, other in (("one", "other"), ("other", "one")):
            at = pairs.join(of, left_on=own, right_on="organisation").select(
                "group",
                pl.lit(leg.name).alias("leg"),
                pl.lit(own).alias("side"),
                organisation=other,
            )
            parts.append(at)
    schema = dict.fromkeys(("group", "leg", "side", "organisation"), pl.String)
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    keys = ("group", "leg", "side")
    counts = every.group_by(*keys, "organisation").agg(ties=pl.len().cast(pl.Int64))
    alone = counts.filter(pl.len().over(*keys) == 1).drop("side")
    return alone.unique().sort("group", "leg", "organisation")
