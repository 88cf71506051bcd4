"""What a workspace holds, what can be shown of it, and where a reader best begins."""

from jiqun.studies.browsing.workspaces.quantities import (
    RATING,
    Quantity,
    Scale,
    Subject,
    quantities,
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
    "Quantity",
    "RatingCode",
    "Scale",
    "SchemeShort",
    "Subject",
    "TableShort",
    "WorkspaceSummary",
    "health",
    "level_title",
    "loading",
    "quantities",
    "set_title",
    "state",
    "workspace_summary",
]
