"""A cell's brief against the workspace: every number that it shows, in both languages."""

import polars as pl
import pytest

from jiqun.charts import show_chance
from jiqun.clusters import cell_schemes
from jiqun.core import UnknownError, quantity

LANGUAGES = ("en", "zh")
STRONG = {"en": "strong or better: {}", "zh": "优势及以上：{}"}
ALLOW = {"en": "the data allow", "zh": "数据容许"}
DOUBT = {"en": "Which doubt", "zh": "何种不确定性"}
PART_TITLES = {
    "en": ("Next year", "Data range", "Without the largest establishment"),
    "zh": ("明年区间", "数据范围", "去掉最大单位"),
}
NOTHING = "–"
DASH = {"en": "–", "zh": "～"}
#: Key figure -> the column it is of; those with a short title stand by it.
TITLED = {"employment": "title", "quotient": "title"}
FIGURES = (
    "employment",
    "quotient",
    "establishments",
    "micro_share",
    "macro_share",
    "growth",
    "wage",
)


def label(name, lang):
    return getattr(quantity(name), TITLED.get(name, "short")).said(lang)


@pytest.fixture(scope="session")
def large(latest):
    """A large traded cell of the second level, with growth and wages."""
    rows = latest.filter(
        pl.col("level") == "city", pl.col("traded"), pl.col("growth").is_not_null()
    )
    return rows.sort("employment").row(-1, named=True)


@pytest.fixture(scope="session")
def county(latest):
    """A county's cell with several industries, some of them imputed."""
    rows = latest.filter(pl.col("level") == "county", pl.col("traded"), pl.col("imputed_share") > 0)
    return rows.sort("employment").row(-1, named=True)


@pytest.fixture(scope="session")
def new(latest):
    """A cell that was not there the year before: it has no growth."""
    rows = latest.filter(pl.col("growth").is_null(), pl.col("traded"))
    return rows.sort("employment").row(-1, named=True)


@pytest.fixture(scope="session")
def unpaid(latest):
    """A new cell without payroll: it has no wage."""
    rows = latest.filter(pl.col("wage").is_null(), pl.col("growth").is_null())
    return rows.sort("employment").row(-1, named=True)


