"""Which clusters are found again when other establishments might have been observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.points import frames
from jiqun.clusters.points.establishments import Establishments
from jiqun.clusters.points.find import Prepared, prepare
from jiqun.clusters.points.inputs import PointTables
from jiqun.clusters.points.plans import PointsPlan
from jiqun.clusters.points.search import Group, observed_groups, surrounded
from jiqun.clusters.points.territories import Survey, listing, territories
from jiqun.clusters.points.tree import Node, grow
from jiqun.core import InputError, Progress, problem, silent, stream
from jiqun.kernels import chance

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: What the record says of how the points were laid out.
AGAIN: Final = (
    "definition", "which", "scales_km", "least_quotient", "z", "fineness", "link", "metric",
)  # fmt: skip
#: A resample has a cluster again where one of its own shares so much with it.
FOUND_AGAIN: Final = 0.5
#: Standard normal quantile of a two-sided interval of 95 %.
Z95: Final = 1.959963984540054
STABILITY: Final = {
    "cluster": pl.String,
    "test": pl.String,
    "detail": pl.String,
    "draws": pl.Int64,
    "survival": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "overlap": pl.Float64,
    "seen": pl.Boolean,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Choices:
    """What the finds were found with."""

    least: float
    cores: bool
    critical: Float


def resampled_points(
    tables: PointTables,
    finds: Finds,
    *,
    draws: int = 200,
    seed: int = 0,
    workers: int = 2,
    progress: Progress = silent,
) -> pl.DataFrame:
    r"""Say how often each cluster is found again in bootstraps over the establishments.

    A resample gives each establishment a Poisson(1) number of copies (k of them at a place:
    each for itself), in a cluster or not, and looks again with the same choices and the same
    evidence wanted; copies of one establishment are not each other's neighbours. A cluster M is
    found again where some cluster or core M' of its category has

    .. math:: J(M, M') = \frac{|M \cap M'|}{|M \cup M'|} \ge 0.5

    over the dense establishments of both that are in the resample, counted with their copies.

    Parameters
    ----------
    tables
        As for :func:`find_in_points`; the choices are read from the finds' record.
    finds
        What was found in them.
    draws
        Resamples, >= 1.
    seed, workers, progress
        Chance, threads, told of the draws.

    Returns
    -------
    DataFrame
        ``cluster, test`` ("sampling"), ``detail, draws, survival`` (share of resamples) with its
        95 % Wilson interval ``low, high``, ``overlap`` (mean best J); one row a cluster and core,
        in the finds' order. Then, of every scale but its own, ``test`` ("resolution"), ``detail``
        (the scale in km), ``overlap`` (best J with what stands out there beyond chance) and
        ``seen`` (J >= 0.5).

    Raises
    ------
    InputError
        ``points-finds``: the finds are not of these points and categories; ``points-draws``.

    References
    ----------
    :cite:`hennig2007`; the interval is :cite:`wilson1927`'s.
    """
    if draws < 1:
        raise InputError(problem("points-draws", subject="draws", case="resampled", value=draws))
    ready, choices = _again(tables, finds)
    nodes = grow(
        observed_groups(ready.laid, ready.made, ready.rule),
        choices.critical,
        least=choices.least,
        cores=choices.cores,
    )
    codes = _codes(ready, nodes, finds)
    best = np.zeros((draws, len(nodes)))

    def work(draw: int) -> None:
        best[draw] = _overlaps(ready, nodes, choices, seed=seed, draw=draw)

    run = Parallel(n_jobs=workers, prefer="threads", return_as="generator")
    for number, _ in enumerate(run(delayed(work)(draw) for draw in range(draws))):
        progress("resamples", number + 1, draws)
    told = pl.DataFrame(
        {"cluster": codes, "at": np.arange(len(codes))}, schema_overrides={"cluster": pl.String}
    )
    order = finds.clusters.select("cluster").join(told, on="cluster", how="left")["at"].to_numpy()
    sampled = _frame(finds.clusters["cluster"], best[:, order], draws)
    return pl.concat([sampled, *_scales(ready, nodes, choices, codes)])


def _scales(
    ready: Prepared, nodes: list[Node], choices: _Choices, codes: list[str]
) -> list[pl.DataFrame]:
    """Say how much of each cluster stands out beyond chance at every other scale."""
    groups = observed_groups(ready.laid, ready.made, ready.rule)
    lines = chance.most(choices.critical)
    weight = ready.laid.rows["establishments"].to_numpy().astype(np.float64)
    laid = []
    for at, scale in enumerate(ready.rule.scales_km):
        there = [
            one
            for one in groups
            if one.scale == at
            and one.evidence > lines[one.category]
            and one.establishments >= choices.least
        ]
        best = best_overlaps([node.group for node in nodes], there, weight)
        elsewhere = np.array([node.group.scale != at for node in nodes], dtype=np.bool_)
        frame = pl.DataFrame({"cluster": codes, "overlap": best}).filter(pl.Series(elsewhere))
        laid.append(
            frame.with_columns(
                test=pl.lit("resolution"), detail=pl.lit(f"{scale:g}"),
                draws=pl.lit(None), survival=pl.lit(None), low=pl.lit(None), high=pl.lit(None),
                seen=pl.col("overlap") >= FOUND_AGAIN,
            ).select(pl.col(name).cast(kind) for name, kind in STABILITY.items())
        )  # fmt: skip
    return laid


def _again(tables: PointTables, finds: Finds) -> tuple[Prepared, _Choices]:
    """Lay the points out as they were, by the record."""
    chosen = finds.record.parameters
    told = {name: chosen[name] for name in AGAIN}
    ready = prepare(tables, PointsPlan(**told, related_least=chosen["related_least"] or 1.0))
    if set(ready.laid.categories) != set(chosen["critical"]):
        raise _not_these("categories")
    critical = np.array([chosen["critical"][code] for code in ready.laid.categories])
    return ready, _Choices(least=chosen["least"], cores=chosen["cores"], critical=critical)


def _codes(ready: Prepared, nodes: list[Node], finds: Finds) -> list[str]:
    """Name the groups as the finds do, or refuse."""
    chosen = finds.record.parameters
    survey = Survey(ready.laid, ready.rule.scales_km, traded=frames.traded_flags(ready.categories))
    made = territories(survey, nodes)
    listed = frames.with_shares(listing(made, survey), ready.laid)
    named = frames.Named(
        definition=chosen["definition"], level=None, year=None, categories=ready.categories,
        regions=frames.no_names(), crs=None,
    )  # fmt: skip
    codes = frames.codes_of(made, listed, ready.laid, named)
    if set(codes) != set(finds.clusters["cluster"]):
        raise _not_these("clusters", clusters=len(codes), found_clusters=len(finds.clusters))
    return codes


def _not_these(case: str, **counts: int) -> InputError:
    return InputError(problem("points-finds", subject="finds", case=case, **counts))


def _overlaps(
    ready: Prepared, nodes: list[Node], choices: _Choices, *, seed: int, draw: int
) -> Float:
    """Give each group's best Jaccard index with a group of one resample."""
    laid, copies, alone = _resampled(ready.laid, seed=seed, draw=draw)
    made = [surrounded(layer, laid) for layer in ready.made]
    found = grow(
        observed_groups(laid, made, ready.rule, alone=alone),
        choices.critical,
        least=choices.least,
        cores=choices.cores,
    )
    return best_overlaps([n.group for n in nodes], [n.group for n in found], copies)


def _resampled(
    laid: Establishments, *, seed: int, draw: int
) -> tuple[Establishments, Float, Float]:
    """Give them with copies, the copies of each row, and how often one meets itself."""
    rng = stream(seed=seed, replicate=draw, name="points-bootstrap")
    each = rng.poisson(1.0, laid.total)
    counts = laid.rows["establishments"].to_numpy()
    start = np.concatenate([[0], np.cumsum(counts)[:-1]])
    copies = np.add.reduceat(each, start)
    square = np.add.reduceat(each * each, start)
    alone = np.ones(len(copies))
    np.divide(square, copies, out=alone, where=copies > 0)
    return laid.repeated(each, copies), copies.astype(np.float64), alone


def best_overlaps(groups: list[Group], others: list[Group], weight: Float) -> Float:
    """Give each group's largest Jaccard index with others of its category.

    Members count with their ``weight`` (one number a row); 0 where nothing is shared.
    """
    out = np.zeros(len(groups))
    mass = [float(weight[one.rows].sum()) for one in others]
    by_category: dict[int, list[int]] = {}
    for j, other in enumerate(others):
        by_category.setdefault(other.category, []).append(j)
    for k, group in enumerate(groups):
        own = float(weight[group.rows].sum())
        for j in by_category.get(group.category, ()):
            rows = others[j].rows
            if rows[-1] < group.rows[0] or rows[0] > group.rows[-1]:
                continue
            at = np.minimum(np.searchsorted(rows, group.rows), len(rows) - 1)
            shared = float(weight[group.rows[rows[at] == group.rows]].sum())
            both = own + mass[j] - shared
            if both > 0:
                out[k] = max(out[k], shared / both)
    return out


def _frame(codes: pl.Series, best: Float, draws: int) -> pl.DataFrame:
    """Give the stability frame of the best overlaps, shape (draws, clusters)."""
    share = (best >= FOUND_AGAIN).mean(axis=0) if best.size else np.zeros(len(codes))
    middle = (share + Z95**2 / (2 * draws)) / (1 + Z95**2 / draws)
    half = np.sqrt(share * (1 - share) / draws + Z95**2 / (4 * draws**2)) * Z95
    half /= 1 + Z95**2 / draws
    frame = pl.DataFrame(
        {
            "cluster": codes,
            "survival": share,
            "low": np.clip(middle - half, 0.0, share),
            "high": np.clip(middle + half, share, 1.0),
            "overlap": best.mean(axis=0) if best.size else np.zeros(len(codes)),
        }
    ).with_columns(
        test=pl.lit("sampling"),
        detail=pl.lit("establishments"),
        draws=pl.lit(draws, dtype=pl.Int64),
        seen=pl.lit(None, dtype=pl.Boolean),
    )
    return frame.select(pl.col(name).cast(kind) for name, kind in STABILITY.items())
