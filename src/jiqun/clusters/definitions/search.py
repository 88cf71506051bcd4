"""The search for a definition set: many candidates, one score, the best one corrected."""

from __future__ import annotations

import numpy as np
import polars as pl
from joblib import Parallel, delayed

from jiqun.clusters.definitions.candidates import Candidate, footing, made, tasks
from jiqun.clusters.definitions.correction import Corrected, corrected
from jiqun.clusters.definitions.derived import DerivedDefinition, Scorer, laid_out
from jiqun.clusters.definitions.plans import DerivationPlan
from jiqun.clusters.definitions.similarities import Similarities
from jiqun.core import Problems, Progress, Record, silent

#: Categories that Delgado, Porter and Stern search among for 778 traded industries.
USUAL = (30, 60)
#: Industries from which that range is taken; fewer take a range of their own.
MANY = 240


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


def most_industries(industries: int, fewest: int, largest: float) -> int:
    """Give how many industries a category may hold.

    The share ``largest`` of all, but at least twice the mean category of a set of as few
    categories as are searched.

    Examples
    --------
    >>> most_industries(658, 30, 0.1), most_industries(100, 6, 0.1)
    (65, 33)
    """
    return max(int(largest * industries), 2 * industries // fewest, 1)


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
    within beats between, and it does not punish size. So sets with a category of more than
    :func:`most_industries` are left out, and among those within ``tolerance`` of the best score
    that is left the one with the largest :func:`separation` is chosen. Where every set has such
    a category, the one whose largest is smallest is chosen.

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
    most = most_industries(len(similarities.industries), low, plan.largest)
    scorer = Scorer.of(similarities, plan.percentile)
    with Parallel(n_jobs=plan.workers, prefer="threads") as pool:
        scored = pool(delayed(scorer.scored)(one.labels) for one in found)
    table, order = _table(found, scored, plan.tolerance, most)
    best = found[order[0]]
    end = corrected(scorer.mean, best.labels, most=most) if plan.correct else None
    labels = end.labels if end else best.labels
    return laid_out(
        similarities,
        labels,
        candidates=table,
        before=_before(end, len(labels)),
        scores={"before": scored[order[0]], "after": scorer.scored(labels)},
        most=most,
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


def _table(
    found: list[Candidate], scored: list[dict[str, float]], tolerance: float, most: int
) -> tuple[pl.DataFrame, list[int]]:
    """List candidates, the chosen one first, the others by score; also the order that does it."""
    rows = [
        {
            "candidate": i + 1,
            "matrix": one.matrix,
            "method": one.method,
            "linkage": one.detail,
            "categories": one.categories,
            "largest": int(np.bincount(one.labels).max()),
            **scores,
        }
        for i, (one, scores) in enumerate(zip(found, scored, strict=True))
    ]
    table = pl.DataFrame(rows)
    small = pl.col("largest") <= max(most, int(table["largest"].to_numpy().min()))
    best = pl.col("score").filter(small).max()
    near = small & (pl.col("score") >= best - tolerance)
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
