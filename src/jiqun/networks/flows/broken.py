"""Which legs of a loop are broken, group by group: they carry less than chance would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv

from jiqun.core import Caution, unknown
from jiqun.networks.flows.exposure import counted
from jiqun.networks.flows.mixtures import (
    LegModel,
    broken_chances,
    few_by_actors,
    few_chances,
    fit_legs,
    shares_whole,
)
from jiqun.networks.flows.plans import LoopPlan
from jiqun.networks.flows.reading import actors_of, groups_of, ties_between
from jiqun.networks.flows.thinning import needed, thinned
from jiqun.networks.flows.words import LOOPS, Leg

Float = NDArray[np.float64]
#: Of a leg's ratio.
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BrokenLegs:
    """What is said of the legs of a loop in each group.

    Attributes
    ----------
    legs
        A row a group and leg: ``group, leg``; ``source_actors, target_actors`` of the two roles in
        the group; ``ties``; ``expected``, ties that the group's other legs let expect, and
        ``ratio`` with ``low, high``; ``p``, the chance of so few given all the group's ties;
        ``by_actors`` and ``p_by_actors``, the same given its actors alone; ``probability`` that
        the leg is broken; ``state``: "broken", "whole", "doubtful" (no tie is seen, yet chance
        might do that), "absent" (the group lacks the actors), "unmeasured" (nobody anywhere has
        such ties); ``unseen_ties``, how many ties of this leg alone nobody must have recorded for
        a broken leg not to be, and ``unseen_share``, of all its ties then.
    unseen
        A row a group, leg and share of ties taken away: mean ``probability``, and ``called``, the
        share of draws in which the leg is called broken.
    model
        What was learnt of all groups; its legs are ``measured``.
    measured
        Names of the legs that have ties.
    cautions
        What was left out.
    """

    legs: pl.DataFrame
    unseen: pl.DataFrame
    model: LegModel
    measured: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()

    @property
    def broken(self) -> pl.DataFrame:
        """The legs called broken, the surest first."""
        rows = self.legs.filter(pl.col("state") == "broken")
        return rows.sort("probability", "group", "leg", descending=[True, False, False])


def broken_legs(
    links: Any,
    actors: Any,
    *,
    seed: int,
    groups: Any = None,
    legs: tuple[Leg, ...] | None = None,
    plan: LoopPlan | None = None,
) -> BrokenLegs:
    r"""Say which legs of a loop carry less than chance would, given the actors there are.

    A leg counts pairs of actors that are tied, an end of which is in the group. What chance
    would give it follows from the actors of both roles, from who is near and of the same
    technology (:func:`leg_expected`), and from all the group's ties: their shares among the legs
    are a Dirichlet-multinomial that is learnt from all groups, in which a broken leg carries
    only ``plan.carries`` of its share. The probability is that of this model. It says nothing of
    *why*: a leg whose actors are absent nearby is expected to carry little, and is not broken.

    .. math::
        P(b_g \mid O_g) \propto \prod_l \pi_l^{b_{gl}} (1 - \pi_l)^{1 - b_{gl}}
        \, \mathrm{DirMult}(O_g; \kappa q_g(b_g)), \quad
        q_{gl}(b) \propto E_{gl} e^{\phi_l} \varepsilon^{b_{gl}}

    Parameters
    ----------
    links
        ``source, target``; optional ``kind, year, weight``.
    actors
        ``organisation, kind``; optional ``region, technology``: with them nearness and sameness
        count.
    seed
        Of the ties taken away.
    groups
        ``group, organisation``: clusters, regions, fields; an actor may be in several. None:
        the actors' regions.
    legs
        The loop's parts; None: those of ``plan.loop``.
    plan
        How legs are judged; None: the defaults.

    Returns
    -------
    BrokenLegs
        NaN where the group has no actors for a leg, or no other leg to hold it against.

    Raises
    ------
    InputError
        ``frame-columns``, ``organisations-twice``, ``links-weight``, ``years-order``.
    UnknownError
        ``loop-unknown``.

    Examples
    --------
    >>> who = [f"f{n}" for n in range(40)] + ["uni", "bank"]
    >>> kinds = ["firm"] * 40 + ["university", "financier"]
    >>> ties = [(f"f{n}", "uni") for n in range(20)] + [(f"f{n}", "bank") for n in range(40)]
    >>> made = broken_legs(
    ...     pl.DataFrame(ties, schema=["source", "target"], orient="row"),
    ...     pl.DataFrame({"organisation": who, "kind": kinds}),
    ...     groups=pl.DataFrame(
    ...         {"group": ["east"] * 20 + ["west"] * 20, "organisation": who[:40]}
    ...     ),
    ...     seed=1,
    ... )
    >>> made.broken.select("group", "leg", "ties").rows()
    [('west', 'firm-research', 0)]
    """
    plan = plan or LoopPlan()
    if legs is None and plan.loop not in LOOPS:
        raise unknown("loop", plan.loop, sorted(LOOPS))
    legs = LOOPS[plan.loop] if legs is None else legs
    told: list[Caution] = []
    who = actors_of(actors, plan.roles, told)
    ties = ties_between(links, who, years=plan.years, told=told)
    of = groups_of(groups, who, told)
    counts, expected, carried = counted(ties, who, of, legs)
    model = fit_legs(counts[:, carried], expected[:, carried], carries=plan.carries)
    names = of["group"].unique().sort()
    frame = _keyed(names, legs).with_columns(_actors(of, who, legs, names))
    frame = frame.with_columns(_judged(counts, expected, carried, model, plan))
    kept = tuple(leg.name for leg, some in zip(legs, carried, strict=True) if some)
    unseen = thinned(counts[:, carried], expected[:, carried], model, plan, seed)
    keys = pl.DataFrame({"group": names}).join(
        pl.DataFrame({"leg": list(kept)}, schema={"leg": pl.String}), how="cross"
    )
    return BrokenLegs(
        legs=frame,
        unseen=pl.concat(
            [
                keys.with_columns(
                    pl.lit(share).alias("unseen"),
                    pl.Series("probability", chance.ravel()),
                    pl.Series("called", called.ravel()),
                )
                for share, chance, called in unseen
            ]
        ),
        model=model,
        measured=kept,
        cautions=tuple(told),
    )


def _keyed(names: pl.Series, legs: tuple[Leg, ...]) -> pl.DataFrame:
    named = pl.DataFrame({"leg": [leg.name for leg in legs]})
    return pl.DataFrame({"group": names}).join(named, how="cross", maintain_order="left_right")


def _actors(
    groups: pl.DataFrame, actors: pl.DataFrame, legs: tuple[Leg, ...], names: pl.Series
) -> list[pl.Series]:
    """Count the group's actors of the two roles of each leg."""
    roles = groups.join(actors.select("organisation", "role"), on="organisation")
    count = {
        (group, role): n for group, role, n in roles.group_by("group", "role").len().iter_rows()
    }
    return [
        pl.Series(
            f"{end}_actors", [count.get((g, getattr(leg, end)), 0) for g in names for leg in legs]
        )
        for end in ("source", "target")
    ]


