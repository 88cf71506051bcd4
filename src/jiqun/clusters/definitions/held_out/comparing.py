"""Sets beside each other: how well each tells where industries are, seen and kept aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.definitions.derived import DerivedDefinition, Scorer
from jiqun.clusters.definitions.held_out.baselines import baseline_labels, labels_of
from jiqun.clusters.definitions.held_out.colocation import colocation
from jiqun.clusters.definitions.inputs import IndustryTables
from jiqun.clusters.definitions.plans import DerivationPlan
from jiqun.clusters.definitions.search import derive_definition
from jiqun.clusters.definitions.set_agreement import adjusted_rand
from jiqun.clusters.definitions.similarities import Similarities, related, similarities
from jiqun.core import InputError, stream
from jiqun.tables import Counts

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: The name of the set that was searched; how many candidates, at least, a half is searched with.
DERIVED = "derived"
FEWEST = 100
#: A half of the regions is searched with this part of the candidates.
PART = 4
#: Standard errors on either side of an interval of 95 %.
NORMAL = 1.959964
#: Regions that a correlation is taken over, at least.
FEWEST_REGIONS = 5
COLUMNS = {
    "set": pl.String, "kind": pl.String, "categories": pl.Int64, "covered": pl.Int64,
    "largest": pl.Int64, "largest_share": pl.Float64, "validation": pl.Float64,
    "validation_regions": pl.Float64, "colocation": pl.Float64, "colocation_year": pl.Float64,
    "colocation_regions": pl.Float64, "colocation_held": pl.Float64, "ahead": pl.Float64,
    "ahead_low": pl.Float64, "ahead_high": pl.Float64, "ari": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Sets beside each other.

    Attributes
    ----------
    frame
        One row a set, the searched one first, then cuts of the code, then given sets.

        ``set``, ``kind`` (``derived``, ``code``, ``given``); ``categories``; ``covered``:
        industries that it puts into a category; ``largest``, ``largest_share``: industries in
        its largest category, and the largest share of jobs in one (0-1).

        ``validation``: the validation score by all matrices (the searched set was chosen by
        it); ``validation_regions``: by place alone, in regions kept aside. ``colocation``: the
        score of :func:`colocation` in the regions and the year that the set was derived from;
        ``colocation_year``: in the other year; ``colocation_regions``: in regions kept aside
        (for the searched set: searched in one half of the regions, scored in the other, both
        ways); ``colocation_held``: in regions kept aside of the other year, or of the same
        where there is no other.

        ``ahead``, ``ahead_low``, ``ahead_high``: how far ``colocation_held`` is above that of
        the best cut of the code, with an interval of 95 % from the spread over regions kept
        aside drawn anew (which of them are kept aside stays); null for that cut. ``ari``:
        adjusted Rand index with the reference. Null is what cannot be told.
    best
        The cut of the code with the highest ``colocation_held``; None where there is none.
    ahead
        Whether the searched set's is higher; None where nothing could be kept aside.
    """

    frame: pl.DataFrame
    best: str | None
    ahead: bool | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Half:
    """Regions kept aside, and the sets, the searched one found in the other regions."""

    codes: tuple[str, ...]
    sets: Mapping[str, Int]
    same: Float
    held: Float
    near: Similarities | None


def compared_sets(
    tables: IndustryTables,
    near: Similarities,
    derived: DerivedDefinition,
    *,
    given: Mapping[str, Mapping[str, str]],
    other: Counts | None = None,
    plan: DerivationPlan,
    draws: int = 100,
) -> Comparison:
    """Hold the searched set, cuts of the code and given sets against each other.

    Parameters
    ----------
    tables, near, derived, plan
        What was searched, in which similarities, what was found, how.
    given
        By name of the set: the category of each industry; the first is the reference.
    other
        Employment of another year, by the same regions.
    draws
        Resamples of the regions kept aside, for the intervals.

    Returns
    -------
    Comparison
        Held-out columns are null with too few regions or industries for two halves; ``ahead`` is
        None where either score is.
    """
    codes = near.industries
    sets = {DERIVED: derived.labels} | baseline_labels(codes)
    kinds = dict.fromkeys(sets, "code") | {DERIVED: DERIVED} | dict.fromkeys(given, "given")
    sets |= {name: labels_of(codes, of) for name, of in given.items()}
    halves = _halves(tables, near, sets, other, plan)
    rows = [
        {"set": name, "kind": kinds[name], **_plain(name, labels, tables, near, given, plan)}
        | _seen(tables.employment, other, codes, labels)
        | _held(name, halves)
        for name, labels in sets.items()
    ]
    best = _best(rows)
    ahead = _ahead(list(sets), best, halves, draws, plan.seed)
    frame = pl.DataFrame([row | ahead[row["set"]] for row in rows], schema=COLUMNS)
    score = {row["set"]: row["colocation_held"] for row in rows}
    own, other = score[DERIVED], score.get(best or "")
    # a set that groups nothing has no score, and is told as neither ahead nor behind
    known = own is not None and other is not None
    return Comparison(frame=frame, best=best, ahead=own > other if known else None)


