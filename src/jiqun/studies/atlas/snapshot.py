"""One commit of a workspace held in memory, ready for many quick questions."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Generic, TypeVar, overload

import polars as pl

from jiqun.clusters import Scheme, places, schemes
from jiqun.core import UnknownError, unknown
from jiqun.tables import schema
from jiqun.workspace import Workspace

#: How many commits stay in memory at once (as-of readers beside the newest).
KEPT = 3
CELL_KEY = ("cluster", "level", "year")
RATING = ("rating", "rank", "rating_low", "rating_high", "flips", "missing")

_held: OrderedDict[tuple[str, int], Snapshot] = OrderedDict()
_lock = Lock()


V = TypeVar("V")


class _held_once(Generic[V]):  # noqa: N801 - used like ``property``
    """A property that is made at the first asking and then held."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        self.make, self.name = make, make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> _held_once[V]: ...
    @overload
    def __get__(self, owner: Snapshot, kind: type) -> V: ...
    def __get__(self, owner: Snapshot | None, kind: type) -> V | _held_once[V]:
        if owner is None:
            return self
        return owner.once(self.name, lambda: self.make(owner))


class Snapshot:
    """A workspace at one commit, with its main tables in memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._made: dict[str, Any] = {}
        self._makers: defaultdict[str, RLock] = defaultdict(RLock)

    @property
    def commit(self) -> int:
        """Number of the commit shown."""
        return self.workspace.version

    def frame(self, name: str) -> pl.DataFrame:
        """Give a table or result, kept; an empty frame without columns where it is absent.

        Not for activity, organisations and links, which may be too large to keep: scan them.
        """
        if not self.workspace.has(name):
            return pl.DataFrame()
        return self.once(f"frame:{name}", lambda: self.workspace.frame(name))

    def once(self, key: str, make: Callable[[], V]) -> V:
        """Give what ``make`` made at the first asking; readers of one key wait for one maker."""
        if key not in self._made:
            with self._makers[key]:
                if key not in self._made:
                    self._made[key] = make()
        made: V = self._made[key]
        return made

    @_held_once
    def regions(self) -> pl.DataFrame:
        """Regions without their boundaries; a name that a level has twice says its parent too."""
        if not self.workspace.has("regions"):
            none = schema("regions").empty().with_columns(has_geometry=pl.lit(value=False))
            return none.drop("geometry")
        return _told_apart(
            self.workspace.scan("regions")
            .with_columns(has_geometry=pl.col("geometry").is_not_null())
            .drop("geometry")
            .collect()
        )

    @_held_once
    def places(self) -> pl.DataFrame:
        """Which region of a level each region lies in: ``region, level, place``."""
        further = self.frame("region_parents")
        return places(self.regions, further if len(further) else None)

    @_held_once
    def bases(self) -> Mapping[int, Mapping[str, int]]:
        """How many regions of each level have activity of their own in each year."""
        if not self.workspace.has("activity"):
            return {}
        counts = (
            self.workspace.scan("activity")
            .select("region", "year")
            .unique()
            .collect()
            .join(self.regions.select("region", "level"), on="region")
            .group_by("year", "level")
            .len()
        )
        found: dict[int, dict[str, int]] = {}
        for year, level, count in counts.rows():
            found.setdefault(year, {})[level] = count
        return found

    @_held_once
    def categories(self) -> pl.DataFrame:
        """One row a definition and category, with its number of industries."""
        if not self.workspace.has("categories"):
            return pl.DataFrame()
        return (
            self.workspace.scan("categories")
            .group_by("definition", "category", maintain_order=True)
            .agg(pl.col("name", "name_zh", "traded").first(), industries=pl.len())
            .collect()
        )

    @_held_once
    def cells(self) -> Mapping[tuple[str, str, int], pl.DataFrame]:
        """Cells with names and ratings, by (definition, level, year), each in order of code."""
        if not self.workspace.has("cells"):
            return {}
        wide = self.workspace.scan("cells").collect().sort("cluster")
        for scheme in self.rated_schemes:
            wide = wide.join(self._ratings(scheme), on=CELL_KEY, how="left", maintain_order="left")
        parts = self._named(wide).partition_by("definition", "level", "year", as_dict=True)
        return {(str(d), str(v), int(y)): part for (d, v, y), part in parts.items()}

    @_held_once
    def rated_schemes(self) -> tuple[str, ...]:
        """Schemes that have ratings here, in the catalogue's order."""
        if not self.workspace.has("ratings"):
            return ()
        there = set(self.workspace.scan("ratings").select("scheme").unique().collect()["scheme"])
        return tuple(id for id in schemes() if id in there)

    @_held_once
    def profiles(self) -> pl.DataFrame:
        """Region profiles."""
        return self.frame("region_profiles")

    @_held_once
    def years(self) -> tuple[int, ...]:
        """Years that have cells."""
        return tuple(sorted({year for _, _, year in self.cells}))

    @_held_once
    def levels(self) -> tuple[str, ...]:
        """Levels of regions that have cells, the coarsest first."""
        sizes: dict[str, int] = {}
        for (_, level, _), cells in self.cells.items():
            sizes[level] = max(sizes.get(level, 0), cells["region"].n_unique())
        return tuple(sorted(sizes, key=lambda level: (sizes[level], level)))

    @_held_once
    def placed(self) -> frozenset[str]:
        """Regions that have cells, of any level and year."""
        return frozenset(code for cells in self.cells.values() for code in cells["region"].unique())

    @_held_once
    def definitions(self) -> tuple[str, ...]:
        """Definition sets that have cells."""
        return tuple(dict.fromkeys(definition for definition, _, _ in self.cells))

    def cell_table(self, *, definition: str | None, level: str, year: int | None) -> pl.DataFrame:
        """Give the cells of one definition, level and year, or an error that says what is."""
        wanted = definition or (self.definitions[0] if self.definitions else "")
        when = year or (self.years[-1] if self.years else 0)
        if not self.cells:
            raise _unrun(self.workspace.path)
        if wanted not in self.definitions:
            raise unknown("definition", wanted, list(self.definitions), fix="Choose one of these.")
        if level not in self.levels:
            raise unknown("level", level, list(self.levels), fix="Choose one of these.")
        if when not in self.years:
            raise unknown("year", str(when), list(self.years), fix="Choose one of these.")
        return self.cells.get((wanted, level, when), next(iter(self.cells.values())).clear())

    def scheme(self, id: str) -> Scheme:
        """Give a scheme of the catalogue."""
        if id not in schemes():
            raise unknown("scheme", id, list(schemes()), fix="Choose one of these.")
        return schemes()[id]

    def region(self, code: str) -> dict[str, Any]:
        """Give one region's row."""
        found = (
            self.regions.filter(pl.col("region") == code) if len(self.regions) else pl.DataFrame()
        )
        if not len(found):
            raise unknown("region", code, "the codes of the regions table", fix="Search for it.")
        return found.row(0, named=True)

    def _ratings(self, scheme: str) -> pl.DataFrame:
        chosen = self.workspace.scan("ratings").filter(pl.col("scheme") == scheme)
        columns = [pl.col(name).alias(f"{name}:{scheme}") for name in RATING]
        return chosen.select("cluster", "level", "year", *columns).collect()

    def _named(self, cells: pl.DataFrame) -> pl.DataFrame:
        places = self.regions.select(
            "region", pl.col("name").alias("region_name"), pl.col("name_zh").alias("region_name_zh")
        )
        kinds = self.categories.select(
            "definition",
            "category",
            pl.col("name").alias("category_name"),
            pl.col("name_zh").alias("category_name_zh"),
        )
        return cells.join(places, on="region", how="left", maintain_order="left").join(
            kinds, on=["definition", "category"], how="left", maintain_order="left"
        )


