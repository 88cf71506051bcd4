"""The search for a definition set: many candidates, one score, the best one corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.definitions.candidates import Candidate, footing, made, tasks
from jiqun.clusters.definitions.correction import Corrected, corrected
from jiqun.clusters.definitions.plans import DerivationPlan
from jiqun.clusters.definitions.scores import (
    between_categories,
    category_rows,
    industry_rows,
    separation,
    validation_scores,
)
from jiqun.clusters.definitions.similarities import Similarities
from jiqun.core import Language, Problems, Progress, Record, encode, say, silent

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Categories that Delgado, Porter and Stern search among for 778 traded industries.
USUAL = (30, 60)
#: Industries from which that range is taken; fewer take a range of their own.
MANY = 240


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DerivedDefinition:
    """A definition set found in data.

    Attributes
    ----------
    industries
        I codes, in the order of ``labels``.
    labels
        Shape (I,): category of each, 0 .. K-1.
    candidates
        One row a candidate, the chosen one first, then by score: ``candidate, matrix, method,
        linkage, categories, vsc_mean, vsc_p95, vsi_mean, vsi_p95, score, separation, rank,
        chosen``.
    scores
        Of the chosen set: ``before`` and ``after`` its outliers moved, by score; each 0-1.
    categories, fits
        One row a category, one an industry: how well it fits (numbers, not names).
    relatedness
        Shape (K, K): mean similarity of pairs of two categories' industries; diagonal within.
    unrelated
        Industries that no matrix says anything of: in no category.
    record
        Parameters, inputs, seed.
    """

    industries: tuple[str, ...]
    labels: Int
    candidates: pl.DataFrame
    scores: Mapping[str, Mapping[str, float]]
    categories: pl.DataFrame
    fits: pl.DataFrame
    relatedness: Float
    unrelated: tuple[str, ...]
    record: Record

    def to_frame(self) -> pl.DataFrame:
        """Give each industry's category and how it fits."""
        return self.fits.with_columns(pl.Series("industry", self.industries))

    def to_dict(self) -> dict[str, Any]:
        """Give plain values; of the candidates the best fifty."""
        return {
            "scores": encode(self.scores),
            "industries": encode(self.to_frame().to_dicts()),
            "categories": encode(self.categories.to_dicts()),
            "candidates": encode(self.candidates.head(50).to_dicts()),
            "unrelated": list(self.unrelated),
            "record": self.record.to_dict(),
        }

    def explain(self, lang: Language = "en") -> str:
        """Say in words what was derived and how."""
        best = self.candidates.row(0, named=True)
        return say(
            "define.explained",
            lang,
            categories=len(self.categories),
            industries=len(self.industries),
            candidates=len(self.candidates),
            method=best["method"],
            matrix=best["matrix"],
            score=f"{self.scores['after']['score']:.3f}",
        )


