"""What a workspace holds, what can be shown of it, and where a reader best begins."""

from jiqun.studies.browsing.workspaces.quantities import (
    RATING,
    MapQuantity,
    Scale,
    Subject,
    currency,
    map_quantities,
)
from jiqun.studies.browsing.workspaces.summary import (
    Health,
    RatingCode,
    SchemeShort,
    TableShort,
    WorkspaceSummary,
    health,
    level_title,
    loading,
    set_title,
    state,
    workspace_summary,
)

__all__ = [
    "RATING",
    "Health",
    "MapQuantity",
    "RatingCode",
    "Scale",
    "SchemeShort",
    "Subject",
    "TableShort",
    "WorkspaceSummary",
    "currency",
    "health",
    "level_title",
    "loading",
    "map_quantities",
    "set_title",
    "state",
    "workspace_summary",
]
