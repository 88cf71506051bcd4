"""Each kind of data: good and bad files in every reader, and builders against plain loops.

What must hold of every reader: an unknown number is refused and never taken for 0.
"""

import csv
import io
from collections import defaultdict

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, Origin, UnknownError
from jiqun.measures import moran
from jiqun.studies import Choices, Given, measure
from jiqun.studies.measuring.files import read_mapping
from jiqun.studies.measuring.register import kind_of, kinds
from jiqun.tables import Counts, Flows, Graph, Panel, Plants, Sites, Values
from jiqun.workspace import Workspace

#: A good file of each kind, with the Chinese heads that a user's own table may have.
GOOD = {
    "counts": "区域,行业,值\n江宁区,汽车,2\n江宁区,芯片,2\n玄武区,芯片,4\n",
    "panel": "区域,行业,年份,值\n江宁区,汽车,2019,2\n江宁区,汽车,2020,3\n玄武区,汽车,2020,1\n",
    "plants": "区域,行业,就业\n江宁区,汽车,5\n江宁区,汽车,12\n玄武区,芯片,4\n",
    "sites": "经度,纬度,行业\n118.8,32,汽车\n118.9,32.1,汽车\n119,31.9,芯片\n",
    "values": "区域,值\n江宁区,9\n玄武区,8\n",
    "graph": "起点,终点,权重\n江宁区,玄武区,2\n玄武区,江宁区,1\n",
    "flows": "供给区域,供给行业,使用区域,使用行业,金额\n苏,钢,苏,车,5\n苏,车,苏,钢,1\n",
}
#: The same file with a number left out.
GAPPED = {
    "counts": ("江宁区,芯片,2", "江宁区,芯片,"),
    "panel": ("2020,3", "2020,"),
    "plants": ("汽车,12", "汽车,NA"),
    "sites": ("118.9,32.1", ",32.1"),
    "values": ("玄武区,8", "玄武区,"),
    "graph": ("玄武区,江宁区,1", "玄武区,江宁区,"),
    "flows": ("苏,钢,1", "苏,钢,"),
}


