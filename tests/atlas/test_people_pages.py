"""People sign in, are added and removed; a juror sees what is his to score and nothing else."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GRAVE = {"serious", "critical"}
PAGES = ("account/people", "account/audit", "account")


def test_signing_in_leads_back_to_where_one_was(page_of) -> None:
    visit = page_of(None)
    page = visit.page
    assert page.locator(".dropping").count() == 0
    page.get_by_role("link", name="Sign in").first.click()
    visit.settle()
    visit.sign_in("li.na", "not the password")
    assert "belong" in page.locator(".signing [role=alert]").inner_text()
    assert page.locator("input[autocomplete=current-password]").input_value() == ""
    visit.sign_in("li.na")
    assert page.url.endswith("/en/data")
    page.wait_for_selector(".dropping")
    page.locator(".tools .menu > button").click()
    assert "Editor" in page.locator(".menuhead").inner_text()
    assert page.get_by_role("link", name="Audit log").count() == 0
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector(".tool.signin")
    visit.settle()
    assert visit.page.request.get(f"{visit.site.url}/api/v1/session").json()["name"] is None


def test_a_person_is_added_gets_another_role_and_is_removed(page_of) -> None:
    visit = page_of("王芳", "/en/account/people")
    page = visit.page
    own = page.locator("tr", has=page.get_by_text("you", exact=True))
    assert own.locator("select").is_disabled()
    assert own.get_by_role("button", name="Remove").is_disabled()
    page.locator(".adding").get_by_label("Name").fill("Chen Xi")
    page.locator(".adding button.primary").click()
    made = page.locator(".secretword").inner_text()
    assert len(made) >= 12
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Chen Xi"))
    row.locator("select").select_option("edit")
    page.wait_for_function(
        "() => document.querySelectorAll('table.people select:disabled').length === 1"
    )
    other = page_of(None)
    other.go("/en/account")
    other.sign_in("Chen Xi", made)
    assert "Editor" in other.page.locator(".head").inner_text()
    row.get_by_role("button", name="Remove").click()
    page.wait_for_function("() => document.activeElement.textContent === 'Cancel'")
    page.locator("dialog[open] .danger").click()
    row.wait_for(state="detached")
    # whose account is gone is signed out by the next thing he does
    other.page.get_by_role("link", name="Cells").click()
    other.page.reload()
    other.settle()
    assert other.page.locator(".tool.signin").count() == 1


def test_a_juror_sees_only_what_is_his_to_score(page_of) -> None:
    visit = page_of("Prof. Sun", "/en/cells")
    page = visit.page
    for path in ("/en/cells", "/en/data", "/en/protection", "/en/account/people"):
        visit.turn(path)
        assert page.locator("table").count() == 0
        assert page.locator("nav.nav").count() == 0
    visit.turn("/zh/map")
    assert page.locator("h1").inner_text() == "待我评分"
    assert page.locator(".assigned li").count() == 2
    firm = page.locator(".assigned li", has_text="成立年份")
    facts = dict(
        zip(
            firm.locator("dt").all_inner_texts(), firm.locator("dd").all_inner_texts(), strict=True
        )
    )
    assert facts["主体类型"] == "企业"
    assert re.fullmatch(r"\d{4}", facts["成立年份"])
    assert firm.locator("h2").inner_text() == facts["中文名称"]
    visit.turn("/en/map")
    assert facts["中文名称"] not in page.locator(".assigned h2").all_inner_texts()


def test_what_is_a_jurors_is_given_and_taken_back(page_of) -> None:
    page = page_of("王芳", "/en/account/people").page
    page.get_by_role("button", name="What Prof. Sun scores").click()
    held = page.locator("dialog .held li")
    held.first.wait_for()
    page.locator("dialog select").select_option("regions")
    page.locator("dialog input").fill("no such region")
    page.locator("dialog button.primary").click()
    page.locator("dialog [role=alert] .problem").wait_for()
    assert held.count() == 2
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog[open]')")


def test_the_audit_log_tells_filters_and_downloads(page_of) -> None:
    visit = page_of("王芳", "/en/account/audit")
    page = visit.page
    page.wait_for_selector(".virtual tbody tr")
    assert "Sign in" in page.locator(".virtual").inner_text()
    page.get_by_label("Result").select_option("refused")
    visit.settle()
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.pill')].some((p) => p.textContent === 'done')"
    )
    with page.expect_download() as got:
        page.get_by_role("link", name="Download CSV").click()
    lines = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "result" in lines[0]
    assert all("refused" in line for line in lines[1:])


def test_whoever_reads_the_terminal_can_add_the_first_administrator(opened) -> None:
    page = opened.turn("/en/account")
    assert "jiqun users add" in page.locator(".notice").inner_text()
    opened.turn("/en/account/people")
    assert page.locator("table").count() == 0
    role = page.locator(".adding select")
    assert role.is_disabled()
    assert role.input_value() == "administrator"


def test_who_may_not_administer_is_told_so(page_of) -> None:
    visit = page_of("Maria", "/en/account/people")
    assert visit.page.locator("table").count() == 0
    assert visit.page.locator("[role=alert]").count() == 1


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("zh", 390, "dark")])
def test_the_pages_are_accessible_and_fit(page_of, lang, width, theme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 844}
    visit = page_of(None, f"/{lang}/account?theme={theme}", viewport=size)
    grave_and_fitting(Axe(), visit)
    visit.shot(f"signing-{lang}-{theme}-{width}")
    visit.sign_in("王芳")
    for path in PAGES:
        visit.turn(f"/{lang}/{path}?theme={theme}")
        grave_and_fitting(Axe(), visit)
        visit.shot(f"{path.replace('/', '-')}-{lang}-{theme}-{width}")
        if lang == "zh":
            told = visit.page.locator("th, label > span, main button").all_inner_texts()
            names = r"li\.na|Maria|Prof\. Sun|Chen Xi"
            assert [one for one in told if re.search(r"[A-Za-z]{3,}", re.sub(names, "", one))] == []


def grave_and_fitting(axe, visit) -> None:
    found = axe.run(visit.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
