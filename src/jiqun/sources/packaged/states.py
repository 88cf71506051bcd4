"""The American states: a census of employment, a map, titles, and broad categories."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from jiqun.core import Origin
from jiqun.sources.geography import read_geography
from jiqun.sources.naics import read_naics
from jiqun.sources.places import DEPTHS, industry_stubs, table
from jiqun.sources.qcew import read_qcew
from jiqun.sources.register import Reading, source

FOLDER = "demo/us_states"
DEFINITION = "jiqun-naics-2017"
DEEPEST = max(DEPTHS)
UNCLASSIFIED = "99"
#: The publisher's last digit of building trades.
BUILDINGS = {"1": "residential", "2": "nonresidential"}
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

    The publisher splits building trades by a last digit of its own, and counts establishments
    without a class under 9999 and 999999.
    """
    rows = industry_stubs(counted, system=system).drop("name")
    known = titles.select("industry", "name", "name_zh")
    named = rows.join(known, on="industry", how="left", maintain_order="left")
    above = dict(titles.select("industry", "name").iter_rows())
    said = [
        name or _split(code, above) for code, name in named.select("industry", "name").iter_rows()
    ]
    return named.with_columns(name=pl.Series(said, dtype=pl.String)).select(titles.columns)


def _split(code: str, titles: Mapping[str, str | None]) -> str | None:
    """Name a class that the publisher made of one of the list.

    Examples
    --------
    >>> _split("238112", {"23811": "Poured Concrete Contractors"}), _split("9999", {"99": "None"})
    ('Poured Concrete Contractors, nonresidential', 'None')
    """
    if code.startswith(UNCLASSIFIED):
        return titles.get(UNCLASSIFIED)
    title = titles.get(code[:-1])
    return f"{title}, {BUILDINGS[code[-1]]}" if title and code[-1] in BUILDINGS else title


def _categories(industries: pl.Series) -> pl.DataFrame:
    """Put each class of six digits into the category of its code's longest known beginning.

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
    >>> _longest("336212", {"336": "a", "336212": "b"}), _longest("999999", {})
    ('b', None)
    """
    begun = (code[:length] for length in range(len(code), 0, -1))
    return next((of[part] for part in begun if part in of), None)
