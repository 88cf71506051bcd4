"""American regions from a map of counties, economic areas and metropolitan areas."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, problem
from jiqun.sources.files import features, read_json, read_shapes, sheet_names, valid_shapes
from jiqun.sources.places import NATION, STATE, nation, states, table
from jiqun.sources.published import LARGEST_MEMBER, arrange, need_files, read_published
from jiqun.sources.register import Reading, find_source, source

#: World cylindrical equal-area projection: exact areas at every latitude.
EQUAL_AREA = "EPSG:6933"
SQUARE_KM = 1e6
#: The first territory's code; the states' lie below.
TERRITORIES = "60"
LAYERS = {"counties": "county", "states": "state", "eas": "economic-area", "msas": "msa"}
PREFIXES = {"county": "", "state": "", "economic-area": "ea", "msa": "msa"}
#: Economic areas are numbered 001 to 179 in the list, 57001 to 57179 on the map.
AREA_PREFIX = "ea57"
#: What a broken zip or shapefile raises, besides its library's own.
_BROKEN_SHAPEFILE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, LookupError, ValueError,
    TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError, AssertionError,
    Warning,
)  # fmt: skip
Geometries = NDArray[np.object_]


@source("us-geography")
def read_geography(paths: tuple[Path, ...], /, *, territories: bool = True) -> Reading:
    """Read a TopoJSON map of counties and lists of the counties in larger areas.

    A map that has states and no counties gives the states alone. Else states are unions of
    their counties, and so are economic and metropolitan areas that the
    map lacks but a list names. A county lies in the areas that the lists say; without a list,
    in those that hold its point. Areas are taken on an equal-area projection; points lie
    inside their region.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``geography-layers``.
    """
    need_files(paths, source="us-geography")
    layers, lists = _open(paths)
    layers = _with_unions(layers, lists)
    regions = _regions(layers)
    if not territories:
        kept = (pl.col("level") != "county") | (pl.col("region").str.slice(0, 2) < TERRITORIES)
        regions = regions.filter(kept & ~_territory_areas())
    parents, disagree = _parents(regions, layers, lists)
    regions = regions.with_columns(geometry=_wkb(regions["shape"])).drop("shape")
    codes = regions["region"].to_list()
    parents = parents.filter(pl.col("region").is_in(codes) & pl.col("parent").is_in(codes))
    return Reading(
        tables={"regions": regions, "region_parents": parents},
        origin=find_source("us-geography").origin(
            version="2010 boundaries, 2004 economic areas" if "county" in layers else "",
            note="states are unions of counties; areas on EPSG:6933; metropolitan areas hold the"
            " counties whose inner point lies in them",
        ),
        cautions=_cautions(regions, disagree),
        figures={
            level: float(count)
            for level, count in regions.group_by("level").len().sort("level").iter_rows()
        },
    )


def _open(paths: Sequence[Path]) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Give the map's layers by level, and the lists of members (region, parent, name)."""
    layers: dict[str, pl.DataFrame] = {}
    lists: dict[str, pl.DataFrame] = {}
    for path in paths:
        if path.suffix.lower() in (".json", ".topojson"):
            layers |= _map(path)
        elif path.suffix.lower() == ".zip":
            layers["county"] = _layer(_outlines(path), name=path.name)
        else:
            level, members = _members(path)
            lists[level] = members
    if "county" not in layers and ("state" not in layers or lists):
        raise InputError(problem("geography-layers", subject="us-geography", layers=list(LAYERS)))
    return layers, lists


def _members(path: Path) -> tuple[str, pl.DataFrame]:
    layouts = find_source("us-geography").layouts
    sheet = _sheet(path)
    frame = arrange(read_published(path, layouts, sheet=sheet), layouts, subject=path.name)
    recodes = table("sources/us_counties.csv").drop_nulls("was")
    region = pl.col("county").replace(recodes["was"], recodes["region"])
    if frame["layout"][0] == "economic-areas":
        level, parent = "economic-area", AREA_PREFIX + pl.col("area").str.zfill(3)
    else:
        level, parent = "msa", PREFIXES["msa"] + pl.col("area")
        region = (pl.col("state").str.zfill(STATE) + pl.col("county").str.zfill(3)).replace(
            recodes["was"], recodes["region"]
        )
    members = frame.filter(pl.col("county").is_not_null()).select(
        region.alias("region"), parent.alias("parent"), pl.col("area_name").alias("name")
    )
    return level, members.unique("region", keep="first", maintain_order=True)


def _sheet(path: Path) -> str:
    """Name the sheet of the list of counties in the workbook of economic areas."""
    if path.suffix.lower() not in (".xls", ".xlsx"):
        return ""
    return next((name for name in sheet_names(path) if "county" in name.lower()), "")


