"""Values of subsystems brought to 0 (worst) … 1 (best), and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Problems, problem
from jiqun.kernels.fusion.coupling import degree
from jiqun.kernels.ties import levelled, ranked
from jiqun.results import aligned
from jiqun.tables import Subsystems

Float = NDArray[np.float64]
Scaling = Literal["none", "observed", "ranks"]
CLASSES = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scaled:
    """Values between 0 and 1.

    Attributes
    ----------
    values, errors
        Shape (T, N, K), T = 1 without years; errors are None where nobody gave any.
    importance
        Shape (K,), adding up to 1.
    cautions
        What deserves doubt in the scale.
    """

    values: Float
    errors: Float | None
    importance: Float
    cautions: tuple[Caution, ...]


def scaled(
    subsystems: Subsystems,
    *,
    scaling: Scaling,
    floors: Mapping[str, float] | None,
    ceilings: Mapping[str, float] | None,
    importance: Mapping[str, float] | None,
) -> Scaled:
    """Bring the values to 0 … 1: as they are, between goalposts, or relative to one another.

    Raises
    ------
    InputError
        ``subsystems-scale``, ``subsystems-goalposts``, ``subsystems-importance``,
        ``option-labels``.
    """
    shape = (max(len(subsystems.years), 1), len(subsystems.units), len(subsystems.names))
    raw = subsystems.values.reshape(shape)
    errors = None if subsystems.errors is None else subsystems.errors.reshape(shape)
    shares = _importance(subsystems.names, importance)
    found: tuple[Caution, ...] = ()
    if floors is not None or ceilings is not None:
        low, high = _goalposts(subsystems.names, scaling, floors, ceilings)
        values = (raw - low) / (high - low)
        beyond = int(((values < 0) | (values > 1)).sum())
        told = {"count": beyond, "of": int(np.isfinite(values).sum())}
        found = (Caution("fusion-clipped", told),) if beyond else ()
    elif scaling == "none":
        _refuse_scale(subsystems, raw)
        low, high, values = np.zeros(shape[-1]), np.ones(shape[-1]), raw
    elif scaling == "ranks":
        values, errors = _percentiles(raw), None
        low, high = np.zeros(shape[-1]), np.ones(shape[-1])
    else:
        low, high = _ends(raw)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = (raw - low) / np.where(high > low, high - low, np.nan)
        found = _doubt(subsystems, raw, values, shares)
    if errors is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = errors / np.where(high > low, high - low, np.nan)
    return Scaled(
        values=np.clip(values, 0.0, 1.0), errors=errors, importance=shares, cautions=found
    )


def classes(values: Float) -> Float:
    """Give the usual class of ten: 1 below 0.1 … 10 from 0.9; NaN stays."""
    return np.asarray(np.minimum(np.floor(levelled(values * CLASSES)) + 1.0, float(CLASSES)))


def _importance(names: tuple[str, ...], given: Mapping[str, float] | None) -> Float:
    if given is None:
        return np.full(len(names), 1.0 / len(names))
    found = aligned(names, given, name="importance")
    if not np.isfinite(found).all() or (found < 0).any() or found.sum() <= 0:
        told = problem("subsystems-importance", subject="importance", values=found.tolist())
        raise InputError(told)
    return np.asarray(found / found.sum())


def _goalposts(
    names: tuple[str, ...],
    scaling: Scaling,
    floors: Mapping[str, float] | None,
    ceilings: Mapping[str, float] | None,
) -> tuple[Float, Float]:
    problems = Problems()
    if scaling != "none":
        problems.add("subsystems-goalposts", subject="scaling", case="scaling", scaling=scaling)
    for name in names:
        low, high = (floors or {}).get(name), (ceilings or {}).get(name)
        if low is None or high is None or not low < high:
            problems.add("subsystems-goalposts", subject="subsystems", name=name,
                         low=str(low), high=str(high))  # fmt: skip
    problems.check()
    return (
        aligned(names, floors or {}, name="floors"),
        aligned(names, ceilings or {}, name="ceilings"),
    )


def _refuse_scale(subsystems: Subsystems, raw: Float) -> None:
    outside = (raw < 0) | (raw > 1)
    if outside.any():
        _, unit, name = np.argwhere(outside)[0]
        raise InputError(
            problem(
                "subsystems-scale",
                subject="subsystems",
                count=int(outside.sum()),
                value=float(raw[outside][0]),
                name=subsystems.names[name],
                unit=subsystems.units[unit],
            )
        )


def _ends(raw: Float) -> tuple[Float, Float]:
    known = np.isfinite(raw)
    return (
        np.min(raw, axis=(0, 1), where=known, initial=np.inf),
        np.max(raw, axis=(0, 1), where=known, initial=-np.inf),
    )


def _percentiles(raw: Float) -> Float:
    """Give (rank - 1/2) / n among all units and years that are known."""
    values = np.full(raw.shape, np.nan)
    for at in range(raw.shape[-1]):
        column = raw[..., at]
        known = np.isfinite(column)
        values[..., at][known] = (ranked(column[known]) - 0.5) / max(int(known.sum()), 1)
    return values


def _doubt(
    subsystems: Subsystems, raw: Float, values: Float, importance: Float
) -> tuple[Caution, ...]:
    """Say whose leaving would move most classes, and which subsystem is the same everywhere."""
    low, high = _ends(raw)
    equal = [name for name, a, b in zip(subsystems.names, low, high, strict=True) if not a < b]
    if equal:
        return tuple(Caution("fusion-equal", {"name": name}) for name in equal)
    before = classes(degree(np.clip(values, 0.0, 1.0), importance))
    holders = np.flatnonzero(((raw == low) | (raw == high)).any(axis=(0, 2)))
    worst = (0, -1, 1)
    for unit in holders[: 4 * len(low)]:
        others = np.delete(raw, unit, axis=1)
        if others.shape[1] == 0:
            continue
        start, end = _ends(others)
        with np.errstate(divide="ignore", invalid="ignore"):
            again = np.clip((others - start) / (end - start), 0.0, 1.0)
        after, was = classes(degree(again, importance)), np.delete(before, unit, axis=1)
        known = np.isfinite(was)
        moved = int((after[known] != was[known]).sum())
        worst = max(worst, (moved, -int(unit), int(known.sum())))
    moved, unit, count = worst
    named = subsystems.units[-unit] if moved else ""
    told = {"unit": named, "moved": moved, "units": count}
    return (Caution("fusion-relative", told),) if moved else ()
