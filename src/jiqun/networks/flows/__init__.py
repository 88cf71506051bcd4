"""Flows between kinds of actor, and legs of innovation loops that carry too little."""

from jiqun.networks.flows.bridges import Bridges, bridging_actors
from jiqun.networks.flows.broken import BrokenLegs, broken_legs
from jiqun.networks.flows.circles import Circles, closed_circles
from jiqun.networks.flows.matrix import FlowTable, flow_table, funding_ties
from jiqun.networks.flows.plans import LoopPlan
from jiqun.networks.flows.reading import actors_of, groups_of, ties_between
from jiqun.networks.flows.words import FLOWS, LOOPS, ROLES, Leg

__all__ = [
    "FLOWS",
    "LOOPS",
    "ROLES",
    "Bridges",
    "BrokenLegs",
    "Circles",
    "FlowTable",
    "Leg",
    "LoopPlan",
    "actors_of",
    "bridging_actors",
    "broken_legs",
    "closed_circles",
    "flow_table",
    "funding_ties",
    "groups_of",
    "ties_between",
]
