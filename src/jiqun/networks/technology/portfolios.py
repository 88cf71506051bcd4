"""Patents as portfolios: how much of each technology a holder has; which classes go together."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import polars as pl

from jiqun.core import Caution, InputError, Origin, problem, unknown
from jiqun.networks.technology.classes import LEVELS, Level, technology_classes
from jiqun.tables import Counts, Graph, need_columns, sums_by, to_polars

Counting = Literal["fractional", "full"]
SEPARATOR: Final = ";"


def portfolios(
    patents: Any,
    *,
    holders: str = "applicants",
    technology: Level = "subclass",
    counting: Counting = "fractional",
    origins: tuple[Origin, ...] = (),
) -> Counts:
    r"""Count each holder's patents in each technology class.

    .. math:: x_{hc} = \sum_p \frac{1}{H_p} \frac{1}{C_p}

    over patents of holder h and class c, with H holders and C classes; in full counting 1 each.

    Parameters
    ----------
    patents
        ``patent``, ``classes`` and the column of holders; several codes are a list, or parted by
        ``;``. A holder or class named twice in a patent counts once.
    holders
        "applicants" or "regions".
    technology
        Level of the classification.
    counting
        "fractional": a patent is 1 altogether. "full": 1 for each holder and class.
    origins
        Where they come from.

    Raises
    ------
    InputError
        ``frame-columns``, ``patents-classes``: no patent has a holder and a class.
    """
    given = to_polars(patents)
    need_columns(given, "patent", "classes", holders)
    classed, told = _classed(given, technology)
    held = _codes(given, holders)
    each = held.join(classed, on="patent", how="inner")
    if each.is_empty():
        raise InputError(problem("patents-classes", subject=holders, patents=len(given)))
    if counting == "fractional":
        sizes = pl.len().over("patent").cast(pl.Float64)
        each = each.with_columns(value=1.0 / sizes)
    else:
        each = each.with_columns(value=pl.lit(1.0))
    each = each.sort("code", "class", "patent")
    rows = sums_by(each, ["code", "class"], sums=[pl.col("value")])
    rows = rows.select(region="code", industry="class", value="value")
    found = Counts.from_frame(rows, value="value", unit="patents", origins=origins)
    return Counts(
        regions=found.regions, industries=found.industries, values=found.values, unit="patents",
        origins=origins, cautions=told,
    )  # fmt: skip


def co_classification(
    patents: Any, *, technology: Level = "subclass", origins: tuple[Origin, ...] = ()
) -> Graph:
    r"""Give how much more often two classes share a patent than by chance: standard deviations.

    .. math::

        \tau_{ij} = \frac{J_{ij} - \mu_{ij}}{\sigma_{ij}}, \quad
        \mu_{ij} = \frac{n_i n_j}{N}, \quad
        \sigma^2_{ij} = \mu_{ij} \frac{N - n_i}{N} \frac{N - n_j}{N - 1}

    Every pair of classes that shares a patent stands in it, both ways; a pair that shares none is
    left out. Chance deals classes to patents with their numbers kept (Teece et al. 1994).

    Parameters
    ----------
    patents, technology, origins
        As for :func:`portfolios`.
    """
    given = to_polars(patents)
    need_columns(given, "patent", "classes")
    classed, told = _classed(given, technology)
    if classed.is_empty():
        raise InputError(problem("patents-classes", subject="classes", patents=len(given)))
    whole = float(classed["patent"].n_unique())
    size = classed.group_by("class").len(name="n").sort("class")
    pairs = classed.join(classed, on="patent", suffix="_other")
    pairs = pairs.filter(pl.col("class") != pl.col("class_other"))
    joint = pairs.group_by("class", "class_other").len(name="joint")
    joint = joint.sort("class", "class_other").join(size, on="class", maintain_order="left")
    joint = joint.join(
        size, left_on="class_other", right_on="class", suffix="_other", maintain_order="left"
    )
    own, other = pl.col("n").cast(pl.Float64), pl.col("n_other").cast(pl.Float64)
    mean = own * other / whole
    spread = mean * (whole - own) / whole * (whole - other) / max(whole - 1.0, 1.0)
    tidy = joint.with_columns(
        weight=pl.when(spread > 0).then((pl.col("joint") - mean) / spread.sqrt()).otherwise(0.0)
    )
    found = Graph.from_frame(
        tidy.select(source="class", target="class_other", weight="weight"),
        weight="weight",
        nodes=tuple(size["class"]),
        directed=True,
        origins=origins,
    )
    return Graph(
        nodes=found.nodes, starts=found.starts, targets=found.targets, weights=found.weights,
        directed=found.directed, origins=origins, cautions=told,
    )  # fmt: skip


def dense(graph: Graph, classes: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give a graph's weights between classes, (I, I); 0 where there is no tie."""
    place = {code: at for at, code in enumerate(classes)}
    at = np.array([place.get(code, -1) for code in graph.nodes], dtype=np.int64)
    rows = at[np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))]
    columns = at[graph.targets]
    known = (rows >= 0) & (columns >= 0)
    out = np.zeros((len(classes), len(classes)))
    out[rows[known], columns[known]] = graph.weights[known]
    return out


def _codes(given: pl.DataFrame, column: str) -> pl.DataFrame:
    """Give patent and code, each pair once."""
    cells = given.select("patent", code=pl.col(column))
    if cells.schema["code"] != pl.List:
        cells = cells.with_columns(pl.col("code").cast(pl.String).str.split(SEPARATOR))
    long = cells.explode("code").with_columns(pl.col("code").cast(pl.String).str.strip_chars())
    return long.filter(pl.col("code") != "").unique(["patent", "code"])


def _classed(given: pl.DataFrame, technology: Level) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    if technology not in LEVELS:
        raise unknown("level", technology, list(LEVELS), case="technology")
    long = _codes(given, "classes")
    marked = long.with_columns(technology_classes(long["code"], technology).alias("class"))
    lost = int(marked["class"].is_null().sum())
    told = {"count": lost, "of": len(marked), "level": technology}
    tidy = marked.drop_nulls("class").select("patent", "class").unique().sort("patent", "class")
    return tidy, (Caution("technology-symbols", told),) if lost else ()
