"""A declared cluster's brief against what its documents say."""

import polars as pl
import pytest

from jiqun.briefs import Fact
from jiqun.briefs.facts import show_fact
from jiqun.charts import Names
from jiqun.core import UnknownError, catalogue, unit_words

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="session")
def declared(ws):
    """The cluster of the case library with the most figures."""
    facts = ws.frame("indicators").filter(
        pl.col("unit").is_in(ws.frame("clusters")["cluster"].to_list())
    )
    most = facts["unit"].value_counts(sort=True)["unit"][0]
    rows = ws.frame("clusters").filter(pl.col("cluster") == most).row(0, named=True)
    return rows, facts.filter(pl.col("unit") == most)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_its_documents_is_shown(declared, lang, read):
    row, facts = declared
    page = read("cluster", row["cluster"], lang)
    told = [cell for line in page.tables[0][1:] for cell in line]
    assert len(page.tables[0]) - 1 == facts.height > 3
    for fact in facts.filter(pl.col("value").is_not_null()).to_dicts():
        if fact["unit_of_measure"] in ("year", "rank"):
            continue
        scale = {"亿元": 0.1, "万元": 0.01, "万吨/年": 0.01}.get(fact["unit_of_measure"], 1)
        value = fact["value"] * (scale if lang == "en" else 1)
        number = f"{value:,.2f}".rstrip("0").rstrip(".")
        unit = unit_words(fact["unit_of_measure"] or "").said(lang)
        assert any(number in cell and unit in cell for cell in told), fact
    for quote in facts["quote"].drop_nulls():
        assert any(" ".join(quote.split()) in cell for cell in told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_called_declared_and_nothing_is_computed(declared, lang, read):
    row, _ = declared
    page = read("cluster", row["cluster"], lang)
    assert page.kicker == {"en": "Brief of a declared cluster", "zh": "认定集群简报"}[lang]
    assert page.title == {"en": row["name"], "zh": row["name_zh"]}[lang]
    assert not page.figures
    assert {"en": "nothing was computed", "zh": "未作任何计算"}[lang] in " ".join(page.texts)


def test_every_unit_of_the_case_library_is_in_the_catalogue(ws):
    cases = ws.frame("clusters").filter(pl.col("cluster").str.contains("-"))["cluster"].to_list()
    used = ws.frame("indicators").filter(
        pl.col("unit").is_in(cases), pl.col("value").is_not_null()
    )["unit_of_measure"]
    absent = set(used.drop_nulls()) - set(catalogue("units.toml")) - {"year", "rank"}
    assert absent == set()


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "en", "zh"),
    [
        (1000.0, "亿元", ">", "> 100 bn CNY", "> 1,000亿元"),
        (36.0, "organisations", "=", "36 organisations", "36个主体"),
        (12.5, "%", "~", "≈ 12.5%", "≈ 12.5%"),
        (2021.0, "year", "=", "2021", "2021"),
        (3.0, "rank", "=", "no. 3", "第3位"),
        (None, "亿元", "=", "–", "–"),
        (5.0, "furlongs", "=", "5 furlongs", "5furlongs"),
    ],
)
def test_a_figure_is_written_with_its_unit(value, unit, qualifier, en, zh):
    fact = Fact(indicator=Names(en="x"), qualifier=qualifier, value=value, unit=unit, year=2020)
    assert show_fact(fact, "en") == en
    assert show_fact(fact, "zh") == zh


def test_a_cell_is_no_declared_cluster(read, latest):
    with pytest.raises(UnknownError) as told:
        read("cluster", latest["cell"][0])
    assert told.value.problems[0].code == "cluster-unknown"
