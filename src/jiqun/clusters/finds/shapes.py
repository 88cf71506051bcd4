"""The columns of a found cluster and of its members: one shape for every way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from jiqun.clusters.leading import EMPLOYMENT

Way = Literal["regions", "points", "links"]
WAYS: Final[tuple[Way, ...]] = ("regions", "points", "links")

#: One row a found cluster. A way leaves null what it does not know.
ROWS: Final[Mapping[str, type[pl.DataType]]] = {
    # what it is
    "cluster": pl.String,  # find_code(...)
    "way": pl.String,
    "definition": pl.String,
    "category": pl.String,  # null where the industries are of no one category
    "name": pl.String,
    "name_zh": pl.String,
    "level": pl.String,  # of the regions it was found among, or that its members are counted in
    "year": pl.Int64,
    # where
    "lon": pl.Float64,
    "lat": pl.Float64,
    "area_km2": pl.Float64,
    "geometry": pl.Binary,  # WKB in degrees; null for a cluster without a territory
    # how large
    "regions": pl.Int64,
    "industries": pl.Int64,
    "organisations": pl.Int64,
    "establishments": pl.Float64,
    "employment": pl.Float64,
    # how strong
    "quotient": pl.Float64,  # of all its regions, or of its territory, together
    "quotient_low": pl.Float64,
    "quotient_high": pl.Float64,
    "excess": pl.Float64,  # observed over expected, in what the way tests
    "p_value": pl.Float64,
    "critical_mass": pl.Boolean,
    # at which scale, inside which other
    "scale_km": pl.Float64,
    "parent": pl.String,
    # how connected
    "links": pl.Float64,  # ties between two members
    "links_per_member": pl.Float64,
    "inside_share": pl.Float64,  # of its members' ties, those that stay inside
    "span_km": pl.Float64,  # mean distance of the ties inside
    "virtual": pl.Boolean,  # dense though far apart
    # spatial concentration against network density
    "concentration": pl.Float64,
    "linking": pl.Float64,
    "quadrant": pl.String,  # clustered, agglomerated, virtual, loose
    # how sure
    "chance": pl.Float64,  # probability that it is found again next year
    "survival": pl.Float64,  # share of resamples in which it is found again
    "survival_low": pl.Float64,
    "survival_high": pl.Float64,
    "seen_at": pl.String,  # other scales, sets, levels that see it; null where none was looked at
}


def led_rows(leading: str) -> Mapping[str, type[pl.DataType]]:
    """Give the columns of a found cluster where a quantity leads: it, and its name, beside.

    Examples
    --------
    >>> [name for name in led_rows("output") if name not in ROWS]
    ['quantity', 'output']
    """
    if leading == EMPLOYMENT:
        return ROWS
    rows: dict[str, type[pl.DataType]] = {}
    for name, kind in ROWS.items():
        rows[name] = kind
        if name == "organisations":
            rows["quantity"] = pl.String
        if name == "employment" and leading not in ROWS:
            rows[leading] = pl.Float64
    return rows


#: One row a part of a found cluster; kind is region, industry or organisation.
MEMBERS: Final[Mapping[str, type[pl.DataType]]] = {
    "cluster": pl.String,
    "member": pl.String,
    "kind": pl.String,
    "weight": pl.Float64,  # share (0-1) of the cluster's employment, or of its organisations
}


def find_code(way: Way, definition: str, category: str | None, anchor: str, nth: int = 1) -> str:
    """Name a found cluster: way, definition, category, the region it is anchored in.

    The anchor is the region with the most employment (or members); ``nth`` tells clusters of
    one category and anchor apart, the largest first.

    Examples
    --------
    >>> find_code("points", "dps-2016", "automotive", "26163", 2)
    'points:dps-2016:automotive:26163~2'
    """
    code = f"{way}:{definition}:{category or '-'}:{anchor}"
    return code if nth == 1 else f"{code}~{nth}"


def finds_frame(frame: pl.DataFrame, shape: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Give a frame all columns of a shape, in its order and types, null where it has none."""
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in shape.items() if n not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(t) for name, t in shape.items())
