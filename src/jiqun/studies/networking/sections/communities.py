"""Who is tied among one another more than elsewhere."""

from __future__ import annotations

import numpy as np

from jiqun.networks import find_communities, ladder
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, figure

NAME = "communities"
#: Sizes of communities that are looked for, and the fewest members of one.
SIZES, LEAST, CORE = (10.0, 30.0, 100.0, 300.0, 1000.0), 3, 1


def communities_section(base: Base, found: Found) -> Found:
    """Find communities; say how firm each is."""
    del found
    network, plan = base.network, base.plan
    made = find_communities(
        network, resolutions=ladder(network, SIZES), least=LEAST, core=CORE,
        repeats=plan.repeats, seed=plan.seed,
    )  # fmt: skip
    order = np.lexsort((np.arange(len(made.sizes)), -made.sizes))
    new = np.empty(len(order) + 1, dtype=np.int64)
    new[order], new[-1] = np.arange(len(order)), -1
    label = new[made.label]
    within = np.where(made.volume > 0, 2 * made.inside / np.maximum(made.volume, 1e-300), np.nan)
    return Found(
        figures=(
            figure(NAME, "communities", len(order)),
            figure(NAME, "in-communities", float((label >= 0).mean())),
            figure(NAME, "inside-share", made.inside.sum() / network.total),
        ),
        communities={
            "organisations": made.sizes[order],
            "inside_share": within[order],
            "agreement": made.agreement[order],
        },
        label=label,
    )
