"""Measured beside real: how far apart, and whether inside the band."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from jiqun.planted.moments.cells import cell_moments, city_moments, read_cells
from jiqun.planted.moments.firms import firm_moments
from jiqun.planted.moments.found import Found
from jiqun.planted.moments.networks import network_moments
from jiqun.planted.moments.references import Reference, references


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A moment of an economy beside that of real ones.

    Attributes
    ----------
    reference
        The moment and its real figures.
    value
        As measured; NaN where the economy has too little to say, or no such table.
    count
        Things it was measured from.
    distance
        0 at the real figure, 1 at the edge of the band, beyond it more; NaN where it is not
        judged.
    inside
        Whether it lies inside the band; None where it is not judged: without a band, unmeasured,
        or measured from too few.
    """

    reference: Reference
    value: float
    count: int
    distance: float
    inside: bool | None


#: Columns that are read, by table; those after the bar may be absent.
NEEDED: Final = MappingProxyType(
    {
        "activity": "region industry year employment | establishments withheld hidden imputed",
        "regions": "region level | population",
        "industries": "industry level",
        "organisations": "organisation kind founded closed",
        "organisation_years": "organisation year employment | revenue rd_spend",
        "links": "source target kind year",
        "projects": "project organisation start end",
        "patents": "applicants",
        "owners": "organisation owner",
    }
)


def measured(tables: Mapping[str, pl.DataFrame]) -> dict[str, Found]:
    """Measure every moment for which the tables are there.

    Parameters
    ----------
    tables
        Canonical tables by name: ``activity`` (with ``regions`` and ``industries`` for their
        levels), ``organisations``, ``organisation_years``, ``links``, ``projects``, ``patents``;
        and ``owners`` (``organisation, owner``), which a planted economy's truth tells.

    Returns
    -------
    dict of str to Found
        By the moment's word; without a table its moments are left out.

    Examples
    --------
    >>> from jiqun.planted import economy, economy_plan
    >>> country = economy(economy_plan(establishments=1_000, seed=5, years=3))
    >>> 5 < measured(country.tables)["jobs-per-establishment"].value < 30
    True
    """
    cells = read_cells(tables)
    found = {} if cells is None else cell_moments(cells)
    if "regions" in tables:
        found |= city_moments(tables["regions"])
    return found | firm_moments(tables) | network_moments(tables)


def compared(found: Mapping[str, Found]) -> tuple[Compared, ...]:
    """Hold measured moments against the real ones, in the catalogue's order.

    Examples
    --------
    >>> [one] = compared({"supply-renewal": Found.share(550, 1_000)})
    >>> one.distance, one.inside
    (0.0, True)
    """
    return tuple(_judged(one, found[id_]) for id_, one in references().items() if id_ in found)


def distance(value: float, reference: Reference) -> float:
    """Give 0 at the real figure, 1 at the edge of its band, on the moment's own scale.

    .. math:: d = |s(x) - s(r)| / |s(e) - s(r)|

    with s the logarithm or nothing, r the real figure and e the edge of the band on x's side.
    NaN without a band, or of NaN; infinite for what has no logarithm.
    """
    if reference.band is None or math.isnan(value):
        return float("nan")
    low, high = reference.band
    if reference.scale == "difference":
        edge = high if value >= reference.real else low
        return abs(value - reference.real) / abs(edge - reference.real)
    if value <= 0:
        return float("inf")
    edge = high if value >= reference.real else low
    return abs(math.log(value / reference.real) / math.log(edge / reference.real))


def _judged(reference: Reference, found: Found) -> Compared:
    able = found.count >= reference.fewest and not math.isnan(found.value)
    far = distance(found.value, reference) if able else float("nan")
    return Compared(
        reference=reference,
        value=found.value,
        count=found.count,
        distance=far,
        inside=None if math.isnan(far) else far <= 1.0,
    )
