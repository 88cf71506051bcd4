"""Signing in: cookies, their end, wrong passwords, requests of other pages' making."""

from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest

from jiqun.accounts import (
    Actor,
    LockedError,
    Store,
    WrongError,
    audit_log,
    change_role,
    has_accounts,
    remove_user,
    set_password,
    unlock_user,
)
from jiqun.accounts import sign_in as accounts_sign_in
from jiqun.accounts.passwords import Hasher
from jiqun.web import create_app
from jiqun.web.access import HEADER, KEY, Access
from jiqun.web.access.limits import MOST_TRIES, WINDOW, Tries
from jiqun.web.editing import Editing

OWN = {HEADER: "1"}
PASSWORD = "correct horse battery {}"
BY = Actor(name="tests")
HOUR, DAY = 3600.0, 86400.0
OTHER = "an entirely other phrase"


def sign_in(client, name, password=None):
    """Sign in, usually with the password of the tests; give the answer."""
    given = {"name": name, "password": password or PASSWORD.format(name)}
    return client.post("/api/v1/session", json=given)


def me(client):
    return client.get("/api/v1/session").json()["name"]


def test_who_signs_in_is_told_who_and_may_what(own):
    client = own.client()
    before = client.get("/api/v1/session").json()
    assert before == {
        "name": None,
        "role": None,
        "rights": ["read"],
        "local": False,
        "accounts": True,
        "editing": True,
    }
    told = sign_in(client, "EDIT", PASSWORD.format("edit"))
    assert told.status_code == 201, "capitals of a name make no difference"
    assert told.json()["name"] == "edit"
    assert told.json()["rights"] == ["confidential", "edit", "read"]
    assert client.get("/api/v1/editing").json()["held"] is True


def test_the_cookie_is_for_this_server_and_no_script(own):
    answer = sign_in(own.client(), "edit")
    parts = answer.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
    assert not any(one.startswith(("Domain", "Secure", "Expires", "Max-Age")) for one in parts)
    assert parts[0].startswith("jiqun-80="), "each port has a cookie of its own"
    assert answer.headers["cache-control"] == "no-store"


def test_a_token_opens_no_other_port(own):
    token = sign_in(own.client(), "edit").headers["set-cookie"].split(";")[0].split("=", 1)[1]
    for port, name in ((80, "edit"), (8001, None)):
        there = own.client(base=f"http://127.0.0.1:{port}")
        there.headers["cookie"] = f"jiqun-80={token}; jiqun-8001={token}"
        assert me(there) == name, port


def test_the_token_is_kept_nowhere(own):
    token = sign_in(own.client(), "edit").headers["set-cookie"].split(";")[0].split("=", 1)[1]
    for file in own.path.glob("accounts.sqlite*"):
        held = file.read_bytes()
        assert token.encode() not in held and PASSWORD.format("edit").encode() not in held


def test_behind_https_the_cookie_goes_no_other_way(own, ask):
    app = create_app(
        own.path,
        hosts=frozenset({"atlas.example.org"}),
        access=Access(own.store, everybody=frozenset(), origin="https://atlas.example.org"),
    )
    client = ask(app)
    client.headers.update({**OWN, "host": "atlas.example.org"})
    cookie = sign_in(client, "read").headers["set-cookie"]
    assert cookie.startswith("__Host-jiqun-80=") and "Secure" in cookie.split("; ")
    asked = {"origin": "https://atlas.example.org"}
    assert client.delete("/api/v1/session", headers=asked).status_code == 204
    for origin in ("http://atlas.example.org", "https://evil.test", "null"):
        refused = client.delete("/api/v1/session", headers={"origin": origin})
        assert refused.status_code == 403, origin


def test_a_session_ends_when_it_is_not_used(own, clock):
    client = own.client("edit")
    for _ in range(3):
        clock.now += 7 * HOUR
        assert me(client) == "edit"
    clock.now += 8 * HOUR + 1
    assert me(client) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(own, clock):
    client, began = own.client("edit"), clock.now
    while clock.now - began < 7 * DAY - HOUR:
        clock.now += HOUR
        assert me(client) == "edit"
    clock.now = began + 7 * DAY + 1
    assert me(client) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda store: change_role(store, "edit", role="read", by=BY),
        lambda store: set_password(store, "edit", password=OTHER, by=BY),
        lambda store: remove_user(store, "edit", by=BY),
    ],
    ids=["role", "password", "removal"],
)
def test_a_session_ends_with_what_it_was_given_for(own, quick, end):
    client, other = own.client("edit"), own.client("administrator")
    # another process does it: the terminal
    store = Store(own.path, cost=quick, clock=own.store.clock)
    end(store)
    store.close()
    assert me(client) is None
    assert client.post("/api/v1/runs?year=1").status_code == 401
    assert me(other) == "administrator"


