"""What the pages say is what the API says, and what is done on them does what it should."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser


def query(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def first_number(text: str) -> float:
    found = re.search(r"[−-]?\d[\d,]*\.?\d*", text)
    assert found, text
    return float(found.group().replace(",", "").replace("−", "-"))


def choose_level(page, level: str, levels: list[dict]) -> None:
    choice = page.locator(".controls select:has(option[value='cases'])")
    if choice.count():
        choice.select_option(level)
        return
    title = next(one["title"]["en"] for one in levels if one["level"] == level)
    page.get_by_role("group", name="Level").get_by_role("button", name=title).click()


def shown(value: float, text: str) -> bool:
    """The text shows the value, rounded to one significant digit or more."""
    seen = first_number(text)
    if " m" in text:
        seen *= 1e6
    first_digit = 10.0 ** math.floor(math.log10(abs(value))) if value else 1.0
    return abs(seen - value) <= 0.5 * first_digit


def test_the_map_and_its_table_say_what_the_api_says(visit, place, site):
    start = place["start"]
    page = visit.go(f"/en/map?measure=quotient&category={place['category']}")
    answer = site.api(
        f"/map?quantity=quotient&category={place['category']}&level={start['level']}"
        f"&year={start['year']}&definition={start['definition']}"
    )
    pairs = sorted(
        ((v, r) for v, r in zip(answer["values"], answer["regions"], strict=True) if v is not None),
        reverse=True,
    )
    rows = page.locator(".right tbody tr:not(.spacer)")
    assert page.locator(".right table").get_attribute("aria-rowcount") == str(
        len(answer["values"]) + 1
    )
    for k in range(3):
        value, _region = pairs[k]
        row = rows.nth(k)
        assert shown(value, row.locator("td").nth(1).inner_text())
    assert page.locator(".plate").get_attribute("data-drawn") == "true"
    legend = page.locator(".legend").inner_text()
    unsure = sum(
        low is not None and low < high and low <= 1 <= high
        for v, low, high, unjudged in zip(
            *(answer[name] for name in ("values", "low", "high", "unjudged")), strict=True
        )
        if v is not None and not unjudged
    )
    assert (f"other side of 1 ({unsure})" in legend) == (unsure > 0)
    unjudged = sum(answer["unjudged"])
    assert (f"published ({unjudged})" in legend) == (unjudged > 0)
    for origin in answer["record"]["origins"]:
        assert origin["title"] in page.locator(".figure .source").inner_text()


def test_the_canvas_shows_regions_in_the_legend_colours(visit, place):
    page = visit.go(f"/en/map?measure=quotient&category={place['category']}")
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector('.plate canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const seen = new Set();
          for (let k = 0; k < data.length; k += 4 * 7) if (data[k + 3] === 255)
            seen.add('#' + [0, 1, 2].map((n) =>
              data[k + n].toString(16).padStart(2, '0')).join(''));
          return [...seen];
        }"""
    )
    legend = page.evaluate(
        "[...document.querySelectorAll('.histogram rect')].map((r) => r.getAttribute('fill'))"
    )
    assert len(set(legend) & set(colours)) >= 2


def test_a_choice_changes_the_address_and_back_undoes_it(visit, place):
    page = visit.go("/en/map")
    other = place["space"]["levels"][0]["level"]
    page.select_option(".controls select >> nth=0", "employment")
    page.wait_for_url("**measure=employment**")
    choose_level(page, other, place["space"]["levels"])
    visit.settle()
    assert query(page) == {"measure": "employment", "level": other}
    title = page.locator("h1").inner_text()
    page.go_back()
    visit.settle()
    assert query(page) == {"measure": "employment"}
    page.go_back()
    visit.settle()
    assert query(page) == {}
    page.go_forward()
    page.go_forward()
    visit.settle()
    assert page.locator("h1").inner_text() == title
    # the address alone is enough for somebody else to see the same
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    visit.settle()
    assert page.locator("h1").inner_text() == title