def _with_unions(
    layers: Mapping[str, pl.DataFrame], lists: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Add levels that are listed but not mapped, as unions of their counties."""
    found = dict(layers)
    for level, members in lists.items():
        if level not in layers:
            shapes = dict(layers["county"].select("code", "shape").iter_rows())
            rows = [
                (parent.removeprefix(PREFIXES[level]), name[0], shapely.union_all(mapped))
                for (parent,), group in members.group_by("parent", maintain_order=True)
                if (mapped := [shapes[code] for code in group["region"] if code in shapes])
                and (name := group["name"].to_list())
            ]
            found[level] = pl.DataFrame(
                {
                    "code": [row[0] for row in rows],
                    "name": pl.Series([row[1] for row in rows], dtype=pl.String),
                    "shape": pl.Series([row[2] for row in rows], dtype=pl.Object),
                }
            )
    return found


def _map(path: Path) -> dict[str, pl.DataFrame]:
    topology = read_json(path.read_bytes(), name=path.name)
    objects = topology.get("objects")
    if not isinstance(objects, dict):
        raise InputError(problem("source-file", subject=path.name, case="map", reason="objects"))
    return {
        level: _layer(features(topology, wanted=layer, name=path.name), name=path.name)
        for layer, level in LAYERS.items()
        if layer in objects
    }


def _outlines(path: Path) -> list[dict[str, Any]]:
    """Read the Census's cartographic boundaries: a zip with a shapefile of counties."""
    import shapefile

    try:
        _refuse_bomb(path)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it only warns of a corrupt head
            with shapefile.Reader(str(path)) as reader:
                return [_outline(one) for one in reader.iterShapeRecords()]
    except InputError:
        raise
    except (shapefile.ShapefileException, shapefile.GeoJSON_Error, *_BROKEN_SHAPEFILE) as err:
        reason = f"{type(err).__name__}: {err}"[:200]
        told = problem("source-file", subject=path.name, case="shapefile", reason=reason)
        raise InputError(told) from err


def _outline(one: Any) -> dict[str, Any]:
    """Give a record of a shapefile as a feature; type 0 is no shape."""
    drawn = one.shape.shapeType != 0
    return {
        "id": one.record["GEOID"],
        "properties": {"name": one.record["NAME"]},
        "geometry": one.shape.__geo_interface__ if drawn else None,
    }


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > LARGEST_MEMBER:
        told = problem("source-archive", subject=path.name, case="size", gigabytes=size / 1e9)
        raise InputError(told)


def _layer(found: Sequence[Mapping[str, Any]], *, name: str) -> pl.DataFrame:
    shapes = read_shapes(found, name=name)
    shapes = valid_shapes(shapes, name=name, collapsed=False).shapes
    drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    kept = [found[at] for at in drawn.tolist()]
    return pl.DataFrame(
        {
            "code": pl.Series([str(one.get("id")) for one in kept], dtype=pl.String),
            "name": pl.Series([_name(one) for one in kept], dtype=pl.String),
            "shape": pl.Series(shapes[drawn].tolist(), dtype=pl.Object),
        }
    )


def _name(feature: Mapping[str, Any]) -> str | None:
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return None if name is None else str(name)


def _regions(layers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    recodes = table("sources/us_counties.csv").filter(pl.col("was").is_not_null())
    news = dict(zip(recodes["was"], recodes["region"], strict=True))
    renamed = dict(zip(recodes["was"], recodes["name"], strict=True))
    rows = [{"region": NATION, "level": "country", "shape": None} | _named(nation(), NATION)]
    lowest = layers["county"] if "county" in layers else layers["state"]
    codes = [news.get(code, code) for code in lowest["code"]]
    known = set(states()["region"])
    foreign = sorted({code for code in codes if code[:STATE] not in known})
    if foreign:
        told: dict[str, Any] = {"count": len(foreign), "codes": foreign[:5]}
        raise InputError(problem("geography-codes", subject="us-geography", **told))
    shapes = np.array(lowest["shape"].to_list(), dtype=object)
    rows += _states(codes, shapes)
    if "county" in layers:
        names = [renamed.get(c, n) for c, n in zip(lowest["code"], lowest["name"], strict=True)]
        rows += [
            {"region": c, "name": n, "level": "county", "parent": c[:STATE], "shape": s}
            for c, n, s in zip(codes, names, shapes, strict=True)
        ]
        rows += _points_only(set(codes))
    for level in ("economic-area", "msa"):
        if level in layers:
            rows += [
                {
                    "region": PREFIXES[level] + code,
                    "name": str(name or code).split(" (")[0],
                    "level": level,
                    "parent": NATION,
                    "shape": shape,
                }
                for code, name, shape in layers[level].iter_rows()
            ]
    return _measured(rows)


def _states(codes: Sequence[str], shapes: Geometries) -> list[dict[str, Any]]:
    of = np.array([code[:STATE] for code in codes])
    return [
        {"region": code, "level": "state", "shape": shapely.union_all(shapes[of == code])}
        | _named(states(), code)
        for code in np.unique(of).tolist()
    ]


def _points_only(mapped: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "region": row["region"],
            "name": row["name"],
            "level": "county",
            "parent": row["region"][:STATE],
            "shape": None,
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
        }
        for row in table("sources/us_counties.csv").iter_rows(named=True)
        if row["lon"] and row["region"] not in mapped
    ]


def _named(frame: pl.DataFrame, code: str) -> dict[str, Any]:
    row = frame.row(by_predicate=pl.col("region") == code, named=True)
    return {key: row[key] for key in ("name", "name_zh", "parent")}


def _measured(rows: list[dict[str, Any]]) -> pl.DataFrame:
    import pyproj

    shapes = np.array([row["shape"] for row in rows], dtype=object)
    mapped = np.array([shape is not None for shape in shapes])
    points = shapely.point_on_surface(shapes)
    project = pyproj.Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True).transform
    flat = shapely.transform(shapes[mapped], _by(project))
    area = np.full(len(rows), np.nan)
    area[mapped] = shapely.area(flat) / SQUARE_KM
    lon = np.where(mapped, shapely.get_x(points), [row.get("lon", np.nan) for row in rows])
    lat = np.where(mapped, shapely.get_y(points), [row.get("lat", np.nan) for row in rows])
    text = {
        key: pl.Series([row.get(key) for row in rows], dtype=pl.String)
        for key in ("region", "name", "name_zh", "level", "parent")
    }
    numbers = {"area_km2": area, "lon": lon.astype(float), "lat": lat.astype(float)}
    return pl.DataFrame(text | numbers).with_columns(
        pl.col("area_km2", "lon", "lat").fill_nan(None),
        pl.Series("shape", shapes.tolist(), dtype=pl.Object),
    )


