"""Money of several years and currencies made comparable, by the table ``deflators``.

Knows price indices, exchange rates and rows with money in them. Must not know what the money is
of, nor where the table is kept.
"""

from jiqun.tables.money.comparable import (
    COUNTED,
    Basis,
    Prices,
    Told,
    comparable_money,
    need_real,
    one_currency,
)
from jiqun.tables.money.deflators import Deflators, Series

__all__ = [
    "COUNTED",
    "Basis",
    "Deflators",
    "Prices",
    "Series",
    "Told",
    "comparable_money",
    "need_real",
    "one_currency",
]
