"""How numbers are written: which mark parts their decimals, which letters stand behind them."""

from jiqun.sources.files.numbers.decimals import unclear_numbers, with_points
from jiqun.sources.files.numbers.flags import asks, flagged, told_flags, without_flags
from jiqun.sources.files.numbers.scales import with_units

__all__ = [
    "asks",
    "flagged",
    "told_flags",
    "unclear_numbers",
    "with_points",
    "with_units",
    "without_flags",
]
