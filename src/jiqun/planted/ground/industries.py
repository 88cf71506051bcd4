"""Industries with known relatedness: classes of groups, each a point in a space of skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue
from jiqun.kernels.linear.products import product
from jiqun.planted.plans import DEFINITION, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Dimensions of the space of skills and inputs.
DIMENSIONS = 8
TRADED_SHARE = 0.45
LOCAL_GROUPS = 10
#: Share of traded industries that the given definitions misfile at noise 1.
MISFILED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Industries:
    """The classes (leaves) and what is true of them.

    Attributes
    ----------
    codes, names, names_zh
        Of the I classes.
    group
        Shape (I,): number of each class's group.
    groups
        The G groups as the catalogue gives them.
    group_codes
        Their codes.
    traded
        Shape (G,): sold beyond the region.
    latent
        Shape (I, DIMENSIONS), unit vectors.
    weight
        Shape (I,): share of the establishments; sums to 1.
    """

    codes: list[str]
    names: list[str]
    names_zh: list[str]
    group: Int
    groups: tuple[dict[str, Any], ...]
    group_codes: list[str]
    traded: NDArray[np.bool_]
    latent: Float
    weight: Float

    def of_group(self, name: str) -> Float:
        """Give a number of each group ("size", "wage", "rd") to its classes, shape (I,)."""
        return np.array([entry[name] for entry in self.groups])[self.group]

    @property
    def slugs(self) -> list[str]:
        """Category code of each group."""
        return [entry["slug"] for entry in self.groups]

    def relatedness(self) -> Float:
        """Cosine of two classes' skills, 0 where negative, shape (I, I)."""
        return np.clip(product(self.latent, self.latent.T), 0.0, 1.0)


def make_industries(plan: EconomyPlan) -> Industries:
    """Choose the classes and give each its place and its share."""
    groups = _groups(plan.industries)
    filled = _filled(groups, plan.industries)
    group = np.repeat(np.arange(len(groups)), filled)
    group_codes = _group_codes(groups)
    traded = np.array([not entry.get("local", False) for entry in groups])
    pairs = [
        pair for entry, n in zip(groups, filled, strict=True) for pair in entry["industries"][:n]
    ]
    return Industries(
        codes=[f"{group_codes[g]}{i + 1}" for g, n in enumerate(filled) for i in range(n)],
        names=[pair[0] for pair in pairs],
        names_zh=[pair[1] for pair in pairs],
        group=group,
        groups=groups,
        group_codes=group_codes,
        traded=traded,
        latent=_latent(plan, groups, group),
        weight=_weights(plan, traded, group),
    )


def _groups(classes: int) -> tuple[dict[str, Any], ...]:
    every = catalogue("planted/industries.toml")["groups"]
    local = [entry for entry in every if entry.get("local")]
    traded = [entry for entry in every if not entry.get("local")]
    number = min(max(round(classes / 5.0), 8), len(every))
    some_local = max(2, min(round(number * LOCAL_GROUPS / len(every)), len(local)))
    return tuple(traded[: number - some_local] + local[:some_local])


def _filled(groups: tuple[dict[str, Any], ...], classes: int) -> list[int]:
    """Give each group its classes in turn until all are used."""
    filled = [0] * len(groups)
    while sum(filled) < classes:
        before = sum(filled)
        for at, entry in enumerate(groups):
            if filled[at] < len(entry["industries"]) and sum(filled) < classes:
                filled[at] += 1
        if sum(filled) == before:
            break
    return filled


def _group_codes(groups: tuple[dict[str, Any], ...]) -> list[str]:
    counts: dict[str, int] = {}
    codes = []
    for entry in groups:
        counts[entry["sector"]] = counts.get(entry["sector"], 0) + 1
        codes.append(f"{entry['sector']}{counts[entry['sector']]:02d}")
    return codes


