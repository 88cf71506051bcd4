"""The atlas's pages and files: addresses in two languages, nothing outside the folder."""

import pytest

from jiqun.web import app as pages
from jiqun.web import create_app

INDEX = "<!doctype html><title>the atlas</title>"


@pytest.fixture
def site(folder, ask, tmp_path, monkeypatch):
    """The atlas as if it were built, with a secret beside its folder."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text(INDEX)
    (static / "favicon.svg").write_text("<svg/>")
    (static / "assets" / "app.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (static / "assets" / "link").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setattr(pages, "STATIC", static)
    return ask(create_app(folder))


@pytest.mark.parametrize(
    "address",
    [
        "/en/map",
        "/zh/map",
        "/en/cells/test-set:cars:c00",
        "/zh/regions/c00?year=2020",
        "/en",
        "/zh/",
    ],
)
def test_every_page_is_the_atlas(site, address):
    answer = site.get(address)
    assert answer.status_code == 200 and answer.text == INDEX
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("speaks", "page"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "/zh/map"),
        ("zh-Hant", "/zh/map"),
        ("en-GB,en", "/en/map"),
        ("en,zh;q=0.5", "/en/map"),
        ("fr", "/en/map"),
        ("", "/en/map"),
        ("de,zh;q=0.3", "/zh/map"),
    ],
)
def test_the_beginning_is_in_the_readers_language(site, speaks, page):
    answer = site.get("/", headers={"accept-language": speaks})
    assert answer.status_code == 307 and answer.headers["location"] == page


def test_built_files_may_be_kept_for_ever(site):
    answer = site.get("/assets/app.js")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert site.get("/favicon.svg").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..%5csecret.txt",
        "....//secret.txt",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "app.js%00.txt",
        "link",
        "",
        ".",
        "con",
        "a" * 5000,
    ],
    ids=lambda path: path[:30] or "nothing",
)
@pytest.mark.parametrize("folder_name", ["assets", "fonts"])
def test_nothing_outside_the_folder_is_sent(site, folder_name, path):
    answer = site.get(f"/{folder_name}/{path}")
    assert answer.status_code == 404, answer.text
    assert answer.text != "secret" and "root:" not in answer.text


@pytest.mark.parametrize(
    "path", ["/%2e%2e", "/..%2f", "/index.html%00", "/fr/map", "/admin", "/.git"]
)
def test_other_addresses_are_nowhere(site, path):
    assert site.get(path).status_code == 404


def test_an_atlas_that_is_not_built_says_how_in_both_languages(folder, ask, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    answer = ask(create_app(folder)).get("/zh/map")
    assert "Node.js" in answer.text and "REST 接口" in answer.text and "The REST API" in answer.text
    assert "http" not in answer.text and "<script" not in answer.text
    assert ask(create_app(folder)).get("/api/v1/health").status_code == 200


def test_packaged_fonts_are_sent_from_here(client):
    answer = client.get("/fonts/NotoSans-Regular.woff2")
    assert answer.status_code == 200 and answer.content[:4] == b"wOF2"
