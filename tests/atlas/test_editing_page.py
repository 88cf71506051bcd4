"""A table is written in by keys, by a form, by a sheet; two who write the same row; taking back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GRAVE = {"serious", "critical"}
#: Cells as a spreadsheet puts them on the clipboard.
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  document.querySelector("table[role=grid]").dispatchEvent(new ClipboardEvent("paste", told));
}"""
SIDE_BY_SIDE = """() => [...document.querySelectorAll(".editgrid tr:not(.spacer)")].every((row) =>
  new Set([...row.cells].map((cell) => Math.round(cell.getBoundingClientRect().top))).size === 1)"""
ASK = """async ([method, path, body]) => {
  const headers = { "X-Jiqun-Edit": "1", "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return [answer.status, await answer.json()];
}"""
#: A name that a spreadsheet would run, one that a page would, one with digits that must stay.
HARMFUL = ("=1+1", "<img src=x onerror=alert(1)>", "007")


@pytest.fixture
def desk(opened):
    """Open the editor of a table that has three rows and nothing else in it."""
    page = opened.page
    page.goto(f"{opened.site.url}/en/data/organisations?view=edit")
    opened.settle()
    empty(page)
    add(page, [("A1", HARMFUL[0]), ("A2", HARMFUL[1]), (HARMFUL[2], "Third")])
    return opened


def ask(page, method: str, path: str, body: object = None):
    """Ask the server as the page's session does."""
    return page.evaluate(ASK, [method, f"/api/v1{path}", body])


def rows(page) -> list[dict]:
    return ask(page, "GET", "/tables/organisations/rows?limit=1000")[1]["items"]


def change(page, changes: list[dict]) -> dict:
    status, told = ask(page, "POST", "/tables/organisations/edits", {"changes": changes})
    assert (status, told["saved"]) == (200, True), told
    return told


def empty(page) -> None:
    while gone := rows(page):
        keys = [(one["tag"], one["values"]["organisation"]) for one in gone]
        change(
            page,
            [{"key": {"organisation": key}, "seen": seen, "values": None} for seen, key in keys],
        )


def add(page, named) -> None:
    """Add firms and show them."""
    values = [{"organisation": code, "name": name, "kind": "firm"} for code, name in named]
    change(page, [{"values": one} for one in values])
    page.reload()
    page.wait_for_selector(".editgrid tbody td")
    page.locator("table[role=grid]").focus()


def names(page) -> dict[str, object]:
    return {one["values"]["organisation"]: one["values"]["name"] for one in rows(page)}


def saved(page) -> None:
    page.keyboard.press("Control+s")
    page.locator(".count .good:not(:empty)").wait_for()


