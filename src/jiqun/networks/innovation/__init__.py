"""An innovation cluster: its scale and mix, its reach, what it lacks and what lies around it."""

from jiqun.networks.innovation.absorption import absorption_ratios
from jiqun.networks.innovation.complements import NeedSupply, complement_matrix, need_supply
from jiqun.networks.innovation.mismatch import SpaceMismatch, space_mismatch
from jiqun.networks.innovation.mixes import GERMAN, actor_mix, tie_mix
from jiqun.networks.innovation.profiles import innovation_profiles
from jiqun.networks.innovation.reach import buzz_and_pipelines, university_openness
from jiqun.networks.innovation.rings import rings_around, satellites
from jiqun.networks.innovation.structures import core_tiers, structure_types

__all__ = [
    "GERMAN",
    "NeedSupply",
    "SpaceMismatch",
    "absorption_ratios",
    "actor_mix",
    "buzz_and_pipelines",
    "complement_matrix",
    "core_tiers",
    "innovation_profiles",
    "need_supply",
    "rings_around",
    "satellites",
    "space_mismatch",
    "structure_types",
    "tie_mix",
    "university_openness",
]
