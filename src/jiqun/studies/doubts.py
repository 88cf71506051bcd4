"""What a workspace's intervals for next year rest on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import polars as pl

from jiqun.briefs import Basis, basis_of
from jiqun.core import catalogue
from jiqun.workspace import Workspace

RESULT = "persistence"
#: The quantity whose changes are counted.
COUNTED = "quotient"


def persistence_basis(ws: Workspace) -> Basis | None:
    """Say what the intervals for next year were learnt from; None where there are none."""
    if not ws.has(RESULT):
        return None
    return _basis(str(ws.path), ws.version)


@lru_cache(maxsize=16)
def _basis(path: str, commit: int) -> Basis | None:
    ws = Workspace.open(path, as_of=commit)
    moves = ws.scan(RESULT).select("quantity", "basis", "sized", "shown", "level", "pairs")
    of_all = (pl.col("quantity") == COUNTED, pl.col("shown").is_null(), pl.col("level").is_null())
    every = moves.filter(*of_all).collect()
    if every.is_empty():
        return None
    counts = dict(every.group_by("sized").agg(pl.col("pairs").sum()).iter_rows())
    if every["basis"][0] == "packaged":
        return _packaged(counts)
    years = _years(ws)
    dated = len(years) > 1
    return basis_of(
        "own",
        first=years[0] if dated else None,
        last=years[-1] if dated else None,
        pairs=int(max(counts.values())),
    )


def _packaged(counts: Mapping[bool, int]) -> Basis:
    """Name the statistic that the packaged moves are of: a survey's, where they are told apart."""
    told = catalogue("doubt/persistence.toml")
    surveyed = counts.get(False) == sum(
        sum(map(sum, one["pairs"]))
        for one in told["moves"]
        if one["survey"] and one["quantity"] == COUNTED
    )
    pairs = {
        int(year): int(count)
        for year, count in told["survey" if surveyed else "counted"]["pairs"].items()
    }
    return basis_of(
        "survey" if surveyed else "packaged",
        first=min(pairs),
        last=max(pairs) + 1,
        pairs=sum(pairs.values()),
    )


def _years(ws: Workspace) -> list[int]:
    """Give the years of cells whose neighbours are there too."""
    years = ws.scan("cells").select(pl.col("year").unique().sort()).collect()["year"].to_list()
    return [year for year in years if year - 1 in years or year + 1 in years]
