"""The same number with the same digits on command line, API, brief and export."""

import re

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import LANGUAGES, show, show_span
from jiqun.studies.briefing import make_brief
from jiqun.workspace import Workspace

#: Wide enough that no cell of a table breaks.
WIDE = {"COLUMNS": "260"}
#: How a cell is called.
NAMED = {"en": "{category_name}, {region_name}", "zh": "{region_name_zh}·{category_name_zh}"}
#: Figures of a printed row: quantity, unit.
PRINTED = (("employment", "persons"), ("quotient", "1"), ("macro_share", "share"))


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], env=WIDE, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def rows_of(printed):
    """Give the rows of printed tables by their first cell."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in printed.splitlines()]
    return {cells[0]: cells[1:] for cells in lines if len(cells) > 3}


@pytest.fixture(scope="module")
def cells(planted_workspace):
    return Workspace.open(planted_workspace).frame("cells")


@pytest.fixture(scope="module")
def exported(planted_workspace, tmp_path_factory):
    """The cells as a spreadsheet program would read them."""
    file = tmp_path_factory.mktemp("out") / "cells.csv"
    call("export", planted_workspace, "cells", "--to", file)
    return pl.read_csv(file, infer_schema_length=None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hundred_printed_figures_are_those_of_the_api_and_of_an_export(
    lang, planted_workspace, api, exported
):
    printed = rows_of(call("run", planted_workspace, "--no-brief", "--lang", lang))
    year, held = api("/workspace")["default"]["year"], 0
    levels = [one["level"] for one in api("/workspace")["levels"]]
    asked = (f"/cells?year={year}&level={level}&limit=1000&sort=-evidence" for level in levels)
    for row in (row for one in asked for row in api(one)["items"]):
        named = NAMED[lang].format(**row)
        told = printed.get(named)
        if told is None:
            continue
        (own,) = exported.filter(cell=row["cell"], year=year).to_dicts()
        quotient = show(row["quotient"], "1", lang)
        span = show_span(row["quotient_low"], row["quotient_high"], "1", lang)
        assert told[0] == show(row["employment"], "persons", lang)
        assert told[1] in {quotient, f"{quotient} ({span})"}
        assert told[2] == show(row["macro_share"], "share", lang)
        assert [own[name] for name, _ in PRINTED] == [row[name] for name, _ in PRINTED]
        held += len(PRINTED)
    assert held >= 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figures_of_a_regions_brief_are_those_of_the_api(lang, planted_workspace, api):
    year = api("/workspace")["default"]["year"]
    region = api(f"/cells?year={year}&limit=1&sort=-employment&level=county")["items"][0]["region"]
    brief = make_brief(planted_workspace, subject="region", id=region, lang=lang, format="html")
    text = re.sub(r"<[^>]+>", "\n", brief.content.decode())
    lines = {line.strip() for line in text.splitlines()}
    held = 0
    for row in api(f"/regions/{region}")["cells"]:
        if row["category_name_zh" if lang == "zh" else "category_name"] not in lines:
            continue
        wanted = [
            show(row["employment"], "persons", lang),
            show(row["quotient"], "1", lang),
            show_span(row["quotient_low"], row["quotient_high"], "1", lang),
            show(row["micro_share"], "share", lang),
            show(row["growth"], "share per year", lang),
        ]
        assert set(wanted) <= lines | {""}, row["category"]
        held += len(wanted)
    assert held >= 40