def usual_sizes(industries: int) -> tuple[int, int]:
    """Give the range of numbers of categories that is searched when none is asked for.

    30 to 60 from 240 industries on, as in the literature; below, a category of four to
    sixteen industries on average.

    Examples
    --------
    >>> usual_sizes(800), usual_sizes(150)
    ((30, 60), (9, 37))
    """
    if industries >= MANY:
        return USUAL
    low = max(2, industries // 16)
    return low, max(low + 1, industries // 4)


def derive_definition(
    similarities: Similarities,
    plan: DerivationPlan | None = None,
    *,
    progress: Progress = silent,
) -> DerivedDefinition:
    """Make candidate sets in many ways, score all, and correct the best.

    Each matrix (single ones and averages) is cut by hierarchical clustering with Ward's,
    average, complete and weighted linkage, by k-medoids, k-means and Leiden communities, at
    every number of categories in the range; restarts of k-medoids and k-means follow until
    the plan's ``candidates`` different sets stand. Equal sets count once. The score is
    :func:`validation_scores` over the single matrices. It saturates, since it only asks whether
    within beats between: among the sets within ``tolerance`` of the best score the one with the
    largest :func:`separation` is chosen.

    Parameters
    ----------
    similarities
        Of I industries.
    plan
        Which candidates, and how the best is chosen; None: as usual.
    progress
        Told of candidates scored.

    Returns
    -------
    DerivedDefinition
        The chosen set with its scores, before and after correction.

    Raises
    ------
    InputError
        ``categories-range``: not 2 <= least <= most < I. (A plan refuses ``candidates-count``.)

    References
    ----------
    :cite:`delgado2016`.
    """
    plan = plan or DerivationPlan()
    low, high = sizes = plan.categories or usual_sizes(len(similarities.industries))
    _check(low, high, len(similarities.industries))
    found = _candidates(similarities, sizes, plan, progress)
    singles = {
        name: np.ascontiguousarray(similarities.matrices[name]) for name in similarities.singles
    }
    mean = np.ascontiguousarray(similarities.mean())
    with Parallel(n_jobs=plan.workers, prefer="threads") as pool:
        scored = pool(delayed(_scored)(singles, mean, one.labels, plan.percentile) for one in found)
    table, order = _table(found, scored, plan.tolerance)
    best = found[order[0]]
    end = corrected(mean, best.labels) if plan.correct else None
    labels = end.labels if end else best.labels
    before = _before(end, len(labels))
    return DerivedDefinition(
        industries=similarities.industries,
        labels=labels,
        candidates=table,
        scores={
            "before": scored[order[0]],
            "after": _scored(singles, mean, labels, plan.percentile),
        },
        categories=category_rows(mean, labels, percentile=plan.percentile),
        fits=industry_rows(mean, labels, before),
        relatedness=_with_inside(mean, labels),
        unrelated=similarities.unrelated,
        record=_record(similarities, sizes, plan),
    )


def _candidates(
    similarities: Similarities, sizes: tuple[int, int], plan: DerivationPlan, progress: Progress
) -> list[Candidate]:
    """Make different sets, round by round, until enough of them stand."""
    found, seen = list[Candidate](), set[bytes]()
    footings = {name: footing(matrix) for name, matrix in similarities.matrices.items()}
    every = range(sizes[0], sizes[1] + 1)
    idle = 0
    with Parallel(n_jobs=plan.workers, prefer="threads") as pool:
        for some in tasks(tuple(footings), every, plan.candidates, seed=plan.seed):
            before = len(found)
            for group in pool(delayed(made)(task, footings) for task in some):
                _keep(group, sizes, found, seen)
            progress("candidates", min(len(found), plan.candidates), plan.candidates)
            idle = idle + 1 if len(found) == before else 0
            if len(found) >= plan.candidates or idle == 3:  # noqa: PLR2004 - nothing new thrice
                break
    return found


def _keep(
    group: list[Candidate], sizes: tuple[int, int], found: list[Candidate], seen: set[bytes]
) -> None:
    for one in group:
        name = one.labels.tobytes()
        if sizes[0] <= one.categories <= sizes[1] and name not in seen:
            seen.add(name)
            found.append(one)


def _scored(
    singles: Mapping[str, Float], mean: Float, labels: Int, percentile: float
) -> dict[str, float]:
    scores = validation_scores(singles, labels, percentile=percentile)
    return scores | {"separation": separation(mean, labels)}


def _table(
    found: list[Candidate], scored: list[dict[str, float]], tolerance: float
) -> tuple[pl.DataFrame, list[int]]:
    """List candidates, the chosen one first, the others by score; also the order that does it."""
    rows = [
        {
            "candidate": i + 1,
            "matrix": one.matrix,
            "method": one.method,
            "linkage": one.detail,
            "categories": one.categories,
            **scores,
        }
        for i, (one, scores) in enumerate(zip(found, scored, strict=True))
    ]
    table = pl.DataFrame(rows)
    near = pl.col("score") >= pl.col("score").max() - tolerance
    table = table.with_columns(
        worth=pl.when(near).then("separation").otherwise(-np.inf)
    ).with_columns(lead=pl.int_range(pl.len()) == pl.col("worth").arg_max())
    table = table.sort(
        ["lead", "score", "separation", "candidate"], descending=[True, True, True, False]
    ).drop("worth", "lead")
    order = (table["candidate"] - 1).to_list()
    return table.with_columns(
        rank=pl.int_range(1, pl.len() + 1), chosen=pl.int_range(pl.len()) == 0
    ), order


def _before(end: Corrected | None, industries: int) -> list[int | None]:
    """Give the category that a moved industry came from; None for one that stayed."""
    if end is None:
        return [None] * industries
    return [int(b) if m else None for b, m in zip(end.before, end.moved, strict=True)]


def _with_inside(similarity: Float, labels: Int) -> Float:
    out = between_categories(similarity, labels)
    size = np.bincount(labels).astype(np.float64)
    inside = np.divide(
        np.diagonal(out) * size, size - 1.0, out=np.full(len(size), np.nan), where=size > 1
    )
    np.fill_diagonal(out, inside)
    return out


def _check(low: int, high: int, industries: int) -> None:
    problems = Problems()
    if not 2 <= low <= high < industries:  # noqa: PLR2004 - one category has nothing between
        problems.add(
            "categories-range", subject="categories", low=low, high=high, industries=industries
        )
    problems.check()


def _record(similarities: Similarities, sizes: tuple[int, int], plan: DerivationPlan) -> Record:
    return Record(
        subject="derived-definition",
        parameters={
            **similarities.record.parameters,
            "matrices": list(similarities.matrices),
            **plan.to_dict(),
            "categories": list(sizes),
        },
        inputs=similarities.record.inputs,
        origins=similarities.record.origins,
        seed=plan.seed,
    )
