"""Do every job of a workspace in this process and print a digest of all that it keeps or writes.

python tests/bits/probe.py FOLDER plain|awkward WORKERS

The awkward country has ties everywhere: employment of four sizes, none of them exact in binary,
organisations on a coarse grid, ties of one weight.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

import polars as pl

from jiqun.core import MEASURES, InputError, UnknownError, digest, load_plugins, stream
from jiqun.planted import Economy, economy, economy_plan
from jiqun.studies import (
    Choices,
    DefinePlan,
    FindPlan,
    Given,
    RatePlan,
    StabilityPlan,
    create_workspace,
    define,
    fetch,
    find,
    make_brief,
    measure,
    plant,
    rate,
    run,
    score_run,
    stability,
    write_result,
)
from jiqun.studies.measuring.options import options_of
from jiqun.studies.measuring.slots import slots_of
from jiqun.studies.planting import PlantPlan, load_economy
from jiqun.workspace import Workspace

SIZE = {"establishments": 10_000, "years": 3, "seed": 3}
#: Every option of planting that changes what is made.
HARD = {
    "countries": 2, "hidden": 0.2, "hidden_ties": 0.2, "hidden_suppliers": 0.3, "breaks": 1,
    "weaknesses": 0.8, "agencies": 0.6, "spelling": 0.6, "selection": 1.5,
}  # fmt: skip
Said = Iterator[tuple[str, str]]


class Noon(datetime):
    """A clock that stands: briefs say when their commit was made."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Noon":
        return cls(2026, 1, 1, 12, tzinfo=tz)


def stop_the_clock() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("jiqun.workspace") and hasattr(module, "datetime"):
            module.datetime = Noon


