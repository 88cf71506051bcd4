"""Broken and hostile Parquet: bytes, types of columns, what GeoParquet says, shapes."""

import datetime as dt
import decimal
import io
import json
import random  # noqa: TID251 - a corpus's own seeds, in tests only
import struct

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

N = 60
NOON = dt.datetime(2024, 1, 1, 12)  # noqa: DTZ001 - without a zone, as files have it
ACTIVITY = pl.DataFrame(
    {
        "region": ["AB"[n % 2] for n in range(N)],
        "industry": ["xy"[n // 2 % 2] for n in range(N)],
        "year": [1990 + n // 4 for n in range(N)],
        "employment": [n * 1.5 for n in range(N)],
    }
)
WRITERS = ("zstd", "snappy", "gzip", "lz4", "uncompressed", "arrow", "pages-2")


def written(frame, how="zstd", **options):
    buffer = io.BytesIO()
    if how == "arrow":
        pq.write_table(frame.to_arrow(), buffer)
    elif how == "pages-2":
        pq.write_table(frame.to_arrow(), buffer, data_page_version="2.0", use_dictionary=False)
    else:
        frame.write_parquet(buffer, compression=how, row_group_size=25, **options)
    return buffer.getvalue()


def footer(data):
    return struct.unpack("<I", data[-8:-4])[0]


def flip(data, rng, first, last):
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        found[rng.randrange(first, last)] = rng.randrange(256)
    return bytes(found)


def cut_middle(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, 60) :]


def insert(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 9)) + data[at:]


BROKEN = {
    "flip": lambda data, rng: flip(data, rng, 0, len(data)),
    "flip-footer": lambda data, rng: flip(data, rng, len(data) - 8 - footer(data), len(data) - 8),
    "flip-pages": lambda data, rng: flip(data, rng, 4, len(data) - 8 - footer(data)),
    "length": lambda data, rng: (
        data[:-8] + struct.pack("<I", rng.choice([0, 1, 2**31, 2**32 - 1])) + b"PAR1"
    ),
    "cut": lambda data, rng: data[: rng.randrange(1, len(data))],
    "cut-middle": cut_middle,
    "insert": insert,
    "twice": lambda data, rng: data + data[rng.choice([0, 4]) :],
    "encrypted": lambda data, rng: data[:-4] + b"PARE",
    "only-signs": lambda _, rng: b"PAR1" + rng.randbytes(rng.choice([0, 4, 100])) + b"PAR1",
}


@pytest.mark.corpus(share=0.05)
@pytest.mark.parametrize("seed", range(14))
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_bytes(meet, kind, seed):
    rng = random.Random(f"{kind} {seed}")
    data = written(ACTIVITY, WRITERS[seed % len(WRITERS)])
    meet(BROKEN[kind](data, rng), name="a.parquet")


def lit(value, dtype):
    return pl.Series([value] * N, dtype=dtype)


ODD = {
    "date": lit(dt.date(2024, 1, 1), pl.Date),
    "datetime": lit(NOON, pl.Datetime),
    "zoned": lit(NOON, pl.Datetime).dt.replace_time_zone("Asia/Shanghai"),
    "nanoseconds": lit(NOON, pl.Datetime("ns")),
    "time": lit(dt.time(1), pl.Time),
    "duration": lit(dt.timedelta(1), pl.Duration),
    "binary": lit(b"\xff\x00", pl.Binary),
    "struct": pl.Series([{"a": 1, "b": None}] * N),
    "list": pl.Series([[1, None]] * N),
    "lists": pl.Series([[["a"], []]] * N),
    "structs": pl.Series([[{"a": "b"}]] * N),
    "array": pl.Series([[1, 2]] * N, dtype=pl.Array(pl.Int64, 2)),
    "empty-lists": pl.Series([[]] * N, dtype=pl.List(pl.String)),
    "categorical": pl.Series(["A"] * N, dtype=pl.Categorical),
    "enum": pl.Series(["A"] * N, dtype=pl.Enum(["A", "B"])),
    "decimal": lit(decimal.Decimal("1.50"), pl.Decimal(10, 2)),
    "null": pl.Series([None] * N, dtype=pl.Null),
    "nan": lit(float("nan"), pl.Float64),
    "infinite": lit(float("-inf"), pl.Float64),
    "huge": lit(1e300, pl.Float64),
    "unsigned": lit(2**64 - 1, pl.UInt64),
    "lowest": lit(-(2**63), pl.Int64),
    "wide": lit(2**100, pl.Int128),
    "half": lit(1.5, pl.Float32),
    "boolean": lit(value=True, dtype=pl.Boolean),
    "text": lit("x" * 200, pl.String),
    "long-text": lit("x" * 70_000, pl.String),
    "nul-text": lit("\x00\r\n\t", pl.String),
}


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("column", ["region", "year", "employment", "withheld", "other"])
@pytest.mark.parametrize("kind", ODD)
def test_columns_of_another_type(meet, kind, column):
    meet(written(ACTIVITY.with_columns(ODD[kind].alias(column))), name="a.parquet")


POINT = struct.pack("<BIdd", 1, 1, 10.0, 10.0)
LEVEL = struct.pack("<BII", 1, 7, 1)
RING = struct.pack("<BIII", 1, 3, 1, 5) + struct.pack("<10d", 0, 0, 4, 4, 4, 0, 0, 4, 0, 0)
SHAPES = {
    "good": POINT,
    "empty-bytes": b"",
    "one-byte": b"\x01",
    "cut": POINT[:-3],
    "text": b"POINT (1 1)",
    "kind": struct.pack("<BI", 1, 99) + POINT[5:],
    "order": b"\x07" + POINT[1:],
    "count": struct.pack("<BII", 1, 2, 2**32 - 1) + POINT,
    "rings": struct.pack("<BII", 1, 3, 2**31) + POINT,
    "nan": struct.pack("<BIdd", 1, 1, float("nan"), 1.0),
    "infinite": struct.pack("<BIdd", 1, 1, float("inf"), 1.0),
    "outside": struct.pack("<BIdd", 1, 1, 5e5, 4e6),
    "empty-polygon": struct.pack("<BII", 1, 3, 0),
    "empty-collection": struct.pack("<BII", 1, 7, 0),
    "bowtie": RING,
    "open-ring": RING[:-16],
    "nested-60": LEVEL * 60 + POINT,
    "nested-600": LEVEL * 600 + POINT,
    "nested-50000": LEVEL * 50_000 + POINT,
    "numbered": struct.pack("<BII", 1, 0x20000001, 4326) + POINT[5:],
    "z": struct.pack("<BIddd", 1, 1001, 10.0, 10.0, 1e9),
}
GEO = {
    "none": None,
    "good": {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB"}},
    },
}


def regions(shape, geo):
    table = pa.table(
        {
            "region": ["Z1", "Z2"],
            "level": ["city", "city"],
            "geometry": pa.array([POINT, shape], pa.binary()),
        }
    )
    if geo is not None:
        text = geo if isinstance(geo, bytes) else json.dumps(geo).encode()
        table = table.replace_schema_metadata({"geo": text})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("said", GEO)
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_that_are_none(meet, shape, said):
    meet(regions(SHAPES[shape], GEO[said]), table="regions", name="a.parquet")


WRONG = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"1",
    b'"geo"',
    b"\xff\xfe",
    b"{}",
    b"[" * 100_000,
    b'{"a":' * 2000,
    {"primary_column": "nowhere"},
    {"primary_column": 1},
    {"primary_column": None},
    {"primary_column": ["geometry"]},
    {"primary_column": {}},
    {"columns": []},
    {"columns": 1},
    {"columns": {"geometry": []}},
    {"columns": {"geometry": "WKB"}},
    {"columns": {"geometry": None}},
    {"columns": {"geometry": {"encoding": "point"}}},
    {"columns": {"geometry": {"encoding": 7}}},
    {"columns": {"geometry": {"encoding": {"a": []}}}},
    {"columns": {"geometry": {"crs": 4326}}},
    {"columns": {"geometry": {"crs": "EPSG:3857"}}},
    {"columns": {"geometry": {"crs": {"name": []}}}},
    {"columns": {"geometry": {"crs": {"id": {"code": 3857}}}}},
    {"primary_column": "region"},
    {"columns": {"geometry": {"crs": {}}}},
    {"columns": {"geometry": {"crs": []}}},
    {"columns": {"geometry": {"crs": True}}},
    {"columns": {"geometry": {"crs": {"name": "x" * 99_999}}}},
]


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("at", range(len(WRONG)))
def test_metadata_of_geoparquet(meet, at):
    meet(regions(POINT, WRONG[at]), table="regions", name="a.parquet")


def grown(rows, columns):
    """Columns of nothing, which take no room in a file."""
    table = pa.table({f"c{n}": pa.nulls(rows) for n in range(columns)})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def repeated():
    """One text of 900 kB that 4,000 rows refer to."""
    codes, words = pa.array([0] * 4000, pa.int32()), pa.array(["x" * 900_000])
    table = pa.table({"region": pa.DictionaryArray.from_arrays(codes, words)})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda: grown(10_000_000, 3), ["file-hollow"]),
        (lambda: grown(2_000, 17_000), ["file-limit"]),
        (repeated, None),
        (lambda: written(ACTIVITY.head(0)), ["file-rows"]),
        (
            lambda: written(pl.DataFrame({"region": ["x" * 1_000_001], "level": ["city"]})),
            ["file-limit"],
        ),
    ],
    ids=["rows", "columns", "repeated-text", "no-row", "long-text"],
)
def test_extents(meet, make, codes):
    found = meet(make(), table="regions", name="a.parquet")
    assert found == codes if codes else found in (["file-hollow"], ["file-memory"], ["file-limit"])
