"""What can be put on the map of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from jiqun.clusters import schemes
from jiqun.core import Words, quantity
from jiqun.studies.browsing.snapshots import Snapshot

Scale = Literal["log", "linear"]
Subject = Literal["cell", "region"]
RATING = "rating:"
#: What is drawn of cells, and of regions.
OF_CELLS = ("quotient", "employment", "establishments", "micro_share", "macro_share", "wage",
            "growth", "visible_share")  # fmt: skip
OF_REGIONS = ("strength", "herfindahl", "diversity", "traded_employment", "region_employment",
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
    found = [_quantity(id, money) for id in (*OF_CELLS, *OF_REGIONS)]
    of_cells = [one for one in found if one and one.per == "cell"]
    of_regions = [one for one in found if one and one.per == "region"]
    return (*of_cells, *(_rating(id) for id in shown.rated_schemes), *of_regions)


def currency(shown: Snapshot) -> str | None:
    """Name the currency of the cells; None where they tell of no money."""
    if not shown.stock:
        return None
    money = shown.workspace.scan("cells").select("currency").drop_nulls().head(1).collect()
    return str(money.item()) if len(money) else None


def _quantity(id: str, money: str | None) -> MapQuantity | None:
    known = quantity(id)
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
