"""Routes that change the workspace, or belong to a change."""

from jiqun.web.routes.editing import runs, sessions, uploads
from jiqun.web.routes.editing.uploads import upload_route

ROUTERS = (sessions.api, uploads.api, runs.api)

__all__ = ["ROUTERS", "upload_route"]
