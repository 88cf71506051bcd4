"""Pages of a country whose statistics hide much: what is published, and what cannot be judged."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

UNJUDGED = {"en": "Cannot be judged", "zh": "无法评定"}
WHY = {
    "en": "Only 24.1% of its employment is published; to be judged it needs 70.0%.",
    "zh": "其就业仅公布 24.1%；评定至少需要 70.0%。",
}
BASE = {"en": "the 12 counties of Land", "zh": "某国的 12 个县"}
CARS = "test-set:cars:{}"
MAP = "/{}/map?category=cars&level=county&measure={}"


@pytest.fixture(scope="module")
def site(partly_site):
    """These pages are of another workspace than those of the other modules."""
    return partly_site


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.mark.parametrize("measure", ["quotient", "rating:us-cluster-mapping"])
def test_the_map_has_a_mark_for_what_cannot_be_judged(measure, lang, visit):
    page = visit.go(MAP.format(lang, measure))
    legend = page.locator(".legend .swatches").last.inner_text()
    said = {
        "en": "Cannot be judged: less than 70.0% published (2)",
        "zh": "无法评定：公布不足 70.0%（2）",
    }
    assert said[lang] in legend
    table = page.locator("aside.right tbody")
    marked = table.locator("tr", has=page.locator("svg.swatch path"))
    assert marked.count() == 2
    assert UNJUDGED[lang] in marked.first.inner_text()


def test_the_card_says_why(lang, visit):
    page = visit.go(MAP.format(lang, "rating:us-cluster-mapping"))
    box = page.locator(".plate canvas").first.bounding_box()
    # the second square of the lowest row
    page.mouse.move(box["x"] + 0.42 * box["width"], box["y"] + 0.85 * box["height"])
    card = page.locator(".tooltip")
    card.wait_for()
    assert UNJUDGED[lang] in card.inner_text()
    assert WHY[lang] in card.inner_text()


def test_the_visible_share_is_a_map_of_its_own(lang, visit):
    page = visit.go(MAP.format(lang, "visible_share"))
    rows = page.locator("aside.right tbody tr").all_inner_texts()
    share = "24.1%"
    assert any(row.startswith(("Ward c01", "第c01县")) and share in row for row in rows)
    assert UNJUDGED[lang] not in page.locator(".legend").inner_text()


def test_the_map_names_its_base(lang, visit):
    page = visit.go(MAP.format(lang, "quotient"))
    assert BASE[lang] in page.locator(".figure .definition").first.inner_text()


def test_a_cell_says_why_it_has_no_rating_and_how_its_number_is_made_up(lang, visit):
    page = visit.go(f"/{lang}/cells/{CARS.format('c01')}")
    notice = page.locator(".notice.unjudged").inner_text()
    assert UNJUDGED[lang] in notice and WHY[lang] in notice
    lead = page.locator("p.lead").inner_text()
    assert {"en": "is estimated at", "zh": "就业估计为"}[lang] in lead
    parts = page.locator(".published .swatches").inner_text()
    told = {
        "en": ["Visible share 24.1%", "Imputed share 75.9%", "Withheld numbers: 1"],
        "zh": ["公布占比 24.1%", "插补占比 75.9%", "未公布数：1"],
    }
    plain = " ".join(parts.split())
    assert all(one in plain for one in told[lang])
    assert BASE[lang] in page.locator(".keys > div").first.inner_text()
    assert page.locator(".schemes .scheme").count() == 0
    # a scheme known from memory only is not among them
    assert page.locator(".scheme-open").count() == 5
    # of the two years only the second cannot be judged
    assert page.locator("svg.chart .mark.unjudged").count() == 2


@pytest.mark.parametrize(
    ("county", "parts", "decided"),
    [("c04", 1, 2), ("c05", 1, 1), ("c07", 0, 2), ("c00", None, 1)],
)
def test_what_is_published_is_judged(county, parts, decided, visit, site):
    page = visit.go(f"/en/cells/{CARS.format(county)}")
    assert page.locator(".notice.unjudged").count() == 0
    assert "estimated" not in page.locator("p.lead").inner_text()
    # whether c00 and c05 are in the top tenth hangs on the unknown peer
    assert page.locator(".schemes .scheme").count() == decided
    shown = page.locator(".published .swatches li.muted").count()
    assert (shown if page.locator(".published").count() else None) == parts
    assert site.api(f"/cells/{CARS.format(county)}")["ratings"][0]["unjudged"] is False


def test_lists_regions_and_comparisons_say_it_in_the_same_words(lang, visit):
    page = visit.go(f"/{lang}/cells?level=county&category=cars")
    rows = page.locator("tbody tr", has_text=UNJUDGED[lang])
    assert rows.count() == 2
    page = visit.turn(f"/{lang}/regions/c01")
    assert UNJUDGED[lang] in page.locator(".notice.unjudged").inner_text()
    assert page.locator("table.grid tbody tr", has_text=UNJUDGED[lang]).count() == 1
    compared = ",".join(CARS.format(one) for one in ("c00", "c01"))
    page = visit.turn(f"/{lang}/compare?with={compared}")
    assert page.locator(".compare-table td", has_text=UNJUDGED[lang]).count() == 2


def test_an_unknown_number_is_named_and_not_drawn_as_zero(lang, visit):
    page = visit.go(f"/{lang}/cells/test-set:shops:c03")
    bars = page.locator(".figure", has_text={"en": "Retail", "zh": "零售"}[lang]).locator("svg")
    words = {"en": "withheld", "zh": "未公布（保密）"}[lang]
    assert any(words in one for one in bars.all_text_contents())


def test_a_measure_takes_a_reference_and_names_it(lang, visit):
    page = visit.go(f"/{lang}/methods/hachman?level=county&year=2019")
    definition = page.locator(".section .figure .definition")
    assert BASE[lang] in definition.inner_text()
    page.locator(".filters input[type=text]").fill("s0")
    page.keyboard.press("Enter")
    said = {"en": "West (s0), given as the reference", "zh": "西省（s0），作为指定参照"}[lang]
    page.locator(".section .figure .definition", has_text=said).wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(theme, browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    for path in (
        f"/zh/cells/{CARS.format('c02')}",
        MAP.format("en", "quotient"),
        "/en/regions/c01",
    ):
        page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}theme={theme}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    context.close()