def test_signing_out_ends_the_session_not_only_the_cookie(own):
    client, thief = own.client("edit"), own.client()
    thief.cookies = dict(client.cookies)
    assert me(thief) == "edit"
    gone = client.delete("/api/v1/session")
    assert gone.status_code == 204 and "Max-Age=0" in gone.headers["set-cookie"]
    assert me(thief) is None


def test_a_new_session_has_a_new_token_and_ends_the_old_one(own):
    client, thief = own.client("edit"), own.client()
    thief.cookies = dict(client.cookies)
    assert sign_in(client, "read").status_code == 201
    assert (me(client), me(thief)) == ("read", None)


def test_one_changes_ones_own_password_and_stays_signed_in(own, codes):
    client, elsewhere = own.client("juror"), own.client("juror")
    given = {"old": "wrong", "new": OTHER}
    answer = client.post("/api/v1/session/password", json=given)
    assert (answer.status_code, codes(answer)) == (422, ["user-password"])
    given["old"] = PASSWORD.format("juror")
    weak = client.post("/api/v1/session/password", json={**given, "new": "aaaaaaaaaaaa"})
    assert weak.status_code == 422
    assert client.post("/api/v1/session/password", json=given).status_code == 204
    assert (me(client), me(elsewhere)) == ("juror", None)
    assert sign_in(own.client(), "juror").status_code == 401
    assert sign_in(own.client(), "juror", OTHER).status_code == 201
    assert own.client().post("/api/v1/session/password", json=given).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://127.0.0.1:9"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_another_sites_page_signs_nobody_in_or_out(own, headers):
    given = {"name": "edit", "password": PASSWORD.format("edit")}
    client = own.client("administrator")
    for method, path, more in (
        ("post", "/session", {"json": given}),
        ("delete", "/session", {}),
        ("post", "/session/password", {"json": {"old": "x", "new": "y"}}),
        ("post", "/users", {"json": {"name": "a", "role": "read"}}),
        ("get", "/users", {}),
        ("get", "/audit", {}),
    ):
        answer = client.request(method, f"/api/v1{path}", headers=headers, **more)
        assert answer.status_code == 403, (method, path)
    assert me(client) == "administrator"


def test_a_cookie_without_the_header_changes_nothing(own):
    client = own.client("administrator")
    del client.headers[HEADER]
    for method, path in (("delete", "/session"), ("post", "/users"), ("delete", "/users/edit")):
        assert client.request(method, f"/api/v1{path}").status_code == 403
    assert len(client.get("/api/v1/users").json()["items"]) == 4


def test_the_key_of_the_printed_address_opens_nothing_where_people_sign_in(own):
    client = own.client()
    assert "set-cookie" not in client.get("/en/data", params={KEY: own.editing.printed.key}).headers
    client.headers[HEADER] = own.editing.printed.key
    assert client.post("/api/v1/runs?year=1").status_code == 401


def test_with_the_first_account_the_key_is_dead_its_session_is_not(tmp_path, ask, build, quick):
    place = build(tmp_path / "ws")
    with Editing() as editing:
        app = create_app(
            place, access=Access(Store(place, cost=quick), printed=editing.printed), editing=editing
        )
        first = ask(app)
        first.headers.update(OWN)
        first.get("/en/data", params={KEY: editing.printed.key})
        told = first.get("/api/v1/session").json()
        assert (told["role"], told["local"]) == ("administrator", True)
        made = first.post("/api/v1/users", json={"name": "王芳", "role": "administrator"})
        assert made.status_code == 201, made.text
        late = ask(app)
        assert "set-cookie" not in late.get("/en/data", params={KEY: editing.printed.key}).headers
        assert first.get("/api/v1/users").status_code == 200
        assert sign_in(first, "王芳", made.json()["password"]).status_code == 201
        assert first.get("/api/v1/session").json()["local"] is False


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(own):
    client = own.client()
    answers = [sign_in(client, name, "wrong") for name in ("edit", "nobody")]
    assert {one.status_code for one in answers} == {401}
    assert answers[0].content == answers[1].content
    assert "set-cookie" not in answers[0].headers


