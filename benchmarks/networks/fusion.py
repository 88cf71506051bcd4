"""Coupling coordination: what the common form hides, what holds its level, how long it takes.

    python -m benchmarks.networks.fusion [--quick]

Every figure of docs/explanation/dual-chain-fusion.md.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy.special import ndtr

from jiqun.core import stream
from jiqun.kernels.fusion import coupling as k
from jiqun.networks import chain_fusion, coupling_coordination
from jiqun.tables import Subsystems

HALF = np.array([0.5, 0.5])
Float = np.ndarray


def given(values: Float, **more: object) -> Subsystems:
    """Label values as two chains."""
    units = tuple(map(str, range(len(values))))
    return Subsystems(units=units, names=("industry_chain", "innovation_chain"), values=values,
                      **more)  # type: ignore[arg-type]  # fmt: skip


def tied(rng: np.random.Generator, units: int, correlation: float) -> Float:
    """Draw two uniform numbers a unit whose normal scores correlate."""
    z = rng.standard_normal((units, 2))
    z[:, 1] = correlation * z[:, 0] + np.sqrt(1 - correlation**2) * z[:, 1]
    return np.asarray(ndtr(z))


def common_form(draws: int) -> None:
    """Tell what two independent uniform numbers score."""
    u = stream(seed=1, name="common").random((draws, 2))
    usual, own = np.sqrt(k.common(u) * u.mean(axis=1)), k.degree(u, HALF)
    print(f"independent uniform numbers, {draws:,} units")
    for name, c, d in (("common", k.common(u), usual), ("corrected", k.corrected(u), own)):
        print(f"  {name:>9}: C >= 0.8 {np.mean(c >= 0.8):.3f}, D >= 0.5 {np.mean(d >= 0.5):.3f},"
              f" D >= 0.6 {np.mean(d >= 0.6):.3f}, mean D {d.mean():.3f}")  # fmt: skip


def outlier(rounds: int) -> None:
    """Add one unit twelve times as large; count classes that change among sixty others."""
    moved: dict[str, list[float]] = {"observed": [], "ranks": [], "goalposts": []}
    posts = {"industry_chain": 0.0, "innovation_chain": 0.0}, {
        "industry_chain": 100.0, "innovation_chain": 100.0}  # fmt: skip
    for draw in range(rounds):
        raw = stream(seed=2, replicate=draw, name="outlier").uniform(20, 80, (60, 2))
        more = np.vstack([raw, [[960.0, 960.0]]])
        for way, found in moved.items():
            options = (
                {"floors": posts[0], "ceilings": posts[1]}
                if way == "goalposts"
                else {"scaling": way}
            )
            a, b = (
                coupling_coordination(given(x), draws=0, **options).parts["class"]
                for x in (raw, more)
            )
            found.append(float(np.mean(a != b[:60])))
    print(f"one outlier among 61 units, mean of {rounds}: share of the others' classes that change")
    print("  " + ", ".join(f"{way} {np.mean(found):.2f}" for way, found in moved.items()))


def level_and_power(rounds: int, draws: int) -> None:
    """Tell how often the interval holds the truth and its p-value rejects."""
    print(f"chain-fusion, {rounds} draws each: interval holds the truth; p <= 0.05")
    for correlation in (0.0, 0.3, 0.6):
        rng = stream(seed=3, name="truth")
        big = [tied(rng, 4000, correlation) for _ in range(50)]
        mixed = [np.stack([x[:, 0], rng.permutation(x[:, 1])], axis=1) for x in big]
        true = float(np.mean([k.degree(x, HALF).mean() for x in big])
                     - np.mean([k.degree(x, HALF).mean() for x in mixed]))  # fmt: skip
        for units in (15, 30, 100):
            holds = found = 0
            for draw in range(rounds):
                x = tied(stream(seed=4, replicate=draw, name="units"), units, correlation)
                one = chain_fusion(given(x), draws=draws, seed=draw)
                holds += bool(one.low <= true <= one.high)
                found += bool(one.parts["p_value"] <= 0.05)
            print(f"  correlation {correlation:.1f} (increment {true:.3f}), {units:>3} units:"
                  f" {holds / rounds:.3f}; {found / rounds:.3f}")  # fmt: skip


def errors(rounds: int) -> None:
    """Tell how often the interval from standard errors holds the true degree."""
    print(f"coupling-coordination with standard errors, {rounds:,} draws each: coverage")
    for truth in ((0.5, 0.5), (0.3, 0.35), (0.2, 0.7), (0.05, 0.5)):
        told = []
        for error in (0.02, 0.05, 0.1):
            rng = stream(seed=5, name="errors")
            x = np.clip(np.array(truth) + error * rng.standard_normal((rounds, 2)), 0, 1)
            found = coupling_coordination(given(x, errors=np.full(x.shape, error)), draws=0)
            true = k.degree(np.array(truth), HALF)
            told.append(np.mean((found.low <= true + 1e-9) & (true <= found.high + 1e-9)))
        print(f"  truth {truth}: " + ", ".join(f"{one:.3f}" for one in told))


def means(units: int) -> None:
    """Tell how much of each degree the two means account for."""
    x = stream(seed=6, name="means").random((units, 2))
    parts = chain_fusion(given(x), draws=9).parts
    usual, own = parts["common_told_by_means"], parts["told_by_means"]
    print(f"variance told by the two means, {units:,} units: common {usual:.3f}, own {own:.3f}")


def speed(units: int) -> None:
    """Time both measures with 999 pairings."""
    x = given(stream(seed=7, name="speed").random((units, 2)))
    for name, compute in (("unit by unit", coupling_coordination), ("whole", chain_fusion)):
        start = time.perf_counter()
        compute(x)
        print(f"{units:,} units, 999 pairings, {name}: {time.perf_counter() - start:.2f} s")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 60 if parser.parse_args().quick else 1000
    common_form(1_000_000)
    means(10_000)
    outlier(rounds)
    errors(4 * rounds)
    level_and_power(min(rounds, 400), 99)
    speed(3_000)


if __name__ == "__main__":
    main()
