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
    from jiqun.studies.loading.fetch import fetch as fetch
    from jiqun.studies.loading.fetch import list_sources as list_sources
    from jiqun.studies.loading.history import History as History
    from jiqun.studies.loading.history import Status as Status
    from jiqun.studies.loading.history import UndoReport as UndoReport
    from jiqun.studies.loading.history import history as history
    from jiqun.studies.loading.history import status as status
    from jiqun.studies.loading.history import undo as undo
    from jiqun.studies.loading.load import LoadReport as LoadReport
    from jiqun.studies.loading.load import load_table as load_table
    from jiqun.studies.loading.load import table_template as table_template

#: Where each name stands: a line a module, by folder.
_MODULES = {
    "exporting.tables": ("ExportReport", "export_table"),
    "loading.create": ("CreateReport", "create_workspace"),
    "loading.fetch": ("FetchReport", "fetch", "list_sources"),
    "loading.history": ("History", "Status", "UndoReport", "history", "status", "undo"),
    "loading.load": ("LoadReport", "load_table", "table_template"),
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
