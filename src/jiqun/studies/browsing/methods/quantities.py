"""The catalogue of quantities: what each is called, measured in, and means."""

from __future__ import annotations

from jiqun.core import Quantity, quantities
from jiqun.studies.browsing.lists import Page, whole


def quantity_list() -> Page[Quantity]:
    """List every quantity that an answer, a brief or a chart may speak of."""
    return whole(quantities().values())
