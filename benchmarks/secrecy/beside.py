"""Secondary suppression beside its peers, and at the size of a country.

python -m benchmarks.secrecy.beside [--part small|middle|large] [--seeds 20] [--years 10]

Every pattern is audited by exact linear programmes: how many secrets a reader of the printed
table can narrow beyond the rule, and how many a reader who is a single contributor can. The peers
stand in ``peers``; each is given the same secrets, reaches and weights.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import replace

import numpy as np

from benchmarks.secrecy.countries import country, hierarchy
from benchmarks.secrecy.peers import hypercube, network, optimum
from jiqun.secrecy import Contributions, Margins, Primary, Rules, audit, primary, suppress
from jiqun.secrecy.suppression import secrets_of

RULES = Rules()


def narrowed(margins: Margins, cells: Contributions, found: Primary, hidden) -> tuple[int, int]:
    """Count secrets narrowed by anybody, and those narrowed by some single contributor only."""
    secrets = np.flatnonzero(found.mask)
    told = audit(margins, cells.total, hidden, of=secrets)
    open_to_all = _beyond(told, found, secrets)
    asked = secrets_of(margins, cells, found)
    lost = open_to_all.copy()
    for who in np.unique(asked.owner[asked.owner >= 0]):
        mine = asked.owner == who
        others = secrets[~mine[secrets] & ~lost]
        if not len(others):
            continue
        seen = audit(margins, cells.total, hidden, of=others, known=mine)
        inside = np.array([_inside(margins, asked, p, who) for p in others])
        lost[np.isin(secrets, others[_beyond(seen, found, others) & ~inside])] = True
    return int(open_to_all.sum()), int(lost.sum() - open_to_all.sum())


def _beyond(told, found: Primary, cells) -> np.ndarray:
    hair = 1e-6 * np.maximum(found.upper[cells], 1.0)
    low = told.lower > found.lower[cells] + hair
    return (low | (told.upper < found.upper[cells] - hair)).any(axis=1)


def _inside(margins: Margins, asked, cell: int, who: int) -> bool:
    """Whether a contributor stands at a lowest cell of a secret: he is held against less."""
    place, parents = margins.place, margins.parents
    mine = np.flatnonzero(asked.owner == who)
    for axis in (1, 2):
        at = place[mine, axis].copy()
        reached = at == place[cell, axis]
        while (at >= 0).any():
            at = np.where(at >= 0, parents[axis - 1][at], -1)
            reached |= at == place[cell, axis]
        mine = mine[reached]
    return bool(len(mine))


def compared(
    sizes: tuple[tuple[int, int], tuple[int, int]], firms: int, args, *, best: bool
) -> None:
    """Run every way on made countries and print the sums."""
    totals: dict[str, list] = defaultdict(lambda: np.zeros(6))
    proved = number = secrets = 0
    for seed in range(args.seeds):
        margins, cells = country(hierarchy(*sizes[0]), hierarchy(*sizes[1]), firms, seed=seed)
        found = primary(cells, RULES)
        if not found.mask.any():
            continue
        number, secrets = number + 1, secrets + int(found.mask.sum())
        for name, run in ways(margins, cells, found, args, best=best):
            begin = time.perf_counter()
            hidden, sure = run()
            took = time.perf_counter() - begin
            weight = np.log1p(cells.total[:, 0]) + 1.0
            more = hidden & ~found.mask & (cells.total[:, 0] > 0)
            anybody, single = narrowed(margins, cells, found, hidden)
            row = [
                more.sum(),
                weight[more].sum(),
                cells.total[more, 0].sum(),
                anybody,
                single,
                took,
            ]
            totals[name] += np.array(row)
            proved += int(name.startswith("optimum") and sure)
    print(f"{number} tables of {margins.cells} cells, {secrets} secrets in all")
    print(f"{'':34}{'cells':>7}{'weight':>9}{'value':>9}{'open':>6}{'single':>8}{'seconds':>9}")
    for name, row in totals.items():
        print(
            f"{name:34}{row[0]:7.0f}{row[1]:9.0f}{row[2]:9.0f}{row[3]:6.0f}{row[4]:8.0f}{row[5]:9.2f}"
        )
    if best:
        print(f"optimum proved in {proved} of {number} tables")


def ways(margins: Margins, cells: Contributions, found: Primary, args, *, best: bool):
    """List the ways: ours with and without single readers, and the peers."""
    values = cells.total[:, 0]
    asked = secrets_of(margins, cells, found)
    plain = replace(cells, count=np.maximum(cells.count, 2), owner=None)
    cost = np.where(values > 0, 1 + np.log1p(values), np.inf)
    reach = np.where(found.mask, found.upper[:, 0] - values, 0.0)
    down = np.where(found.mask, values - found.lower[:, 0], 0.0)
    yield "jiqun", lambda: (suppress(margins, cells, found).mask, True)
    yield (
        "jiqun, nobody knows a cell",
        lambda: (suppress(margins, plain, replace(found, owner=plain.owner)).mask, True),
    )
    lone = (cells.count == 1) & found.mask
    yield (
        "hypercube",
        lambda: (hypercube(margins, values, found.mask, ratio=0.1, single=lone), True),
    )
    yield "primary only", lambda: (found.mask, True)
    if not best:
        return
    yield "shortest paths", lambda: (network(margins, values, (asked.cells, reach), cost), True)
    yield (
        "optimum, nobody knows a cell",
        lambda: optimum(margins, values, (asked.cells, down, reach), cost, seconds=args.seconds),
    )


def large(args) -> None:
    """Protect a country of 300 regions by 200 industries by years."""
    margins, cells = country(
        hierarchy(30, 300), hierarchy(20, 200), args.firms, seed=1, years=args.years
    )
    begin, used = time.perf_counter(), time.process_time()
    found = primary(cells, RULES)
    told = suppress(margins, cells, found)
    wall, cpu = time.perf_counter() - begin, time.process_time() - used
    loss = told.loss
    print(f"{margins.cells:,} cells in {args.years} years, {loss.cells:,} not empty")
    print(f"secrets {loss.primary:,}, withheld besides {loss.secondary:,}, open {len(told.open)}")
    print(f"share of the lowest cells' value withheld {loss.value[0]:.1%}")
    print(f"{wall:.1f} s, {cpu:.1f} s of processor")
    rng = np.random.default_rng(0)  # noqa: TID251 - a sample to audit
    secrets = np.flatnonzero(found.mask & (margins.place[:, 0] == 0))
    sample = np.sort(rng.choice(secrets, min(args.audited, len(secrets)), replace=False))
    begin = time.perf_counter()
    seen = audit(margins, cells.total, told.mask, of=sample)
    bad = int(_beyond(seen, found, sample).sum())
    print(
        f"exact audit of {len(sample)} secrets: {bad} narrowed, {time.perf_counter() - begin:.1f} s"
    )


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("small", "middle", "large"))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--firms", type=int, default=120_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--audited", type=int, default=20)
    args = parser.parse_args()
    if args.part in (None, "small"):
        compared(((0, 6), (0, 6)), 150, args, best=True)
    if args.part in (None, "middle"):
        compared(((3, 9), (3, 9)), 500, args, best=False)
    if args.part in (None, "large"):
        large(args)


if __name__ == "__main__":
    main()
