"""The shapes of the corpus: each writes a table in one of the ways that yearbooks have."""

# ruff: noqa: E501, PERF401 - rows are written as they are printed

import random  # noqa: TID251 - the corpus is drawn from a seed of its own
import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import PROVINCES, ZHEJIANG, File, draw, shown, total_of, write

#: Endings, and what text files are written with.
_TEXTS = (
    (".csv", "utf-8", ","), (".csv", "gb18030", ","), (".csv", "utf-8-sig", ","), (".txt", "utf-16", "\t"),
    (".csv", "utf-8", ";"), (".tsv", "gb18030", "\t"), (".txt", "utf-8", "|"),
)  # fmt: skip


def place(rng, folder, number, shape):
    """Choose a file's ending, encoding and delimiter."""
    kind = rng.choice(["text", "text", "xlsx", "xlsx", "ods"])
    if kind != "text":
        return folder / f"{number:03d}-{shape}.{kind}", {}
    ending, encoding, delimiter = rng.choice(_TEXTS)
    return folder / f"{number:03d}-{shape}{ending}", {"encoding": encoding, "delimiter": delimiter}


def padded(rows):
    """Make all rows equally long, as spreadsheets save them."""
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def unit_line(table, words="单位:"):
    """Write the line of units above a table."""
    return words + "、".join(dict.fromkeys(unit for _, unit in table.quantities.values()))


def headed(head, unit, style):
    """Write a quantity's head with its unit."""
    if not unit or style == "none":
        return head
    return {"bracket": f"{head}({unit})", "wide": f"{head}（{unit}）", "slash": f"{head}/{unit}"}[
        style
    ]


def finish(rng, folder, number, shape, rows, table, *, above=(), below=(), made=(), **how):
    """Put titles above and notes below, write, and give the file."""
    path, options = place(rng, folder, number, shape)
    ragged = options and rng.random() < 0.5
    parts = [*[[text] if text else [] for text in above], *rows, *[[text] for text in below]]
    if not ragged:
        parts = padded(parts)
    write(path, parts, **options, **how)
    return File(path=path, shape=shape, truth=table.truth, made=list(made))


def title(rng, table, *, year=True, what="从业人员及产值"):
    """Write a title."""
    said = f"{table.years[0]}年" if year else ""
    return rng.choice(
        [
            f"宁波市{said}分县市区分行业{what}",
            f"3-12 各县(市、区)分行业{what}({said})" if year else f"3-12 各县(市、区)分行业{what}",
        ]
    )


