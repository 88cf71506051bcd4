"""One cluster is one row everywhere: the terminal, the list, the map, the search, the compare page,
the exports, the API and the briefs tell the same number and the same cluster.

The ways have their own tests; here small finds of the contract's shape stand in for them.
"""

import csv
import io
import json
import warnings
import zipfile
from types import SimpleNamespace

import polars as pl
import pytest
import shapely

from jiqun.briefs import render_docx
from jiqun.cli.root import run
from jiqun.clusters.finds import MEMBERS, ROWS, Finds, finds_frame
from jiqun.clusters.stability import TESTS
from jiqun.core import Origin, Record
from jiqun.studies import export_table, make_brief
from jiqun.studies.browsing.clusters import (
    ClusterFilters,
    cluster_frame,
    cluster_geometry,
    cluster_list,
    cluster_plane,
    found_detail,
    member_frame,
)
from jiqun.studies.browsing.comparing import compare
from jiqun.studies.browsing.searching import search
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.finding import FindPlan, counted_once, find, ways
from jiqun.studies.finding.ways import Found
from jiqun.web import create_app
from jiqun.workspace import Workspace

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ME = (Origin(producer="test", title="Made for this test", synthetic=True),)
CITIES = [f"c{i}" for i in range(6)]
#: Seen in three ways, with a core in the find from points; seen by ties only; by places only.
AREA, SPOT, CORE, TIED = (
    "regions:d:X:c0", "points:d:X:c0", "points:d:X:c0~2", "links:d:X:c0",
)  # fmt: skip
LONE, FAR = "links:d:Y:c4", "points:d:Y:c5"
CLUSTERS = {TIED, LONE, FAR}


def tables():
    firms = {"c0": "abc", "c1": "de", "c4": "fg", "c5": "hi"}
    rows = [(firm, city) for city, own in firms.items() for firm in own]
    activity = [
        (city, industry, year, 20.0 + 400 * (i < 2) * (industry == "x") + 50 * i, 4.0)
        for i, city in enumerate(CITIES)
        for industry in "xyz"
        for year in (2019, 2020)
    ]
    return {
        "regions": pl.DataFrame(
            {
                "region": CITIES, "level": "city", "parent": None,
                "name": [f"City {i}" for i in range(6)], "name_zh": [f"{i}市" for i in range(6)],
                "lon": [float(i) for i in range(6)], "lat": 0.5,
                "geometry": [shapely.to_wkb(shapely.box(i - 0.5, 0, i + 0.5, 1)) for i in range(6)],
            },
            schema_overrides={"parent": pl.String},
        ),
        "industries": pl.DataFrame({"industry": list("xyz"), "system": "s", "level": "4"}),
        "categories": pl.DataFrame(
            {
                "definition": "d", "category": ["X", "Y", "Z"], "industry": list("xyz"),
                "traded": [True, True, False], "name": ["Xs", "Ys", "Zs"],
                "name_zh": ["子", "丑", "寅"],
            }
        ),
        "activity": pl.DataFrame(
            activity, schema=["region", "industry", "year", "employment", "establishments"],
            orient="row",
        ),
        "organisations": pl.DataFrame(
            {
                "organisation": [firm for firm, _ in rows], "kind": "firm",
                "name": [f"Firm <{firm}> & Co." for firm, _ in rows],
                "region": [city for _, city in rows],
                "lon": [float(city[1]) for _, city in rows], "lat": 0.5,
                "industry": ["x" if city in {"c0", "c1"} else "y" for _, city in rows],
            }
        ),
        "links": pl.DataFrame(
            [("a", "b"), ("b", "c"), ("c", "d"), ("f", "g")], schema=["source", "target"],
            orient="row",
        ).with_columns(kind=pl.lit("supply"), year=2020, weight=1.0),
    }  # fmt: skip


def made(way, rows, firms=(), regions=()):
    clusters = [
        {"way": way, "definition": "d", "level": "city", "year": 2020, **one} for one in rows
    ]
    members = [(code, one, "organisation", 1 / len(own)) for code, own in firms for one in own]
    members += [(code, one, "region", 1 / len(own)) for code, own in regions for one in own]
    finds = Finds(
        way=way,
        clusters=finds_frame(pl.DataFrame(clusters, infer_schema_length=None), ROWS),
        members=pl.DataFrame(members, schema=dict(MEMBERS), orient="row").select(
            "cluster", "member", "kind", "weight"
        ),
        record=Record(subject=way),
    )
    return Found(finds=finds, tests=finds_frame(pl.DataFrame(), TESTS))