def _latent(plan: EconomyPlan, groups: tuple[dict[str, Any], ...], group: Int) -> Float:
    """Scatter classes around their group, groups around their sector."""
    rng = plan.stream("skills")
    sectors = sorted({entry["sector"] for entry in groups})
    sector = _unit(rng.standard_normal((len(sectors), DIMENSIONS)))
    at = [sectors.index(entry["sector"]) for entry in groups]
    centre = _unit(0.7 * sector[at] + _unit(rng.standard_normal((len(groups), DIMENSIONS))))
    scatter = rng.standard_normal((len(group), DIMENSIONS)) / np.sqrt(DIMENSIONS)
    return _unit(centre[group] + 0.6 * scatter)


def _unit(vectors: Float) -> Float:
    return np.asarray(vectors / np.sqrt((vectors**2).sum(axis=1, keepdims=True)))


def _weights(plan: EconomyPlan, traded: NDArray[np.bool_], group: Int) -> Float:
    rng = plan.stream("industry-sizes")
    of_group = rng.lognormal(0, 0.6, len(traded))
    for mask, share in ((traded, TRADED_SHARE), (~traded, 1 - TRADED_SHARE)):
        of_group[mask] *= share / of_group[mask].sum()
    within = rng.lognormal(0, 1.1, len(group))
    within /= np.bincount(group, weights=within)[group]
    return np.asarray(of_group[group] * within)


def industries_table(industries: Industries) -> pl.DataFrame:
    """Give the canonical table ``industries``: sectors, groups, classes."""
    data = catalogue("planted/industries.toml")
    used = {entry["sector"] for entry in industries.groups}
    rows = [
        (s["code"], s["name"], s["zh"], "sector", None, None)
        for s in data["sectors"]
        if s["code"] in used
    ]
    for code, entry in zip(industries.group_codes, industries.groups, strict=True):
        kind = entry["technology"]
        rows.append((code, entry["name"], entry["zh"], "group", entry["sector"], kind))
    for at, code in enumerate(industries.codes):
        g = industries.group[at]
        kind = industries.groups[g]["technology"]
        parent = industries.group_codes[g]
        rows.append((code, industries.names[at], industries.names_zh[at], "class", parent, kind))
    names = ("industry", "name", "name_zh", "level", "parent", "technology_class")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(pl.lit(data["system"]).alias("system"))


def given_groups(plan: EconomyPlan, industries: Industries) -> Int:
    """Give each class the group that the given definitions file it under.

    The true one, but for a share of ``0.1 noise`` of the traded classes, never the last two of
    a group.
    """
    rng = plan.stream("definitions")
    given = industries.group.copy()
    movable = np.flatnonzero(industries.traded[given])
    wanted = round(MISFILED * plan.noise * len(movable))
    for at in rng.permutation(movable)[:wanted]:
        if np.count_nonzero(given == given[at]) > 2:  # noqa: PLR2004 - two stay
            others = np.flatnonzero(
                industries.traded & (np.arange(len(industries.traded)) != given[at])
            )
            given[at] = rng.choice(others)
    return given


def categories_table(industries: Industries, filed: Int) -> pl.DataFrame:
    """Give the canonical table ``categories`` for one filing of classes into groups."""
    entries = [industries.groups[g] for g in filed]
    return pl.DataFrame(
        {
            "definition": [DEFINITION] * len(filed),
            "category": [entry["slug"] for entry in entries],
            "industry": industries.codes,
            "name": [entry["name"] for entry in entries],
            "name_zh": [entry["zh"] for entry in entries],
            "traded": [not entry.get("local", False) for entry in entries],
        }
    )


def relatedness_table(industries: Industries) -> pl.DataFrame:
    """Give the true relatedness of every two classes, each pair once."""
    matrix = industries.relatedness()
    first, second = np.triu_indices(len(matrix), k=1)
    codes = pl.Series(industries.codes)
    return pl.DataFrame(
        {
            "industry": codes.gather(first),
            "related": codes.gather(second),
            "relatedness": matrix[first, second],
        }
    )