def _plain(
    name: str,
    labels: Int,
    tables: IndustryTables,
    near: Similarities,
    given: Mapping[str, Mapping[str, str]],
    plan: DerivationPlan,
) -> dict[str, Any]:
    codes = near.industries
    jobs = _aligned(tables.employment, codes, tables.employment.regions).sum(axis=0)
    own = given.get(name)
    covered = len(codes) if own is None else sum(code in own for code in codes)
    kinds = int(labels.max()) + 1 - (len(codes) - covered)
    reference = next(iter(given.values()), None)
    both = [i for i, code in enumerate(codes) if reference is not None and code in reference]
    ari = (
        adjusted_rand(labels[both], labels_of(codes, reference)[both])
        if reference is not None and len(both) > 1
        else float("nan")
    )
    return {
        "categories": kinds,
        "covered": covered,
        "largest": int(np.bincount(labels).max()),
        "largest_share": float(np.bincount(labels, weights=jobs).max() / jobs.sum()),
        "validation": Scorer.of(near, plan.percentile).scored(labels)["score"],
        "ari": _known(ari),
    }


def _seen(
    jobs: Counts, other: Counts | None, codes: Sequence[str], labels: Int
) -> dict[str, float | None]:
    late = None if other is None else _score(_aligned(other, codes, other.regions), labels)
    return {
        "colocation": _score(_aligned(jobs, codes, jobs.regions), labels),
        "colocation_year": late,
    }


