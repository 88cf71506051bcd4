"""What a commit sees of one table or result, and how it is kept: once, by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast

from jiqun.core import DamageError, Origin, Record, digest
from jiqun.workspace.places import (
    DIGEST,
    NAME,
    OBJECTS,
    PART,
    RESULTS,
    TABLES,
    Fields,
    damaged,
    encoded,
    inside,
    made,
    parsed,
    read_bytes,
    settle,
    write_bytes,
)

Kind = Literal["table", "result"]

#: Folder of each kind of table inside a workspace.
FOLDERS: Mapping[Kind, str] = {"table": TABLES, "result": RESULTS}
#: Origins are kept so many at a time: a list that grows at its end repeats its last piece only.
_ORIGINS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One Parquet file of a table.

    Attributes
    ----------
    file, rows
        Its name in the table's folder; how many rows it has.
    digest
        Names its content.
    bytes, sum
        Its size and its checksum; None where it was written before they were kept.
    """

    file: str
    rows: int
    digest: str
    bytes: int | None = None
    sum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table or result as one commit sees it.

    Attributes
    ----------
    name, kind
        What it is called; a canonical table or a result.
    version
        Its Delta version.
    parts
        Its files, in the order of the rows.
    columns
        Names of its columns, in order.
    dtypes
        Types that Delta does not keep, by column; see :mod:`jiqun.workspace.dtypes`.
    origins
        Where the rows come from.
    record
        What makes a result re-runnable; None for a canonical table.
    puts
        Digests of what was put, in order, where files were joined since; else empty.
    """

    name: str
    kind: Kind
    version: int
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    dtypes: Mapping[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    record: Record | None = None
    puts: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(part.rows for part in self.parts)

    @property
    def pieces(self) -> tuple[str, ...]:
        """Digests of what was put, in order."""
        return self.puts or tuple(part.digest for part in self.parts)

    @property
    def digest(self) -> str:
        """Name the content: the same rows put in the same order give the same digest."""
        return digest(*self.columns, *self.pieces)

    @property
    def folder(self) -> str:
        """Its folder inside the workspace."""
        return f"{FOLDERS[self.kind]}/{self.name}"


class Objects:
    """What commits share, each JSON file named by the digest of its content."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, Any] = {}
        inside(root, OBJECTS)

    def get(self, name: str) -> Any:
        """Read an object.

        Raises
        ------
        DamageError
            ``workspace-damaged``: it is missing, or is not what its name says.
        """
        if name not in self._read:
            file = place(name)
            text = read_bytes(self._root, file)
            if digest(text) != name:
                raise damaged(self._root, file, "changed")
            self._read[name] = parsed(self._root, file, text)
        return self._read[name]

    def put(self, value: Any) -> str:
        """Keep an object unless it is there already; give its name."""
        text = encoded(value)
        name = digest(text)
        if not self._stands(name, text):
            made(self._root, OBJECTS)
            write_bytes(self._root / place(name), text)
        return name

    def _stands(self, name: str, text: bytes) -> bool:
        try:
            return read_bytes(self._root, place(name)) == text
        except DamageError:
            return False

    def settle(self) -> None:
        """Have what was put on the disk for certain."""
        if (self._root / OBJECTS).is_dir():
            settle(self._root / OBJECTS)

    def keep(self, entry: Entry) -> str:
        """Keep an entry, its origins and its record; give the entry's name."""
        plain = {
            "name": entry.name,
            "kind": entry.kind,
            "version": entry.version,
            "parts": [asdict(part) for part in entry.parts],
            "columns": entry.columns,
            "dtypes": dict(entry.dtypes),
            "origins": self._keep_origins(entry.origins),
            "record": self._keep_record(entry.record) if entry.record else None,
        }
        return self.put(plain | ({"puts": entry.puts} if entry.puts else {}))

    def _keep_origins(self, origins: tuple[Origin, ...]) -> list[str]:
        plain = [origin.to_dict() for origin in origins]
        return [self.put(plain[at : at + _ORIGINS]) for at in range(0, len(plain), _ORIGINS)]

    def _keep_record(self, record: Record) -> str:
        return self.put({**record.kept(), "origins": self._keep_origins(record.origins)})

    def entry(self, name: str, kept: str) -> Entry:
        """Read the entry of a table or result back.

        Raises
        ------
        DamageError
            ``workspace-damaged``.
        """
        found = Fields(self._root, place(kept), self.get(kept))
        return read_entry(found, self, expected=name)

    def shared(self, kept: str) -> set[str]:
        """Name all objects that an entry needs, itself too."""
        whole = self.get(kept)
        record = whole["record"]
        inner = [*whole["origins"], *(self.get(record)["origins"] if record else ())]
        return {kept, *inner, *([record] if record else ())}


