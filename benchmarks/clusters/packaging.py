"""Fit what comes with the package for workspaces of one year, and write it where it is read.

    python -m benchmarks.clusters.packaging WORKSPACE "Source, years"

The workspace holds several years and has been run; its moves and curves go to
``src/jiqun/catalog/doubt``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jiqun.clusters.doubt import (
    LOGGED,
    calibrations_to_package,
    curves_from,
    fit_persistence,
    to_package,
)
from jiqun.workspace import Workspace

HERE = Path("src/jiqun/catalog/doubt")
#: Bins by the number of establishments: few, so that the table can be read.
NODES = 12
#: Schemes whose thresholds are taken within the table, so that curves carry over.
SCHEMES = ("us-cluster-mapping", "eu-stars-2011", "eu-panorama")


def main(path: str, source: str) -> None:
    """Write both tables."""
    ws = Workspace.open(path)
    cells, profiles = ws.frame("cells"), ws.frame("region_profiles")
    wanted = (*LOGGED, "wage")
    fits = [
        fit_persistence(cells, wanted, nodes=NODES),
        fit_persistence(cells.drop("establishments"), wanted, nodes=NODES),
        fit_persistence(profiles, ["strength"], nodes=NODES),
        fit_persistence(profiles.drop("establishments"), ["strength"], nodes=NODES),
    ]
    counts = ", ".join(f"{year} = {count}" for year, count in fits[0].pairs.items())
    head = [f"source = {json.dumps(source)}", f"pairs = {{ {counts} }}"]
    note = "# Quantiles of yearly changes by establishments (or employment) and mean size, in logs."
    _write("persistence", note, head, "moves", (one for fit in fits for one in to_package(fit)))
    curves = curves_from(ws.frame("calibration"))
    note = "# How often computed chances of ratings came true; rank -1 serves all others."
    parts = (one for name in SCHEMES for one in calibrations_to_package(name, curves[name]))
    _write("calibration", note, head[:1], "curves", parts)


def _write(
    name: str, note: str, head: list[str], table: str, parts: Iterable[Mapping[str, Any]]
) -> None:
    lines = [note, *head]
    for one in parts:
        lines += ["", f"[[{table}]]", *(f"{key} = {_value(value)}" for key, value in one.items())]
    (HERE / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + "".join(f"  {json.dumps(row)},\n" for row in value) + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
