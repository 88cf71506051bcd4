"""What can be put on the map of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiqun.clusters import schemes
from jiqun.core import Words, both
from jiqun.studies.browsing.snapshots import Snapshot

Scale = Literal["log", "linear"]
Subject = Literal["cell", "region"]
RATING = "rating:"
#: Quantity -> (unit, neutral value, scale, what it belongs to).
SHOWN: dict[str, tuple[str, float | None, Scale, Subject]] = {
    "quotient": ("1", 1.0, "log", "cell"),
    "employment": ("persons", None, "log", "cell"),
    "establishments": ("establishments", None, "log", "cell"),
    "micro_share": ("share", None, "linear", "cell"),
    "macro_share": ("share", None, "log", "cell"),
    "wage": ("currency", None, "linear", "cell"),
    "growth": ("share per year", 0.0, "linear", "cell"),
    "strength": ("share", None, "linear", "region"),
    "herfindahl": ("1", None, "linear", "region"),
    "diversity": ("categories", None, "linear", "region"),
    "traded_employment": ("persons", None, "log", "region"),
    "region_employment": ("persons", None, "log", "region"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that can be put on the map.

    Attributes
    ----------
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


def quantities(shown: Snapshot) -> tuple[Quantity, ...]:
    """List what can be put on the map: cells' quantities, ratings, regions' quantities."""
    money = _currency(shown)
    plain = [
        _quantity(id, money if SHOWN[id][0] == "currency" else SHOWN[id][0])
        for id in SHOWN
        if SHOWN[id][0] != "currency" or money
    ]
    of_cells = [one for one in plain if one.per == "cell"]
    of_regions = [one for one in plain if one.per == "region"]
    return (*of_cells, *(_rating(id) for id in shown.rated_schemes), *of_regions)


def _quantity(id: str, unit: str | None) -> Quantity:
    _, neutral, scale, per = SHOWN[id]
    title = both(f"quantities.{id}")
    return Quantity(id=id, title=title, unit=unit or "", neutral=neutral, scale=scale, per=per)


def _rating(scheme: str) -> Quantity:
    return Quantity(
        id=f"{RATING}{scheme}",
        title=Words.of(schemes()[scheme].title),
        unit="rating",
        neutral=None,
        scale="linear",
        per="cell",
    )


def _currency(shown: Snapshot) -> str | None:
    if not shown.stock:
        return None
    money = shown.workspace.scan("cells").select("currency").drop_nulls().head(1).collect()
    return str(money.item()) if len(money) else None
