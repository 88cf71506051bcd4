"""Moves and curves as tables, so that a workspace keeps what its intervals rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from jiqun.clusters.doubt.calibration import Calibration, Curve
from jiqun.clusters.doubt.kinds import Kind
from jiqun.clusters.doubt.moves import SHARES, Moves
from jiqun.clusters.doubt.persistence import Basis, Persistence

#: The columns of quantiles, one a probability.
QUANTILES: Final = tuple(f"q{share:g}".replace(".", "_") for share in SHARES)
#: What tells kinds of cells apart.
MARKS: Final = ("sized", "shown", "level", "traded", "saturated")
#: The columns of kept moves, one row a group.
MOVES: Final[Mapping[str, Any]] = {
    "quantity": pl.String,
    "basis": pl.String,
    "additive": pl.Boolean,
    "sized": pl.Boolean,
    "shown": pl.Boolean,
    "level": pl.String,
    "traded": pl.Boolean,
    "saturated": pl.Boolean,
    "node": pl.Int64,
    "log_number": pl.Float64,
    "log_size": pl.Float64,
    "pairs": pl.Int64,
    **dict.fromkeys(QUANTILES, pl.Float64),
}
#: The columns of kept curves, one row a knot; the rank -1 is of all others.
CURVES: Final[Mapping[str, Any]] = {
    "scheme": pl.String,
    "forecast": pl.String,
    "basis": pl.String,
    "rank": pl.Int64,
    "computed": pl.Float64,
    "told": pl.Float64,
}


def moves_table(persistence: Persistence) -> pl.DataFrame:
    """Give the moves as a table: quantiles of the yearly change by group of cells.

    ``log_number`` is the log of the number of establishments where ``sized`` (else of
    employment), ``log_size`` that of jobs in each; null in ``shown``, ``level`` and ``traded``
    is any.
    """
    parts = [
        _rows(name, kind, moves, persistence)
        for name, kinds in persistence.moves.items()
        for kind, moves in kinds.items()
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict(MOVES))


def _rows(name: str, kind: Kind, moves: Moves, persistence: Persistence) -> pl.DataFrame:
    count, deep = moves.sizes.shape
    told = {
        "quantity": name,
        "basis": persistence.basis,
        "additive": name in persistence.additive,
        **{mark: getattr(kind, mark) for mark in MARKS},
    }
    numbers = {
        "node": np.repeat(np.arange(count), deep),
        "log_number": np.repeat(moves.nodes, deep),
        "log_size": moves.sizes.ravel(),
        "pairs": moves.pairs.ravel(),
        **dict(zip(QUANTILES, moves.table.T, strict=True)),
    }
    frame = pl.DataFrame({key: np.ascontiguousarray(values) for key, values in numbers.items()})
    return frame.with_columns(
        pl.lit(value, dtype=MOVES[key]).alias(key) for key, value in told.items()
    ).select(pl.col(key).cast(dtype) for key, dtype in MOVES.items())


def moves_from(table: pl.DataFrame) -> Persistence:
    """Read what :func:`moves_table` wrote."""
    found: dict[str, dict[Kind, Moves]] = {}
    groups = table.group_by(["quantity", *MARKS], maintain_order=True)
    for (name, sized, shown, level, traded, full), own in groups:
        kind = Kind(
            sized=bool(sized), shown=shown, level=level, traded=traded, saturated=bool(full)
        )
        found.setdefault(str(name), {})[kind] = _moves(own)
    basis: Basis = "own" if "own" in table["basis"] else "packaged"
    additive = table.filter("additive")["quantity"].unique().to_list()
    return Persistence(moves=found, basis=basis, additive=frozenset(additive))


def _moves(own: pl.DataFrame) -> Moves:
    count = own["node"].n_unique()
    sizes = own["log_size"].to_numpy().reshape(count, -1)
    return Moves(
        nodes=own["log_number"].to_numpy().reshape(count, -1)[:, 0].copy(),
        sizes=np.ascontiguousarray(sizes),
        changes=own.select(QUANTILES).to_numpy().reshape(*sizes.shape, len(SHARES)),
        pairs=own["pairs"].to_numpy().reshape(sizes.shape),
    )


def curves_table(
    scheme: str, fitted: Mapping[str, Calibration], own: frozenset[str]
) -> pl.DataFrame:
    """Give a scheme's curves as a table: the chance told for one computed."""
    parts = [
        pl.DataFrame(
            {
                "scheme": scheme,
                "forecast": name,
                "basis": "own" if name in own else "packaged",
                "rank": rank,
                "computed": curve.computed,
                "told": curve.told,
            }
        ).select(pl.col(key).cast(dtype) for key, dtype in CURVES.items())
        for name, calibration in fitted.items()
        for rank, curve in calibration.curves.items()
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict(CURVES))


def curves_from(table: pl.DataFrame) -> dict[str, dict[str, Calibration]]:
    """Read what :func:`curves_table` wrote: by scheme, by what is forecast."""
    found: dict[str, dict[str, dict[int, Curve]]] = {}
    marks = ["scheme", "forecast", "rank"]
    for (scheme, name, rank), own in table.group_by(marks, maintain_order=True):
        curve = Curve(computed=own["computed"].to_numpy(), told=own["told"].to_numpy())
        found.setdefault(str(scheme), {}).setdefault(str(name), {})[int(str(rank))] = curve
    return {
        scheme: {name: Calibration(curves=curves) for name, curves in named.items()}
        for scheme, named in found.items()
    }