def test_an_unknown_name_costs_what_a_known_one_does(own, monkeypatch):
    made, statements = [], []
    for name in ("kept", "agrees"):
        inner = getattr(Hasher, name)
        monkeypatch.setattr(
            Hasher, name, lambda self, *a, _n=name, _i=inner: made.append(_n) or _i(self, *a)
        )
    client = own.client()
    sign_in(client, "first", "wrong")  # what is compared for nobody is made once
    for use in ("read", "write"):
        own.store._link(use).set_trace_callback(
            lambda sql: statements.append(sql.split()[0]) if sql[:6] != "PRAGMA" else None
        )
    costs = []
    for name in ("edit", "nobody"):
        made.clear(), statements.clear()
        sign_in(client, name, "wrong")
        costs.append((list(made), list(statements)))
    assert costs[0] == costs[1]
    assert costs[0][0] == ["agrees"]


@pytest.mark.parametrize("name", ["edit", "nobody"])
def test_after_ten_wrong_passwords_a_name_is_locked_for_longer_each_time(own, clock, name):
    own.access.tries = Tries(most=10**6)
    client = own.client()
    for _ in range(10):
        assert sign_in(client, name, "wrong").status_code == 401
    waits = []
    for _ in range(8):
        locked = sign_in(client, name, PASSWORD.format(name))
        assert locked.status_code == 429, "the right password opens nothing now"
        waits.append(int(locked.headers["retry-after"]))
        clock.now += waits[-1] + 1
        assert sign_in(client, name, "wrong").status_code == 401
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_lock_ends_and_the_right_password_forgets_it(own, clock):
    client = own.client()
    for _ in range(10):
        sign_in(client, "edit", "wrong")
    assert sign_in(client, "edit").status_code == 429
    clock.now += 61
    assert sign_in(client, "edit").status_code == 201
    assert sign_in(client, "edit", "wrong").status_code == 401
    assert sign_in(client, "edit").status_code == 201


def test_an_administrator_unlocks_and_sees_the_lock(own):
    client = own.client()
    for _ in range(10):
        sign_in(client, "edit", "wrong")
    chief = own.client("administrator")
    locked = {one["name"]: one["locked"] for one in chief.get("/api/v1/users").json()["items"]}
    assert locked["edit"] == 60 and locked["read"] == 0
    assert chief.patch("/api/v1/users/edit", json={"unlock": True}).json()["locked"] == 0
    assert sign_in(client, "edit").status_code == 201


def test_a_lock_survives_the_server(own):
    client = own.client()
    for _ in range(10):
        sign_in(client, "edit", "wrong")
    own.store.close()
    assert sign_in(own.client(), "edit").status_code == 429
    unlock_user(own.store, "edit", by=BY)


def test_many_guesses_at_once_are_ten(own, monkeypatch):
    compared, inner = [], Hasher.agrees
    monkeypatch.setattr(
        Hasher, "agrees", lambda self, kept, given: compared.append(1) or inner(self, kept, given)
    )

    def guess(k):
        with pytest.raises((WrongError, LockedError)) as refused:
            accounts_sign_in(own.store, "edit", f"wrong {k}", port=80, address="10.0.0.1")
        return refused.type

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(guess, range(40)))
    assert len(compared) == found.count(WrongError) == 10


def test_one_address_may_not_try_name_after_name(own):
    client = own.client()
    found = [sign_in(client, f"name {k}", "wrong") for k in range(MOST_TRIES + 2)]
    assert [one.status_code for one in found] == [401] * MOST_TRIES + [429] * 2
    assert 0 < int(found[-1].headers["retry-after"]) <= WINDOW


def test_tries_are_counted_by_address_and_forgotten(clock):
    tries = Tries(most=2, clock=clock)
    assert [tries.wait("10.0.0.1") for _ in range(2)] == [0, 0]
    assert tries.wait("10.0.0.1") == 300
    assert tries.wait("10.0.0.2") == 0
    # the last half of an IPv6 address is anybody's to choose
    assert [tries.wait(f"2001:db8::{k}") for k in range(3)] == [0, 0, 300]
    clock.now += 301
    assert tries.wait("10.0.0.1") == 0


