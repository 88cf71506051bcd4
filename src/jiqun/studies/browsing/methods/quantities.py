"""The catalogue of quantities: what each is called, measured in, and means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.core import Quantity, Words, quantities_led, units
from jiqun.studies.browsing.lists import Page
from jiqun.studies.browsing.snapshots import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityPage(Page[Quantity]):
    """The quantities that an answer, a brief or a chart may speak of.

    Attributes
    ----------
    units
        The words of each unit, as they follow a number; empty for a pure number.
    """

    items: tuple[Quantity, ...]
    units: Mapping[str, Words]


def quantity_list(shown: Snapshot) -> QuantityPage:
    """List every quantity as it is called by what leads here, and their units."""
    items = quantities_led(shown.leading)
    return QuantityPage(
        items=items, total=len(items), limit=len(items), offset=0, units=dict(units())
    )