@pytest.fixture
def put(tmp_path):
    def write(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def refused(id, file, **options):
    with pytest.raises(InputError) as told:
        kind_of(id).read(file, **options)
    return [problem.code for problem in told.value.problems]


def same(one, other):
    assert one.digest() == other.digest()


def test_every_kind_is_tried_here():
    assert set(GOOD) == set(GAPPED) >= {"counts", "panel", "plants", "sites", "values", "graph"}
    assert set(GOOD) == set(kinds())


@pytest.mark.parametrize("id", sorted(GOOD))
def test_gb18030_utf8_with_a_mark_and_an_excel_separator_read_the_same(id, put):
    options = {"metric": "great-circle"} if id == "sites" else {}
    read = kind_of(id).read
    plain = read(put(GOOD[id]), **options)
    same(read(put(GOOD[id], "gbk.csv", "gb18030"), **options), plain)
    same(read(put(GOOD[id], "mark.csv", "utf-8-sig"), **options), plain)
    same(read(put(GOOD[id].replace(",", ";"), "semicolon.csv"), **options), plain)


@pytest.mark.parametrize("id", sorted(GOOD))
def test_an_empty_file_and_one_without_rows_are_refused(id, put):
    assert refused(id, put("", "empty.csv")) == ["file-empty"]
    head = GOOD[id].splitlines()[0] + "\n"
    assert refused(id, put(head, "head.csv"))[0] in {"file-rows", "file-columns"}


@pytest.mark.parametrize("id", sorted(GOOD))
def test_a_missing_number_is_refused_and_never_0(id, put):
    assert GAPPED[id][0] in GOOD[id]
    file = put(GOOD[id].replace(*GAPPED[id]))
    options = {"metric": "great-circle"} if id == "sites" else {}
    assert refused(id, file, **options) == ["cell-missing"]


@pytest.mark.parametrize("id", sorted(GOOD))
def test_a_word_for_a_number_is_refused_with_its_line(id, put):
    gap, gapped = GAPPED[id]
    cells = [(a, b) for a, b in zip(gap.split(","), gapped.split(","), strict=True) if a != b]
    worded = gap.replace(cells[0][0], "许多", 1)
    with pytest.raises(InputError) as told:
        kind_of(id).read(put(GOOD[id].replace(gap, worded)))
    (problem,) = told.value.problems
    assert problem.code == "cell-number"
    line = next(n for n, text in enumerate(GOOD[id].splitlines(), 1) if gap in text)
    assert f"'许多' in line {line}" in problem.found


@pytest.mark.parametrize("id", ["plants", "sites", "flows"])
def test_a_file_of_another_kind_is_refused_with_the_columns_it_lacks(id, put):
    with pytest.raises(InputError) as told:
        kind_of(id).read(put(GOOD["values"]))
    (problem,) = told.value.problems
    assert problem.code == "file-columns"
    assert "区域, 值" in problem.found
    assert "there is no" in problem.expected


@pytest.mark.parametrize("id", ["values", "graph", "counts"])
def test_a_file_of_one_column_is_refused(id, put):
    assert refused(id, put("region\na\nb\n")) == ["file-columns"]


@pytest.mark.parametrize(
    ("id", "row"),
    [
        ("counts", "江宁区,汽车,9"),
        ("panel", "江宁区,汽车,2019,7"),
        ("values", "江宁区,3"),
        ("flows", "苏,钢,苏,车,2"),
    ],
)
def test_the_same_codes_twice_are_refused_where_a_row_is_a_cell(id, row, put):
    assert refused(id, put(GOOD[id] + row + "\n")) == ["frame-duplicate"]


def test_counts_fill_pairs_that_are_absent_and_name_their_unit(put):
    found = kind_of("counts").read(put(GOOD["counts"]))
    assert isinstance(found, Counts)
    assert (found.regions, found.industries) == (("江宁区", "玄武区"), ("汽车", "芯片"))
    np.testing.assert_array_equal(found.values, [[2, 2], [0, 4]])
    assert found.unit == "值"
    two = put("region,industry,jobs,firms\na,x,3,1\n", "two.csv")
    assert refused("counts", two) == ["file-columns"]
    assert kind_of("counts").read(two, value="firms").values.tolist() == [[1.0]]
    assert refused("counts", two, value="pay") == ["file-columns"]


def test_a_panel_needs_two_years_and_counts_can_pick_one(put):
    file = put(GOOD["panel"])
    found = kind_of("panel").read(file)
    assert isinstance(found, Panel)
    assert found.years == (2019, 2020)
    same(kind_of("counts").read(file), found)
    one = kind_of("counts").read(file, year=2020)
    assert (one.year, one.values.ravel().tolist()) == (2020, [3.0, 1.0])
    assert refused("panel", put(GOOD["counts"], "one.csv")) == ["measure-needs"]
    with pytest.raises(UnknownError):
        kind_of("counts").read(file, year=1066)


def test_plants_with_the_same_codes_are_two_plants_and_need_a_size(put):
    found = kind_of("plants").read(put(GOOD["plants"]))
    assert isinstance(found, Plants)
    assert len(found) == 3
    assert refused("plants", put(GOOD["plants"] + "玄武区,芯片,0\n")) == ["plants-employment"]


def test_sites_take_degrees_when_told_and_weigh_1_by_default(put):
    found = kind_of("sites").read(put(GOOD["sites"]), metric="great-circle")
    assert isinstance(found, Sites)
    assert found.weights.tolist() == [1, 1, 1]
    far = put("x,y,industry,weight\n500,0,a,2\n0,0,a,3\n", "far.csv")
    assert kind_of("sites").read(far).weights.tolist() == [2, 3]
    assert refused("sites", far, metric="great-circle") == ["sites-degrees"]
    assert refused("sites", put("x,y,industry,emp\n0,0,a,0\n", "nil.csv")) == ["sites-weight"]


def test_values_keep_the_files_order_and_their_labels(put):
    found = kind_of("values").read(put("id,name,rent\nc,C,3\na,A,-1\n"), value="rent")
    assert isinstance(found, Values)
    assert found.labels == ("c", "a")
    assert np.asarray(found, dtype=np.float64).tolist() == [3.0, -1.0]
    assert (len(found), found.unit) == (2, "rent")
    assert refused("values", put("id,value\na,inf\nb,1\n", "inf.csv")) == ["values-finite"]


def test_ties_add_up_and_may_be_undirected(put):
    found = kind_of("graph").read(put("from,to,weight\na,b,1\na,b,2\nb,c,4\n"))
    assert isinstance(found, Graph)
    assert dense(found).tolist() == [[0, 3, 0], [0, 0, 4], [0, 0, 0]]
    both = kind_of("graph").read(put("from,to,weight\na,b,1\na,b,2\nb,c,4\n"), directed=False)
    np.testing.assert_array_equal(dense(both), dense(found) + dense(found).T)


def test_ends_are_known_by_name_or_by_order_and_weigh_1(put):
    by_name = kind_of("graph").read(put("weight,target,source\n5,b,a\n", "name.csv"))
    by_order = kind_of("graph").read(put("i,j,w\na,b,5\n", "order.csv"))
    same(by_name, by_order)
    assert kind_of("graph").read(put("i,j\na,b\n", "two.csv")).weights.tolist() == [1.0]


def test_nodes_come_from_the_other_data_or_from_a_file_and_may_be_islands(put):
    ties = put("from,to\na,b\n")
    assert kind_of("graph").read(ties, labels=("z", "b", "a")).nodes == ("z", "b", "a")
    nodes = put("node,name\nb,B\na,A\ny,Y\n", "nodes.csv")
    assert kind_of("graph").read(ties, nodes=nodes).nodes == ("b", "a", "y")
    assert refused("graph", ties, labels=("a",)) == ["graph-nodes"]
    twice = put("node\na\na\nb\n", "twice.csv")
    assert refused("graph", ties, nodes=twice) == ["frame-duplicate"]


def test_flows_split_final_uses_and_refuse_several_years_or_currencies(put):
    head = "from_region,from_industry,to_region,to_industry,value,year,currency\n"
    rows = "A,x,A,y,5,2019,CNY\nA,y,A,x,1,2019,CNY\nA,y,A,homes,9,2019,CNY\n"
    file = put(head + rows)
    found = kind_of("flows").read(file, final_uses=("homes",))
    assert isinstance(found, Flows)
    assert (found.sectors, found.unit) == (("A:x", "A:y"), "CNY")
    assert found.intermediate.tolist() == [[0, 5], [1, 0]]
    assert found.final.tolist() == [0, 9]
    years = put(head + rows + "A,x,A,y,6,2020,CNY\n", "years.csv")
    assert refused("flows", years) == ["option-missing"]
    assert kind_of("flows").read(years, year=2020).intermediate.tolist() == [[0, 6], [0, 0]]
    mixed = put(head + rows + "A,x,A,x,6,2019,USD\n", "mixed.csv")
    assert refused("flows", mixed) == ["flows-currency"]


def test_a_mapping_takes_each_label_once(put):
    assert read_mapping(put("r,n\na,1\nb,2.5\n"), numbers=True) == {"a": 1.0, "b": 2.5}
    assert read_mapping(put("r,g\na,1\n"), numbers=False) == {"a": "1"}
    for text, code in (
        ("r,n\na,1\na,2\n", "frame-duplicate"),
        ("r,n\na,\n", "cell-missing"),
        ("r\na\n", "file-columns"),
    ):
        with pytest.raises(InputError) as told:
            read_mapping(put(text), numbers=True)
        assert [problem.code for problem in told.value.problems] == [code]


# --- builders: what a plain loop over the tables' rows would give --------------------------

ORGANISATIONS = """organisation,kind,region,industry,lon,lat
o1,firm,c1,11,118.0,32.0
o2,firm,c2,11,118.5,32.5
o3,firm,c3,12,119.0,32.0
o4,firm,,12,,
o5,university,c1,,118.2,32.2
o6,firm,c2,12,118.6,32.1
"""
YEARS = """organisation,year,employment
o1,2019,10
o1,2020,12
o2,2020,7
o3,2020,
o4,2020,50
o5,2020,90
o6,2020,0
"""
LINKS = """source,target,kind,year,weight
o1,o2,supply,2020,2.5
o1,o2,equity,2020,9
o2,o3,supply,2020,
o3,o1,supply,2019,4
o1,o1,supply,2020,3
"""
INDICATORS = """unit,indicator,year,value,qualifier
c1,rent,2020,9,
c2,rent,2020,8,~
c3,rent,2020,7,<
s1,rent,2020,5,
c1,rent,2019,1,
c2,wage,2021,3,
c9,rent,2020,,
"""
FLOWS = """from_region,from_industry,to_region,to_industry,year,value,currency
N,11,N,12,2020,5,CNY
N,12,N,11,2020,2,CNY
N,12,N,homes,2020,7,CNY
N,11,N,11,2019,100,CNY
"""
REGIONS = """region,level,parent
c1,county,s1
c2,county,s1
c3,county,s2
c9,county,s2
s1,state,
s2,state,
"""


def table(text):
    rows = [
        {name: value or None for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]
    numbers = ("year", "employment", "weight", "value", "lon", "lat")
    frame = pl.DataFrame(rows, infer_schema_length=None)
    kinds = {n: pl.Int64 if n == "year" else pl.Float64 for n in numbers if n in frame.columns}
    return frame.cast(kinds), rows


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("kinds") / "ws")
    me = (Origin(producer="test", title="Made for this test"),)
    with ws.transaction() as t:
        for name, text in (
            ("regions", REGIONS),
            ("organisations", ORGANISATIONS),
            ("organisation_years", YEARS),
            ("links", LINKS),
            ("indicators", INDICATORS),
            ("flows", FLOWS),
        ):
            t.put(name, table(text)[0], origins=me)
    return Workspace.open(ws.path)


def dense(graph):
    whole = np.zeros((len(graph.nodes), len(graph.nodes)))
    for node in range(len(graph.nodes)):
        for at in range(graph.starts[node], graph.starts[node + 1]):
            whole[node, graph.targets[at]] += graph.weights[at]
    return whole


@pytest.mark.parametrize("year", [None, 2019, 2020])
@pytest.mark.parametrize("level", [None, "state"])
def test_plants_are_those_who_employed_somebody(workspace, year, level):
    up = {row["region"]: row["parent"] for row in table(REGIONS)[1]}
    wanted = []
    for one in table(ORGANISATIONS)[1]:
        for row in table(YEARS)[1]:
            met = row["organisation"] == one["organisation"] and int(row["year"]) == (year or 2020)
            known = one["region"] and one["industry"] and row["employment"]
            if met and known and float(row["employment"]) > 0:
                place = up[one["region"]] if level else one["region"]
                wanted.append((place, one["industry"], float(row["employment"])))
    found = kind_of("plants").build(workspace, year=year, region_level=level)
    got = zip(found.region_at, found.industry_at, found.employment, strict=True)
    assert sorted((found.regions[r], found.industries[i], e) for r, i, e in got) == sorted(wanted)
    assert wanted
    assert found.origins[0].title == "Made for this test"


def test_sites_are_the_organisations_with_a_place_and_an_industry(workspace):
    wanted = [
        (float(one["lon"]), float(one["lat"]), one["industry"])
        for one in table(ORGANISATIONS)[1]
        if one["lon"] and one["lat"] and one["industry"]
    ]
    found = kind_of("sites").build(workspace)
    assert sorted(zip(found.x, found.y, found.industries, strict=True)) == sorted(wanted)
    assert found.metric == "great-circle"


@pytest.mark.parametrize(("year", "level"), [(None, "county"), (None, None), (2019, "county")])
def test_values_are_an_indicators_and_leave_the_unknown_and_bounds_out(workspace, year, level):
    levels = {row["region"]: row["level"] for row in table(REGIONS)[1]}
    wanted = {
        row["unit"]: float(row["value"])
        for row in table(INDICATORS)[1]
        if row["indicator"] == "rent" and int(row["year"]) == (year or 2020)
        if row["value"] and row["qualifier"] in (None, "=", "~")
        if level is None or levels[row["unit"]] == level
    }
    found = kind_of("values").build(workspace, indicator="rent", year=year, region_level=level)
    assert dict(zip(found.labels, found.values.tolist(), strict=True)) == wanted
    assert "c9" not in wanted
    assert "c3" not in wanted


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize(("tie", "year"), [("supply", None), ("supply", 2019), ("equity", None)])
def test_a_graph_is_a_kind_of_links_with_every_organisation_as_node(workspace, tie, year, directed):
    nodes = sorted(one["organisation"] for one in table(ORGANISATIONS)[1])
    wanted = defaultdict(float)
    for row in table(LINKS)[1]:
        if row["kind"] == tie and int(row["year"]) == (year or 2020):
            weight = float(row["weight"]) if row["weight"] else 1.0
            wanted[row["source"], row["target"]] += weight
            if not directed and row["source"] != row["target"]:
                wanted[row["target"], row["source"]] += weight
    found = kind_of("graph").build(workspace, tie=tie, year=year, directed=directed)
    assert list(found.nodes) == nodes
    whole = dense(found)
    got = {(a, b): whole[i, j] for i, a in enumerate(nodes) for j, b in enumerate(nodes)}
    assert {pair: weight for pair, weight in got.items() if weight} == dict(wanted)


@pytest.mark.parametrize("year", [None, 2019])
@pytest.mark.parametrize("final", [(), ("homes",)])
def test_flows_are_a_years(workspace, year, final):
    intermediate, finals = defaultdict(float), defaultdict(float)
    for row in table(FLOWS)[1]:
        if int(row["year"]) != (year or 2020):
            continue
        seller = f"{row['from_region']}:{row['from_industry']}"
        buyer = f"{row['to_region']}:{row['to_industry']}"
        if row["to_industry"] in final:
            finals[seller] += float(row["value"])
        else:
            intermediate[seller, buyer] += float(row["value"])
    found = kind_of("flows").build(workspace, year=year, final_uses=final)
    at = {sector: i for i, sector in enumerate(found.sectors)}
    for (seller, buyer), value in intermediate.items():
        assert found.intermediate[at[seller], at[buyer]] == value
    assert found.intermediate.sum() == sum(intermediate.values())
    assert {s: found.final[at[s]] for s in finals} == dict(finals)
    assert found.final.sum() == sum(finals.values())
    assert found.unit == "CNY"


def test_a_file_goes_before_the_workspace_and_takes_its_order_from_it(workspace, put):
    ties = put("from,to\ns1,c1\nc1,c2\n")
    given = Given(data={"graph": ties}, workspace=workspace.path)
    options = {"indicator": "rent", "directed": "no"}
    found = measure("moran", given=given, choices=Choices(options=options, draws=0))
    edges = pl.DataFrame({"source": ["s1", "c1"], "target": ["c1", "c2"]})
    graph = Graph.from_frame(edges, nodes=("c1", "c2", "s1"), directed=False)
    wanted = moran([9.0, 8.0, 5.0], weights=graph, draws=0)
    assert found.values == wanted.values
    assert found.record.inputs == wanted.record.inputs
    with pytest.raises(InputError) as told:
        measure("moran", given=Given(data={"counts": ties}, workspace=workspace.path))
    assert [problem.code for problem in told.value.problems] == ["measure-needs"]


@pytest.mark.parametrize("id", sorted(GOOD))
def test_a_workspace_without_the_tables_says_what_is_needed(id, tmp_path):
    ws = Workspace.create(tmp_path / "bare")
    with pytest.raises(InputError) as told:
        kind_of(id).build(ws)
    (problem,) = told.value.problems
    assert problem.code in {"measure-needs", "table-empty"}
    assert problem.fix


@pytest.mark.parametrize(
    ("id", "options", "code"),
    [
        ("plants", {"year": 1066}, "year-unknown"),
        ("plants", {"region_level": "planet"}, "level-unknown"),
        ("values", {"indicator": "joy"}, "indicator-unknown"),
        ("values", {}, "indicator-unknown"),
        ("values", {"indicator": "rent", "year": 1066}, "year-unknown"),
        ("values", {"indicator": "rent", "region_level": "planet"}, "level-unknown"),
        ("graph", {}, "tie-unknown"),
        ("graph", {"tie": "love"}, "tie-unknown"),
        ("graph", {"tie": "supply", "year": 1066}, "year-unknown"),
        ("flows", {"year": 1066}, "year-unknown"),
    ],
)
def test_a_choice_that_is_not_there_is_told_with_what_is(workspace, id, options, code):
    with pytest.raises(UnknownError) as told:
        kind_of(id).build(workspace, **options)
    assert [problem.code for problem in told.value.problems] == [code]
