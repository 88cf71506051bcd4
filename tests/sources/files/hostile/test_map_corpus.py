"""Broken and hostile column maps, beside a good file: bytes, values, nesting."""

import random  # noqa: TID251 - a corpus's own seeds, in tests only

import pytest

DATA = "gebiet;industry;year;jobs;state\nA;x;2000;1,5;ok\nB;y;2001;n/a;-\n"
BASE = """
encoding = "utf-8"
delimiter = ";"
decimal = ","
header_row = 1

[columns]
region = "gebiet"
employment = { column = "jobs", scale = 1000 }
withheld = { column = "state", equals = ["-"] }

[constants]
currency = "EUR"

[values.industry]
x = "x"

[missing]
employment = ["n/a"]

[pad]
region = 1

[limits]
rows = 1000

[origin]
producer = "Bureau"
title = "Jobs"
"""
PLACES = {
    'encoding = "utf-8"': "encoding",
    'delimiter = ";"': "delimiter",
    'decimal = ","': "decimal",
    "header_row = 1": "header_row",
    'region = "gebiet"': "region",
    'employment = { column = "jobs", scale = 1000 }': "employment",
    "scale = 1000 ": "scale",
    'equals = ["-"]': "equals",
    'currency = "EUR"': "currency",
    'x = "x"': "x",
    'employment = ["n/a"]': "employment",
    "region = 1\n": "region",
    "rows = 1000": "rows",
    'producer = "Bureau"': "producer",
}
VALUES = [
    "0",
    "-1",
    "1",
    "true",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "1e-320",
    "9223372036854775808",
    "1" + "0" * 400,
    "1" + "0" * 5000,
    "0xffffffffffffffffffff",
    '""',
    '"\\""',
    '"\\n"',
    '"\\u0000"',
    '"ab"',
    '"a"',
    '"undefined"',
    '"idna"',
    '"utf-7"',
    '"base64"',
    '"unicode_escape"',
    '"../x"',
    '"\\U0010FFFF"',
    '"' + "x" * 20_000 + '"',
    "[]",
    "[[]]",
    '["a", 1, true]',
    "{}",
    "{ a = 1 }",
    "1979-05-27",
    "07:32:00",
    "1979-05-27T07:32:00Z",
    "[" * 500 + "]" * 500,
    "[{ a = [{}] }]",
]


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("value", range(len(VALUES)))
@pytest.mark.parametrize("place", range(len(PLACES)))
def test_values_that_cannot_be(meet, tmp_path, place, value):
    old, key = list(PLACES.items())[place]
    assert old in BASE
    (tmp_path / "m.toml").write_text(
        BASE.replace(old, f"{key} = {VALUES[value]}\n".rstrip("\n"), 1)
    )
    meet(DATA, mapping=tmp_path / "m.toml")


WIDE_DATA = """title
gebiet;jahr;x;;y;;all
;;jobs;firms;jobs;firms;jobs
;;k;;k;;k
A;2000;1;2;3;4;4
;2001;5;6;7;8;12
sum;2000;1;2;3;4;4
"""
WIDE = """
table = "activity"
delimiter = ";"
header_row = 2
header_rows = 2
skip = 1
fill = ["gebiet"]
ignore = ["nothing"]

[drop]
gebiet = ["sum", "note*"]

[unpivot]
keep = ["gebiet", "jahr"]
levels = ["industry", "value"]
drop = ["all"]

[columns]
region = "gebiet"
year = "jahr"
establishments = "firms"
employment = "jobs"

[units]
employment = "thousand"
"""
WIDE_PLACES = {
    'table = "activity"': "table",
    "header_row = 2\n": "header_row",
    "header_rows = 2": "header_rows",
    "skip = 1": "skip",
    'fill = ["gebiet"]': "fill",
    'ignore = ["nothing"]': "ignore",
    'gebiet = ["sum", "note*"]': "gebiet",
    'keep = ["gebiet", "jahr"]': "keep",
    'levels = ["industry", "value"]': "levels",
    'drop = ["all"]': "drop",
    'employment = "thousand"': "employment",
    'employment = "jobs"': "employment",
}


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("value", range(len(VALUES)))
@pytest.mark.parametrize("place", range(len(WIDE_PLACES)))
def test_layouts_that_cannot_be(meet, tmp_path, place, value):
    old, key = list(WIDE_PLACES.items())[place]
    assert old in WIDE
    text = WIDE.replace(old, f"{key} = {VALUES[value]}\n", 1)
    (tmp_path / "m.toml").write_text(text)
    meet(WIDE_DATA, mapping=tmp_path / "m.toml")


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("value", range(len(VALUES)))
@pytest.mark.parametrize("section", ["names.region", "names.region.list", "ask.year", "unpivot"])
def test_sections_that_cannot_be(meet, tmp_path, section, value):
    head, _, key = section.partition(".")
    entry = f"\n[{head}]\n{key} = {VALUES[value]}\n" if key else f"\n{head} = {VALUES[value]}\n"
    text = BASE + entry if key else entry + BASE
    (tmp_path / "m.toml").write_text(text)
    meet(DATA, mapping=tmp_path / "m.toml")


