"""The analysis of a workspace's network: what is stored, read back, refused, and the same twice."""

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, Origin, UnknownError
from jiqun.studies import AnalysisPlan, analyse_network
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="t"),)
#: Two cliques of five, tied by one pair; one organisation alone; a project of three.
LEFT, RIGHT = [f"a{k}" for k in range(5)], [f"b{k}" for k in range(5)]
PAIRS = [
    *((x, y) for side in (LEFT, RIGHT) for i, x in enumerate(side) for y in side[i + 1 :]),
    ("a0", "b0"),
]
QUICK = {"repeats": 2, "draws": 2, "thinnings": 0}


def organisations():
    codes = [*LEFT, *RIGHT, "lone"]
    kinds = ["firm", "firm", "firm", "university", "institute"] * 2 + ["firm"]
    return pl.DataFrame({"organisation": codes, "kind": kinds})


def links(pairs=PAIRS, year=2020):
    return pl.DataFrame(
        {"source": [a for a, _ in pairs], "target": [b for _, b in pairs]}
    ).with_columns(kind=pl.lit("co-patent"), year=pl.lit(year))


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    projects = {"project": ["p"] * 3, "organisation": ["a1", "b1", "a0"], "start": [2018] * 3,
                "end": [2019] * 3}  # fmt: skip
    with ws.transaction() as t:
        t.put("organisations", organisations(), origins=ME)
        t.put("links", links(), origins=ME)
        t.put("projects", pl.DataFrame(projects), origins=ME)
    return tmp_path / "ws"


def told(report):
    return {one.figure: one.value for one in report.figures if one.of is None}


def test_an_analysis_counts_what_is_there_and_keeps_it(folder):
    report = analyse_network(folder, AnalysisPlan(**QUICK))
    assert report.kinds == ("co-patent", "joint-project")
    figures = told(report)
    assert (figures["organisations"], figures["tied"]) == (11, 10)
    assert figures["ties"] == 20 + 1 + 2  # a0–b0 is tied twice, a0–a1 too
    assert figures["density"] == pytest.approx(23 / 55)
    assert figures["components"] == 1 and figures["giant-share"] == 1.0
    nodes = Workspace.open(folder).frame("network_nodes")
    by = {row["organisation"]: row for row in nodes.iter_rows(named=True)}
    assert by["lone"]["degree"] == 0 and by["lone"]["community"] is None and by["lone"]["x"] is None
    assert by["a0"]["degree"] == 6  # four others, b0, b1
    assert len({by[code]["community"] for code in LEFT}) == 1
    assert by["a3"]["community"] != by["b3"]["community"]


def test_the_same_again_changes_nothing_and_answers_the_same(folder):
    first = analyse_network(folder, AnalysisPlan(**QUICK))
    second = analyse_network(folder, AnalysisPlan(**QUICK))
    assert second.unchanged and not first.unchanged and second.commit == first.commit
    assert second.figures == first.figures and second.organisations == first.organisations
    assert analyse_network(folder, AnalysisPlan(**QUICK), again=True).figures == first.figures
    assert not analyse_network(folder, AnalysisPlan(**QUICK | {"seed": 1})).unchanged


def test_rows_in_another_order_and_turned_round_change_nothing(folder, tmp_path):
    ws = Workspace.create(tmp_path / "other")
    turned = links([(b, a) for a, b in reversed(PAIRS)])
    with ws.transaction() as t:
        t.put("organisations", organisations()[::-1], origins=ME)
        t.put("links", turned, origins=ME)
    one = analyse_network(folder, AnalysisPlan(kinds=("co-patent",), **QUICK))
    other = analyse_network(ws.path, AnalysisPlan(kinds=("co-patent",), **QUICK))
    assert one.figures == other.figures
    for name in ("network_nodes", "network_communities", "network_ties"):
        assert Workspace.open(folder).frame(name).equals(Workspace.open(ws.path).frame(name))


@pytest.mark.parametrize(
    ("asked", "ties"),
    [
        ({"kinds": ("co-patent",)}, 21),
        ({"kinds": ("joint-project",)}, 3),
        ({"kinds": ("knowledge",)}, 23),
        ({"first": 2019, "last": 2019}, 3),  # the project runs from 2018 to 2019
        ({"first": 2020}, 21),
    ],
)
def test_kinds_and_years_choose_ties(folder, asked, ties):
    assert told(analyse_network(folder, AnalysisPlan(**QUICK, **asked)))["ties"] == ties


@pytest.mark.parametrize(
    ("asked", "kind", "code"),
    [
        ({"first": 2021}, InputError, "network-empty"),
        ({"kinds": ("marriage",)}, UnknownError, "kind-unknown"),
        ({"first": 2021, "last": 2020}, InputError, "network-years"),
        ({"resolution": 0}, InputError, "network-resolution"),
        ({"repeats": 0}, InputError, "network-repeats"),
        ({"draws": -1}, InputError, "network-draws"),
        ({"seed": -1}, InputError, "options-seed"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(folder, asked, kind, code):
    with pytest.raises(kind) as refused:
        analyse_network(folder, AnalysisPlan(**{**QUICK, **asked}))
    assert [one.code for one in refused.value.problems] == [code]
    assert all(one.to_dict("en")["fix"] for one in refused.value.problems)


def test_a_workspace_without_ties_says_what_it_needs(tmp_path):
    Workspace.create(tmp_path / "ws")
    with pytest.raises(InputError) as refused:
        analyse_network(tmp_path / "ws")
    assert [one.code for one in refused.value.problems] == ["network-needs"] * 2


def test_the_command_speaks_both_languages_and_json(folder):
    quick = ["--repeats", "2", "--draws", "2", "--thinnings", "0"]
    for lang, word in (("en", "Tied pairs"), ("zh", "有联系的主体对数")):
        answer = CliRunner().invoke(app, ["network", str(folder), *quick, "--lang", lang])
        assert answer.exit_code == 0 and word in answer.output
    answer = CliRunner().invoke(app, ["network", str(folder), *quick, "--year", "2020", "--json"])
    assert '"unchanged": false' in answer.output and '"years": [\n    2020,' in answer.output
