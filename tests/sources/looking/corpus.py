"""Yearbook files of many shapes, written from a seed, with the truth that they hold.

The truth of a file is region, industry and year -> quantity -> number in the table's own unit, as
the printed digits say it: what is printed "3.44" under 万人 is 34,400 persons.
"""

# ruff: noqa: E501, PLR0911, RUF005 - rows are written as they are printed

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

NINGBO = {
    "330203": "海曙区", "330205": "江北区", "330206": "北仑区", "330211": "镇海区", "330212": "鄞州区",
    "330213": "奉化区", "330225": "象山县", "330226": "宁海县", "330281": "余姚市", "330282": "慈溪市",
}  # fmt: skip
ZHEJIANG = {
    "330100": ("杭州市", "Hangzhou"), "330200": ("宁波市", "Ningbo"), "330300": ("温州市", "Wenzhou"),
    "330400": ("嘉兴市", "Jiaxing"), "330500": ("湖州市", "Huzhou"), "330600": ("绍兴市", "Shaoxing"),
    "330700": ("金华市", "Jinhua"), "330800": ("衢州市", "Quzhou"),
}  # fmt: skip
PROVINCES = {
    "110000": ("北京", "Beijing"), "310000": ("上海", "Shanghai"), "320000": ("江苏", "Jiangsu"),
    "330000": ("浙江", "Zhejiang"), "370000": ("山东", "Shandong"), "440000": ("广东", "Guangdong"),
}  # fmt: skip
INDUSTRIES = {
    "C13": "农副食品加工业", "C17": "纺织业", "C18": "纺织服装、服饰业", "C26": "化学原料和化学制品制造业",
    "C29": "橡胶和塑料制品业", "C33": "金属制品业", "C34": "通用设备制造业", "C36": "汽车制造业",
    "C38": "电气机械和器材制造业", "C39": "计算机、通信和其他电子设备制造业", "F52": "零售业",
}  # fmt: skip
#: Quantity -> its heads, and units as printed -> scale, and decimals that such a unit is printed with.
ZH = {
    "establishments": (("单位数", "企业单位数", "法人单位数"), {"个": (1, 0)}),
    "employment": (
        ("从业人员", "从业人员期末人数", "平均用工人数", "就业人数"),
        {"人": (1, 0), "万人": (10_000, 2), "千人": (1_000, 1)},
    ),
    "output": (
        ("总产值", "工业总产值", "总产值(当年价格)"),
        {"亿元": (100_000_000, 1), "万元": (10_000, 0), "千元": (1_000, 0)},
    ),
    "value_added": (("增加值", "工业增加值"), {"亿元": (100_000_000, 2), "万元": (10_000, 0)}),
}
EN = {
    "establishments": (("Number of establishments", "Establishments"), {"": (1, 0)}),
    "employment": (
        ("Employment", "Persons employed", "Number of employees"),
        {"persons": (1, 0), "10,000 persons": (10_000, 2), "thousand": (1_000, 1)},
    ),
    "output": (
        ("Gross output", "Gross output value"),
        {"USD million": (1_000_000, 1), "100 million yuan": (100_000_000, 1)},
    ),
}
Key = tuple[str, str, int]


@dataclass
class File:
    """One written file: its path, what it holds, and how it was made."""

    path: Path
    shape: str
    truth: dict[Key, dict[str, float]]
    made: list[str] = field(default_factory=list)


@dataclass
class Table:
    """What is to be printed: labels, numbers as printed, and the truth that they say."""

    regions: dict[str, str]
    industries: dict[str, str]
    years: list[int]
    quantities: dict[str, tuple[str, str]]
    printed: dict[tuple[str, str, int, str], str]
    truth: dict[Key, dict[str, float]]


