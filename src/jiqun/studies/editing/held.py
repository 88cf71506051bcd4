"""Tables as they are now: those of the newest commit, held, with the edits that wait applied."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import polars as pl

from jiqun.tables import schema
from jiqun.workspace import Workspace

#: A workspace that is open, or its folder.
Place: TypeAlias = Workspace | str | Path
#: Tables that are held.
MOST_HELD = 12


class _Held:
    """The tables that were read last, each as one digest names it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._frames: OrderedDict[tuple[Path, str], tuple[str, pl.DataFrame]] = OrderedDict()

    def frame(self, ws: Workspace, table: str) -> pl.DataFrame:
        """Give a table of a commit with all its columns."""
        at, digest = (ws.path, table), ws.digest(table)
        with self._lock:
            kept = self._frames.get(at)
            if kept is not None and kept[0] == digest:
                self._frames.move_to_end(at)
                return kept[1]
        read = _whole(ws.frame(table), table)
        with self._lock:
            self._frames[at] = (digest, read)
            self._frames.move_to_end(at)
            while len(self._frames) > MOST_HELD:
                self._frames.popitem(last=False)
        return read


_HELD = _Held()


def opened(place: Place) -> Workspace:
    """Give a workspace as its newest commit left it, or the one that is open."""
    return place if isinstance(place, Workspace) else Workspace.open(place)


def stored(ws: Workspace, table: str) -> pl.DataFrame:
    """Give a canonical table as the commit that is shown has it; no rows where it has none."""
    return _HELD.frame(ws, table) if ws.has(table) else schema(table).empty()


def current(ws: Workspace, table: str) -> pl.DataFrame:
    """Give a canonical table as it is now, edits that wait included."""
    return ws.journal().overlay(table, stored(ws, table))


def _whole(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Give rows all columns of their table."""
    target = schema(table)
    absent = [target.absent(name) for name in target.names if name not in frame.columns]
    return frame.with_columns(absent).select(target.names)
