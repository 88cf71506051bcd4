"""People and a workspace: its accounts, what is assigned to whom, lists of both to take out.

Knows workspaces, accounts and frames. Must not know any face.
"""

from jiqun.studies.people.assigned import AssignedRow, assigned_rows, refuse_no_row
from jiqun.studies.people.lists import audit_frame, export_people, users_frame
from jiqun.studies.people.opening import accounts
from jiqun.studies.people.removing import remove_person

__all__ = [
    "AssignedRow",
    "accounts",
    "assigned_rows",
    "audit_frame",
    "export_people",
    "refuse_no_row",
    "remove_person",
    "users_frame",
]
