"""The colours of every chart: one meaning each, told apart by colour-blind readers too.

The atlas uses the same values. Nothing is ever said by colour alone: intervals, hatching,
labels or marks repeat it.
"""

from __future__ import annotations

from typing import Final

#: The one accent: what the page is about.
ACCENT: Final = "#0b6e6e"
#: Text, secondary text, hairlines, the calm base of maps, paper.
INK: Final = "#1b2a2c"
MUTED: Final = "#55666a"
LINE: Final = "#d7dedd"
BASE: Final = "#eceeea"
PAPER: Final = "#ffffff"
#: What the reader must not overlook: a rating that may be another next year, synthetic data.
WARN: Final = "#a84e06"

#: Below the neutral value (sand to orange), neutral, above it (teal).
DIVERGING: Final[tuple[str, ...]] = (
    "#a84e06",
    "#d98a3d",
    "#f0c795",
    "#f1efe9",
    "#a6d1cc",
    "#4c9f9b",
    "#0b6e6e",
)
#: Quotients run from a quarter to four times the neutral value, evenly in logarithms.
DIVERGING_LOG2: Final = (-2.0, 2.0)
#: Low to high, even in perception.
SEQUENTIAL: Final[tuple[str, ...]] = (
    "#e7f1f0",
    "#bddcd9",
    "#88c1bd",
    "#4c9f9b",
    "#0b6e6e",
    "#064748",
)
#: A place without an outline.
LOCAL: Final = "#b9a98a"
