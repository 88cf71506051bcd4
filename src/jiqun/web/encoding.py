"""How an answer is written: JSON, or a frame as CSV, Parquet or Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal

import orjson

from jiqun.core import Language, encode
from jiqun.studies.exporting import neutralised, workbook

Format = Literal["json", "csv", "parquet", "xlsx"]
#: Dataclasses come to :func:`_parts`, so that one with ``to_dict`` is asked for it.
PLAIN = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_PASSTHROUGH_DATACLASS
#: Media types of the files.
MEDIA: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def encoded(value: Any, lang: Language) -> bytes:
    """Encode a value as JSON; sentences in it are in a language."""
    return orjson.dumps(value, default=lambda part: _parts(part, lang), option=PLAIN)


def written(frame: Any, name: str, format: Format) -> tuple[bytes, str]:
    """Write a frame: CSV and Excel (formulas neutralised) or Parquet; give its media type too."""
    if format == "xlsx":
        return workbook(frame, name=name), MEDIA[format]
    buffer = io.BytesIO()
    if format == "csv":
        safe, _ = neutralised(frame)
        safe.write_csv(buffer, include_bom=True)
    else:
        frame.write_parquet(buffer)
    return buffer.getvalue(), MEDIA[format]


def _parts(value: Any, lang: Language) -> Any:
    """Give what an answer is made of, one step down; undefined numbers become null."""
    if is_dataclass(value) and not hasattr(value, "to_dict"):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    return encode(value, lang)
