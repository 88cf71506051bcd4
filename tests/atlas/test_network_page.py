"""The analysed network: picture, organisations, one of them, and the page before any analysis."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
KINDS = ("university", "firm", "firm", "institute", "firm", "government")
GROUPS, MEMBERS = 3, 6


@pytest.fixture(scope="module")
def networked(tmp_path_factory):
    """Three dense groups in a ring, tied by their first members; an organisation without ties."""
    import polars as pl

    from jiqun.core import Origin
    from jiqun.studies import AnalysisPlan, analyse_network
    from jiqun.workspace import Workspace

    ws = Workspace.create(tmp_path_factory.mktemp("networked") / "ws", title="Ring · 环")
    groups = [[f"{name}{k}" for k in range(MEMBERS)] for name in "abc"]
    pairs = [(x, y) for one in groups for i, x in enumerate(one) for y in one[i + 1 :]]
    pairs += [(groups[k][0], groups[(k + 1) % GROUPS][0]) for k in range(GROUPS)]
    codes = [code for one in groups for code in one]
    origins = (Origin(producer="me", title="t"),)
    with ws.transaction() as t:
        t.put(
            "organisations",
            pl.DataFrame(
                {
                    "organisation": [*codes, "lone"],
                    "name": [*(f"Works {code}" for code in codes), "Lone"],
                    "name_zh": [*(f"机构 {code}" for code in codes), "孤立机构"],
                    "kind": [*KINDS * GROUPS, "firm"],
                }
            ),
            origins=origins,
        )
        t.put(
            "links",
            pl.DataFrame(
                {
                    "source": [a for a, _ in pairs],
                    "target": [b for _, b in pairs],
                    "kind": ["co-patent"] * len(pairs),
                    "year": [2020] * len(pairs),
                }
            ),
            origins=origins,
        )
        t.put(
            "projects",
            pl.DataFrame({"project": ["p"] * 2, "organisation": ["a0", "a1"], "start": [2018] * 2}),
            origins=origins,
        )
    analyse_network(ws.path, AnalysisPlan(repeats=2, draws=2, thinnings=1))
    return ws.path


@pytest.fixture(scope="module")
def network(networked):
    from tests.atlas.conftest import served

    with served(networked) as site:
        yield site


@pytest.fixture
def seen(browser, network):
    from tests.atlas.conftest import Visit

    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB"
    )
    visit = Visit(context.new_page(), network)
    yield visit
    context.close()
    visit.check()


def query(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def painted(page) -> int:
    """How many colours stand on the canvas."""
    return page.evaluate(
        """() => {
          const c = document.querySelector('.plate canvas');
          const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
          const seen = new Set();
          for (let k = 0; k < data.length; k += 4) if (data[k + 3] === 255)
            seen.add(data[k] << 16 | data[k + 1] << 8 | data[k + 2]);
          return seen.size;
        }"""
    )


def test_the_list_and_the_figures_say_what_the_api_says(seen, network):
    page = seen.go("/en/network")
    told = network.api("/network")
    keys = page.locator(".keys").inner_text()
    figures = {one["figure"]: one["value"] for one in told["figures"] if one["of"] is None}
    assert f"{figures['ties']:.0f}" in keys
    rows = network.api("/network/nodes?limit=100")
    assert page.locator(".right table").get_attribute("aria-rowcount") == str(rows["total"] + 1)
    first = page.locator(".right tbody tr:not(.spacer)").first.inner_text()
    assert rows["items"][0]["name"] in first
    assert f"{rows['items'][0]['values']['degree']:.0f}" in first
    legend = page.locator(".left .swatches").inner_text()
    assert all(word in legend for word in ("Firm", "University", "Research institute"))
    assert painted(page) > len(set(KINDS))


def test_keys_open_a_community_and_an_organisation(seen, network):
    page = seen.go("/en/network")
    canvas = page.locator(".plate canvas")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.readout').innerText.includes('Community 0')")
    page.keyboard.press("Enter")
    page.wait_for_url("**community=0")
    seen.settle()
    assert query(page) == {"community": "0"}
    size = network.api("/network/communities")["items"][0]["organisations"]
    assert page.locator(".right table").get_attribute("aria-rowcount") == str(size + 1)
    page.wait_for_function("document.querySelector('.definition').innerText.includes('Community')")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.readout').innerText.includes('Works')")
    page.keyboard.press("Enter")
    page.wait_for_function("/network\\/[abc]0$/.test(location.pathname)")
    page.go_back()
    seen.settle()
    page.locator(".plate canvas").focus()
    page.keyboard.press("Escape")
    page.wait_for_function("!location.search.includes('community')")


def test_a_click_opens_the_community_under_it(seen):
    page = seen.go("/en/network")
    box = page.locator(".plate canvas").bounding_box()
    found = False
    for k in range(6, 15):
        for j in range(6, 15):
            page.mouse.move(box["x"] + box["width"] * k / 20, box["y"] + box["height"] * j / 20)
            if "Community" in page.locator(".readout").inner_text()[:9]:
                found = True
                break
        if found:
            break
    assert found
    number = re.search(r"Community (\d)", page.locator(".readout").inner_text())
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(f"**community={number[1]}")


def test_the_address_keeps_filters_and_sorting(seen, network):
    page = seen.go("/en/network?kind=university&sort=name")
    assert page.locator(".right table").get_attribute("aria-rowcount") == str(GROUPS + 1)
    page.get_by_role("button", name="Partners").click()
    page.wait_for_function("!location.search.includes('sort')")
    page.get_by_label("Kind of actor").select_option("institute")
    page.wait_for_url("**kind=institute")
    seen.settle()
    names = page.locator(".right tbody tr:not(.spacer)").all_inner_texts()
    wanted = network.api("/network/nodes?kind=institute")["items"]
    assert [one["name"] in name for one, name in zip(wanted, names, strict=True)] == [True] * GROUPS


def test_an_organisations_page_gives_partners_and_evidence(seen, network):
    page = seen.go("/zh/network/a0")
    told = network.api("/network/organisations/a0")
    assert page.locator("h1").inner_text() == "机构 a0"
    assert page.locator("svg.network .node").count() == len(told["partners"]) + 1
    tables = [table.locator("tbody tr").count() for table in page.locator(".section table").all()]
    assert tables == [told["partners_total"], told["projects_total"], told["links_total"]]
    page.locator(".section a").first.click()
    page.wait_for_function("!location.pathname.endsWith('/a0')")


def test_before_an_analysis_the_page_names_the_command(opened, edited):
    for path in ("/en/network", "/en/network?view=figures"):
        page = opened.turn(path)
        assert edited.api("/network")["needs"] == page.locator("code.code").inner_text()


@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)])
def test_the_pages_can_be_used_by_all(lang, theme, width, seen):
    from axe_playwright_python.sync_playwright import Axe

    seen.page.set_viewport_size({"width": width, "height": 900})
    for name in ("network", "network?view=figures", "network/a0"):
        link = "&" if "?" in name else "?"
        page = seen.turn(f"/{lang}/{name}{link}theme={theme}")
        told = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(o["id"], o["nodes"][0]["target"]) for o in told if o["impact"] in GRAVE] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        said = page.locator("main").inner_text()
        assert not re.search(r"\b(network|actor|tie|tab)\.[a-z]", said)
        seen.shot(f"{name.translate(str.maketrans('/?=', '---'))}-{lang}-{theme}-{width}")
