"""The commands from the outside: exit codes, JSON, both languages, history and undo."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app

JIQUN = Path(sys.executable).with_name("jiqun")


def jiqun(*words, code=0):
    done = CliRunner().invoke(app, [str(word) for word in words])
    if code != "raises":
        assert done.exit_code == code, done.output + repr(done.exception)
    return done


@pytest.fixture
def ws(tmp_path):
    jiqun("init", tmp_path / "ws", "--title", "试验")
    (tmp_path / "r.csv").write_text("region,level\na,city\nb,city\n")
    (tmp_path / "bad.csv").write_text("region,level,lat\nc,city,91\nd,city,1\n")
    return tmp_path / "ws"


def answer(*words, code=0):
    return json.loads(jiqun(*words, "--json", code=code).stdout)


def test_load_history_undo_and_export(ws, tmp_path):
    report = answer("load", ws, "regions", tmp_path / "r.csv")
    assert (report["commit"], report["accepted"], report["problems"]) == (1, 2, [])
    found = answer("history", ws)
    assert [c["verb"] for c in found["commits"]] == ["load", "init"]
    assert found["commits"][0]["changes"] == [
        {"name": "regions", "kind": "table", "before": None, "after": 2}
    ]
    assert answer("undo", ws)["commit"] == 2
    assert answer("status", ws)["tables"][0]["rows"] is None
    assert answer("undo", ws, "--to", 1) == {"path": str(ws), "restored": 1, "commit": 3}
    assert answer("export", ws, "regions", "--to", tmp_path / "o.csv")["rows"] == 2
    done = jiqun("export", ws, "regions", "--to", tmp_path / "p.csv", "--as-of", 2, code="raises")
    assert "table-empty" in str(done.exception)


def test_a_load_makes_its_workspace_and_keeps_what_is_known(tmp_path):
    ws, file = tmp_path / "new" / "ws", tmp_path / "a.csv"
    file.write_text("region,industry,就业人数(万人),remark\na,x,3.4,?\n", encoding="utf-8")
    load = ("load", ws, "activity", file)
    jiqun(*load, code="raises")
    assert not ws.exists()
    missing = jiqun(*load, "--create", code=2)
    assert "--answer year=2022" in missing.stdout and not ws.parent.exists()
    done = jiqun(*load, "--create", "--answer", "year=2022")
    assert "3.4" not in done.stdout and "万人 = × 10,000" in done.stdout
    assert "Columns of the file that were not used (1): remark." in done.stdout
    assert f"The workspace {ws} was made for it." in done.stdout
    file.write_text("region,industry,year,establishments\na,x,2022,7\n")
    refused = jiqun(*load, "--lang", "zh", code=2)
    assert "employment 1 ×" in refused.stdout and "--keep-known" in refused.stderr
    assert "load-empty" in str(
        jiqun(*load, "--keep-known", "--allow-empty", code="raises").exception
    )
    assert answer(*load, "--keep-known")["accepted"] == 1
    assert jiqun("export", ws, "activity", "--to", tmp_path / "o.csv").exit_code == 0
    assert "a,x,2022,7.0,34000.0" in (tmp_path / "o.csv").read_text()


def test_names_of_a_file_bring_their_rows(tmp_path):
    (tmp_path / "m.toml").write_text(
        '[names]\nregion = { list = "cn-admin", within = ["330200"] }\n', encoding="utf-8"
    )
    (tmp_path / "a.csv").write_text("region,industry,year,employment\n海曙区,x,2022,5\n")
    load = ("load", tmp_path / "ws", "activity", tmp_path / "a.csv", "--map", tmp_path / "m.toml")
    done = jiqun(*load, "--create", "--lang", "zh")
    assert "海曙区 → 330203" in done.stdout and "向 regions 补入 4 行" in done.stdout


def test_the_same_rows_again_say_that_nothing_changed(ws, tmp_path):
    first = answer("load", ws, "regions", tmp_path / "r.csv")
    again = answer("load", ws, "regions", tmp_path / "r.csv")
    assert (first["unchanged"], again["unchanged"]) == (False, True)
    assert again["commit"] == first["commit"] == 1
    assert len(answer("history", ws)["commits"]) == 2
    said = jiqun("load", ws, "regions", tmp_path / "r.csv").stdout
    assert "Nothing changed: regions holds these 2 rows already (commit 1)" in said
    assert "Loaded" not in said
    said = jiqun("load", ws, "regions", tmp_path / "r.csv", "--lang", "zh").stdout
    assert "没有变化" in said and "已将" not in said


def test_good_rows_that_are_there_already_change_nothing(ws, tmp_path):
    words = ("load", ws, "regions", tmp_path / "bad.csv", "--accept-good")
    assert answer(*words)["unchanged"] is False
    assert "Nothing changed: regions holds these 1 of 2 rows" in jiqun(*words).stdout


def test_a_bad_file_exits_2_and_tells_everything(ws, tmp_path):
    report = answer("load", ws, "regions", tmp_path / "bad.csv", code=2)
    assert report["commit"] is None and report["rejected"] == 1
    assert report["problems"][0]["code"] == "value-range"
    assert Path(report["rejects_file"]).exists()
    done = jiqun("load", ws, "regions", tmp_path / "bad.csv", "--lang", "zh", code=2)
    assert "第2行" in done.stdout and "未向 regions 加载" in done.stdout
    assert "--accept-good" in done.stderr
    done = jiqun("load", ws, "regions", tmp_path / "bad.csv", "--accept-good")
    assert "Loaded 1 of 2 rows" in done.stdout
    assert "next: jiqun status" in done.stderr


def test_status_names_the_command_that_loads_what_is_missing(ws, tmp_path):
    found = answer("status", ws)
    assert not found["ready"] and found["next"] == f"jiqun load {ws} regions FILE"
    assert [t["name"] for t in found["tables"]] == [
        "regions",
        "industries",
        "categories",
        "activity",
    ]
    jiqun("load", ws, "regions", tmp_path / "r.csv")
    assert answer("status", ws)["next"] == f"jiqun load {ws} industries FILE"
    assert "区域" in jiqun("status", ws, "--lang", "zh").stdout


def test_errors_from_the_shell_exit_2_without_a_traceback(tmp_path):
    done = subprocess.run(
        [JIQUN, "status", tmp_path / "none"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: workspace: ") and "jiqun init" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_template_can_be_loaded_back(ws, tmp_path):
    text = jiqun("template", "regions").stdout
    (tmp_path / "t.csv").write_text(text + "a,,,city,,,,,,,\n")
    assert answer("load", ws, "regions", tmp_path / "t.csv")["accepted"] == 1
    assert "区域代码" in answer("template", "regions", "--lang", "zh")["template"]


def test_history_for_people(ws, tmp_path):
    jiqun("load", ws, "regions", tmp_path / "r.csv")
    shown = jiqun("history", ws).stdout
    assert "Regions: – → 2" in shown and "试验" in shown
