"""The plane of spatial concentration and density of ties that found clusters lie on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.clusters.finds import Way
from jiqun.clusters.ties import CONCENTRATION_CUT, LINKING_CUT
from jiqun.studies.browsing.clusters.filters import Finders, chosen
from jiqun.studies.browsing.clusters.finds import needs
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.finding import Quadrant


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanePoint:
    """Where a cluster lies between concentration in space and density of ties."""

    cluster: str
    name: str | None
    name_zh: str | None
    way: Way
    ways: tuple[Way, ...]
    category: str | None
    concentration: float
    linking: float
    quadrant: Quadrant | None
    size: float | None
    employment: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """Natural logarithms that part the quadrants."""

    concentration: float
    linking: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Concentration against linking.

    Attributes
    ----------
    needs
        The command that makes these results; null where they are there.
    """

    points: tuple[PlanePoint, ...]
    cutoffs: Cutoffs
    needs: str | None


def cluster_plane(shown: Snapshot, finders: Finders | None = None) -> Plane:
    """Give each found cluster's place on the plane, and the cut-offs between the quadrants.

    Clusters of which an axis is not known are left out.
    """
    found = chosen(shown, finders or Finders())
    return Plane(
        points=rows(found.drop_nulls(["concentration", "linking"]), PlanePoint),
        cutoffs=_cutoffs(shown),
        needs=needs(shown, "finds", "find"),
    )


def _cutoffs(shown: Snapshot) -> Cutoffs:
    """Give the cut-offs of the record, or the usual ones where it does not tell."""
    told: object = {}
    if shown.workspace.has("finds"):
        told = shown.workspace.record("finds").parameters
    concentration, linking = _told(told, "concentration_cut"), _told(told, "linking_cut")
    return Cutoffs(
        concentration=CONCENTRATION_CUT if concentration is None else concentration,
        linking=LINKING_CUT if linking is None else linking,
    )


def _told(record: object, name: str) -> float | None:
    """Find a number by its name, however deep a record keeps it."""
    if isinstance(record, list | tuple):
        deeper = (_told(part, name) for part in record)
    elif isinstance(record, Mapping):
        if isinstance(value := record.get(name), int | float):
            return float(value)
        deeper = (_told(part, name) for part in record.values())
    else:
        return None
    return next((one for one in deeper if one is not None), None)
