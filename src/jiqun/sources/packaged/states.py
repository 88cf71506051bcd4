"""The American states: a census of employment, a map, titles, and broad categories."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from jiqun.core import Origin
from jiqun.sources.geography import read_geography
from jiqun.sources.naics import read_naics
from jiqun.sources.places import industry_stubs, table
from jiqun.sources.qcew import read_qcew
from jiqun.sources.register import Reading, source

FOLDER = "demo/us_states"
DEFINITION = "jiqun-naics-2017"
DEEPEST = 4
UNCLASSIFIED = "99"
#: Of the map: what it is called there, and who may use it.
MAP = Origin(
    producer="U.S. Census Bureau",
    title="Cartographic boundaries of the states, 1 : 10 million",
    version="2017 edition, us-atlas 3.0.1",
    url="https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    licence="Public domain (work of the U.S. federal government); package under the ISC licence",
    note="states are unions of counties; areas on EPSG:6933",
)
OWN = Origin(
    producer="jiqun",
    title="Broad categories of NAICS 2017 industries",
    version="1",
    licence="Apache-2.0",
    note="our own grouping, by the longest beginning of the code; traded is our own judgement",
)


@source("us-states")
def read_states(paths: tuple[Path, ...] = (), /) -> Reading:
    """Give the states, their industries, and what is counted of them in 2019 and 2020.

    The numbers are the publisher's own, of private owners; withheld cells are filled by the
    named step ``establishment-mean`` and marked, as ``us-qcew`` does.

    Examples
    --------
    >>> reading = read_states()
    >>> reading.tables["regions"].height, sorted(reading.tables["activity"]["year"].unique())
    (52, [2019, 2020])
    """
    del paths
    with as_file(files("jiqun") / "catalog" / FOLDER) as folder:
        counted = read_qcew((folder / "qcew.csv.gz",), levels=("state",))
        drawn = read_geography((folder / "states-10m.json",), territories=False)
        titled = read_naics((folder / "naics.csv.gz",))
    activity = counted.tables["activity"]
    titles = titled.tables["industries"]
    industries = _held(titles, activity["industry"], system=titles["system"][0])
    return Reading(
        tables={
            "regions": drawn.tables["regions"],
            "industries": industries,
            "categories": _categories(industries["industry"]),
            "activity": activity,
        },
        origin=counted.origin,
        origins={"regions": MAP, "industries": titled.origin, "categories": OWN},
        cautions=counted.cautions,
        figures=counted.figures,
    )


def _held(titles: pl.DataFrame, counted: pl.Series, *, system: str) -> pl.DataFrame:
    """Keep the industries that are counted and those above them, each with a name.

    Establishments without a class are counted under 9999, which the list of titles has not.
    """
    rows = industry_stubs(counted, system=system).drop("name")
    known = titles.select("industry", "name", "name_zh")
    named = rows.join(known, on="industry", how="left", maintain_order="left")
    rest = titles.filter(pl.col("industry") == UNCLASSIFIED)["name"].item()
    missing = pl.when(pl.col("industry").str.starts_with(UNCLASSIFIED)).then(pl.lit(rest))
    return named.with_columns(name=pl.coalesce("name", missing)).select(titles.columns)


def _categories(industries: pl.Series) -> pl.DataFrame:
    """Put each class of four digits into the category of its code's longest known beginning.

    Codes that no beginning fits (unclassified establishments) are in no category.
    """
    of = dict(table(f"{FOLDER}/categories.csv").select("naics", "category").iter_rows())
    deepest = [code for code in industries.sort() if len(code) == DEEPEST]
    begun = {code: _longest(code, of) for code in deepest}
    named = table(f"{FOLDER}/names.csv").with_columns(traded=pl.col("traded") == "true")
    rows = pl.DataFrame(
        {"industry": list(begun), "category": list(begun.values())},
        schema={"industry": pl.String, "category": pl.String},
    ).drop_nulls()
    return rows.join(named, on="category", how="left", maintain_order="left").select(
        pl.lit(DEFINITION).alias("definition"),
        "category",
        "industry",
        "name",
        "name_zh",
        "traded",
    )


def _longest(code: str, of: dict[str, str]) -> str | None:
    """Give what the longest beginning of a code stands for.

    Examples
    --------
    >>> _longest("3362", {"336": "a", "3362": "b"}), _longest("9999", {})
    ('b', None)
    """
    begun = (code[:length] for length in range(len(code), 0, -1))
    return next((of[part] for part in begun if part in of), None)
