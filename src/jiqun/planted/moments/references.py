"""The real figures, each with its source, as data in ``catalog/planted/moments.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from jiqun.core import Words, catalogue

#: How far two figures are apart: by their ratio, or by their difference.
Scale = Literal["ratio", "difference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure stands.

    Attributes
    ----------
    id
        Its word in the catalogue.
    cited
        Author, year, title, place.
    url
        Where to read it.
    """

    id: str
    cited: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealFigure:
    """A figure of a real economy.

    Attributes
    ----------
    value
        In the moment's unit.
    place, years
        Of what, when.
    source
        Where it stands.
    at
        Table, page or definition there.
    computed
        True where ``benchmarks.moments`` computes it from the source's data.
    """

    value: float
    place: Words
    years: str
    source: Source
    at: str
    computed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A moment: what it is, what real economies show, and how near is near enough.

    Attributes
    ----------
    id
        Its word.
    title, definition
        In both languages.
    unit
        ``1`` for shares and exponents.
    family
        ``cells``, ``firms`` or ``networks``.
    real
        The figure that the distance is counted from; NaN where none is trusted.
    band
        Lowest and highest figure taken as real; None where the moment hangs on the size of the
        economy and is told only.
    scale
        Whether distances are of ratios or of differences.
    fewest
        Things it must be measured from to be judged.
    why
        Why the band is as wide as it is.
    figures
        The real ones.
    """

    id: str
    title: Words
    definition: Words
    unit: str
    family: str
    real: float
    band: tuple[float, float] | None
    scale: Scale
    fewest: int
    why: Words
    figures: tuple[RealFigure, ...]


@cache
def references() -> Mapping[str, Reference]:
    """Give every moment by its word, in the catalogue's order.

    Examples
    --------
    >>> references()["supply-renewal"].figures[0].value
    0.55
    """
    whole = catalogue("planted/moments.toml")
    sources = {id_: Source(id=id_, **entry) for id_, entry in whole["sources"].items()}
    return MappingProxyType(
        {
            id_: _reference(id_, entry, whole["bands"], _figures(entry, sources, whole["places"]))
            for id_, entry in whole["moments"].items()
        }
    )


def _figures(
    entry: Mapping[str, Any], sources: Mapping[str, Source], places: Mapping[str, Any]
) -> tuple[RealFigure, ...]:
    return tuple(_figure(one, sources, places) for one in entry.get("real", ()))


def _reference(
    id_: str, entry: Mapping[str, Any], bands: Mapping[str, Any], figures: tuple[RealFigure, ...]
) -> Reference:
    centre = entry.get("centre", figures[0].value if figures else float("nan"))
    band = entry.get("band")
    return Reference(
        id=id_,
        title=Words.of(entry["title"]),
        definition=Words.of(entry["definition"]),
        unit=entry.get("unit", "1"),
        family=entry["family"],
        real=float(centre),
        band=None if band is None else (float(band[0]), float(band[1])),
        scale=entry.get("scale", "ratio"),
        fewest=int(entry.get("fewest", 100)),
        why=Words.of(bands[entry["why"]]),
        figures=figures,
    )


def _figure(
    entry: Mapping[str, Any], sources: Mapping[str, Source], places: Mapping[str, Any]
) -> RealFigure:
    return RealFigure(
        value=float(entry["value"]),
        place=Words.of(places[entry["place"]]),
        years=entry["years"],
        source=sources[entry["source"]],
        at=entry.get("at", ""),
        computed=entry.get("computed", False),
    )