def _by(project: Callable[..., Any]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1]))


def _parents(
    regions: pl.DataFrame, layers: Mapping[str, pl.DataFrame], lists: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, int]:
    """Give each county's economic and metropolitan area, and how often map and list differ."""
    counties = regions.filter(pl.col("level") == "county").select("region", "lon", "lat")
    parts, disagree = [], 0
    for level in ("economic-area", "msa"):
        if level not in layers:
            continue
        held = _inside(counties, layers[level], PREFIXES[level])
        if level in lists:
            said = lists[level].select("region", "parent")
            both = held.join(said, on="region", suffix="_said")
            disagree += int((both["parent"] != both["parent_said"]).sum())
            held = pl.concat([said, held.join(said, on="region", how="anti")])
        parts.append(held.join(counties, on="region", how="semi"))
    empty = pl.DataFrame(schema={"region": pl.String, "parent": pl.String})
    return pl.concat([empty, *parts]).unique(maintain_order=True), disagree


def _inside(counties: pl.DataFrame, layer: pl.DataFrame, prefix: str) -> pl.DataFrame:
    points = shapely.points(counties["lon"].to_numpy(), counties["lat"].to_numpy())
    tree = shapely.STRtree(np.array(layer["shape"].to_list(), dtype=object))
    of, within = tree.query(points, predicate="within")
    return pl.DataFrame(
        {
            "region": counties["region"].gather(of.tolist()),
            "parent": prefix + layer["code"].gather(within.tolist()),
        }
    )


def _territory_areas() -> pl.Expr:
    """Tell the states' and metropolitan areas' rows that lie in the territories."""
    state = (pl.col("level") == "state") & (pl.col("region") >= TERRITORIES)
    metro = (pl.col("level") == "msa") & pl.col("name").str.ends_with(", PR")
    return state | metro


def _wkb(shapes: pl.Series) -> pl.Series:
    values = [None if shape is None else shapely.to_wkb(shape) for shape in shapes.to_list()]
    return pl.Series("geometry", values, dtype=pl.Binary)


def _cautions(regions: pl.DataFrame, disagree: int) -> tuple[Caution, ...]:
    county = regions.filter(pl.col("level") == "county")
    points = county.filter(pl.col("geometry").is_null())
    recodes = table("sources/us_counties.csv").drop_nulls("was")
    recodes = recodes.filter(pl.col("region").is_in(county["region"].to_list()))
    found = [Caution(code="county-vintage")] if len(county) else []
    if len(points):
        found.append(Caution(code="without-boundary", values={"regions": len(points)}))
    if len(recodes):
        words = ", ".join(f"{was} → {new}" for was, new in recodes.select("was", "region").rows())
        found.append(Caution(code="recoded", values={"codes": words}))
    if disagree:
        found.append(Caution(code="area-disagree", values={"counties": disagree}))
    return tuple(found)
