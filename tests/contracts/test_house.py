"""The house's rules, for every file present and future: style, types, layers, sizes."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "jiqun"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_KERNEL = 120
MOST_FILES_IN_A_ROOM = 14


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", "src", "tests", "benchmarks", "tools"),
        ("ruff", "format", "--check", "src", "tests", "benchmarks", "tools"),
        ("mypy",),
        ("importlinter.cli",),
    ],
    ids=["style", "format", "types", "layers"],
)
def test_the_linters_agree(words):
    if words[0] == "importlinter.cli":
        done = subprocess.run(
            [Path(sys.executable).with_name("lint-imports")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    else:
        done = run(*words)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    most = LONGEST_KERNEL if "kernels" in path.parts else LONGEST_FUNCTION
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                lines = node.end_lineno - body[0].lineno + 1
                assert lines <= most, f"{node.name}: {lines} lines"


def test_rooms_stay_small():
    for room in (path for path in SOURCE.rglob("*") if path.is_dir()):
        files = [path for path in room.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES_IN_A_ROOM, f"{room.name}: {len(files)} files"


@pytest.mark.parametrize(
    "room", sorted(p.parent for p in SOURCE.glob("*/__init__.py")), ids=lambda p: p.name
)
def test_a_room_says_what_it_must_not_know(room):
    doc = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert room.name == "catalog" or "must not know" in doc.lower(), doc


def test_no_lock_file_records_an_address():
    for lock in (*ROOT.glob("requirements*.lock"), *ROOT.glob("atlas/package-lock.json")):
        assert not re.search(
            r"https?://[^\"\s]+\.(whl|tgz|tar\.gz)", lock.read_text(encoding="utf-8")
        ), lock
