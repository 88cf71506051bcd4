"""One commit of a workspace in memory, from which every question is answered."""

from jiqun.studies.browsing.snapshots.holding import Holder, held_once
from jiqun.studies.browsing.snapshots.snapshot import RATING, Key, Snapshot, snapshot

__all__ = ["RATING", "Holder", "Key", "Snapshot", "held_once", "snapshot"]