def draw(rng, *, lang="zh", regions=None, years=1, quantities=1, thousands=False, missing=True):
    """Draw a table's labels and numbers."""
    chosen = regions or NINGBO
    region_codes = sorted(rng.sample(sorted(chosen), rng.randint(4, min(len(chosen), 9))))
    industry_codes = sorted(rng.sample(sorted(INDUSTRIES), rng.randint(3, 6)))
    first = rng.randint(2015, 2022)
    words = ZH if lang == "zh" else EN
    named = {}
    for name in rng.sample(sorted(words), min(quantities, len(words))):
        heads, units = words[name]
        named[name] = (rng.choice(heads), rng.choice(sorted(units)))
    table = Table(
        regions={code: chosen[code] for code in region_codes},
        industries={code: INDUSTRIES[code] for code in industry_codes},
        years=list(range(first, first + years)), quantities=named, printed={}, truth={},
    )  # fmt: skip
    for region in region_codes:
        for industry in industry_codes:
            for year in table.years:
                cell = {}
                for name, (_, unit) in named.items():
                    scale, decimals = words[name][1][unit]
                    number = round(
                        rng.lognormvariate(5, 1.2) + (10 if decimals == 0 else 0.1), decimals
                    )
                    text = f"{number:,.{decimals}f}" if thousands else f"{number:.{decimals}f}"
                    if missing and rng.random() < 0.04:
                        text, cell[name] = rng.choice(["…", "-", "", "..."]), None
                    else:
                        cell[name] = float(text.replace(",", "")) * scale
                    table.printed[region, industry, year, name] = text
                table.truth[region, industry, year] = cell
    return table


def shown(rng, name, code, *, style="plain"):
    """Print a region's or an industry's name as yearbooks do."""
    if style == "spaced" and len(name) == 3:
        return " ".join(name)
    if style == "short" and len(name) > 2 and name[-1] in "区市县":
        return name[:-1]
    if style == "indent":
        return f"　　{name}"
    if style == "code":
        return code
    if style == "both":
        return f"{code} {name}"
    if style == "marked":
        return name + rng.choice(["", "", "①", "*"])
    return name


def total_of(table, name, keys):
    """Print the sum of cells as the table prints numbers; "" where one is not given."""
    texts = [table.printed[key + (name,)].replace(",", "") for key in keys]
    numbers = [float(text) for text in texts if text and text[0].isdigit()]
    decimals = max(
        (len(text.partition(".")[2]) for text in texts if text and text[0].isdigit()), default=0
    )
    return f"{sum(numbers):.{decimals}f}"


def write(path, rows, *, encoding="utf-8", delimiter=",", merges=(), sheets=(), sheet="Sheet1"):
    """Write rows as the ending says; ``sheets`` are other sheets of a workbook."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            for name, cells, blocks in (
                *[(n, r, ()) for n, r in sheets[:1]],
                (sheet, rows, merges),
                *[(n, r, ()) for n, r in sheets[1:]],
            ):
                page = book.add_worksheet(name)
                for at, row in enumerate(cells):
                    for column, cell in enumerate(row):
                        _put(page, at, column, cell)
                for top, left, bottom, right in blocks:
                    page.merge_range(top, left, bottom, right, cells[top][left])
    elif path.suffix == ".ods":
        write_ods(path, rows, sheet=sheet)
    else:
        lines = [delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows]
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def _put(page, at, column, cell):
    plain = cell.replace(",", "")
    if (
        cell
        and plain.isascii()
        and plain.replace(".", "", 1).isdigit()
        and not (plain.startswith("0") and len(plain) > 1 and plain[1] != ".")
    ):
        page.write_number(at, column, float(plain))
    elif cell:
        page.write_string(at, column, cell)


def _quoted(cell, delimiter):
    return f'"{cell}"' if delimiter in cell or '"' in cell or "\n" in cell else cell


def write_ods(path, rows, *, sheet="Sheet1"):
    """Write an OpenDocument sheet of texts and numbers."""

    def cell(text):
        plain = text.replace(",", "")
        if plain and plain.isascii() and plain.replace(".", "", 1).isdigit():
            return f'<table:table-cell office:value-type="float" office:value="{plain}"><text:p>{text}</text:p></table:table-cell>'
        if not text:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{sheet}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED
        )
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)


def as_json(truth):
    """Give a truth as JSON, to look at."""
    return json.dumps(
        {" ".join(map(str, key)): one for key, one in truth.items()}, ensure_ascii=False
    )
