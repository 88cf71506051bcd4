"""Broken loops and bridging actors on planted economies, with and without hidden ties.

python -m benchmarks.networks.loops [--establishments 6e4] [--seeds 21 22 23] [--hidden 0 0.3 0.5]
    [--misfiled 0.3] [--brokers 0.02]

Legs: the clusters are given, their broken loops are not. True is a leg that the cluster ``lacks``,
and the leg to research of a cluster whose science does not match (its generator lets 8 % through).
``misfiled`` puts that share of the members of each cluster into another one first. Beside it what
one would do at once: a leg is broken where no tie is seen.

Brokers: that share of the members of clusters gets ties into other clusters, 3 to 12 each; they
are to be found among all members, beside the members with most partners.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from benchmarks.machine import Clock
from jiqun.core import stream
from jiqun.networks import BrokenLegs, Leg, LoopPlan, bridging_actors, broken_legs
from jiqun.planted import Economy, economy, economy_plan

LEGS: Final = (
    Leg(name="research", source="firm", target="research"),
    Leg(name="finance", source="finance", target="firm"),
    Leg(name="intermediary", source="intermediary", target="firm"),
)
Calls = set[tuple[str, str]]


def main() -> None:
    """Plant, hide, find, score, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, default=6e4)
    ask.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23])
    ask.add_argument("--hidden", type=float, nargs="+", default=[0.0, 0.3, 0.5])
    ask.add_argument("--misfiled", type=float, default=0.3)
    ask.add_argument("--brokers", type=float, default=0.02)
    given = ask.parse_args()
    for hidden in given.hidden:
        told: dict[str, list[tuple[int, int, int]]] = {}
        sure: list[tuple[float, bool]] = []
        for seed in given.seeds:
            planted = economy(
                economy_plan(
                    establishments=round(given.establishments),
                    seed=seed,
                    weaknesses=0.6,
                    hidden_ties=hidden,
                )
            )
            for name, score in one(planted, (seed, hidden), given, sure):
                told.setdefault(name, []).append(score)
        print(f"\n{hidden:.0%} of ties hidden")
        for name, scores in told.items():
            both, found, true = np.sum(scores, axis=0).tolist()
            precision, recall = both / max(found, 1), both / max(true, 1)
            print(
                f"{name:<34} precision {precision:.2f} recall {recall:.2f}"
                f"  ({both} of {found} found, {true} true)",
                flush=True,
            )
        print("said / true  " + calibration(sure))


