"""From files to growth: a county renumbered, a city merged, a prefecture dissolved."""

import json

import numpy as np
import polars as pl
import pytest

from jiqun.studies import (
    Given,
    create_workspace,
    fetch,
    load_table,
    main_job,
    measure,
    snapshot,
    write_brief,
)
from jiqun.studies.browsing.cells import cell_detail
from jiqun.studies.browsing.regions import region_detail
from jiqun.tables import catalogued_changes
from jiqun.workspace import Workspace

HEAD = (
    '"fipstate","fipscty","naics","empflag","emp_nf","emp","qp1_nf","qp1","ap_nf","ap","est",'
    '"n1_4","n5_9","n10_19","n20_49","n50_99","n100_249","n250_499","n500_999","n1000",'
    '"n1000_1","n1000_2","n1000_3","n1000_4","censtate","cencty"'
)


def census(tmp_path, year, rows):
    """Write a county file of the Census Bureau: (county, naics, employment, establishments)."""
    lines = [HEAD]
    for county, naics, jobs, est in rows:
        state, own = county[:2], county[2:]
        lines.append(
            f'"{state}","{own}","{naics}","","G",{jobs},"G",1,"G",1,{est},'
            f"{est},0,0,0,0,0,0,0,0,0,0,0,0,{state},{own}"
        )
    file = tmp_path / f"cbp{year % 100:02d}co.txt"
    file.write_text("\n".join(lines) + "\n")
    return file


def counties(tmp_path, before, after, years=(2014, 2016)):
    workspace = tmp_path / "ws"
    create_workspace(workspace)
    files = [
        census(tmp_path, year, [(c, "721120", n, 3) for c, n in rows.items()])
        for year, rows in zip(years, (before, after), strict=True)
    ]
    report = fetch(workspace, source="us-cbp", files=files)
    changed = {*before, *after} & set(catalogued_changes()["region"])
    assert ("codes-changed" in {one.code for one in report.cautions}) == bool(changed)
    return workspace


def growth(workspace, **reading):
    found = measure("growth", given=Given(workspace=workspace, reading=reading))
    values = {
        (r, i): v for r, i, v in found.to_frame().select("region", "industry", "value").rows()
    }
    return values, {one.code for one in found.record.cautions}


def near(value):
    return pytest.approx(value, abs=1e-12)


def test_a_fetch_enters_the_changes_that_its_counties_went_through(tmp_path):
    workspace = counties(
        tmp_path,
        {"46113": 80, "46033": 40, "51515": 20, "51019": 60},
        {"46102": 88, "46033": 44, "51019": 88},
    )
    told = Workspace.open(workspace).frame("region_changes")
    assert set(told["region"]) == {"46113", "51515"}
    values, said = growth(workspace)
    assert {r: v for (r, _), v in values.items()} == {
        "46033": near(0.1), "46102": near(0.1), "51019": near(0.1),
    }  # fmt: skip
    assert "regions-changed" in said


@pytest.mark.parametrize(
    ("before", "after", "years", "grown"),
    [
        ({"02270": 50}, {"02158": 60}, (2014, 2016), {"02158": 0.2}),
        ({"12025": 100}, {"12086": 90}, (1996, 1998), {"12086": -0.1}),
        ({"51560": 10, "51005": 30}, {"51005": 44}, (2000, 2002), {"51005": 0.1}),
        ({"51780": 10, "51083": 30}, {"51083": 36}, (1994, 1996), {"51083": -0.1}),
    ],
)
def test_siblings_compare_like_with_like(tmp_path, before, after, years, grown):
    other = {"46033": 40}
    values, _ = growth(counties(tmp_path, before | other, after | other, years))
    found = {r: v for (r, _), v in values.items()}
    assert found == {"46033": near(0.0)} | {code: near(value) for code, value in grown.items()}


@pytest.mark.parametrize(
    ("before", "after", "years"),
    [
        ({"09001": 80, "09003": 70}, {"09190": 85, "09110": 75}, (2021, 2022)),
        ({"02261": 30}, {"02063": 20, "02066": 12}, (2018, 2019)),
        ({"08013": 90}, {"08013": 85, "08014": 9}, (2000, 2002)),
        ({"30113": 9, "30031": 50, "30067": 30}, {"30031": 55, "30067": 36}, (1996, 1998)),
    ],
)
def test_where_shares_are_not_known_growth_is_not_known(tmp_path, before, after, years):
    other = {"46033": 40}
    values, said = growth(counties(tmp_path, before | other, after | other, years))
    assert "regions-parted" in said
    for (region, _), value in values.items():
        assert np.isnan(value) if region != "46033" else value == 0


