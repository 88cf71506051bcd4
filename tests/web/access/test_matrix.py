"""Every route with every role, on every kind of server, held against what was written by hand."""

from contextlib import ExitStack

import pytest
from fastapi.routing import APIRoute

from jiqun.accounts import ROLES
from jiqun.web import create_app
from jiqun.web.access import HEADER, KEY, Access, right_of
from jiqun.web.editing import Editing
from jiqun.web.routes import PREFIX

OWN = {HEADER: "1"}
PASSWORD = "correct horse battery {}"

#: What each route needs: written by hand. A new route is a line here. What stands under "anyone"
#: tells nothing of the workspace.
NEEDED = {
    "anyone": """
        GET /measures
        GET /measures/{id}
        GET /glossary
        GET /schemes
        GET /schemes/{id}
        GET /editing
        GET /session
        POST /session
        DELETE /session
        POST /session/password
    """,
    "read": """
        GET /workspace
        GET /health
        GET /search
        GET /compare
        GET /categories
        GET /map
        GET /visible
        GET /cells
        GET /cells/{cell:path}
        GET /regions
        GET /regions/{region}
        GET /regions/{region}/resemblance
        GET /geometry
        GET /clusters
        GET /clusters/geometry
        GET /clusters/plane
        GET /clusters/{cluster:path}/members
        GET /clusters/{cluster:path}
        GET /definitions
        GET /definitions/try
        GET /definitions/{definition}
        GET /definitions/{definition}/industries/{industry}
        GET /tables
        GET /tables/{name}
        GET /history
        GET /provenance/{name}
        GET /briefs/{subject}/{id:path}
        GET /measures/{id}/values
        GET /measures/{id}/curve
        GET /industry-space
        GET /complexity
        GET /quantities
        GET /doubt
        GET /protection
        POST /rate
    """,
    "edit": """
        POST /uploads
        POST /uploads/{upload}/look
        POST /uploads/{upload}/load
        DELETE /uploads/{upload}
        GET /uploads/{upload}/rejects
        POST /runs
        GET /runs/{run}
        DELETE /runs/{run}
        GET /tables/{name}/form
        GET /tables/{name}/rows
        POST /tables/{name}/check
        POST /tables/{name}/edits
        GET /tables/{name}/sheet
        POST /tables/{name}/sheet
        GET /edits
        POST /edits/{batch}/undo
    """,
    "score": """
        GET /assigned
    """,
    "administer": """
        GET /users
        POST /users
        PATCH /users/{name}
        DELETE /users/{name}
        GET /users/{name}/assigned
        POST /users/{name}/assigned
        DELETE /users/{name}/assigned
        GET /audit
    """,
}
EXPECTED = {
    tuple(line.split()): right
    for right, lines in NEEDED.items()
    for line in lines.strip().splitlines()
}
#: Of every role, and of whoever opened the printed address.
HAS = {
    "read": {"read"},
    "juror": {"score"},
    "edit": {"read", "confidential", "edit"},
    "administrator": {"read", "confidential", "edit", "administer"},
    "printed": {"read", "confidential", "edit", "administer"},
}


def status(method, right, *, who, edits, open_to_all):
    """Say how a request is refused; None where it must not be."""
    change = method != "GET" and right != "read"
    if right == "anyone":
        return None
    if not edits and (right == "edit" or change):
        return 403
    if right in HAS.get(who, {"read"} if open_to_all else set()):
        return None
    return 401 if who is None else 403


SERVERS = {
    "shows": {"edits": False, "open_to_all": True},
    "edits": {"edits": True, "open_to_all": True},
    "public": {"edits": True, "open_to_all": False},
    "public, shows": {"edits": False, "open_to_all": False},
}


def sign_in(client, name, password=None):
    """Sign in, usually with the password of the tests; give the answer."""
    given = {"name": name, "password": password or PASSWORD.format(name)}
    return client.post("/api/v1/session", json=given)


@pytest.fixture(scope="module")
def place(tmp_path_factory, build):
    return build(tmp_path_factory.mktemp("people") / "ws")


@pytest.fixture(scope="module")
def store(place, people):
    with_people = people(place)
    yield with_people
    with_people.close()


@pytest.fixture(scope="module")
def printed_place(tmp_path_factory, build):
    return build(tmp_path_factory.mktemp("printed") / "ws")


