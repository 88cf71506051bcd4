"""Chinese provinces, cities and districts, and the national lists of clusters and zones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import Caution, InputError, Origin, problem
from jiqun.sources.figures import numbers
from jiqun.sources.lists import name_list, with_ancestors
from jiqun.sources.places import table
from jiqun.sources.published import arrange, need_files, printed_names, read_published
from jiqun.sources.register import Layout, Reading, find_source, source

COUNTRY = "CN"
#: Digits of an administrative code as regions carry it (GB/T 2260).
WIDTH = 6
PROVINCE, CITY = 2, 4
#: Years at whose end the shipped list knows which codes stood.
FIRST, LATEST = 1999, 2023
POINTS = "points only where the catalogue has them"
CONTEST, LABEL, ZONES = (
    "miit-advanced-manufacturing-clusters",
    "most-innovative-clusters",
    "national-hightech-zones",
)
#: Names of city rows that are only "districts" or "directly governed counties".
UNNAMED = r"^(市辖区|县|.*直辖县级行政区划)$"
#: What such a row is called after its province.
PLAINER = {"市辖区": "", "县": "所辖县"}


@source("cn-admin")
def read_admin(paths: tuple[Path, ...], /, *, districts: bool = False, at: int = 0) -> Reading:
    """Read lists of provinces, cities and, where wanted, districts and counties.

    Without a file the shipped list is read: of 2023, or the codes that stood at the end of the
    year ``at``.

    Codes have six digits (440300). Names are Chinese; English ones stand where the catalogue
    knows them, and are not made by spelling the Chinese out.

    Raises
    ------
    InputError
        ``source-file``, ``source-columns``, ``source-option``.
    """
    if not paths:
        return _shipped(districts=districts, at=at)
    layouts = find_source("cn-admin").layouts
    frames = {}
    for path in paths:
        frame = arrange(read_published(path, layouts), layouts, subject=path.name)
        frames[frame["layout"][0]] = frame
    listed = [_provinces(), _cities(frames.get("cities"))]
    if districts and "districts" in frames:
        listed.append(_districts(frames["districts"]))
    return _regions(listed, find_source("cn-admin").origin(note=POINTS))


def _shipped(*, districts: bool, at: int) -> Reading:
    """Give the shipped list, of today or as it stood at the end of a year."""
    listed = name_list("cn-admin")
    year = at or LATEST
    if not FIRST <= year <= LATEST:
        known = f"{FIRST}–{LATEST}"
        raise InputError(
            problem("source-option", subject="at", case="word", word=str(at), known=[known])
        )
    stood = (pl.col("since").fill_null(0) <= year) & (pl.col("until").fill_null(LATEST) >= year)
    rows = listed.frame.filter(stood & ((pl.col("level") != "district") | pl.lit(districts)))
    named = with_ancestors(rows["code"], "cn-admin").filter(pl.col("region") != COUNTRY)
    points = chinese_regions().select("region", "lon", "lat")
    placed = named.join(points, on="region", how="left", maintain_order="left")
    return _regions([placed], listed.origin)


def _regions(listed: Sequence[pl.DataFrame], origin: Origin) -> Reading:
    regions = pl.concat([country(), *listed], how="diagonal")
    regions = regions.unique("region", keep="first", maintain_order=True)
    counts = regions.group_by("level").len().sort("level")
    return Reading(
        tables={"regions": regions},
        origin=origin,
        cautions=(Caution(code="no-boundaries"),),
        figures={level: float(count) for level, count in counts.iter_rows()},
    )


@source("cn-clusters")
def read_cluster_lists(paths: tuple[Path, ...], /) -> Reading:
    """Read the national lists: advanced manufacturing, pilots of 2013, high-tech zones.

    Each entry becomes a declared cluster, a treatment of its programme, and its cities become
    members. Entries not read word for word in a page of the ministry say so in ``source``.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-values`` (a date without
        a year), ``city-unknown``.
    """
    need_files(paths, source="cn-clusters")
    layouts = find_source("cn-clusters").layouts
    rows: list[dict[str, Any]] = []
    for path in paths:
        frame = arrange(read_published(path, layouts), layouts, subject=path.name)
        read = {"advanced": _advanced, "pilots": _pilots, "zones": _zones}[frame["layout"][0]]
        rows += read(_dated(frame.cast(pl.String), layouts, path.name))
    tables = declared(rows)
    unseen = sum("not read" in row["source"] for row in rows)
    return Reading(
        tables=tables,
        stubs={"regions": chinese_regions()},
        origin=find_source("cn-clusters").origin(note="transcribed; English names are ours"),
        cautions=(Caution(code="transcribed", values={"clusters": unseen, "all": len(rows)}),),
        figures={"clusters": float(len(tables["clusters"]))},
    )


def country() -> pl.DataFrame:
    """Give China as a region."""
    return _places().filter(pl.col("region") == COUNTRY)


def chinese_regions() -> pl.DataFrame:
    """Give the country, its provinces, and the cities whose place the catalogue knows."""
    return pl.concat([country(), _provinces(), _cities(None)], how="diagonal")


def declared(rows: Sequence[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """Give clusters, members, programmes and treatments of declared clusters.

    Each row has cluster, name, name_zh, field, programme, since, cities (region codes, the
    main one first), start and source.
    """
    points = {row["region"]: row for row in table("cases/cities.csv").iter_rows(named=True)}
    clusters, members, treatments = [], [], []
    fields = dict(table("cases/fields.csv").iter_rows())
    for row in rows:
        main = points.get(row["cities"][0], {})
        clusters.append(
            {
                **{key: row[key] for key in ("cluster", "name", "name_zh", "field", "programme")},
                "origin": "declared",
                "field_zh": fields.get(row["field"] or ""),
                "region": row["cities"][0],
                "since": row["since"],
                "lon": float(main["lon"]) if main else None,
                "lat": float(main["lat"]) if main else None,
                "source": row["source"],
            }
        )
        members += [
            {"cluster": row["cluster"], "member": city, "kind": "region", "source": row["source"]}
            for city in row["cities"]
        ]
        start = {"unit": row["cluster"], "start": row["since"]}
        treatments.append({"programme": row["programme"], **start})
    used = {row["programme"] for row in rows}
    return {
        "clusters": pl.DataFrame(clusters, infer_schema_length=None),
        "members": pl.DataFrame(members),
        "programmes": programmes().filter(pl.col("programme").is_in(list(used))),
        "treatments": pl.DataFrame(treatments, infer_schema_length=None),
    }


def programmes() -> pl.DataFrame:
    """Give the programmes that the catalogue names."""
    return table("cases/instruments.csv").with_columns(pl.col("start").cast(pl.Int64))


@cache
def city_codes() -> dict[str, str]:
    """Give the code of a city by its short Chinese name, former names too."""
    found = {}
    for row in table("cases/cities.csv").iter_rows(named=True):
        found[row["short_zh"]] = row["region"]
        if row["also_zh"]:
            found[row["also_zh"]] = row["region"]
    return found


def city_code(name: str) -> str:
    """Give the code of a city: ``city-unknown`` where the catalogue lacks it."""
    if name not in city_codes():
        raise InputError(
            problem("city-unknown", subject="city", name=name, cities=len(city_codes()))
        )
    return city_codes()[name]


def slug(name: str) -> str:
    """Make a code of an English name.

    Examples
    --------
    >>> slug("Xi'an aviation"), slug("output_rank_national(MDI, ABS)")
    ('xian-aviation', 'output-rank-national-mdi-abs')
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def winners() -> dict[str, dict[str, str]]:
    """Give the winners of 2021 by their number on the national list."""
    return {row["no"]: row for row in table("cases/winners_2021.csv").iter_rows(named=True)}


