"""Every number that the API gives is the workspace's; pages, files and forms agree."""

import io

import polars as pl
import pytest

from jiqun.workspace import Workspace

SHOWN = (
    "establishments", "employment", "employment_low", "employment_high", "employment_range_low",
    "employment_range_high", "payroll", "output", "currency", "wage", "imputed_share", "withheld",
    "quotient", "quotient_low", "quotient_high", "quotient_range_low", "quotient_range_high",
    "saturated", "micro_share", "micro_share_low", "micro_share_high", "macro_share",
    "macro_share_low", "macro_share_high", "growth", "growth_low", "growth_high", "traded",
    "visible_share", "hidden", "imputed", "noisy", "rounded", "unknown",
)  # fmt: skip
#: A part of the doubt, and what its columns are called between the quantity and the end.
PARTS = {"persistence": "", "range": "range_", "largest": "without_", "sampling": "sampling_"}
QUANTITIES = ("quotient", "employment", "micro_share", "macro_share", "growth")


@pytest.fixture(scope="module")
def ws(folder):
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def cells(ws):
    return ws.frame("cells")


@pytest.fixture(scope="module")
def ratings(ws):
    rows = ws.frame("ratings").to_dicts()
    return {(r["cell"], r["year"], r["scheme"]): r for r in rows}


def everything(api, route, **query):
    """All items of a list, page by page."""
    found, page = [], {"total": 1}
    while len(found) < page["total"]:
        page = api(route, limit=7, offset=len(found), **query)
        found += page["items"]
    return found


@pytest.mark.parametrize("level", ["county", "state"])
@pytest.mark.parametrize("year", [2019, 2020])
def test_the_list_is_the_table_of_cells(api, cells, ratings, level, year):
    wanted = cells.filter((pl.col("level") == level) & (pl.col("year") == year))
    got = {row["cell"]: row for row in everything(api, "/cells", level=level, year=year)}
    assert len(got) == len(wanted) > 0
    for row in wanted.to_dicts():
        shown = got[row["cell"]]
        assert {name: shown[name] for name in SHOWN} == {name: row[name] for name in SHOWN}
        for scheme, told in shown["ratings"].items():
            kept = ratings[row["cell"], year, scheme]
            missing = (kept["missing"] or "").split(",")
            unsure = None if kept["chance"] is None else kept["chance"] < 0.9
            derived = {
                "unjudged": "visible_share" in missing,
                "alone": "peers" in missing,
                "unsure": unsure,
                "notes": kept["notes"].split(",") if kept["notes"] else [],
            }
            assert told == derived | {name: kept[name] for name in told if name not in derived}


def test_a_cell_tells_what_the_list_tells(api, cells):
    for row in cells.filter(pl.col("year") == 2020).to_dicts():
        page = api(f"/cells/{row['cell']}")
        assert {name: page["cell"][name] for name in SHOWN} == {name: row[name] for name in SHOWN}
        own = cells.filter(pl.col("cell") == row["cell"]).sort("year")
        assert [one["quotient"] for one in page["trend"]] == own["quotient"].to_list()
        assert page["trend"][-1]["quotient_low"] == own["quotient_low"][-1]
        share, quotient = (page["important_from"][name] for name in ("share", "quotient"))
        assert (share, quotient) == (0.05, 1.5)
        assert page["cell"]["important"] == (row["macro_share"] >= share and
                                             row["quotient"] >= quotient)  # fmt: skip


def test_a_cells_doubt_is_the_table_part_by_part(api, cells):
    """Every bound that is known stands in its own part, and none in another."""
    seen = set()
    for row in cells.filter(pl.col("year") == 2020).to_dicts():
        told = api(f"/cells/{row['cell']}")["doubt"]
        assert told["level"] == 0.95
        assert (told["saturated"] is not None) == bool(row["saturated"])
        parts = {one["part"]: one for one in told["parts"]}
        seen |= set(parts)
        for part, middle in PARTS.items():
            bounds = {one["quantity"]: one for one in parts.get(part, {"bounds": []})["bounds"]}
            for name in QUANTITIES:
                ends = [row.get(f"{name}_{middle}{end}") for end in ("low", "high")]
                known = None not in ends
                if part == "range":
                    known = known and ends[1] - ends[0] > 1e-9 * abs(ends[1])
                assert (name in bounds) == known, (part, name, row["cell"])
                if known:
                    one = bounds[name]
                    assert [one["low"], one["high"]] == ends
                    assert one["value"] == row[name]
    assert {"persistence", "range", "largest"} <= seen


