"""Measures computed from the workspace: a map, a curve, the industry space, complexity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, Problem, encode, unknown
from jiqun.measures import Measured, economic_complexity, product_complexity, proximity
from jiqun.networks import spring_places, strongest_ties
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.measuring.computing import Choices, Given, measure
from jiqun.tables import Counts

Float = NDArray[np.float64]
#: Edges drawn beyond the spanning tree: this many a node at most.
EDGES_A_NODE = 3
#: A browser has no use for more, and memory is everybody's.
MOST_VALUES = 4_000_000
NAMES = {"region": "regions", "industry": "industries"}


def measure_values(
    path: str | Path,
    id: str,
    *,
    level: str | None = None,
    year: int | None = None,
    quantity: str = "employment",
    options: Mapping[str, str] | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Compute a measure of regions, industries or cells from the workspace's activity.

    Parameters
    ----------
    path
        The workspace.
    id
        A measure that reads counts or a panel.
    level, year, quantity
        Which counts: a level of regions, a year (the newest), "employment" and so on.
    options
        The measure's further options, as text.
    as_of
        An earlier commit's number is refused: activity is read as it is now.

    Returns
    -------
    dict
        As every result: labels, values, limits, unit, record; and the names of the labels.

    Raises
    ------
    UnknownError
        ``measure-unknown``, ``level-unknown``, ``year-unknown``.
    InputError
        What the measure refuses; ``values-many``.
    """
    shown = snapshot(path, as_of=as_of)
    chosen = tuple(sorted((options or {}).items()))
    result = _measured(str(path), shown.commit, id, level, year, quantity, chosen)
    answer: dict[str, Any] = encode(result.to_dict())
    return answer | {"names": _names(shown, result), "level": level, "year": year}


