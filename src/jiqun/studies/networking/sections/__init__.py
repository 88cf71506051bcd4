"""The sections of an analysis, each a function from what is read to what it found.

Knows the network's measures. Must not know a workspace, nor a face.
"""

from jiqun.studies.networking.sections.found import Found, joined
from jiqun.studies.networking.sections.listing import SECTIONS, Section

__all__ = ["SECTIONS", "Found", "Section", "joined"]
