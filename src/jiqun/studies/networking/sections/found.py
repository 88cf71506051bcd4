"""What a section finds: figures, and columns for organisations and for communities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: A row of ``network_figures``.
Row = dict[str, str | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a section found.

    Attributes
    ----------
    figures
        Rows of ``network_figures``; what a row leaves out is unknown.
    nodes
        Columns of ``network_nodes``, shape (N,).
    communities
        Columns of ``network_communities``, shape (C,).
    label
        (N,): the community of each organisation, -1 for none; of the section that finds them.
    record
        What makes it re-runnable, beyond the plan.
    cautions
        What deserves doubt.
    """

    figures: tuple[Row, ...] = ()
    nodes: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    communities: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    label: Int | None = None
    record: Mapping[str, object] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()


def joined(founds: Iterable[Found]) -> Found:
    """Lay what several sections found side by side."""
    every = list(founds)
    labels = [one.label for one in every if one.label is not None]
    return Found(
        figures=tuple(row for one in every for row in one.figures),
        nodes={name: own for one in every for name, own in one.nodes.items()},
        communities={name: own for one in every for name, own in one.communities.items()},
        label=labels[0] if labels else None,
        record={name: own for one in every for name, own in one.record.items()},
        cautions=tuple(dict.fromkeys(row for one in every for row in one.cautions)),
    )


def figure(
    section: str,
    name: str,
    value: float,
    *,
    of: str | None = None,
    low: float | None = None,
    high: float | None = None,
    **null: float | None,
) -> Row:
    """Give a row of ``network_figures``; null: ``expected``, ``z``, ``p``."""
    return {
        "section": section,
        "figure": name,
        "of": of,
        "value": float(value),
        "low": low,
        "high": high,
        "expected": null.get("expected"),
        "z": null.get("z"),
        "p": null.get("p"),
    }
