"""Where tracebacks are kept, and what of a command's words they may hold."""

import os
import stat
import sys
from pathlib import Path

import pytest

from jiqun.core.faults import keep_log
from jiqun.core.faults.logs import KEPT, without_secrets


def fault():
    return ValueError("odd \udcff 错")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("JIQUN_LOG", raising=False)
    monkeypatch.setattr("jiqun.core.faults.logs.log_folder", lambda: tmp_path / "home" / "log")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    return tmp_path


def test_a_log_of_its_own_for_each_fault(home):
    files = {keep_log(fault(), doing=["run", "ws"]) for _ in range(KEPT + 3)}
    assert len(files) == KEPT + 3
    assert len(list((home / "home" / "log").iterdir())) == KEPT
    last = max(files)
    text = last.read_text(encoding="utf-8")
    assert "command: 'run ws'" in text and "ValueError: odd \\udcff 错" in text
    if os.name == "posix":
        assert stat.S_IMODE(last.stat().st_mode) == 0o600


def test_a_named_file_is_added_to_and_a_named_folder_filled(home, monkeypatch):
    monkeypatch.setenv("JIQUN_LOG", str(home / "deep" / "my.log"))
    assert keep_log(fault()) == keep_log(fault()) == home / "deep" / "my.log"
    assert (home / "deep" / "my.log").read_text(encoding="utf-8").count("ValueError: odd") == 2
    for name in (f"{home}/deep", f"{home}/other/"):
        monkeypatch.setenv("JIQUN_LOG", name)
        assert keep_log(fault()).parent == Path(name)


def test_where_a_place_cannot_be_written_the_next_is_taken(home, monkeypatch):
    (home / "taken").write_text("")
    monkeypatch.setenv("JIQUN_LOG", str(home / "taken" / "x.log"))
    assert keep_log(fault()).parent == home / "home" / "log"
    monkeypatch.setattr("jiqun.core.faults.logs.log_folder", lambda: home / "taken" / "log")
    assert keep_log(fault()).parent == home / "temp"
    monkeypatch.setattr("tempfile.tempdir", str(home / "taken"))
    assert keep_log(fault()) is None


def test_a_fault_that_cannot_be_kept_says_so(jiqun, places, monkeypatch):
    monkeypatch.setattr("jiqun.cli.root.telling.keep_log", lambda *_, **__: None)
    monkeypatch.setattr("jiqun.studies.status", None, raising=False)
    done = jiqun("status", places["ws"], code=1)
    assert "JIQUN_LOG names another place" in done.err


def test_no_secret_is_kept(home):
    key = "0123456789abcdef"
    for words in (["--api-key", key], [f"--api-key={key}"], ["--option", f"token={key}"]):
        kept = keep_log(fault(), doing=["serve", "ws", *words]).read_text(encoding="utf-8")
        assert key not in kept and "serve ws" in kept
    assert without_secrets(["--keyless", "x", "y"]) == ["--keyless", "***", "y"]


def test_an_error_of_endless_depth_is_kept_short(home):
    def deeper():
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    assert keep_log(caught.value).stat().st_size < 1e6
    assert sys.getrecursionlimit() >= 1000
