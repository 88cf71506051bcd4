"""Found clusters with their members and the record of how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters.finds.shapes import Way
from jiqun.core import Language, Record, encode, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Finds:
    """What one way found.

    Attributes
    ----------
    way
        "regions", "points" or "links".
    clusters
        One row a cluster, the columns of :data:`jiqun.clusters.finds.ROWS`.
    members
        One row a part of a cluster, the columns of :data:`jiqun.clusters.finds.MEMBERS`.
    record
        Parameters, inputs, origins, seed, cautions.
    """

    way: Way
    clusters: pl.DataFrame
    members: pl.DataFrame
    record: Record

    def to_frame(self) -> pl.DataFrame:
        """Give the clusters, one row each."""
        return self.clusters

    def to_dict(self) -> dict[str, Any]:
        """Give plain values; boundaries are left out."""
        return {
            "way": self.way,
            "clusters": encode(self.clusters.drop("geometry").to_dicts()),
            "members": encode(self.members.to_dicts()),
            "record": self.record.to_dict(),
        }

    def explain(self, lang: Language = "en") -> str:
        """Say in words what was found, from what and how."""
        return say(f"finds.{self.way}", lang, clusters=len(self.clusters))
