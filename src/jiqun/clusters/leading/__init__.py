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
from jiqun.clusters.leading.standing_in import JOBS, jobs_again, sized_as_jobs

__all__ = [
    "AMOUNTS",
    "COUNTED",
    "EMPLOYMENT",
    "JOBS",
    "LEADS",
    "MONEY",
    "Led",
    "called",
    "jobs_again",
    "known_cells",
    "leading_quantity",
    "led",
    "led_by",
    "led_scheme",
    "left_out",
    "named_by",
    "sized_as_jobs",
]
