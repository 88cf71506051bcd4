"""Fit the moves that come with the package on the cells of a workspace, and print them as TOML.

python -m benchmarks.clusters.packaging WORKSPACE "Source, years" > FILE

with FILE src/jiqun/catalog/doubt/persistence.toml.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jiqun.clusters.doubt import LOGGED, fit_persistence, to_package
from jiqun.workspace import Workspace

#: Bins by the number of establishments: few, so that the table can be read.
NODES = 12


def main(path: str, source: str) -> None:
    """Print the table."""
    cells = Workspace.open(path).frame("cells")
    fitted = fit_persistence(cells, LOGGED, nodes=NODES)
    plain = fit_persistence(cells.drop("establishments"), LOGGED, nodes=NODES)
    print("# Quantiles of yearly changes in logs, by establishments (or employment) and mean size.")
    print(f"source = {json.dumps(source)}")
    counts = ", ".join(f"{year} = {count}" for year, count in fitted.pairs.items())
    print(f"pairs = {{ {counts} }}")
    for one in (*to_package(fitted), *to_package(plain)):
        print("\n[[moves]]")
        for name, value in one.items():
            print(f"{name} = {_value(value)}")


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + "".join(f"  {json.dumps(row)},\n" for row in value) + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