def place(name: str) -> str:
    """Say where an object stands in a workspace."""
    return f"{OBJECTS}/{name}.json"


def read_entry(found: Fields, objects: Objects, *, expected: str = "") -> Entry:
    """Read an entry, kept by digest or (format 1) whole.

    Raises
    ------
    DamageError
        ``workspace-damaged``: a field is not what jiqun writes.
    """
    name, kind = found.text("name", NAME), found.text("kind")
    if kind not in FOLDERS:
        found.reject("kind")
    if expected and name != expected:
        found.reject("name")
    if not found.items("parts"):
        found.reject("parts")
    record = found.raw("record")
    return Entry(
        name=name,
        kind=cast("Kind", kind),
        version=found.count("version"),
        parts=tuple(_read_part(found.part("parts", one)) for one in found.items("parts")),
        columns=found.texts("columns"),
        dtypes=_read_dtypes(found),
        origins=_read_origins(found, objects),
        record=_read_record(found, objects, record) if record is not None else None,
        puts=found.texts("puts", DIGEST),
    )


def _read_part(found: Fields) -> Part:
    return Part(
        file=found.text("file", PART),
        rows=found.count("rows"),
        digest=found.text("digest", DIGEST),
        bytes=found.maybe_count("bytes"),
        sum=found.text("sum", DIGEST) if found.has("sum") else None,
    )


def _read_dtypes(found: Fields) -> dict[str, Any]:
    from jiqun.workspace.dtypes import described

    dtypes = found.mapping("dtypes")
    for words in dtypes.values():
        try:
            described(words)
        except (ValueError, TypeError, KeyError, RecursionError):
            found.reject("dtypes")
    return dtypes


def _read_origins(found: Fields, objects: Objects) -> tuple[Origin, ...]:
    origins: list[Origin] = []
    for one in found.items("origins"):
        whole = _piece(found, objects, one) if isinstance(one, str) else [one]
        origins += (_read_origin(found.part("origins", each)) for each in whole)
    return tuple(origins)


def _piece(found: Fields, objects: Objects, name: str) -> list[Any]:
    piece = objects.get(name) if DIGEST.fullmatch(name) else None
    if not isinstance(piece, list):
        found.reject("origins")
    return list(piece)


def _read_origin(found: Fields) -> Origin:
    texts = [one.name for one in fields(Origin) if one.name != "synthetic"]
    return Origin(
        **{name: found.text(name, default="") for name in texts},
        synthetic=found.truth("synthetic", default=False),
    )


def _read_record(found: Fields, objects: Objects, kept: Any) -> Record:
    if isinstance(kept, str):
        kept = objects.get(kept) if DIGEST.fullmatch(kept) else None
    record = found.part("record", kept)
    seed = record.raw("seed")
    if not (seed is None or type(seed) is int):
        record.reject("seed")
    inputs = record.mapping("inputs")
    if not all(isinstance(value, str) for value in inputs.values()):
        record.reject("inputs")
    cautions = record.items("cautions")
    if not all(_is_caution(one) for one in cautions):
        record.reject("cautions")
    return Record.from_dict(
        {
            "subject": record.text("subject"),
            "parameters": record.mapping("parameters"),
            "inputs": inputs,
            "origins": [origin.to_dict() for origin in _read_origins(record, objects)],
            "seed": seed,
            "version": record.text("version", default=""),
            "cautions": cautions,
        }
    )


def _is_caution(kept: Any) -> bool:
    if isinstance(kept, dict):
        return isinstance(kept.get("values") or {}, dict)
    return isinstance(kept, str)
