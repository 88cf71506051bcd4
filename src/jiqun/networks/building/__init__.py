"""Networks from tables: links and joint projects; patents, citations; two kinds of nodes kept."""

from jiqun.networks.building.actors import HELICES, SECTORS, SIZES, grouped, size_classes
from jiqun.networks.building.links import tie_network
from jiqun.networks.building.patents import (
    citations,
    co_inventions,
    co_patents,
    joint_projects,
    participants,
)
from jiqun.networks.building.projecting import Weighting, projection
from jiqun.networks.building.rows import TieRows, with_links

__all__ = [
    "HELICES",
    "SECTORS",
    "SIZES",
    "TieRows",
    "Weighting",
    "citations",
    "co_inventions",
    "co_patents",
    "grouped",
    "joint_projects",
    "participants",
    "projection",
    "size_classes",
    "tie_network",
    "with_links",
]
