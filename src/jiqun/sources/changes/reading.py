"""The catalogue's changes of codes as a source: no file is needed."""

from __future__ import annotations

from pathlib import Path

from jiqun.core import InputError, problem
from jiqun.sources.register import Reading, find_source, source
from jiqun.tables import SYSTEMS, catalogued_changes


@source("region-changes")
def read_changes(paths: tuple[Path, ...], /, *, systems: tuple[str, ...] = SYSTEMS) -> Reading:
    """Give the changes of region codes that the catalogue knows, of the systems named.

    Raises
    ------
    InputError
        ``source-option``: a system that the catalogue lacks. ``source-files``: a file was given.
    """
    strange = [one for one in systems if one not in SYSTEMS]
    if strange:
        about = {"word": ",".join(strange), "example": ",".join(SYSTEMS)}
        raise InputError(problem("source-option", subject="systems", case="type", **about))
    spec = find_source("region-changes")
    if paths:
        names = ", ".join(path.name for path in paths)
        raise InputError(problem("source-files", subject=spec.id, case="none", files=names))
    return Reading(
        tables={"region_changes": catalogued_changes(systems)},
        origin=spec.origin(note="each row names its source"),
    )
