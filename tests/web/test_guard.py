"""What stands before every route: names, keys, sizes, headers, faults."""

import base64
import logging
import re
import time

import pytest

from jiqun.web import create_app
from jiqun.web.guard import MOST_BYTES, POLICY
from jiqun.web.routes import tables

KEY = "a-long-random-key-钥"
EVERYWHERE = (
    "/en/map",
    "/api/v1/workspace",
    "/api/v1/cells?format=csv",
    "/api/v1/tables/nothing",
    "/api/v1/cells?limit=x",
    "/api/v1/nothing",
    "/assets/nothing.js",
    "/nothing/at/all",
    "/",
)


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_has_the_headers(client, address):
    headers = client.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_the_policy_lets_nothing_in_from_elsewhere():
    rules = dict(one.strip().split(" ", 1) for one in POLICY.split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY


@pytest.mark.parametrize(
    "host",
    ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test", "evil.test:8000", "", "10.0.0.1",
     "localhost@evil.test:1", "[::1", "169.254.169.254"],
)  # fmt: skip
def test_another_host_is_refused(client, host):
    # a page of another site that has its name point to this machine (DNS rebinding)
    answer = client.get("/api/v1/workspace", headers={"host": host})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost:9", "LOCALHOST", "[::1]:8000"]
)
def test_loopback_is_answered_by_each_of_its_names(client, host):
    assert client.get("/api/v1/health", headers={"host": host}).status_code == 200


def test_no_other_site_is_let_in(client):
    asked = {"origin": "https://evil.test", "access-control-request-method": "GET"}
    for answer in (
        client.get("/api/v1/workspace", headers=asked),
        client.options("/api/v1/workspace", headers=asked),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]


def basic(key, user="anyone"):
    return "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()


@pytest.fixture(scope="module")
def locked(folder, ask):
    return ask(create_app(folder, api_key=KEY))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": KEY.encode()},
        {"authorization": f"Bearer {KEY}".encode()},
        {"authorization": basic(KEY)},
        {"authorization": basic(KEY, user="")},
    ],
    ids=["own header", "bearer", "browser", "no user"],
)
def test_the_key_opens_everything(locked, headers):
    assert locked.get("/api/v1/health", headers=headers).status_code == 200
    assert locked.get("/en/map", headers=headers).status_code in {200, 503}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": ""},
        {"x-api-key": KEY.encode()[:-1]},
        {"x-api-key": KEY.encode() + b"x"},
        {"x-api-key": "\xff\xfe".encode("latin-1")},
        {"authorization": "Basic !!!"},
        {"authorization": basic("wrong")},
        {"authorization": basic("")},
        {"authorization": "Bearer"},
        {"cookie": f"key={KEY}".encode()},
    ],
)
@pytest.mark.parametrize("address", EVERYWHERE)
def test_without_the_key_nothing_is_told(locked, headers, address):
    answer = locked.get(address, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert "Twelve squares" not in answer.text


def test_a_key_in_the_address_is_no_key(locked):
    assert locked.get("/api/v1/health", params={"api_key": KEY}).status_code == 401


def test_a_server_with_a_key_answers_under_its_address(locked):
    # no other site can stand behind a bare address, and every request needs the key
    headers = {"x-api-key": KEY.encode()}
    assert locked.get("/api/v1/health", headers=headers | {"host": "10.0.0.1:8000"}).is_success
    assert locked.get("/api/v1/health", headers=headers | {"host": "evil.test"}).status_code == 403


def test_a_large_body_is_refused_by_its_announced_length(client):
    answer = client.post("/api/v1/rate", params={"scheme": "x"}, content=b"a" * (MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_a_large_body_is_refused_without_a_length(client):
    pieces = (b"a" * 2**20 for _ in range(11))
    answer = client.post("/api/v1/rate", params={"scheme": "x"}, content=pieces)
    assert answer.status_code == 413
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("length", ["-1", "1e3", "ten"])
def test_a_strange_length_is_refused(client, length):
    answer = client.get("/api/v1/health", headers={"content-length": length})
    assert answer.status_code == 413


def broken(*_, **__):
    secret = "what only the log may know"  # noqa: F841 - would stand in a trace
    raise RuntimeError("inner words of /a/secret/path")


def test_a_fault_tells_its_number_and_nothing_else(client, monkeypatch, caplog):
    monkeypatch.setattr(tables, "history_page", broken)
    with caplog.at_level(logging.ERROR, logger="jiqun.web"):
        answer = client.get("/api/v1/history")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"] == POLICY
    assert not re.search(r"inner words|secret|Traceback|RuntimeError|\.py", answer.text)
    number = re.search(r"[0-9a-f]{12}", answer.json()["detail"]).group()
    assert number in caplog.text and "inner words" in caplog.text


def test_a_late_answer_is_given_up(folder, ask, monkeypatch):
    monkeypatch.setattr(tables, "history_page", lambda *_, **__: time.sleep(4))
    began = time.monotonic()
    answer = ask(create_app(folder, patience=0.2)).get("/api/v1/history")
    assert answer.status_code == 503
    assert time.monotonic() - began < 3.5
    assert answer.headers["content-security-policy"] == POLICY


def test_head_is_answered_like_get(client):
    answer = client.head("/api/v1/workspace")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
