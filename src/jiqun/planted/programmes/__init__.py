"""Who is supported, what it does, and outside indicators."""

from jiqun.planted.programmes.choosing import choose, choose_firms, past_growth
from jiqun.planted.programmes.designs import (
    DESIGNS,
    VOUCHER_EFFECT,
    VOUCHER_SHARE,
    VOUCHERS,
    Design,
    designs_table,
)
from jiqun.planted.programmes.indicators import indicators_table
from jiqun.planted.programmes.measures import Measures, make_measures
from jiqun.planted.programmes.programmes import (
    FAVOUR,
    Programmes,
    make_programmes,
    programmes_table,
    treatments_table,
)
from jiqun.planted.programmes.reach import crowded, holds_of

__all__ = [
    "DESIGNS",
    "FAVOUR",
    "VOUCHERS",
    "VOUCHER_EFFECT",
    "VOUCHER_SHARE",
    "Design",
    "Measures",
    "Programmes",
    "choose",
    "choose_firms",
    "crowded",
    "designs_table",
    "holds_of",
    "indicators_table",
    "make_measures",
    "make_programmes",
    "past_growth",
    "programmes_table",
    "treatments_table",
]
