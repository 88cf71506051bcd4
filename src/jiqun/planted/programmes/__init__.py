"""Who is supported, what it does, and outside indicators."""

from jiqun.planted.programmes.programmes import (
    DESIGNS,
    VOUCHER_EFFECT,
    VOUCHER_SHARE,
    VOUCHERS,
    Programmes,
    indicators_table,
    make_programmes,
    programmes_table,
    treatments_table,
)

__all__ = [
    "DESIGNS",
    "VOUCHERS",
    "VOUCHER_EFFECT",
    "VOUCHER_SHARE",
    "Programmes",
    "indicators_table",
    "make_programmes",
    "programmes_table",
    "treatments_table",
]
