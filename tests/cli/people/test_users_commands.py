"""``jiqun users``: who may do what, from the terminal."""

import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.accounts import Cost, Store, sign_in
from jiqun.cli.app import app
from jiqun.core import InputError, Origin, UnknownError
from jiqun.studies import create_workspace
from jiqun.workspace import Workspace

PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Each command makes its own store: let its comparisons cost nothing."""
    made = Store.__init__
    cheap = Cost(passes=1, memory_kib=8, lanes=1)
    monkeypatch.setattr(Store, "__init__", lambda self, folder: made(self, folder, cost=cheap))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("users") / "ws"
    create_workspace(path, title="Users")
    regions = pl.DataFrame({"region": ["r1"], "name": ["One"], "level": ["county"]})
    made = Origin(producer="The tests", title="A region", version="1", synthetic=True)
    with Workspace.open(path).transaction(verb="load", note="made for the tests") as t:
        t.put("regions", regions, origins=[made])
    return path


@pytest.fixture
def place(built, tmp_path):
    return shutil.copytree(built, tmp_path / "ws")


@pytest.fixture
def users(place):
    def run(command, *words, given="", good=True):
        done = CliRunner().invoke(app, ["users", command, str(place), *words], input=given)
        assert (done.exception is None) is good, (done.output, done.exception)
        return done

    return run


def test_an_account_is_added_with_a_password_that_is_made_and_signs_in(users, place):
    told = json.loads(users("add", "王芳", "--role", "administrator", "--json").stdout)
    assert (told["name"], told["role"]) == ("王芳", "administrator")
    assert sign_in(Store(place), "王芳", told["password"], port=1, address="a")
    listed = users("list", "--json").stdout
    assert told["password"] not in listed and "argon2" not in listed
    assert [one["name"] for one in json.loads(listed)["items"]] == ["王芳"]


def test_a_password_that_is_given_is_never_printed(users, place, tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{PHRASE}\n", encoding="utf-8")
    words = ("--role", "administrator", "--password-file")
    for done in (
        users("add", "a", *words, str(file)),
        users("add", "b", *words, "-", given=f"{PHRASE}\n"),
        users("password", "a", "--password-file", str(file), "--json"),
        users("add", "c", "--password-file", "-", given="short", good=False),
        users("audit"),
    ):
        assert PHRASE not in done.output and PHRASE not in repr(done.exception)
    assert sign_in(Store(place), "b", PHRASE, port=1, address="a")


def test_the_first_is_an_administrator_and_the_last_stays(users):
    assert isinstance(users("add", "a", "--role", "edit", good=False).exception, InputError)
    users("add", "a", "--role", "administrator")
    users("add", "b")
    for words in (("role", "a", "read"), ("remove", "a")):
        refused = users(*words, good=False).exception
        assert [one.code for one in refused.problems] == ["user-last"]
    assert "administrator" in users("role", "b", "administrator").stdout
    users("remove", "a")
    users("remove", "b")
    assert "jiqun serve --edit" in users("list").stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_speaks_both_languages(users, lang):
    says = {"en": ("juror", "account added"), "zh": ("评审", "添加账户")}[lang]
    users("add", "a", "--role", "administrator")
    assert says[0] in users("add", "b", "--role", "juror", "--lang", lang).stdout
    assert says[0] in users("list", "--lang", lang).stdout
    assert says[1] in users("audit", "--lang", lang).stdout
    for words in (
        ("assign", "b", "regions", "r1"), ("assigned", "b"), ("assign", "b", "regions", "r1",
        "--remove"), ("unlock", "b"), ("password", "b"), ("role", "b", "read"), ("adopt",),
        ("remove", "b", "--erase"),
    ):  # fmt: skip
        assert users(*words, "--lang", lang).stdout.strip()


def test_what_is_assigned_is_there_and_a_jurors(users):
    users("add", "a", "--role", "administrator")
    users("add", "b", "--role", "juror")
    users("assign", "b", "regions", "r1")
    (held,) = json.loads(users("assigned", "b", "--json").stdout)["items"]
    assert (held["kind"], held["subject"]) == ("regions", "r1")
    for words in (("b", "regions", "r9"), ("a", "regions", "r1"), ("x", "regions", "r1")):
        users("assign", *words, good=False)


def test_lists_are_written_and_safe_to_open(users, tmp_path):
    users("add", "=1+1", "--role", "administrator")
    for command in ("list", "audit"):
        file = tmp_path / f"{command}.csv"
        assert "1" in users(command, "--to", str(file)).stdout
        text = file.read_text(encoding="utf-8-sig")
        assert "'=1+1" in text and ",=" not in text and "\n=" not in text
        users(command, "--to", str(file), good=False)
        users(command, "--to", str(file), "--force")


def test_lists_are_not_written_into_the_workspace(users, place):
    users("add", "a", "--role", "administrator")
    users("list", "--to", str(place / "users.csv"), good=False)


def test_the_log_is_read_by_name_kind_and_day(users):
    users("add", "a", "--role", "administrator")
    users("add", "b")
    users("role", "b", "edit")
    told = json.loads(users("audit", "--what", "user-role", "--json").stdout)
    assert (told["total"], told["items"][0]["subject"]) == (1, "b")
    assert json.loads(users("audit", "--since", "2100-01-01", "--json").stdout)["total"] == 0
    users("audit", "--what", "nothing", good=False)


def test_an_erased_name_is_in_no_file(users, place):
    users("add", "a", "--role", "administrator")
    users("add", "Forgotten Person")
    told = json.loads(users("remove", "forgotten person", "--erase", "--json").stdout)
    assert told["name"] == "removed-2"
    for file in place.rglob("*"):
        assert not file.is_file() or b"forgotten" not in file.read_bytes().lower(), file


def test_a_copy_is_kept_by_whoever_has_the_terminal(users, place, tmp_path):
    users("add", "a", "--role", "administrator")
    copy = shutil.copytree(place, tmp_path / "copy")
    done = CliRunner().invoke(app, ["users", "list", str(copy)])
    assert [one.code for one in done.exception.problems] == ["accounts-moved"]
    assert CliRunner().invoke(app, ["users", "adopt", str(copy)]).exception is None
    assert "a" in CliRunner().invoke(app, ["users", "list", str(copy)]).stdout


def test_a_folder_that_is_no_workspace_has_no_accounts(tmp_path):
    done = CliRunner().invoke(app, ["users", "add", str(tmp_path), "a"])
    assert isinstance(done.exception, UnknownError)
    assert not list(tmp_path.iterdir())