def long_zh(rng, folder, number):
    """A row a region and industry; units in heads, a line above, or a row below the heads."""
    table = draw(
        rng, quantities=rng.randint(1, 3), thousands=rng.random() < 0.4, years=rng.choice([1, 1, 2])
    )
    where = rng.choice(["bracket", "wide", "line", "row"])
    style = rng.choice(["plain", "spaced", "short", "both", "marked"])
    years = len(table.years) > 1 or rng.random() < 0.5
    heads = [
        headed(head, unit, where if where in ("bracket", "wide") else "none")
        for head, unit in table.quantities.values()
    ]
    rows = [
        [
            *rng.choice([("地区", "行业"), ("县（市、区）", "行业名称")]),
            *(["年份"] if years else []),
            *heads,
        ]
    ]
    if where == "row":
        rows.append(
            ["", "", *([""] if years else []), *(unit for _, unit in table.quantities.values())]
        )
    for region, industry, year in table.truth:
        name = shown(rng, table.regions[region], region, style=style)
        trade = shown(
            rng, table.industries[industry], industry, style="both" if style == "both" else "plain"
        )
        rows.append(
            [
                name,
                trade,
                *([rng.choice([f"{year}", f"{year}"])] if years else []),
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
        )
    above = [title(rng, table, year=not years, what="主要指标")]
    above += [unit_line(table)] if where == "line" else []
    below = rng.choice([[], ["注:本表数据来源于统计局。"], ["资料来源:宁波市统计局"]])
    return finish(
        rng, folder, number, "long-zh", rows, table, above=above, below=below, made=[where, style]
    )


def long_total(rng, folder, number):
    """A row a region and industry, with a total first or last, and sums of each region."""
    table = draw(rng, quantities=2, missing=False)
    first, each = rng.random() < 0.5, rng.random() < 0.5
    rows = [
        [
            "地区",
            "行业",
            *(headed(head, unit, "bracket") for head, unit in table.quantities.values()),
        ]
    ]
    body = []
    for region, name in table.regions.items():
        own = [key for key in table.truth if key[0] == region]
        if each:
            body.append([name, "合计", *(total_of(table, one, own) for one in table.quantities)])
        body += [
            [
                name,
                table.industries[key[1]],
                *(table.printed[(*key, one)] for one in table.quantities),
            ]
            for key in own
        ]
    whole = [
        rng.choice(["合计", "全市", "总 计"]),
        "合计" if each else "",
        *(total_of(table, one, list(table.truth)) for one in table.quantities),
    ]
    rows += [whole, *body] if first else [*body, whole]
    return finish(
        rng,
        folder,
        number,
        "long-total",
        rows,
        table,
        above=[title(rng, table)],
        made=[f"first={first}", f"each={each}"],
    )


def filled(rng, folder, number):
    """Regions written once for the rows under them."""
    table = draw(rng, quantities=2)
    rows = [
        ["地区", "行业", *(headed(head, unit, "wide") for head, unit in table.quantities.values())]
    ]
    last = ""
    for region, industry, year in table.truth:
        rows.append(
            [
                "" if region == last else table.regions[region],
                table.industries[industry],
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
        )
        last = region
    return finish(rng, folder, number, "filled", rows, table, above=[title(rng, table)])


def codes(rng, folder, number):
    """Codes and names in columns of their own, a numbering, rates, a remark."""
    table = draw(rng, quantities=2, years=2)
    rows = [
        [
            "序号",
            "区域代码",
            "地区名称",
            "行业代码",
            "行业名称",
            "年份",
            *(headed(head, unit, "bracket") for head, unit in table.quantities.values()),
            "比上年增长(%)",
            "备注",
        ]
    ]
    for at, (region, industry, year) in enumerate(table.truth, 1):
        rows.append(
            [
                str(at),
                region,
                table.regions[region],
                industry,
                table.industries[industry],
                str(year),
                *(table.printed[region, industry, year, one] for one in table.quantities),
                f"{rng.uniform(-9, 20):.1f}",
                "",
            ]
        )
    return finish(rng, folder, number, "codes", rows, table)


def industries_across(rng, folder, number):
    """One quantity, industries across; what it is stands in the title, the unit above it."""
    table = draw(rng, quantities=1)
    ((name, (head, unit)),) = table.quantities.items()
    (year,) = table.years
    style = rng.choice(["plain", "short", "indent"])
    total = rng.choice(["", "column", "row", "both"])
    rows = [
        [
            rng.choice(["地区", "地    区", ""]),
            *(["合计"] if total in ("column", "both") else []),
            *table.industries.values(),
        ]
    ]
    for region, place_name in table.regions.items():
        own = [(region, industry, year) for industry in table.industries]
        rows.append(
            [
                shown(rng, place_name, region, style=style),
                *([total_of(table, name, own)] if total in ("column", "both") else []),
                *(table.printed[(*key, name)] for key in own),
            ]
        )
    if total in ("row", "both"):
        everything = list(table.truth)
        sums = [
            total_of(table, name, [key for key in everything if key[1] == one])
            for one in table.industries
        ]
        rows.insert(
            1, ["全市", *([total_of(table, name, everything)] if total == "both" else []), *sums]
        )
    above = [title(rng, table, what=head), f"单位:{unit}"]
    below = rng.choice([[], ["注:规模以上工业。"]])
    return finish(
        rng,
        folder,
        number,
        "industries-across",
        rows,
        table,
        above=above,
        below=below,
        made=[style, total],
    )


def merged(rng, folder, number, *, three=False):
    """Industries across, quantities under each; in a workbook the upper cells are merged."""
    table = draw(rng, quantities=2, years=2 if three else 1)
    names = list(table.quantities)
    columns = [
        (year, industry, one)
        for year in table.years
        for industry in table.industries
        for one in names
    ]

    def spread(words):
        found, last = [], None
        for word in words:
            found.append("" if word == last else word)
            last = word
        return found

    lines = [
        ["地 区", *spread([table.industries[one] for _, one, _ in columns])],
        ["", *(table.quantities[one][0] for *_, one in columns)],
    ]
    if three:
        lines = [
            ["地 区", *spread([f"{year}年" for year, *_ in columns])],
            ["", *spread([f"{year} {table.industries[one]}" for year, one, _ in columns])],
            lines[1],
        ]
        lines[1] = [word.partition(" ")[2] if word else "" for word in lines[1]]
    rows = list(lines)
    for region, name in table.regions.items():
        rows.append(
            [name, *(table.printed[region, industry, year, one] for year, industry, one in columns)]
        )
    above = [
        title(rng, table, year=not three),
        "单位:" + "、".join(unit for _, unit in table.quantities.values()),
    ]
    path, options = place(rng, folder, number, "merged3" if three else "merged")
    top = len(above)
    blocks = []
    if path.suffix == ".xlsx":
        for depth, line in enumerate(lines[:-1]):
            starts = [at for at, word in enumerate(line) if word and at] + [len(lines[-1])]
            blocks += [
                (top + depth, a, top + depth, b - 1) for a, b in pairwise(starts) if b - a > 1
            ]
        blocks.append((top, 0, top + len(lines) - 1, 0))
        options["merges"] = blocks
    write(path, padded([*[[text] for text in above], *rows]), **options)
    return File(path=path, shape="merged3" if three else "merged", truth=table.truth)


def merged3(rng, folder, number):
    """Years, industries and quantities in a header of three lines."""
    return merged(rng, folder, number, three=True)


def years_across(rng, folder, number):
    """A row a region and industry, years across."""
    table = draw(rng, quantities=1, years=rng.randint(2, 4))
    ((name, (head, unit)),) = table.quantities.items()
    heads = [rng.choice(["{}", "{}年"]).format(year) for year in table.years]
    rows = [["地区", "行业", *heads]]
    for region in table.regions:
        for industry in table.industries:
            rows.append(
                [
                    table.regions[region],
                    table.industries[industry],
                    *(table.printed[region, industry, year, name] for year in table.years),
                ]
            )
    return finish(
        rng,
        folder,
        number,
        "years-across",
        rows,
        table,
        above=[f"宁波市分地区分行业{head}", f"计量单位:{unit}"],
    )


def regions_across(rng, folder, number):
    """Industries down, regions across."""
    table = draw(rng, quantities=1)
    ((name, (head, unit)),) = table.quantities.items()
    (year,) = table.years
    rows = [["行业", *table.regions.values()]]
    for industry, trade in table.industries.items():
        rows.append(
            [trade, *(table.printed[region, industry, year, name] for region in table.regions)]
        )
    if rng.random() < 0.5:
        rows.append(
            [
                "总计",
                *(
                    total_of(
                        table, name, [(region, industry, year) for industry in table.industries]
                    )
                    for region in table.regions
                ),
            ]
        )
    return finish(
        rng,
        folder,
        number,
        "regions-across",
        rows,
        table,
        above=[f"{year}年宁波市分行业{head}({unit})"],
    )


def quantity_years(rng, folder, number):
    """Quantities across, years under each."""
    table = draw(rng, quantities=2, years=2)
    names = list(table.quantities)
    upper = [word for one in names for word in (headed(*table.quantities[one], "bracket"), "")]
    rows = [
        ["地区", "行业", *upper],
        ["", "", *[f"{year}年" for _ in names for year in table.years]],
    ]
    for region in table.regions:
        for industry in table.industries:
            rows.append(
                [
                    table.regions[region],
                    table.industries[industry],
                    *(
                        table.printed[region, industry, year, one]
                        for one in names
                        for year in table.years
                    ),
                ]
            )
    return finish(rng, folder, number, "quantity-years", rows, table, above=["主要经济指标"])


def of_which(rng, folder, number):
    """A total with 其中, footnote marks, a row that numbers the columns, a second page."""
    table = draw(rng, quantities=2, missing=False)
    (year,) = table.years
    heads = [headed(head, unit, "bracket") for head, unit in table.quantities.values()]
    rows = [["地区", "行业", *heads], ["甲", "乙", *[str(at + 1) for at in range(len(heads))]]]
    everything = list(table.truth)
    rows.append(["全  市", "", *(total_of(table, one, everything) for one in table.quantities)])
    for at, (region, industry, _) in enumerate(everything):
        lead = "其中:" if at == 0 else ""
        rows.append(
            [
                lead + table.regions[region],
                table.industries[industry],
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
        )
        if at == len(everything) // 2:
            rows.append(["续表", "", *[""] * len(heads)])
            rows.append(["地区", "行业", *heads])
    return finish(
        rng,
        folder,
        number,
        "of-which",
        rows,
        table,
        above=[title(rng, table)],
        below=["①为快报数。"],
    )


def odd_numbers(rng, folder, number):
    """Full-width digits, 2022年, numbers with 万 behind, several marks for missing."""
    table = draw(rng, quantities=1)
    table.quantities = {"employment": ("从业人员", "")}
    rows = [["地区", "行业", "年份", "从业人员"]]
    for key in table.truth:
        value = rng.randint(1, 99_999)
        text = rng.choice(
            [
                str(value),
                f"{value:,}",
                str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
                "…",
                "-",
            ]
        )
        if rng.random() < 0.2:
            value = rng.randint(11, 99) * 1000
            text = f"{value / 10_000:g}万"
        table.truth[key] = {"employment": None if text in ("…", "-") else float(value)}
        rows.append(
            [
                table.regions[key[0]],
                table.industries[key[1]],
                rng.choice([f"{key[2]}", f"{key[2]}年"]),
                text,
            ]
        )
    return finish(rng, folder, number, "odd-numbers", rows, table)


def comma(rng, folder, number):
    """Decimal commas, semicolons between fields."""
    table = draw(rng, quantities=2, missing=False)
    (year,) = table.years
    rows = [
        [
            "地区",
            "行业",
            "年份",
            *(headed(head, unit, "bracket") for head, unit in table.quantities.values()),
        ]
    ]
    for region, industry, _ in table.truth:
        cells = [
            table.printed[region, industry, year, one].replace(".", ",") for one in table.quantities
        ]
        rows.append([table.regions[region], table.industries[industry], str(year), *cells])
    path = folder / f"{number:03d}-comma.csv"
    write(path, rows, delimiter=";")
    return File(path=path, shape="comma", truth=table.truth)


def sheets(rng, folder, number):
    """A workbook with a page of explanations before the table."""
    table = draw(rng, quantities=2)
    (year,) = table.years
    rows = [
        [title(rng, table)],
        [
            "地区",
            "行业",
            *(headed(head, unit, "bracket") for head, unit in table.quantities.values()),
        ],
    ]
    for region, industry, _ in table.truth:
        rows.append(
            [
                table.regions[region],
                table.industries[industry],
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
        )
    path = folder / f"{number:03d}-sheets.xlsx"
    others = [
        ("说明", [["指标解释"], ["从业人员:指在本单位工作并取得报酬的人员。"]]),
        ("目录", [["表1", "主要指标"]]),
    ]
    write(path, padded(rows), sheets=others, sheet="表1")
    return File(path=path, shape="sheets", truth=table.truth)


def long_en(rng, folder, number):
    """English: names of places and industries, units in heads, a source below."""
    named = {code: names[1] for code, names in rng.choice([PROVINCES, ZHEJIANG]).items()}
    table = draw(
        rng, lang="en", regions=named, quantities=rng.randint(1, 3), years=rng.choice([1, 2])
    )
    years = len(table.years) > 1
    heads = [f"{head} ({unit})" if unit else head for head, unit in table.quantities.values()]
    rows = [
        [rng.choice(["Region", "Province"]), "Industry code", *(["Year"] if years else []), *heads]
    ]
    for region, industry, year in table.truth:
        rows.append(
            [
                table.regions[region],
                industry,
                *([str(year)] if years else []),
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
        )
    above = [
        f"Table 3-4 Main indicators by region and industry{'' if years else f', {table.years[0]}'}"
    ]
    return finish(
        rng,
        folder,
        number,
        "long-en",
        rows,
        table,
        above=above,
        below=["Source: Statistics Bureau."],
    )


def wide_en(rng, folder, number):
    """English: regions down, industry codes across, the quantity in the title."""
    named = {code: names[1] for code, names in PROVINCES.items()}
    table = draw(rng, lang="en", regions=named, quantities=1)
    ((name, (head, unit)),) = table.quantities.items()
    (year,) = table.years
    rows = [["Region", *table.industries]]
    for region, place_name in table.regions.items():
        rows.append(
            [
                place_name,
                *(table.printed[region, industry, year, name] for industry in table.industries),
            ]
        )
    rows.append(
        [
            "Total",
            *(
                total_of(table, name, [(region, industry, year) for region in table.regions])
                for industry in table.industries
            ),
        ]
    )
    above = [f"{head} by region and industry, {year}", *([f"Unit: {unit}"] if unit else [])]
    return finish(rng, folder, number, "wide-en", rows, table, above=above)


def measures_down(rng, folder, number):
    """Indicators down the side: one column says which quantity, another its unit."""
    table = draw(rng, quantities=2)
    (year,) = table.years
    rows = [["地区", "行业", "指标", "计量单位", f"{year}年"]]
    for region, industry, _ in table.truth:
        for one, (head, unit) in table.quantities.items():
            rows.append(
                [
                    table.regions[region],
                    table.industries[industry],
                    head,
                    unit,
                    table.printed[region, industry, year, one],
                ]
            )
    return finish(rng, folder, number, "measures-down", rows, table)


def year_in_heads(rng, folder, number):
    """Years and quantities in one line of heads: 2021年总产值(亿元)."""
    table = draw(rng, quantities=2, years=2)
    columns = [(year, one) for one in table.quantities for year in table.years]
    rows = [
        [
            "地区",
            "行业",
            *(f"{year}年{headed(*table.quantities[one], 'bracket')}" for year, one in columns),
        ]
    ]
    for region in table.regions:
        for industry in table.industries:
            rows.append(
                [
                    table.regions[region],
                    table.industries[industry],
                    *(table.printed[region, industry, year, one] for year, one in columns),
                ]
            )
    return finish(rng, folder, number, "year-in-heads", rows, table)


def stacked(rng, folder, number):
    """A heading of each region over its industries."""
    table = draw(rng, quantities=2)
    (year,) = table.years
    rows = [["行业", *(headed(head, unit, "bracket") for head, unit in table.quantities.values())]]
    for region, name in table.regions.items():
        rows.append([name, *[""] * len(table.quantities)])
        rows += [
            [
                f"  {trade}",
                *(table.printed[region, industry, year, one] for one in table.quantities),
            ]
            for industry, trade in table.industries.items()
        ]
    return finish(rng, folder, number, "stacked", rows, table, above=[title(rng, table)])


SHAPES = (
    long_zh, long_total, filled, codes, industries_across, merged, merged3, years_across, regions_across,
    quantity_years, of_which, odd_numbers, comma, sheets, long_en, wide_en, measures_down, year_in_heads,
    stacked,
)  # fmt: skip


def corpus(folder, *, files, seed):
    """Write a corpus: every shape in turn, each file from its own seed."""
    found = []
    for number in range(files):
        shape = SHAPES[number % len(SHAPES)]
        rng = random.Random(f"{seed}-{number}")
        found.append(shape(rng, folder, number))
    return found
