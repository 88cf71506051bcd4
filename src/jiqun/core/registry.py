"""The register of measures: what each is called, means, and comes from.

A face (command line, API, web form, docs page) learns all it may know of a measure here.
The function is returned untouched, so a plain call costs nothing extra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Literal, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
Family = Literal[
    "specialisation",
    "diversity",
    "concentration",
    "space",
    "association",
    "relatedness",
    "complexity",
    "dynamics",
]
#: What a measure reads: a region-by-industry table, one a year, plants, points, values on a map.
Needs = Literal["counts", "panel", "plants", "sites", "values"]
#: What one value of the result belongs to.
Per = Literal[
    "cell", "region", "industry", "region-pair", "industry-pair", "distance", "site", "whole"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSpec:
    """What a face may know of a measure.

    Attributes
    ----------
    id
        Stable, hyphenated: "location-quotient".
    family, needs, per
        Where it stands, what it reads, what one value belongs to.
    unit
        "1" for a pure number.
    bounds
        Smallest and largest possible value.
    neutral
        The value that says "neither": 1 for a quotient; None where there is none.
    higher_means
        One short statement in each language.
    source, where
        Key in ``catalog/references.bib``; page or equation.
    title
        In each language.
    aliases
        What people also type ("lq").
    emerging
        True while the measure is not settled; every face says so.
    compute
        The function.
    """

    id: str
    family: Family
    needs: Needs
    per: Per
    unit: str
    bounds: tuple[float, float]
    neutral: float | None
    higher_means: Mapping[str, str]
    source: str
    where: str
    title: Mapping[str, str]
    aliases: tuple[str, ...]
    version: int
    emerging: bool
    compute: Callable[..., Any]


_MEASURES: dict[str, MeasureSpec] = {}
MEASURES: Mapping[str, MeasureSpec] = MappingProxyType(_MEASURES)


def measure(  # noqa: PLR0913 - the description of a measure has this many parts
    id: str,
    *,
    family: Family,
    needs: Needs,
    per: Per,
    unit: str,
    bounds: tuple[float, float],
    higher_means: Mapping[str, str],
    source: str,
    title: Mapping[str, str],
    where: str = "",
    neutral: float | None = None,
    aliases: tuple[str, ...] = (),
    version: int = 1,
    emerging: bool = False,
) -> Callable[[F], F]:
    """Register a function as a measure; the function itself is returned untouched."""

    def register(compute: F) -> F:
        known = _MEASURES.get(id)
        if known is not None and _place(known.compute) != _place(compute):
            raise RuntimeError(f"measure {id!r} is registered twice")
        _MEASURES[id] = MeasureSpec(
            id=id,
            family=family,
            needs=needs,
            per=per,
            unit=unit,
            bounds=bounds,
            neutral=neutral,
            higher_means=MappingProxyType(dict(higher_means)),
            source=source,
            where=where,
            title=MappingProxyType(dict(title)),
            aliases=aliases,
            version=version,
            emerging=emerging,
            compute=compute,
        )
        return compute

    return register


def _place(compute: Callable[..., Any]) -> tuple[str, str]:
    """Where a function stands: a module that is loaded again may register its own again."""
    return compute.__module__, compute.__qualname__


def load_plugins() -> None:
    """Import what other packages add to the register (group ``jiqun.measures``)."""
    for entry in entry_points(group="jiqun.measures"):
        entry.load()
