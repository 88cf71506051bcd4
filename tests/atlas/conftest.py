"""One small workspace, one server, one browser for all browser tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "jiqun" / "web" / "static"
SHOTS = ROOT / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ESTABLISHMENTS = 6_000
SEED = 5
NOISE = 0.3
#: Of the searches for clusters and for a definition set: enough to have something of each.
DRAWS, BOOTSTRAPS, CANDIDATES = 99, 10, 60
START_SECONDS = 60
#: Who has an account where people sign in, and the password of each.
PEOPLE = {"王芳": "administrator", "li.na": "edit", "Maria": "read", "Prof. Sun": "juror"}
PASSWORD = "quince-harbour-41-lantern"
#: The browser's own console line where a page asks for something that is not there.
#: A page stands once it has a heading and nothing that waits.
SETTLED = """() => document.querySelector('main :is(h1, .empty h2)')
  && !document.querySelector('.skeleton, .stale, tr.waiting')
  && [...document.querySelectorAll('.plate')].every((p) => p.dataset.drawn === 'true')"""
NOT_THERE = "Failed to load resource"


def without(what: str) -> None:
    """Skip where something is missing on this machine; fail where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory) -> Path:
    """A planted country with the case library, measured and rated."""
    from jiqun.planted import economy, economy_plan
    from jiqun.studies.defining import DefinePlan, define
    from jiqun.studies.finding import FindPlan, find
    from jiqun.studies.loading import create_workspace, fetch
    from jiqun.studies.planting import load_economy
    from jiqun.studies.rating import run
    from jiqun.workspace import Workspace

    place = tmp_path_factory.mktemp("atlas") / "workspace"
    create_workspace(place, title="Planted country · 示例国", synthetic=True)
    planted = economy(economy_plan(establishments=ESTABLISHMENTS, seed=SEED, noise=NOISE))
    load_economy(Workspace.open(place), planted)
    fetch(place, source="case-library")
    run(place)
    find(place, FindPlan(draws=DRAWS, bootstraps=BOOTSTRAPS, pairs=1))
    define(place, DefinePlan(candidates=CANDIDATES))
    return place


class Site:
    """The address of a running atlas, what its server printed, and its API as plain JSON."""

    def __init__(self, url: str, *, told: str = "") -> None:
        self.url, self.told = url, told

    def api(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/api/v1{path}", timeout=30) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def site(request):
    """A running server: the one named in JIQUN_ATLAS_URL, or one of our own."""
    named = os.environ.get("JIQUN_ATLAS_URL")
    if named:
        yield Site(named)
        return
    with served(request.getfixturevalue("demo_workspace")) as site:
        yield site


@pytest.fixture(scope="session")
def partly_site(partly_published):
    """A server of a country whose statistics hide much."""
    with served(partly_published) as site:
        yield site


@contextmanager
def served(place: Path, *words: str) -> Iterator[Site]:
    """Serve a workspace as long as it is asked for; ``words`` are further options."""
    if not (STATIC / "index.html").exists():
        without("the atlas is not built (Node.js was absent at the installation)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jiqun", "serve", str(place), "--port", str(port), *words]
    log = place.parent / "server.log"
    with log.open("wb") as told:
        server = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/v1/health", server, log)
        yield Site(f"http://127.0.0.1:{port}", told=log.read_text())
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium, started once."""
    from playwright.sync_api import sync_playwright

    named = os.environ.get("JIQUN_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        without("no Chromium here; name one in JIQUN_CHROMIUM")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


class Visit:
    """A page, and everything that must not happen on it."""

    def __init__(self, page: Any, site: Site) -> None:
        self.page, self.site = page, site
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and NOT_THERE not in message.text:
            self.errors.append(message.text)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme not in {"data", "blob"}
            and f"{parts.scheme}://{parts.netloc}" != self.site.url
        ):
            self.strangers.append(request.url)

    def go(self, path: str) -> Any:
        """Open an address and wait until it has settled."""
        self.page.goto(self.site.url + path)
        self.settle()
        return self.page

    def turn(self, path: str) -> Any:
        """Open an address as a link within the atlas would, if the atlas is open already."""
        if not self.page.url.startswith(self.site.url):
            return self.go(path)
        self.page.evaluate(
            "p => { history.pushState(null, '', p); dispatchEvent(new Event('popstate')); }",
            path,
        )
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_function(SETTLED)

    def sign_in(self, name: str, password: str = "") -> None:
        """Sign in where the page asks for it; with a wrong password the page says so."""
        self.page.locator("input[autocomplete=username]").fill(name)
        self.page.locator("input[autocomplete=current-password]").fill(password or PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".signing [role=alert] *, .tools .menu")
        self.settle()

    def shot(self, name: str, *, full: bool = True) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=full)

    def check(self) -> None:
        assert self.errors == []
        assert self.strangers == []


@pytest.fixture(scope="module")
def visiting(browser, site):
    """Open pages at desktop size; when one is left, nothing bad must have happened on it."""

    @contextmanager
    def opened() -> Iterator[Visit]:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB"
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        seen = Visit(context.new_page(), site)
        try:
            yield seen
        finally:
            context.close()
        seen.check()

    return opened


@pytest.fixture
def visit(visiting):
    """Give a page for one test."""
    with visiting() as seen:
        yield seen


@pytest.fixture(scope="session")
def edited(tmp_path_factory):
    """A server for editing over an empty workspace."""
    from jiqun.studies import create_workspace

    place = tmp_path_factory.mktemp("dropped") / "ws"
    create_workspace(place, title="Ningbo · 宁波")
    with served(place, "--edit") as site:
        yield site


@pytest.fixture
def opened(browser, edited):
    """Give a page of a browser that has opened the address printed for editing."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB"
    )
    seen = Visit(context.new_page(), edited)
    address = re.search(r"http\S+/en/data\?edit=[\w-]+", edited.told)
    assert address, edited.told
    seen.page.goto(address[0])
    seen.settle()
    assert seen.page.url == f"{edited.url}/en/data", "the key has left the address"
    yield seen
    context.close()
    seen.check()


