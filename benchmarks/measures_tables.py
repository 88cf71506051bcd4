"""Measures of tables: quotients, indices, relatedness, complexity, co-agglomeration.

python -m benchmarks.measures_tables [--quick]

Each case is beside the straightforward form in the same run. Where that form would run for
minutes it is timed on a part and scaled by its known growth; the line says so.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

import jiqun.measures  # noqa: F401 - fills the register
from benchmarks.machine import Clock, describe, peak_gigabytes, report
from jiqun import measures as m
from jiqun.core import MEASURES, stream
from jiqun.tables import Counts, Panel, Plants

#: What "all quotients, indices, relatedness and KCI" is.
TABLE = (
    "location-quotient symmetric-location-quotient standardised-location-quotient rca rpop"
    " micro-share macro-share"
    " hachman krugman specialisation-coefficient herfindahl entropy related-variety"
    " unrelated-variety diversity ubiquity gini locational-gini gini-of-quotients hoover theil"
    " concentration-ratio"
    " co-occurrence relatedness-probability relatedness-association relatedness-cosine"
    " relatedness-jaccard relatedness-zscore proximity relatedness-density kci"
)
#: EconGeo's KCI alone at 3,000 x 1,000 and ecomplexity at 200 x 5,000, as recorded elsewhere.
ECONGEO_SECONDS, ECOMPLEXITY_SECONDS = 92.0, 45.0


def specialised_table(regions: int, industries: int, *, years: int = 0, mean: float = 8.0):
    """Draw counts with unequal regions and industries and planted specialisation."""
    chance = stream(seed=1, name="benchmark")
    size = np.outer(chance.lognormal(0, 1.2, regions), chance.lognormal(0, 1.2, industries))
    spread = chance.gamma(0.5, 2.0, (regions, industries))
    names = {
        "regions": tuple(f"r{k}" for k in range(regions)),
        "industries": tuple(f"{k:04}" for k in range(industries)),
    }
    rate = mean * size / size.mean() * spread
    if years:
        values = np.stack([chance.poisson(rate) for _ in range(years)]).astype(float)
        return Panel(years=tuple(range(2000, 2000 + years)), values=values, unit="usd", **names)
    return Counts(values=chance.poisson(rate).astype(float), unit="persons", **names)


def gigaflops(n: int = 1500) -> float:
    """Multiply-adds a second that this machine's matrix product reaches, in billions."""
    a = np.random.Generator(np.random.Philox(3)).random((n, n))
    a @ a
    with Clock("product") as clock:
        for _ in range(3):
            a @ a
    return 3 * n**3 / clock.seconds / 1e9


def bytes_per_second(n: int = 30_000_000) -> float:
    """Bytes a second that NumPy reads and writes when it adds two long arrays."""
    a, b = np.ones(n), np.ones(n)
    out = a + b
    with Clock("add") as clock:
        np.add(a, b, out=out)
    return 3 * 8 * n / clock.seconds


def plain_kci(x: np.ndarray) -> np.ndarray:
    """Form the regions' matrix and take all its eigenvectors, as the formula is written."""
    share = x / x.sum(axis=1, keepdims=True) / (x.sum(axis=0) / x.sum())
    marks = (share >= 1).astype(float)
    marks = marks[:, marks.sum(axis=0) > 0]
    walk = (marks / marks.sum(axis=1, keepdims=True)) @ (marks / marks.sum(axis=0)).T
    roots, vectors = np.linalg.eig(walk)
    second = np.real(vectors[:, np.argsort(-np.real(roots))[1]])
    return (second - second.mean()) / second.std(ddof=1)


def timed(work: Callable[[], object], repeats: int = 2) -> Clock:
    """Time work, the best of a few."""
    best: Clock | None = None
    for _ in range(repeats):
        with Clock("work") as clock:
            work()
        if best is None or clock.seconds < best.seconds:
            best = clock
    assert best is not None
    return best


