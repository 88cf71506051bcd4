"""What can be put on the map of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import polars as pl

from jiqun.clusters import schemes
from jiqun.clusters.leading import AMOUNTS, COUNTED, EMPLOYMENT
from jiqun.core import Words, quantity_led
from jiqun.studies.browsing.snapshots import Snapshot

Scale = Literal["log", "linear"]
Subject = Literal["cell", "region"]
RATING = "rating:"
#: What is drawn of cells beside amounts, and of regions beside those of what leads.
OF_CELLS = ("micro_share", "macro_share", "wage", "growth", "visible_share")
OF_REGIONS = ("strength", "herfindahl", "diversity", "traded_{}", "region_{}",
              "region_visible_share")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuantity:
    """Something that can be put on the map.

    Attributes
    ----------
    id
        Of /quantities, or rating:SCHEME.
    unit
        A currency is the data's own.
    neutral
        The value that means neither much nor little; null where none does.
    per
        What a value belongs to.
    """

    id: str
    title: Words
    unit: str
    neutral: float | None
    scale: Scale
    per: Subject


def map_quantities(shown: Snapshot) -> tuple[MapQuantity, ...]:
    """List what can be put on the map: cells' quantities, ratings, regions' quantities."""
    money = currency(shown)
    leading = shown.leading
    regional = [id.format(leading) for id in OF_REGIONS]
    amounts = _amounts(shown)
    drawn = [id for id in OF_CELLS if id != "wage" or {EMPLOYMENT, "payroll"} <= {*amounts}
                or leading == EMPLOYMENT]  # fmt: skip
    ids = ("quotient", *amounts, *drawn, *regional)
    found = [_quantity(id, money, leading) for id in ids]
    of_cells = [one for one in found if one and one.per == "cell"]
    of_regions = [one for one in found if one and one.per == "region"]
    return (*of_cells, *(_rating(id) for id in shown.rated_schemes), *of_regions)


def _amounts(shown: Snapshot) -> tuple[str, ...]:
    """Name the amounts that are drawn: what leads first, then jobs, establishments, what is known.

    Where jobs lead, jobs and establishments are drawn whether or not they are known.
    """
    if not shown.stock or shown.leading == EMPLOYMENT:
        return COUNTED[::-1]
    cells = shown.workspace.scan("cells")
    known = cells.select(pl.col(AMOUNTS).is_not_null().any()).collect().row(0, named=True)
    order = (shown.leading, *COUNTED[::-1], *AMOUNTS)
    return tuple(name for name in dict.fromkeys(order) if known[name])


def currency(shown: Snapshot) -> str | None:
    """Name the currency of the cells; None where they tell of no money."""
    if not shown.stock:
        return None
    money = shown.workspace.scan("cells").select("currency").drop_nulls().head(1).collect()
    return str(money.item()) if len(money) else None


def _quantity(id: str, money: str | None, leading: str) -> MapQuantity | None:
    known = quantity_led(id, leading)
    unit = money if known.unit == "currency" else known.unit
    if unit is None:
        return None
    return MapQuantity(
        id=id,
        title=known.title,
        unit=unit,
        neutral=known.neutral,
        scale=known.scale,
        per=cast("Subject", known.per[0]),
    )


def _rating(scheme: str) -> MapQuantity:
    return MapQuantity(
        id=f"{RATING}{scheme}",
        title=Words.of(schemes()[scheme].title),
        unit="rating",
        neutral=None,
        scale="linear",
        per="cell",
    )
