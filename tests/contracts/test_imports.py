"""Importing jiqun is cheap, needs only what it requires, and touches nothing."""

import subprocess
import sys


def loaded(statement):
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_alone_loads_nothing_heavy():
    heavy = {"numpy", "polars", "scipy", "numba", "duckdb", "fastapi", "pyarrow"}
    assert not heavy & loaded("import jiqun")


def test_help_does_not_load_the_engines():
    heavy = {"polars", "scipy", "numba", "duckdb", "fastapi", "pyarrow", "shapely", "deltalake"}
    assert not heavy & loaded("import jiqun.cli.app")


def test_the_rooms_need_no_extra():
    rooms = [
        "core",
        "tables",
        "sources",
        "workspace",
        "planted",
        "measures",
        "networks",
        "clusters",
        "charts",
        "briefs",
        "web",
    ]
    found = loaded("; ".join(f"import jiqun.{room}" for room in rooms))
    assert not {"pandas", "playwright", "pytest"} & found
