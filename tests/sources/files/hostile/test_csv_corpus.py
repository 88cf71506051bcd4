"""Broken and hostile text: 40 ways to break a file, eight times each."""

import random  # noqa: TID251 - a corpus's own seeds, in tests only

import pytest

ROWS = [f"{'AB'[n % 2]},{'xy'[n % 3 % 2]},{2000 + n},{n * 1.5}" for n in range(40)]
HEADER = "region,industry,year,employment"
BASE = "\n".join([HEADER, *ROWS]) + "\n"
TRIES = 8


def anywhere(text, piece, rng):
    at = rng.randrange(len(text))
    return text[:at] + piece + text[at:]


def flipped(text, rng):
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def cut(text, rng):
    return text.encode()[: rng.randrange(1, len(text))]


def doubled(text, rng):
    lines = text.splitlines()
    return "\n".join([*lines, *rng.sample(lines, 5), *lines[:1]])


def ends(text, rng):
    return "".join(line + rng.choice(["\n", "\r\n", "\r", "\r\r\n"]) for line in text.splitlines())


def lone_ends(text, rng):
    return anywhere(anywhere(text, "\r", rng), "\r", rng)


def quoted(text, rng):
    for _ in range(rng.randint(1, 4)):
        text = anywhere(text, '"', rng)
    return text


def quoted_pairs(text, rng):
    lines = text.splitlines()
    for at in rng.sample(range(1, len(lines)), 3):
        lines[at] = f'5" {lines[at]} 6"'
    return "\n".join(lines)


def torn(text, rng):
    lines = text.splitlines()
    first = rng.randrange(1, len(lines) - 3)
    lines[first] = f'5" {lines[first]}'
    lines[first + rng.randint(1, 2)] = 'A 6",x,2000,1'
    return "\n".join(lines)


def unclosed(text, rng):
    return anywhere(text, '\n"A,x,2000,1\n', rng) * rng.choice([1, 20])


def broken_quotes(text, rng):
    return text + rng.choice(['"A"x,x,2090,1\n', 'A,"x"y"",2090,1\n', '""A"",x,2090,1\n', '"\n"\n'])


def nul(text, rng):
    return anywhere(text, "\x00" * rng.randint(1, 9), rng)


def control(text, rng):
    return anywhere(text, chr(rng.choice([*range(1, 9), 11, 12, *range(14, 32), 127, 133])), rng)


def separators(text, rng):
    return anywhere(text, rng.choice(["\u2028", "\u2029", "\x85", "\ufeff", "\u200b", "\x1f"]), rng)


def delimiter(text, rng):
    return text.replace(
        ",", rng.choice(["^", "~", ":", "\x01", "¦", " ", ";", "\t", "，", "||", "::"])
    )


def no_delimiter(text, rng):
    return text.replace(",", rng.choice(["", "a", "\\", "%%"]))


def two_delimiters(text, rng):
    lines = text.splitlines()
    other = rng.choice([";", "\t", "|"])
    return "\n".join(line.replace(",", other) if rng.random() < 0.5 else line for line in lines)


def titles(text, rng):
    heads = [
        "Bureau of Statistics",
        "",
        "Table 1: region",
        "2020,2021",
        "region",
        '"Jobs, by year"',
    ]
    above = "\n".join(rng.choice(heads) for _ in range(rng.randint(1, 9)))
    return above + "\n" + text


def comments(text, rng):
    return "".join(f"# note {at}\n" for at in range(rng.randint(1, 200))) + text


def far_header(text, rng):
    return "\n" * rng.choice([3, 49, 60, 5000]) + "title\n" * rng.choice([1, 49, 60]) + text


def footers(text, rng):
    return text + rng.choice(
        ["\nSource: Bureau\n", "\n,,,\n", "\nTotal,,,1\n", "\n\x1a", "\n* n/a"]
    )


def no_header(text, _):
    return "\n".join(text.splitlines()[1:])


def only_header(text, rng):
    return text.splitlines()[0] + "\n" * rng.randrange(4)


def other_header(text, rng):
    return text.replace(
        HEADER, rng.choice(["gemeente,banen,a,b", "a,b,c,d", ",,,", "1,2,3,4", "?"])
    )


def header_twice(text, rng):
    name = rng.choice(["region", "REGION", " region ", "地区", "region (2)"])
    return text.replace(HEADER, f"region,{name},year,employment")


