"""The differencing attack on a protected workspace: every pair of answers against the secrets.

    python -m benchmarks.secrecy.attack [--establishments 60000 --regions 60 --industries 80]

An attacker without the right asks for everything that can be asked: tables by export, cells and
their quotients, shares and ranges, profiles, categories and regions of his own. Each answer that
is told as certain is a sum over known places and industries of a year; the difference of two
answers whose footprints differ by exactly the footprint of a secret is that secret. All pairs are
tried, with their sums too. The control is the same country with the secrets alone withheld.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, stream
from jiqun.studies import PlantPlan, ProtectPlan, export_table, plant, protect, run, snapshot, view
from jiqun.studies.browsing.definitions import Tried, try_definition
from jiqun.studies.protecting import Decided, Year, build_twin, decisions, told_rows, years_of
from jiqun.workspace import Workspace

Keys = NDArray[np.uint64]
#: Numbers that agree to this are one.
EXACT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every reader knows: which ends make up which region and class, in a year.

    ``keys`` names each cell by a number so that the name of a sum is the sum of the names; cells
    in which nothing is have none.
    """

    decided: Decided
    shown: Year
    keys: Keys
    regions: Mapping[str, int]
    industries: Mapping[str, int]

    @classmethod
    def of(cls, decided: Decided, shown: Year, rng: np.random.Generator) -> Ground:
        """Name the cells of a year: of all levels, printed or not."""
        drawn = rng.integers(1, 2**63, size=shown.there.shape, dtype=np.uint64)
        ends_r = [k for k, made in enumerate(shown.regions.made_of) if made.sum() == 1]
        ends_i = [k for k, made in enumerate(shown.industries.made_of) if made.sum() == 1]
        base = np.zeros((shown.regions.made_of.shape[1], shown.industries.made_of.shape[1]),
                        dtype=np.uint64)  # fmt: skip
        lead = np.nan_to_num(next(iter(shown.values.values())))
        for r in ends_r:
            for i in ends_i:
                if lead[r, i] > 0:
                    at = np.argmax(shown.regions.made_of[r]), np.argmax(shown.industries.made_of[i])
                    base[at] = drawn[r, i] if not base[at] else base[at]
        keys = (
            shown.regions.made_of.astype(np.uint64)
            @ base
            @ (shown.industries.made_of.T.astype(np.uint64))
        )
        return cls(decided=decided, shown=shown, keys=keys, regions=shown.regions.at,
                   industries=shown.industries.at)  # fmt: skip

    def key(self, regions: Sequence[str], industries: Sequence[str]) -> np.uint64:
        """Name the sum over some regions and industries."""
        rows = [self.regions[code] for code in regions]
        columns = [self.industries[code] for code in industries if code in self.industries]
        return np.uint64(self.keys[np.ix_(rows, columns)].sum(dtype=np.uint64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an attack found.

    Attributes
    ----------
    answers, pairs
        Answers told as certain; differences and sums of two of them that were tried.
    secrets, recovered
        Secrets; those of which some pair gives a value within the interval that the rules protect.
    kinds
        Answers by what was asked.
    by
        For each secret recovered: the two questions.
    """

    answers: int
    pairs: int
    secrets: int
    recovered: int
    kinds: Mapping[str, int]
    by: tuple[tuple[str, str], ...]


def attack(
    path: Path, place: Path, decided: Sequence[Decided], *, seed: int = 7, own: int = 40
) -> Outcome:
    """Try every pair of answers of a workspace against the secrets of the one it was made from.

    Parameters
    ----------
    path
        The confidential workspace.
    place
        What a reader without the right is shown.
    decided
        The truth: cells, secrets and their intervals.
    own
        Categories, and unions of regions, that the attacker makes up for each year.
    """
    rng = stream(seed=seed, name="attack")
    ws = Workspace.open(path)
    levels = ws.frame("regions")["level"].unique().sort().to_list()
    every = {one.year: one for one in years_of(ws, told_rows(ws), ProtectPlan(levels=levels))}
    grounds = {one.shown.year: Ground.of(one, every[one.shown.year], rng) for one in decided}
    told: dict[int, list[tuple[str, np.uint64, float]]] = {year: [] for year in grounds}
    for year, kind, key, value in _answers(place, grounds, rng, own):
        told[year].append((kind, key, value))
    kinds: dict[str, int] = {}
    pairs, found, by = 0, 0, []
    for year, ground in grounds.items():
        for kind, _, _ in told[year]:
            kinds[kind] = kinds.get(kind, 0) + 1
        tried, hits = _pairs(ground, told[year])
        pairs, found, by = pairs + tried, found + len(hits), [*by, *hits.values()]
    return Outcome(
        answers=sum(kinds.values()), pairs=pairs,
        secrets=sum(int(one.primary.sum()) for one in decided), recovered=found,
        kinds=kinds, by=tuple(by),
    )  # fmt: skip


def _pairs(
    ground: Ground, told: Sequence[tuple[str, np.uint64, float]]
) -> tuple[int, dict[int, tuple[str, str]]]:
    """Try all pairs of a year's answers; an empty answer stands for each answer by itself."""
    names = ["nothing", *(kind for kind, _, _ in told)]
    keys = np.array([0, *(key for _, key, _ in told)], dtype=np.uint64)
    values = np.array([0.0, *(value for _, _, value in told)])
    own = ground.decided.shown
    at = np.argwhere(ground.decided.primary)
    secret = np.array([
        ground.key([own.regions.codes[r]], [own.industries.codes[i]]) for r, i in at
    ], dtype=np.uint64)  # fmt: skip
    order = np.argsort(secret, kind="stable")
    low, high = _intervals(ground.decided, at)
    hits: dict[int, tuple[str, str]] = {}
    for sign in (np.uint64(2**64 - 1), np.uint64(1)):  # differences, sums
        for first in range(len(keys)):
            apart = keys[first] + sign * keys
            spot = np.searchsorted(secret[order], apart)
            spot = np.minimum(spot, len(order) - 1)
            for second in np.flatnonzero(secret[order[spot]] == apart):
                value = values[first] + (values[second] if sign == 1 else -values[second])
                for number in np.flatnonzero(secret == apart[second]):
                    if low[number] < value < high[number]:
                        hits.setdefault(int(number), (names[first], names[second]))
    return 2 * len(keys) ** 2, hits


def _intervals(decided: Decided, at: NDArray[np.int64]) -> tuple[Any, Any]:
    """Give the interval of each secret; one that is a point is widened to the number itself."""
    name = next(iter(decided.lower))
    low, high = decided.lower[name][tuple(at.T)], decided.upper[name][tuple(at.T)]
    return np.minimum(low, high - EXACT) - EXACT, np.maximum(high, low + EXACT) + EXACT


def _answers(
    place: Path, grounds: Mapping[int, Ground], rng: np.random.Generator, own: int
) -> Iterator[tuple[int, str, np.uint64, float]]:
    with tempfile.TemporaryDirectory() as folder:
        rows = _exported(place, "activity", Path(folder))
        cells = _exported(place, "cells", Path(folder))
    yield from _of_rows(rows, grounds)
    yield from _of_unions(rows, grounds, rng, own)
    yield from _of_cells(place, cells, grounds)
    yield from _of_trials(place, rows, grounds, rng, own)
    yield from _of_profiles(place, grounds)


def _exported(place: Path, name: str, folder: Path) -> pl.DataFrame:
    """Take a table out as a reader does."""
    file = folder / f"{name}.csv"
    export_table(place, name=name, to=file)
    codes = dict.fromkeys(("region", "industry", "category", "cell"), pl.String)
    return pl.read_csv(file, infer_schema_length=None, schema_overrides=codes)


def _sure() -> pl.Expr:
    """Say which rows are told as certain: published, or with a range that is a point."""
    point = (pl.col("employment_high") - pl.col("employment_low")).abs() < EXACT
    return (pl.col("imputed").is_null() & pl.col("employment").is_not_null()) | point.fill_null(
        value=False
    )


def _of_rows(
    rows: pl.DataFrame, grounds: Mapping[int, Ground]
) -> Iterator[tuple[int, str, np.uint64, float]]:
    for row in rows.filter(_sure()).iter_rows(named=True):
        ground = grounds[row["year"]]
        key = ground.key([row["region"]], [row["industry"]])
        yield row["year"], "table", key, row["employment"]


def _of_unions(
    rows: pl.DataFrame, grounds: Mapping[int, Ground], rng: np.random.Generator, own: int
) -> Iterator[tuple[int, str, np.uint64, float]]:
    """Add up regions of his own: some of a level, in one class."""
    sure = rows.filter(_sure())
    for year, ground in grounds.items():
        shown = ground.shown
        levels = sorted(set(shown.regions.levels))
        here = {
            (row["region"], row["industry"]): row["employment"]
            for row in sure.filter(pl.col("year") == year).iter_rows(named=True)
        }
        codes = sorted({industry for _, industry in here})
        for _ in range(own * 5):
            level, industry = levels[rng.integers(len(levels))], codes[rng.integers(len(codes))]
            inside = [code for code, at in zip(shown.regions.codes, shown.regions.levels,
                                               strict=True) if at == level]  # fmt: skip
            drop = rng.random(len(inside)) < rng.choice([0.05, 0.3])
            some = [code for code, gone in zip(inside, drop, strict=True) if not gone]
            told = [code for code in some if (code, industry) in here]
            bare = [code for code in some if (code, industry) not in here and
                    ground.key([code], [industry])]  # fmt: skip
            if told and not bare:
                value = sum(here[code, industry] for code in told)
                yield year, "regions of his own", ground.key(told, [industry]), value


def _of_cells(
    place: Path, cells: pl.DataFrame, grounds: Mapping[int, Ground]
) -> Iterator[tuple[int, str, np.uint64, float]]:
    """Take cells, their shares and quotients times the totals, and ranges that are points."""
    ws = Workspace.open(place)
    members = _members(ws)
    totals = {
        (row["definition"], row["region"], row["year"]): (row["employment"],
                                                          row["traded_employment"])
        for row in ws.frame("region_profiles").iter_rows(named=True)
    }  # fmt: skip
    for row in cells.iter_rows(named=True):
        ground = grounds[row["year"]]
        key = ground.key([row["region"]], members[row["definition"], row["category"]])
        sure = not row["imputed"] and not row["withheld"]
        low, high = row["employment_range_low"], row["employment_range_high"]
        point = low is not None and high is not None and abs(high - low) < EXACT
        if (sure or point) and row["employment"] is not None:
            yield row["year"], "cell", key, row["employment"]
        whole, _ = totals.get((row["definition"], row["region"], row["year"]), (None, None))
        ends = row["micro_share_range_low"], row["micro_share_range_high"]
        if whole and ends[0] is not None and ends[1] is not None and ends[1] - ends[0] < EXACT:
            yield row["year"], "share times total", key, row["micro_share"] * whole
        low, high = row["largest_low"], row["largest_high"]
        if low is not None and high is not None and abs(high - low) < EXACT:
            yield row["year"], "largest establishment", key, high


def _members(ws: Workspace) -> dict[tuple[str, str], list[str]]:
    grouped = ws.frame("categories").group_by("definition", "category", maintain_order=True)
    return {(str(d), str(c)): part["industry"].to_list() for (d, c), part in grouped}


def _of_trials(
    place: Path, rows: pl.DataFrame, grounds: Mapping[int, Ground], rng: np.random.Generator,
    own: int,
) -> Iterator[tuple[int, str, np.uint64, float]]:  # fmt: skip
    """Ask for categories of his own, and keep the cells of which every part is told as certain."""
    shown = snapshot(place)
    unsure = rows.filter(~_sure())
    bare = {(row["year"], row["region"], row["industry"]) for row in unsure.iter_rows(named=True)}
    codes = sorted(set(Workspace.open(place).frame("categories")["industry"]))
    for year, ground in grounds.items():
        for _ in range(own):
            some = sorted(rng.choice(codes, size=int(rng.integers(1, 6)), replace=False))
            try:
                tried = try_definition(shown, Tried(
                    industries=",".join(some), year=year, level=str(rng.choice(shown.levels)),
                ))  # fmt: skip
            except InputError:
                continue
            for cell in tried.cells:
                open_to = all((year, cell.region, code) not in bare for code in some)
                if open_to and cell.employment is not None:
                    key = ground.key([cell.region], some)
                    yield year, "category of his own", key, cell.employment


def _of_profiles(
    place: Path, grounds: Mapping[int, Ground]
) -> Iterator[tuple[int, str, np.uint64, float]]:
    """Take the totals of regions and of categories, believed whatever they rest on."""
    ws = Workspace.open(place)
    members = _members(ws)
    used: dict[str, set[str]] = {}
    for (definition, _), codes in members.items():
        used.setdefault(definition, set()).update(codes)
    for row in ws.frame("region_profiles").iter_rows(named=True):
        if row["visible_share"] == 1.0 and row["employment"] is not None:
            key = grounds[row["year"]].key([row["region"]], sorted(used[row["definition"]]))
            yield row["year"], "region's total", key, row["employment"]
    for row in ws.frame("category_profiles").iter_rows(named=True):
        if row["visible_share"] == 1.0 and row["employment"] is not None:
            ground = grounds[row["year"]]
            at = ground.shown.regions
            inside = [code for code, level in zip(at.codes, at.levels, strict=True)
                      if level == row["level"]]  # fmt: skip
            key = ground.key(inside, members[row["definition"], row["category"]])
            yield row["year"], "category's total", key, row["employment"]


def country(
    folder: Path, *, establishments: int, regions: int, industries: int, years: int
) -> Path:
    """Plant a country whose every establishment is known, and run it."""
    plan = PlantPlan(establishments=establishments, regions=regions, industries=industries,
                     years=years, withheld=0.0, seed=5)  # fmt: skip
    plant(folder / "planted", plan, workspace=folder / "ws")
    run(folder / "ws")
    return folder / "ws"


def secrets_alone(path: Path, plan: ProtectPlan, decided: Sequence[Decided], to: Path) -> Path:
    """Make the control: only cells that break a rule are withheld."""
    ws = Workspace.open(path)
    bare = [replace(one, withheld=one.primary) for one in decided]
    build_twin(ws, plan, bare, told_rows(ws), to=to, told={})
    return to


def main() -> None:
    """Plant, protect, attack, and say what came out."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("establishments", 60_000), ("regions", 60), ("industries", 80),
                        ("years", 3)):  # fmt: skip
        asked.add_argument(f"--{name}", type=int, default=usual)
    sizes = vars(asked.parse_args())
    plan = ProtectPlan(threshold=3, p=10.0, dominance=(1, 85.0))
    with tempfile.TemporaryDirectory() as folder:
        path = country(Path(folder), **sizes)
        decided = decisions(path, plan)
        report = protect(path, plan, anyway=True)
        told = report.protection
        print(f"{told.cells:,} cells, {told.withheld:,} withheld, {report.seconds:.1f} s")
        for row in told.losses:
            if row.year == max(one.year for one in told.losses):
                shown = f"{row.shown_share:.1%} of the jobs shown"
                lost = f"{row.withheld:,} of {row.cells:,} withheld"
                print(f"  {row.level} {row.industry_level}: {lost}, {shown}")
        control = secrets_alone(path, plan, decided, Path(folder) / "control")
        for name, place in (("protected", view(path, confidential=False)), ("control", control)):
            found = attack(path, place, decided)
            tried = f"{found.pairs:,} pairs of {found.answers:,} answers {dict(found.kinds)}"
            print(f"{name}: {found.recovered:,} of {found.secrets:,} secrets recovered by {tried}")
            print("   ", found.by[:3])


if __name__ == "__main__":
    main()
