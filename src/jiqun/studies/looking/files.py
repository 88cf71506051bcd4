"""The map that a look writes: a file the user keeps."""

from __future__ import annotations

from pathlib import Path

from jiqun.core import Problem, problem
from jiqun.studies.exporting import write_safely

#: What a map that a look wrote begins with; any other file is left as it is.
SIGN = "# Written by `jiqun look`"


def keep_map(
    text: str, source: Path, to: str | Path | None
) -> tuple[str | None, tuple[Problem, ...]]:
    """Write a map beside its file, or where asked; what hinders that is told."""
    if to is not None and not str(to):
        return None, ()
    place = Path(f"{source}.map.toml") if to is None else Path(to).expanduser()
    try:
        if place.exists() and not place.read_text(encoding="utf-8", errors="replace").startswith(
            SIGN
        ):
            return None, (problem("look-map-own", subject=place.name, file=str(place)),)
        write_safely(place, lambda draft: draft.write_text(text, encoding="utf-8"))
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        return None, (
            problem("look-map-unwritten", subject=place.name, file=str(place), reason=reason),
        )
    return str(place), ()
