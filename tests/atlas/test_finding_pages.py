"""Found clusters, the plane and definitions: their pages say what the API says."""

from __future__ import annotations

import math
import os
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
QUADRANTS = {
    "clustered": "Clustered",
    "agglomerated": "Agglomerated, not clustered",
    "virtual": "Virtual cluster",
    "loose": "Loose",
}


@pytest.fixture(scope="session")
def axe():
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


@pytest.fixture(scope="module")
def found(site) -> dict:
    """What was found in the workspace: the rows, and one cluster each way."""
    answer = site.api("/clusters?sort=-employment&limit=500")
    assert answer["total"] > 0
    rows = answer["items"]
    one = {
        way: next((r for r in rows if r["way"] == way), None) for way in answer["counts"]["ways"]
    }
    return {"rows": rows, "total": answer["total"], "counts": answer["counts"], "one": one}


@pytest.fixture(scope="module")
def derived(site) -> dict:
    rows = site.api("/definitions")["items"]
    name = next((row["definition"] for row in rows if row["derived"]), None)
    if name is None:
        # a workspace named from outside may lack one; the tests' own has one
        assert os.environ.get("JIQUN_ATLAS_URL"), "no definition was derived"
        pytest.skip("no definition was derived in this workspace")
    return site.api(f"/definitions/{name}")


def query(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def number_in(text: str) -> float:
    told = re.search(r"[−-]?\d[\d,]*\.?\d*", text)
    assert told, text
    value = float(told.group().replace(",", "").replace("−", "-"))
    return value * 1e6 if " m" in text else value


def shown(value: float, text: str) -> bool:
    """The text shows the value, rounded to one significant digit or more."""
    digit = 10.0 ** math.floor(math.log10(abs(value))) if value else 1.0
    return abs(number_in(text) - value) <= 0.5 * digit


def grave(axe, page) -> list[str]:
    told = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:300]}"
        for one in told
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


def pages(found, derived, place) -> dict[str, str]:
    category = derived["categories"][0]["category"]
    return {
        "clusters": "clusters",
        "clusters-category": f"clusters?category={place['category']}&colour=way",
        "plane": "clusters?view=plane",
        **{
            f"cluster-{way}": f"clusters/{row['cluster']}"
            for way, row in found["one"].items()
            if row
        },
        "definitions": "definitions",
        "definition": f"definitions/{derived['definition']}",
        "definition-category": f"definitions/{derived['definition']}?category={category}",
        "custom": "definitions/custom",
        "custom-tried": f"definitions/custom?industries={place['industry']}&name=Mine",
        "compare-clusters": "compare?with="
        + ",".join(row["cluster"] for row in found["rows"][:3])
        + f",{place['cell']['cell']}",
    }