def one(
    planted: Economy,
    how: tuple[int, float],
    given: argparse.Namespace,
    sure: list[tuple[float, bool]],
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Give what was found, beside what is true, in each way."""
    actors, seed = placed(planted), how[0]
    links = planted.tables["links"]
    groups = planted.truth["planted_members"].select(group="cluster", organisation="organisation")
    strict, true = truths(planted)
    with Clock("legs") as clock:
        made = broken_legs(links, actors, groups=groups, legs=LEGS, seed=1, plan=LoopPlan(draws=20))
    calls = set(made.broken.select("group", "leg").iter_rows())
    sure += [
        (row["probability"], (row["group"], row["leg"]) in true)
        for row in made.legs.drop_nans("probability").iter_rows(named=True)
    ]
    print(f"seed {seed}: {len(groups)} members, {len(links)} ties, {clock.seconds:.1f} s")
    yield "legs", scored(calls, true)
    yield "legs, only those that lack it", scored(calls, strict)
    yield "legs, probability from 0.8", scored(surer(made, 0.8), true)
    yield "no tie is seen", scored(unseen(made), true)
    plain = actors.drop("region", "technology")
    blind = broken_legs(links, plain, groups=groups, legs=LEGS, seed=1, plan=LoopPlan(draws=1))
    yield "legs, places and fields unknown", scored(surer(blind, 0.5), true)
    mixed = misfiled(groups, given.misfiled, seed)
    other = broken_legs(links, actors, groups=mixed, legs=LEGS, seed=1, plan=LoopPlan(draws=1))
    yield f"legs, {given.misfiled:.0%} of members misfiled", scored(surer(other, 0.5), true)
    yield from brokers(links, actors, groups, given.brokers, how)


def placed(planted: Economy) -> pl.DataFrame:
    """Give the organisations with their city as region and their group as technology."""
    up = dict(planted.tables["regions"].select("region", "parent").iter_rows())
    field = dict(planted.tables["industries"].select("industry", "parent").iter_rows())
    return planted.tables["organisations"].select(
        "organisation",
        "kind",
        region=pl.col("region").replace(up),
        technology=pl.when(pl.col("kind") == "firm")
        .then(pl.col("industry").replace(field))
        .otherwise("industry"),
    )


def truths(planted: Economy) -> tuple[Calls, Calls]:
    """Give the legs that clusters lack, and these with those that carry a twelfth."""
    networks = planted.truth["networks"]
    lacks = set(networks.drop_nulls("lacks").select("cluster", "lacks").iter_rows())
    apart = {(one, "research") for one in networks.filter(weakness="mismatch")["cluster"]}
    return lacks, lacks | apart


def surer(made: BrokenLegs, line: float) -> Calls:
    """Give the legs from a probability on."""
    rows = made.legs.filter(pl.col("probability").fill_nan(0) >= line)
    return set(rows.select("group", "leg").iter_rows())


def unseen(made: BrokenLegs) -> Calls:
    """Give the legs without a tie, of groups that have some tie."""
    some = pl.col("ties").sum().over("group") > 0
    return set(made.legs.filter(some & (pl.col("ties") == 0)).select("group", "leg").iter_rows())


def misfiled(groups: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Deal a share of the members anew among the groups."""
    rng = stream(seed=seed, name="misfiled")
    moved = rng.random(len(groups)) < share
    at = np.arange(len(groups))
    at[moved] = rng.permutation(at[moved])
    return groups.with_columns(groups["group"].gather(at))


def brokers(
    links: pl.DataFrame,
    actors: pl.DataFrame,
    groups: pl.DataFrame,
    share: float,
    how: tuple[int, float],
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Plant brokers, hide a share of their ties too, and find them."""
    rng = stream(seed=how[0], name="brokers")
    members = groups["organisation"].unique().sort()
    true = members.gather(np.sort(rng.choice(len(members), round(share * len(members)), False)))
    each = rng.integers(3, 13, len(true))
    to = members.gather(rng.integers(0, len(members), int(each.sum())))
    ends = {"source": true.gather(np.repeat(np.arange(len(true)), each)), "target": to}
    more = pl.DataFrame(ends).filter(pl.Series(rng.random(int(each.sum())) >= how[1]))
    every = pl.concat([links.select("source", "target"), more])
    made = bridging_actors(every, actors, groups).actors.filter("member")
    found = set(made.filter("bridging")["organisation"])
    yield "brokers", scored(found, set(true))
    most = made.sort("partners", "organisation", descending=[True, False]).head(len(true))
    yield "brokers, as many with most partners", scored(set(most["organisation"]), set(true))
    widest = made.sort("reach", "organisation", descending=[True, False]).head(len(true))
    yield "brokers, as many with widest reach", scored(set(widest["organisation"]), set(true))


def scored(found: set, true: set) -> tuple[int, int, int]:
    """Count those found and true, found, true."""
    return len(found & true), len(found), len(true)


def calibration(sure: list[tuple[float, bool]]) -> str:
    """Say how often what is said with a probability is true."""
    said, true = (np.array(column, dtype=float) for column in zip(*sure, strict=True))
    band = np.digitize(said, [0.05, 0.2, 0.4, 0.6, 0.8, 0.95])
    return ", ".join(
        f"{said[band == k].mean():.2f} / {true[band == k].mean():.2f} ({(band == k).sum()})"
        for k in range(7)
        if (band == k).any()
    )


if __name__ == "__main__":
    main()