def test_the_year_and_the_language_keep_everything_else(visit, place):
    years = place["space"]["years"]
    page = visit.go(f"/en/map?measure=employment&category={place['category']}")
    if len(years) > 1:
        page.get_by_role("button", name="Previous year").click()
        visit.settle()
        assert query(page)["year"] == str(years[years.index(place["start"]["year"]) - 1])
    before = query(page)
    page.get_by_role("link", name="中文").click()
    visit.settle()
    assert urlsplit(page.url).path == "/zh/map"
    assert query(page) == before
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert "指标" in page.locator(".controls").inner_text()


def test_search_by_keyboard(visit, place):
    page = visit.go("/en/cells")
    name = place["cell"]["region_name"]
    page.keyboard.press("/")
    page.keyboard.type(name[:12])
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_function("!location.pathname.endsWith('/cells')")
    visit.settle()
    assert page.locator("h1").count() == 1


def test_the_map_answers_to_keys_and_rows(visit, place):
    page = visit.go(f"/en/map?category={place['category']}")
    canvas = page.locator(".plate canvas").nth(1)
    canvas.focus()
    picture = "document.querySelector('.plate canvas').toDataURL().length"
    before = page.evaluate(picture)
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert page.evaluate(picture) != before
    page.keyboard.press("0")
    page.wait_for_timeout(400)
    assert page.evaluate(picture) == before
    page.locator(".rowzoom").first.click()
    page.wait_for_url("**region=**")
    assert page.locator("tr.chosen").count() == 1


