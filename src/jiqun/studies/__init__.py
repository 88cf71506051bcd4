"""Floor 9: whole jobs, from a workspace through the rooms to results and back.

Knows workspaces, sources and every room below; each function is one job that a face calls.
Must not know any face: no words typed, no HTTP, nothing printed.

What faces call stands here by name and is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiqun.studies.briefing.writing import BriefReport as BriefReport
    from jiqun.studies.briefing.writing import make_brief as make_brief
    from jiqun.studies.briefing.writing import write_brief as write_brief
    from jiqun.studies.briefing.writing import write_top_briefs as write_top_briefs
    from jiqun.studies.defining.custom import CustomPlan as CustomPlan
    from jiqun.studies.defining.custom import CustomReport as CustomReport
    from jiqun.studies.defining.custom import define_custom as define_custom
    from jiqun.studies.defining.define import define as define
    from jiqun.studies.defining.plan import DefinePlan as DefinePlan
    from jiqun.studies.defining.report import DefineReport as DefineReport
    from jiqun.studies.defining.report import DerivedCategory as DerivedCategory
    from jiqun.studies.exporting.tables import ExportReport as ExportReport
    from jiqun.studies.exporting.tables import export_table as export_table
    from jiqun.studies.finding.find import find as find
    from jiqun.studies.finding.plan import FindPlan as FindPlan
    from jiqun.studies.finding.records import FoundCluster as FoundCluster
    from jiqun.studies.finding.records import FoundRecord as FoundRecord
    from jiqun.studies.finding.records import found_record as found_record
    from jiqun.studies.finding.report import FindReport as FindReport
    from jiqun.studies.finding.stability import StabilityPlan as StabilityPlan
    from jiqun.studies.finding.stability import StabilityReport as StabilityReport
    from jiqun.studies.finding.stability import stability as stability
    from jiqun.studies.loading.create import CreateReport as CreateReport
    from jiqun.studies.loading.create import create_workspace as create_workspace
    from jiqun.studies.loading.fetch import FetchReport as FetchReport
    from jiqun.studies.loading.fetch import Publisher as Publisher
    from jiqun.studies.loading.fetch import fetch as fetch
    from jiqun.studies.loading.history import History as History
    from jiqun.studies.loading.history import Status as Status
    from jiqun.studies.loading.history import UndoReport as UndoReport
    from jiqun.studies.loading.history import history as history
    from jiqun.studies.loading.history import status as status
    from jiqun.studies.loading.history import undo as undo
    from jiqun.studies.loading.load import LoadReport as LoadReport
    from jiqun.studies.loading.load import load_table as load_table
    from jiqun.studies.loading.load import table_template as table_template
    from jiqun.studies.loading.sources import SourceRow as SourceRow
    from jiqun.studies.loading.sources import list_sources as list_sources
    from jiqun.studies.measuring.computing import Choices as Choices
    from jiqun.studies.measuring.computing import Given as Given
    from jiqun.studies.measuring.computing import measure as measure
    from jiqun.studies.measuring.describing import MeasureList as MeasureList
    from jiqun.studies.measuring.describing import MeasurePage as MeasurePage
    from jiqun.studies.measuring.describing import describe_measure as describe_measure
    from jiqun.studies.measuring.describing import list_measures as list_measures
    from jiqun.studies.measuring.listing import KindRow as KindRow
    from jiqun.studies.measuring.listing import list_kinds as list_kinds
    from jiqun.studies.measuring.showing import Measured as Measured
    from jiqun.studies.measuring.showing import rows_of as rows_of
    from jiqun.studies.measuring.showing import write_result as write_result
    from jiqun.studies.planting.demo import DemoReport as DemoReport
    from jiqun.studies.planting.demo import demo as demo
    from jiqun.studies.planting.plant import PlantPlan as PlantPlan
    from jiqun.studies.planting.plant import PlantReport as PlantReport
    from jiqun.studies.planting.plant import plant as plant
    from jiqun.studies.planting.score import ScoreReport as ScoreReport
    from jiqun.studies.planting.score import score_run as score_run
    from jiqun.studies.rating.bare import FlagAgreement as FlagAgreement
    from jiqun.studies.rating.bare import QuotientAudit as QuotientAudit
    from jiqun.studies.rating.bare import RatePlan as RatePlan
    from jiqun.studies.rating.bare import Scheme as Scheme
    from jiqun.studies.rating.bare import compare_quotients as compare_quotients
    from jiqun.studies.rating.bare import list_schemes as list_schemes
    from jiqun.studies.rating.bare import rate as rate
    from jiqun.studies.rating.bare import rate_bytes as rate_bytes
    from jiqun.studies.rating.rated import Rated as Rated
    from jiqun.studies.rating.rated import RatingReport as RatingReport
    from jiqun.studies.rating.report import CellRating as CellRating
    from jiqun.studies.rating.report import RunReport as RunReport
    from jiqun.studies.rating.run import RunPlan as RunPlan
    from jiqun.studies.rating.run import read_cutoffs as read_cutoffs
    from jiqun.studies.rating.run import run as run
    from jiqun.studies.rating.whole import main_job as main_job

#: Where each name stands: a line a module, by folder.
_MODULES = {
    "briefing.writing": ("BriefReport", "make_brief", "write_brief", "write_top_briefs"),
    "defining.custom": ("CustomPlan", "CustomReport", "define_custom"),
    "defining.define": ("define",),
    "defining.plan": ("DefinePlan",),
    "defining.report": ("DefineReport", "DerivedCategory"),
    "exporting.tables": ("ExportReport", "export_table"),
    "finding.find": ("find",),
    "finding.plan": ("FindPlan",),
    "finding.records": ("FoundCluster", "FoundRecord", "found_record"),
    "finding.report": ("FindReport",),
    "finding.stability": ("StabilityPlan", "StabilityReport", "stability"),
    "loading.create": ("CreateReport", "create_workspace"),
    "loading.fetch": ("FetchReport", "Publisher", "fetch"),
    "loading.history": ("History", "Status", "UndoReport", "history", "status", "undo"),
    "loading.load": ("LoadReport", "load_table", "table_template"),
    "loading.sources": ("SourceRow", "list_sources"),
    "measuring.computing": ("Choices", "Given", "measure"),
    "measuring.describing": ("MeasureList", "MeasurePage", "describe_measure", "list_measures"),
    "measuring.listing": ("KindRow", "list_kinds"),
    "measuring.showing": ("Measured", "rows_of", "write_result"),
    "planting.demo": ("DemoReport", "demo"),
    "planting.plant": ("PlantPlan", "PlantReport", "plant"),
    "planting.score": ("ScoreReport", "score_run"),
    "rating.bare": (
        "FlagAgreement",
        "QuotientAudit",
        "RatePlan",
        "Scheme",
        "compare_quotients",
        "list_schemes",
        "rate",
        "rate_bytes",
    ),
    "rating.rated": ("Rated", "RatingReport"),
    "rating.report": ("CellRating", "RunReport"),
    "rating.run": ("RunPlan", "read_cutoffs", "run"),
    "rating.whole": ("main_job",),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a study when it is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