def test_a_region_without_a_story_is_named_and_has_no_growth(tmp_path):
    workspace = counties(tmp_path, {"46033": 40, "06001": 10}, {"46033": 44, "06003": 12})
    values, said = growth(workspace)
    assert {r for (r, _), v in values.items() if not np.isnan(v)} == {"46033"}
    assert "lines-absent" in said


def test_shares_of_ones_own_settle_what_was_not_known(tmp_path):
    workspace = counties(tmp_path, {"02261": 30}, {"02063": 20, "02066": 12}, (2018, 2019))
    own = tmp_path / "shares.csv"
    own.write_text(
        "region,successor,year,kind,weight\n"
        "02261,02063,2019,split,0.6\n02261,02066,2019,split,0.4\n"
    )
    load_table(workspace, table="region_changes", file=own)
    values, said = growth(workspace)
    assert values["02063", "721120"] == near(20 / 18 - 1)
    assert values["02066", "721120"] == near(0.0)
    assert "regions-parted" not in said


def test_shares_of_more_than_the_whole_are_refused_when_they_are_loaded(tmp_path):
    workspace = tmp_path / "ws"
    create_workspace(workspace)
    file = tmp_path / "shares.csv"
    file.write_text("region,successor,year,kind,weight\na,b,2019,split,0.6\na,c,2019,split,0.6\n")
    report = load_table(workspace, table="region_changes", file=file)
    assert report.commit is None
    assert [one.code for one in report.problems] == ["change-shares"]


def test_a_fetch_leaves_what_the_workspace_was_told(tmp_path):
    workspace = tmp_path / "ws"
    create_workspace(workspace)
    own = tmp_path / "own.csv"
    own.write_text("region,successor,year,kind\n46113,46999,2015,renumbered\n")
    load_table(workspace, table="region_changes", file=own)
    for year, code in ((2014, "46113"), (2016, "46102")):
        file = census(tmp_path, year, [(code, "721120", 80, 3), ("46033", "721120", 40, 3)])
        fetch(workspace, source="us-cbp", files=[file])
    told = Workspace.open(workspace).frame("region_changes")
    assert told.select("region", "successor").rows() == [("46113", "46999")]
    values, _ = growth(workspace)
    assert np.isnan(values["46102", "721120"])


def test_years_that_come_one_by_one_are_compared_too(tmp_path):
    workspace = tmp_path / "ws"
    create_workspace(workspace)
    for year, code, jobs in ((2016, "46102", 88), (2014, "46113", 80)):
        file = census(tmp_path, year, [(code, "721120", jobs, 3), ("46033", "721120", 40, 3)])
        fetch(workspace, source="us-cbp", files=[file])
    values, _ = growth(workspace)
    assert values["46102", "721120"] == near(0.1)


def shandong(tmp_path, *, both=True, mapping=None, accept=False):
    workspace = tmp_path / "ws"
    create_workspace(workspace)
    listed = [("370000", "山东省", "province", ""), ("370100", "济南市", "city", "370000"),
              ("370200", "青岛市", "city", "370000")]  # fmt: skip
    listed += [("371200", "莱芜市", "city", "370000")] if both else []
    rows = [("370100", 2018, 100000), ("371200", 2018, 40000), ("370200", 2018, 50000),
            ("370100", 2019, 141000), ("370200", 2019, 50000)]  # fmt: skip
    texts = {
        "regions": "region,name_zh,level,parent\n" + "".join(",".join(r) + "\n" for r in listed),
        "industries": "industry,system\nC31,GB/T 4754-2017\n",
        "activity": "region,industry,year,employment\n"
        + "".join(f"{r},C31,{y},{n}\n" for r, y, n in rows),
        "categories": "definition,category,industry,traded\nd,steel,C31,yes\n",
    }
    reports = {}
    for table, text in texts.items():
        file = tmp_path / f"{table}.csv"
        file.write_text(text)
        given = mapping if table == "activity" else None
        reports[table] = load_table(
            workspace, table=table, file=file, mapping=given, accept_good=accept
        )
    return workspace, reports["activity"]


