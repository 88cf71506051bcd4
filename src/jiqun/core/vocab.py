"""The controlled vocabulary: one word for one thing, checked by the contract tests."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

#: Names a public function may give to its data and to its options.
ARGUMENTS: Final[frozenset[str]] = frozenset(
    {
        "regions",
        "industries",
        "counts",
        "plants",
        "flows",
        "weights",
        "distance_km",
        "year",
        "seed",
        "draws",
        "sites",
        "graph",
        "panel",
        "values",
        "binary",
        "variant",
        "level",
        "radii",
        "progress",
        "against",
        "base",
        "cells",
        "cv2",
        "ddof",
        "diagonal",
        "digits",
        "each",
        "edge",
        "end",
        "epsilon",
        "establishments",
        "groups",
        "income",
        "industry",
        "itself",
        "margin",
        "null",
        "pci",
        "population",
        "reference",
        "scale",
        "scaling",
        "smoothing",
        "start",
        "steps",
        "threshold",
        "top",
        "weighted",
        "weighting",
        "window",
        "workers",
    }
)

#: Words that would be a second name for something in ``ARGUMENTS``.
SYNONYMS: Final[dict[str, str]] = {
    "areas": "regions",
    "locations": "regions",
    "sectors": "industries",
    "activities": "industries",
    "n_sim": "draws",
    "permutations": "draws",
    "replications": "draws",
    "rng": "seed",
    "random_state": "seed",
    "w": "weights",
    "table": "counts",
    "method": "variant",
    "confidence": "level",
    "alpha": "level",
}
