"""How a measure notes what went in, and how options meet the table's labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Origin, Record, digest, problem, union
from jiqun.measures.results.kinds import Measured
from jiqun.measures.results.unknowns import base_of, told_of
from jiqun.tables import Counts, Panel

R = TypeVar("R", bound=Measured)


class Data(Protocol):
    """A typed array of ``tables``: it has origins and can name its content."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where it comes from."""
        ...

    def digest(self) -> str:
        """Name its content."""
        ...


def recorded(
    subject: str,
    inputs: Mapping[str, Data | Mapping[str, Any] | None],
    *,
    parameters: Mapping[str, Any] | None = None,
    seed: int | None = None,
    cautions: Sequence[Caution] = (),
) -> Record:
    """Write the record of one measure: tables by digest and origin, mappings by digest.

    It names what the regions are compared with, and tells what deserves doubt in the tables.
    """
    given = {name: data for name, data in inputs.items() if data is not None}
    tables = [data for data in given.values() if not isinstance(data, Mapping)]
    return Record(
        subject=subject,
        parameters={**(parameters or {}), **base_of(subject, tables)},
        inputs={name: _digest(data) for name, data in given.items()},
        origins=union(*(data.origins for data in tables)),
        seed=seed,
        cautions=(*cautions, *told_of(subject, tables)),
    )


def aligned(labels: Sequence[str], given: Mapping[str, float], *, name: str) -> NDArray[np.float64]:
    """Give the mapping's numbers in the order of ``labels``; refuse absent labels.

    Raises
    ------
    InputError
        ``option-labels``: labels of the table that the mapping lacks.
    """
    absent = [label for label in labels if label not in given]
    if absent:
        raise InputError(
            problem(
                "option-labels",
                subject=name,
                absent=absent[:3],
                more=max(len(absent) - 3, 0),
                labels=len(labels),
            )
        )
    return np.array([given[label] for label in labels], dtype=np.float64)


def same_labels(counts: Counts, other: Counts, *, name: str) -> None:
    """Refuse a second table whose regions or industries differ (``option-labels``)."""
    if (counts.regions, counts.industries) != (other.regions, other.industries):
        raise InputError(
            problem(
                "option-labels",
                subject=name,
                case="tables",
                regions=len(other.regions),
                industries=len(other.industries),
            )
        )


def over_years(compute: Callable[..., R], panel: Panel, **options: Any) -> R:
    """Apply a measure of one year's counts to each year of a panel.

    Parameters
    ----------
    compute
        A registered function whose first argument is :class:`Counts`.
    panel
        T years. A region or an industry without any row in a year is left out of it.
    options
        Passed on, the same for every year.

    Returns
    -------
    Measured
        The measure's own type with ``years`` set and T as first axis of every array, NaN for
        what a year lacks; its record names the panel.

    Examples
    --------
    >>> from jiqun.measures import herfindahl
    >>> panel = Panel(years=(2019, 2020), regions=("a",), industries=("x", "y"), unit="persons",
    ...               values=[[[1, 1]], [[4, 0]]])
    >>> over_years(herfindahl, panel).values.tolist()
    [[0.5], [1.0]]
    """
    each = [_of_year(compute, panel, year, options) for year in panel.years]
    first = each[0]
    labels = {name: getattr(first, name) for _, name in first.AXES}
    of_years = [c for one in each for c in one.record.cautions if c.code != "cells-unknown"]
    cautions = tuple(dict.fromkeys((*of_years, *told_of(first.record.subject, [panel]))))
    record = Record(
        subject=first.record.subject,
        parameters=first.record.parameters,
        inputs={**first.record.inputs, "counts": panel.digest()},
        origins=first.record.origins,
        seed=first.record.seed,
        cautions=cautions,
    )
    return type(first)(
        values=np.stack([one.values for one in each]),
        low=np.stack([one.low for one in each]),
        high=np.stack([one.high for one in each]),
        parts={name: np.stack([one.parts[name] for one in each]) for name in first.parts},
        years=panel.years,
        record=record,
        **labels,
    )


def _of_year(compute: Callable[..., R], panel: Panel, year: int, options: Mapping[str, Any]) -> R:
    """Compute a year from the regions and industries that have rows in it; NaN for the others."""
    counts, (regions, industries) = panel.of(year), panel.there(year)
    if regions.all() and industries.all():
        return compute(counts, **options)
    taken = {
        name: one.part(regions, industries) if isinstance(one, Counts) else one
        for name, one in options.items()
    }
    found = compute(counts.part(regions, industries), **taken)
    full = {"regions": (panel.regions, regions), "industries": (panel.industries, industries)}
    places = [np.flatnonzero(full[name][1]) for _, name in found.AXES]
    size = [len(full[name][0]) for _, name in found.AXES]

    def spread(array: NDArray[np.float64]) -> NDArray[np.float64]:
        out = np.full(size, np.nan)
        out[np.ix_(*places)] = array
        return out

    labels: dict[str, Any] = {name: full[name][0] for _, name in found.AXES}
    return replace(
        found,
        values=spread(found.values),
        low=spread(found.low),
        high=spread(found.high),
        parts={name: spread(part) for name, part in found.parts.items()},
        **labels,
    )


def _digest(data: Data | Mapping[str, Any]) -> str:
    if isinstance(data, Mapping):
        return digest(json.dumps({str(key): value for key, value in data.items()}, sort_keys=True))
    return data.digest()
