"""Records to fields: how many there are, and what stands in them."""

from __future__ import annotations

import io
import re

import polars as pl

from jiqun.sources.files.texts.records import Records

#: A value in quotation marks; those inside are doubled.
_QUOTED = r'"(?:[^"]|"")*"'
_CLOSED = re.compile(_QUOTED)


def split_fields(record: str, delimiter: str) -> tuple[list[str], bool]:
    """Split one record; say whether all its line breaks stand within quotation marks.

    A quotation mark opens a value only at its beginning; any other is read as it stands.

    Examples
    --------
    >>> split_fields('5" pipe,"a, b",', ",")
    (['5" pipe', 'a, b', ''], True)
    """
    fields, at, sound = [], 0, True
    while True:
        value, closed = "", _CLOSED.match(record, at)
        if closed:
            value, at = closed[0][1:-1].replace('""', '"'), closed.end()
        end = record.find(delimiter, at)
        rest = record[at : end if end >= 0 else len(record)]
        sound = sound and "\n" not in rest
        fields.append(value + rest)
        if end < 0:
            return fields, sound
        at = end + len(delimiter)


def plainly_quoted(text: pl.Series, delimiter: str) -> pl.Series:
    """Say of each record whether quotation marks stand only around whole values."""
    split = re.escape(delimiter)
    value = f'(?:{_QUOTED}|[^"{split}]*)'
    return ~text.str.contains('"', literal=True) | text.str.contains(
        f"(?s)^{value}(?:{split}{value})*$"
    )


def count_fields(text: pl.Series, plain: pl.Series, delimiter: str) -> tuple[pl.Series, pl.Series]:
    """Count each record's fields; say also which break a line outside quotation marks."""
    counts = text.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1
    torn = pl.repeat(value=False, n=len(text), eager=True)
    quoted = plain & text.str.contains('"', literal=True)
    if quoted.any():
        bare = text.filter(quoted).str.replace_all(_QUOTED, "")
        found = bare.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1
        counts = counts.scatter(quoted.arg_true(), found)
    if not plain.all():
        split = [split_fields(record, delimiter) for record in text.filter(~plain)]
        at = (~plain).arg_true()
        counts = counts.scatter(at, pl.Series([len(fields) for fields, _ in split]))
        torn = torn.scatter(at, pl.Series([not sound for _, sound in split]))
    return counts, torn


def parse_records(
    records: Records, plain: pl.Series, names: list[str], delimiter: str
) -> pl.DataFrame:
    """Give the values of records that all have as many fields as there are names."""
    columns = [f"{at}" for at in range(len(names))]
    if plain.all():
        frame = _quick(records.text, columns, delimiter)
    else:
        parts = [
            _quick(records.text.filter(plain), columns, delimiter),
            _patient(records.text.filter(~plain), columns, delimiter),
        ]
        order = pl.concat([plain.arg_true(), (~plain).arg_true()])
        frame = pl.concat(parts).with_columns(order.alias("order")).sort("order").drop("order")
    frame.columns = names
    return frame


def _quick(text: pl.Series, columns: list[str], delimiter: str) -> pl.DataFrame:
    """Read records that quote plainly, by the quick reader where it splits them all."""
    if text.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    if delimiter.isascii():
        data = "\n".join(text.to_list())
        try:
            frame = pl.read_csv(
                io.BytesIO(data.encode()),
                has_header=False,
                new_columns=columns,
                infer_schema=False,
                separator=delimiter,
                quote_char='"' if '"' in data else None,
            )
        except pl.exceptions.PolarsError:
            return _patient(text, columns, delimiter)
        if frame.shape == (len(text), len(columns)):
            return frame
    return _patient(text, columns, delimiter)


def _patient(text: pl.Series, columns: list[str], delimiter: str) -> pl.DataFrame:
    rows = [split_fields(record, delimiter)[0] for record in text]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
