"""A region's brief against its profile and its cells."""

import re

import polars as pl
import pytest

from jiqun.briefs import RegionBriefData, region_page
from jiqun.briefs.data import SURE
from jiqun.charts import Estimate, Names, show_chance
from jiqun.core import quantity, say
from jiqun.studies.briefing.rows import setting

LANGUAGES = ("en", "zh")
FIGURES = ("strength", "strong", "employment", "traded_employment", "establishments", "diversity")


def label(name, lang):
    return quantity(name).short.said(lang)


@pytest.fixture(scope="session")
def profiles(ws):
    return ws.frame("region_profiles").filter(pl.col("year") == pl.col("year").max())


@pytest.fixture(scope="session")
def profile(profiles):
    """The strongest region of the second level."""
    return profiles.filter(pl.col("level") == "city").sort("strength").row(-1, named=True)


@pytest.fixture(scope="session")
def weak(profiles):
    """The region with the fewest strong categories."""
    return profiles.sort("strong", "region").row(0, named=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_figure_is_the_profiles(profile, lang, read, agrees):
    page = read("region", profile["region"], lang)
    assert list(page.figures) == [label(name, lang) for name in FIGURES]
    for name in FIGURES:
        assert agrees(page.figures[label(name, lang)], profile[name]), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_profile_is_what_its_cells_make(profile, lang, read, latest, ws, agrees):
    """Computed anew from cells and ratings, without the profile."""
    every = latest.filter(pl.col("region") == profile["region"])
    cells = every.filter("traded")
    ranks = ws.frame("ratings").filter(
        pl.col("scheme") == "us-cluster-mapping", pl.col("year") == profile["year"]
    )
    rated = every.join(ranks.select("cell", "rating"), on="cell", how="left")
    strong = rated.filter(pl.col("rating").is_in(["strong", "strong10"]))
    local = strong.filter(~pl.col("traded")).height
    strong = strong.filter("traded")
    page = read("region", profile["region"], lang)
    share = strong["employment"].sum() / cells["employment"].sum()
    assert agrees(page.figures[label("strength", lang)], share)
    assert int(page.figures[label("strong", lang)]) == strong.height > 0
    present = cells.filter(pl.col("employment") > 0).height
    told = page.notes[label("strong", lang)]
    assert [int(one) for one in re.findall(r"\d+", told)] == [present, local]
    assert agrees(page.figures[label("traded_employment", lang)], cells["employment"].sum())
    above = cells.filter(pl.col("quotient") >= 1).height
    assert int(page.figures[label("diversity", lang)]) == above


@pytest.fixture(scope="session")
def growing(latest):
    """A region whose list has a category that was not there the year before."""
    new = latest.filter(pl.col("growth").is_null(), pl.col("traded"))
    return new.sort("employment").row(-1, named=True)


@pytest.mark.parametrize("chosen", ["profile", "growing"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_is_its_cells(chosen, lang, read, latest, ws, agrees, request):
    profile = request.getfixturevalue(chosen)
    column = {"en": "name", "zh": "name_zh"}[lang]
    kinds = ws.frame("categories").unique("category")
    named = dict(zip(kinds[column], kinds["category"], strict=True))
    cells = {
        row["category"]: row
        for row in latest.filter(pl.col("region") == profile["region"]).to_dicts()
    }
    tables = read("region", profile["region"], lang).tables
    table = next(one for one in tables if one[0][0] == {"en": "Category", "zh": "类别"}[lang])
    heads = ("employment", "visible_share", "quotient", "micro_share", "growth", "rating")
    assert [table[0][at] for at in (1, 2, 3, 5, 6, 7)] == [label(one, lang) for one in heads]
    assert len(table) > 5
    assert chosen == "profile" or "–" in [row[6] for row in table]
    for name, employed, visible, quotient, interval, share, grown, _ in table[1:]:
        row = cells[named[name]]
        growth = grown.partition({"en": "next year", "zh": "明年"}[lang])[0]
        assert row["traded"]
        assert agrees(
            employed, row["employment"], row["employment_range_low"], row["employment_range_high"]
        )
        assert agrees(visible, row["visible_share"])
        assert agrees(quotient, row["quotient"])
        assert agrees(share, row["micro_share"])
        assert (growth == "–") == (row["growth"] is None)
        assert growth == "–" or agrees(growth, row["growth"])
        low, _, high = interval.partition({"en": "–", "zh": "～"}[lang])
        assert agrees(low, row["quotient_low"])
        assert agrees(high or low, row["quotient_high"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_place_is_counted_among_its_peers(profile, lang, read, profiles, agrees):
    peers = profiles.filter(pl.col("level") == profile["level"])
    place = peers.filter(pl.col("strength") > profile["strength"]).height + 1
    note = {"en": f"No. {place} of {peers.height}", "zh": f"第{place}位，共{peers.height}个"}[lang]
    told = read("region", profile["region"], lang).notes[label("strength", lang)]
    ahead, _, place = told.partition({"en": " · ", "zh": " / "}[lang])
    ends = [
        1 + peers.filter(pl.col("strength_low") > profile["strength_high"]).height,
        peers.height - peers.filter(pl.col("strength_high") < profile["strength_low"]).height,
    ]
    years = {"en": "; {} to {} next year", "zh": "；明年第{}至{}位"}[lang].format(*ends)
    assert place == note + (years if ends[0] < ends[1] else "")
    low, high = ahead.removeprefix({"en": "next year ", "zh": "明年"}[lang]).split(
        {"en": "–", "zh": "～"}[lang]
    )
    assert agrees(low.removesuffix("%") + "%", profile["strength_low"])
    assert agrees(high, profile["strength_high"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lead_says_the_same_numbers(profile, lang, read):
    page = read("region", profile["region"], lang)
    assert page.figures[label("strength", lang)] in page.lead
    assert str(profile["traded_categories"]) in page.lead
    assert str(profile["strong"]) in page.lead


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ratings_are_counted_with_how_many_are_sure(profile, lang, read, latest, ws):
    cells = latest.filter(pl.col("region") == profile["region"], "traded")
    told = ws.frame("ratings").filter(
        pl.col("scheme") == "us-cluster-mapping",
        pl.col("year") == profile["year"],
        pl.col("cell").is_in(cells["cell"].implode()),
        pl.col("rating").is_not_null(),
    )
    page = read("region", profile["region"], lang)
    assert say("briefs.section_ratings", lang) in page.headings
    counts = told.group_by("rank").agg(pl.len(), sure=(pl.col("chance") >= SURE).sum())
    for _, count, sure in counts.iter_rows():
        assert say("charts.ratings_sure", lang, n=count, sure=sure) in page.drawn
    assert counts["sure"].sum() < counts["len"].sum(), "nothing would be pale"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_strong_categories_are_told_as_few(weak, lang, read):
    page = read("region", weak["region"], lang)
    assert int(page.figures[label("strong", lang)]) == weak["strong"]
    words = {"en": "no traded category of", "zh": "没有被评为优势的可贸易类别"}[lang]
    assert (words in page.lead) == (weak["strong"] == 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_without_any_says_so(lang, ws):
    data = RegionBriefData(
        region="x",
        setting=setting(ws, 2024),
        name=Names(en="X", zh="某地"),
        strength=Estimate(value=0.0),
        strong=0,
        traded_categories=3,
    )
    words = {
        "en": "no traded category of X was rated strong",
        "zh": "某地没有被评为优势的可贸易类别",
    }[lang]
    page = region_page(data, lang=lang)
    assert words in page.lead[0]
    assert {figure.value for figure in page.figures} == {"0%", "0"}


def test_meta_takes_the_catalogues_names(profile, read, ws, agrees):
    row = ws.frame("regions").filter(pl.col("region") == profile["region"]).row(0, named=True)
    meta = read("region", profile["region"]).meta
    for name in ("population", "area_km2"):
        title = quantity(name).title.en
        assert (title in meta) == bool(row.get(name))
        if row.get(name):
            assert agrees(meta[title].removesuffix(" km²"), row[name])


def test_categories_are_not_called_clusters(profile, read):
    page = read("region", profile["region"])
    said = " ".join([page.title, page.kicker, page.lead, *page.headings, *page.figures, *page.alts])
    assert "cluster" not in said.lower().replace("cluster strength", "")
    chinese = read("region", profile["region"], "zh")
    said = " ".join([chinese.title, chinese.kicker, chinese.lead, *chinese.headings])
    assert "集群" not in said.replace("集群强度", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_list_begins_with_what_is_surely_strong(profile, lang, read, latest, ws):
    """Strong ones first, within each by evidence; the chance of each rating stands below it."""
    rated = ws.frame("ratings").filter(
        pl.col("scheme") == "us-cluster-mapping", pl.col("year") == profile["year"]
    )
    own = latest.filter(pl.col("region") == profile["region"]).join(
        rated.select("cell", "rating", "chance"), on="cell", how="left"
    )
    column = {"en": "name", "zh": "name_zh"}[lang]
    kinds = ws.frame("categories").unique("category")
    named = dict(zip(kinds[column], kinds["category"], strict=True))
    cells = {row["category"]: row for row in own.to_dicts()}
    tables = read("region", profile["region"], lang).tables
    table = next(one for one in tables if one[0][0] == {"en": "Category", "zh": "类别"}[lang])
    rows = [cells[named[row[0]]] for row in table[1:]]
    order = [(row["rating"] not in {"strong", "strong10"}, row["evidence_rank"]) for row in rows]
    assert order == sorted(order)
    assert len({strong for strong, _ in order}) == 2
    said = {"en": "{} next year", "zh": "明年 {}"}[lang]
    for row, told in zip(rows, table[1:], strict=True):
        if row["chance"] is not None:
            assert said.format(show_chance(row["chance"])) in told[-1]
            assert told[-1].startswith("~") == (row["chance"] < 0.9)