def from_regions(*_):
    box = shapely.to_wkb(shapely.box(-0.5, 0, 1.5, 1))
    return made("regions", [{"cluster": AREA, "category": "X", "geometry": box}],
                regions=[(AREA, ["c0", "c1"])])  # fmt: skip


def from_points(*_):
    box = shapely.to_wkb(shapely.box(4.5, 0, 5.5, 1))
    rows = [
        {"cluster": SPOT, "category": "X", "scale_km": 10.0, "geometry": box},
        {"cluster": CORE, "category": "X", "scale_km": 5.0, "parent": SPOT, "geometry": box},
        {"cluster": FAR, "category": "Y", "scale_km": 10.0, "geometry": box},
    ]
    return made("points", rows, firms=[(SPOT, "abcd"), (CORE, "ab"), (FAR, "hi")])


def from_links(*_, **__):
    rows = [{"cluster": TIED, "category": "X"}, {"cluster": LONE, "category": "Y"}]
    places = [(TIED, ["c0", "c1"]), (LONE, ["c4"])]
    return made("links", rows, firms=[(TIED, "abcde"), (LONE, "fg")], regions=places)


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """A workspace in which three clusters were found, as six finds."""
    ws = Workspace.create(tmp_path_factory.mktemp("once") / "ws", title="Test")
    with ws.transaction() as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=ME)
    with pytest.MonkeyPatch.context() as patch:
        for name, way in (
            ("regions", from_regions),
            ("points", from_points),
            ("links", from_links),
        ):
            patch.setattr(ways, f"find_{name}", way)
        report = find(ws.path, FindPlan(pairs=0, bootstraps=0), top=50)
    return SimpleNamespace(path=ws.path, report=report, shown=snapshot(ws.path))


def test_the_search_counts_each_cluster_once(searched):
    report = searched.report
    assert (report.clusters, report.finds) == (3, 6)
    assert dict(report.once) == {"clusters": 3, "by_one": 2, "by_two": 0, "by_three": 1}
    assert {row.cluster for row in report.top} == CLUSTERS
    assert {row.way: row.clusters for row in report.ways} == {"regions": 1, "points": 2, "links": 2}
    ws = Workspace.open(searched.path)
    assert set(ws.frame("found_clusters")["cluster"]) == CLUSTERS
    assert ws.rows("finds") == ws.rows("found_once") == 6