def test_what_the_intervals_rest_on_is_told(api, cells):
    """The country has two years of 48 cells: too few pairs, so the packaged table is taken."""
    basis = api(f"/cells/{cells['cell'][0]}")["doubt"]["basis"]
    assert basis["basis"] == "packaged"
    assert "too few years" in basis["words"]["en"] and "年份不足" in basis["words"]["zh"]
    assert basis["pairs"] > 300_000


def test_what_is_published_is_the_sum_of_the_cells(api, cells):
    told = api("/visible")
    assert told["least_visible"] == 0.7
    assert [one["level"] for one in told["bases"]] == ["county", "state"]
    assert told["bases"][0]["words"]["en"] == "the 12 counties of Land"
    for year in told["years"]:
        own = cells.filter(pl.col("level") == year["level"], pl.col("year") == year["year"])
        for kind in ("withheld", "hidden", "imputed", "noisy", "rounded", "unknown"):
            assert year[kind] == own[kind].sum()
        for one in year["least"]:
            kind = own.filter(pl.col("category") == one["category"])
            shown = (kind["employment"] * kind["visible_share"]).sum() / kind["employment"].sum()
            assert one["visible_share"] == pytest.approx(shown, rel=1e-9)
    assert any(year["least"] for year in told["years"])


def test_the_map_says_what_is_published_of_each_region(api, cells):
    for category in cells["category"].unique():
        told = api("/map", level="county", category=category, year=2020)
        for region, share, unjudged in zip(
            told["regions"], told["visible_share"], told["unjudged"], strict=True
        ):
            own = cells.filter(
                pl.col("region") == region,
                pl.col("category") == category,
                pl.col("year") == 2020,
            )
            assert own["visible_share"].item() == share
            assert unjudged == (share < told["least_visible"])


def test_members_add_up_to_the_cell_at_every_level(api, cells):
    # counties are summed into states; no row counts twice
    for row in cells.filter(pl.col("year") == 2020).to_dicts():
        industries = api(f"/cells/{row['cell']}")["members"]["industries"]
        assert sum(one["employment"] for one in industries) == pytest.approx(row["employment"])
        assert sum(one["share"] for one in industries) == pytest.approx(1)


def test_a_rating_follows_from_its_criteria(api, cells):
    """The highest rating whose criteria all hold, as the scheme's rules say."""
    rules = {one["scheme"]: one["ratings"] for one in api("/schemes")["items"]}
    seen = set()
    for id in cells.filter(pl.col("year") == 2020)["cell"]:
        for told in api(f"/cells/{id}")["ratings"]:
            if told["rating"] is None or told["missing"]:
                continue
            passed = {one["id"] for one in told["criteria"] if one["passed"]}
            met = [
                rule
                for rule in rules[told["scheme"]]
                if set(rule["all"]) <= passed and len(passed & set(rule["of"])) >= rule["at_least"]
            ]
            best = max(met, key=lambda rule: rule["rank"])
            assert told["rating"] == best["code"], (id, told)
            seen.add((told["scheme"], told["rating"]))
    assert len({rating for scheme, rating in seen if scheme == "us-cluster-mapping"}) >= 3


def test_a_criterion_says_value_threshold_and_outcome(api, cells):
    outcomes = set()
    for id in cells["cell"].unique():
        for told in api(f"/cells/{id}")["ratings"]:
            for one in told["criteria"]:
                if one["value"] is None or one["threshold"] is None:
                    assert one["passed"] is None
                else:
                    ways = {
                        ">=": one["value"] >= one["threshold"],
                        ">": one["value"] > one["threshold"],
                    }
                    assert one["passed"] == ways[one["comparison"]], one
                outcomes.add(one["passed"])
    assert outcomes == {True, False, None}


@pytest.mark.parametrize(
    "quantity", ["quotient", "employment", "establishments", "micro_share", "macro_share", "growth"]
)
def test_the_map_is_the_table_of_cells(api, cells, quantity):
    got = api("/map", level="county", category="chips", quantity=quantity, year=2020)
    wanted = cells.filter(
        (pl.col("level") == "county") & (pl.col("category") == "chips") & (pl.col("year") == 2020)
    )
    assert dict(zip(got["regions"], got["values"], strict=True)) == dict(
        wanted.select("region", quantity).rows()
    )
    bounded = quantity in QUANTITIES
    low = f"{quantity}_low" if bounded else quantity
    assert dict(zip(got["regions"], got["low"], strict=True)) == dict(
        wanted.select("region", low).rows()
    )


def test_the_map_of_ratings_shows_ranks_and_codes(api, ratings):
    got = api("/map", level="county", category="cars", quantity="rating:us-cluster-mapping")
    for region, value, code in zip(got["regions"], got["values"], got["ratings"], strict=True):
        kept = ratings[f"test-set:cars:{region}", 2020, "us-cluster-mapping"]
        assert (value, code) == (kept["rank"], kept["rating"])
        at = got["regions"].index(region)
        assert got["chance"][at] == kept["chance"]


