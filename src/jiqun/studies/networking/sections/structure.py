"""How large and how tightly knit the network is, and who is how well tied."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from jiqun.networks import degree, strength
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, figure

NAME = "structure"


def structure_section(base: Base, found: Found) -> Found:
    """Count organisations, ties and parts; give every organisation's degree and strength."""
    del found
    network = base.network
    partners = degree(base.graph, nodes=base.nodes).values
    strong = strength(base.graph, nodes=base.nodes).values
    tied = int((partners > 0).sum())
    matrix = csr_array(
        (np.ones(len(network.targets)), network.targets, network.starts), (network.size,) * 2
    )
    parts, label = connected_components(matrix, directed=False)
    sizes = np.bincount(label, minlength=parts)
    component = np.where(partners > 0, np.argsort(np.argsort(-sizes, kind="stable"))[label], -1)
    pairs = network.size * (network.size - 1) / 2
    values = {
        "organisations": network.size,
        "tied": tied,
        "ties": len(network.a),
        "density": len(network.a) / pairs if pairs else np.nan,
        "mean-degree": float(partners.mean()),
        "components": int((sizes > 1).sum()),
        "giant-share": float(sizes.max()) / tied if tied else np.nan,
    }
    return Found(
        figures=tuple(figure(NAME, name, value) for name, value in values.items()),
        nodes={"degree": partners, "strength": strong, "component": component},
    )