def test_every_face_tells_the_same_number_and_the_same_clusters(searched, tmp_path):
    shown = searched.shown
    every = cluster_list(shown)
    faces = {
        "list": {one.cluster for one in every.items},
        "map": {one["id"] for one in json.loads(_plain(cluster_geometry(shown)))["features"]},
        "file": set(cluster_frame(shown)["cluster"]),
        "search": {
            hit.id
            for words in ("Xs", "Ys")
            for hit in search(shown, q=words, lang="en").items
            if hit.origin == "found"
        },
    }
    export_table(searched.path, name="found_clusters", to=tmp_path / "found.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "found.csv").read_text(encoding="utf-8-sig")))
    faces["export"] = {row["cluster"] for row in rows}
    assert faces == dict.fromkeys(faces, CLUSTERS)
    assert every.total == every.counts.clusters == searched.report.clusters
    assert {point.cluster for point in cluster_plane(shown).points} <= CLUSTERS


def _plain(packed):
    import gzip

    return gzip.decompress(packed)


def test_the_terminal_and_the_api_say_it_too(searched, capsys):
    assert run(["clusters", "find", str(searched.path), "--pairs", "0", "--bootstraps", "0"]) == 0
    told = capsys.readouterr().out
    assert "3 clusters found: 1 in all three ways, 0 in two, 2 in one only." in told
    site = TestClient(create_app(searched.path), base_url="http://127.0.0.1")
    answer = site.get("/api/v1/clusters").json()
    assert answer["total"] == answer["counts"]["clusters"] == 3
    assert answer["counts"]["ways"] == {"links": 2, "points": 2, "regions": 1}


@pytest.mark.parametrize("find_id", [TIED, SPOT, AREA, CORE])
def test_a_finds_code_leads_to_its_cluster(searched, find_id):
    shown = searched.shown
    page = found_detail(shown, find_id)
    assert page.cluster.cluster == TIED
    assert list(page.cluster.ways) == ["links", "points", "regions"]
    assert {(one.cluster, one.inside) for one in page.finds} == {
        (TIED, False), (SPOT, False), (AREA, False),
    }  # fmt: skip
    # {a, b, c, d} of {a, …, e} are four of five; the regions hold all five
    assert {one.cluster: one.jaccard for one in page.finds} == {TIED: 1.0, SPOT: 0.8, AREA: 1.0}
    assert [one.cluster for one in page.cores] == [CORE]
    assert compare(shown, [find_id, TIED, FAR]).columns[0].id == TIED
    assert len(compare(shown, [find_id, TIED, FAR]).columns) == 2
    assert member_frame(shown, find_id).equals(member_frame(shown, TIED))


def test_ways_and_names_of_every_find_choose_the_cluster(searched):
    def listed(**filters):
        return {
            one.cluster
            for one in cluster_list(searched.shown, filters=ClusterFilters(**filters)).items
        }

    assert listed(way="regions") == {TIED}
    assert listed(way="points") == {TIED, FAR}
    assert listed(region="c1") == {TIED}  # a region of the find of regions
    assert listed(q=AREA) == {TIED}
    assert listed(category="Y") == {LONE, FAR}


def test_members_say_which_ways_hold_them(searched):
    held = {row["member"]: row["seen_by"] for row in member_frame(searched.shown, TIED).to_dicts()}
    assert held["a"] == "links;points;regions"
    assert held["e"] == "links;regions"
    page = found_detail(searched.shown, TIED)
    assert page.members.totals["organisations"] == 5
    assert set("abcde") <= set(held)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_cluster_has_one_brief_whatever_find_asks(searched, lang, form):
    """The same bytes by the code of any of its finds: one cluster, one brief, no clock in it."""
    first, again = (
        make_brief(searched.path, subject="cluster", id=code, lang=lang, format=form)
        for code in (TIED, AREA)
    )
    assert first.content == again.content
    assert first.filename == f"cluster-links-d-X-c0-{lang}.{form}"
    begins = {"html": b"<!doctype html>", "docx": b"PK", "pdf": b"%PDF-"}[form]
    assert first.content.startswith(begins)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_word_brief_says_what_the_page_says(searched, lang):
    brief = make_brief(searched.path, subject="cluster", id=TIED, lang=lang, format="docx")
    with zipfile.ZipFile(io.BytesIO(brief.content)) as parts:
        names = parts.namelist()
        text = parts.read("word/document.xml").decode()
        outside = "".join(parts.read(one).decode() for one in names if one.endswith(".rels"))
    page = found_detail(searched.shown, TIED)
    assert page.sentence.said(lang).replace("&", "&amp;") in text
    assert "Firm &lt;a&gt; &amp; Co." in text  # a name is never markup
    assert 'TargetMode="External"' not in outside
    assert not [one for one in names if "vba" in one.lower()]
    assert text.count("w:tblHeader") >= 4
    assert '<w:pStyle w:val="Heading1"/>' in text
    assert any(one.startswith("word/media/") for one in names)


def test_a_character_that_xml_has_no_place_for_is_left_out(searched):
    from dataclasses import replace

    from jiqun.briefs import found_page
    from jiqun.studies.briefing.found import found_data

    page = found_page(found_data(Workspace.open(searched.path), TIED), lang="en")
    content = render_docx(replace(page, title="Rec\x00ord\x0b \ud800 Ltd"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "Record  Ltd" in parts.read("word/document.xml").decode()


def test_without_organisations_every_outermost_find_is_its_own_cluster():
    finds = finds_frame(
        pl.DataFrame(
            [
                {"cluster": AREA, "way": "regions", "definition": "d", "category": "X"},
                {"cluster": SPOT, "way": "points", "definition": "d", "category": "X"},
                {"cluster": CORE, "way": "points", "definition": "d", "parent": SPOT},
                {"cluster": "deep", "way": "points", "definition": "d", "parent": CORE},
            ],
            infer_schema_length=None,
        ),
        ROWS,
    )
    once = counted_once(finds, pl.DataFrame(schema=dict(MEMBERS)), None, None)
    assert dict(once.select("cluster", "counted_as").rows()) == {
        AREA: AREA, SPOT: SPOT, CORE: SPOT, "deep": SPOT,
    }  # fmt: skip
    assert set(once.filter("core")["cluster"]) == {CORE, "deep"}


def test_what_is_not_known_of_a_cluster_is_said(searched):
    told = " ".join(one.en for one in found_detail(searched.shown, LONE).unknown)
    assert "How likely it is found again next year" in told
    assert "How it came about" in told
    assert "Which organisations belong to it" not in told  # two are named
