"""Files as statistics are printed: names, units, totals, next year's file, known values."""

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies.loading import LoadOptions, create_workspace, load_table
from jiqun.workspace import Workspace

MAP = """
table = "activity"
[drop]
"地区" = ["全市"]
[columns]
region = "地区"
industry = "行业"
[units]
employment = "万人"
[names]
region = { list = "cn-admin", within = ["330200"] }
industry = { list = "gbt4754-2017" }
"""
ROWS = "地区,行业,年份,就业人数\n海曙区,汽车制造业,2022,3.44\n鄞州,C18 纺织服装,2022,0.57\n"
TOTALS = "全市,汽车制造业,2022,3.4\n全 市,纺织服装、服饰业,2022,9.99\n"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return tmp_path


def load(place, text, *, name="a.csv", mapping="map.toml", table="activity", good=False, **options):
    (place / name).write_text(text, encoding="utf-8")
    return load_table(
        place / "ws",
        table=table,
        file=place / name,
        mapping=place / mapping if mapping else None,
        accept_good=good,
        options=LoadOptions(**{"create": True} | options),
    )


def frame(place, table="activity"):
    return Workspace.open(place / "ws").frame(table)


def codes(found):
    return [one.code for one in found]


def test_names_become_codes_and_bring_their_rows(place):
    report = load(place, ROWS)
    assert report.problems == () and report.created and report.commit == 1
    # 3.44 万人 are 34,400 persons and 0.57 are 5,700, to the last bit
    assert frame(place).sort("region").select("region", "industry", "employment").rows() == [
        ("330203", "C36", 34400.0),
        ("330212", "C18", 5700.0),
    ]
    regions = frame(place, "regions")
    assert regions["region"].to_list() == ["CN", "330000", "330200", "330203", "330212"]
    assert frame(place, "industries")["system"].unique().to_list() == ["GB/T 4754-2017"]
    assert [(one.table, one.rows, one.list) for one in report.filled] == [
        ("regions", 5, "cn-admin"),
        ("industries", 3, "gbt4754-2017"),
    ]
    origin = Workspace.open(place / "ws").origins("regions")[0]
    assert "divisions" in origin.title
    assert load(place, ROWS).unchanged


def test_names_that_are_not_sure_are_asked_for(place):
    text = ROWS + "海属区,汽车制造业,2022,1\n"
    report = load(place, text)
    assert report.commit is None and not (place / "ws").exists()
    (problem,) = report.problems
    assert (problem.code, problem.subject) == ("names-unsure", "region")
    assert "--answer 'name.region.海属区=330203'" in problem.fix
    assert load(place, text, good=True).accepted == 2
    said = load(place, text, answers={"name.region.海属区": "330205"})
    assert said.problems == () and said.accepted == 3
    assert load(place, text, answers=["name.region.海属区=-"]).accepted == 2


def test_the_workspaces_own_names_go_first(place):
    create_workspace(place / "ws")
    own = "region,name_zh,level\nX1,海曙区,district\n"
    assert load(place, own, table="regions", mapping=None, name="r.csv").commit
    load(place, ROWS)
    assert "X1" in frame(place)["region"].to_list()


def test_a_name_that_is_not_sure_is_no_code_of_its_own_table(place):
    (place / "r.toml").write_text(
        '[columns]\nregion = "地区"\nlevel = "级别"\n[names]\nregion = { list = "cn-admin" }\n',
        encoding="utf-8",
    )
    text = "地区,级别\n宁波市,city\n不知何处,city\n"
    refused = load(place, text, mapping="r.toml", table="regions")
    assert codes(refused.problems) == ["names-unsure"] and refused.commit is None
    report = load(place, text, mapping="r.toml", table="regions", good=True)
    assert (report.accepted, report.rejected) == (1, 1)
    assert frame(place, "regions")["region"].to_list() == ["330200"]


def test_a_list_that_is_not_there_is_refused(place):
    (place / "map.toml").write_text(MAP.replace("gbt4754-2017", "sic1880"), encoding="utf-8")
    with pytest.raises(UnknownError) as told:
        load(place, ROWS)
    assert codes(told.value.problems) == ["list-unknown"] and not (place / "ws").exists()


