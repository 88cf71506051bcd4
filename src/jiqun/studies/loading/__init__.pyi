# The door of this room: each name with the file it stands in; loaded when asked for.

from .boundaries import Boundaries as Boundaries, administrative as administrative
from .commits import (
    History as History,
    Status as Status,
    UndoReport as UndoReport,
    history as history,
    status as status,
    undo as undo,
)
from .create import CreateReport as CreateReport, create_workspace as create_workspace
from .fetching import FetchReport as FetchReport, Publisher as Publisher, fetch as fetch
from .load import (
    LoadOptions as LoadOptions,
    LoadReport as LoadReport,
    load_table as load_table,
    table_template as table_template,
)
from .naming import FilledTable as FilledTable
from .sources import SourceRow as SourceRow, list_sources as list_sources