def _judged(
    counts: Float, expected: Float, carried: NDArray[np.bool_], model: LegModel, plan: LoopPlan
) -> list[pl.Series]:
    seen, base = counts[:, carried], expected[:, carried]
    chance = broken_chances(seen, base, model)
    more = needed(seen, base, model, chance, plan.line)
    hope, low, high = _ratios(seen, base, model)
    by_actors, p_by_actors = few_by_actors(seen, base)
    told = {
        "expected": hope,
        "ratio": np.divide(seen, hope, out=np.full(seen.shape, np.nan), where=hope > 0),
        "low": low,
        "high": high,
        "p": few_chances(seen, base, model),
        "by_actors": by_actors,
        "p_by_actors": p_by_actors,
        "probability": chance,
        "unseen_ties": more,
        "unseen_share": more / np.where(seen + more > 0, seen + more, np.nan),
    }
    columns = [pl.Series("ties", counts.ravel().astype(np.int64))]
    for name, known in told.items():
        whole = np.full(counts.shape, np.nan)
        whole[:, carried] = known
        columns.append(pl.Series(name, whole.ravel()))
    states = np.full(counts.shape, "unmeasured", dtype=object)
    states[:, carried] = np.select(
        [~(base > 0), np.nan_to_num(chance) >= plan.line, seen > 0],
        ["absent", "broken", "whole"],
        "doubtful",
    )
    return [*columns, pl.Series("state", states.ravel().tolist(), dtype=pl.String)]


def _ratios(counts: Float, expected: Float, model: LegModel) -> tuple[Float, Float, Float]:
    """Give what the group's other ties let expect, and limits of the ratio of a leg to that."""
    share = shares_whole(expected, model)
    others = counts.sum(axis=1, keepdims=True) - counts
    odds = np.divide(
        share, 1 - share, out=np.full(share.shape, np.nan), where=(share > 0) & (share < 1)
    )
    hope = np.where(others > 0, others * odds, np.nan)
    tail = (1 - LEVEL) / 2
    low = np.where(counts > 0, betaincinv(np.maximum(counts, 1), others + 1, tail), 0.0)
    high = betaincinv(counts + 1, np.maximum(others, 1), 1 - tail)
    limits = [np.where(others > 0, edge / (1 - edge) / odds, np.nan) for edge in (low, high)]
    return hope, limits[0], limits[1]
