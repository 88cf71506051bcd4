"""Chinese divisions and the national lists."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import read_admin, read_cluster_lists
from jiqun.sources.places import table
from jiqun.tables import schema, validate

CITIES = (
    'code,name,provinceCode\n1101,"市辖区",11\n4403,"深圳市",44\n4290,"省直辖县级行政区划",42\n'
)
AREAS = 'code,name,cityCode,provinceCode\n440305,"南山区",4403,44\n'
ADVANCED = """no,batch,industry,province,cities,announced,list,name_seen_in_stored_page
1,1,新一代信息通信,广东,深圳,2021-03,list of 45,True
46,2024 competition,宝汉天工业母机,,宝鸡;汉中;天水,2024-12,list of 35,False
"""
PILOTS = "cluster,city,approved,document\n本溪制药,本溪,2013-06-24,国科发火[2013]505号\n"
ZONES = "city,note\n襄樊,one of the first\n杨凌,one of the first\n"


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_codes_have_six_digits_and_municipalities_their_name(tmp_path):
    rows = read_admin((written(tmp_path, "c.csv", CITIES),)).tables["regions"]
    named = {r["region"]: r for r in rows.iter_rows(named=True)}
    assert named["110100"]["name_zh"] == "北京市"
    assert named["429000"]["name_zh"] == "湖北省直辖县级行政区划"
    shenzhen = named["440300"]
    assert (shenzhen["name"], shenzhen["parent"], shenzhen["lon"]) == ("Shenzhen", "440000", 114.06)
    assert named["440000"]["parent"] == "CN"


def test_districts_when_wanted(tmp_path):
    paths = (written(tmp_path, "c.csv", CITIES), written(tmp_path, "a.csv", AREAS))
    assert "440305" not in read_admin(paths).tables["regions"]["region"]
    rows = read_admin(paths, districts=True).tables["regions"]
    got = rows.row(by_predicate=pl.col("region") == "440305", named=True)
    # names are never made by spelling Chinese out
    assert (got["name"], got["name_zh"], got["parent"]) == (None, "南山区", "440300")


def test_an_entry_becomes_a_cluster_with_its_cities(tmp_path):
    tables = read_cluster_lists((written(tmp_path, "a.csv", ADVANCED),)).tables
    first, second = tables["clusters"].iter_rows(named=True)
    assert first["cluster"] == "shenzhen-next-generation-ict"
    assert (second["name"], second["name_zh"]) == (
        "Baoji–Hanzhong–Tianshui machine tools",
        "宝汉天工业母机集群",
    )
    assert "not read word for word" in second["source"]
    assert "not read" not in first["source"]
    members = tables["members"].filter(pl.col("cluster") == second["cluster"])
    assert members["member"].to_list() == ["610300", "610700", "620500"]
    assert tables["treatments"]["programme"].unique().to_list() == [
        "miit-advanced-manufacturing-clusters"
    ]


def test_pilots_and_zones_with_former_names(tmp_path):
    paths = (written(tmp_path, "p.csv", PILOTS), written(tmp_path, "z.csv", ZONES))
    rows = read_cluster_lists(paths).tables["clusters"]
    assert rows.select("cluster", "region", "since").rows() == [
        ("benxi-pharmaceuticals-pilot-2013", "210500", 2013),
        ("xiangyang-high-tech-zone", "420600", None),
        ("yangling-high-tech-zone", "610400", None),
    ]


def test_an_unknown_city_is_refused(tmp_path):
    with pytest.raises(InputError) as told:
        read_cluster_lists((written(tmp_path, "z.csv", "city,note\n不存在,x\n"),))
    assert told.value.problems[0].code == "city-unknown"


@pytest.mark.data
def test_the_lists_are_whole_and_pass_the_door(shared_data):
    folder = shared_data / "china"
    names = (
        "national_advanced_manufacturing_clusters.csv",
        "innovative_industrial_cluster_pilots_batch1_2013.csv",
        "national_hightech_zones_first53.csv",
    )
    reading = read_cluster_lists(tuple(folder / name for name in names))
    assert len(reading.tables["clusters"]) == 62 + 10 + 53
    for name, rows in reading.tables.items():
        assert validate(rows, schema(name)).problems == ()
    known = {("regions", "region"): reading.stubs["regions"]["region"]}
    assert validate(reading.tables["clusters"], schema("clusters"), known=known).problems == ()


@pytest.mark.data
def test_all_divisions(shared_data):
    folder = shared_data / "china"
    names = ("admin_provinces.csv", "admin_cities.csv", "admin_areas.csv")
    reading = read_admin(tuple(folder / name for name in names), districts=True)
    rows = reading.tables["regions"]
    # 342 prefecture-level rows, all under a known province; the catalogue's cities are among them
    assert reading.figures["city"] == 342
    assert set(rows["parent"].drop_nulls()) <= set(rows["region"])
    assert validate(rows, schema("regions")).problems == ()
    assert rows.filter(pl.col("level") == "city")["lon"].count() == len(table("cases/cities.csv"))


@pytest.mark.parametrize(("date", "year"), [("2021-03", 2021), ("2013年6月", 2013), ("", None)])
def test_a_list_s_date_tells_its_year(date, year, tmp_path):
    path = tmp_path / "pilots.csv"
    path.write_text(f"cluster,city,approved,document\n某集群,北京,{date},号\n", encoding="utf-8")
    assert read_cluster_lists((path,)).tables["clusters"]["since"].to_list() == [year]


@pytest.mark.parametrize("date", ["二〇一三", "13-06-24", "?", "0213"])
def test_a_date_without_a_year_is_refused(date, tmp_path):
    path = tmp_path / "pilots.csv"
    path.write_text(f"cluster,city,approved,document\n某集群,北京,{date},号\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_cluster_lists((path,))
    (problem,) = told.value.problems
    assert (problem.code, problem.values["column"], problem.values["line"]) == (
        "source-values", "approved", 2,
    )  # fmt: skip