def of_bytes(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def of_frame(frame: pl.DataFrame) -> str:
    """Digest the bits of every number; nulls and texts as they stand."""
    parts: list[str | bytes] = []
    for column in frame:
        if column.dtype == pl.Float64:
            column = column.reinterpret(signed=False)  # noqa: PLW2901 - its bits
        parts += [column.name, str(column.dtype), repr(column.to_list())]
    return digest(*parts)


def awkward(planted: Economy) -> Economy:
    """Put ties everywhere."""
    tables = dict(planted.tables)

    def sized(name: str) -> pl.Expr:
        x = pl.col(name)
        few = pl.when(x < 5).then(0.1).when(x < 20).then(0.7).when(x < 100).then(3.3)
        return pl.when(x > 0).then(few.otherwise(33.3)).otherwise(x).alias(name)

    jobs = pl.col("employment")
    tables["activity"] = (
        tables["activity"]
        .with_columns(sized(n) for n in ("employment", "employment_low", "employment_high"))
        .with_columns(
            employment_low=pl.min_horizontal("employment_low", jobs),
            employment_high=pl.max_horizontal("employment_high", jobs),
            establishments=pl.when(pl.col("establishments") > 0).then(3.0).otherwise(0.0),
        )
    )
    tables["organisations"] = tables["organisations"].with_columns(
        (pl.col("lon") * 4).round() / 4, (pl.col("lat") * 4).round() / 4
    )
    tables["links"] = tables["links"].with_columns(weight=pl.lit(0.1))
    tables["organisation_years"] = tables["organisation_years"].with_columns(sized("employment"))
    return replace(planted, tables=tables)


def planted(folder: Path, kind: str) -> Said:
    made = economy(economy_plan(**SIZE))
    made = awkward(made) if kind == "awkward" else made
    create_workspace(folder / "ws", title="bits", synthetic=True)
    load_economy(Workspace.open(folder / "ws"), made)
    fetch(folder / "ws", source="case-library")
    truth = folder / "planted" / "truth"
    plant(truth.parent, PlantPlan(**SIZE, **HARD))
    for path in sorted(truth.parent.rglob("*.parquet")):
        yield f"plant {path.name}", of_bytes(path.read_bytes())


def jobs(folder: Path, workers: int) -> None:
    define(folder / "ws", DefinePlan(candidates=200, draws=3, workers=workers))
    run(folder / "ws")
    find(folder / "ws", FindPlan(draws=39, bootstraps=4, alpha=0.1, workers=workers))


def kept(folder: Path) -> Said:
    """Give every table, result and record, and the bytes of their files."""
    ws = Workspace.open(folder / "ws")
    for place in sorted((folder / "ws").glob("*/*/_delta_log")):
        name = place.parent.name
        yield f"rows of {name}", of_frame(ws.frame(name))
        files = sorted(of_bytes(one.read_bytes()) for one in place.parent.glob("*.parquet"))
        yield f"files of {name}", " ".join(files)
        if place.parent.parent.name == "results":
            yield f"record of {name}", json.dumps(ws.record(name).kept(), sort_keys=True)
    yield "score", repr(score_run(folder / "ws", truth=folder / "planted" / "truth"))


def stabilities(folder: Path, workers: int) -> Said:
    ws = Workspace.open(folder / "ws")
    clusters = ws.frame("finds")
    ids = clusters.unique("way", keep="first", maintain_order=True)["cluster"].to_list()
    yield "ways", ", ".join(clusters["way"].unique().sort())
    largest = ws.frame("cells").sort("employment", "cell", nulls_last=True).tail(400)["cell"]
    for id in [*ids, largest[0], largest[-1]]:
        plan = StabilityPlan(draws=10, workers=workers)
        yield f"stability of {id}", repr(stability(folder / "ws", id, plan))


def briefs(folder: Path) -> Said:
    ws = Workspace.open(folder / "ws")
    strong = ws.frame("strong_cells").row(0, named=True)
    named = {"cell": strong["cell"], "region": strong["region"]}
    named["cluster"] = ws.frame("clusters")["cluster"][0]
    for subject, id in named.items():
        for form, lang in (("html", "en"), ("pdf", "zh")):
            brief = make_brief(folder / "ws", subject=subject, id=id, lang=lang, format=form)
            yield f"{form} brief of a {subject}", of_bytes(brief.content)


def rated(folder: Path) -> Said:
    cells = Workspace.open(folder / "ws").frame("cells")
    last = cells.filter(pl.col("year") == cells["year"].max(), pl.col("level") == "county")
    columns = ("definition", "region", "category", "traded", "employment", "establishments")
    last.filter(pl.col("definition") == last["definition"][0]).select(columns[1:]).write_csv(
        folder / "bare.csv"
    )
    for scheme in ("us-cluster-mapping", "eu-panorama"):
        for ending in ("csv", "parquet"):
            to = folder / f"rated.{ending}"
            rate(folder / "bare.csv", RatePlan(scheme=scheme), to=to)
            yield f"{scheme} to {ending}", of_bytes(to.read_bytes())


def written(folder: Path) -> dict[str, Path]:
    """Write a small file of each kind of data that the workspace does not give."""
    ws = Workspace.open(folder / "ws")
    rng = stream(seed=7)
    firms = ws.frame("organisations").drop_nulls(["lon", "lat"]).head(600)
    activity = ws.frame("activity").filter(pl.col("employment") > 0)
    regions = activity["region"].unique().sort().to_list()
    industries = activity["industry"].unique().sort().to_list()
    n = len(regions)
    ties = [(regions[i], regions[(i + s) % n], 0.1 * s) for i in range(n) for s in (1, 5)]
    ends = [rng.choice(some, 900) for some in (regions, industries, regions, industries)]
    every = ws.frame("regions")["region"].sort()
    tables = {
        "sites": firms.select(
            x=pl.col("lon") * 100, y=pl.col("lat") * 100, industry="industry", weight=pl.lit(0.1)
        ),
        "plants": activity.filter(year=2024).select("region", "industry", "employment"),
        "values": pl.DataFrame({"region": regions, "value": rng.lognormal(0, 1, n).round(1)}),
        "graph": pl.DataFrame(ties, schema=["from", "to", "weight"], orient="row"),
        "flows": pl.DataFrame(
            [*ends, rng.lognormal(0, 1, 900).round(1)],
            schema=["from_region", "from_industry", "to_region", "to_industry", "value"],
        ).unique(["from_region", "from_industry", "to_region", "to_industry"], keep="first"),
        "income": pl.DataFrame({"region": every, "value": rng.lognormal(9, 1, len(every))}),
    }
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv")
    return {name: folder / f"{name}.csv" for name in tables}


def measures(folder: Path, workers: int) -> Said:
    load_plugins()
    files = written(folder)
    common = pl.read_csv(files["sites"])["industry"].cast(pl.String).value_counts()
    most = common.sort("count", "industry", descending=True)["industry"]
    for id, spec in sorted(MEASURES.items()):
        data = {one.name: files[one.kinds[0]] for one in slots_of(spec) if one.kinds[0] in files}
        own = {one.name: one for one in options_of(spec)}
        tables = {name: str(files["income"]) for name, one in own.items()
                  if one.required and one.kind == "table"}  # fmt: skip
        choices = Choices(
            draws=9, seed=1, options=tables,
            radii="2:20:2" if spec.needs == "sites" else None,
            industry=most[0] if spec.needs == "sites" else None,
            against=most[1] if "against" in own and own["against"].required else None,
        )  # fmt: skip
        given = Given(data=data, workspace=folder / "ws", reading={"region_level": "county"})
        try:
            result = measure(id, given=given, choices=choices)
        except (InputError, UnknownError) as err:
            yield f"refused {id}", ", ".join(one.code for one in err.problems)
            continue
        write_result(result, folder / "result.parquet")
        yield f"measure {id}", of_frame(pl.read_parquet(folder / "result.parquet"))
        yield f"record of measure {id}", json.dumps(result.record.kept(), sort_keys=True)


def everything(folder: Path, kind: str, workers: int) -> Said:
    stop_the_clock()
    yield from planted(folder, kind)
    jobs(folder, workers)
    yield from kept(folder)
    yield from stabilities(folder, workers)
    yield from briefs(folder)
    yield from rated(folder)
    yield from measures(folder, workers)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    told = {name: content.replace(str(where), "")
            for name, content in everything(where, sys.argv[2], int(sys.argv[3]))}  # fmt: skip
    print(json.dumps(told))