def quotients(cells: int) -> None:
    """Intervals of a flat column of cells."""
    x = stream(seed=2).poisson(30, cells).astype(float)
    ours = timed(lambda: m.quotient_interval(x, 3e4, 3e4, 3e7))
    part = x[:: max(1, cells // 20_000)]

    def loop() -> None:
        for count in part:
            m.quotient_interval(float(count), 3e4, 3e4, 3e7)

    plain = timed(loop, 1)
    scaled = plain.seconds * cells / len(part)
    limit = cells * 8 * 6 / bytes_per_second()
    report(
        f"Intervals of {cells:,} location quotients",
        [
            ("jiqun", f"{ours.seconds:.3f} s ({ours.processor:.3f} s of processors)"),
            ("one cell at a time", f"{scaled:.1f} s (from {len(part):,} cells)"),
            ("ratio", f"{scaled / ours.seconds:.0f}"),
            ("reading and writing alone", f"{limit:.3f} s; distance {ours.seconds / limit:.1f}x"),
        ],
    )


def whole_table(regions: int, industries: int) -> None:
    """Quotients, indices, relatedness and KCI of one table."""
    table = specialised_table(regions, industries)
    people = dict(zip(table.regions, table.values.sum(axis=1).tolist(), strict=True))
    seconds = {}
    with Clock("all") as ours:
        for id in TABLE.split():
            options = {"population": people} if id == "rpop" else {}
            with Clock(id) as clock:
                MEASURES[id].compute(table, **options)
            seconds[id] = clock.seconds
    small = table.values[: regions // 4]
    plain = timed(lambda: plain_kci(small), 1)
    scaled = plain.seconds * 4.0**3
    multiply = regions * industries**2 * 8 / gigaflops() / 1e9
    traffic = regions * industries * 8 * 60 / bytes_per_second()
    slowest = sorted(seconds, key=seconds.get, reverse=True)[:4]
    report(
        f"{len(seconds)} measures of a {regions:,} x {industries:,} table",
        [
            ("jiqun", f"{ours.seconds:.2f} s ({ours.processor:.2f} s of processors); goal 3 s"),
            ("slowest", ", ".join(f"{id} {seconds[id]:.2f}" for id in slowest)),
            ("KCI as written", f"{scaled:.0f} s (from {regions // 4} regions, cubic)"),
            ("EconGeo's KCI alone", f"{ECONGEO_SECONDS:.0f} s (recorded)"),
            ("ratio, KCI", f"{scaled / seconds['kci']:.0f}"),
            (
                "products and one pass a cell",
                f"{multiply + traffic:.2f} s; distance {ours.seconds / (multiply + traffic):.1f}x",
            ),
        ],
    )


def complexity(regions: int, industries: int, years: int) -> None:
    """ECI, PCI, proximity and density, one year and many."""
    panel = specialised_table(regions, industries, years=years, mean=3.0)

    def one(counts: Counts) -> None:
        m.economic_complexity(counts)
        m.product_complexity(counts)
        m.proximity(counts)
        m.relatedness_density(counts)

    year = timed(lambda: one(panel.of(panel.years[0])))
    with Clock("years") as many:
        for counts in panel:
            one(counts)
    part = industries // 5
    small = panel.of(panel.years[0]).values[:, :part].T
    plain = timed(lambda: plain_kci(small[small.sum(axis=1) > 0]), 1)
    scaled = plain.seconds * 5.0**3
    multiply = regions * industries**2 * 4 / gigaflops() / 1e9
    traffic = industries**2 * 8 * 12 / bytes_per_second()
    report(
        f"ECI, PCI, proximity, density: {regions} x {industries:,}",
        [
            ("jiqun, a year", f"{year.seconds:.2f} s ({year.processor:.2f} s); goal 1 s"),
            (f"jiqun, {years} years", f"{many.seconds:.1f} s ({many.processor:.1f} s); goal 15 s"),
            ("PCI as written", f"{scaled:.0f} s (from {part} industries, cubic)"),
            ("ecomplexity", f"{ECOMPLEXITY_SECONDS:.0f} s a year (recorded)"),
            ("ratio", f"{scaled / year.seconds:.0f}"),
            (
                "products and twelve passes a pair",
                f"{multiply + traffic:.2f} s; distance {year.seconds / (multiply + traffic):.1f}x",
            ),
        ],
    )


def some_plants(regions: int, industries: int, plants: int) -> Plants:
    """Plants of unequal size in unequal regions and industries."""
    chance = stream(seed=4, name="benchmark")
    where = chance.dirichlet(np.full(regions, 0.5))
    what = chance.dirichlet(np.full(industries, 2.0))
    return Plants(
        regions=tuple(f"r{k}" for k in range(regions)),
        industries=tuple(f"i{k}" for k in range(industries)),
        region_at=chance.choice(regions, plants, p=where),
        industry_at=chance.choice(industries, plants, p=what),
        employment=np.ceil(chance.lognormal(2.5, 1.2, plants)),
    )


def coagglomeration(regions: int, industries: int, plants: int, draws: int) -> None:
    """All pairs with a null of relocated plants."""
    table = some_plants(regions, industries, plants)
    m.coagglomeration(some_plants(20, 4, 100), draws=2, seed=1)  # compile
    with Clock("jiqun") as ours:
        m.coagglomeration(table, draws=draws, seed=1)
    share = np.bincount(table.region_at, weights=table.employment, minlength=regions)
    share = share / share.sum()
    size = np.bincount(table.industry_at, weights=table.employment, minlength=industries)
    weight = table.employment / size[table.industry_at]
    chance = np.random.Generator(np.random.Philox(5))

    def once() -> None:
        at = chance.choice(regions, plants, p=share)
        thrown = np.zeros((regions, industries))
        np.add.at(thrown, (at, table.industry_at), weight)
        away = thrown - share[:, None]
        for i in range(industries):
            (away[:, i] * away.T).sum(axis=1)

    part = 2
    with Clock("plain") as plain:
        for _ in range(part):
            once()
    scaled = plain.seconds * draws / part
    multiply = draws * regions * industries**2 / 2 / gigaflops() / 1e9
    report(
        f"Co-agglomeration: {industries} industries, {regions:,} regions, {plants:,} plants,"
        f" {draws:,} draws",
        [
            ("jiqun", f"{ours.seconds:.1f} s ({ours.processor:.1f} s of processors); goal 20 s"),
            ("NumPy, pair by pair", f"{scaled:.0f} s (from {part} draws)"),
            ("ratio", f"{scaled / ours.seconds:.0f}"),
            (
                "multiplying alone",
                f"{multiply:.1f} s; distance {ours.seconds / multiply:.1f}x",
            ),
            ("memory", f"{peak_gigabytes():.2f} GB"),
        ],
    )


def main() -> None:
    """Run all cases."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    small = options.parse_args().quick
    print(describe())
    quotients(100_000 if small else 1_000_000)
    whole_table(*((300, 100) if small else (3_000, 1_000)))
    complexity(*((60, 500, 3) if small else (200, 5_000, 20)))
    coagglomeration(*((300, 40, 5_000, 50) if small else (3_000, 400, 250_000, 1_000)))


if __name__ == "__main__":
    main()
