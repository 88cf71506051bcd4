"""Floor 2: who may do what with a workspace: accounts, sessions, assignments, the audit log.

Knows names, roles, hashed passwords, and one file beside the tables. Must not know any table,
frame or request.
"""

from jiqun.accounts.assigning import Assignment, assign, assigned_to, unassign
from jiqun.accounts.audit import WHATS, AuditFilters, Deed, Entry, Result, What, audit_log, note
from jiqun.accounts.names import MOST as MOST_NAME
from jiqun.accounts.passwords import MOST as MOST_PASSWORD
from jiqun.accounts.passwords import Cost, check_password, made_password
from jiqun.accounts.people import (
    Account,
    add_user,
    adopt,
    change_role,
    has_accounts,
    list_users,
    remove_user,
    set_password,
    unlock_user,
    user,
)
from jiqun.accounts.roles import RIGHTS, ROLES, Right, Role
from jiqun.accounts.signing import (
    IDLE,
    LONGEST,
    LockedError,
    Session,
    WrongError,
    agrees,
    find_session,
    sign_in,
    sign_out,
)
from jiqun.accounts.store import Actor, Store
from jiqun.accounts.strength import surprises

__all__ = [
    "IDLE",
    "LONGEST",
    "MOST_NAME",
    "MOST_PASSWORD",
    "RIGHTS",
    "ROLES",
    "WHATS",
    "Account",
    "Actor",
    "Assignment",
    "AuditFilters",
    "Cost",
    "Deed",
    "Entry",
    "LockedError",
    "Result",
    "Right",
    "Role",
    "Session",
    "Store",
    "What",
    "WrongError",
    "add_user",
    "adopt",
    "agrees",
    "assign",
    "assigned_to",
    "audit_log",
    "change_role",
    "check_password",
    "find_session",
    "has_accounts",
    "list_users",
    "made_password",
    "note",
    "remove_user",
    "set_password",
    "sign_in",
    "sign_out",
    "surprises",
    "unassign",
    "unlock_user",
    "user",
]
