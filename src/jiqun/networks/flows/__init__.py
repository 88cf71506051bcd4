"""Flows between kinds of actor, and legs of innovation loops that carry too little."""

from jiqun.networks.flows.broken import BrokenLegs, broken_legs
from jiqun.networks.flows.plans import LoopPlan
from jiqun.networks.flows.words import FLOWS, LOOPS, ROLES, Leg

__all__ = ["FLOWS", "LOOPS", "ROLES", "BrokenLegs", "Leg", "LoopPlan", "broken_legs"]
