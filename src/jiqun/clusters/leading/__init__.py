"""Which quantity leads: what cells are summed, compared and rated by.

Knows the columns of activity and how cells say what leads them. Must not know schemes or stores.
"""

from jiqun.clusters.leading.quantities import (
    AMOUNTS,
    COUNTED,
    EMPLOYMENT,
    LEADS,
    MONEY,
    Led,
    called,
    known_cells,
    leading_quantity,
    led,
    led_by,
    named_by,
)
from jiqun.clusters.leading.rules import led_scheme, left_out

__all__ = [
    "AMOUNTS",
    "COUNTED",
    "EMPLOYMENT",
    "LEADS",
    "MONEY",
    "Led",
    "called",
    "known_cells",
    "leading_quantity",
    "led",
    "led_by",
    "led_scheme",
    "left_out",
    "named_by",
]
