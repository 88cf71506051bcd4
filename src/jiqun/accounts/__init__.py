"""Floor 2: who may do what with a workspace: accounts, sessions, assignments, the audit log.

Knows names, roles, hashed passwords, and one file beside the tables. Must not know any table,
frame or request.
"""

from jiqun.accounts.roles import RIGHTS, ROLES, Right, Role

__all__ = ["RIGHTS", "ROLES", "Right", "Role"]
