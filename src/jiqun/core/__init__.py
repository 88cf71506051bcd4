"""Floor 0: errors, the register, provenance, randomness, vocabulary, texts.

Knows how a problem is told, how a number is traced and how chance is drawn.
Must not know any table, measure, file or face: it imports nothing of ours.
"""

from jiqun.core.encode import encode
from jiqun.core.errors import (
    BusyError,
    InputError,
    JiqunError,
    MissingExtraError,
    ModelError,
    Problem,
    Problems,
    UnknownError,
    unknown,
)
from jiqun.core.optional import need
from jiqun.core.progress import Progress, silent
from jiqun.core.provenance import Origin, Record, digest, union
from jiqun.core.randomness import stream
from jiqun.core.registry import MEASURES, MeasureSpec, load_plugins, measure
from jiqun.core.texts import both, catalogue, say, texts
from jiqun.core.vocab import LANGUAGES, Language
from jiqun.core.words import Words

__all__ = [
    "LANGUAGES",
    "MEASURES",
    "BusyError",
    "InputError",
    "JiqunError",
    "Language",
    "MeasureSpec",
    "MissingExtraError",
    "ModelError",
    "Origin",
    "Problem",
    "Problems",
    "Progress",
    "Record",
    "UnknownError",
    "Words",
    "both",
    "catalogue",
    "digest",
    "encode",
    "load_plugins",
    "measure",
    "need",
    "say",
    "silent",
    "stream",
    "texts",
    "union",
    "unknown",
]
