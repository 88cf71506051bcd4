"""The Horizon 2020 network: files for a workspace, and the time of its whole analysis.

python -m benchmarks.networks.h2020 [FOLDER]    write the files, load them, analyse, print seconds
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from jiqun.studies import analyse_network, create_workspace, load_table

DATA = Path(__file__).resolve().parents[2].parent / "shared/data/collaboration_network"
#: CORDIS types of activity as kinds of actor; "other" (associations, foundations, museums …)
#: has no kind of its own there.
KINDS = {"PRC": "firm", "HES": "university", "REC": "institute", "PUB": "government",
         "OTH": "intermediary"}  # fmt: skip


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write organisations.csv and projects.csv from the participations."""
    rows = pl.read_parquet(DATA / "h2020_participations.parquet")
    organisations, projects = folder / "organisations.csv", folder / "projects.csv"
    rows.group_by("pic").agg(pl.col("type").first(), pl.col("country").first()).sort("pic").select(
        organisation="pic", kind=pl.col("type").replace_strict(KINDS), region="country"
    ).write_csv(organisations)
    year = {
        name: pl.col(f"{name}_year").cast(pl.Float64, strict=False) for name in ("start", "end")
    }
    rows.select(
        project="rcn",
        organisation="pic",
        role="role",
        **{name: one.cast(pl.Int64, strict=False) for name, one in year.items()},
        funding=pl.col("contribution").cast(pl.Float64, strict=False),
        currency=pl.lit("EUR"),
    ).write_csv(projects)
    return organisations, projects


def main() -> None:
    """Do it all and print the seconds of each step."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()) / "files"
    folder.mkdir(parents=True)
    organisations, projects = write_files(folder)
    create_workspace(folder.parent / "h2020", title="Horizon 2020")
    load_table(folder.parent / "h2020", table="organisations", file=organisations)
    load_table(folder.parent / "h2020", table="projects", file=projects)
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    report = analyse_network(folder.parent / "h2020")
    after = resource.getrusage(resource.RUSAGE_SELF)
    print({name: round(seconds, 1) for name, seconds in report.seconds.items()})
    busy = after.ru_utime - used.ru_utime
    print(f"{time.perf_counter() - began:.1f} s, of processors {busy:.1f} s")


if __name__ == "__main__":
    main()
