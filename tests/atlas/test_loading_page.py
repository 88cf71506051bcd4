"""A file is dropped on the page of data, looked at, asked about, loaded, run; then the map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

#: No year and no unit; a total that is not the sum of its parts; a name that no list has.
YEARBOOK = """宁波市各县区规模以上工业总产值
县区,纺织服装、服饰业,汽车制造业,电气机械和器材制造业
合计,61.1,1021.3,9990.5
海曙区,10.5,220.5,3120.4
江北区,20.5,330.4,4130.5
北仑区,29.1,440.2,5140.6
某某新区,1.0,30.2,20.3
"""
GRAVE = {"serious", "critical"}
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  const told = { dataTransfer: data, bubbles: true, cancelable: true };
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, told));
}"""


def looked(seen) -> None:
    seen.page.wait_for_selector(".looked:not(.stale)")


def test_a_dropped_file_comes_to_the_map(opened) -> None:
    page = opened.page
    page.evaluate(DROP, ["产值.csv", YEARBOOK])
    looked(opened)
    assert "view=look" in page.url and "upload=" in page.url
    said = page.locator("main").inner_text()
    for word in ("产值.csv", "海曙区", "330203", "differ from the sum of their parts", "某某新区"):
        assert word in said
    answer(page, "Which year", "2022")
    looked(opened)
    page.get_by_label("In which unit").select_option("亿元")
    page.locator(".question", has=page.get_by_label("In which unit")).get_by_role("button").click()
    looked(opened)
    preview = page.locator("section[aria-labelledby=preview] table").inner_text()
    assert "2022" in preview and "1,050,000,000" in preview
    with page.expect_download() as kept:
        page.locator(".mapfile summary").click()
        page.get_by_role("link", name="Download the map").click()
    assert kept.value.suggested_filename == "产值.csv.map.toml"
    assert "[unpivot]" in Path(kept.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name=re.compile("^Load into")).click()
    page.wait_for_selector(".loadbar .empty")
    assert "9 rows" in page.locator(".loadbar .empty").inner_text()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector(".running a.button, .running [role=alert]", timeout=90_000)
    assert "Rated by Gross output: 9 cells, 2022" in page.locator(".running").inner_text()
    page.locator(".running").get_by_role("link", name="To the map").click()
    opened.settle()
    assert opened.site.api("/workspace")["default"]["year"] == 2022
    page.reload()
    opened.settle()
    assert opened.site.api("/cells?limit=1")["total"] > 0


def answer(page, label: str, text: str) -> None:
    field = page.get_by_label(label)
    field.fill(text)
    field.press("Enter")


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("zh", 390, "dark")])
def test_the_page_is_accessible_and_fits(browser, edited, opened, lang, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened.page
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{edited.url}/{lang}/data?theme={theme}")
    opened.settle()
    page.locator(".dropping input[type=file]").set_input_files(
        {"name": "产值.csv", "mimeType": "text/csv", "buffer": YEARBOOK.encode()}
    )
    looked(opened)
    grave = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
    assert grave == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.shot(f"look-{lang}-{theme}-{width}")


def test_the_keyboard_is_enough(opened) -> None:
    page = opened.page
    page.wait_for_load_state("networkidle")  # what arrives later may draw the button anew
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").press("Enter")
    chooser.value.set_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"\n"})
    page.wait_for_selector("[role=alert], .looked:not(.stale)")


def test_who_has_not_opened_the_address_is_told(browser, edited) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{edited.url}/zh/data")
    page.wait_for_selector(".closed")
    assert "jiqun serve --edit" in page.locator(".closed").inner_text()
    assert page.locator(".dropping").count() == 0
    context.close()


def test_a_server_that_shows_says_how_to_add_a_file(visit) -> None:
    page = visit.go("/en/data")
    page.wait_for_selector(".closed")
    assert "jiqun serve WORKSPACE --edit" in page.locator(".closed").inner_text()
    page.evaluate(DROP, ["a.csv", "a"])
    assert page.url.endswith("/en/data")
