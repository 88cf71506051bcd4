"""Floor 0: errors, the register, provenance, randomness, vocabulary, texts, digits.

Knows how a problem is told, how a number is written and traced, and how chance is drawn.
Must not know any table, measure, file or face: it imports nothing of ours.
"""

from jiqun.core.cautions import Caution, ToldCaution, read_caution, read_cautions
from jiqun.core.digits import (
    show,
    show_against,
    show_chance,
    show_count,
    show_cut_chance,
    show_growth,
    show_ratio,
    show_score,
    show_share,
    show_span,
)
from jiqun.core.encode import encode
from jiqun.core.errors import (
    BusyError,
    ConflictError,
    DamageError,
    InputError,
    JiqunError,
    MissingExtraError,
    ModelError,
    Problem,
    Problems,
    Sentences,
    ToldProblem,
    UnknownError,
    problem,
    unknown,
)
from jiqun.core.glossary import Term, glossary, term
from jiqun.core.optional import need
from jiqun.core.plans import Plan, Refused
from jiqun.core.progress import Progress, silent
from jiqun.core.provenance import Origin, Record, digest, union
from jiqun.core.quantities import (
    Quantity,
    column_words,
    head,
    led_head,
    led_text,
    named,
    quantities,
    quantities_led,
    quantity,
    quantity_led,
    unit_words,
    units,
)
from jiqun.core.randomness import stream
from jiqun.core.registry import MEASURES, MeasureSpec, load_plugins, measure
from jiqun.core.texts import say, texts, words
from jiqun.core.vocab import LANGUAGES, Language
from jiqun.core.words import Words, catalogue

__all__ = [
    "LANGUAGES",
    "MEASURES",
    "BusyError",
    "Caution",
    "ConflictError",
    "DamageError",
    "InputError",
    "JiqunError",
    "Language",
    "MeasureSpec",
    "MissingExtraError",
    "ModelError",
    "Origin",
    "Plan",
    "Problem",
    "Problems",
    "Progress",
    "Quantity",
    "Record",
    "Refused",
    "Sentences",
    "Term",
    "ToldCaution",
    "ToldProblem",
    "UnknownError",
    "Words",
    "catalogue",
    "column_words",
    "digest",
    "encode",
    "glossary",
    "head",
    "led_head",
    "led_text",
    "load_plugins",
    "measure",
    "named",
    "need",
    "problem",
    "quantities",
    "quantities_led",
    "quantity",
    "quantity_led",
    "read_caution",
    "read_cautions",
    "say",
    "show",
    "show_against",
    "show_chance",
    "show_count",
    "show_cut_chance",
    "show_growth",
    "show_ratio",
    "show_score",
    "show_share",
    "show_span",
    "silent",
    "stream",
    "term",
    "texts",
    "union",
    "unit_words",
    "units",
    "unknown",
    "words",
]