def snapshot(path: str | Path, *, as_of: int | None = None) -> Snapshot:
    """Give the newest commit of a workspace (or an earlier one) as a snapshot, kept in memory.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``commit-unknown``.
    """
    workspace = Workspace.open(path, as_of=as_of)
    key = (str(workspace.path), workspace.version)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
        made = Snapshot(workspace)
        _held[key] = made
        while len(_held) > KEPT:
            _held.popitem(last=False)
        return made


def _unrun(path: Path) -> UnknownError:
    return unknown("result", "cells", "a workspace that was run", fix=f"Run it: jiqun run {path}")


def _told_apart(regions: pl.DataFrame) -> pl.DataFrame:
    parents = regions.select(parent="region", parent_name="name", parent_name_zh="name_zh")
    twice = pl.col("name").is_not_null() & pl.struct("level", "name").is_duplicated()
    name = pl.when(twice & pl.col("parent_name").is_not_null()).then(
        pl.format("{}, {}", "name", "parent_name")
    )
    name_zh = pl.when(twice & pl.col("parent_name_zh").is_not_null()).then(
        pl.format("{}{}", "parent_name_zh", pl.coalesce("name_zh", "name"))
    )
    return (
        regions.join(parents, on="parent", how="left", maintain_order="left")
        .with_columns(name=name.otherwise("name"), name_zh=name_zh.otherwise("name_zh"))
        .drop("parent_name", "parent_name_zh")
    )
