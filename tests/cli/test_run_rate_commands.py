"""The commands run, rate, schemes and compare-quotients, as a user meets them."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, Origin
from jiqun.workspace import Workspace

CSV = "region,category,traded,employment,establishments\n" + "\n".join(
    f"{r},{c},true,{10 * (i + 1) if c == 'a' else 50 - 10 * (i + 1)},{i + 1}"
    for i, r in enumerate("wxyz")
    for c in "ab"
)


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def cells(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def workspace(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    frame = pl.read_csv(CSV.encode())
    me = (Origin(producer="test", title="Made for this test"),)
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame({"region": list("wxyz"), "level": ["city"] * 4}), origins=me)
        t.put("industries", pl.DataFrame({"industry": ["a", "b"], "system": ["s"] * 2}), origins=me)
        t.put(
            "categories",
            pl.DataFrame(
                {
                    "definition": ["d"] * 2,
                    "category": ["a", "b"],
                    "industry": ["a", "b"],
                    "traded": [True] * 2,
                    "name": ["[b]A", "B"],
                }
            ),
            origins=me,
        )
        activity = frame.select(
            "region",
            pl.col("category").alias("industry"),
            pl.lit(2020, dtype=pl.Int64).alias("year"),
            pl.col("employment", "establishments").cast(pl.Float64),
        )
        t.put("activity", activity, origins=me)
    return ws.path


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_run_prints_cells_regions_and_the_next_step(workspace, lang):
    out = call("run", workspace, "--lang", lang)
    assert "[b]A" in out  # markup in a name is shown, not obeyed
    assert ("Strong cells" if lang == "en" else "优势单元") in out
    told = {"en": "Innovative industrial cluster (China, 2026)", "zh": "创新型产业集群（2026）"}
    assert told[lang] in out


def test_run_in_json_is_only_json(workspace):
    answer = json.loads(call("run", workspace, "--json"))
    assert answer["strong"] == len(answer["top"])
    assert answer["schemes"][0]["scheme"] == "us-cluster-mapping"
    assert json.loads(call("run", workspace, "--json"))["unchanged"] is True


def test_rate(cells, tmp_path):
    out = call("rate", cells, "--scheme", "us-cluster-mapping", "--against", "eu-stars-2011")
    assert "strong10" in out
    answer = json.loads(call("rate", cells, "--scheme", "us-cluster-mapping", "--json"))
    assert answer["cells"] == 8
    call("rate", cells, "--scheme", "eu-stars-2011", "--to", tmp_path / "out.csv", "--lang", "zh")
    assert (tmp_path / "out.csv").exists()


def test_rate_reaches_the_cutoffs(cells):
    words = ("rate", cells, "--scheme", "eu-stars-2011", "--json", "--cutoff", "specialisation=0")
    items = json.loads(call(*words))["items"]
    assert all(item["rating"] >= "1" for item in items)


def test_a_wrong_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError):
        call("rate", tmp_path / "none.csv", "--scheme", "us-cluster-mapping")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_schemes(lang):
    assert "us-" in call("schemes", "--lang", lang)
    answer = json.loads(call("schemes", "--json"))
    assert answer["total"] == len(answer["items"])


@pytest.mark.data
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_agreement_and_audit_are_printed(shared_data, lang):
    flags = shared_data / "us_cluster_mapping_results/uscmp_states_clusters.parquet"
    out = call("rate", flags, "--scheme", "us-cluster-mapping", "--published", "--lang", lang)
    assert out.count("100%") == 8
    census = shared_data / "us_employment/qcew_state_annual_2019_2020.parquet"
    assert "208,813" in call("compare-quotients", census, "--lang", lang)