def test_laiwu_before_and_after_the_catalogue_is_accepted(tmp_path):
    workspace, _ = shandong(tmp_path)
    values, said = growth(workspace)
    assert "regions-ended" in said
    assert np.isnan(values["370100", "C31"])
    assert values["370200", "C31"] == 0
    fetch(workspace, source="region-changes")
    values, said = growth(workspace)
    assert values["370100", "C31"] == near(141 / 140 - 1)
    assert "regions-ended" not in said


def test_a_run_says_so_too_and_runs_anew_when_it_is_told(tmp_path):
    workspace, _ = shandong(tmp_path)
    report = main_job(workspace, brief=False)
    assert "regions-ended" in {one.code for one in report.cautions}
    fetch(workspace, source="region-changes")
    report = main_job(workspace, brief=False)
    assert not report.unchanged
    cells = Workspace.open(workspace).frame("cells").filter(pl.col("year") == 2019)
    grown = dict(cells.select("region", "growth").rows())
    assert grown == {"370100": near(141 / 140 - 1), "370200": near(0.0)}


def test_a_map_adds_up_what_was_merged(tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[merge.region]\n371200 = "370100"\n')
    workspace, report = shandong(tmp_path, both=False, mapping=mapping)
    assert report.commit is not None
    assert {one.code for one in report.cautions} >= {"rows-merged"}
    values, _ = growth(workspace)
    assert values["370100", "C31"] == near(141 / 140 - 1)


def test_a_retired_code_is_named_with_its_successor(tmp_path):
    _, report = shandong(tmp_path, both=False, accept=True)
    told = next(one for one in report.cautions if one.code == "region-retired")
    assert "371200 → 370100 (2019)" in told.told("en")
    assert "[merge.region]" in told.told("en")


def test_recoding_alone_points_to_merging(tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[values.region]\n371200 = "370100"\n')
    _, report = shandong(tmp_path, both=False, mapping=mapping)
    assert report.commit is None
    told = next(one for one in report.problems if one.code == "key-duplicate")
    assert "[merge." in told.told("en") and "[merge." in told.told("zh")


def test_exported_cautions_are_plain_data(tmp_path):
    workspace, _ = shandong(tmp_path)
    found = measure("growth", given=Given(workspace=workspace))
    assert json.dumps([one.to_dict() for one in found.record.cautions])


def trend_of(workspace, cell):
    shown = snapshot(workspace)
    return {one.year: one.employment for one in cell_detail(shown, cell).trend}


def test_the_trend_of_a_cell_is_of_todays_land(tmp_path):
    workspace, _ = shandong(tmp_path)
    main_job(workspace, brief=False)
    assert trend_of(workspace, "d:steel:370100") == {2018: None, 2019: 141000}
    assert trend_of(workspace, "d:steel:370200") == {2018: 50000, 2019: 50000}
    fetch(workspace, source="region-changes")
    main_job(workspace, brief=False)
    assert trend_of(workspace, "d:steel:370100") == {2018: 140000, 2019: 141000}
    assert trend_of(workspace, "d:steel:371200") == {2018: 40000}


def test_a_renumbered_regions_trend_begins_under_its_old_code(tmp_path):
    workspace = counties(tmp_path, {"46113": 80, "46033": 40}, {"46102": 88, "46033": 44})
    file = tmp_path / "categories.csv"
    file.write_text("definition,category,industry,traded\nd,hotel,721120,yes\n")
    load_table(workspace, table="categories", file=file)
    main_job(workspace, brief=False)
    assert trend_of(workspace, "d:hotel:46102") == {2014: 80, 2016: 88}


def test_the_trend_of_a_region_is_of_todays_land(tmp_path):
    workspace, _ = shandong(tmp_path)
    fetch(workspace, source="region-changes")
    main_job(workspace, brief=False)
    trend = region_detail(snapshot(workspace), "370100").trend
    assert [(one.year, one.employment) for one in trend] == [(2018, 140000), (2019, 141000)]
    write_brief(workspace, subject="region", id="370100", lang="en", to=tmp_path / "b.html")
    assert "140,000" in (tmp_path / "b.html").read_text(encoding="utf-8")