@pytest.fixture(params=["large", "county", "new", "unpaid"])
def cell(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_figure_is_the_cells_own(cell, lang, read, agrees):
    page = read("cell", cell["cell"], lang)
    known = [name for name in FIGURES if cell[name] is not None][:6]
    assert list(page.figures) == [label(name, lang) for name in known]
    for name in known:
        ends = (cell.get(f"{name}_range_low"), cell.get(f"{name}_range_high"))
        assert agrees(page.figures[label(name, lang)], cell[name], *ends), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_undefined_is_not_there(new, unpaid, lang, read):
    assert label("growth", lang) not in read("cell", new["cell"], lang).figures
    assert label("wage", lang) not in read("cell", unpaid["cell"], lang).figures


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_quotients_interval_stands_below_it(large, lang, read, agrees):
    note = read("cell", large["cell"], lang).notes[label("quotient", lang)]
    low, high = note.split()[-1].removeprefix("明年").split(DASH[lang])
    assert note.startswith({"en": "next year ", "zh": "明年"}[lang])
    assert agrees(low, large["quotient_low"])
    assert agrees(high, large["quotient_high"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_schemes_verdict_is_the_rating_that_was_kept(cell, lang, read, ws):
    kept = ws.frame("ratings").filter(
        pl.col("cell") == cell["cell"], pl.col("year") == cell["year"]
    )
    verdicts = {row["scheme"]: row for row in kept.to_dicts()}
    told = {row[0]: row[1:] for row in read("cell", cell["cell"], lang).tables[0][1:]}
    of_cells = {one.scheme: one for one in cell_schemes()}
    assert set(told) == {one.title[lang] for one in of_cells.values()}
    assert len(verdicts) >= 2
    for id, rules in of_cells.items():
        rating, within = told[rules.title[lang]]
        row = verdicts.get(id)
        if row and "visible_share" in (row["missing"] or ""):
            assert rating == {"en": "Cannot be judged", "zh": "无法评定"}[lang]
            continue
        if row is None or row["rating"] is None:
            assert rating == {"en": "Cannot be decided", "zh": "无法判定"}[lang]
            continue
        titles = {one.code: one.title[lang] for one in rules.ratings}
        assert rating == titles[row["rating"]]
        said = within.removeprefix("~ ")
        assert said.startswith(show_chance(row["chance"]))
        assert within.startswith("~") == (row["chance"] < 0.9)
        strong = rules.strong and row["rank"] >= rules.rank(rules.strong)
        assert (STRONG[lang].format(show_chance(row["chance_strong"])) in said) == bool(strong)
        ends = [titles.get(row[f"rating_range_{end}"]) for end in ("low", "high")]
        told_ends = None not in ends and ends[0] != ends[1]
        assert (ALLOW[lang] in said) == told_ends
        if told_ends:
            assert all(one in said for one in ends)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_part_of_its_doubt_is_told_by_name(cell, lang, read, agrees):
    """Persistence, the data range where something is imputed, the largest establishment."""
    tables = read("cell", cell["cell"], lang).tables
    table = next(one for one in tables if one[0][0] == DOUBT[lang])
    rows = {next(t for t in PART_TITLES[lang] if row[0].startswith(t)): row for row in table[1:]}
    wide = cell["quotient_range_high"] > cell["quotient_range_low"] * (1 + 1e-9)
    wide |= cell["employment_range_high"] > cell["employment_range_low"]
    assert list(rows) == [t for k, t in enumerate(PART_TITLES[lang]) if k != 1 or wide]
    at = table[0].index(quantity("quotient").short.said(lang))
    ends = rows[PART_TITLES[lang][0]][at].split(DASH[lang])
    assert agrees(ends[0], cell["quotient_low"])
    assert agrees(ends[-1], cell["quotient_high"])
    without = rows[PART_TITLES[lang][-1]][at].split(DASH[lang])
    assert agrees(without[0], cell["quotient_without_low"])
    assert agrees(without[-1], cell["quotient_without_high"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_intervals_rest_on_is_said(large, lang, read):
    """The planted country has three years of its own."""
    told = {"en": "yearly changes in these data, 2022–2024", "zh": "依据本数据2022–2024年的"}
    assert told[lang] in read("cell", large["cell"], lang).words


def test_what_a_scheme_lacks_is_named_by_the_catalogue(large, read):
    told = " ".join(cell for row in read("cell", large["cell"]).tables[0] for cell in row)
    assert quantity("provincial_platforms").spoken.en in told
    assert quantity("sme_output_share").spoken.en in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_industries_are_those_of_the_activity(county, lang, read, ws, agrees):
    codes = ws.frame("categories").filter(
        pl.col("definition") == county["definition"], pl.col("category") == county["category"]
    )["industry"]
    rows = ws.frame("activity").filter(
        pl.col("region") == county["region"], pl.col("year") == county["year"]
    )
    mine = rows.filter(pl.col("industry").is_in(codes.to_list()), pl.col("establishments") > 0)
    held = {row["industry"]: row for row in mine.to_dicts()}
    head = {"en": "Code", "zh": "代码"}[lang]
    tables = read("cell", county["cell"], lang).tables
    table = next(one for one in tables if one[0][0] == head)[1:]
    assert [row[0] for row in table] == sorted(
        held,
        key=lambda code: (-(held[code]["employment"] or 0), -held[code]["establishments"], code),
    )
    total = sum(row["employment"] or 0 for row in held.values())
    imputed = {"en": "imputed", "zh": "插补"}[lang]
    for code, _, employed, places, share in table:
        row = held[code]
        assert agrees(employed.removesuffix(imputed), row["employment"])
        assert employed.endswith(imputed) == (row["imputed"] is not None)
        assert agrees(places, row["establishments"])
        assert agrees(share, row["employment"] / total)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_important_to_its_base_says_so_and_of_which(lang, read, latest):
    words = {"en": "important there whatever its rating", "zh": "对该范围均属重要"}[lang]
    base = {"en": "of the category's jobs in", "zh": "它占该类别就业的"}[lang]
    for important in (True, False):
        cells = latest.filter(pl.col("important") == important, pl.col("traded"))
        row = cells.sort("employment").row(-1, named=True)
        assert important == (row["macro_share"] >= 0.05 and row["quotient"] >= 1.5)
        lead = read("cell", row["cell"], lang).lead
        assert (words in lead) == (base in lead) == important


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lead_says_the_same_numbers(large, lang, read, latest):
    page = read("cell", large["cell"], lang)
    alike = latest.filter(
        pl.col("category") == large["category"],
        pl.col("level") == large["level"],
        pl.col("employment") > 0,
    )
    place = alike.filter(pl.col("employment") > large["employment"]).height + 1
    words = {
        "en": f"no. {place} of the {alike.height}",
        "zh": f"{alike.height}个区域中居第{place}位",
    }
    assert words[lang] in page.lead
    assert page.figures[label("employment", lang)] in page.lead
    assert page.figures[label("quotient", lang)] in page.lead
    assert str(large["year"]) in page.lead


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_neighbours_are_the_largest_elsewhere(large, lang, read, latest, ws):
    alike = latest.filter(
        pl.col("category") == large["category"], pl.col("level") == large["level"]
    )
    regions = ws.frame("regions")
    column = {"en": "name", "zh": "name_zh"}[lang]
    drawn = " ".join(read("cell", large["cell"], lang).drawn)
    for code in alike["region"]:
        name = regions.filter(pl.col("region") == code)[column][0]
        assert name in drawn


def test_another_year_has_its_own_numbers(large, read, agrees, ws):
    before = ws.frame("cells").filter(
        pl.col("cell") == large["cell"], pl.col("year") == large["year"] - 1
    )
    page = read("cell", large["cell"], "en", large["year"] - 1)
    assert str(large["year"] - 1) in page.kicker
    ends = (before["employment_low"][0], before["employment_high"][0])
    assert agrees(page.figures["Employment"], before["employment"][0], *ends)


def test_doubt_is_told(county, large, read):
    page = read("cell", county["cell"])
    assert any("imputed" in one for one in page.items)
    assert any("no proof that firms work together" in one for one in page.items)
    assert "Synthetic data" in " ".join(page.texts)


def test_a_cell_is_called_what_it_is(large, read):
    english, chinese = (read("cell", large["cell"], lang) for lang in LANGUAGES)
    assert english.kicker.startswith("Brief of a category in a region")
    assert " in " in english.title
    assert "集群" not in chinese.title
    assert english.other == chinese.title
    assert "cluster" not in english.lead
    assert english.meta["Code"] == large["cell"]


def test_an_unknown_cell_is_refused(read):
    with pytest.raises(UnknownError) as told:
        read("cell", "planted:automotive:nowhere")
    assert told.value.problems[0].code == "cell-unknown"
