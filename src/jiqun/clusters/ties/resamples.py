"""Which communities are found again when other ties might have been observed."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.ties.inputs import LinkTables
from jiqun.clusters.ties.plans import LinksPlan
from jiqun.core import InputError, Progress, problem, silent
from jiqun.networks import (
    NetworkPlan,
    TieNetwork,
    best_overlaps,
    find_communities,
    resampled,
    tie_network,
)

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: What the record says of the network.
NETWORK: Final = tuple(one.name for one in fields(NetworkPlan))
#: A resample has a cluster again where one of its own shares so much with it.
FOUND_AGAIN: Final = 0.5
#: Standard normal quantile of a two-sided interval of 95 %.
Z95: Final = 1.959963984540054


def resampled_links(
    tables: LinkTables,
    finds: Finds,
    *,
    draws: int = 200,
    seed: int = 0,
    workers: int = 2,
    progress: Progress = silent,
) -> pl.DataFrame:
    r"""Say how often each cluster is found again in bootstraps over the ties.

    A resample gives each row of the table of ties, whether inside a cluster or not, and each joint
    project a Poisson(1) number of copies, and looks for communities again at the densities at
    which clusters were found (those of the whole network, not of the resample). A cluster M is
    found again where some
    community M' of the resample has

    .. math:: J(M, M') = \frac{|M \cap M'|}{|M \cup M'|} \ge 0.5

    over the organisations that still have enough partners to be in any core.

    Parameters
    ----------
    tables
        As for :func:`find_in_links`; all choices are read from the finds' record.
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
        95 % Wilson interval ``low, high``, ``overlap`` (mean best J); one row a cluster, in the
        finds' order.

    Raises
    ------
    InputError
        ``ties-finds``: the finds are not of these ties; ``ties-draws``.

    References
    ----------
    :cite:`hennig2007`; the interval is :cite:`wilson1927`'s.
    """
    from joblib import Parallel, delayed

    network, search, densities, members = _again(tables, finds, draws)
    best = np.zeros((draws, len(members)))
    every = np.concatenate([*members, np.empty(0, dtype=np.int64)])
    of = np.repeat(np.arange(len(members)), [len(own) for own in members])

    def work(draw: int) -> None:
        drawn = resampled(network, seed=seed, draw=draw)
        found = find_communities(
            drawn, resolutions=densities, least=search.least, core=search.core, repeats=1,
            seed=seed + draw, rounds=1,
        )  # fmt: skip
        able = (drawn.degrees >= search.core)[every]
        best[draw] = best_overlaps(every[able], of[able], len(members), found.label)

    run = Parallel(n_jobs=workers, prefer="threads", return_as="generator")
    for number, _ in enumerate(run(delayed(work)(draw) for draw in range(draws))):
        progress("resamples", number + 1, draws)
    return _frame(finds.clusters["cluster"], best)


def _again(
    tables: LinkTables, finds: Finds, draws: int
) -> tuple[TieNetwork, LinksPlan, tuple[float, ...], list[Int]]:
    """Build the network as it was, by the record, and place the clusters' members in it."""
    if draws < 1:
        raise InputError(problem("ties-draws", subject="draws", case="resampled", value=draws))
    chosen = finds.record.parameters
    plan = NetworkPlan(**{name: chosen[name] for name in NETWORK})
    network = tie_network(tables.links, tables.organisations, plan, projects=tables.projects)
    if len(network.a) != chosen["pairs"] or network.size != chosen["organisations"]:
        raise InputError(
            problem(
                "ties-finds", subject="finds",
                pairs=len(network.a), organisations=network.size,
                wanted_pairs=chosen["pairs"], wanted_organisations=chosen["organisations"],
            )
        )  # fmt: skip
    search = LinksPlan(least=chosen["least"], core=chosen["core"])
    used = {one["density"] for one in chosen["by_cluster"].values()}
    at = network.nodes.select("organisation").with_row_index("at")
    own = finds.members.filter(pl.col("kind") == "organisation").join(
        at, left_on="member", right_on="organisation"
    )
    lists = dict(own.group_by("cluster").agg(pl.col("at").cast(pl.Int64).sort()).iter_rows())
    members = [np.array(lists[code], dtype=np.int64) for code in finds.clusters["cluster"]]
    return network, search, tuple(sorted(used)), members


def _frame(codes: pl.Series, best: Float) -> pl.DataFrame:
    draws = len(best)
    share = (best >= FOUND_AGAIN).mean(axis=0)
    middle = (share + Z95**2 / (2 * draws)) / (1 + Z95**2 / draws)
    half = (
        Z95 * np.sqrt(share * (1 - share) / draws + Z95**2 / (4 * draws**2)) / (1 + Z95**2 / draws)
    )
    return pl.DataFrame(
        {
            "cluster": codes,
            "test": pl.Series(["sampling"] * len(codes), dtype=pl.String),
            "detail": pl.Series(["ties"] * len(codes), dtype=pl.String),
            "draws": pl.Series([draws] * len(codes), dtype=pl.Int64),
            "survival": share,
            "low": np.maximum(middle - half, 0.0),
            "high": np.minimum(middle + half, 1.0),
            "overlap": best.mean(axis=0),
        }
    )
