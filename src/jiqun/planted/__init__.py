"""Floor 2: a synthetic country with known truth, in all canonical tables.

Knows how a seeded economy with planted clusters, stages, networks, chains and programmes is
made, what it looks like beside real ones, and how well a finding matches what was planted.
Must not know any workspace, file, measure or way of finding clusters: it plants and scores.
"""

from jiqun.planted.economy import Economy, canonical, economy
from jiqun.planted.moments import NEEDED, Compared, RealFigure, compared, measured, references
from jiqun.planted.plans import (
    COUNTRY,
    COUNTRY_ZH,
    CURRENCY,
    DEFINITION,
    GENERATOR,
    EconomyPlan,
    bounded,
    economy_plan,
    refusal,
)
from jiqun.planted.scoring import FindScore, Score, score, score_finds

__all__ = [
    "COUNTRY",
    "COUNTRY_ZH",
    "CURRENCY",
    "DEFINITION",
    "GENERATOR",
    "NEEDED",
    "Compared",
    "Economy",
    "EconomyPlan",
    "FindScore",
    "RealFigure",
    "Score",
    "bounded",
    "canonical",
    "compared",
    "economy",
    "economy_plan",
    "measured",
    "references",
    "refusal",
    "score",
    "score_finds",
]
