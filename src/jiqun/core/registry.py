"""The register of measures: what each is called, means, and comes from.

A face (command line, API, web form, docs page) learns all it may know of a measure here.
The function is returned untouched, so a plain call costs nothing extra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
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
#: What one value of the result belongs to.
Per = Literal[
    "cell", "region", "industry", "region-pair", "industry-pair", "distance", "site", "whole"
]

#: What a measure compares its regions with.
Base = Literal["none", "own", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a measure, before its function is known.

    Attributes
    ----------
    id
        Stable, hyphenated: "location-quotient".
    family, needs, per
        Where it stands; the kind of data it reads first; what one value belongs to.
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
    base
        What it compares with: ``none``; its regions' ``own`` sum; or ``any`` whole, the regions'
        sum or a reference from outside.
    """

    id: str = field(kw_only=False)
    family: Family
    needs: str
    per: Per
    unit: str
    bounds: tuple[float, float]
    higher_means: Mapping[str, str]
    source: str
    title: Mapping[str, str]
    where: str = ""
    neutral: float | None = None
    aliases: tuple[str, ...] = ()
    version: int = 1
    emerging: bool = False
    base: Base = "none"

    def __post_init__(self) -> None:
        for name in ("higher_means", "title"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSpec(About):
    """What a face may know of a measure, with the function that computes it."""

    compute: Callable[..., Any]


_MEASURES: dict[str, MeasureSpec] = {}
MEASURES: Mapping[str, MeasureSpec] = MappingProxyType(_MEASURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class measure(About):  # noqa: N801 - a decorator's name
    """Register a function as a measure; the function itself is returned untouched."""

    def __call__(self, compute: F) -> F:
        """Take the function that this is said of."""
        known = _MEASURES.get(self.id)
        if known is not None and _place(known.compute) != _place(compute):
            raise RuntimeError(f"measure {self.id!r} is registered twice")
        about = {one.name: getattr(self, one.name) for one in fields(self)}
        _MEASURES[self.id] = MeasureSpec(**about, compute=compute)
        return compute


def _place(compute: Callable[..., Any]) -> tuple[str, str]:
    """Where a function stands: a module that is loaded again may register its own again."""
    return compute.__module__, compute.__qualname__


def load_plugins() -> None:
    """Import what other packages add to the register (group ``jiqun.measures``)."""
    for entry in entry_points(group="jiqun.measures"):
        entry.load()