def routes(inside, prefix=""):
    """Give the routes that an application, or a router included in it, has under the API."""
    for one in inside.routes:
        router = getattr(one, "original_router", None)
        if router is not None:
            yield from routes(router, prefix + one.include_context.prefix)
        elif isinstance(one, APIRoute) and (prefix + one.path).startswith(PREFIX):
            yield one, (prefix + one.path).removeprefix(PREFIX)


def client_of(app, who, ask):
    client = ask(app)
    client.headers.update(OWN)
    if who in ROLES:
        assert sign_in(client, who).status_code == 201
    return client


def asked(client, method, path):
    """Ask a route for something that is not there, in a way that changes nothing."""
    address = path
    for part in ("{cell:path}", "{cluster:path}", "{id:path}"):
        address = address.replace(part, "x")
    address = address.format(
        batch=1,
        **dict.fromkeys(
            ("id", "region", "definition", "industry", "name", "upload", "run", "subject"), "x"
        ),
    )
    if (method, path) == ("DELETE", "/users/{name}/assigned"):
        address += "?kind=regions&subject=x"
    body = {"json": {}} if method in {"POST", "PATCH"} else {}
    query = "" if path != "/runs" or method != "POST" else "?year=1"
    return client.request(method, f"{PREFIX}{address}{query}", **body).status_code


def test_every_route_declares_the_right_that_is_written_down(place):
    found = {
        (method, path): right_of(route)
        for route, path in routes(create_app(place))
        for method in route.methods
    }
    assert found == EXPECTED
    documented = create_app(place).openapi()["paths"]
    told = {
        (verb.upper(), path.removeprefix(PREFIX))
        for path, verbs in documented.items()
        for verb in verbs
    }
    assert told == {(verb, path.replace(":path", "")) for verb, path in EXPECTED}


def test_a_route_without_a_right_is_noticed(place):
    app = create_app(place)

    @app.get(f"{PREFIX}/open")
    def open_route():
        return {}

    with pytest.raises(TypeError, match="declares 0 rights"):
        [right_of(route) for route, _ in routes(app)]


@pytest.mark.parametrize(
    ("server", "who"),
    [
        *((server, who) for server in ("edits", "shows") for who in (None, *ROLES)),
        # these differ for whoever is not signed in alone
        *(("public", who) for who in (None, "juror", "edit")),
        ("public, shows", None),
    ],
)
def test_every_route_with_every_role(place, store, ask, who, server):
    kind = SERVERS[server]
    with Editing() as editing, ExitStack() as stack:
        access = Access(
            store,
            printed=editing.printed if kind["edits"] else None,
            everybody=frozenset({"read"} if kind["open_to_all"] else ()),
        )
        app = create_app(place, editing=editing if kind["edits"] else None, access=access)
        client, wrong = client_of(app, who, ask), {}
        stack.enter_context(client)  # one loop for all its requests
        # signing out comes last
        for method, path in sorted(EXPECTED, key=lambda one: one == ("DELETE", "/session")):
            got = asked(client, method, path)
            want = status(method, EXPECTED[method, path], who=who, **kind)
            if path == "/session/password" and who is None:
                continue  # it is refused for want of a body, not of a name
            fits = got == want if want else got not in {401, 403, 429} and got < 500
            if not fits:
                wrong[method, path] = (got, want)
    assert wrong == {}


@pytest.mark.parametrize("who", [None, "printed"])
def test_every_route_as_long_as_nobody_has_an_account(printed_place, ask, who):
    with Editing() as editing:
        client, wrong = ask(create_app(printed_place, editing=editing)), {}
        client.headers.update(OWN)
        if who == "printed":
            client.get("/en/data", params={KEY: editing.printed.key})
        for method, path in sorted(EXPECTED, key=lambda one: one == ("DELETE", "/session")):
            got = asked(client, method, path)
            right = EXPECTED[method, path]
            let = right == "anyone" or right in (HAS["printed"] if who else {"read"})
            fits = got not in {401, 403} and got < 500 if let else got == 403
            if not fits:
                wrong[method, path] = got
    assert wrong == {}


def test_what_anyone_may_ask_tells_nothing_of_the_workspace(place, store, ask):
    access = Access(store, everybody=frozenset())
    client = ask(create_app(place, access=access))
    for (method, path), right in EXPECTED.items():
        if (method, right) == ("GET", "anyone"):
            text = client.get(f"{PREFIX}{path.replace('{id}', 'x')}").text
            assert "Pfirsichland" not in text and '"r1"' not in text, path
