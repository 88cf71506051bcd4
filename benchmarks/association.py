"""Local Moran: 50,000 regions, 999 conditional permutations, beside NumPy in the same run.

python -m benchmarks.association [--regions 50000] [--draws 999]
"""

from __future__ import annotations

import argparse

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from benchmarks.machine import Clock, describe, peak_gigabytes, report
from jiqun.core import stream
from jiqun.measures.association import local_moran
from jiqun.tables import Graph

NEIGHBOURS = 6
#: esda 2.7 with Numba on two cores, as recorded: seconds for this size.
PEER_SECONDS = 6.3
#: Regions that the straightforward form is timed on; its time is linear in them.
TIMED = 2_000


def a_map(regions: int) -> tuple[np.ndarray, Graph]:
    """Values at random points, each tied to its six nearest."""
    chance = stream(seed=1, name="benchmark")
    places = chance.random((regions, 2))
    _, near = cKDTree(places).query(places, NEIGHBOURS + 1)
    start = np.repeat(np.arange(regions), NEIGHBOURS)
    ties = pl.DataFrame({"from": start.astype(str), "to": near[:, 1:].ravel().astype(str)})
    nodes = tuple(map(str, range(regions)))
    return chance.normal(size=regions), Graph.from_frame(
        ties, source="from", target="to", nodes=nodes
    )


def straightforward(y: np.ndarray, graph: Graph, draws: int, regions: int) -> np.ndarray:
    """One region after another: draw neighbours (with repetition), average, compare."""
    chance = np.random.Generator(np.random.Philox(1))
    z = (y - y.mean()) / y.std()
    p = np.empty(regions)
    for i in range(regions):
        own = graph.targets[graph.starts[i] : graph.starts[i + 1]]
        drawn = chance.integers(0, len(z) - 1, (draws, len(own)))
        lags = z[drawn + (drawn >= i)].mean(axis=1)
        seen = z[own].mean()
        larger, smaller = int((lags >= seen).sum()), int((lags <= seen).sum())
        p[i] = (min(larger, smaller) + 1) / (draws + 1)
    return p


def gathers_per_second(n: int) -> float:
    """How many numbers NumPy fetches from random places in an array of n, in a second."""
    chance = np.random.Generator(np.random.Philox(2))
    values, at = chance.random(n), chance.integers(0, n, 2_000_000)
    values[at].sum()
    with Clock("gather") as clock:
        values[at].sum()
    return len(at) / clock.seconds


def main() -> None:
    """Time both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--regions", type=int, default=50_000)
    options.add_argument("--draws", type=int, default=999)
    given = options.parse_args()
    y, graph = a_map(given.regions)
    local_moran(y[:100], weights=a_map(100)[1], draws=19)
    with Clock("jiqun") as ours:
        found = local_moran(y, weights=graph, draws=given.draws, seed=1)
    timed = min(TIMED, given.regions)
    with Clock("numpy") as plain:
        theirs = straightforward(y, graph, given.draws, timed)
    whole = plain.seconds * given.regions / timed
    fetched = float(given.regions * given.draws * NEIGHBOURS)
    rate = gathers_per_second(given.regions)
    apart = np.abs(theirs - found.parts["p_value"][:timed]).max()
    report(
        f"local Moran, {given.draws} conditional permutations ({describe()})",
        [
            ("work", f"{given.regions:,} regions with {NEIGHBOURS} neighbours each"),
            (
                "time",
                f"{ours.seconds:.2f} s ({ours.processor:.2f} s of processor time)",
            ),
            ("memory", f"{peak_gigabytes():.2f} GB at most"),
            ("straightforward", f"{whole:,.0f} s: NumPy, timed on {timed:,} regions just now"),
            ("peer", f"{PEER_SECONDS:g} s: esda with Numba, as recorded on two cores"),
            (
                "ratio",
                (
                    f"{whole / ours.seconds:,.0f} times the straightforward form,"
                    f" {PEER_SECONDS / ours.seconds:.1f} times the peer"
                ),
            ),
            (
                "counted limit",
                (
                    f"{fetched / rate / 2:.2f} s: {fetched:.3g} values fetched from random places"
                    f" at {rate:.3g} a second and core (NumPy, measured now), two cores"
                ),
            ),
            ("agreement", f"p-values at most {apart:.3f} apart, from other draws"),
        ],
    )


if __name__ == "__main__":
    main()
