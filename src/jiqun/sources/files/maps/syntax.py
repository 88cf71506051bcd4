"""A map's TOML, read only where its brackets and dotted names are few enough to be parsed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from jiqun.core import problem
from jiqun.sources.files.contents import stop

MOST_BYTES = 1 << 20
#: Brackets within brackets; a map needs three.
_DEEPEST = 32
#: Texts and comments, in which brackets and dots mean nothing.
_SILENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_MARKS = re.compile(r"[\[\]{}]")
_DOTTED = re.compile(r"[\w\-]+(?:[ \t]*\.[ \t]*[\w\-]+)*")


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        ``map-syntax``, ``map-size``, ``map-nested``, ``file-unreadable``.
    """
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise stop(problem("map-size", subject=file.name, size=size, most=MOST_BYTES))
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise stop(problem("map-syntax", subject=file.name, reason=str(err))) from None
    except OSError as err:
        reason = err.strerror or type(err).__name__
        raise stop(problem("file-unreadable", subject=file.name, reason=reason)) from None
    deepest = _deepest(text)
    if deepest > _DEEPEST:
        raise stop(problem("map-nested", subject=file.name, got=deepest, most=_DEEPEST))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as err:
        reason = str(err).splitlines()[0][:200]
        raise stop(problem("map-syntax", subject=file.name, reason=reason)) from None


def _deepest(text: str) -> int:
    """Count brackets within brackets, and names joined by dots, whichever is more."""
    bare = _SILENT.sub("s", text)
    deepest = depth = 0
    for mark in _MARKS.finditer(bare):
        depth = max(depth + (1 if mark[0] in "[{" else -1), 0)
        deepest = max(deepest, depth)
    dotted = max((one[0].count(".") + 1 for one in _DOTTED.finditer(bare)), default=0)
    return max(deepest, dotted)
