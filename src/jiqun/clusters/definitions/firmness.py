"""How firm a derived set is: the same recipe on resampled statistics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.definitions.candidates import Task, footing, made
from jiqun.clusters.definitions.correction import corrected
from jiqun.clusters.definitions.derived import DerivedDefinition
from jiqun.clusters.definitions.inputs import IndustryTables
from jiqun.clusters.definitions.matrices import Location
from jiqun.clusters.definitions.set_agreement import adjusted_rand
from jiqun.clusters.definitions.similarities import related
from jiqun.core import stream
from jiqun.tables import Counts

Float = NDArray[np.float64]
#: Communities come in numbers of their own: those this near to the chosen number will do.
NEAR = 5


def resampled_definition(
    derived: DerivedDefinition,
    tables: IndustryTables,
    *,
    size_cv2: float = 4.0,
    draws: int = 20,
    seed: int = 0,
    workers: int = 2,
) -> Float:
    """Derive the set again from resampled statistics; give the adjusted Rand index of each.

    Each cell's employment and establishments are drawn as n / (1 + cv²) establishments would
    have them; matrix, method and number of categories are the chosen ones. Trade and further
    vectors stay as they are. 1: the same set each time; 0: no more alike than chance.

    Parameters
    ----------
    derived
        What :func:`derive_definition` gave for the same tables.
    tables
        The tables that it was derived from.
    size_cv2
        Squared coefficient of variation of establishment sizes.
    draws, seed, workers
        Resamples, their seed, threads (which change nothing but the time).

    Returns
    -------
    numpy.ndarray
        Shape (draws,), at most 1; NaN where communities of a resample are too few or many.
    """
    best = derived.candidates.row(0, named=True)
    most = derived.most
    location: Location = derived.record.parameters["location"]
    together: bool = derived.record.parameters["together"]
    employment, establishments = tables.employment, tables.establishments
    counts = establishments.values if establishments is not None else employment.values / 10.0
    n = np.maximum(counts, 0.5) / (1.0 + size_cv2)
    task = Task(
        matrix=best["matrix"],
        method=best["method"],
        detail=best["linkage"],
        sizes=tuple(range(max(2, best["categories"] - NEAR), best["categories"] + NEAR + 1))
        if best["method"] == "communities"
        else (best["categories"],),
        seed=derived.record.seed or 0,
    )

    def once(draw: int) -> float:
        factor = stream(seed=seed, name=f"definition.resample.{draw}").gamma(n) / n
        again = related(
            replace(
                tables,
                employment=_times(employment, factor),
                establishments=_times(establishments, factor) if establishments else None,
            ),
            location=location,
            together=together,
        )
        on = {task.matrix: footing(again.matrices[task.matrix], means=task.method == "k-means")}
        sets = made(task, on)
        if not sets:
            return float("nan")
        near = min(sets, key=lambda one: abs(one.categories - best["categories"]))
        labels = corrected(again.mean(), near.labels, most=most).labels
        return _alike(derived, again.industries, labels)

    found = Parallel(n_jobs=workers, prefer="threads")(delayed(once)(d) for d in range(draws))
    return np.array(found)


def _alike(
    derived: DerivedDefinition, industries: tuple[str, ...], labels: NDArray[np.int64]
) -> float:
    at = {code: i for i, code in enumerate(industries)}
    both = [(i, at[code]) for i, code in enumerate(derived.industries) if code in at]
    own, other = np.array(both).T
    return adjusted_rand(derived.labels[own], labels[other])


def _times(counts: Counts, factor: Float) -> Counts:
    return Counts(
        regions=counts.regions,
        industries=counts.industries,
        values=counts.values * factor,
        unit=counts.unit,
        origins=counts.origins,
    )