@pytest.fixture(scope="session")
def peopled(tmp_path_factory):
    """A server for editing over a small country, with an account of every role."""
    from jiqun.accounts import Actor, Store, add_user, assign
    from jiqun.planted import economy, economy_plan
    from jiqun.studies import create_workspace
    from jiqun.studies.planting import load_economy
    from jiqun.workspace import Workspace

    place = tmp_path_factory.mktemp("peopled") / "ws"
    create_workspace(place, title="Planted country · 示例国", synthetic=True)
    ws = Workspace.open(place)
    load_economy(ws, economy(economy_plan(establishments=1_000, seed=SEED)))
    store, by = Store(place), Actor(name="test", address="terminal")
    for name, role in PEOPLE.items():
        add_user(store, name, role=role, password=PASSWORD, by=by)
    assign(store, "Prof. Sun", "regions", ws.frame("regions", ["region"])["region"][0], by=by)
    firms = ws.frame("organisations").filter(kind="firm").drop_nulls(["founded", "name_zh"])
    assign(store, "Prof. Sun", "organisations", firms["organisation"][0], by=by)
    with served(place, "--edit") as site:
        yield site


@pytest.fixture
def page_of(browser, peopled):
    """Open pages as somebody, or as nobody; nothing bad may happen on them."""
    seen: list[Visit] = []

    def opened(name: str | None, path: str = "/en/data", **options: Any) -> Visit:
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
        visit = Visit(browser.new_context(reduced_motion="reduce", **given).new_page(), peopled)
        seen.append(visit)
        visit.go(path if name is None else f"/en/account?back={path}")
        if name is not None:
            visit.sign_in(name)
        return visit

    yield opened
    for visit in seen:
        visit.page.context.close()
        visit.check()


@pytest.fixture(scope="session")
def place(site) -> dict[str, Any]:
    """What the tests visit: the largest cell of the workspace and its surroundings."""
    space = site.api("/workspace")
    start = space["default"]
    query = f"level={start['level']}&year={start['year']}&traded=true&sort=-employment&limit=10"
    rows = site.api(f"/cells?{query}")["items"]
    cases = site.api("/clusters?origin=declared&limit=5")["items"]
    members = site.api(f"/cells/{rows[0]['cell']}")["members"]["industries"]
    return {
        "space": space,
        "start": start,
        "rows": rows,
        "cell": rows[0],
        "region": rows[0]["region"],
        "category": rows[0]["category"],
        "case": cases[0]["cluster"],
        "industry": members[0]["industry"],
    }
