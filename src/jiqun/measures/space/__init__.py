"""Concentration in continuous space: Kd, M, m, Ripley's functions, and whole studies.

Knows points with coordinates and what randomness would make of them.
Must not know regions, files or faces.
"""

from jiqun.measures.space.distances import kd
from jiqun.measures.space.moments import PairMoments, relabelling_moments
from jiqun.measures.space.nulls import Null, NullKind
from jiqun.measures.space.relative import m, m_density
from jiqun.measures.space.ripley import Window, diggle_d, ripley_k, ripley_l
from jiqun.measures.space.smoothing import Smoothing
from jiqun.measures.space.study import kd_study

__all__ = [
    "Null",
    "NullKind",
    "PairMoments",
    "Smoothing",
    "Window",
    "diggle_d",
    "kd",
    "kd_study",
    "m",
    "m_density",
    "relabelling_moments",
    "ripley_k",
    "ripley_l",
]
