"""Agencies at work: whom they serve, whom they bring together, and what came of it."""

from jiqun.planted.agencies.introductions import Calls, introduce, settled
from jiqun.planted.agencies.tables import (
    contacts_table,
    introductions_table,
    register_table,
    work_table,
)
from jiqun.planted.agencies.work import Work, make_work

__all__ = [
    "Calls",
    "Work",
    "contacts_table",
    "introduce",
    "introductions_table",
    "make_work",
    "register_table",
    "settled",
    "work_table",
]
