"""What a workspace's intervals for next year rest on."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jiqun.briefs import Basis, basis_of
from jiqun.core import catalogue
from jiqun.workspace import Workspace

RESULT = "persistence"


def persistence_basis(ws: Workspace) -> Basis | None:
    """Say what the intervals for next year were learnt from; None where there are none."""
    if not ws.has(RESULT):
        return None
    return _basis(str(ws.path), ws.version)


@lru_cache(maxsize=16)
def _basis(path: str, commit: int) -> Basis | None:
    ws = Workspace.open(path, as_of=commit)
    moves = ws.scan(RESULT).select("quantity", "basis", "sized", "shown", "level", "pairs")
    every = moves.filter(pl.col("shown").is_null(), pl.col("level").is_null()).collect()
    if every.is_empty():
        return None
    if every["basis"][0] == "packaged":
        return _packaged()
    first = every.filter(pl.col("quantity") == every["quantity"][0])
    sized = first.filter(pl.col("sized") == first["sized"].any())
    years = _years(ws)
    dated = len(years) > 1
    return basis_of(
        "own",
        first=years[0] if dated else None,
        last=years[-1] if dated else None,
        pairs=int(sized["pairs"].sum()),
    )


def _packaged() -> Basis:
    pairs = {
        int(year): int(count)
        for year, count in catalogue("doubt/persistence.toml")["pairs"].items()
    }
    return basis_of("packaged", first=min(pairs), last=max(pairs) + 1, pairs=sum(pairs.values()))


def _years(ws: Workspace) -> list[int]:
    """Give the years of cells whose neighbours are there too."""
    years = ws.scan("cells").select(pl.col("year").unique().sort()).collect()["year"].to_list()
    return [year for year in years if year - 1 in years or year + 1 in years]
