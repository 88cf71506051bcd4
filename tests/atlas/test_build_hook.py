"""The build says clearly when it leaves the atlas out, and builds again only what changed."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytest.importorskip("hatchling")


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def atlas(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "src" / "main.tsx").write_text("1")
    return tmp_path


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def test_without_node_it_says_why(hook, atlas):
    assert "not found" in hook.why_not(atlas, wish="", node=None, npm=None)


@pytest.mark.parametrize(("version", "why"), [("v18.2.0", "too old"), ("v22.1.0", "")])
@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for Node")
def test_an_old_node_is_told_apart(hook, atlas, tmp_path, version, why):
    node = script(tmp_path / "node", f"echo {version}")
    told = hook.why_not(atlas, wish="", node=node, npm="npm")
    assert (why in told) if why else told == ""


def test_it_can_be_left_out_on_purpose(hook, atlas):
    assert hook.why_not(atlas, wish="skip", node=None, npm=None) == "JIQUN_ATLAS=skip"


def test_the_digest_follows_the_sources_only(hook, atlas):
    before = hook.digest_of(atlas)
    (atlas / "node_modules").mkdir()
    (atlas / "node_modules" / "x.js").write_text("2")
    assert hook.digest_of(atlas) == before
    (atlas / "src" / "main.tsx").write_text("2")
    assert hook.digest_of(atlas) != before


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for npm")
def test_a_failing_build_is_reported_with_its_last_lines(hook, atlas, tmp_path):
    npm = script(tmp_path / "npm", "echo broken; exit 3")
    assert "broken" in hook.build(atlas, tmp_path / "static", npm)


def test_no_committed_file_names_a_registry():
    names = subprocess.run(
        ["git", "ls-files", "atlas"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not names:
        pytest.skip("not a git checkout")
    for name in names:
        path = ROOT / name
        if path.suffix in {".json", ".ts", ".tsx", ".npmrc", ""} and path.exists():
            text = path.read_text(encoding="utf-8")
            assert '"resolved"' not in text, name
            assert "npmjs" not in text, name
