"""Which sections an analysis has, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.communities import communities_section
from jiqun.studies.networking.sections.found import Found
from jiqun.studies.networking.sections.positions import positions_section
from jiqun.studies.networking.sections.roles import roles_section
from jiqun.studies.networking.sections.structure import structure_section
from jiqun.studies.networking.sections.unseen import unseen_section

#: What a section is: from what is read, and what earlier sections found, to what it finds.
Section = Callable[[Base, Found], Found]

#: The sections by name; each may read what those before it found.
SECTIONS: Final[Mapping[str, Section]] = {
    "structure": structure_section,
    "positions": positions_section,
    "communities": communities_section,
    "roles": roles_section,
    "unseen": unseen_section,
}