def test_a_click_on_the_map_opens_the_region(visit, place, site):
    level = place["space"]["levels"][-1]["level"]
    page = visit.go(f"/en/map?level={level}&category={place['category']}")
    box = page.locator(".plate").bounding_box()
    for share in (0.5, 0.45, 0.55, 0.4, 0.6, 0.35):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
        page.wait_for_timeout(60)
        if page.locator(".tooltip").count():
            break
    name = page.locator(".tooltip strong").inner_text()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/regions/**")
    visit.settle()
    assert page.locator("h1").inner_text() == name


def test_the_list_filters_sorts_and_downloads(visit, place, site):
    start = place["start"]
    base = (
        f"/cells?definition={start['definition']}&level={start['level']}"
        f"&year={start['year']}&traded=true"
    )
    page = visit.go("/en/cells")
    total = site.api(f"{base}&limit=1")["total"]
    assert f"{total:,}" in page.locator(".count").inner_text()
    page.select_option("form select >> nth=2", place["category"])
    visit.settle()
    assert query(page)["category"] == place["category"]
    some = site.api(f"{base}&category={place['category']}&sort=-quotient&limit=3")
    page.get_by_role("button", name="Location quotient").click()
    visit.settle()
    page.wait_for_function(
        "href => document.querySelector('tbody tr:not(.spacer) a')?.getAttribute('href') === href",
        arg=f"/en/cells/{some['items'][0]['cell']}",
    )
    assert f"{some['total']:,}" in page.locator(".count").inner_text()
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV").click()
    lines = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == some["total"] + 1


def test_the_list_is_an_excel_file_too(visit, place, site):
    import polars as pl

    page = visit.go(f"/en/cells?category={place['category']}")
    with page.expect_download() as got:
        page.get_by_role("link", name="Excel").click()
    book = pl.read_excel(got.value.path(), engine="calamine")
    start = place["start"]
    answer = site.api(
        f"/cells?definition={start['definition']}&level={start['level']}&year={start['year']}"
        f"&traded=true&category={place['category']}&sort=evidence_rank&limit=1000"
    )
    assert book["cell"].to_list() == [row["cell"] for row in answer["items"]]
    assert book["employment"].to_list() == pytest.approx(
        [row["employment"] for row in answer["items"]]
    )


def test_a_long_list_scrolls(visit, place, site):
    page = visit.go("/en/cells")
    rows = int(page.locator("table.grid").get_attribute("aria-rowcount")) - 1
    page.evaluate(
        "() => { const b = document.querySelector('.virtual'); b.scrollTop = b.scrollHeight; }"
    )
    page.wait_for_function(
        "n => document.querySelector(`tr[aria-rowindex='${n}']`)",
        arg=rows + 1,
    )
    assert page.locator("tbody tr").count() < 80


def test_the_region_page_says_what_the_api_says(visit, place, site):
    start = place["start"]
    page = visit.go(f"/en/regions/{place['region']}")
    answer = site.api(f"/regions/{place['region']}?year={start['year']}")
    assert page.locator("h1").inner_text() == answer["region"]["name"]
    assert page.title() == f"{answer['region']['name']} · jiqun"
    other = answer["region"]["name_zh"]
    if other:
        assert page.locator(".other").inner_text() == other
    keys = page.locator(".keys > div").all_inner_texts()
    assert shown(answer["profile"]["employment"], keys[0].split("\n", 1)[1])
    assert shown(100 * answer["profile"]["strength"], keys[2].split("\n", 1)[1])
    best = max(
        (c for c in answer["cells"] if c["traded"] and c["quotient"]),
        key=lambda c: c["quotient"],
    )
    assert best["category_name"] in page.locator("svg.chart").first.text_content().replace(
        "\n", " "
    )


def test_the_page_of_a_cell_rates_side_by_side(visit, place, site):
    one = place["cell"]["cell"]
    page = visit.go(f"/en/cells/{one}")
    answer = site.api(f"/cells/{one}?year={place['start']['year']}")
    decided = [one for one in answer["ratings"] if one["rating"] is not None]
    cards = page.locator(".scheme")
    assert cards.count() == len(decided) > 0
    assert page.locator(".scheme-open").count() == len(answer["ratings"]) - len(decided)
    for k, rating in enumerate(decided):
        text = cards.nth(k).inner_text()
        assert rating["title"]["en"] in text
        marked = cards.nth(k).locator(".chances .unsure").count() > 0
        assert marked == bool(rating["unsure"])
        if rating["chance"] is not None and 0.005 <= rating["chance"] < 0.895:
            assert f"next year: {rating['chance']:.2f}" in text
        assert cards.nth(k).locator(".criteria > li").count() == len(rating["criteria"])
    assert shown(answer["cell"]["quotient"], page.locator(".keys dd").first.inner_text())
    assert page.locator("svg.chart .band").count() >= (1 if len(answer["trend"]) > 1 else 0)


def test_every_number_can_be_asked_why(visit, place):
    page = visit.go(f"/en/cells/{place['cell']['cell']}")
    page.locator(".keys .why").first.click()
    drawer = page.get_by_role("dialog")
    text = drawer.inner_text()
    for word in ("Location quotient", "Data", "Parameters", "Version", "Seed", "Imputed share"):
        assert word.lower() in text.lower(), word
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog[open]')")


def test_a_figure_can_be_taken_away(visit, place):
    page = visit.go(f"/en/cells/{place['cell']['cell']}")
    figure = page.locator(".figure", has=page.get_by_role("heading", name="Specialisation over"))
    menu = figure.locator(".menu > button")
    menu.click()
    page.get_by_role("button", name="Show as table").click()
    assert figure.locator("table tbody tr").count() > 0
    menu.click()
    page.get_by_role("button", name="Show as figure").click()
    for label, ending, start in (
        ("Download CSV", ".csv", b"\xef\xbb\xbf"),
        ("Download SVG", ".svg", b"<svg"),
        ("Download PNG", ".png", b"\x89PNG"),
    ):  # fmt: skip
        menu.click()
        with page.expect_download() as got:
            page.get_by_role("button", name=label).click()
        assert got.value.suggested_filename.endswith(ending)
        assert got.value.path().read_bytes().startswith(start)
    menu.click()
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_compare_adds_and_removes(visit, place, site):
    ids = [row["cell"] for row in place["rows"][:3]]
    page = visit.go(f"/en/compare?with={','.join(ids)}")
    answer = site.api(f"/compare?with={','.join(ids)}&year={place['start']['year']}")
    assert page.locator("thead th").count() == 3
    assert page.locator("tbody tr").count() == len(answer["rows"])
    page.locator("thead .rowzoom").first.click()
    visit.settle()
    assert query(page)["with"].split(",") == ids[1:]


def test_a_page_without_data_says_what_it_needs(visit, site):
    space = site.api("/workspace")
    needs = "jiqun load WORKSPACE categories FILE"
    for table in space["tables"]:
        if table["table"] == "categories":
            table |= {"present": False, "needs": needs}
    visit.page.route("**/api/v1/workspace*", lambda route: route.fulfill(json=space))
    page = visit.go("/en/industries")
    assert needs in page.locator(".needs").inner_text()
    assert page.locator(".needs tbody tr").count() == 3


