"""Publishers' files, broken: each is refused with a code and a remedy, or read; nothing between."""

import gzip
import io
import random  # noqa: TID251 - a corpus's own seeds, in tests only
import zipfile

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import SOURCES
from jiqun.studies import fetch
from jiqun.studies.loading import create_workspace
from jiqun.workspace import Workspace

VALUES = {"year": "2016", "state": "CA", "zip": "94103", "lat": "37.7", "lon": "-122.4"}
#: A row that each reader takes, by its own names of columns.
ROWS = {
    "us-cbp": {
        "state": "06",
        "county": "001",
        "region": "06001",
        "industry": "311111",
        "employment": "12",
        "establishments": "3",
        "payroll_thousand": "400",
        "year": "2016",
    },
    "us-qcew": {
        "area": "06001",
        "ownership": "5",
        "industry": "311111",
        "aggregation": "78",
        "size": "0",
        "year": "2016",
        "disclosure": "",
        "establishments": "3",
        "employment": "12",
        "payroll": "9",
    },
    "uk-bres": {
        "year": "2019",
        "region": "UKC1",
        "industry": "01110 : Rye",
        "title": "Rye",
        "employment": "25",
    },
    "us-zbp": {
        "zip": "94103",
        "industry": "311111",
        "establishments": "3",
        "state": "CA",
        "lon": "-122.4",
        "lat": "37.7",
        "year": "2016",
        "county": "075",
        "place": "SF",
    },
    "us-naics": {"industry": "311111", "title": "Dog food"},
    "us-cluster-definitions": {
        "industry": "311111",
        "category": "Food Processing and Manufacturing",
        "kind": "Traded",
        "subcategory": "Pets",
        "new": "1",
        "old": "2",
    },
    "us-bea-io": {"seller": "1111A0", "detail": "1111A0", "industry": "111110"},
    "cn-admin": {"code": "1101", "name": "市辖区", "city": "1101", "province": "11"},
}
KINDS = (
    "good", "flip", "cut", "cut-line", "word", "inf", "year", "twice", "missing", "empty", "header",
    "extra", "short", "nul", "noise", "gz-cut", "gz-bomb", "zip-none", "zip-cut", "zip-empty",
    "zip-bomb", "zip-locked", "parquet", "parquet-types", "parquet-cut", "xlsx-none", "json", "dir",
)  # fmt: skip


def table(source, rng, layout=0):
    layouts = SOURCES[source].layouts
    chosen = layouts[layout % len(layouts)].columns
    own = ROWS[source]
    header = list(chosen)
    rows = [[own.get(name, VALUES.get(name, "1")) for name in chosen.values()]] * 3
    return header, rows, rng


def text(header, rows):
    return "\n".join(",".join(row) for row in [header, *rows]) + "\n"


def zipped(content, name="a.csv"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def parquet(header, rows, dtype=None):
    buffer = io.BytesIO()
    frame = pl.DataFrame(rows, schema=header, orient="row")
    if dtype is not None:
        odd = pl.Series([dtype] * len(rows))
        frame = frame.with_columns(odd.alias(name) for name in header)
    frame.write_parquet(buffer)
    return buffer.getvalue()


def flipped(data, rng):
    found = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def made(kind, source, rng, layout):
    """Give a file's name and bytes."""
    header, rows, _ = table(source, rng, layout)
    good = text(header, rows)
    at = rng.randrange(len(header))
    replaced = {"word": "n/a", "inf": "1e999", "year": "99999", "nul": "\x00"}
    if kind in replaced:
        rows = [[*row[:at], replaced[kind], *row[at + 1 :]] for row in rows]
    plain = {
        "good": good,
        "cut": good[: rng.randrange(1, len(good))],
        "cut-line": good[: -max(len(rows[0][-1]) + 2, 3)],
        "twice": text([*header, header[0].upper()], [[*row, "1"] for row in rows]),
        "missing": text(header[1:], [row[1:] for row in rows]),
        "empty": "",
        "header": text(header, []),
        "extra": text(header, [[*row, "1"] for row in rows]),
        "short": text(header, [row[:-1] for row in rows]),
    }
    if kind in plain or kind in replaced:
        return "cbp16co.txt", plain.get(kind, text(header, rows)).encode()
    if kind.startswith(("gz", "zip")):
        return archive(kind, good, layout)
    typed = [[1], {"a": 1}, b"x", 2.5]
    others = {
        "parquet": lambda: ("a2016.parquet", parquet(header, rows)),
        "parquet-types": lambda: ("a2016.parquet", parquet(header, rows, rng.choice(typed))),
        "parquet-cut": lambda: ("a.parquet", parquet(header, rows)[:-30]),
        "xlsx-none": lambda: ("a.xlsx", b"PK\x03\x04 no"),
        "json": lambda: ("a.json", b"{}"),
        "noise": lambda: ("a.csv", rng.randbytes(2000)),
        "flip": lambda: ("cbp16co.txt", flipped(good.encode(), rng)),
    }
    return others[kind]()


def archive(kind, good, layout):
    """Give an archive that is cut, empty, locked, none, or unpacks to far too much."""
    if kind == "gz-cut":
        return "a.csv.gz", gzip.compress(good.encode())[:-9]
    if kind == "gz-bomb":
        return "a.csv.gz", gzip.compress(bytes(300 << 20), 1) if not layout else b"\x1f\x8b"
    if kind == "zip-bomb":
        return "a.zip", zipped(bytes(300 << 20)) if not layout else b"PK\x05\x06"
    if kind == "zip-locked":
        open_at, locked = b"\x14\x00\x00\x00\x08", b"\x14\x00\x01\x00\x08"
        return "a.zip", zipped(good).replace(open_at, locked)
    return "a.zip", {
        "zip-none": b"PK\x03\x04 no",
        "zip-cut": zipped(good)[:-20],
        "zip-empty": zipped("", "readme.pdf"),
    }[kind]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return create_workspace(tmp_path_factory.mktemp("published") / "ws", title="T").path


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("layout", range(2))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", ROWS)
def test_a_broken_publication_is_told(workspace, tmp_path, capfd, source, kind, layout):
    rng = random.Random(f"{source} {kind} {layout}")
    file = tmp_path / "folder.csv"
    if kind == "dir":
        file.mkdir()
    else:
        name, data = made(kind, source, rng, layout)
        file = tmp_path / name
        file.write_bytes(data)
    before = Workspace.open(workspace).version
    try:
        report = fetch(workspace, source=source, files=[file])
    except InputError as err:
        assert Workspace.open(workspace).version == before
        for one in err.problems:
            for lang in ("en", "zh"):
                said = one.said(lang)
                for sentence in (said.found, said.expected, said.fix):
                    assert sentence.strip() and sentence != one.code, one
                    assert len(sentence) < 5000
    else:
        assert report.commit in (before, before + 1)  # the same rows again change nothing
    assert "panicked" not in capfd.readouterr().err


def test_a_word_where_a_number_belongs_is_told_with_its_row(workspace, tmp_path):
    header, rows, _ = table("us-cbp", random.Random(0))
    at = [SOURCES["us-cbp"].layouts[0].columns[name] for name in header].index("employment")
    rows = [rows[0], [*rows[1][:at], "12.5x", *rows[1][at + 1 :]], rows[2]]
    file = tmp_path / "cbp16co.csv"
    file.write_text(
        "\n".join(";".join(row).replace(",", ".") for row in [header, *rows]).replace(";", ",")
    )
    with pytest.raises(InputError) as told:
        fetch(workspace, source="us-cbp", files=[file])
    assert [(one.code, one.values["row"]) for one in told.value.problems] == [("source-values", 2)]
