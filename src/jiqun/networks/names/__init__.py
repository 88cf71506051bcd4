"""Who is who: names of organisations in English and Chinese, likely pairs, and what was decided.

Knows forms of law, short forms, places in names, scores with reasons, and a file of decisions.
Must not merge anything that nobody decided.
"""

from jiqun.networks.names.candidates import Candidate, Found, likely_pairs
from jiqun.networks.names.decisions import (
    COLUMNS,
    DECISIONS,
    Decisions,
    decision_rows,
    decisions_of,
    merged_codes,
)
from jiqun.networks.names.forms import NameForm, Places, name_form, place_table, simplified
from jiqun.networks.names.scores import REASONS, Likeness, likeness

__all__ = [
    "COLUMNS",
    "DECISIONS",
    "REASONS",
    "Candidate",
    "Decisions",
    "Found",
    "Likeness",
    "NameForm",
    "Places",
    "decision_rows",
    "decisions_of",
    "likely_pairs",
    "likeness",
    "merged_codes",
    "name_form",
    "place_table",
    "simplified",
]
