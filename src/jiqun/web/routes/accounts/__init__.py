"""Routes about people: signing in, accounts, the audit log, what is whose to score."""

from jiqun.web.routes.accounts import assigned, audit, sessions, users

ROUTERS = (sessions.api, users.api, assigned.of_users, assigned.api, audit.api)

__all__ = ["ROUTERS"]