def _halves(
    tables: IndustryTables,
    near: Similarities,
    sets: Mapping[str, Int],
    other: Counts | None,
    plan: DerivationPlan,
) -> tuple[_Half, ...]:
    """Search each half of the regions again; give what is kept aside from it."""
    regions, codes = tables.employment.regions, near.industries
    order = stream(seed=plan.seed, name="definition.halves").permutation(len(regions))
    parts = [np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :])]
    fewer = replace(plan, candidates=max(FEWEST, plan.candidates // PART))
    found = []
    for inside, outside in (parts, parts[::-1]):
        seen, aside = ([regions[r] for r in part] for part in (inside, outside))
        labels = _searched(_cut(tables, seen), near, fewer)
        if labels is None:
            return ()
        same = _aligned(tables.employment, codes, aside)
        held = same
        if other is not None:
            there = set(other.regions)
            held = _aligned(other, codes, [one for one in aside if one in there])
        own = {**sets, DERIVED: labels}
        found.append(
            _Half(codes=codes, sets=own, same=same, held=held, near=_placed(_cut(tables, aside)))
        )
    return tuple(found)


def _searched(tables: IndustryTables, near: Similarities, plan: DerivationPlan) -> Int | None:
    """Search a part of the regions as the whole was; None where it holds too little for it."""
    told = near.record.parameters
    try:
        own = related(tables, location=told["location"], together=told["together"])
        found = derive_definition(own, plan)
    except InputError:
        return None
    named = {code: str(k) for code, k in zip(found.industries, found.labels, strict=True)}
    return labels_of(near.industries, named)


def _placed(tables: IndustryTables) -> Similarities | None:
    """Relate industries by place alone; None where there is too little."""
    try:
        return similarities(tables.employment, tables.establishments)
    except InputError:
        return None


def _held(name: str, halves: Sequence[_Half]) -> dict[str, float | None]:
    """Average a set's scores over what was kept aside."""
    if not halves:
        none = ("colocation_regions", "colocation_held", "validation_regions")
        return dict.fromkeys(none)
    told = [half for half in halves if half.near is not None]
    inside = [_validation(half, name) for half in told]
    return {
        "colocation_regions": _mean([_score(half.same, half.sets[name]) for half in halves]),
        "colocation_held": _mean([_score(half.held, half.sets[name]) for half in halves]),
        "validation_regions": _mean(inside),
    }


def _validation(half: _Half, name: str, percentile: float = 0.95) -> float | None:
    """Score a set by place in the regions kept aside, over the industries that vary there."""
    near = half.near
    if near is None:
        return None
    named = {code: str(k) for code, k in zip(half.codes, half.sets[name], strict=True)}
    labels = labels_of(near.industries, named)
    return _known(Scorer.of(near, percentile).scored(labels)["score"])


def _best(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Give the cut of the code that tells most; by what was seen where nothing is kept aside."""
    cuts = [row for row in rows if row["kind"] == "code"]
    for column in ("colocation_held", "colocation"):
        scored = [row for row in cuts if row[column] is not None]
        if scored:
            return str(max(scored, key=lambda row: row[column])["set"])
    return None


def _ahead(
    names: Sequence[str], best: str | None, halves: Sequence[_Half], draws: int, seed: int
) -> dict[str, dict[str, float | None]]:
    """Say how far each set is above the best cut of the code, with an interval."""
    none: dict[str, float | None] = dict.fromkeys(("ahead", "ahead_low", "ahead_high"))
    found = {name: dict(none) for name in names}
    if best is None or not halves:
        return found
    others = [name for name in names if name != best]
    base = {name: _mean([_score(h.held, h.sets[name]) for h in halves]) for name in names}
    drawn = np.full((draws, len(others)), np.nan)
    for d in range(draws):
        rng = stream(seed=seed, name=f"definition.ahead.{d}")
        some = [half.held[rng.integers(0, len(half.held), len(half.held))] for half in halves]
        at = [_score(v, h.sets[best]) for v, h in zip(some, halves, strict=True)]
        for k, name in enumerate(others):
            own = [_score(v, h.sets[name]) for v, h in zip(some, halves, strict=True)]
            drawn[d, k] = _or_nan(_mean(own)) - _or_nan(_mean(at))
    for k, name in enumerate(others):
        known = drawn[np.isfinite(drawn[:, k]), k]
        reach = NORMAL * float(known.std()) if len(known) else np.nan
        gap = _or_nan(base[name]) - _or_nan(base[best])
        told = {"ahead": gap, "ahead_low": gap - reach, "ahead_high": gap + reach}
        found[name] = {column: _known(value) for column, value in told.items()}
    return found


def _score(values: Float, labels: Int) -> float | None:
    """Average the co-location of the industries that vary; None where none does."""
    if len(values) < FEWEST_REGIONS:
        return None
    each = colocation(values, labels)
    known = each[np.isfinite(each)]
    return float(known.mean()) if len(known) else None


def _cut(tables: IndustryTables, regions: Sequence[str]) -> IndustryTables:
    made = tables.establishments
    return replace(
        tables,
        employment=_some(tables.employment, regions),
        establishments=None if made is None else _some(made, regions),
    )


def _some(counts: Counts, regions: Sequence[str]) -> Counts:
    return Counts(
        regions=tuple(regions),
        industries=counts.industries,
        values=_aligned(counts, counts.industries, regions),
        unit=counts.unit,
        year=counts.year,
        origins=counts.origins,
    )


def _aligned(counts: Counts, industries: Sequence[str], regions: Sequence[str]) -> Float:
    """Give the cells of these regions and industries, 0 where the table lacks them."""
    row = {one: r for r, one in enumerate(counts.regions)}
    column = {one: i for i, one in enumerate(counts.industries)}
    out = np.zeros((len(regions), len(industries)))
    there = [r for r, one in enumerate(regions) if one in row]
    known = [i for i, one in enumerate(industries) if one in column]
    cells = np.ix_([row[regions[r]] for r in there], [column[industries[i]] for i in known])
    out[np.ix_(there, known)] = np.nan_to_num(counts.values[cells])
    return out


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return float(np.mean(known)) if known else None


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
