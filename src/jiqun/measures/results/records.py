"""How a measure notes what went in, and how options meet the table's labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Origin, Record, digest, problem, union
from jiqun.measures.results.kinds import Measured
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
    """Write the record of one measure: tables by digest and origin, mappings by digest."""
    given = {name: data for name, data in inputs.items() if data is not None}
    tables = [data for data in given.values() if not isinstance(data, Mapping)]
    return Record(
        subject=subject,
        parameters=dict(parameters or {}),
        inputs={name: _digest(data) for name, data in given.items()},
        origins=union(*(data.origins for data in tables)),
        seed=seed,
        cautions=tuple(cautions),
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
        T years.
    options
        Passed on, the same for every year.

    Returns
    -------
    Measured
        The measure's own type with ``years`` set and T as first axis of every array; its
        record names the panel.

    Examples
    --------
    >>> from jiqun.measures import herfindahl
    >>> panel = Panel(years=(2019, 2020), regions=("a",), industries=("x", "y"), unit="persons",
    ...               values=[[[1, 1]], [[4, 0]]])
    >>> over_years(herfindahl, panel).values.tolist()
    [[0.5], [1.0]]
    """
    each = [compute(counts, **options) for counts in panel]
    first = each[0]
    labels = {name: getattr(first, name) for _, name in first.AXES}
    cautions = tuple(dict.fromkeys(caution for one in each for caution in one.record.cautions))
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


def _digest(data: Data | Mapping[str, Any]) -> str:
    if isinstance(data, Mapping):
        return digest(json.dumps({str(key): value for key, value in data.items()}, sort_keys=True))
    return data.digest()