def test_the_address_behind_a_proxy_is_the_one_that_the_proxy_saw(own, ask):
    own.access.origin = "https://atlas.example.org"
    client = ask(own.app)
    client.headers.update(OWN)
    client.headers["x-forwarded-for"] = "6.6.6.6, 203.0.113.7"
    sign_in(client, "edit", "wrong")
    assert audit_log(own.store)[0][0].address == "203.0.113.7"
    own.access.origin = None
    sign_in(client, "edit", "wrong")
    assert audit_log(own.store)[0][0].address == "testclient", "nobody else may say so"


def test_what_is_typed_as_a_name_is_not_in_the_log(own):
    sign_in(own.client(), "my secret password", "x")
    entries, _ = audit_log(own.store)
    assert (entries[0].who, entries[0].what, entries[0].result) == ("?", "sign-in", "refused")
    assert "secret" not in repr(entries)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "edit"},
        {"name": "edit", "password": "x" * 257},
        {"name": "x" * 161, "password": "x"},
        {"name": 1, "password": "x"},
        {"name": "edit", "password": ["x"]},
        {"name": "edit", "password": "x", "role": "administrator"},
    ],
    ids=str,
)
def test_a_misshapen_attempt_is_refused(own, given):
    assert own.client().post("/api/v1/session", json=given).status_code == 422


@pytest.mark.parametrize(
    "sent", [b'{"name": "\\ud800", "password": "x"}', b'{"\\udfff": 1, "name": "edit"}']
)
def test_half_a_sign_is_refused_not_answered_with_a_fault(own, codes, sent):
    own_type = {"content-type": "application/json"}
    answer = own.client().post("/api/v1/session", content=sent, headers=own_type)
    assert (answer.status_code, codes(answer)[0]) == (422, "request-parameter")


@pytest.mark.parametrize("role", [None, "read", "juror"])
@pytest.mark.parametrize(
    "path", ["/tables/regions", "/tables/none", "/runs/x", "/users", "/health"]
)
def test_nothing_on_the_way_gives_ones_answer_to_another(own, role, path):
    answer = own.client(role).get(f"/api/v1{path}")
    assert "Cookie" in answer.headers["vary"]
    assert answer.headers["cache-control"] in {"private, no-cache", "no-store"}


@pytest.mark.parametrize(
    "cookie", ["", "x", "jiqun-80=", "jiqun-80=x", 'jiqun-80="', "jiqun-80=" + "é" * 3000, ";=;"]
)
def test_a_strange_cookie_is_nobodys(own, cookie):
    client = own.client()
    answer = client.get("/api/v1/session", headers={"cookie": cookie.encode("latin-1")})
    assert answer.json()["name"] is None


def test_a_server_without_accounts_has_nobody_to_sign_in(tmp_path, ask, build):
    place = build(tmp_path / "ws")
    client = ask(create_app(place))
    client.headers.update(OWN)
    assert sign_in(client, "edit").status_code == 401
    assert not list(place.glob("accounts*")), "asking makes no file"
    assert not has_accounts(Store(place))


def test_damaged_accounts_let_nobody_in(own):
    client = own.client("administrator")
    own.store.close()
    own.path.joinpath("accounts.sqlite").write_bytes(b"no accounts" * 999)
    for file in own.path.glob("accounts.sqlite-*"):
        file.unlink()
    answer = client.get("/api/v1/users")
    assert answer.status_code == 503
    assert answer.json()["problems"][0]["code"] == "accounts-damaged"
    assert client.get("/en/map").status_code in {200, 503}


def test_the_cookie_can_be_read_as_one(own):
    cookie = SimpleCookie(sign_in(own.client(), "read").headers["set-cookie"])
    assert list(cookie) == ["jiqun-80"] and len(cookie["jiqun-80"].value) >= 43


def test_signing_in_and_out_is_in_the_log(own):
    client = own.client("edit")
    client.delete("/api/v1/session")
    sign_in(client, "edit", "wrong")
    found = [(one.who, one.what, one.result) for one in audit_log(own.store, limit=3)[0]]
    assert found == [
        ("edit", "sign-in", "refused"),
        ("edit", "sign-out", "done"),
        ("edit", "sign-in", "done"),
    ]
    assert Actor(name="tests") == BY