def test_totals_are_left_out_and_compared(place):
    report = load(place, ROWS + TOTALS)
    assert report.accepted == 2
    told = [one for one in report.cautions if one.code == "totals-compared"]
    # by hand: 3.4 differs from 3.44 by less than half of the last digits; 9.99 is not 0.57
    assert [(one.case, one.values["wrong"], one.values["count"]) for one in told] == [
        ("differ", 1, 2)
    ]
    assert (
        "全市 · 纺织服装、服饰业 · 2022" not in told[0].found or "99,900 ≠ 5,700" in told[0].found
    )


def test_totals_that_agree_are_said_to(place):
    report = load(place, ROWS + "全市,汽车制造业,2022,3.4\n")
    told = [one for one in report.cautions if one.code == "totals-compared"]
    assert [(one.case, one.values["count"]) for one in told] == [("", 1)]


def test_open_questions_are_asked_before_anything_is_read(place):
    (place / "map.toml").write_text(MAP + '[ask]\nyear = "Which?"\n', encoding="utf-8")
    text = ROWS.replace(",年份", "").replace(",2022", "")
    with pytest.raises(InputError) as told:
        load(place, text)
    assert codes(told.value.problems) == ["map-asks"] and not (place / "ws").exists()
    report = load(place, text, answers=["year=2021"])
    assert frame(place)["year"].unique().to_list() == [2021] and report.commit


def test_without_a_map_a_missing_year_or_currency_can_be_said(place):
    text = "region,industry,output\na,b,5\n"
    refused = load(place, text, mapping=None)
    assert "--answer year=2022" in refused.problems[0].fix
    assert load(place, text, mapping=None, answers=["year=2020", "currency=CNY"]).accepted == 1


KNOWN = "region,industry,year,employment,establishments\na,1,2020,5,2\nb,1,2020,6,3\n"
LESS = "region,industry,year,establishments\na,1,2020,4\nc,1,2020,1\n"


@pytest.fixture
def filled(place):
    assert load(place, KNOWN, mapping=None).commit == 1
    return place


def test_known_values_are_not_emptied_unasked(filled):
    report = load(filled, LESS, mapping=None, good=True)
    assert report.commit is None and codes(report.problems) == ["values-emptied"]
    assert "a · 1 · 2020: employment = 5" in report.problems[0].found
    assert frame(filled)["employment"].to_list() == [5.0, 6.0]


@pytest.mark.parametrize(("empty", "right"), [("allow", None), ("keep", 5.0)])
def test_they_go_or_stay_as_is_said(filled, empty, right):
    report = load(filled, LESS, mapping=None, empty=empty)
    assert report.commit == 2 and "values-emptied" in codes(report.cautions)
    rows = {row["region"]: row for row in frame(filled).iter_rows(named=True)}
    assert (rows["a"]["employment"], rows["a"]["establishments"]) == (right, 4.0)
    assert rows["b"]["employment"] == 6.0 and rows["c"]["employment"] is None


def test_money_of_two_currencies_is_not_kept_in_one_row(place):
    known = "region,industry,year,payroll,currency\na,1,2020,5,CNY\nb,1,2020,6,CNY\n"
    load(place, known, mapping=None)
    file = "region,industry,year,output,currency\na,1,2020,4,USD\nb,1,2020,4,CNY\n"
    report = load(place, file, mapping=None, empty="keep")
    assert codes(report.problems) == ["kept-currency"] and report.commit is None
    assert load(place, file.replace("USD", "CNY"), mapping=None, empty="keep").commit == 2
    assert frame(place)["payroll"].to_list() == [5.0, 6.0]


def test_replacing_all_rows_asks_nothing(filled):
    file = filled / "a.csv"
    file.write_text(LESS)
    assert load_table(filled / "ws", table="activity", file=file, mode="replace").commit == 2


def test_one_of_identical_rows_is_kept(place):
    text = "region,industry,year,employment\na,1,2020,5\na,1,2020, 5\nb,1,2020,6\nb,1,2020,7\n"
    refused = load(place, text, mapping=None)
    assert (refused.commit, refused.rejected) == (None, 4)
    report = load(place, text, mapping=None, good=True)
    assert (report.accepted, report.rejected) == (1, 2)
    assert "rows-identical" in codes(report.cautions)
    assert frame(place)["region"].to_list() == ["a"]


