"""The catalogue's files as they are: TOML in the folder ``catalog``, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def catalogue(path: str) -> dict[str, Any]:
    """Read one TOML file of the catalogue, by its path inside ``catalog``."""
    text = (files("jiqun") / "catalog" / path).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def merged(folder: str) -> dict[str, Any]:
    """Read all TOML files of a folder of the catalogue as one; nothing is said twice.

    A code of several rooms may stand in several files, each with cases of its own.
    """
    found: dict[str, Any] = {}
    there = (files("jiqun") / "catalog" / folder).iterdir()
    for name in sorted(entry.name for entry in there if entry.name.endswith(".toml")):
        entries = catalogue(f"{folder}/{name}")
        for code, entry in entries.items():
            known = found.setdefault(code, {})
            if twice := sorted(known.keys() & entry.keys()):
                raise RuntimeError(f"catalog/{folder}/{name} repeats {twice} of {code}")
            known |= entry
    return found
