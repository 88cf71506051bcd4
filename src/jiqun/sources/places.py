"""The regions and industries that American statistics name only by code."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import polars as pl

NATION = "US"
STATE, COUNTY = 2, 5
#: NAICS sectors that span several two-digit codes.
SECTORS = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45"} | {
    "48": "48-49",
    "49": "48-49",
}
#: Industry code of the total of all industries.
TOTAL = "00"
DEPTHS = {0: "total", 2: "sector", 3: "subsector", 4: "group", 5: "naics-industry", 6: "national"}


@cache
def table(name: str) -> pl.DataFrame:
    """Read a small table of the catalogue, all columns as text: ``sources/us_states.csv``."""
    content = (files("jiqun") / "catalog" / name).read_bytes()
    return pl.read_csv(io.BytesIO(content), infer_schema=False)


def nation() -> pl.DataFrame:
    """Give the country as a region."""
    return pl.DataFrame(
        {"region": [NATION], "name": ["United States"], "name_zh": ["美国"], "level": ["country"]}
    ).with_columns(parent=pl.lit(None, pl.String))


def states() -> pl.DataFrame:
    """Give the states and territories as regions."""
    return table("sources/us_states.csv").select(
        pl.col("code").alias("region"),
        "name",
        "name_zh",
        pl.lit("state").alias("level"),
        pl.lit(NATION).alias("parent"),
    )


def region_stubs(codes: pl.Series) -> pl.DataFrame:
    """Give the named regions, their states and the country, by the shape of their codes.

    Examples
    --------
    >>> region_stubs(pl.Series(["01001"])).rows()[-1]
    ('01001', None, None, 'county', '01')
    """
    named = pl.DataFrame({"region": codes.unique().sort().cast(pl.String)})
    others = named.filter(~pl.col("region").is_in([NATION, *states()["region"]])).select(
        "region",
        pl.lit(None, pl.String).alias("name"),
        pl.lit(None, pl.String).alias("name_zh"),
        pl.when(pl.col("region").str.starts_with("msa"))
        .then(pl.lit("msa"))
        .otherwise(pl.lit("county"))
        .alias("level"),
        pl.when(pl.col("region").str.starts_with("msa"))
        .then(pl.lit(NATION))
        .otherwise(pl.col("region").str.slice(0, STATE))
        .alias("parent"),
    )
    wanted = [*named["region"], *others["parent"]]
    return pl.concat([nation(), states().filter(pl.col("region").is_in(wanted)), others])


def industry_stubs(codes: pl.Series, *, system: str) -> pl.DataFrame:
    """Give the industries named and all classes above them, without titles.

    Examples
    --------
    >>> industry_stubs(pl.Series(["311111"]), system="NAICS 2017")["parent"].to_list()
    [None, '00', '31-33', '311', '3111', '31111']
    """
    known: dict[str, str | None] = {}
    for code in codes.unique().drop_nulls().to_list():
        child = code
        while child not in known:
            known[child] = parent = parent_of(child)
            if parent is None:
                break
            child = parent
    order = sorted(known, key=lambda code: (depth(code), code))
    return pl.DataFrame(
        {
            "industry": pl.Series(order, dtype=pl.String),
            "name": pl.Series([None] * len(order), dtype=pl.String),
            "system": pl.Series([system] * len(order), dtype=pl.String),
            "level": pl.Series([DEPTHS[depth(code)] for code in order], dtype=pl.String),
            "parent": pl.Series([known[code] for code in order], dtype=pl.String),
        }
    )


def parent_of(code: str) -> str | None:
    """Give the class above a NAICS code: the total above a sector, None above the total.

    Examples
    --------
    >>> parent_of("336411"), parent_of("336"), parent_of("31-33"), parent_of("00")
    ('33641', '31-33', '00', None)
    """
    if depth(code) <= STATE:
        return None if code == TOTAL else TOTAL
    above = code[:-1]
    return SECTORS.get(above, above)


def depth(code: str) -> int:
    """Give the number of digits of a NAICS code: 2 for "31-33", 0 for the total."""
    if code == TOTAL:
        return 0
    return STATE if "-" in code else len(code)


def naics(column: str) -> pl.Expr:
    """Give the canonical NAICS code of Census codes such as "31----", "113///", "------"."""
    bare = pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"[-/]+$", "")
    return (
        pl.when(bare == "").then(pl.lit(TOTAL)).otherwise(bare.replace(SECTORS)).alias("industry")
    )


def depth_of(column: str) -> pl.Expr:
    """Give the number of digits of canonical NAICS codes."""
    code = pl.col(column)
    return (
        pl.when(code == TOTAL)
        .then(0)
        .when(code.str.contains("-", literal=True))
        .then(STATE)
        .otherwise(code.str.len_chars())
    )
