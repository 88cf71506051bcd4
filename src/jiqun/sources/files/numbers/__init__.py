"""How numbers are written: which mark parts their decimals, which letters stand behind them."""

from jiqun.sources.files.numbers.decimals import unclear_numbers, with_points
from jiqun.sources.files.numbers.flags import asks, flagged, told_flags, without_flags
from jiqun.sources.files.numbers.printed import WithWords, multiplied, without_words
from jiqun.sources.files.numbers.scales import one_currency, with_units

__all__ = [
    "WithWords",
    "asks",
    "flagged",
    "multiplied",
    "one_currency",
    "told_flags",
    "unclear_numbers",
    "with_points",
    "with_units",
    "without_flags",
    "without_words",
]
