"""Who is near all others, between others, tied to the well-tied, in the core."""

from __future__ import annotations

import numpy as np

from jiqun.networks import (
    betweenness,
    closeness,
    clustering,
    core_number,
    core_periphery_fit,
    core_periphery_of,
    eigenvector,
    pagerank,
    ties_of,
)
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, Row, figure

NAME = "positions"
#: Ties up to which cores are held against networks of chance.
MOST_TIES = 20_000
#: Organisations times ties up to which ways are followed from everyone; beyond, from so many, for
#: distances from so many.
MOST_WORK, FEW, FEW_NEAR = 1_000_000_000, 1000, 300


def positions_section(base: Base, found: Found) -> Found:
    """Measure every organisation's place on the ways between others, and in the core."""
    del found
    graph, nodes, plan = base.graph, base.nodes, base.plan
    few = base.network.size * len(base.network.a) > MOST_WORK
    near = closeness(graph, nodes=nodes, seed=plan.seed, sources=FEW_NEAR if few else None)
    between = betweenness(graph, nodes=nodes, seed=plan.seed, sources=FEW if few else None)
    core = core_number(graph, nodes=nodes)
    central = core_periphery_of(
        ties_of(graph, nodes), repeats=2 if few else plan.repeats, seed=plan.seed
    )
    share = between.parts["share"]
    top = np.sort(share[np.isfinite(share)])[::-1]
    return Found(
        figures=(
            figure(NAME, "deepest-core", core.values.max()),
            figure(NAME, "core-fit", central.fit) | _null(base),
            figure(NAME, "core-members", float(central.member.sum())),
            figure(NAME, "highest-betweenness", top[0] if len(top) else np.nan),
        ),
        nodes={
            "harmonic": near.parts["harmonic"],
            "betweenness": between.values,
            "betweenness_low": between.low,
            "betweenness_high": between.high,
            "eigenvector": eigenvector(graph, nodes=nodes).values,
            "pagerank": pagerank(graph, nodes=nodes).values,
            "clustering": clustering(graph, nodes=nodes).values,
            "core_number": core.values,
            "core": central.member.astype(np.float64),
            "coreness": central.coreness,
        },
        cautions=(*near.record.cautions, *between.record.cautions),
    )  # fmt: skip


def _null(base: Base) -> Row:
    """Hold the fit of the core against networks of the same degrees."""
    if len(base.network.a) > MOST_TIES:
        return {}
    plan = base.plan
    held = core_periphery_fit(
        base.graph, nodes=base.nodes, repeats=plan.repeats, seed=plan.seed, draws=plan.draws
    ).parts
    return {"expected": held["null_mean"].item(), "z": held["z"].item(), "p": held["p"].item()}
