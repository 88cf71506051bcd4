"""What is said of named cells: doubt in its parts, the rating's chance and peers, importance.

python -m benchmarks.clusters.named_cells WORKSPACE [--year 2020] [CELL ...]

A workspace must hold a run. Without names: oil and gas in Harris County TX, fishing in King County
WA, hospitality in Grand Isle County VT, tobacco in Richmond city VA.
"""

from __future__ import annotations

import argparse
from typing import Any, Final

import polars as pl

from jiqun.workspace import Workspace

CELLS: Final = (
    "dps-2016:oil-gas:48201",
    "dps-2016:fishing:53033",
    "dps-2016:hospitality:50013",
    "dps-2016:tobacco:51760",
)
RULE: Final = "us-cluster-mapping"
#: What is printed of a cell, with its ends where it has any.
SHOWN: Final = ("employment", "establishments", "quotient", "macro_share")
RATED: Final = ("rating", "chance", "chance_strong", "peers", "notes", "missing")


def lines(workspace: str, cells: list[str], year: int) -> list[dict[str, Any]]:
    """Give one row a cell: numbers, doubt, rating."""
    ws = Workspace.open(workspace)
    here = pl.col("cell").is_in(cells) & (pl.col("year") == year)
    found = ws.scan("cells").filter(here).collect()
    rated = ws.scan("ratings").filter(here, pl.col("scheme") == RULE).collect()
    wide = found.join(rated.select("cell", *RATED), on="cell", how="left")
    return sorted(wide.to_dicts(), key=lambda row: cells.index(row["cell"]))


def main() -> None:
    """Print a block a cell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace")
    parser.add_argument("cells", nargs="*", default=list(CELLS))
    parser.add_argument("--year", type=int, default=2020)
    asked = parser.parse_args()
    for row in lines(asked.workspace, list(asked.cells), asked.year):
        print(row["cell"])
        for name in SHOWN:
            parts = {
                "next year": (row.get(f"{name}_low"), row.get(f"{name}_high")),
                "data": (row.get(f"{name}_range_low"), row.get(f"{name}_range_high")),
                "without the largest": (
                    row.get(f"{name}_without_low"),
                    row.get(f"{name}_without_high"),
                ),
            }
            told = [f"{part} {_ends(*ends)}" for part, ends in parts.items() if None not in ends]
            print(f"  {name} {_number(row[name])}", *(f"; {one}" for one in told), sep="")
        evidence = {name: row.get(name) for name in ("evidence", "evidence_rank", "important")}
        for name, value in {**evidence, **{key: row[key] for key in RATED}}.items():
            if value is not None:
                print(f"  {name} {_number(value)}")


def _ends(low: float, high: float) -> str:
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: object) -> str:
    return (
        f"{value:,.4g}"
        if isinstance(value, float) and value < 1000
        else (f"{value:,.0f}" if isinstance(value, float) else str(value))
    )


if __name__ == "__main__":
    main()
