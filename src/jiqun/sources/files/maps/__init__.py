"""The column map: a TOML file that says how a file becomes a table's rows.

Knows what a map can say, how it is read, answered and written. Must not know a file's rows.
"""

from jiqun.sources.files.maps.answers import answered, open_questions, parse_answers
from jiqun.sources.files.maps.checking import read_map
from jiqun.sources.files.maps.entries import (
    ALL,
    ColumnMap,
    ColumnSource,
    Headings,
    NameRule,
    Unpivot,
)
from jiqun.sources.files.maps.templates import template
from jiqun.sources.files.maps.writing import write_map

__all__ = [
    "ALL",
    "ColumnMap",
    "ColumnSource",
    "Headings",
    "NameRule",
    "Unpivot",
    "answered",
    "open_questions",
    "parse_answers",
    "read_map",
    "template",
    "write_map",
]
