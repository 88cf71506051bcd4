"""Briefs of a workspace: read its results, build the page, set and write it.

Knows which tables and results a brief needs. Must not know how a page looks.
"""

from jiqun.studies.briefing.writing import BriefReport, make_brief, write_brief, write_top_briefs

__all__ = ["BriefReport", "make_brief", "write_brief", "write_top_briefs"]
