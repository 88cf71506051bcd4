"""A printed table before anything is known of its columns: cells, units, words, where things stand.

Knows how tables are printed. Must not know lists of names, maps or tables of ours but their heads.
"""

from jiqun.sources.looking.printed.cells import amount, bare, is_missing, is_number, year_of
from jiqun.sources.looking.printed.evidence import NOWHERE, Found, quantity_in, year_in
from jiqun.sources.looking.printed.grids import Grid, open_grids
from jiqun.sources.looking.printed.phrases import kind_words, phrase
from jiqun.sources.looking.printed.structure import Structure, find_structure
from jiqun.sources.looking.printed.units import read_unit, split_unit
from jiqun.sources.looking.printed.wording import KEYS, QUANTITIES, Headed, headed, led, total_of

__all__ = [
    "KEYS",
    "NOWHERE",
    "QUANTITIES",
    "Found",
    "Grid",
    "Headed",
    "Structure",
    "amount",
    "bare",
    "find_structure",
    "headed",
    "is_missing",
    "is_number",
    "kind_words",
    "led",
    "open_grids",
    "phrase",
    "quantity_in",
    "read_unit",
    "split_unit",
    "total_of",
    "year_in",
    "year_of",
]