@pytest.mark.parametrize("quantity", ["strength", "herfindahl", "diversity", "traded_employment"])
def test_the_map_of_regions_is_their_profile(api, ws, quantity):
    got = api("/map", level="county", quantity=quantity, year=2019)
    kept = ws.frame("region_profiles").filter(
        (pl.col("level") == "county") & (pl.col("year") == 2019)
    )
    assert dict(zip(got["regions"], got["values"], strict=True)) == dict(
        kept.select("region", quantity).rows()
    )


def test_a_comparison_is_the_pages_side_by_side(api):
    ids = ["test-set:cars:c00", "test-set:chips:c02"]
    got = api("/compare", **{"with": ",".join(ids)})
    pages = [api(f"/cells/{id}")["cell"] for id in ids]
    for row, values in zip(got["rows"], got["values"], strict=True):
        for page, value in zip(pages, values, strict=True):
            if row["id"].startswith("rating:"):
                rated = page["ratings"].get(row["id"].removeprefix("rating:"))
                assert value["value"] == (rated and rated["rating"])
            else:
                assert value["value"] == page[row["id"]]


def test_a_region_shows_its_cells_and_profile(api, ws, cells):
    got = api("/regions/c03", year=2020)
    own = cells.filter((pl.col("region") == "c03") & (pl.col("year") == 2020))
    assert {c["cell"] for c in got["cells"]} == set(own["cell"])
    quotients = [c["quotient"] for c in got["cells"]]
    assert quotients == sorted(quotients, reverse=True)
    kept = ws.frame("region_profiles").filter(pl.col("region") == "c03").sort("year").to_dicts()
    led = [{"size": o[o["quantity"]], "traded_size": o[f"traded_{o['quantity']}"]} for o in kept]
    assert got["trend"] == [one | more for one, more in zip(kept, led, strict=True)]
    assert [one["region"] for one in got["region"]["parents"]] == ["s0", "N"]


def test_provenance_names_every_origin_and_option(api, ws):
    got = api("/cells/test-set:cars:c00")["provenance"]
    record = ws.record("cells")
    assert got["record"] == record.to_dict()
    assert got["origins"] == [one.to_dict() for one in record.origins]
    assert got["parameters"]["level"] == 0.95
    cell = api("/cells/test-set:cars:c00")["cell"]
    # by hand: industry 101 of c00 is imputed (0 + 0 is a multiple of 7), 102 is not
    of_cars = pl.col("industry").is_in(["101", "102"])
    rows = ws.frame("activity").filter(pl.col("region") == "c00", pl.col("year") == 2020, of_cars)
    imputed = rows.filter(pl.col("imputed").is_not_null())["employment"].sum()
    assert cell["imputed_share"] == pytest.approx(imputed / rows["employment"].sum())


def test_a_table_is_the_workspaces(api, ws):
    for name in (*ws.tables(), *ws.results()):
        kept = ws.frame(name).drop("geometry", strict=False)
        got = everything(api, f"/tables/{name}")
        assert pl.DataFrame(got, schema=kept.schema).equals(kept), name


def test_files_hold_what_the_pages_hold(client, api):
    query = {"level": "county", "rating": "strong,strong10", "sort": "-employment"}
    items = everything(api, "/cells", **query)
    csv = client.get("/api/v1/cells", params=query | {"format": "csv"})
    parquet = client.get("/api/v1/cells", params=query | {"format": "parquet"})
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert csv.headers["content-disposition"] == 'attachment; filename="cells.csv"'
    flat, kept = pl.read_csv(csv.content), pl.read_parquet(io.BytesIO(parquet.content))
    assert flat["cell"].to_list() == kept["cell"].to_list()
    assert kept["cell"].to_list() == [one["cell"] for one in items] != []
    assert kept["quotient"].to_list() == [one["quotient"] for one in items]
    assert flat["quotient"].to_list() == pytest.approx(kept["quotient"].to_list(), rel=1e-12)


def test_the_case_library_stands_beside_what_is_found(api):
    listed = api("/clusters", origin="declared")["items"]
    assert [(one["cluster"], one["origin"]) for one in listed] == [("case:shenzhen", "declared")]
    page = api("/clusters/case:shenzhen")
    assert page["facts"][0]["value"] == 2.3e12
    assert (page["facts"][0]["qualifier"], page["facts"][0]["unit"]) == (">", "CNY")
    assert page["sources"][0]["producer"] == "A ministry"
