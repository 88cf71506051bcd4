"""Roles, and the rights that each has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

#: What people are to a workspace.
Role = Literal["read", "juror", "edit", "administrator"]
#: What may be done: ``read`` numbers as they are protected, see those that are ``confidential``,
#: ``edit`` tables, load and run, see and ``score`` what is assigned, ``administer`` accounts.
Right = Literal["read", "confidential", "edit", "score", "administer"]
ROLES: tuple[Role, ...] = get_args(Role)
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        "read": frozenset({"read"}),
        "juror": frozenset({"score"}),
        "edit": frozenset({"read", "confidential", "edit"}),
        "administrator": frozenset({"read", "confidential", "edit", "administer"}),
    }
)
