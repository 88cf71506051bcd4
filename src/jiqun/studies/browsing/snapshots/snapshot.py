"""One commit of a workspace held in memory, ready for many quick questions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from jiqun.clusters import FOLLOWING, KINDS, Scheme, over_land, places, schemes, whole_first
from jiqun.clusters.doubt import PARTS
from jiqun.clusters.leading import AMOUNTS
from jiqun.core import UnknownError, unknown
from jiqun.studies.browsing.snapshots.holding import Holder, held_once
from jiqun.studies.rating import led, refuse_older, scheme_as_run, sized
from jiqun.studies.region_changes import known_changes
from jiqun.tables import Present, RegionChanges, schema, years_present
from jiqun.workspace import Workspace

#: How many commits stay in memory at once (as-of readers beside the newest).
KEPT = 3
#: Definition set, level, year.
Key = tuple[str, str, int]
#: What a rating is kept as.
RATING: Mapping[str, type[pl.DataType]] = {
    "rating": pl.String,
    "rank": pl.Int64,
    "chance": pl.Float64,
    "chance_strong": pl.Float64,
    "rating_range_low": pl.String,
    "rating_range_high": pl.String,
    "peers": pl.Int64,
    "notes": pl.String,
    "missing": pl.String,
}
#: Where a cell's numbers will be next year; null in results that were not made for that.
NEXT: Mapping[str, type[pl.DataType]] = {
    f"{name}_{end}": pl.Float64 for name in ("employment", *FOLLOWING) for end in ("low", "high")
}
#: Limits of what leads, after its name.
_LIMITS = ("low", "high", *(f"{part}_{end}" for part in ("range", "without", "sampling")
                           for end in ("low", "high")))  # fmt: skip
#: What a cell's numbers are counted by, and ranked; jobs have their limits where they lead.
COUNTED: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(AMOUNTS, pl.Float64),
    "visible_share": pl.Float64,
    **dict.fromkeys(KINDS, pl.Int64),
    **dict.fromkeys((one for one in PARTS if not one.startswith("size")), pl.Float64),
    **dict.fromkeys((f"employment_{end}" for end in _LIMITS), pl.Float64),
    **dict.fromkeys(
        (f"{part}_{end}" for part in ("growth_range", "quotient_luck") for end in ("low", "high")),
        pl.Float64,
    ),
    "saturated": pl.Boolean,
    "evidence": pl.Float64,
    "evidence_rank": pl.Int64,
}
#: What a region's profile tells beside its sums.
PROFILE: Mapping[str, type[pl.DataType]] = dict.fromkeys(
    ("visible_share", "strength_low", "strength_high", "strength_range_low", "strength_range_high"),
    pl.Float64,
)

_held: OrderedDict[tuple[str, int], Snapshot] = OrderedDict()
_lock = Lock()


class Snapshot(Holder):
    """A workspace at one commit, with its main tables in memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        super().__init__()

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

    @held_once
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

    @held_once
    def places(self) -> pl.DataFrame:
        """Which region of a level each region lies in: ``region, level, place``."""
        further = self.frame("region_parents")
        return places(self.regions, further if len(further) else None)

    @held_once
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

    @held_once
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

    @property
    def cells(self) -> Mapping[Key, pl.DataFrame]:
        """Cells with names and ratings, by (definition, level, year), each in order of code."""
        return _Parts(self)

    @held_once
    def stock(self) -> Mapping[Key, int]:
        """How many regions have cells, by (definition, level, year)."""
        if not self.workspace.has("cells"):
            return {}
        key = ("definition", "level", "year")
        cells = self.workspace.scan("cells").group_by(key).agg(pl.col("region").n_unique())
        return {(d, v, y): count for d, v, y, count in cells.sort(key).collect().rows()}

    def part(self, key: Key) -> pl.DataFrame:
        """Load the cells of one definition, level and year, with names and ratings."""
        definition, level, year = key
        here = (pl.col("level") == level) & (pl.col("year") == year)
        own = self.workspace.scan("cells").filter(here, pl.col("definition") == definition)
        wide = self._told(own.collect().sort("cell"))
        if self.rated_schemes:
            rated = self.workspace.scan("ratings").filter(here).collect()
            for (scheme,), one in rated.partition_by("scheme", as_dict=True).items():
                named = {name: f"{name}:{scheme}" for name in RATING}
                columns = _widened(one, RATING).select("cell", *named).rename(named)
                wide = wide.join(columns, on="cell", how="left", maintain_order="left")
        return self._complete(self._named(wide))

    @held_once
    def leading(self) -> str:
        """The quantity that leads the results."""
        return led(self.workspace)

    def _told(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Add what results of an older run lack; its intervals meant something else."""
        wide = _widened(cells, COUNTED)
        if self.workspace.has("persistence"):
            wide = _widened(wide, NEXT)
        else:
            wide = wide.with_columns(pl.lit(None, kind).alias(name) for name, kind in NEXT.items())
        wide = _widened(wide, {f"{self.leading}_{end}": pl.Float64 for end in _LIMITS})
        return sized(wide, self.leading).with_columns(
            pl.col(f"{self.leading}_{end}").alias(f"size_{end}") for end in _LIMITS
        )

    def _complete(self, wide: pl.DataFrame) -> pl.DataFrame:
        """Give every part the same columns, also where a scheme rated nothing."""
        absent = {
            f"{name}:{scheme}": pl.lit(None, kind)
            for scheme in self.rated_schemes
            for name, kind in RATING.items()
            if f"{name}:{scheme}" not in wide.columns
        }
        return wide.with_columns(**absent)

    @held_once
    def rated_schemes(self) -> tuple[str, ...]:
        """Schemes that have ratings here, in the catalogue's order."""
        if not self.workspace.has("ratings"):
            return ()
        there = set(self.workspace.scan("ratings").select("scheme").unique().collect()["scheme"])
        return tuple(id for id in schemes() if id in there)

    @held_once
    def profiles(self) -> pl.DataFrame:
        """Region profiles."""
        found = self.frame("region_profiles")
        if not len(found):
            return found
        wide = sized(_widened(found, PROFILE), self.leading)
        return (
            wide
            if self.workspace.has("persistence")
            else wide.with_columns(strength_low=None, strength_high=None)
        )

    @held_once
    def years(self) -> tuple[int, ...]:
        """Years that have cells."""
        return tuple(sorted({year for _, _, year in self.stock}))

    @held_once
    def levels(self) -> tuple[str, ...]:
        """Levels of regions that have cells, the coarsest first."""
        sizes: dict[str, int] = {}
        for (_, level, _), count in self.stock.items():
            sizes[level] = max(sizes.get(level, 0), count)
        return tuple(sorted(sizes, key=lambda level: (sizes[level], level)))

    @held_once
    def placed(self) -> frozenset[str]:
        """Regions that have cells, of any level and year."""
        if not self.workspace.has("cells"):
            return frozenset()
        return frozenset(self.workspace.scan("cells").select("region").unique().collect()["region"])

    @held_once
    def definitions(self) -> tuple[str, ...]:
        """Definition sets that have cells; those with traded and local categories first.

        A set without local ones (derived, or of one's own) is no whole economy to begin with.
        """
        there = {definition for definition, _, _ in self.stock}
        known = whole_first(self.categories) if there else ()
        return tuple(one for one in known if one in there)

    def cell_table(self, *, definition: str | None, level: str, year: int | None) -> pl.DataFrame:
        """Give the cells of one definition, level and year, or an error that says what is."""
        wanted = definition or (self.definitions[0] if self.definitions else "")
        when = year or (self.years[-1] if self.years else 0)
        if not self.stock:
            raise _unrun(self.workspace.path)
        if wanted not in self.definitions:
            raise unknown("definition", wanted, list(self.definitions), case="shown")
        if level not in self.levels:
            raise unknown("level", level, list(self.levels), case="shown")
        if when not in self.years:
            raise unknown("year", str(when), list(self.years), case="shown")
        key = (wanted, level, when)
        return self.cells[key] if key in self.stock else self.cells[next(iter(self.stock))].clear()

    def scheme(self, id: str) -> Scheme:
        """Give a scheme of the catalogue, as the run applied it."""
        if id not in schemes():
            raise unknown("scheme", id, list(schemes()), case="shown")
        return scheme_as_run(self.workspace, id)

    @held_once
    def region_levels(self) -> Mapping[str, str]:
        """The level of each region."""
        return dict(self.regions.select("region", "level").rows())

    def over_years(self, cell: str) -> pl.DataFrame:
        """Give a cell's rows of all years, ascending; an empty frame where it has none."""
        definition, _, rest = cell.partition(":")
        level = self.region_levels.get(rest.partition(":")[2])
        parts = [
            self.cells[key].filter(pl.col("cell") == cell)
            for key in sorted(self.stock, key=lambda key: key[2])
            if key[:2] == (definition, level)
        ]
        return pl.concat(parts) if parts else pl.DataFrame()

    def over_land(self, cell: str) -> pl.DataFrame:
        """Give the same with the numbers of earlier years on the newest year's land."""
        own = self.over_years(cell)
        if own.is_empty():
            return own
        last = own.row(-1, named=True)
        key, category = (last["definition"], last["level"]), last["category"]
        keys = [one for one in sorted(self.stock) if one[:2] == key]
        return over_land(
            own,
            lambda: pl.concat(self.cells[k].filter(pl.col("category") == category) for k in keys),
            present=self.once(f"present:{last['level']}", lambda: self._present(last["level"])),
            changes=self.region_changes,
        )

    def _present(self, level: str) -> Present:
        cells = self.workspace.scan("cells").filter(pl.col("level") == level)
        return years_present(cells.select("region", "year").unique().collect())

    @held_once
    def region_changes(self) -> RegionChanges:
        """What is known of codes that changed."""
        return known_changes(self.workspace)

    def region(self, code: str) -> dict[str, Any]:
        """Give one region's row."""
        found = (
            self.regions.filter(pl.col("region") == code) if len(self.regions) else pl.DataFrame()
        )
        if not len(found):
            raise unknown("region", code, case="shown")
        return found.row(0, named=True)

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


class _Parts(Mapping[Key, pl.DataFrame]):
    """The parts of a snapshot's cells, each loaded when it is first asked for."""

    def __init__(self, shown: Snapshot) -> None:
        self.shown = shown

    def __getitem__(self, key: Key) -> pl.DataFrame:
        if key not in self.shown.stock:
            raise KeyError(key)
        return self.shown.once(f"cells:{key}", lambda: self.shown.part(key))

    def __iter__(self) -> Iterator[Key]:
        return iter(self.shown.stock)

    def __len__(self) -> int:
        return len(self.shown.stock)


def snapshot(path: str | Path, *, as_of: int | None = None) -> Snapshot:
    """Give the newest commit of a workspace (or an earlier one) as a snapshot, kept in memory.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``commit-unknown``.
    InputError
        ``results-older``.
    """
    workspace = Workspace.open(path, as_of=as_of)
    key = (str(workspace.path), workspace.version)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
        refuse_older(workspace)
        made = Snapshot(workspace)
        _held[key] = made
        while len(_held) > KEPT:
            _held.popitem(last=False)
        return made


def _widened(frame: pl.DataFrame, kinds: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Add columns that results of an older run lack, unknown."""
    absent = {name: pl.lit(None, kind) for name, kind in kinds.items() if name not in frame.columns}
    return frame.with_columns(**absent)


def _unrun(path: Path) -> UnknownError:
    return unknown("result", "cells", case="unrun", path=path)


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
