"""What a file says against itself and against what the workspace holds already."""

from __future__ import annotations

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import ColumnMap, LaidOut, Mapped, apply_map, few, texts_of
from jiqun.tables import Checked, Column, TableSchema, read_column, sums_by
from jiqun.workspace import Workspace

#: Words of a row that is the total of others.
_TOTALS = r"(?i)合计|总计|共计|^全[市省区国县州盟旗]$|\btotal\b"
_ADDED = ("persons", "establishments", "currency")
#: Share of a file's codes that the table must know for the two to be of one kind.
_SAME = 0.5
_SHOWN = 5


def totals_compared(
    laid: LaidOut, mapped: Mapped, target: TableSchema, mapping: ColumnMap, *, name: str
) -> tuple[Problem, ...]:
    """Compare the totals that a map leaves out with the sums of the rows that stay.

    A total is compared within what the rest of its key says (its year, its industry). Each part
    and the total may be off by half of the last digit that is printed; a total with a part that
    is not known is not compared.
    """
    numbers = [one for one in target.columns if one.unit in _ADDED and one.name in mapped.used]
    if laid.dropped.frame.is_empty() or not numbers:
        return ()
    try:
        totals = apply_map(laid.dropped, target, mapping, name=name).frame
    except InputError:  # what is wrong with it is told of the rows that stay
        return ()
    keys = [one for one in target.key if one in mapped.frame.columns and one in totals.columns]
    told = []
    for column in keys:
        bare = texts_of(totals[column]).str.replace_all(r"\s", "")
        hit = bare.str.contains(_TOTALS).fill_null(value=False)
        rest = [one for one in keys if one != column]
        if hit.any() and rest:
            chosen = totals.filter(hit)
            told += [_compared(chosen, laid, mapped, (column, rest), one) for one in numbers]
    return tuple(one for one in told if one is not None)


def _compared(
    totals: pl.DataFrame, laid: LaidOut, mapped: Mapped, at: tuple[str, list[str]], number: Column
) -> Problem | None:
    """Tell how many totals of a quantity agree with their parts, and which do not."""
    (column, rest), name = at, number.name
    parts = _typed(mapped.frame, rest, number)
    unknown = pl.col(name).null_count().alias("unknown")
    summed = sums_by(
        parts, rest, sums=[pl.col(name).alias("summed")], beside=[pl.len().alias("parts"), unknown]
    )
    stated = _typed(totals, [column, *rest], number).drop_nulls(name)
    both = stated.join(summed, on=rest, how="inner", maintain_order="left")
    whole = both.filter(pl.col("unknown") == 0)
    slack = (pl.col("parts") + 1) * (0.5 + 1e-9) * _step(laid, mapped, number)
    wrong = whole.filter((pl.col(name) - pl.col("summed")).abs() > slack)
    if whole.is_empty():
        return None
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


def _typed(frame: pl.DataFrame, keys: list[str], number: Column) -> pl.DataFrame:
    values = read_column(frame[number.name], number)[0].cast(pl.Float64)
    texts = [texts_of(frame[one]).str.strip_chars() for one in keys]
    return pl.DataFrame([*texts, values.alias(number.name)])


def _step(laid: LaidOut, mapped: Mapped, number: Column) -> float:
    """Give the last printed digit of a quantity, in its canonical unit."""
    texts = texts_of(laid.raw.frame[mapped.used[number.name]])
    printed = read_column(texts, Column(name="printed", type="number", title={}))[0]
    canonical = read_column(mapped.frame[number.name], number)[0].cast(pl.Float64)
    ratio = (canonical / printed).drop_nulls().drop_nans()
    decimals = texts.str.extract(r"\.(\d+)\s*$", 1).str.len_chars().max()
    places = decimals if isinstance(decimals, int) else 0
    scale = ratio.median() if len(ratio) else 1.0
    return abs(float(scale if isinstance(scale, float) else 1.0)) * 10.0**-places


def news(workspace: Workspace, target: TableSchema, checked: Checked) -> tuple[Problem, ...]:
    """Say which codes and quantities a file has that the table has not, and the other way round.

    Told of tables with years, where most of the file's codes are known to the table: the same
    statistic, another year.
    """
    if "year" not in target.key or not workspace.has(target.name) or checked.accepted.is_empty():
        return ()
    there = workspace.scan(target.name).collect()
    years = set(checked.accepted["year"].drop_nulls().unique())
    before = there.filter(~pl.col("year").is_in(list(years)))
    codes = [one for one in target.key if one != "year" and target.column(one).type == "code"]
    if before.is_empty() or not all(_same(checked.accepted[one], before[one]) for one in codes):
        return ()
    last = before.filter(pl.col("year") == before["year"].max())
    told = []
    for column in codes:
        told += _codes(target.name, column, checked.accepted[column], last[column], before[column])
    lost = [
        one.name
        for one in target.columns
        if one.unit in _ADDED
        and last[one.name].null_count() < last.height
        and checked.accepted[one.name].null_count() == checked.accepted.height
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
