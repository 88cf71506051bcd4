"""What a file says against itself and against what the workspace holds already."""

from __future__ import annotations

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import ColumnMap, LaidOut, Mapped, RawTable, apply_map, few, texts_of
from jiqun.studies.loading.naming import with_codes
from jiqun.tables import Checked, Column, TableSchema, read_column, sums_by
from jiqun.workspace import Workspace

#: Words of a row that is the total of others.
_TOTALS = r"(?i)合计|总计|共计|^全[市省区国县州盟旗]$|\btotal\b"
_ADDED = ("persons", "establishments", "currency")
#: Share of a file's codes that the table must know for the two to be of one kind.
_SAME = 0.5
_SHOWN = 5
_HALF = "__half"


def totals_compared(
    laid: LaidOut,
    mapped: Mapped,
    target: TableSchema,
    mapping: ColumnMap,
    *,
    workspace: Workspace,
) -> tuple[Problem, ...]:
    """Compare the totals that a map leaves out with the sums of the rows that stay.

    A total is compared within what the rest of its key says (its year, its industry). Each part
    and the total may be off by half of its own last digit; a total with a part that is not known
    is not compared.

    Parameters
    ----------
    laid, mapped
        The file laid out; the rows that stay, names replaced by codes.
    target, mapping, workspace
        The table; the map; where names of one's own stand.
    """
    numbers = [one for one in target.columns if one.unit in _ADDED and one.name in mapped.used]
    if laid.dropped.frame.is_empty() or not numbers:
        return ()
    try:
        totals = apply_map(laid.dropped, target, mapping)
    except InputError:  # what is wrong with it is told of the rows that stay
        return ()
    keys = [one for one in target.key if {one} <= {*mapped.frame.columns} & {*totals.frame.columns}]
    coded = with_codes(workspace, target, totals.frame, mapping.names)
    told = []
    for column in keys:
        bare = texts_of(totals.frame[column]).str.replace_all(r"\s", "")
        hit = bare.str.contains(_TOTALS).fill_null(value=False)
        rest = [one for one in keys if one != column]
        for number in numbers if hit.any() and rest else ():
            parts = _typed(mapped.frame, rest, number, _printed(laid.raw, mapped, number))
            stated = _typed(coded, keys, number, _printed(laid.dropped, totals, number))
            told.append(_compared(stated.filter(hit), parts, (column, rest), number.name))
    return tuple(one for one in told if one is not None)


def _compared(
    stated: pl.DataFrame, parts: pl.DataFrame, at: tuple[str, list[str]], name: str
) -> Problem | None:
    """Tell how many totals of a quantity agree with their parts, and which do not."""
    column, rest = at
    summed = sums_by(
        parts,
        rest,
        whole=[pl.col(name).alias("summed")],
        sums=[pl.col(_HALF).alias("slack")],
    )
    both = stated.drop_nulls(name).join(summed, on=rest, how="inner", maintain_order="left")
    whole = both.drop_nulls("summed")
    if whole.is_empty():
        return None
    slack = (pl.col("slack") + pl.col(_HALF)) * (1 + 1e-9)
    wrong = whole.filter((pl.col(name) - pl.col("summed")).abs() > slack)
    shown = [
        f"{' · '.join(_tidy(row[one]) for one in (column, *rest))}: "
        f"{row[name]:,.10g} ≠ {row['summed']:,.10g}"
        for row in wrong.head(_SHOWN).iter_rows(named=True)
    ]
    return problem(
        "totals-compared",
        subject=column,
        case="differ" if wrong.height else "",
        column=name,
        count=whole.height,
        wrong=wrong.height,
        shown=shown,
    )


def _tidy(word: object) -> str:
    text = " ".join(str(word).split())
    return text if text.isascii() else text.replace(" ", "")


def _typed(
    frame: pl.DataFrame, keys: list[str], number: Column, printed: pl.Series
) -> pl.DataFrame:
    """Give keys as texts, a quantity, and half of the last digit that is printed of it."""
    values = read_column(frame[number.name], number)[0].cast(pl.Float64)
    bare = read_column(printed, Column(name="printed", type="number", title={}))[0]
    scale = (values / bare).set(bare == 0, None).median()
    decimals = printed.str.extract(r"\.(\d+)\s*$", 1).str.len_chars().fill_null(0)
    size = abs(scale) if isinstance(scale, float) else 1.0
    half = pl.Series([0.5 * size * 10.0**-places for places in decimals], dtype=pl.Float64)
    texts = [texts_of(frame[one]).str.strip_chars() for one in keys]
    return pl.DataFrame([*texts, values.alias(number.name), half.alias(_HALF)])


def _printed(raw: RawTable, mapped: Mapped, number: Column) -> pl.Series:
    """Give a quantity as the file prints it; as it became where rows were merged."""
    texts = texts_of(raw.frame[mapped.used[number.name]])
    return texts if len(texts) == mapped.frame.height else texts_of(mapped.frame[number.name])


def news(workspace: Workspace, target: TableSchema, checked: Checked) -> tuple[Problem, ...]:
    """Say which codes and quantities a file has that the table has not, and the other way round.

    Told of tables with years, where most of the file's codes are known to the table: the same
    statistic, another year.
    """
    if "year" not in target.key or not workspace.has(target.name) or checked.accepted.is_empty():
        return ()
    years = checked.accepted["year"].drop_nulls().unique().to_list()
    codes = [one for one in target.key if one != "year" and target.column(one).type == "code"]
    numbers = [one.name for one in target.columns if one.unit in _ADDED]
    there = workspace.scan(target.name).select("year", *codes, *numbers)
    before = there.filter(~pl.col("year").is_in(years)).collect()
    if before.is_empty() or not all(_same(checked.accepted[one], before[one]) for one in codes):
        return ()
    last = before.filter(pl.col("year") == before["year"].max())
    told = []
    for column in codes:
        told += _codes(target.name, column, checked.accepted[column], last[column], before[column])
    lost = [
        one
        for one in numbers
        if last[one].null_count() < last.height
        and checked.accepted[one].null_count() == checked.accepted.height
    ]
    if lost:
        told.append(problem("news-columns", subject=target.name, columns=lost))
    return tuple(told)


def _same(given: pl.Series, known: pl.Series) -> bool:
    codes = given.drop_nulls().unique()
    met = codes.is_in(known.unique().implode()).sum()
    return bool(len(codes)) and met >= _SAME * len(codes)


def _codes(
    table: str, column: str, given: pl.Series, last: pl.Series, before: pl.Series
) -> list[Problem]:
    codes = given.drop_nulls().unique().sort()
    new = codes.filter(~codes.is_in(before.unique().implode()))
    old = last.drop_nulls().unique().sort()
    gone = old.filter(~old.is_in(codes.implode()))
    told = []
    for case, found in (("", new), ("gone", gone)):
        if len(found):
            told.append(
                problem(
                    "news-codes",
                    subject=table,
                    case=case,
                    column=column,
                    count=len(found),
                    shown=few([str(one) for one in found]),
                )
            )
    return told