def curve(
    path: str | Path,
    id: str,
    *,
    industry: str,
    radii: str = "0:50:1",
    against: str | None = None,
    draws: int = 199,
    seed: int = 1,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Compute a distance-based measure of an industry's organisations, with its envelope.

    Raises
    ------
    UnknownError
        ``measure-unknown``, ``industry-unknown``.
    InputError
        What the measure refuses; ``measure-needs`` without organisations that have places.
    """
    shown = snapshot(path, as_of=as_of)
    result = _curved(str(path), shown.commit, id, industry, radii, against, draws, seed)
    answer: dict[str, Any] = encode(result.to_dict())
    return answer | {"names": _names(shown, result)}


def industry_space(
    path: str | Path,
    *,
    level: str | None = None,
    year: int | None = None,
    definition: str | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Give the network of related categories: who is found specialised in the same regions.

    Edges are the maximum spanning tree of the proximities and each category's strongest
    further ones; positions are computed here, the same for the same data.
    """
    shown = snapshot(path, as_of=as_of)
    counts, used = _category_counts(shown, level, year, definition)
    found = proximity(counts, diagonal=0)
    nodes, edges = _network(counts.industries, found.values)
    codes = pl.DataFrame({"category": counts.industries}).join(
        shown.categories.filter(pl.col("definition") == used["definition"]),
        on="category",
        how="left",
        maintain_order="left",
    )
    size = counts.values.sum(axis=0)
    return {
        **used,
        "nodes": [
            {**row, "x": float(x), "y": float(y), "employment": float(total)}
            for row, (x, y), total in zip(codes.to_dicts(), nodes, size, strict=True)
        ],
        "edges": [
            {"source": counts.industries[i], "target": counts.industries[j], "proximity": value}
            for i, j, value in edges
        ],
        "record": found.record.to_dict(),
    }


def complexity_ranking(
    path: str | Path,
    *,
    level: str | None = None,
    year: int | None = None,
    definition: str | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Rank regions and categories by economic complexity.

    Raises
    ------
    InputError
        ``complexity-…``: too few regions, or a matrix that falls into pieces.
    """
    shown = snapshot(path, as_of=as_of)
    counts, used = _category_counts(shown, level, year, definition)
    of_regions, of_kinds = economic_complexity(counts), product_complexity(counts)
    places = shown.regions.select("region", "name", "name_zh")
    kinds = shown.categories.filter(pl.col("definition") == used["definition"]).select(
        "category", "name", "name_zh", "traded"
    )
    return {
        **used,
        "regions": _ranked("region", of_regions.regions, of_regions.values, places),
        "categories": _ranked("category", of_kinds.industries, of_kinds.values, kinds),
        "record": of_regions.record.to_dict(),
    }


@lru_cache(maxsize=24)
def _measured(
    path: str,
    commit: int,  # noqa: ARG001 - a new commit is a new key
    id: str,
    level: str | None,
    year: int | None,
    quantity: str,
    options: tuple[tuple[str, str], ...],
) -> Measured:
    reading = {"year": year, "region_level": level, "quantity": quantity}
    given = Given(workspace=Path(path), reading=reading)
    found = measure(id, given=given, choices=Choices(options=dict(options)))
    if found.values.size > MOST_VALUES:
        raise InputError(
            Problem(
                "values-many",
                id,
                f"{found.values.size:,} values",
                f"at most {MOST_VALUES:,} in one answer",
                "Ask at a coarser level, or compute it on the command line: jiqun measure.",
            )
        )
    return found


@lru_cache(maxsize=64)
def _curved(
    path: str,
    commit: int,  # noqa: ARG001 - a new commit is a new key
    id: str,
    industry: str,
    radii: str,
    against: str | None,
    draws: int,
    seed: int,
) -> Measured:
    chosen = Choices(
        industry=industry, against=against, radii=radii, null="labelling", draws=draws, seed=seed
    )
    return measure(id, given=Given(workspace=Path(path)), choices=chosen)


def _names(shown: Snapshot, result: Measured) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for column, labels in result.axes:
        kind = NAMES.get(column)
        table = shown.regions if kind == "regions" else shown.frame("industries")
        if kind is None or not len(table):
            continue
        rows = table.filter(pl.col(column).is_in(list(labels))).select(column, "name", "name_zh")
        found[kind] = {code: {"name": name, "name_zh": zh} for code, name, zh in rows.rows()}
    return found


def _category_counts(
    shown: Snapshot, level: str | None, year: int | None, definition: str | None
) -> tuple[Counts, dict[str, Any]]:
    place = level or (shown.levels[-1] if shown.levels else "")
    when = year or (shown.years[-1] if shown.years else None)
    named = definition or (shown.definitions[0] if shown.definitions else "")
    used = {"level": place, "year": when, "definition": named}
    cells = shown.cell_table(definition=named, level=place, year=when)
    rows = cells.filter(pl.col("employment") > 0)
    if not len(rows):
        raise unknown("cells", str(used), "cells with employment", fix="Choose another level.")
    counts = Counts.from_frame(
        rows,
        industry="category",
        value="employment",
        unit="persons",
        year=when,
        origins=shown.workspace.origins("cells"),
    )
    return counts, used


def _ranked(
    label: str, codes: tuple[str, ...], values: Float, names: pl.DataFrame
) -> list[dict[str, Any]]:
    frame = pl.DataFrame({label: codes, "value": values}).with_columns(
        pl.col("value").fill_nan(None)
    )
    ranked = frame.sort("value", descending=True, nulls_last=True).with_row_index("rank", offset=1)
    return ranked.join(names, on=label, how="left", maintain_order="left").to_dicts()


def _network(codes: tuple[str, ...], likeness: Float) -> tuple[Float, list[tuple[int, int, float]]]:
    """Positions in [0, 1] and edges of the drawn network."""
    whole = np.nan_to_num(np.array(likeness))
    np.fill_diagonal(whole, 0.0)
    edges = strongest_ties(whole, each=EDGES_A_NODE, positive=True)
    apart = 1.6 / max(len(codes), 1) ** 0.5
    return spring_places(len(codes), edges, seed=7, rounds=300, spacing=apart), sorted(edges)
