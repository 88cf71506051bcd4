"""How large and how tightly knit the network is, and whether like is tied to like."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from jiqun.networks import assortativity, degree, strength, transitivity
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Float, Found, Int, figure

NAME = "structure"


def structure_section(base: Base, found: Found) -> Found:
    """Count organisations, ties and parts; give every organisation's degree and strength."""
    del found
    network = base.network
    partners = degree(base.graph, nodes=base.nodes).values
    tied = int((partners > 0).sum())
    component, sizes = _parts(base)
    pairs = network.size * (network.size - 1) / 2
    closed = transitivity(base.graph, nodes=base.nodes)
    alike = {
        f"{trait}-assortativity": assortativity(base.graph, nodes=base.nodes, trait=trait)
        for trait in ("degree", "kind")
    }
    within = alike["kind-assortativity"].parts
    values = {
        "organisations": network.size,
        "tied": tied,
        "ties": len(network.a),
        "density": len(network.a) / pairs if pairs else np.nan,
        "mean-degree": float(partners.mean()),
        "components": int((sizes > 1).sum()),
        "giant-share": float(sizes.max()) / tied,
        "transitivity": closed.values.item(),
        "mean-clustering": closed.parts["mean_local"].item(),
    }
    return Found(
        figures=(
            *(figure(NAME, name, value) for name, value in values.items()),
            *(
                figure(NAME, name, one.values.item(), low=one.low.item(), high=one.high.item())
                for name, one in alike.items()
            ),
            figure(
                NAME, "between-kinds", 1 - within["within"].item(),
                expected=1 - within["expected_within"].item(),
            ),
        ),
        nodes={
            "degree": partners,
            "strength": strength(base.graph, nodes=base.nodes).values,
            "component": np.where(partners > 0, component, -1),
        },
    )  # fmt: skip


def _parts(base: Base) -> tuple[Int, Int]:
    """Number connected parts, the largest 0; give each organisation's, and their sizes."""
    network = base.network
    ones: Float = np.ones(len(network.targets))
    matrix = csr_array((ones, network.targets, network.starts), (network.size,) * 2)
    count, label = connected_components(matrix, directed=False)
    sizes = np.bincount(label, minlength=count)
    rank = np.argsort(np.argsort(-sizes, kind="stable"))
    return rank[label], sizes
