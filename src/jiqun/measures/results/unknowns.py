"""Unknown counts in measures: which cells cannot be told, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.core import MEASURES, Caution
from jiqun.tables import Counts, Panel

Float = NDArray[np.float64]
Marks = NDArray[np.bool_]
SHOWN = 5


def unsettled(counts: Counts, binary: str = "quotient") -> Marks:
    """Say of which cells nobody can tell whether they are specialised: shape (R, I).

    With ``present`` those whose count is unknown; with ``quotient`` also those whose region, or
    what it is compared with, holds an unknown, unless the count is 0, which is never specialised.
    """
    x = counts.values
    if binary == "present":
        return np.isnan(x)
    whole, total = counts.compared()
    open_margins = np.isnan(x.sum(axis=1, keepdims=True) + whole + total)
    return np.asarray(open_margins & ~(x == 0))


def blank(values: Float, where: Marks | bool | np.bool_) -> Float:
    """Put NaN where ``where`` says that a value depends on an unknown."""
    return np.where(where, np.nan, values) if np.any(where) else values


def either(lost: Marks) -> Marks:
    """Mark the pairs of industries of which either has an unknown: (R, I) -> (I, I)."""
    column: Marks = np.asarray(lost.any(axis=0))
    return column[:, None] | column


def told_of(subject: str, inputs: Iterable[Any]) -> tuple[Caution, ...]:
    """Give what deserves doubt in the inputs, each once: their cautions, and unknown cells."""
    found: list[Caution] = []
    spec = MEASURES.get(subject)
    idle = () if spec is not None and spec.base == "any" else ("reference-there",)
    for data in inputs:
        own = [one for one in getattr(data, "cautions", ()) if one.code not in idle]
        found += own
        told = any(one.code == "cells-unknown" for one in own)
        if isinstance(data, Counts | Panel):
            more = _unknown_cells(data)
            found += more if not told else [one for one in more if one.code != "cells-unknown"]
    return tuple(dict.fromkeys(found))


def base_of(subject: str, inputs: Iterable[Any]) -> Mapping[str, Any]:
    """Name what a measure compares its regions with; nothing where it does not, or nobody said."""
    spec = MEASURES.get(subject)
    if spec is None or spec.base == "none":
        return {}
    named = [data.whole.named for data in inputs if getattr(data, "whole", None) is not None]
    return {"base": named[0].to_dict()} if named else {}


def _unknown_cells(data: Counts | Panel) -> tuple[Caution, ...]:
    """Count unknown cells among those that can be expected."""
    expected = np.ones(data.values.shape, dtype=bool)
    if isinstance(data, Panel):
        there = [data.there(year) for year in data.years]
        expected = np.stack([np.logical_and.outer(*one) for one in there])
    cells = int((np.isnan(data.values) & expected).sum())
    found = [Caution("cells-unknown", {"cells": cells, "of": int(expected.sum())})] if cells else []
    if isinstance(data, Panel):
        explained = any(one.code == "regions-some-years" for one in data.cautions)
        found += [] if explained else _absent(data, "regions")
        found += _absent(data, "industries")
    return tuple(found)


def _absent(data: Panel, name: str) -> list[Caution]:
    """Name the lines that some years lack altogether."""
    there: Marks | None = getattr(data, f"{name}_in")
    if there is None:
        return []
    whole: Marks = np.asarray(there.all(axis=0))
    codes = list(compress(getattr(data, name), ~whole))
    values = {"count": len(codes), "shown": codes[:SHOWN]}
    return [Caution("lines-absent", values, case=name)]