def test_next_years_file_says_what_is_new(place):
    load(place, ROWS)
    text = (
        "地区,行业,年份,就业人数,户数\n海曙区,汽车制造业,2023,3.5,1\n江北区,汽车制造业,2023,1,1\n"
    )
    report = load(place, text)
    told = {(one.code, one.case, one.values.get("column")) for one in report.cautions}
    assert ("news-codes", "", "region") in told  # 江北区 is new
    assert ("news-codes", "gone", "region") in told  # 鄞州区 is gone
    assert ("news-codes", "gone", "industry") in told  # textiles are gone
    assert report.ignored == ("户数",) and report.commit == 2


def test_a_quantity_that_is_no_longer_there_is_said(filled):
    report = load(filled, LESS.replace("2020", "2021"), mapping=None)
    (told,) = [one for one in report.cautions if one.code == "news-columns"]
    assert told.values["columns"] == ["employment"]


def test_a_workspace_is_made_only_for_what_is_loaded(place):
    with pytest.raises(UnknownError):
        load(place, KNOWN, mapping=None, create=False)
    (place / "ws").mkdir()
    assert load(place, "region,industry,year,employment\na,1,x,5\n", mapping=None).commit is None
    assert list((place / "ws").iterdir()) == []
    (place / "ws" / "mine.txt").write_text("keep")
    with pytest.raises(InputError):
        load(place, KNOWN, mapping=None)
    assert (place / "ws" / "mine.txt").read_text() == "keep"


def test_public_boundaries_load_as_they_are(place, cases):
    file = cases / "25-yearbook" / "regions.geojson"
    options = LoadOptions(create=True, rejects=place / "bad.csv")
    report = load_table(place / "ws", table="regions", file=file, options=options)
    assert report.problems == () and report.accepted == 10
    rows = frame(place, "regions")
    assert set(rows["region"]) >= {"330203", "330200", "330000", "CN"}
    district = rows.row(by_predicate=pl.col("region") == "330203", named=True)
    assert (district["name_zh"], district["level"], district["parent"]) == (
        "海曙区",
        "district",
        "330200",
    )
    assert district["geometry"] is not None


def test_lines_of_the_map_are_no_regions(place):
    text = """{"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"adcode": 110000, "name": "北京市", "level": "province",
     "center": [116.4, 39.9], "parent": {"adcode": 100000}, "childrenNum": 16},
     "geometry": {"type": "Point", "coordinates": [116.4, 39.9]}},
    {"type": "Feature", "properties": {"adcode": "100000_JD", "name": ""},
     "geometry": {"type": "Point", "coordinates": [116, 39]}}]}"""
    report = load(place, text, table="regions", mapping=None, name="china.geojson")
    assert report.problems == () and report.ignored == ()
    rows = {row["region"]: row for row in frame(place, "regions").iter_rows(named=True)}
    assert set(rows) == {"CN", "110000"}
    assert (rows["110000"]["parent"], rows["110000"]["lon"]) == ("CN", 116.4)
    assert ("geo-adcode", "left") in {(one.code, one.case) for one in report.cautions}


@pytest.mark.parametrize(
    ("name", "accepted"),
    [("est.csv", 4), ("unit2.csv", 1), ("a3.csv", 8), ("nomatch2.csv", None), ("unit.csv", None)],
)
def test_each_file_loads_or_says_why(place, cases, name, accepted):
    options = LoadOptions(create=True, rejects=place / "bad.csv", answers=["currency=CNY"])
    file = cases / "25-yearbook" / name
    if name == "unit.csv":
        with pytest.raises(InputError, match="jiqun look"):
            load_table(place / "ws", table="activity", file=file, options=options)
        return
    report = load_table(place / "ws", table="activity", file=file, options=options)
    assert (report.accepted if report.commit else None) == accepted
    if accepted is None:
        assert any("jiqun look" in one.fix for one in report.problems)
