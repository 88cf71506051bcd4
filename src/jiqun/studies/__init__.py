"""Floor 9: whole jobs, from a workspace through the rooms to results and back.

Knows workspaces, sources and every room below; each function is one job that a face calls.
Must not know any face: no words typed, no HTTP, nothing printed.

What faces call stands here by name and is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiqun.studies.exporting.tables import ExportReport as ExportReport
    from jiqun.studies.exporting.tables import export_table as export_table
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

#: Where each name stands: a line a module, by folder.
_MODULES = {
    "exporting.tables": ("ExportReport", "export_table"),
    "loading.create": ("CreateReport", "create_workspace"),
    "loading.fetch": ("FetchReport", "Publisher", "fetch"),
    "loading.history": ("History", "Status", "UndoReport", "history", "status", "undo"),
    "loading.load": ("LoadReport", "load_table", "table_template"),
    "loading.sources": ("SourceRow", "list_sources"),
    "measuring.computing": ("Choices", "Given", "measure"),
    "measuring.describing": ("MeasureList", "MeasurePage", "describe_measure", "list_measures"),
    "measuring.listing": ("KindRow", "list_kinds"),
    "measuring.showing": ("Measured", "rows_of", "write_result"),
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
