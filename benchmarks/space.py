"""Distance-based measures: a whole Duranton–Overman study, and Kd with M of one industry.

    python -m benchmarks.space [--draws 1000] [--data ../shared/data]

The study reads ZIP Business Patterns 2012 where they lie beside the checkout; without them
it says so and is left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.machine import (
    Clock,
    describe,
    distances_per_second,
    pairs_per_second,
    peak_gigabytes,
    report,
)
from jiqun.core import stream
from jiqun.measures.space import Null, kd, kd_study, m
from jiqun.tables import Sites

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "establishment_points"
FILES = ("zbp_zip_naics6_establishments_2012.parquet", "us_zip_centroids_geonames.parquet")
#: dbmss 2.11: seconds of one simulation at 20,000 points (100 of them took 11.5 s).
PEER_SECONDS, PEER_POINTS = 0.115, 20_000


def read_sites(folder: Path) -> Sites:
    """Manufacturing establishments at jittered ZIP points."""
    from jiqun.sources.zbp import jitter, zip_establishments

    found = zip_establishments(tuple(folder / name for name in FILES), year=2012)
    manufacturing = found.filter(
        pl.col("naics").str.slice(0, 2).is_in(["31", "32", "33"]) & (pl.col("level") == 6)
    )
    return Sites.from_frame(
        jitter(manufacturing, seed=1), x="lon", y="lat", industry="naics", metric="great-circle"
    )


def study(folder: Path, draws: int) -> None:
    """All industries, local and global bands, from Parquet to result."""
    if not all((folder / name).exists() for name in FILES):
        print(f"the study is left out: {folder} is not here")
        return
    with Clock("read") as reading:
        sites = read_sites(folder)
    with Clock("study") as working:
        found = kd_study(sites, radii=np.arange(0, 181.0), null=Null(draws=draws, seed=1))
    sizes = np.unique(sites.industries, return_counts=True)[1]
    naive_pairs = float((sizes.astype(float) ** 2).sum() / 2) * draws
    largest = float(sizes.max()) ** 2 / 2 * draws
    rate = pairs_per_second()
    limit = distances_per_second()
    total = reading.seconds + working.seconds
    report(
        f"whole Duranton–Overman study, {draws} simulations ({describe()})",
        [
            ("work", f"{len(sites):,} establishments, {len(found.series)} industries, 0–180 km"),
            ("time", f"{total:.1f} s from Parquet to result (reading {reading.seconds:.1f} s)"),
            ("processor", f"{reading.processor + working.processor:.1f} s of both cores together"),
            ("memory", f"{peak_gigabytes():.2f} GB at most"),
            (
                "straightforward",
                (
                    f"{naive_pairs / rate:,.0f} s: NumPy, each industry by itself,"
                    f" {naive_pairs:.3g} pairs at {rate:.3g} a second measured now"
                ),
            ),
            ("ratio", f"{naive_pairs / rate / total:,.0f} times as fast"),
            (
                "counted limit",
                (
                    f"{largest / limit / 2:.1f} s: all {largest:.3g} pairs of the largest"
                    f" industry at {limit:.3g} distances a second and core, two cores; the cut-off"
                    f" leaves about a twentieth of them"
                ),
            ),
            (
                "localised",
                (
                    f"{(found.summary['localisation'] > 0).mean():.1%} of industries,"
                    f" dispersed {(found.summary['dispersion'] > 0).mean():.1%}"
                ),
            ),
        ],
    )


def one_industry(draws: int) -> None:
    """Kd and M of 5,000 among 100,000 establishments."""
    chance = stream(seed=1, name="benchmark")
    x, y = chance.random((2, 100_000)) * 100
    industry = np.where(np.arange(100_000) < 5_000, "a", "b")
    sites = Sites(x=x, y=y, industries=industry, weights=np.ones(100_000))
    null = Null(draws=draws, seed=1)
    radii = np.arange(0, 15.5, 0.5)
    kd(sites, industry="a", radii=radii, null=Null(draws=19, seed=1))
    m(sites, industry="a", radii=radii, null=Null(draws=19, seed=1))
    with Clock("kd") as first:
        kd(sites, industry="a", radii=radii, null=null)
    with Clock("m") as second:
        m(sites, industry="a", radii=radii, null=null)
    pairs = 100_000.0 * 5_000 * draws
    rate = pairs_per_second()
    total = first.seconds + second.seconds
    peer = PEER_SECONDS * draws * (100_000 / PEER_POINTS) ** 2
    report(
        f"Kd and M of one industry, {draws} simulations ({describe()})",
        [
            ("work", "5,000 of 100,000 establishments in 100 × 100 km, 0–15 km"),
            ("time", f"{total:.1f} s (Kd {first.seconds:.1f}, M {second.seconds:.1f})"),
            ("processor", f"{first.processor + second.processor:.1f} s of both cores together"),
            (
                "straightforward",
                (
                    f"{pairs / rate:,.0f} s: NumPy, {pairs:.3g} pairs of a centre and"
                    f" any site at {rate:.3g} a second measured now"
                ),
            ),
            (
                "peer",
                (
                    f"{peer:,.0f} s: dbmss 2.11 by its recorded rate at {PEER_POINTS:,} points,"
                    " extrapolated with the square of the points"
                ),
            ),
            (
                "ratio",
                (
                    f"{pairs / rate / total:,.0f} times the straightforward form,"
                    f" {peer / total:,.0f} times the peer"
                ),
            ),
        ],
    )


def main() -> None:
    """Run both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=1000)
    options.add_argument("--data", type=Path, default=DATA)
    given = options.parse_args()
    one_industry(given.draws)
    study(given.data, given.draws)


if __name__ == "__main__":
    main()
