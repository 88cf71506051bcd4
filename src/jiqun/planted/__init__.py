"""Floor 2: a synthetic country with known truth, in all canonical tables.

Knows how a seeded economy with planted clusters, stages, networks, chains and programmes is
made, and how well a finding matches what was planted.
Must not know any workspace, file, measure or way of finding clusters: it plants and scores.
"""

from jiqun.planted.economy import Economy, canonical, economy
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
    "Economy",
    "EconomyPlan",
    "FindScore",
    "Score",
    "bounded",
    "canonical",
    "economy",
    "economy_plan",
    "refusal",
    "score",
    "score_finds",
]
