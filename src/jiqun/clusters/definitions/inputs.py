"""What a definition set is derived from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.clusters.definitions.matrices import CodeTree
from jiqun.tables import Counts, Flows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndustryTables:
    """The tables that say how related industries are; as :func:`similarities` takes them.

    Attributes
    ----------
    employment, establishments
        Shape (R, I), one industry a column.
    flows, sectors
        National flows, and the sector of each industry.
    vectors
        By name: shape (rows, I'), what each industry is made of.
    code
        The classes above each industry.
    """

    employment: Counts
    establishments: Counts | None = None
    flows: Flows | None = None
    sectors: Mapping[str, str] | None = None
    vectors: Mapping[str, Counts] | None = None
    code: CodeTree | None = None
