"""Fit the moves and curves that come with the package, and print or write them as TOML.

python -m benchmarks.clusters.packaging COUNTED "Source" SURVEY "Source" [--into FOLDER]

COUNTED is a workspace of full counts with numbers of establishments, run; SURVEY one without
them: a survey. Cells of surveys that have no number of establishments take the moves of the
second, all others those of the first. FOLDER is ``src/jiqun/catalog/doubt``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jiqun.clusters import Peers, missing_quantities, rate_cells, scheme
from jiqun.clusters.doubt import (
    LOGGED,
    Calibration,
    Kind,
    Persistence,
    calibrated,
    calibrations_to_package,
    computed_chances,
    fit_persistence,
    to_package,
)
from jiqun.clusters.doubt.moves import Moves
from jiqun.clusters.ratings import cell_thresholds
from jiqun.workspace import Workspace

#: Bins by the number of establishments, and outcomes a chance told rests on: so few and so many
#: that the tables can be read.
NODES, LEAST = 12, 1000
#: Schemes whose thresholds are taken within the table, so that curves carry over.
SCHEMES = ("us-cluster-mapping", "eu-stars-2011", "eu-panorama")
#: What moves besides: pay, and a region's strength.
MOVED = (*LOGGED, "wage")


def moves_of(
    counted: pl.DataFrame, survey: pl.DataFrame, profiles: pl.DataFrame | None = None
) -> dict[bool, Persistence]:
    """Fit the moves of full counts (False) and of surveys (True).

    The first hold those of cells with a number of establishments and without, the second only
    the latter. ``profiles`` of the counted regions add those of their strength.
    """
    found = {True: [fit_persistence(survey.drop("establishments"), LOGGED, nodes=NODES)]}
    fits = [(counted, MOVED)] if profiles is None else [(counted, MOVED), (profiles, ("strength",))]
    found[False] = [
        fit_persistence(frame.drop(left_out), names, nodes=NODES)
        for frame, names in fits
        for left_out in ((), ("establishments",))
    ]
    return {is_survey: _joined(found[is_survey]) for is_survey in (False, True)}


def _joined(fits: Sequence[Persistence]) -> Persistence:
    """Put the moves of all cells together side by side, kinds with others left out."""
    moves: dict[str, dict[Kind, Moves]] = {}
    for one in fits:
        for name, kinds in one.moves.items():
            own = {kind: found for kind, found in kinds.items() if kind.wide}
            moves.setdefault(name, {}).update(own)
    additive = frozenset(name for one in fits for name in one.additive)
    return Persistence(moves=moves, basis="packaged", additive=additive)


def curves(cells: pl.DataFrame, moves: Persistence) -> dict[str, Mapping[str, Calibration]]:
    """Fit the curves of every scheme to what became of ratings under these moves."""
    peers, found = Peers(cells), {}
    for name in SCHEMES:
        rules = scheme(name)
        if missing_quantities(cells, rules):
            continue
        rated = rate_cells(cells, rules, peers=peers)
        ranks = rated.frame["rank"].fill_null(-1).to_numpy().astype(np.int64)
        made = computed_chances(peers, rules, ranks, cell_thresholds(peers, rules), moves)
        found[name] = calibrated(rated, peers, made, least=LEAST)
    return found


def main() -> None:
    """Fit and print, or write."""
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("counted", "counted_source", "survey", "survey_source"):
        ask.add_argument(name)
    ask.add_argument("--into", type=Path)
    given = ask.parse_args()
    names = ("counted", "survey")
    cells = {name: Workspace.open(getattr(given, name)).frame("cells") for name in names}
    profiles = Workspace.open(given.counted).frame("region_profiles")
    moves = moves_of(cells["counted"], cells["survey"], profiles)
    sources = {name: getattr(given, f"{name}_source") for name in names}
    told = curves(cells["counted"], moves[False])
    found = {
        "persistence.toml": moves_text(moves, cells, sources),
        "calibration.toml": curves_text(told, given.counted_source),
    }
    for name, text in found.items():
        if given.into:
            (given.into / name).write_text(text, encoding="utf-8")
        else:
            print(text)


def moves_text(
    moves: Mapping[bool, Persistence], cells: Mapping[str, pl.DataFrame], sources: Mapping[str, str]
) -> str:
    """Write the moves."""
    text = [
        "# Quantiles of yearly changes in logs, by establishments (or employment) and mean size:",
        "# of full counts, and (survey = true) of a survey, which has no establishments.",
    ]
    for name, frame in cells.items():
        pairs = fit_persistence(frame, ["employment"]).pairs
        counts = ", ".join(f"{year} = {count}" for year, count in pairs.items())
        text += ["", f"[{name}]", f"source = {json.dumps(sources[name])}"]
        text += [f"pairs = {{ {counts} }}"]
    for survey, own in moves.items():
        for one in to_package(own, survey=survey):
            text += ["", "[[moves]]", *(f"{key} = {_value(value)}" for key, value in one.items())]
    return "\n".join(text) + "\n"


def curves_text(found: Mapping[str, Mapping[str, Calibration]], source: str) -> str:
    """Write the curves."""
    text = [
        "# Chances told for computed ones, by scheme, forecast and rank; -1 is all other ranks.",
        f"source = {json.dumps(source)}",
    ]
    for name, calibrations in found.items():
        for one in calibrations_to_package(name, calibrations):
            text += ["", "[[curves]]", *(f"{key} = {_value(value)}" for key, value in one.items())]
    return "\n".join(text) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + "".join(f"  {json.dumps(row)},\n" for row in value) + "]"
    return json.dumps(value)


if __name__ == "__main__":
    main()
