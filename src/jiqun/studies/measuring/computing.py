"""Measures for the faces: the register, and any measure on a file or on a workspace."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import (
    MEASURES,
    InputError,
    MeasureSpec,
    Problem,
    load_plugins,
    say,
    unknown,
)
from jiqun.measures import Measured, Null, over_years, reference, resampled
from jiqun.studies.exporting.cells import neutralised
from jiqun.studies.exporting.writing import write_safely
from jiqun.studies.measuring import inputs
from jiqun.studies.measuring.options import options_of, parse_options, takes, takes_counts
from jiqun.studies.measuring.places import workspace_data
from jiqun.tables import Counts, Panel, Sites

#: Columns of curves that a screen has room for.
CURVE = ("year", "series", "radius", "value", "low", "high", "global_low", "global_high")
#: Distances that one curve may have.
MOST_RADII = 10_000
#: What each kind of need is called on the command line.
NEEDS = {
    "counts": "--counts FILE (region x industry, wide or long)",
    "panel": "--counts FILE (long, with a year column of at least two years)",
    "plants": "--plants FILE (region, industry, employment)",
    "sites": "--sites FILE (x, y, industry[, weight]), --industry and --radii",
    "values": "--values FILE (region, value) and --weights FILE (from, to[, weight])",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files a measure reads; which are needed depends on the measure.

    Attributes
    ----------
    counts, plants, sites, values, weights, establishments
        Paths, or None.
    workspace
        A workspace instead of files.
    value
        Column to count, where a file has several.
    year
        Year of a long table or of the workspace.
    region_level, quantity
        Of a workspace: the regions' level, and what is counted.
    metric
        Of sites.
    """

    counts: Path | None = None
    plants: Path | None = None
    sites: Path | None = None
    values: Path | None = None
    weights: Path | None = None
    establishments: Path | None = None
    workspace: Path | None = None
    value: str | None = None
    year: int | None = None
    region_level: str | None = None
    quantity: str = "employment"
    metric: str = "planar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What changes a number.

    Attributes
    ----------
    industry, against, radii, weighted
        Of a curve over distance; radii are "FROM:TO:STEP" or "1,2,5".
    null
        "labelling", "location" or "independence" for curves.
    draws, seed, level
        Of simulations and intervals; None leaves the measure's own default.
    options
        Further options by name, as text.
    """

    industry: str | None = None
    against: str | None = None
    radii: str | None = None
    weighted: bool = False
    null: str | None = None
    draws: int | None = None
    seed: int | None = None
    level: float | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def list_measures() -> list[dict[str, Any]]:
    """Give what a face may know of each measure, by family and id."""
    load_plugins()
    families = list(dict.fromkeys(spec.family for spec in MEASURES.values()))
    ordered = sorted(MEASURES.values(), key=lambda s: (families.index(s.family), s.id))
    return [_described(spec) for spec in ordered]


def describe_measure(id: str) -> dict[str, Any]:
    """Give one measure with its words, its formula and its options.

    Raises
    ------
    UnknownError
        ``measure-unknown``.
    """
    spec = find_measure(id)
    cited = reference(spec.source)
    return {
        **_described(spec),
        "text": {lang: say(f"measures.{spec.id}", lang) for lang in ("en", "zh")},
        "documentation": inspect.getdoc(spec.compute) or "",
        "reference": cited.full,
        "doi": cited.fields.get("doi", ""),
        "options": [_option(option) for option in options_of(spec)],
        "function": f"{spec.compute.__module__}.{spec.compute.__qualname__}",
    }


def find_measure(id: str) -> MeasureSpec:
    """Give a measure by its id or one of its aliases."""
    load_plugins()
    by_name = {name: spec for spec in MEASURES.values() for name in (spec.id, *spec.aliases)}
    if id.lower() not in by_name:
        raise unknown("measure", id, sorted(MEASURES), fix="See jiqun measures.")
    return by_name[id.lower()]


def measure(id: str, *, files: Files, choices: Choices | None = None) -> Measured:
    """Compute one measure from files or from a workspace.

    Raises
    ------
    UnknownError
        ``measure-unknown``, ``year-unknown``, ``level-unknown``, ``industry-unknown``.
    InputError
        ``measure-needs`` and all that is wrong with the files or the options.
    """
    spec, chosen = find_measure(id), choices or Choices()
    arguments = parse_options(
        spec, chosen.options, lambda file, numbers: inputs.read_mapping(file, numbers=numbers)
    )
    data, more = _data(spec, files, chosen)
    arguments.update(more)
    return _computed(spec, data, arguments, chosen)


def _described(spec: MeasureSpec) -> dict[str, Any]:
    low, high = spec.bounds
    return {
        "id": spec.id,
        "title": dict(spec.title),
        "family": spec.family,
        "unit": spec.unit,
        "bounds": [low, high],
        "neutral": spec.neutral,
        "higher_means": dict(spec.higher_means),
        "source": spec.source,
        "citation": reference(spec.source).short,
        "where": spec.where,
        "needs": spec.needs,
        "per": spec.per,
        "aliases": list(spec.aliases),
        "version": spec.version,
        "emerging": spec.emerging,
    }


def _option(option: Any) -> dict[str, Any]:
    return {name: getattr(option, name) for name in option.__slots__}


def _data(spec: MeasureSpec, files: Files, chosen: Choices) -> tuple[Any, dict[str, Any]]:
    """Read what the measure needs: its data and the arguments that come with them."""
    if files.workspace is not None:
        data = workspace_data(
            spec.needs,
            files.workspace,
            year=files.year,
            level=files.region_level,
            quantity=files.quantity,
        )
        return data, _curve_arguments(spec, chosen) if spec.needs == "sites" else {}
    if spec.needs == "sites" and files.sites:
        sites = inputs.read_sites(files.sites, metric=files.metric)  # type: ignore[arg-type]
        return sites, _curve_arguments(spec, chosen)
    if spec.needs == "values" and files.values and files.weights:
        labels, values = inputs.read_values(files.values, value=files.value)
        graph = inputs.read_weights(files.weights, nodes=labels)
        return values.to_numpy(), {"weights": graph}
    if spec.needs == "plants" and files.plants:
        plants = inputs.read_plants(files.plants)
        more = {"weights": inputs.read_weights(files.weights)} if files.weights else {}
        return plants, more
    if takes_counts(spec) and files.counts:
        return _counts(files, panel=False)
    if spec.needs == "panel" and files.counts:
        return _counts(files, panel=True)
    raise _needs(spec, files)


def _counts(files: Files, *, panel: bool) -> tuple[Counts | Panel, dict[str, Any]]:
    assert files.counts is not None  # noqa: S101 - looked at by the caller
    data = inputs.read_counts(files.counts, value=files.value, year=None if panel else files.year)
    if panel and isinstance(data, Counts):
        raise InputError(
            Problem(
                "measure-needs",
                files.counts.name,
                "a table of one year" if data.year else "a table without a year column",
                "a long table with region, industry, year and value over at least two years",
                "Add the other years.",
            )
        )
    if files.establishments is None:
        return data, {}
    plants = inputs.read_counts(files.establishments, year=files.year)
    return data, {"establishments": plants}


def _curve_arguments(spec: MeasureSpec, chosen: Choices) -> dict[str, Any]:
    missing = [
        f"--{name}"
        for name in ("industry", "radii", "against")
        if getattr(chosen, name) is None and _required(spec, name)
    ]
    if missing:
        raise InputError(
            Problem(
                "option-missing",
                spec.id,
                f"no {' and no '.join(missing)}",
                NEEDS["sites"],
                "Give them.",
            )
        )
    arguments: dict[str, Any] = {"industry": chosen.industry, "radii": _radii(chosen.radii or "")}
    if chosen.against is not None and takes(spec, "against"):
        arguments["against"] = chosen.against
    if chosen.weighted and takes(spec, "weighted"):
        arguments["weighted"] = True
    if chosen.null is not None:
        given = {"draws": chosen.draws, "level": chosen.level}
        known = {name: value for name, value in given.items() if value is not None}
        arguments["null"] = Null(kind=chosen.null, seed=chosen.seed or 0, **known)  # type: ignore[arg-type]
    return arguments


def _required(spec: MeasureSpec, name: str) -> bool:
    parameter = inspect.signature(spec.compute).parameters.get(name)
    return parameter is not None and parameter.default is inspect.Parameter.empty


def _radii(text: str) -> list[float]:
    """Read "0:50:1" (both ends included) or "1,2,5"."""
    parts = text.split(":" if ":" in text else ",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    stepped = ":" in text and len(numbers) == 3  # noqa: PLR2004 - from, to, step
    if not all(math.isfinite(one) for one in numbers):
        numbers = []
    elif stepped and numbers[2] > 0 and 0 <= numbers[1] - numbers[0] < MOST_RADII * numbers[2]:
        first, last, step = numbers
        return [first + step * k for k in range(int((last - first) / step + 1e-9) + 1)]
    if not 0 < len(numbers) <= MOST_RADII or ":" in text:
        raise InputError(
            Problem(
                "option-value",
                "radii",
                repr(text),
                f"FROM:TO:STEP or distances with commas between, at most {MOST_RADII:,}",
                "Write --radii 0:50:1.",
            )
        )
    return numbers


def _computed(spec: MeasureSpec, data: Any, arguments: dict[str, Any], chosen: Choices) -> Measured:
    if not isinstance(data, Sites):
        for name in ("draws", "seed", "level"):
            value = getattr(chosen, name)
            if value is not None and takes(spec, name):
                arguments[name] = value
    resampling = chosen.draws and takes_counts(spec) and not takes(spec, "draws")
    if isinstance(data, Panel) and spec.needs != "panel":
        whole: Measured = over_years(spec.compute, data, **arguments)
        return whole
    if resampling and isinstance(data, Counts):
        level = 0.95 if chosen.level is None else chosen.level
        bounded: Measured = resampled(
            spec.compute,
            data,
            draws=chosen.draws or 0,
            seed=chosen.seed or 0,
            level=level,
            **arguments,
        )
        return bounded
    result = spec.compute(data, **arguments)
    if not isinstance(result, Measured):
        raise TypeError(f"{spec.id} gave a {type(result).__name__}")
    return result


def _needs(spec: MeasureSpec, files: Files) -> InputError:
    given = [
        f"--{name}"
        for name in ("counts", "plants", "sites", "values", "weights")
        if getattr(files, name) is not None
    ]
    return InputError(
        Problem(
            "measure-needs",
            spec.id,
            f"{', '.join(given)}" if given else "no file",
            NEEDS[spec.needs],
            "Give what the measure reads, or --workspace.",
        )
    )


def write_result(result: Measured, to: Path) -> None:
    """Write a result's tidy frame to a .csv or .parquet file.

    Raises
    ------
    InputError
        ``export-format``: another ending.
    """
    frame = result.to_frame()
    if to.suffix.lower() == ".parquet":
        write_safely(to, frame.write_parquet)
    elif to.suffix.lower() == ".csv":
        safe, _ = neutralised(frame)
        write_safely(to, safe.write_csv)
    else:
        raise InputError(
            Problem(
                "export-format", str(to), f"ending {to.suffix!r}", ".csv or .parquet", "Rename."
            )
        )


def rows_of(result: Measured, *, shown: int = 20) -> pl.DataFrame:
    """Give the rows of a result for a screen: highest values first, empty columns left out."""
    numbers = [name for name, kind in result.to_frame().schema.items() if kind == pl.Float64]
    frame = result.to_frame().with_columns(pl.col(numbers).fill_nan(None))
    empty = [name for name in numbers if name != "value" and frame[name].null_count() == len(frame)]
    frame = frame.drop(empty)
    if "radius" in frame.columns:
        return frame.select(name for name in frame.columns if name in CURVE)
    return frame.sort("value", descending=True, nulls_last=True).head(shown)


__all__ = [
    "Choices",
    "Files",
    "Measured",
    "describe_measure",
    "find_measure",
    "list_measures",
    "measure",
    "rows_of",
    "write_result",
]
