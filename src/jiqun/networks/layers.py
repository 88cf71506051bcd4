"""Kinds of ties and the layers that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: The kind of the ties that joint projects make.
JOINT: Final = "joint-project"
#: Kinds of the ties that patents show: applicants, inventors' regions, who cites whom.
CO_PATENT, CO_INVENTION, CITATION = "co-patent", "co-invention", "citation"
#: Kinds of ties that hold one way: from source to target.
DIRECTED: Final = frozenset({"supply", "licence", "talent", "equity", "loan", CITATION})
#: Which layer each kind of tie is in.
LAYERS: Final[Mapping[str, str]] = {
    "supply": "supply",
    CO_PATENT: "knowledge",
    CO_INVENTION: "knowledge",
    CITATION: "knowledge",
    "co-publication": "knowledge",
    "project": "knowledge",
    JOINT: "knowledge",
    "alliance": "knowledge",
    "licence": "knowledge",
    "talent": "knowledge",
    "equity": "capital",
    "loan": "capital",
}
