"""Make the packaged statistics of catalog/demo/us_states from their public sources.

    python tools/demo_data.py --data DIR --atlas DIR_OR_TGZ [--into FOLDER]

``--data`` holds ``us_employment/qcew_state_annual_2019_2020.parquet`` (the publisher's annual
files of all areas, their rows and columns unchanged) and ``us_geography/naics_titles.csv.gz``
(the publisher's list of codes and titles). ``--atlas`` is the npm package us-atlas 3.0.1, as
``npm pack us-atlas@3.0.1`` gives it, or unpacked. Running it again gives the same bytes.
What is chosen and left out stands in catalog/demo/us_states/README.md.
"""

from __future__ import annotations

import argparse
import gzip
import io
import tarfile
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).resolve().parents[1] / "src" / "jiqun" / "catalog" / "demo" / "us_states"
CENSUS = "us_employment/qcew_state_annual_2019_2020.parquet"
TITLES = "us_geography/naics_titles.csv.gz"
MAP = "states-10m.json"
#: The publisher's columns that are kept, under the publisher's names.
COLUMNS = (
    "area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year",
    "disclosure_code", "annual_avg_estabs", "annual_avg_emplvl", "total_annual_wages",
)  # fmt: skip
PRIVATE = 5
#: Aggregation codes of states: all industries, sectors, four digits.
LEVELS = (51, 54, 56)


def main() -> None:
    """Write the three files that are made; the categories are written by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--atlas", type=Path, required=True)
    parser.add_argument("--into", type=Path, default=FOLDER)
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    (given.into / "qcew.csv.gz").write_bytes(packed(census(given.data / CENSUS)))
    (given.into / "naics.csv.gz").write_bytes(packed(titles(given.data / TITLES)))
    (given.into / MAP).write_bytes(boundaries(given.atlas))


def census(path: Path) -> bytes:
    """Give the rows of states, private owners, all sizes, at three depths of industries."""
    texts = ("area_fips", "industry_code", "disclosure_code")
    rows = (
        pl.scan_parquet(path)
        .filter(
            (pl.col("own_code") == PRIVATE)
            & (pl.col("size_code") == 0)
            & pl.col("agglvl_code").is_in(LEVELS)
        )
        .select(COLUMNS)
        .with_columns(pl.col(texts).cast(pl.String))
        .sort("area_fips", "agglvl_code", "industry_code", "year")
        .collect()
    )
    return rows.write_csv().encode()


def titles(path: Path) -> bytes:
    """Give the list of codes and titles as it is, unpacked."""
    return gzip.decompress(path.read_bytes())


def boundaries(atlas: Path) -> bytes:
    """Give the map of states out of the package, byte for byte."""
    if atlas.is_dir():
        return (atlas / MAP).read_bytes()
    with tarfile.open(atlas) as package:
        member = package.extractfile(f"package/{MAP}")
        if member is None:
            raise SystemExit(f"{atlas} has no {MAP}")
        return member.read()


def packed(content: bytes) -> bytes:
    """Compress without a time or a name, so that the same content is the same bytes."""
    into = io.BytesIO()
    with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(content)
    return into.getvalue()


if __name__ == "__main__":
    main()
