"""Routes of single edits: rows and their form, checking, changing, undoing, sheets."""

from jiqun.web.routes.edits import listing, rows, sheets
from jiqun.web.routes.edits.sheets import sheet_in_route

#: Only for whoever may edit: they show rows as they are, protected or not.
ROUTERS = (rows.api, listing.api, sheets.api)

__all__ = ["ROUTERS", "sheet_in_route"]
