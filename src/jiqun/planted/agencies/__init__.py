"""Agencies at work: whom they serve, whom they bring together, and what came of it."""

from jiqun.planted.agencies.introductions import settled
from jiqun.planted.agencies.tables import Agencies, agency_tables, make_agencies

__all__ = ["Agencies", "agency_tables", "make_agencies", "settled"]
