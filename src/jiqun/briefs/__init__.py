"""Floor 8: results and charts become briefs on paper and on screen.

Knows how a page is built, what is said first and how doubt is told in plain words.
Must not know where results are kept or how they were computed: it is given plain values and
gives bytes.
"""

from jiqun.briefs.cells import cell_page
from jiqun.briefs.clusters import cluster_page
from jiqun.briefs.data import (
    Brief,
    CellBriefData,
    CellRow,
    ClusterBriefData,
    Fact,
    MemberRow,
    Published,
    RegionBriefData,
    SchemeRating,
    Setting,
)
from jiqun.briefs.docx import render_docx
from jiqun.briefs.doubts import Basis, Bounds, Doubt, DoubtPart, basis_of, doubt_of
from jiqun.briefs.found import FindRow, FoundBriefData, Part, Parts, found_page
from jiqun.briefs.html import render_html
from jiqun.briefs.leading import led_page
from jiqun.briefs.pages import Page
from jiqun.briefs.pdf import render_pdf
from jiqun.briefs.regions import region_page

__all__ = [
    "Basis",
    "Bounds",
    "Brief",
    "CellBriefData",
    "CellRow",
    "ClusterBriefData",
    "Doubt",
    "DoubtPart",
    "Fact",
    "FindRow",
    "FoundBriefData",
    "MemberRow",
    "Page",
    "Part",
    "Parts",
    "Published",
    "RegionBriefData",
    "SchemeRating",
    "Setting",
    "basis_of",
    "cell_page",
    "cluster_page",
    "doubt_of",
    "found_page",
    "led_page",
    "region_page",
    "render_docx",
    "render_html",
    "render_pdf",
]
