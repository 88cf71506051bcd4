"""A row is refused by a form exactly as by the loader: same codes, same columns, same sentences."""

import polars as pl
import pytest

from jiqun.core import stream
from jiqun.studies.editing import Change, check_rows
from jiqun.studies.loading import LoadOptions, load_table
from jiqun.tables import schema

TABLES = ("activity", "organisations", "regions", "patents", "region_changes", "industries")
#: What people type into a cell, good and bad.
TYPED = (
    "", "a", "b", "01", "02", "zz", "2020", "2020.0", "20x", "-1", "0", "1,234", "1,5", "12%",
    "１２", "yes", "否", "firm", "Firm", "USD", "usd", "1e400", "-", "a;b", "2021-03-04",
    "POINT (1 2)", "POINT (1", "1e30", "#N/A", "x" * 300, "s1", "\u200b", "nan", "国",
)  # fmt: skip


def by_loader(ws, table, row, folder):
    file = folder / "one.csv"
    frame = pl.DataFrame({name: [value] for name, value in row.items()})
    frame.write_csv(file, quote_style="always")
    options = LoadOptions(rejects=folder / "bad.csv", empty="allow")
    report = load_table(ws.path, table=table, file=file, options=options)
    return {(one.code, one.subject.partition(".")[2], one.case) for one in report.problems}


def by_form(ws, table, row):
    found = check_rows(ws, table, [Change(values=row)]).problems
    return {(one.problem.code, one.columns[0], one.problem.case) for one in found}


@pytest.mark.filterwarnings("ignore:overflow encountered")  # a file's shape of 1e400
@pytest.mark.parametrize("table", TABLES)
def test_a_form_refuses_what_the_loader_refuses(still, tmp_path, table):
    dice = stream(seed=1, name=table)
    refused = 0
    for _ in range(12):
        target = schema(table)
        names = [one for one in target.names if one in target.required or dice.random() < 0.4]
        row = {name: TYPED[dice.integers(len(TYPED))] for name in names}
        loader, ours = by_loader(still, table, row, tmp_path), by_form(still, table, row)
        if not loader:
            continue  # the loader took it: nothing to compare, and the table has one row more
        refused += 1
        assert ours == loader, row
    assert refused > 5


def test_the_sentence_is_the_loaders(still, tmp_path):
    row = {"region": "zz", "industry": "01", "year": "2020"}
    file = tmp_path / "one.csv"
    pl.DataFrame({name: [value] for name, value in row.items()}).write_csv(file)
    told = load_table(still.path, table="activity", file=file).problems[0]
    ours = check_rows(still, "activity", [Change(values=row)]).problems[0].problem
    for lang in ("en", "zh"):
        assert (ours.said(lang).expected, ours.said(lang).fix) == (
            told.said(lang).expected, told.said(lang).fix,
        )  # fmt: skip
