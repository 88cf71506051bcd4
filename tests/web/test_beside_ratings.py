"""What stands beside a rating, and which cells are important, as the API tells it."""

import polars as pl

from jiqun.workspace import Workspace

US = "us-cluster-mapping"
WHERE = {"level": "county", "limit": 1000}


def rows(folder):
    ws = Workspace.open(folder)
    here = (pl.col("level") == "county") & (pl.col("year") == 2020)
    rated = ws.frame("ratings").filter(here, pl.col("scheme") == US)
    return ws.frame("cells").filter(here).join(rated.select(pl.exclude("level", "year")), on="cell")


def test_a_rating_tells_its_peers_notes_and_who_is_alone(api, folder):
    told = {row["cell"]: row["ratings"][US] for row in api("/cells", **WHERE)["items"]}
    kept = rows(folder)
    assert len(told) == kept.height > 0
    for row in kept.to_dicts():
        one = told[row["cell"]]
        assert one["peers"] == row["peers"]
        assert one["notes"] == (row["notes"].split(",") if row["notes"] else [])
        assert one["alone"] == ("peers" in (row["missing"] or "").split(","))
    # twelve counties of two types: fewer than thirty peers everywhere
    given = kept.filter(pl.col("rating").is_not_null())
    kind = ["category", "region_type"]
    there = kept.filter(pl.col("employment") > 0)
    for row in given.to_dicts():
        same = there.filter(pl.all_horizontal(pl.col(name) == row[name] for name in kind))
        assert told[row["cell"]]["peers"] == same.height > 1
        assert "few-peers" in told[row["cell"]]["notes"]
    # the only local category has nobody
    alone = [cell for cell, one in told.items() if one["alone"]]
    local = kept.filter(~pl.col("traded"), pl.col("visible_share") >= 0.7)
    assert set(local["cell"]) <= set(alone) and alone


def test_a_cells_page_tells_the_same(api, folder):
    row = rows(folder).filter(pl.col("missing") == "peers").row(0, named=True)
    page = api(f"/cells/{row['cell']}")
    one = next(rating for rating in page["ratings"] if rating["scheme"] == US)
    assert (one["alone"], one["rating"], one["notes"]) == (True, None, [])


def test_only_important_cells_are_listed_where_they_are_asked_for(api, folder):
    kept = rows(folder)
    for wanted in (True, False):
        listed = api("/cells", important=str(wanted).lower(), **WHERE)["items"]
        expected = kept.filter(pl.col("important") == wanted)["cell"].to_list()
        assert sorted(row["cell"] for row in listed) == sorted(expected) != []
        assert all(row["important"] is wanted for row in listed)