def write(page, *texts: str) -> None:
    """Type into the cell of the name and those below it, beginning in the first row."""
    page.locator("table[role=grid]").focus()
    for key in ("Control+Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_keys_write_save_and_take_back(desk) -> None:
    page = desk.page
    assert names(page) == {"A1": HARMFUL[0], "A2": HARMFUL[1], HARMFUL[2]: "Third"}
    assert page.locator(".editgrid img").count() == 0, "stored markup is text"
    # the first row is the one whose code comes first; what is typed takes the cell's place
    write(page, "First", "", "Second")
    assert page.locator(".editgrid tr.changed").count() == 2
    page.keyboard.press("Control+z")
    assert page.locator(".editgrid tr.changed").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.type("thrown away")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("19x")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.locator(".cellsaid").get_by_text("'19x'").wait_for()
    page.keyboard.press("Control+z")
    page.locator(".cellsaid:empty").wait_for(state="attached")
    saved(page)
    assert names(page) == {HARMFUL[2]: "First", "A1": None, "A2": HARMFUL[1]}
    assert page.locator(".savebar").count() == 0
    page.keyboard.press("Control+z")
    page.get_by_text("Taken back.").wait_for()
    assert names(page) == {"A1": HARMFUL[0], "A2": HARMFUL[1], HARMFUL[2]: "Third"}


def test_the_form_says_what_the_loader_says(desk) -> None:
    page = desk.page
    page.get_by_role("button", name="Add a row").press("Enter")
    form = page.locator("dialog[open]")
    page.keyboard.type("A1")

    def field(column: str):
        return form.locator(f".formfield[data-column={column}] input")

    field("founded").fill("19x")
    told = ask(
        page, "POST", "/tables/organisations/check",
        {"changes": [{"values": {"organisation": "A1", "founded": "19x"}}]},
    )[1]["problems"]  # fmt: skip
    assert {one["columns"][0] for one in told} == {"kind", "founded"}
    for one in told:
        place = form.locator(f".formfield[data-column={one['columns'][0]}]")
        place.get_by_text(one["problem"]["found"]).wait_for()
        assert place.locator("[aria-invalid=true]").count() == 1
    form.locator("[data-column=kind] select").select_option("firm")
    field("founded").fill("１９９９")
    # the code is another row's: nothing is saved
    form.locator(".formfield[data-column=organisation] .wrongwords").wait_for()
    page.keyboard.press("Control+s")
    page.locator(".savebar").get_by_text("Not saved.").wait_for(state="attached")
    assert len(rows(page)) == 3
    field("organisation").fill("A9")
    page.keyboard.press("Control+s")
    form.wait_for(state="detached")
    new = next(one["values"] for one in rows(page) if one["values"]["organisation"] == "A9")
    assert (new["founded"], new["kind"], new["name"]) == (1999, "firm", None)


def test_two_who_write_one_row_are_shown_both(desk) -> None:
    page = desk.page
    write(page, "Mine")
    first = rows(page)[0]
    key = {"organisation": first["values"]["organisation"]}
    change(
        page, [{"key": key, "seen": first["tag"], "values": {"name": "Theirs", "founded": 1980}}]
    )
    page.keyboard.press("Control+s")
    clash = page.locator("dialog[open]")
    clash.wait_for()
    assert re.search(r"\S+ changed this row: ", clash.inner_text())
    row = clash.locator("tr", has=page.get_by_text("Name", exact=True))
    sides = [one.split("\n")[0] for one in row.locator("td").all_inner_texts()]
    assert sides[1:] == ["Mine", "Theirs"]
    assert clash.get_by_role("button", name="Take these").is_disabled(), "nobody's is taken unasked"
    row.locator("input").first.check()
    clash.get_by_role("button", name="Take these").press("Enter")
    saved(page)
    now = next(
        one["values"] for one in rows(page) if one["values"]["organisation"] == key["organisation"]
    )
    assert (now["name"], now["founded"]) == ("Mine", 1980), "what only they wrote stays"
    desk.errors.clear()


def test_what_others_changed_since_is_not_taken_back(desk) -> None:
    page = desk.page
    write(page, "Mine")
    saved(page)
    first = rows(page)[0]
    key = {"organisation": first["values"]["organisation"]}
    change(page, [{"key": key, "seen": first["tag"], "values": {"name": "Theirs"}}])
    page.keyboard.press("Control+z")
    page.locator(".notices.wrong").wait_for()
    assert "changed this row" in page.locator(".notices.wrong").inner_text()
    assert "Theirs" in names(page).values()
    page.get_by_role("button", name="Who changed what").press("Enter")
    page.locator(".made-edits .timeline > li").first.get_by_role("button", name="Undo").press(
        "Enter"
    )
    page.locator("dialog").get_by_text("Taken back.").wait_for()
    assert "Mine" in names(page).values()


@pytest.mark.parametrize("form", ["Excel", "CSV"])
def test_a_sheet_goes_out_and_comes_back(desk, form) -> None:
    page = desk.page
    before = rows(page)
    page.get_by_role("button", name="Sheet").press("Enter")
    with page.expect_download() as kept:
        page.locator(".sheetway").get_by_role("link", name=form).click()
    file = Path(kept.value.path())
    body = file.read_bytes()
    sheet = page.locator("dialog input[type=file]")
    named = {"name": kept.value.suggested_filename, "mimeType": "application/octet-stream"}
    sheet.set_input_files(named | {"buffer": body})
    page.locator(".preview:not(.stale)").wait_for()
    assert page.get_by_role("button", name="Nothing to save").is_disabled(), (
        "a round trip is lossless"
    )
    if form == "CSV":
        text = body.decode("utf-8-sig")
        assert "'=1+1" in text, "a spreadsheet would run it"
        sheet.set_input_files(named | {"buffer": text.replace("Third", "Fourth").encode()})
        page.locator("ins", has_text="Fourth").wait_for()
        assert rows(page) == before, "a preview writes nothing"
        page.get_by_role("button", name="Save the changes (1)").press("Enter")
        page.locator(".count .good:not(:empty)").wait_for()
        assert names(page) == {"A1": HARMFUL[0], "A2": HARMFUL[1], HARMFUL[2]: "Fourth"}
        page.keyboard.press("Control+z")
        page.get_by_text("Taken back.").wait_for()
    assert [one["values"] for one in rows(page)] == [one["values"] for one in before]


def test_long_tables_hold_only_what_is_in_sight(desk) -> None:
    page = desk.page
    change(page, [{"values": {"organisation": f"B{k:04}", "kind": "firm"}} for k in range(1_200)])
    page.reload()
    page.wait_for_selector(".editgrid tbody td")
    page.locator("table[role=grid]").focus()
    page.keyboard.press("Control+End")
    last = page.locator("tr[aria-rowindex='1204']")
    last.locator("td").first.wait_for()
    assert "B1199" in last.inner_text()
    assert page.locator(".editgrid tbody tr").count() < 60
    # a block of a spreadsheet is one step: written at once, taken back at once
    for key in ("Control+Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.evaluate(PASTE, 'one\t"一\t号"\r\ntwo\t二\r\n')
    assert page.locator(".editgrid tr.changed").count() == 2
    assert "一\t号" in page.locator("tr[aria-rowindex='2'] td").nth(2).text_content()
    page.keyboard.press("Control+z")
    assert page.locator(".editgrid tr.changed").count() == 0
    empty(page)


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("zh", 390, "dark")])
def test_the_editor_is_accessible_and_fits(desk, lang, width, theme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = desk.page
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{desk.site.url}/{lang}/data/organisations?theme={theme}&view=edit")
    page.wait_for_selector(".editgrid tbody td")
    write(page, "x")
    page.locator(".savebar").wait_for()
    for name, button in (("grid", None), ("form", 0), ("sheet", 1), ("history", 2)):
        if button is not None:
            page.locator(".edittools button").nth(button).press("Enter")
            page.locator("dialog[open]").wait_for()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in GRAVE] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(SIDE_BY_SIDE), "the cells of a row stand in one line"
        desk.shot(f"edit-{name}-{lang}-{theme}-{width}", full=False)
        if button is not None:
            page.keyboard.press("Escape")
    page.locator(".savebar .quiet").press("Enter")


def test_who_may_not_edit_is_told(visit) -> None:
    page = visit.go("/en/data/activity?view=edit")
    page.get_by_text("jiqun serve WORKSPACE --edit").wait_for()
    assert page.locator("table[role=grid]").count() == 0


def test_an_edit_has_its_author_and_a_reader_has_no_editor(page_of) -> None:
    path = "/en/data/regions?view=edit"
    reader = page_of("Maria", path).page
    reader.goto(reader.url.split("/en/")[0] + path)
    reader.get_by_text("sign in as an editor").wait_for()
    assert reader.locator("table[role=grid]").count() == 0
    page = page_of("li.na", path).page
    page.goto(page.url.split("/en/")[0] + path)
    page.wait_for_selector(".editgrid tbody td")
    write(page, "A name by Li Na")
    page.get_by_label("Why (kept with the change)").fill("she knows")
    saved(page)
    page.get_by_role("button", name="Who changed what").press("Enter")
    made = page.locator(".made-edits .timeline > li").first
    made.wait_for()
    assert "li.na" in made.inner_text() and "she knows" in made.inner_text()
