"""Pages of measures and industries: what they draw and say is what the API gives."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def where(place) -> str:
    start = place["start"]
    return f"level={start['level']}&year={start['year']}&definition={start['definition']}"


def as_table(page, figure) -> list[list[str]]:
    """The rows of a figure's table view."""
    figure.locator(".menu > button").click()
    page.get_by_role("button", name="Show as table").click()
    script = "rows => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
    return figure.locator("tbody tr").evaluate_all(script)


def figure_named(page, heading):
    return page.locator(".figure", has=page.get_by_role("heading", name=heading))


def test_the_space_shows_each_category_with_its_ties(visit, site, where):
    page = visit.go("/en/industries?view=space")
    answer = site.api(f"/industry-space?{where}")
    most = max(answer["edges"], key=lambda edge: edge["proximity"])
    busy = most["source"]
    node = next(one for one in answer["nodes"] if one["category"] == busy)
    link = page.locator(f".network a[href^='/en/industries/{quote(busy)}']")
    assert link.get_attribute("aria-label").startswith(node["name"])
    link.focus()
    own = [edge for edge in answer["edges"] if busy in {edge["source"], edge["target"]}]
    page.wait_for_selector(".network .tie.on")
    assert page.locator(".network .tie.on").count() == len(own)
    assert page.locator(".network .tie.off").count() == len(answer["edges"]) - len(own)
    rows = as_table(page, page.locator(".figure"))
    assert len(rows) == min(len(answer["edges"]), 400)
    assert float(rows[0][2]) == pytest.approx(answer["edges"][0]["proximity"], rel=1e-4)


def test_a_larger_category_has_a_larger_circle(visit, site, where):
    page = visit.go("/en/industries?view=space")
    nodes = site.api(f"/industry-space?{where}")["nodes"]
    radii = page.locator(".network circle.dot").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('r')))"
    )
    order = sorted(range(len(nodes)), key=lambda k: nodes[k]["employment"])
    assert [radii[k] for k in order] == sorted(radii)


def test_complexity_ranks_regions_and_categories(visit, site, where):
    page = visit.go("/en/industries?view=complexity")
    answer = site.api(f"/complexity?{where}")
    for kind, heading in (("regions", "Regions by"), ("categories", "Categories by")):
        figure = figure_named(page, heading)
        shown = answer[kind][:25]
        labels = figure.locator("svg a").evaluate_all(
            "all => all.map((one) => one.getAttribute('aria-label'))"
        )
        assert len(labels) == len(shown)
        assert labels[0].startswith(f"{shown[0]['rank']}. {shown[0]['name']}")
        rows = as_table(page, figure)
        assert [int(row[0]) for row in rows] == [one["rank"] for one in answer[kind][:400]]


@pytest.mark.parametrize("measure", ["location-quotient", "ellison-glaeser", "kd"])
def test_a_measure_says_what_the_register_says(visit, site, measure):
    page = visit.go(f"/en/methods/{measure}")
    answer = site.api(f"/measures/{measure}")
    assert page.locator("h1").inner_text() == answer["title"]["en"]
    assert page.locator(".other").inner_text() == answer["title"]["zh"]
    card = page.locator("aside dl").inner_text()
    assert answer["higher_means"]["en"] in card
    for alias in [answer["id"], *answer["aliases"]]:
        assert alias in card
    if answer["formula"]:
        page.wait_for_selector(".formula .katex")
        assert page.locator(".formula .katex-error").count() == 0
    options = [one["name"] for one in answer["options"] if not one["required"]]
    table = page.locator(".prose table tbody")
    seen = table.locator("td:first-child code").all_inner_texts() if table.count() else []
    assert seen == options
    if answer["reference"]:
        assert answer["reference"]["text"][:40] in page.locator(".prose").inner_text()


def test_a_category_lists_where_it_is_largest(visit, site, place, where):
    category = place["category"]
    page = visit.go(f"/en/industries/{category}")
    rows = site.api(f"/cells?{where}&category={category}&sort=-employment&limit=20")["items"]
    figure = figure_named(page, "Where")
    links = figure.locator("svg a").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    assert links == [f"/en/cells/{row['cell']}" for row in rows if row["quotient"] is not None]
    total = page.locator(".keys dd").first.inner_text()
    assert re.search(r"\d", total)
    # from here to the found clusters of the category, and to its definition
    for part in ("/clusters?", f"/definitions/{place['start']['definition']}"):
        assert page.locator(f".actions a[href*='{part}']").count() == 1


def test_an_industry_names_its_categories(visit, site, place):
    code = place["industry"]
    page = visit.go(f"/en/industries/{code}")
    inside = site.api(f"/tables/categories?where=industry%3D{code}&limit=20")["items"]
    cards = page.locator(".cards a")
    assert cards.count() == len(inside)
    hrefs = cards.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    # a category of the set that is shown has a page; one of another set stands in its definition
    assert {href.split("?")[0] for href in hrefs} == {
        f"/en/industries/{row['category']}"
        if row["definition"] == place["start"]["definition"]
        else f"/en/definitions/{row['definition']}"
        for row in inside
    }
    others = [r["category"] for r in inside if r["definition"] != place["start"]["definition"]]
    assert all(any(f"category={code}" in href for href in hrefs) for code in others)
    start = page.locator(".actions a[href*='/definitions/custom']").get_attribute("href")
    assert f"industries={code}" in start
