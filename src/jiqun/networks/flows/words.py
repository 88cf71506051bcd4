"""What actors do in an innovation loop, what ties carry, and the loops that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: What each kind of actor does in a loop.
ROLES: Final[Mapping[str, str]] = {
    "firm": "firm",
    "university": "research",
    "institute": "research",
    "think-tank": "research",
    "financier": "finance",
    "state-capital": "finance",
    "platform": "intermediary",
    "intermediary": "intermediary",
    "association": "intermediary",
    "standards-body": "intermediary",
    "training-body": "intermediary",
    "agency": "intermediary",
    "government": "government",
}
#: The kind of tie that the funding of a project makes, from who pays to who is paid.
FUNDING: Final = "funding"
#: What each kind of tie carries.
FLOWS: Final[Mapping[str, str]] = {
    "co-patent": "knowledge",
    "co-publication": "knowledge",
    "project": "knowledge",
    "joint-project": "knowledge",
    "licence": "knowledge",
    "equity": "money",
    "loan": "money",
    FUNDING: "money",
    "talent": "talent",
    "supply": "goods",
    "alliance": "alliance",
}
#: Kinds that go one way, from the source to the target; the others hold both ways.
ONE_WAY: Final = frozenset({"supply", "licence", "equity", "loan", "talent", FUNDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A part of a loop: ties between actors of two roles.

    Attributes
    ----------
    name
        What it is called in results.
    source, target
        The roles of the two ends.
    kinds
        Kinds of tie that count; None: all.
    one_way
        Whether only ties from ``source`` to ``target`` count.
    """

    name: str
    source: str
    target: str
    kinds: tuple[str, ...] | None = None
    one_way: bool = False


#: Loops by name. "innovation": firm, research, finance, intermediary and firm again, and the
#: straight way from finance to firms. "application": research hands over, firms put to use, and
#: what they learn comes back to research.
LOOPS: Final[Mapping[str, tuple[Leg, ...]]] = {
    "innovation": (
        Leg(name="firm-research", source="firm", target="research"),
        Leg(name="research-finance", source="research", target="finance"),
        Leg(name="finance-intermediary", source="finance", target="intermediary"),
        Leg(name="intermediary-firm", source="intermediary", target="firm"),
        Leg(name="finance-firm", source="finance", target="firm"),
    ),
    "application": (
        Leg(
            name="transfer",
            source="research",
            target="firm",
            kinds=("licence", "talent"),
            one_way=True,
        ),
        Leg(name="use", source="firm", target="firm", kinds=("supply",)),
        Leg(
            name="feedback",
            source="firm",
            target="research",
            kinds=("co-patent", "co-publication", "project", "joint-project", "alliance"),
        ),
    ),
}
