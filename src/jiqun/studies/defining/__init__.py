"""Definition sets: derived from a workspace's own data, or of one's own."""

from jiqun.studies.defining.custom import CustomPlan, CustomReport, define_custom
from jiqun.studies.defining.making import define
from jiqun.studies.defining.plan import DefinePlan
from jiqun.studies.defining.report import (
    DefineReport,
    DefinitionBaseline,
    DefinitionCategory,
    DerivedCategory,
)

__all__ = [
    "CustomPlan",
    "CustomReport",
    "DefinePlan",
    "DefineReport",
    "DefinitionBaseline",
    "DefinitionCategory",
    "DerivedCategory",
    "define",
    "define_custom",
]