def test_the_wide_map_itself_is_good(meet, tmp_path):
    (tmp_path / "m.toml").write_text(WIDE)
    assert meet(WIDE_DATA, mapping=tmp_path / "m.toml", mode="replace") == "loaded"


def test_the_map_itself_is_good(meet, tmp_path):
    (tmp_path / "m.toml").write_text(BASE)
    assert meet(DATA, mapping=tmp_path / "m.toml", mode="replace") == "loaded"


BROKEN = {
    "brackets": lambda rng: f"a = {'[' * 3000}{']' * rng.choice([0, 3000])}",
    "tables": lambda rng: f"a = {'{a=' * 3000}1{'}' * rng.choice([0, 3000])}",
    "dots": lambda rng: "a" + ".a" * rng.choice([40, 2000, 400_000]) + " = 1",
    "dotted-head": lambda rng: "[a" + ' . "a"' * rng.choice([40, 2000, 100_000]) + "]",
    "quoted-dots": lambda rng: "'a'" + ".''" * rng.choice([40, 2000]) + " = 1",
    "heads": lambda _: "\n".join(f"[columns.c{n}]" for n in range(20_000)),
    "keys": lambda _: "[columns]\n" + "\n".join(f'c{n} = "a"' for n in range(20_000)),
    "array-heads": lambda _: "[[columns]]\nregion = 'a'\n" * 500,
    "long-key": lambda _: "k" * 500_000 + " = 1",
    "long-column": lambda _: "[columns]\nregion = '" + "k" * 500_000 + "'",
    "twice": lambda _: "[columns]\n[columns]\n",
    "both": lambda _: "[columns]\nregion = 'gebiet'\n[constants]\nregion = 'A'\n",
    "sections": lambda rng: (
        rng.choice(["columns", "values", "missing", "pad", "limits", "origin"]) + " = 3"
    ),
    "other-section": lambda _: "[colums]\nregion = 'gebiet'\n",
    "big": lambda rng: "# " + "x" * rng.choice([1_048_576, 5_000_000]),
    "bytes": lambda rng: rng.randbytes(500),
    "utf-16": lambda _: BASE.encode("utf-16"),
    "gb18030": lambda _: BASE.replace("Bureau", "统计局").encode("gb18030"),
    "nul": lambda _: BASE + "\x00",
    "the-data": lambda _: DATA,
    "empty": lambda _: "",
    "strings": lambda rng: '"""\\' * rng.choice([10, 50_000]),
    "limits": lambda rng: (
        "[limits]\n" + rng.choice(["rows = 1", "depth = 501", "x = 1", "cells = 1"])
    ),
}


@pytest.mark.corpus(share=0.3)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_maps(meet, tmp_path, kind, seed):
    made = BROKEN[kind](random.Random(f"{kind} {seed}"))
    (tmp_path / "m.toml").write_bytes(made if isinstance(made, bytes) else made.encode())
    meet(DATA, mapping=tmp_path / "m.toml")


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("seed", range(60))
def test_flipped_characters(meet, tmp_path, seed):
    rng = random.Random(seed)
    text = list(BASE)
    for _ in range(rng.randint(1, 5)):
        text[rng.randrange(len(text))] = rng.choice("[]{}=\"'.,#\n\\1a\x00é")
    (tmp_path / "m.toml").write_text("".join(text))
    meet(DATA, mapping=tmp_path / "m.toml")
