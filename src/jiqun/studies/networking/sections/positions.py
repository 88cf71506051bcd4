"""Who is near all others, between others, tied to the well-tied, in the core."""

from __future__ import annotations

import numpy as np

from jiqun.networks import (
    betweenness,
    closeness,
    clustering,
    core_number,
    core_periphery,
    core_periphery_fit,
    eigenvector,
    pagerank,
)
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, figure

NAME = "positions"
#: Ties up to which cores are held against networks of chance.
MOST_TIES = 200_000


def positions_section(base: Base, found: Found) -> Found:
    """Measure every organisation's place on the ways between others, and in the core."""
    del found
    graph, nodes, plan = base.graph, base.nodes, base.plan
    near = closeness(graph, nodes=nodes, seed=plan.seed)
    between = betweenness(graph, nodes=nodes, seed=plan.seed)
    core = core_number(graph, nodes=nodes)
    central = core_periphery(graph, nodes=nodes, repeats=plan.repeats, seed=plan.seed)
    share = between.parts["share"]
    top = np.sort(share[np.isfinite(share)])[::-1]
    fit = core_periphery_fit(
        graph, nodes=nodes, repeats=plan.repeats, seed=plan.seed,
        draws=plan.draws if len(base.network.a) <= MOST_TIES else 0,
    )  # fmt: skip
    return Found(
        figures=(
            figure(NAME, "deepest-core", core.values.max()),
            figure(NAME, "core-fit", fit.values.item(), expected=fit.parts["null_mean"].item(),
                   z=fit.parts["z"].item(), p=fit.parts["p"].item()),
            figure(NAME, "core-members", fit.parts["core"].item()),
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
            "core": central.values,
            "coreness": central.parts["coreness"],
        },
        cautions=(*near.record.cautions, *between.record.cautions),
    )  # fmt: skip