#: Pages so like another that they are seen in one language and theme only.
ONCE = {"cluster-points", "definition", "custom", "clusters-category"}


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark")])
def test_each_page_stands(visit, found, derived, place, axe, lang, theme):
    for name, path in pages(found, derived, place).items():
        if lang == "zh" and name in ONCE:
            continue
        page = visit.turn(f"/{lang}/{path}{'&' if '?' in path else '?'}theme={theme}")
        assert page.locator("h1").count() == 1, name
        assert page.locator(".error").count() == 0, name
        assert grave(axe, page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
        visit.shot(f"finding-{name}-{lang}-{theme}")


def test_a_phone_can_read_them(browser, site, found, derived, place):
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    for name, path in pages(found, derived, place).items():
        if name in ONCE:
            continue
        page.goto(f"{site.url}/zh/{path}")
        page.wait_for_load_state("networkidle")
        wide = "document.documentElement.scrollWidth <= window.innerWidth + 1"
        assert page.evaluate(wide), name
        page.screenshot(path=f"screenshots/finding-{name}-zh-phone.png")
    context.close()


def test_the_list_and_the_legend_say_what_was_found(visit, found):
    page = visit.go("/en/clusters")
    assert f"{found['total']:,}" in page.locator(".right header").inner_text()
    first = found["rows"][0]
    row = page.locator(".right tbody tr:not(.spacer)").first
    assert row.locator("a").first.get_attribute("href") == f"/en/clusters/{first['cluster']}"
    if first["employment"]:
        assert shown(first["employment"], row.locator("td").nth(2).inner_text())
    if first["chance"] is not None:
        assert shown(100 * first["chance"], row.locator("td").nth(4).inner_text())
    legend = " ".join(page.locator(".legend").inner_text().split())
    chances = [1.0 if one["chance"] is None else one["chance"] for one in found["rows"]]
    firm, weak = sum(one >= 0.9 for one in chances), sum(one < 0.5 for one in chances)
    for words, n in (
        ("90 % or more", firm),
        ("50 % to 90 %", len(chances) - firm - weak),
        ("below 50 %", weak),
    ):
        told = f"Chance to be found again next year {words} ({n})"
        assert (told in legend) == (n > 0), words
    for key, title in QUADRANTS.items():
        n = sum(one["quadrant"] == key for one in found["rows"])
        assert (f"{title} {n}" in legend) == (n > 0), key
    ways = page.locator("main select").first.locator("option").all_inner_texts()
    for way, n in found["counts"]["ways"].items():
        assert any(f"({n:,})" in text for text in ways), way


def test_filters_stand_in_the_address_and_narrow_the_list(visit, found, site):
    page = visit.go("/en/clusters")
    way = max(found["counts"]["ways"], key=found["counts"]["ways"].get)
    page.locator("main select").first.select_option(way)
    visit.settle()
    assert query(page) == {"way": way}
    total = site.api(f"/clusters?way={way}&limit=1")["total"]
    page.wait_for_function(
        "n => document.querySelector('.right header [role=status]').innerText.includes(n)",
        arg=f"{total:,}",
    )
    page.go_back()
    visit.settle()
    assert query(page) == {}
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV").click()
    lines = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == found["total"] + 1


def test_a_row_chooses_its_cluster_on_the_map_by_keyboard(visit, found):
    page = visit.go("/en/clusters")
    aim = page.locator(".right .rowzoom").first
    aim.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**cluster=**")
    visit.settle()
    assert query(page)["cluster"] == found["rows"][0]["cluster"]
    assert page.locator("tr.chosen").count() == 1
    assert (
        page.locator(".chosen-line a")
        .get_attribute("href")
        .endswith(f"/clusters/{found['rows'][0]['cluster']}")
    )
    page.keyboard.press("Enter")
    page.wait_for_function("!location.search.includes('cluster=')")


def test_boundaries_are_on_the_map_in_the_colours_of_the_legend(visit, found):
    rows = (r for r in found["rows"] if r["way"] == "regions" and (r["chance"] or 0) >= 0.9)
    area = next(rows, None)
    if area is None:
        pytest.skip("no firm cluster of regions in this workspace")
    page = visit.go(
        f"/en/clusters?way=regions&category={area['category']}&cluster={area['cluster']}"
    )
    page.wait_for_timeout(300)
    fill = page.locator(".legend .sign path").first.get_attribute("fill")
    script = """colour => {
      const canvas = document.querySelector('.plate canvas');
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let n = 0;
      for (let k = 0; k < data.length; k += 4)
        {
        const hex = [0, 1, 2].map((c) => data[k + c].toString(16).padStart(2, '0'));
        if ('#' + hex.join('') === colour) n += 1;
      }
      return n;
    }"""
    assert page.evaluate(script, fill) > 40


def test_the_plane_holds_every_cluster_and_names_its_corners(visit, site):
    page = visit.go("/en/clusters?view=plane")
    answer = site.api("/clusters/plane")
    placed = [
        p for p in answer["points"] if p["concentration"] is not None and p["linking"] is not None
    ]
    corners = page.locator(".corners")
    for key, title in QUADRANTS.items():
        n = sum(p["quadrant"] == key for p in answer["points"])
        item = corners.locator("dt", has_text=re.compile(f"^{title}"))
        assert item.locator("a").inner_text() == f"{n:,}"
        assert f"quadrant={key}" in item.locator("a").get_attribute("href")
    assert "not (yet) a cluster" in corners.inner_text()
    if not placed:
        return
    chart = page.locator(".plane svg.chart")
    assert chart.locator("path.dot").count() == len(placed)
    lines = sum(value is not None for value in answer["cutoffs"].values())
    assert chart.locator(".cut").count() == lines
    chart.locator("a").last.focus()
    largest = max(placed, key=lambda p: p["employment"] or 0)
    assert page.locator(".readout").inner_text().startswith(largest["name"] or largest["cluster"])
    page.locator(".figure .menu > button").first.click()
    page.get_by_role("button", name="Show as table").click()
    assert page.locator(".figure tbody tr").count() == min(400, len(answer["points"]))


@pytest.mark.parametrize("way", ["regions", "points", "links"])
def test_one_cluster_says_what_it_is_and_how_sure(visit, found, site, way):
    row = found["one"][way]
    page = visit.go(f"/en/clusters/{row['cluster']}")
    answer = site.api(f"/clusters/{row['cluster']}")
    assert page.locator("h1").inner_text() == (row["name"] or row["cluster"])
    figures = page.locator(".figure")
    panel = figures.filter(has=page.locator("h2, h3").get_by_text("How sure it is", exact=True))
    assert panel.locator(".tests > li").count() == len(answer["stability"])
    for seen, kind in ((True, "good"), (False, "quiet")):
        told = sum(one["seen"] is seen for one in answer["stability"])
        assert panel.locator(f".tests .pill.{kind}").count() == told, kind
    note = panel.locator(".lead-note")
    said = note.inner_text()
    if row["chance"] is not None:
        assert shown(100 * row["chance"], said)
        assert ("doubt" in note.get_attribute("class")) == (row["chance"] < 0.9)
    assert ("is seen, at least half of it" in said) == bool(row["seen_at"])
    told = answer["reliability"]
    panel.locator("summary").click()
    lines = panel.locator(".reliability tbody tr")
    assert lines.count() == len(told["reliability"])
    assert f"{told['reliability'][-1]['clusters']:,}" in lines.last.inner_text()
    decided = [one for one in answer["ratings"] if one["rating"] is not None]
    assert page.locator(".scheme").count() == len(decided)
    for one, said in zip(decided, page.locator(".scheme").all_inner_texts(), strict=True):
        assert one["title"]["en"] in said
    for kind, heading in (("regions", "Member regions"), ("industries", "Industries of the")):
        members = answer["members"][kind]
        figure = page.locator(".figure", has=page.get_by_role("heading", name=heading))
        assert figure.count() == (1 if members else 0)
        if members:
            assert figure.locator("svg a").count() == min(14, len(members))
    network = answer["network"]
    if network and network["nodes"]:
        assert page.locator(".network path.dot").count() == len(network["nodes"])
        assert page.locator(".network .tie").count() == len(network["edges"])
    for other in answer["overlaps"][:3]:
        assert page.locator(f"a[href='/en/clusters/{other['cluster']}']").count() >= 1


@pytest.mark.parametrize("way", ["regions", "points", "links"])
def test_its_page_opens_with_a_sentence_and_three_figures(visit, found, site, way):
    row = found["one"][way]
    page = visit.go(f"/en/clusters/{row['cluster']}")
    answer = site.api(f"/clusters/{row['cluster']}")
    assert page.locator(".lead").inner_text() == answer["sentence"]["en"]
    three = page.locator(".three .keys > div")
    assert three.count() == 3
    if row["employment"]:
        assert shown(row["employment"], three.nth(0).locator("dd").first.inner_text())
    assert "Location quotient" in three.nth(1).inner_text()
    parts = page.locator("section.section > h2").all_inner_texts()
    heads = ["Where it is", "Who belongs to it", "How strong it is", "How sure it is"]
    assert [one.split("All members")[0].strip() for one in parts[:4]] == heads
    assert [one.strip() for one in parts[-2:]] == ["What is near", "What is not known"]
    told = page.locator("section.section").last.locator("li").all_inner_texts()
    assert told == [one["en"] for one in answer["unknown"]]
    saw = page.locator(".figure", has=page.get_by_role("heading", name="Who saw it"))
    assert saw.locator("table").first.locator("tbody tr").count() == len(answer["finds"])
    for form in ("html", "pdf", "docx"):
        href = f"/api/v1/briefs/cluster/{quote(row['cluster'], safe='')}"
        assert page.locator(f".actions a[href^='{href}'][href*='format={form}']").count() == 1, form
    assert page.locator("h2 a[href*='/members?'][href*='format=xlsx']").count() == 1


def test_its_numbers_can_be_asked_why(visit, found):
    page = visit.go(f"/en/clusters/{found['rows'][0]['cluster']}")
    page.get_by_role("button", name="Why?", exact=True).click()
    text = page.get_by_role("dialog").inner_text().lower()
    for word in ("data", "parameters", "version", "seed"):
        assert word in text, word
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog[open]')")


def test_ten_are_compared_and_the_eleventh_is_refused_in_words(visit, found, place):
    ids = [row["cluster"] for row in found["rows"]][:6]
    ids += [row["cell"] for row in place["rows"]][: 11 - len(ids)]
    if len(ids) < 11:
        pytest.skip("fewer than eleven clusters in this workspace")
    page = visit.go(f"/en/compare?with={','.join(ids)}")
    told = page.locator(".notice").inner_text()
    assert "At most 10" in told
    assert ids[10] in told
    assert page.locator("thead th").count() == 10
    page.locator(".notice button").click()
    visit.settle()
    assert query(page)["with"].split(",") == ids[:10]
    assert "No more than 10" in page.locator(".notice").inner_text()


def test_found_clusters_stand_beside_cells(visit, found, place, site):
    ids = [found["rows"][0]["cluster"], place["cell"]["cell"]]
    page = visit.go(f"/en/compare?with={','.join(ids)}")
    answer = site.api(f"/compare?with={','.join(ids)}&year={place['start']['year']}")
    assert page.locator("tbody tr").count() == len(answer["rows"])
    hrefs = page.locator("thead a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert hrefs[0].startswith(f"/en/clusters/{ids[0]}")
    assert hrefs[1].startswith(f"/en/cells/{ids[1]}")


def test_the_definitions_are_listed(visit, site):
    page = visit.go("/en/definitions")
    items = site.api("/definitions")["items"]
    cards = page.locator(".cards a")
    assert cards.count() == len(items)
    for card, one in zip(cards.all_inner_texts(), items, strict=True):
        assert f"{one['categories']:,} categor" in card
        assert ("Derived" in card) == one["derived"]


def test_a_given_definition_says_how_to_derive_one(visit, site):
    items = site.api("/definitions")["items"]
    given = next(one["definition"] for one in items if not one["derived"])
    page = visit.go(f"/en/definitions/{given}")
    assert "jiqun clusters define WORKSPACE" in page.locator(".empty").first.inner_text()


def test_the_explorer_shows_candidates_scores_and_relations(visit, derived):
    page = visit.go(f"/en/definitions/{derived['definition']}")
    chosen = next(one for one in derived["candidates"] if one["chosen"])
    scores = page.locator("table.scores:not(.baselines) tr.chosen")
    assert scores.count() == 1
    cells = scores.locator("td").all_inner_texts()
    assert int(cells[1]) == chosen["categories"]
    for text, key in zip(
        cells[2:], ("score", "vsc_mean", "vsc_p95", "vsi_mean", "vsi_p95"), strict=True
    ):
        assert number_in(text) == pytest.approx(100 * chosen[key], abs=0.6), key
    figure = page.locator(".figure", has=page.get_by_role("heading", name="The candidates"))
    assert figure.locator("svg.chart > path").count() == len(derived["candidates"])
    network = page.locator("svg.network")
    assert network.locator(".node").count() == len(derived["relatedness"]["nodes"])
    assert network.locator(".tie").count() == len(derived["relatedness"]["edges"])
    bad = [one for one in derived["industries"] if one["outlier"] or one["moved_from"]]
    rows = page.locator(
        ".figure", has=page.get_by_role("heading", name="Industries that fit")
    ).locator("tbody tr")
    assert rows.count() == len(bad)


def test_what_was_searched_stands_beside_cuts_of_the_code(visit, derived):
    page = visit.go(f"/en/definitions/{derived['definition']}")
    rows = page.locator("table.baselines tbody tr")
    assert rows.count() == len(derived["baselines"]) >= 3
    heads = page.locator("table.baselines thead th").all_inner_texts()
    held = [head.lower() for head in heads].index("kept aside")
    for k, one in enumerate(derived["baselines"]):
        cells = rows.nth(k).locator("th, td").all_inner_texts()
        assert int(cells[1]) == one["categories"]
        assert number_in(cells[held]) == pytest.approx(one["colocation_held"], abs=0.0006)
    cut = any(one["chosen"] and one["method"] == "code" for one in derived["candidates"])
    assert page.locator("table.baselines tr.chosen").count() == 1
    kept = derived["best_cut"] if cut else "derived"
    at = [one["set"] for one in derived["baselines"]].index(kept)
    assert "chosen" in rows.nth(at).get_attribute("class")
    figure = page.locator(".figure", has=page.get_by_role("heading", name="What each set tells"))
    assert ("ahead of the best cut" in figure.inner_text()) == derived["ahead"]


def test_a_category_opens_with_its_industries_by_keyboard(visit, derived):
    page = visit.go(f"/en/definitions/{derived['definition']}")
    node = page.locator("svg.network .node").first
    node.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**category=**")
    code = query(page)["category"]
    assert code == derived["relatedness"]["nodes"][0]["category"]
    own = [one for one in derived["industries"] if one["category"] == code]
    figure = page.locator(".figure", has=page.get_by_role("heading", name="Industries of"))
    assert figure.locator("tbody tr").count() == len(own)
    best = max(own, key=lambda one: one["within"] or 0)
    assert best["industry"] in figure.locator("tbody tr").first.inner_text()
    copy = figure.locator("a[href*='/definitions/custom']").get_attribute("href")
    assert all(one["industry"] in copy for one in own)


def test_a_cluster_of_ones_own_is_tried_at_once(visit, derived, site, place):
    codes = [one["industry"] for one in derived["industries"]][:2]
    page = visit.go("/en/definitions/custom")
    for code in codes:
        page.get_by_label("Add an industry").fill(code)
        page.locator(".chip.add code", has_text=re.compile(f"^{code}$")).first.click()
        visit.settle()
    assert query(page)["industries"].split(",") == codes
    page.get_by_label("Name of the category").fill("My cluster")
    page.wait_for_url("**name=**")
    visit.settle()
    start = place["start"]
    answer = site.api(
        f"/definitions/try?industries={','.join(codes)}&traded=true"
        f"&level={start['level']}&year={start['year']}"
    )
    top = max(answer["cells"], key=lambda cell: cell["employment"] or 0)
    rows = page.locator(".virtual tbody tr:not(.spacer)")
    assert top["name"] in rows.first.inner_text()
    assert shown(top["employment"], rows.first.locator("td").nth(1).inner_text())
    told = page.locator(".keep pre").inner_text()
    assert told == (
        f"jiqun clusters custom WORKSPACE --name 'My cluster' --industries {','.join(codes)}"
    )
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV of the category").click()
    lines = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(codes) + 1
    # the address alone brings it back
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    visit.settle()
    assert page.locator("h1").inner_text() == "My cluster"
    assert page.locator(".picker .chip:not(.add)").count() == len(codes)
    related = [one["industry"] for one in answer["related"]]
    if related:
        add = page.locator(".figure", has=page.get_by_role("heading", name="could be added"))
        add.locator(".chip.add").first.click()
        visit.settle()
        assert query(page)["industries"].split(",") == [*codes, related[0]]


def test_pages_about_one_thing_lead_to_each_other(visit, place, found):
    page = visit.go(f"/en/cells/{place['cell']['cell']}")
    link = page.locator(".actions a[href*='/clusters?']").get_attribute("href")
    assert f"category={place['category']}" in link
    row = found["rows"][0]
    page = visit.go(f"/en/clusters/{row['cluster']}")
    assert page.locator(f".actions a[href*='cluster={row['cluster']}']").count() == 1
    bar = page.locator("nav[aria-label='Pages'] a[aria-current]")
    assert bar.inner_text() == "Clusters"
