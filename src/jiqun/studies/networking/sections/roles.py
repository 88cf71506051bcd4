"""Who joins others that are not joined: holes, and brokers between kinds of actor."""

from __future__ import annotations

import numpy as np

from jiqun.networks import brokerage, constraint, effective_size
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, Row, figure

NAME = "roles"
#: A role is held beyond chance from this many standard deviations on.
BEYOND = 1.96


def roles_section(base: Base, found: Found) -> Found:
    """Measure holes, and count each organisation's ways in each role with expectation and z."""
    del found
    graph, nodes = base.graph, base.nodes
    holes = constraint(graph, nodes=nodes)
    brokers = brokerage(graph, nodes=nodes)
    z = brokers.parts["z"]
    columns = {}
    rows: list[Row] = [
        figure(NAME, "mean-constraint", _mean(holes.values)),
        figure(NAME, "total-brokerage", float(np.nansum(brokers.values[:, _at(brokers.roles)]))),
    ]
    for k, role in enumerate(brokers.roles):
        columns[f"brokerage_{role}"] = brokers.values[:, k]
        columns[f"brokerage_{role}_z"] = z[:, k]
        rows += _of_kinds(base, role, z[:, k])
    return Found(
        figures=tuple(rows),
        nodes={
            "constraint": holes.values,
            "effective_size": effective_size(graph, nodes=nodes).values,
            **columns,
        },
        cautions=brokers.record.cautions,
    )


def _at(roles: tuple[str, ...]) -> int:
    return roles.index("total")


def _of_kinds(base: Base, role: str, z: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[Row]:
    """Give the share of each kind's tied organisations that hold a role beyond chance."""
    tied = base.network.degrees > 0
    kinds = base.organisations["kind"].fill_null("").to_numpy()
    rows = []
    for kind in sorted(set(kinds[tied].tolist()) - {""}):
        own = tied & (kinds == kind) & np.isfinite(z)
        if own.any():
            share = float((z[own] >= BEYOND).mean())
            rows.append(figure(NAME, f"beyond-chance-{role}", share, of=kind))
    return rows


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan
