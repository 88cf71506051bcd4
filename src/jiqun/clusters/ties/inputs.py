"""What communities of ties are sought in, and named by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkTables:
    """The tables that a search in links reads.

    Attributes
    ----------
    links, organisations, projects
        As :func:`jiqun.networks.tie_network` takes them.
    categories
        ``definition, category, industry`` and optional ``name, name_zh``; None: communities have
        no category.
    regions, region_parents
        ``region, name, name_zh`` to name clusters by their anchor; with ``level, parent`` (and
        further ``region, parent``) members are counted in the region of the plan's level that
        theirs belongs to, in none where it belongs to none.
    """

    links: Any
    organisations: Any
    projects: Any = None
    categories: pl.DataFrame | None = None
    regions: pl.DataFrame | None = None
    region_parents: pl.DataFrame | None = None