def winner_row(row: dict[str, str], *, source: str) -> dict[str, Any]:
    """Give the declared cluster of a winner of 2021."""
    back = {zh: field for field, zh in table("cases/fields.csv").iter_rows()}
    return {
        "cluster": slug(row["cluster_en"]),
        "name": row["cluster_en"],
        "name_zh": row["cluster_zh"],
        "field": back.get(row["field_assigned"]),
        "programme": CONTEST,
        "since": 2021,
        "cities": [city_code(city) for city in row["cities_zh"].split(";")],
        "source": source,
    }


def _dated(frame: pl.DataFrame, layouts: Sequence[Layout], name: str) -> pl.DataFrame:
    """Give the year of each date, whose first four characters tell it; a blank has none."""
    dates = [column for column in ("announced", "approved") if column in frame.columns]
    years = frame.with_columns(pl.col(dates).str.strip_chars().str.head(4))
    named = printed_names(frame, layouts)
    return numbers(years, dates, subject=name, years=dates, printed=named)


def _year(given: float | None) -> int | None:
    return None if given is None else int(given)


def _advanced(frame: pl.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for row in frame.iter_rows(named=True):
        said = f"{row['list']}, no. {row['number']}"
        if row["seen"].lower() != "true":
            said += "; name not read word for word"
        known = winners().get(row["number"])
        if known:
            rows.append(winner_row(known, source=said))
            continue
        names = row["cities"].split(";")
        rows.append(
            _named(
                names,
                row["industry"],
                programme=CONTEST,
                since=_year(row["announced"]),
                source=said,
                zh=("、".join(names) if row["batch"].isdigit() else "") + row["industry"],
            )
        )
    return rows


def _pilots(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        _named(
            [row["city"]],
            row["cluster"],
            programme=LABEL,
            since=_year(row["approved"]),
            source=f"{row['document']}, first batch of pilots",
            zh=row["cluster"],
            suffix=" (pilot 2013)",
        )
        for row in frame.iter_rows(named=True)
    ]


def _zones(frame: pl.DataFrame) -> list[dict[str, Any]]:
    rows = []
    english = dict(table("cases/cities.csv").select("region", "name").iter_rows())
    for row in frame.iter_rows(named=True):
        code = city_code(row["city"])
        name = f"{english[code]} high-tech zone"
        if row["city"] == "杨凌":
            name = "Yangling high-tech zone"
        rows.append(
            {
                "cluster": slug(name),
                "name": name,
                "name_zh": f"{row['city']}高新技术产业开发区",
                "field": "high-tech (multi-field)",
                "programme": ZONES,
                "since": None,
                "cities": [code],
                "source": f"{row['note']}; name not read word for word",
            }
        )
    return rows


def _named(
    cities: Sequence[str],
    industry: str,
    *,
    programme: str,
    since: int | None,
    source: str,
    zh: str,
    suffix: str = "",
) -> dict[str, Any]:
    """Give a declared cluster, its English name put together from places and terms."""
    codes = [city_code(city) for city in cities]
    english = dict(table("cases/cities.csv").select("region", "name").iter_rows())
    terms = sorted(table("cases/terms.csv").iter_rows(), key=lambda term: -len(term[0]))
    found = next((t for t in terms if industry.endswith(t[0])), (industry, None, None))
    places = "–".join(english[code] for code in codes)
    name = f"{places} {found[1]}" if found[1] else None
    stem = slug(f"{name or places + ' ' + industry}{suffix}")
    return {
        "cluster": stem,
        "name": name,
        "name_zh": f"{zh}集群" if not zh.endswith("集群") else zh,
        "field": found[2],
        "programme": programme,
        "since": since,
        "cities": codes,
        "source": source,
    }


def _places() -> pl.DataFrame:
    return table("cases/places.csv").with_columns(pl.col("lon", "lat").cast(pl.Float64))


def _provinces() -> pl.DataFrame:
    return table("cases/provinces.csv").select(
        "region",
        "name",
        "name_zh",
        pl.lit("province").alias("level"),
        pl.lit(COUNTRY).alias("parent"),
        pl.col("lon", "lat").cast(pl.Float64),
    )


def _cities(frame: pl.DataFrame | None) -> pl.DataFrame:
    known = table("cases/cities.csv").select(
        "region", "name", "short_zh", pl.col("lon", "lat").cast(pl.Float64)
    )
    if frame is None:
        listed = known.select("region", (pl.col("short_zh") + "市").alias("name_zh"))
    else:
        province = dict(table("cases/provinces.csv").select("region", "name_zh").iter_rows())
        listed = frame.select(
            _code(CITY).alias("region"), pl.col("name").str.strip_chars().alias("name_zh")
        ).with_columns(
            pl.when(pl.col("name_zh").str.contains(UNNAMED))
            .then(
                _own(province) + pl.col("name_zh").replace(PLAINER).str.replace("^(省|自治区)", "")
            )
            .otherwise(pl.col("name_zh"))
            .alias("name_zh")
        )
    joined = listed.join(known, on="region", how="left", maintain_order="left")
    return joined.select(
        "region",
        "name",
        "name_zh",
        pl.lit("city").alias("level"),
        (pl.col("region").str.slice(0, PROVINCE) + "0000").alias("parent"),
        "lon",
        "lat",
    )


def _own(province: dict[str, str]) -> pl.Expr:
    code = pl.col("region").str.slice(0, PROVINCE) + "0000"
    return code.replace_strict(province, default="", return_dtype=pl.String)


def _districts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        _code(WIDTH).alias("region"),
        pl.lit(None, pl.String).alias("name"),
        pl.col("name").alias("name_zh"),
        pl.lit("district").alias("level"),
        pl.col("city").cast(pl.String).str.pad_end(WIDTH, "0").alias("parent"),
    )


def _code(digits: int) -> pl.Expr:
    return pl.col("code").cast(pl.String).str.slice(0, digits).str.pad_end(WIDTH, "0")