def test_the_menu_has_only_rooms_that_are_built(visit):
    page = visit.go("/en/map")
    links = page.locator("nav.nav a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert len(links) >= 5
    for link in links:
        visit.turn(link)
        assert page.locator("main h1").count() == 1, link
        assert page.locator("main .empty h1").count() == 0, link
    for room in ("networks", "organisations", "chains", "diagnosis", "lab"):
        assert not any(f"/{room}" in link for link in links)
        visit.turn(f"/en/{room}")
        assert "There is no such page" in page.locator("main").inner_text()


def test_a_wrong_address_says_what_to_do(visit):
    page = visit.go("/en/regions/no-such-region")
    assert page.get_by_role("alert").inner_text().startswith("Not in this workspace")
    assert page.locator("main").get_by_role("link", name="To the map").count() == 1


def test_names_with_markup_stay_text(visit, site):
    page = visit.page
    page.route(
        "**/api/v1/search**",
        lambda route: route.fulfill(
            body=json.dumps({"items": [{
                "kind": "odd", "id": "x", "name": "<img src=x onerror=alert(1)>",
                "name_zh": None, "detail": "<b>b</b>", "url": "javascript:alert(1)",
            }], "total": 1, "limit": 1, "offset": 0}),
            content_type="application/json",
        ),
    )  # fmt: skip
    visit.go("/en/cells")
    page.keyboard.press("/")
    page.keyboard.type("x")
    page.wait_for_selector("[role=option]")
    assert page.locator("[role=option] img").count() == 0
    assert "<img src=x" in page.locator("[role=option]").inner_text()
    assert "javascript" not in page.locator("[role=option]").get_attribute("href")


def test_the_policy_forbids_strangers_and_inline_code(site):
    import urllib.request

    with urllib.request.urlopen(f"{site.url}/en/map") as answer:
        policy = answer.headers["Content-Security-Policy"]
        body = answer.read().decode()
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"<style|style=", body)


def test_the_curve_says_whether_it_leaves_the_band(visit, place, site):
    page = visit.go(f"/en/industries/{place['industry']}")
    answer = site.api(f"/measures/kd/curve?industry={place['industry']}")
    outside = [
        radius
        for radius, value, limit in zip(
            answer["radii"], answer["values"][0], answer["parts"]["global_high"][0], strict=True
        )
        if value is not None and limit is not None and value > limit
    ]
    note = page.locator(".lead-note").inner_text()
    assert note.startswith("Localised") == bool(outside)
    if outside:
        assert f"from {outside[0]:g} to {outside[-1]:g} km" in note
    assert page.locator("svg.chart .band").count() == 2
    page.locator(".menu > button").click()
    page.get_by_role("button", name="Show as table").click()
    assert page.locator(".figure tbody tr").count() == len(answer["radii"])


def test_complexity_and_the_industry_space_are_the_api_s(visit, place, site):
    page = visit.go("/en/industries?view=complexity")
    start = place["start"]
    where = f"level={start['level']}&year={start['year']}"
    first = site.api(f"/complexity?{where}")["regions"][0]
    assert f"1. {first['name']}" in page.locator("svg.chart").first.text_content()
    page = visit.go("/en/industries?view=space")
    space = site.api(f"/industry-space?{where}")
    assert page.locator(".network circle").count() == len(space["nodes"])
    assert page.locator(".network line").count() == len(space["edges"])


def test_a_measure_of_regions_is_on_its_page_as_a_map(visit, place, site):
    page = visit.go("/en/methods/krugman")
    start = place["start"]
    answer = site.api(f"/measures/krugman/values?level={start['level']}&year={start['year']}")
    given = [value for value in answer["values"] if value is not None]
    figure = page.locator(".figure", has=page.get_by_role("heading", name="Krugman"))
    assert f"{len(given)} values" in figure.locator(".definition").inner_text()
    figure.locator(".menu > button").click()
    page.get_by_role("button", name="Show as table").click()
    seen = [float(text) for text in figure.locator("tbody td:nth-child(3)").all_inner_texts()]
    assert seen == pytest.approx(given, rel=1e-4)
