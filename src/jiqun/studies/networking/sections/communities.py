"""Who is tied among one another more than elsewhere."""

from __future__ import annotations

import numpy as np

from jiqun.networks import communities, modularity, modularity_of, ties_of
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Float, Found, Int, Row, figure

NAME = "communities"
#: Ties up to which communities are held against networks of chance.
MOST_TIES = 50_000
#: A community is firm where it agrees so far with those of the other searches.
FIRM = 0.75


def communities_section(base: Base, found: Found) -> Found:
    """Find communities; say how firm each is, and whether chance has as much."""
    del found
    network, plan = base.network, base.plan
    made = communities(
        base.graph, nodes=base.nodes, resolution=plan.resolution, repeats=plan.repeats,
        seed=plan.seed,
    )  # fmt: skip
    label = np.where(np.isfinite(made.values), made.values - 1, -1).astype(np.int64)
    sizes = np.bincount(label[label >= 0])
    firm = _means(label, made.parts["agreement"], len(sizes))
    inside, volume = _weights(base, label, len(sizes))
    value = modularity_of(ties_of(base.graph, base.nodes), label, plan.resolution)[0]
    null = _null(base)
    by_kind = modularity(base.graph, nodes=base.nodes, groups="kind", draws=0)
    return Found(
        figures=(
            figure(NAME, "communities", len(sizes)),
            figure(NAME, "modularity", value) | null,
            figure(NAME, "inside-share", inside.sum() / network.total),
            figure(NAME, "firm-communities", float((firm >= FIRM).sum())),
            figure(NAME, "kind-modularity", by_kind.values.item()),
        ),
        nodes={"agreement": made.parts["agreement"],
               "participation": made.parts["participation"], "inside": made.parts["inside"]},
        communities={
            "organisations": sizes,
            "inside_share": np.divide(2 * inside, volume, out=np.full(len(sizes), np.nan),
                                      where=volume > 0),
            "agreement": firm,
        },
        label=label,
    )  # fmt: skip


def _null(base: Base) -> Row:
    """Hold the modularity of one search against searches in networks of the same degrees."""
    if len(base.network.a) > MOST_TIES:
        return {}
    plan = base.plan
    held = modularity(
        base.graph, nodes=base.nodes, groups="found", resolution=plan.resolution, repeats=1,
        draws=plan.draws, seed=plan.seed,
    ).parts  # fmt: skip
    return {"expected": held["null_mean"].item(), "z": held["z"].item(), "p": held["p"].item()}


def _means(label: Int, values: Float, count: int) -> Float:
    """Give each community's mean over its members; NaN where none is known."""
    known = (label >= 0) & np.isfinite(values)
    often = np.bincount(label[known], minlength=count)
    sums = np.bincount(label[known], weights=values[known], minlength=count)
    means: Float = np.divide(sums, often, out=np.full(count, np.nan), where=often > 0)
    return means


def _weights(base: Base, label: Int, count: int) -> tuple[Float, Float]:
    """Give each community's weight of ties inside, and its members' strengths added up."""
    network = base.network
    same = (label[network.a] == label[network.b]) & (label[network.a] >= 0)
    inside = np.bincount(label[network.a[same]], weights=network.weight[same], minlength=count)
    some = label >= 0
    volume = np.bincount(label[some], weights=network.strengths[some], minlength=count)
    return inside.astype(np.float64), volume.astype(np.float64)