def all_twice(text, _):
    return "\n".join(f"{line},{line}" for line in text.splitlines())


def numbered(text, _):
    return text.replace(HEADER, "region,region,region (2),column_4")


def many_columns(text, rng):
    more = rng.choice([100, 9_000, 20_000, 70_000])
    return "\n".join(line + "," + ",".join("c" * more) for line in text.splitlines()[:4])


def long_field(text, rng):
    return text + "A," + "x" * rng.choice([140_000, 1_000_001, 3_000_000]) + ",2000,1\n"


def long_header(text, rng):
    return text.replace("region", "region" + "n" * rng.choice([140_000, 2_000_000]))


def long_quoted(text, rng):
    return text + '"' + "A\n" * rng.choice([100, 300, 100_000]) + '",x,2000,1\n'


def wide_rows(text, rng):
    return anywhere(text, "," * rng.choice([1, 3, 20, 200_000]), rng)


def numbers(text, rng):
    odd = [
        "1e400",
        "-1e-400",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "１２",
        "1,000",
        "٣",
        "--",
        "1e308",
        "²",
    ]
    return text + f"A,x,{rng.choice(odd)},{rng.choice(odd)}\n"


def encoded(text, rng):
    text = text.replace("A,", "苏州,")
    kinds = ["utf-16", "utf-16-le", "utf-32", "utf-32-be", "gb18030", "utf-8-sig", "utf-7", "cp037"]
    return text.encode(rng.choice(kinds), errors="replace")


def mixed_encodings(text, rng):
    data = [line.encode() for line in text.replace("A,", "苏州,").splitlines()]
    for at in rng.sample(range(len(data)), 5):
        data[at] = data[at].decode().encode(rng.choice(["gb18030", "utf-16-le", "utf-8"]))
    return b"\n".join(data)


def wrong_mark(text, rng):
    marks = [
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\x00\x00",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"\xef\xbb",
    ]
    return rng.choice(marks) + text.encode()


def other_kinds(text, rng):
    signs = [
        b"PAR1",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"%PDF-1.4\n",
        b"<html>",
        b"{",
        b"\x7fELF",
        b"\x00",
    ]
    return rng.choice(signs) + text.encode()


def noise(_, rng):
    return rng.randbytes(rng.choice([1, 10, 1000, 100_000]))


def blank(_, rng):
    return rng.choice(
        ["", " ", "\n\n\n", "\ufeff", "\x00" * 50, '"', '""', ",", "#", "# a\n# b", "\r\r"]
    )


def one_column(_, rng):
    return "region\n" + "\n".join(rng.choice(["A", '"', "", "a,b"]) for _ in range(5))


def wkt(_, rng):
    deep = rng.choice([10, 70, 600, 30_000])
    shapes = [
        "GEOMETRYCOLLECTION(" * deep + "POINT(1 1)" + ")" * deep,
        "MULTIPOLYGON" + "(" * deep + "0 0" + ")" * deep,
        "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",
        "POINT (nan inf)",
        "POLYGON EMPTY",
        "POINT (900 900)",
        "POLYGON ((0 0, 1",
    ]
    return f'region,level,geometry\nG,city,"{rng.choice(shapes)}"\n'


KINDS = [
    flipped,
    cut,
    doubled,
    ends,
    lone_ends,
    quoted,
    quoted_pairs,
    torn,
    unclosed,
    broken_quotes,
    nul,
    control,
    separators,
    delimiter,
    no_delimiter,
    two_delimiters,
    titles,
    comments,
    far_header,
    footers,
    no_header,
    only_header,
    other_header,
    header_twice,
    all_twice,
    numbered,
    many_columns,
    long_field,
    long_header,
    long_quoted,
    wide_rows,
    numbers,
    encoded,
    mixed_encodings,
    wrong_mark,
    other_kinds,
    noise,
    blank,
    one_column,
    wkt,
]


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("seed", range(TRIES))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_broken_text_is_told_or_loaded_whole(meet, kind, seed):
    rng = random.Random(f"{kind.__name__} {seed}")
    table = "regions" if kind in (wkt, one_column) else "activity"
    meet(kind(BASE, rng), table=table, name=rng.choice(["a.csv", "a.txt", "a.tsv"]))
