"""The real half of the demonstration: checkable numbers, names for codes, whole or not there."""

import re
from pathlib import Path

import polars as pl
import pytest

from jiqun.cli.demo import _show_states
from jiqun.studies.planting import demonstration
from jiqun.studies.planting.states import STATES, build_states, states_report
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    at = tmp_path_factory.mktemp("demo")
    (at / "briefs").mkdir()
    build_states(at / STATES, at / "briefs")
    return at


@pytest.fixture(scope="module")
def report(built):
    return states_report(built / STATES)


def test_automotive_in_michigan_is_what_the_bureau_of_labor_statistics_prints(report):
    """By hand: the bureau's 3361 and 3363 of area 26000, private, 2020."""
    row = report.checked
    assert (row.name, row.name_zh) == ("Automotive, Michigan", "密歇根州·汽车")
    assert (row.employment, report.classes) == (34_250 + 112_633, ("3361", "3363"))
    assert row in report.top
    assert row.quotient_low < row.quotient < row.quotient_high


def test_the_quotient_is_the_share_of_the_share(built, report):
    """By hand from activity: Michigan's share of automotive jobs over that of traded jobs."""
    ws = Workspace.open(built / STATES)
    jobs = ws.frame("activity").filter(
        pl.col("year") == 2020, pl.col("industry").str.len_chars() == 4
    )
    kinds = ws.frame("categories")
    shares = []
    for inside in (kinds.filter(pl.col("category") == "automotive"), kinds.filter("traded")):
        counted = jobs.join(inside, on="industry", how="semi")
        here = counted.filter(pl.col("region") == "26")
        shares.append(here["employment"].sum() / counted["employment"].sum())
    assert report.checked.quotient == pytest.approx(shares[0] / shares[1], rel=1e-9)
    assert report.checked.macro_share == pytest.approx(shares[0], rel=1e-9)


def test_what_is_shown_first_is_wholly_published_and_each_once(built, report):
    ws = Workspace.open(built / STATES)
    cells = ws.frame("cells").filter(pl.col("year") == 2020)
    shown = cells.filter(pl.col("cell").is_in([row.cell for row in report.top]))
    assert len(report.top) == len(shown) == 10
    assert (shown["visible_share"] > 0.999).all()
    assert shown["traded"].all()
    assert (
        len({row.category for row in report.top}) == len({row.region for row in report.top}) == 10
    )
    shares = [row.macro_share for row in report.top]
    assert shares == sorted(shares, reverse=True)


def test_the_readme_shows_what_the_demo_prints(report):
    told = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    lines = [line.split("  ") for line in told.splitlines() if line.startswith("     ")]
    printed = {cells[0].strip(): cells for line in lines if (cells := [c for c in line if c])}
    for row in report.top:
        cells = [cell.strip() for cell in printed[row.name]]
        assert cells[1] == f"{row.employment:,.0f}"
        assert float(cells[2]) == pytest.approx(row.quotient, rel=0.005)


def test_no_code_is_shown_where_a_name_is_known(report):
    for row in report.top:
        for name in (row.name, row.name_zh):
            assert name and not re.search(r"\d", name), row


def test_it_is_not_called_synthetic(built):
    ws = Workspace.open(built / STATES)
    assert not ws.synthetic
    assert {one.producer for one in ws.origins("categories")} == {"jiqun"}
    assert {one.producer for one in ws.origins("activity")} == {"U.S. Bureau of Labor Statistics"}
    assert {one.producer for one in ws.origins("regions")} == {"U.S. Census Bureau"}


def test_briefs_of_the_cell_that_can_be_checked_in_both_languages(built):
    names = sorted(file.name for file in (built / "briefs").iterdir())
    assert names == [
        f"automotive-26-{lang}.{format}" for lang in ("en", "zh") for format in ("html", "pdf")
    ]
    for lang, name, jobs in (("en", "Automotive", "146,883"), ("zh", "汽车", "14.69万")):
        page = (built / "briefs" / f"automotive-26-{lang}.html").read_text(encoding="utf-8")
        assert name in page
        assert jobs in page


def test_a_demonstration_of_an_earlier_version_gets_the_states(tmp_path, monkeypatch):
    def build(at, briefs, *, progress):
        at.mkdir()
        (briefs / "new.html").write_text("new")

    monkeypatch.setattr(demonstration, "build_states", build)
    for name in demonstration.FOLDERS:
        (tmp_path / "demo" / name).mkdir(parents=True)
    (tmp_path / "demo" / "briefs" / "old.html").write_text("old")
    demonstration._add_states(tmp_path / "demo", lambda *_: None)
    there = sorted(path.name for path in (tmp_path / "demo").rglob("*"))
    assert there == sorted([*demonstration.FOLDERS, STATES, "new.html", "old.html"])
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_build_that_stops_leaves_nothing(tmp_path, monkeypatch):
    def stop(at, briefs, *, progress):
        at.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstration, "build_states", stop)
    with pytest.raises(KeyboardInterrupt):
        demonstration.demo(tmp_path / "demo", establishments=1_000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "row", "sum_of"),
    [("en", "Automotive, Michigan", "3361 + 3363"), ("zh", "密歇根州·汽车", "3361 + 3363")],
)
def test_the_command_prints_the_table_and_how_to_check_it(report, capfd, lang, row, sum_of):
    _show_states(report, lang)
    told = capfd.readouterr().out
    assert row in told
    assert sum_of in told
    assert "146,883" in told
    assert "6.06" in told
    assert not re.search(r"None|nan|\{|\}", told)
