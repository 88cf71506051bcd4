"""Who may change a workspace through its server: nobody but who opened the printed address."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from jiqun.core import InputError
from jiqun.web import create_app, serving
from jiqun.web.access import HEADER, KEY
from jiqun.web.editing import Editing

#: Routes that belong to a change, with an address of its kind; all with every role: test_matrix.
ROUTES = {
    ("post", "/uploads"): "/uploads?name=a.csv",
    ("post", "/uploads/{upload}/look"): "/uploads/x/look",
    ("post", "/uploads/{upload}/load"): "/uploads/x/load",
    ("delete", "/uploads/{upload}"): "/uploads/x",
    ("get", "/uploads/{upload}/rejects"): "/uploads/x/rejects",
    ("post", "/runs"): "/runs",
    ("get", "/runs/{run}"): "/runs/x",
    ("delete", "/runs/{run}"): "/runs/x",
    ("post", "/tables/{name}/check"): "/tables/regions/check",
    ("post", "/tables/{name}/edits"): "/tables/regions/edits",
    ("post", "/tables/{name}/sheet"): "/tables/regions/sheet?file=a.csv",
    ("post", "/edits/{batch}/undo"): "/edits/1/undo",
}
ASKED = [(method, f"/api/v1{address}") for (method, _), address in ROUTES.items()]
WRITING = [(method, address) for method, address in ASKED if method != "get"]


def told(answer):
    assert answer.status_code == 403, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["detail"]


@pytest.mark.parametrize(("method", "address"), ASKED)
def test_a_server_that_shows_refuses_every_change(client, method, address):
    for headers in ({}, {HEADER: "1"}, {HEADER: "1", "origin": "http://127.0.0.1"}):
        said = told(client.request(method, address, headers=headers))
        assert "jiqun serve WORKSPACE --edit" in said
    assert "只供查看" in told(client.request(method, address, params={"lang": "zh"}))


@pytest.mark.parametrize(("method", "address"), ASKED)
def test_without_the_session_nothing_is_changed(stranger, editing, own, method, address):
    wrong = {HEADER: editing.printed.key[:-1]}
    cookie = {"cookie": "jiqun-80=guessed", HEADER: "1"}
    for headers in (own.headers, wrong, cookie, {HEADER: ""}):
        assert "jiqun serve --edit" in told(stranger.request(method, address, headers=headers))


@pytest.mark.parametrize(("method", "address"), WRITING)
def test_a_cookie_alone_changes_nothing(editor, method, address):
    del editor.headers[HEADER]
    assert "X-Jiqun-Edit" in told(editor.request(method, address))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://127.0.0.1:9"},
        {"origin": "https://127.0.0.1"},
        {"origin": "http://127.0.0.1.evil.test"},
        {"origin": "http://localhost"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "nonsense"},
    ],
    ids=str,
)
@pytest.mark.parametrize(("method", "address"), ASKED)
def test_another_sites_page_changes_nothing(editor, method, address, headers):
    # cross-site request forgery: the browser would send the cookie along
    assert "X-Jiqun-Edit" in told(editor.request(method, address, headers=headers))


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8000", "127.0.0.1.evil.test", ""])
def test_another_name_is_refused_before_anything_else(editor, host):
    # DNS rebinding: the page's origin would be the host's name
    asked = {"host": host, "origin": f"http://{host}"}
    answer = editor.post("/api/v1/uploads?name=a.csv", content=b"a", headers=asked)
    assert "own name" in told(answer)


def test_a_refusal_does_not_wait_for_the_body(stranger):
    def endless():
        yield b"a" * 65536
        pytest.fail("the body was asked for")

    headers = {HEADER: "1", "content-length": str(10**6)}
    told(stranger.post("/api/v1/uploads?name=a.csv", content=endless(), headers=headers))


def test_no_preflight_is_answered_with_leave(editor):
    asked = {
        "origin": "https://evil.test",
        "access-control-request-method": "POST",
        "access-control-request-headers": HEADER,
    }
    answer = editor.options("/api/v1/uploads", headers=asked)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_printed_address_gives_a_cookie_and_leaves_no_key_behind(stranger, editing):
    answer = stranger.get("/zh/data", params={KEY: editing.printed.key, "year": 2020})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/zh/data?year=2020"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert editing.printed.key not in cookie
    assert stranger.get("/api/v1/editing").json()["held"] is True


@pytest.mark.parametrize("key", ["", "wrong", "钥匙", "x" * 5000])
def test_a_wrong_key_opens_nothing(stranger, key):
    answer = stranger.get("/en/data", params={KEY: key})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/data"
    assert "set-cookie" not in answer.headers
    told_of = stranger.get("/api/v1/editing").json()
    assert told_of["editing"] is True and told_of["held"] is False


@pytest.mark.parametrize("path", ["//evil.test", "/en//evil.test", "/en/..//evil.test"])
def test_an_opened_address_leads_nowhere_else(stranger, editing, path):
    answer = stranger.get(f"http://127.0.0.1{path}", params={KEY: editing.printed.key})
    assert not answer.headers.get("location", "/en").startswith(("//", "http"))


def test_a_server_that_shows_has_no_session(client):
    assert client.get("/api/v1/editing").json()["editing"] is False
    assert "set-cookie" not in client.get("/en/data", params={KEY: "x"}).headers


def test_a_program_sends_the_key_itself(stranger, editing):
    program = {HEADER: editing.printed.key}
    sent = stranger.post("/api/v1/uploads?name=a.csv", content=b"a,b\n", headers=program)
    assert sent.status_code == 201
    gone = stranger.delete(f"/api/v1/uploads/{sent.json()['upload']}", headers=program)
    assert gone.status_code == 204


def test_one_servers_key_opens_no_other(editor, place, ask):
    with Editing() as other:
        client = ask(create_app(place, editing=other))
        client.cookies = editor.cookies
        told(client.post("/api/v1/runs", headers={HEADER: "1"}))


def test_a_key_for_everybody_is_needed_too(place, editing, ask):
    locked = ask(create_app(place, editing=editing, api_key="a-long-random-key-of-tests"))
    answer = locked.post("/api/v1/runs", headers={HEADER: editing.printed.key})
    assert answer.status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_other_machines_change_nothing(place, host):
    with pytest.raises(InputError) as refused:
        serving.serve_workspace(
            place,
            host=host,
            api_key="vR2-nqT8_xLw0bFz",
            edit=True,
            tell=lambda _: pytest.fail("served"),
        )
    assert [one.code for one in refused.value.problems] == ["serve-edit"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_an_address_that_opens_the_session(place, tmp_path, end):
    words = ["serve", str(place), "--port", "0", "--edit", "--json"]
    command = [sys.executable, "-m", "jiqun", *words]
    env = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        try:
            address = json.loads(server.stdout.readline())
            assert address["editing"] is True
            key = re.fullmatch(r"http://127\.0\.0\.1:\d+/en/data\?edit=(.+)", address["url"])[1]
            root = address["url"].split("/en/")[0]
            wait(f"{root}/api/v1/health")
            for given, status in ((key, 201), ("wrong", 403)):
                asked = urllib.request.Request(
                    f"{root}/api/v1/uploads?name=a.csv", b"a\n1\n", {HEADER: given}, method="POST"
                )
                assert status_of(asked) == status
        finally:
            server.send_signal(end)
            server.wait(timeout=30)
    assert not list(tmp_path.glob("jiqun-uploads-*")), "what was sent is gone with the server"


def wait(url):
    import time

    for _ in range(400):
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def status_of(asked):
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
