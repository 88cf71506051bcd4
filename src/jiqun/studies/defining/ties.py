"""What ties industries beside place: trade, patents, occupations, and the classes above them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from jiqun.tables import Counts, Flows, sums_by
from jiqun.workspace import Workspace

#: A class needs so many patents for its vector to say something; fewer tables are left out.
LEAST_PATENTS = 200
#: Rows and industries of a table of vectors, at least.
LEAST = 3


def trade(ws: Workspace, industries: tuple[str, ...]) -> tuple[Flows | None, dict[str, str]]:
    """Sum the latest year's flows over regions; say which sector each industry belongs to.

    The sector of an industry is what the table ``industry_sectors`` says of it or of the nearest
    class above; where it says nothing, its own code or the nearest class above that flows name.
    A buyer that never sells and is no industry's sector is a final use.
    """
    if not ws.rows("flows"):
        return None, {}
    rows = ws.frame("flows")
    rows = rows.filter(pl.col("year") == pl.col("year").max())
    named = set(rows["from_industry"]) | set(rows["to_industry"])
    above = lines_above(ws.frame("industries"), industries)
    sectors = _sectors(above, _told(ws), named)
    if not sectors:
        return None, {}
    within = sorted(set(rows["from_industry"]) | (set(sectors.values()) & named))
    z, final = _summed(rows, within)
    flows = Flows(
        sectors=tuple(within), intermediate=z, final=final, unit="currency",
        origins=ws.origins("flows"),
    )  # fmt: skip
    return flows, sectors


def _summed(rows: pl.DataFrame, within: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Sum flows between sectors, and what each sells to final use."""
    at = pl.DataFrame({"industry": within, "at": range(len(within))})
    sums = (
        rows.join(at, left_on="from_industry", right_on="industry", maintain_order="left")
        .join(
            at, left_on="to_industry", right_on="industry", suffix="_to", how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("at_to").fill_null(-1))
        .pipe(sums_by, ["at", "at_to"], sums=[pl.col("value")])
    )  # fmt: skip
    inside = sums.filter(pl.col("at_to") >= 0)
    z = np.zeros((len(within), len(within)))
    z[inside["at"].to_numpy(), inside["at_to"].to_numpy()] = inside["value"].fill_null(0).to_numpy()
    outside = sums.filter(pl.col("at_to") < 0)
    final = np.zeros(len(within))
    final[outside["at"].to_numpy()] = outside["value"].fill_null(0).to_numpy()
    return z, final


def _told(ws: Workspace) -> dict[str, str]:
    if not ws.rows("industry_sectors"):
        return {}
    return dict(ws.frame("industry_sectors").select("industry", "sector").iter_rows())


def _sectors(
    above: Mapping[str, tuple[str, ...]], told: Mapping[str, str], named: set[str]
) -> dict[str, str]:
    """Give each industry's sector; none where neither it nor a class above it has one."""
    found = {}
    for code, line in above.items():
        own = (code, *line)
        by_table = [told[one] for one in own if told.get(one) in named]
        by_code = [one for one in own if one in named]
        if by_table or by_code:
            found[code] = (by_table or by_code)[0]
    return found


def lines_above(table: pl.DataFrame, industries: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Give the classes above each industry, nearest first; none where none is known."""
    parents = (
        dict(table.select("industry", "parent").iter_rows()) if "parent" in table.columns else {}
    )
    found = {}
    for code in industries:
        line: list[str] = []
        above = parents.get(code)
        while above is not None and above not in line and above != code:
            line.append(above)
            above = parents.get(above)
        found[code] = tuple(line)
    return found


def occupations(ws: Workspace, industries: tuple[str, ...]) -> dict[str, Counts]:
    """Give the latest jobs of each industry by occupation.

    An industry that the table does not name has the jobs of the nearest class above that it
    names.
    """
    if not ws.rows("occupations"):
        return {}
    rows = ws.frame("occupations").filter(pl.col("year") == pl.col("year").max())
    named = set(rows["industry"])
    above = lines_above(ws.frame("industries"), industries)
    own = {
        code: next((one for one in (code, *line) if one in named), None)
        for code, line in above.items()
    }
    told = [(code, at) for code, at in own.items() if at is not None]
    tied = (
        pl.DataFrame(told, schema={"code": pl.String, "at": pl.String}, orient="row")
        .join(rows.with_columns(pl.col("industry", "occupation").cast(pl.String)),
              left_on="at", right_on="industry", maintain_order="left")
        .select("occupation", industry="code", n=pl.col("employment").fill_null(0.0))
        .sort("occupation", "industry")
    )  # fmt: skip
    if tied["occupation"].n_unique() < LEAST or tied["industry"].n_unique() < LEAST:
        return {}
    counts = Counts.from_frame(tied, value="n", unit="persons", region="occupation")
    return {"occupations": counts}


def patents(ws: Workspace, industries: tuple[str, ...]) -> dict[str, Counts]:
    """Count the classes of the patents that each industry's organisations applied for."""
    if not (ws.rows("patents") >= LEAST_PATENTS and ws.rows("organisations")):
        return {}
    firms = ws.scan("organisations").select("organisation", "industry").collect()
    tied = (
        ws.scan("patents")
        .select("patent", "applicants", "classes")
        .collect()
        .explode("applicants")
        .join(firms, left_on="applicants", right_on="organisation")
        .filter(pl.col("industry").is_in(list(industries)))
        .explode("classes")
        .drop_nulls("classes")
        .group_by("classes", "industry")
        .agg(n=pl.len().cast(pl.Float64))
        .sort("classes", "industry")
    )
    if tied["classes"].n_unique() < LEAST or tied["industry"].n_unique() < LEAST:
        return {}
    counts = Counts.from_frame(tied, value="n", unit="patents", region="classes")
    return {"patents": counts}
