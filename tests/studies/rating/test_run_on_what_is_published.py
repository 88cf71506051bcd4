"""The main job where numbers are withheld, hidden or compared with an economy from outside."""

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError
from jiqun.studies.rating import RunPlan, run
from jiqun.workspace import Workspace

REGIONS = (
    "region,name,name_zh,level,parent\nN,Nation,某国,country,\nP,Prov,某省,province,N\n"
    "A,Alpha,甲市,city,P\nB,Beta,乙市,city,P\n"
)
INDUSTRIES = "industry,name,system\nX,Ex,own\nY,Wy,own\n"
CATEGORIES = "definition,category,industry,name,traded\nm,x,X,Xs,yes\nm,y,Y,Ys,yes\n"
#: The nation's own rows beside two cities of a province.
NATION = "N,X,2020,1000\nN,Y,2020,9000\n"
CITIES = "A,X,2020,60\nA,Y,2020,40\nB,X,2020,20\nB,Y,2020,80\n"


@pytest.fixture
def make(tmp_path):
    def made(activity, head="region,industry,year,employment"):
        folder = tmp_path / "ws"
        for name, text in (
            ("regions", REGIONS),
            ("industries", INDUSTRIES),
            ("categories", CATEGORIES),
            ("activity", f"{head}\n{activity}"),
        ):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        invoke("init", str(folder))
        for name in ("regions", "industries", "categories", "activity"):
            invoke("load", str(folder), name, str(tmp_path / f"{name}.csv"))
        return folder

    return made


def invoke(*words):
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def quotients(folder, level="city"):
    cells = Workspace.open(folder).frame("cells").filter(pl.col("level") == level)
    return {
        (row["region"], row["category"]): row["quotient"] for row in cells.iter_rows(named=True)
    }


def test_a_province_compares_with_the_nation_if_asked(make):
    folder = make(NATION + CITIES)
    said = invoke("run", str(folder), "--no-brief", "--reference", "N")
    assert quotients(folder) == pytest.approx(
        {("A", "x"): 6.0, ("B", "x"): 2.0, ("A", "y"): 4 / 9, ("B", "y"): 8 / 9}, rel=1e-12
    )
    assert "compare with Nation." in said
    said = invoke("run", str(folder), "--no-brief")
    assert quotients(folder)["A", "x"] == pytest.approx(1.5, rel=1e-12)
    assert "compare with the 2 prefecture-level cities of Prov." in said
    assert "national" not in said
    assert "某省的 2 个地级市" in invoke("run", str(folder), "--no-brief", "--lang", "zh")


@pytest.mark.parametrize("named", ["employment", "value"])
@pytest.mark.parametrize("dated", [True, False])
def test_a_reference_may_be_a_file(make, tmp_path, dated, named):
    folder, file = make(CITIES), tmp_path / "nation.csv"
    head = "industry,year,employment\nX,2020,1000\nY,2020,9000\n"
    head = head.replace("employment", named)
    file.write_text(head if dated else head.replace(",2020", "").replace(",year", ""))
    report = run(folder, RunPlan(reference=str(file)))
    assert quotients(folder)["A", "x"] == pytest.approx(6.0, rel=1e-12)
    assert [one.reference for one in report.bases] == ["nation.csv"]
    assert report.bases[0].words.en == "nation.csv"


def test_other_numbers_in_the_reference_are_another_run(make, tmp_path):
    folder, file = make(CITIES), tmp_path / "nation.csv"
    file.write_text("industry,employment\nX,1000\nY,9000\n")
    assert not run(folder, RunPlan(reference=str(file))).unchanged
    assert run(folder, RunPlan(reference=str(file))).unchanged
    file.write_text("industry,employment\nX,2000\nY,8000\n")
    assert not run(folder, RunPlan(reference=str(file))).unchanged
    assert quotients(folder)["A", "x"] == pytest.approx(3.0, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("industry,jobs\nX,1\n", "base-columns"),
        ("industry,employment\nX,many\n", "base-cells"),
        ("industry,employment\nQ,1\n", "base-unmet"),
    ],
)
def test_a_reference_that_cannot_be_used_is_refused(make, tmp_path, text, code):
    folder, file = make(CITIES), tmp_path / "nation.csv"
    file.write_text(text)
    before = Workspace.open(folder).version
    with pytest.raises(InputError, match=code):
        run(folder, RunPlan(reference=str(file)))
    assert Workspace.open(folder).version == before


def test_a_reference_that_is_not_there_is_refused(make):
    folder = make(CITIES)
    with pytest.raises(UnknownError, match="base-unknown"):
        run(folder, RunPlan(reference="Z"))
    with pytest.raises(InputError, match="base-empty"):
        run(folder, RunPlan(reference="N"))


def test_a_withheld_number_is_unknown_and_so_is_all_that_holds_it(make):
    head = "region,industry,year,employment,withheld"
    rows = "A,X,2020,,true\nA,Y,2020,30,false\nB,X,2020,10,false\nB,Y,2020,77,false\n"
    folder = make(rows, head)
    said = invoke("run", str(folder), "--no-brief")
    assert set(quotients(folder).values()) == {None}
    ws = Workspace.open(folder)
    regions = ws.frame("region_profiles").filter(pl.col("level") == "city")
    assert dict(regions.select("region", "employment").iter_rows()) == {"A": None, "B": 87.0}
    kinds = ws.frame("category_profiles").filter(pl.col("level") == "city")
    assert dict(kinds.select("category", "employment").iter_rows()) == {"x": None, "y": 107.0}
    assert "industry cells without a number: 1" in said
    assert "unknown" in next(line for line in said.splitlines() if line.startswith("Published"))


@pytest.mark.parametrize(("least", "judged"), [(0.7, False), (0.01, False), (0.0, True)])
def test_what_is_mostly_imputed_cannot_be_judged(make, tmp_path, least, judged):
    head = "region,industry,year,employment,establishments,withheld,imputed"
    rows = (
        "A,X,2020,60,6,true,size-class-midpoint\nA,Y,2020,40,4,false,\n"
        "B,X,2020,40,4,false,\nB,Y,2020,60,6,false,\n"
    )
    folder = make(rows, head)
    said = invoke("run", str(folder), "--no-brief", "--least-visible", str(least))
    ratings = Workspace.open(folder).frame("ratings")
    own = ratings.filter(pl.col("cell") == "m:x:A", pl.col("scheme") == "us-cluster-mapping")
    assert (own["rating"].item() is not None) == judged
    assert own["missing"].item() == (None if judged else "visible_share")
    assert ("cannot be judged" in said) == (not judged)
    file = tmp_path / "cells.csv"
    invoke("export", str(folder), "cells", "--to", str(file))
    head = file.read_text("utf-8-sig").splitlines()[0].split(",")
    assert {"visible_share", "withheld", "hidden", "imputed"} <= set(head)
