"""China's administrative boundaries in their usual public shape: ``adcode``, ``name``, ``level``.

Their ``parent`` is an object with an ``adcode``, their ``center`` a pair of degrees, and the
whole country is 100000. Ancestors that neither the file nor the workspace has are taken from the
shipped list, and so are names in Latin letters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files import ColumnMap, RawTable, texts_of
from jiqun.sources.lists import name_list, with_ancestors
from jiqun.tables import TableSchema
from jiqun.workspace import Workspace

LIST = "cn-admin"
_ADCODE, _COUNTRY, _CODE_OF_COUNTRY = "adcode", "CN", "100000"
_CODE = r"^\d{6}$"
#: Properties of such files that no region has.
_BESIDE = ("childrenNum", "subFeatureIndex", "acroutes", "adchar", "center", "centroid", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """Boundaries whose properties are columns of ``regions``.

    Attributes
    ----------
    raw, mapping
        The file; the map, with what is meant to be left out.
    rows
        Regions that the file's lie in and that are nowhere else; empty where none is missing.
    cautions
        What was read how.
    """

    raw: RawTable
    mapping: ColumnMap
    rows: pl.DataFrame
    cautions: tuple[Problem, ...] = ()


def administrative(
    raw: RawTable,
    target: TableSchema,
    mapping: ColumnMap,
    *,
    workspace: Workspace | None = None,
    name: str = "file",
) -> Boundaries:
    """Bring boundaries of the usual public shape to columns of ``regions``; others stay.

    Parameters
    ----------
    raw, target, mapping
        The file; its table; its map. A map that names the source of the code goes first.
    workspace
        What is there already; None for nothing.
    name
        What the cautions call the file.
    """
    own = target.name == "regions" and "region" not in mapping.columns
    if not own or _ADCODE not in raw.frame.columns or "region" in raw.frame.columns:
        return Boundaries(raw=raw, mapping=mapping, rows=pl.DataFrame())
    codes = texts_of(raw.frame[_ADCODE]).str.strip_chars()
    sound = codes.str.contains(_CODE).fill_null(value=False)
    kept = replace(raw, frame=raw.frame.filter(sound), lines=raw.lines.filter(sound))
    frame = _columns(kept.frame, codes.filter(sound))
    rows = _above(frame, workspace)
    told = [problem("geo-adcode", subject=name, count=frame.height, list=name_list(LIST).title)]
    if not sound.all():
        lost = [str(one) for one in codes.filter(~sound).fill_null("–").unique()]
        told.append(
            problem("geo-adcode", subject=name, case="left", count=len(lost), shown=lost[:5])
        )
    ignored = (*mapping.ignore, *(one for one in _BESIDE if one in frame.columns))
    return Boundaries(
        raw=replace(kept, frame=frame),
        mapping=replace(mapping, ignore=ignored),
        rows=rows,
        cautions=tuple(told),
    )


def _columns(frame: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    """Give the properties under the names of ``regions``."""
    listed = name_list(LIST).frame.select(pl.col("code").alias("region"), "name")
    region = codes.replace({_CODE_OF_COUNTRY: _COUNTRY}).alias("region")
    latin = region.to_frame().join(listed, on="region", how="left", maintain_order="left")["name"]
    found = [region, latin]
    if "name" in frame.columns:
        given = texts_of(frame["name"])
        found += [given.alias("name_zh")]
    if "parent" in frame.columns:
        parent = texts_of(frame["parent"]).str.extract(r"(\d{6})", 1)
        found.append(parent.replace({_CODE_OF_COUNTRY: _COUNTRY}).alias("parent"))
    if "level" not in frame.columns:
        levels = name_list(LIST).frame.select(pl.col("code").alias("region"), "level")
        joined = region.to_frame().join(levels, on="region", how="left", maintain_order="left")
        found.append(joined["level"])
    centre = next((one for one in ("center", "centroid") if one in frame.columns), "")
    if centre and not {"lon", "lat"} & set(frame.columns):
        found += _point(texts_of(frame[centre]))
    return frame.drop(_ADCODE).with_columns(found)


def _point(texts: pl.Series) -> list[pl.Series]:
    parts = texts.str.extract_groups(r"^\[\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\]$").struct
    pair = [parts.field("1").alias("lon"), parts.field("2").alias("lat")]
    return pair if not any(one.null_count() for one in pair) else []


def _above(frame: pl.DataFrame, workspace: Workspace | None) -> pl.DataFrame:
    """Give the regions that the file's lie in, where neither it nor the workspace has them."""
    if "parent" not in frame.columns:
        return pl.DataFrame()
    there = [frame["region"]]
    if workspace is not None and workspace.has("regions"):
        there.append(workspace.frame("regions", ["region"])["region"])
    known = pl.concat(there)
    missing = frame["parent"].drop_nulls().unique()
    missing = missing.filter(~missing.is_in(known.implode()))
    if missing.is_empty():
        return pl.DataFrame()
    rows = with_ancestors(missing.sort().to_list(), LIST)
    return rows.filter(~pl.col("region").is_in(known.implode()))
