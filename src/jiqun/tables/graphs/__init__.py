"""Ties between nodes, what is known of nodes, and who takes part in what."""

from jiqun.tables.graphs.affiliations import Affiliations
from jiqun.tables.graphs.graph import Graph
from jiqun.tables.graphs.nodes import TRAITS, Nodes

__all__ = ["TRAITS", "Affiliations", "Graph", "Nodes"]
