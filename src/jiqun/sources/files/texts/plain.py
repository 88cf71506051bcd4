"""A text file's records before anything is known of them: no header, no delimiter."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import Problem
from jiqun.sources.files.texts.encodings import to_text
from jiqun.sources.files.texts.records import even_ends, split_records


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """A text file's records as they stand.

    Attributes
    ----------
    records, lines
        The text of each record; the line where each began, from 1.
    encoding
        What it was decoded with where that was found out; "" for UTF-8 or a mark of its own.
    cautions
        What was found out or mended.
    """

    records: tuple[str, ...]
    lines: tuple[int, ...]
    encoding: str
    cautions: tuple[Problem, ...]


def read_plain(data: bytes, *, name: str, encoding: str = "") -> PlainText:
    r"""Decode a text file and split it into records.

    Raises
    ------
    InputError
        ``encoding-unknown``, ``encoding-damaged``.

    Examples
    --------
    >>> read_plain("年,数\r\n2022,1\r\n".encode("gb18030"), name="a.csv").records[:2]
    ('年,数', '2022,1')
    """
    decoded, converted = to_text(data, name=name, encoding=encoding)
    text, ends = even_ends(decoded.removeprefix("\ufeff"), name=name)
    records, _ = split_records(text)
    found = [str(one.values["encoding"]) for one in converted if "encoding" in one.values]
    return PlainText(
        records=tuple(records.text.to_list()),
        lines=tuple(records.lines.to_list()),
        encoding=encoding or next(iter(found), ""),
        cautions=(*converted, *ends),
    )
