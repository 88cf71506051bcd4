"""Where the planted country is: land, countries, regions, names, industries."""

from jiqun.planted.ground.countries import ABROAD
from jiqun.planted.ground.industries import (
    Industries,
    categories_table,
    given_groups,
    industries_table,
    make_industries,
    relatedness_table,
)
from jiqun.planted.ground.land import Land, make_land, sums, to_degrees
from jiqun.planted.ground.names import Stems, scrambled, spelled
from jiqun.planted.ground.regions import NATION, Places, make_places

__all__ = [
    "ABROAD",
    "NATION",
    "Industries",
    "Land",
    "Places",
    "Stems",
    "categories_table",
    "given_groups",
    "industries_table",
    "make_industries",
    "make_land",
    "make_places",
    "relatedness_table",
    "scrambled",
    "spelled",
    "sums",
    "to_degrees",
]
