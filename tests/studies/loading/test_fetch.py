"""Fetching: a source's tables come in at once, or nothing does."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars as pl
import pytest

from jiqun.core import InputError, Origin, UnknownError
from jiqun.sources import SOURCES, Download, Reading
from jiqun.studies import Publisher, list_sources
from jiqun.studies.loading import fetch
from jiqun.studies.loading import fetching as study
from jiqun.workspace import Workspace

COUNTY = """fipstate,fipscty,naics,emp_nf,emp,ap,est
01,001,113310,G,80,4000,8
01,003,113310,S,0,0,3
"""


@pytest.fixture
def workspace(tmp_path):
    Workspace.create(tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture
def counties(tmp_path):
    path = tmp_path / "cbp18co.txt"
    path.write_text(COUNTY, encoding="utf-8")
    return path


def test_a_statistic_comes_in_with_what_its_codes_mean(workspace, counties):
    report = fetch(workspace, source="us-cbp", files=[counties])
    assert {one.table: (one.rows, one.placeholders) for one in report.tables} == {
        "regions": (0, 4),
        "industries": (0, 6),
        "activity": (2, 0),
    }
    ws = Workspace.open(workspace)
    assert report.commit == ws.version == 1
    assert ws.frame("activity")["employment"].to_list() == [80, 30]
    (origin,) = ws.origins("activity")
    assert origin.producer == "U.S. Census Bureau"
    assert "establishment-mean" in origin.note
    assert [caution.code for caution in report.cautions][:2] == ["withheld", "imputed"]
    assert all(caution.said("zh") for caution in report.cautions)


def test_placeholders_never_replace_what_is_known(workspace, counties):
    rows = pl.DataFrame({"region": ["01"], "name": ["My Alabama"], "level": ["state"]})
    with Workspace.open(workspace).transaction(verb="load") as transaction:
        transaction.put("regions", rows)
    fetch(workspace, source="us-cbp", files=[counties])
    regions = Workspace.open(workspace).frame("regions")
    assert regions.filter(pl.col("region") == "01")["name"].to_list() == ["My Alabama"]
    assert regions["region"].is_unique().all()


def test_a_second_fetch_says_what_it_replaced(workspace, counties):
    fetch(workspace, source="us-cbp", files=[counties])
    again = fetch(workspace, source="us-cbp", files=[counties])
    (activity,) = again.tables
    assert (activity.rows, activity.replaced) == (2, 2)
    assert Workspace.open(workspace).rows("activity") == 2


def test_years_can_be_kept(workspace, counties):
    report = fetch(workspace, source="us-cbp", files=[counties], years=[2017])
    assert "activity" not in [one.table for one in report.tables]


def test_a_refusal_writes_nothing(workspace, tmp_path):
    path = tmp_path / "cbp18co.txt"
    path.write_text(COUNTY.replace(",80,", ",-80,"), encoding="utf-8")
    with pytest.raises(InputError) as told:
        fetch(workspace, source="us-cbp", files=[path])
    assert "employment" in str(told.value)
    assert Workspace.open(workspace).version == 0


def test_without_a_workspace_it_says_so(tmp_path, counties):
    with pytest.raises(UnknownError):
        fetch(tmp_path / "none", source="us-cbp", files=[counties])


def test_the_case_library_needs_no_file(workspace):
    report = fetch(workspace, source="case-library")
    assert Workspace.open(workspace).rows("clusters") == report.figures["clusters"]


@pytest.fixture
def publisher(monkeypatch):
    class Census(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            body = COUNTY.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.server.asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Census)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    spec = SOURCES["us-cbp"]
    fields = {name: getattr(spec, name) for name in spec.__slots__}
    offered = (
        Download(name="county", url=url + "/{year}/cbp{yy}co.txt", years=(2017, 2018)),
        Download(name="state", url=url + "/st.txt", default=False),
    )
    local = type(spec)(**(fields | {"downloads": offered}))
    monkeypatch.setattr(study, "find_source", lambda _: local)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_year_comes_from_the_publisher_once(workspace, publisher, tmp_path):
    options = {"source": "us-cbp", "publisher": Publisher(cache=tmp_path / "cache")}
    first = fetch(workspace, years=[2018], **options)
    assert [one.cached for one in first.downloads] == [False]
    assert set(Workspace.open(workspace).frame("activity")["year"]) == {2018}
    assert [one.cached for one in fetch(workspace, years=[2018], **options).downloads] == [True]
    assert publisher.asked == ["/2018/cbp18co.txt"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({}, "source-year"),
        ({"years": [1990]}, "source-year"),
        ({"years": [2018], "items": ["towns"]}, "source-item"),
    ],
)
def test_what_is_not_offered_is_refused(wrong, code, workspace, publisher, tmp_path):
    asked = Publisher(cache=tmp_path, items=wrong.get("items", ()))
    with pytest.raises(InputError) as told:
        fetch(workspace, source="us-cbp", publisher=asked, years=wrong.get("years", ()))
    assert told.value.problems[0].code == code
    assert publisher.asked == []


def test_the_list_is_complete():
    listed = list_sources()
    assert [one.id for one in listed] == sorted(SOURCES)
    assert all(option.help for one in listed for option in one.options)


def reading_of(monkeypatch, **tables):
    """Let a source give these tables."""
    spec, made = SOURCES["us-cbp"], {name: pl.DataFrame(rows) for name, rows in tables.items()}
    reading = Reading(tables=made, origin=Origin(producer="p", title="t"))
    fields = {name: getattr(spec, name) for name in spec.__slots__}
    told = type(spec)(**(fields | {"read": lambda *_, **__: reading}))
    monkeypatch.setattr(study, "find_source", lambda _: told)


REGIONS = {"region": ["a", "b"], "level": ["city", "city"], "parent": [None, "a"]}


def test_circles_with_what_the_workspace_has_are_refused(workspace, monkeypatch):
    reading_of(monkeypatch, regions=REGIONS)
    fetch(workspace, source="us-cbp")
    fetch(workspace, source="us-cbp")
    reading_of(monkeypatch, regions={"region": ["a"], "level": ["city"], "parent": ["b"]})
    with pytest.raises(InputError) as told:
        fetch(workspace, source="us-cbp")
    assert [one.code for one in told.value.problems] == ["parent-cycle"]
    assert "a → b → a" in told.value.problems[0].found
    assert Workspace.open(workspace).version == 1
    turned = {**REGIONS, "parent": ["b", None]}
    reading_of(monkeypatch, regions=turned)
    fetch(workspace, source="us-cbp")


def test_circles_through_the_table_of_parents_are_refused(workspace, monkeypatch):
    reading_of(monkeypatch, regions=REGIONS)
    fetch(workspace, source="us-cbp")
    reading_of(monkeypatch, region_parents={"region": ["a"], "parent": ["b"]})
    with pytest.raises(InputError) as told:
        fetch(workspace, source="us-cbp")
    assert {one.code for one in told.value.problems} == {"parent-cycle"}
    reading_of(monkeypatch, region_parents={"region": ["b"], "parent": ["a"]})
    fetch(workspace, source="us-cbp")


def test_circles_of_industries_are_refused(workspace, monkeypatch):
    rows = {"industry": ["x", "y"], "system": ["s", "s"], "level": ["l", "l"]}
    reading_of(monkeypatch, industries={**rows, "parent": [None, "x"]})
    fetch(workspace, source="us-cbp")
    reading_of(monkeypatch, industries={**rows, "parent": ["y", "x"]})
    with pytest.raises(InputError, match="parent-cycle"):
        fetch(workspace, source="us-cbp")
    first = {name: values[:1] for name, values in rows.items()}
    reading_of(monkeypatch, industries={**first, "parent": ["y"]})
    with pytest.raises(InputError, match="parent-cycle"):
        fetch(workspace, source="us-cbp")


def test_what_holds_no_row_is_refused(workspace, tmp_path, monkeypatch):
    path = tmp_path / "cbp18co.txt"
    path.write_text(COUNTY.splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="source-file"):
        fetch(workspace, source="us-cbp", files=[path])
    reading_of(monkeypatch, regions={name: [] for name in REGIONS})
    with pytest.raises(InputError, match="source-broken"):
        fetch(workspace, source="us-cbp", files=[path])
