"""Kinds of ties and the layers that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: The kind of the ties that joint projects make.
JOINT: Final = "joint-project"
#: Which layer each kind of tie is in.
LAYERS: Final[Mapping[str, str]] = {
    "supply": "supply",
    "co-patent": "knowledge",
    "co-publication": "knowledge",
    "project": "knowledge",
    JOINT: "knowledge",
    "alliance": "knowledge",
    "licence": "knowledge",
    "talent": "knowledge",
    "equity": "capital",
    "loan": "capital",
}
