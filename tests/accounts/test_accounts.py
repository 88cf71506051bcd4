"""The file of accounts: whose it is, what is kept in it, what is refused in its place."""

import os
import shutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from jiqun.accounts import (
    RIGHTS,
    ROLES,
    Actor,
    Cost,
    Deed,
    Store,
    WrongError,
    add_user,
    adopt,
    assigned_to,
    audit_log,
    check_password,
    find_session,
    has_accounts,
    list_users,
    made_password,
    note,
    sign_in,
    signing,
    surprises,
)
from jiqun.accounts import audit as auditing
from jiqun.core import DamageError, InputError, JiqunError, UnknownError

QUICK = Cost(passes=1, memory_kib=8, lanes=1)
BY = Actor(name="tests")
PHRASE = "correct horse battery"


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path, cost=QUICK)
    yield made
    made.close()


@pytest.fixture
def chief(store):
    return add_user(store, "王芳", role="administrator", password=PHRASE, by=BY)


def codes(refused):
    return [one.code for one in refused.value.problems]


def test_each_role_has_the_rights_that_are_written_down():
    assert dict(RIGHTS) == {
        "read": {"read"},
        "juror": {"score"},
        "edit": {"read", "confidential", "edit"},
        "administrator": {"read", "confidential", "edit", "administer"},
    }
    assert set(ROLES) == set(RIGHTS)


def test_the_file_is_made_by_the_first_account_and_is_its_owners_alone(store, tmp_path):
    assert not has_accounts(store) and list_users(store) == ()
    assert not list(tmp_path.iterdir()), "asking makes no file"
    add_user(store, "王芳", role="administrator", password=PHRASE, by=BY)
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_passwords_are_kept_as_rfc_9106_says(tmp_path):
    assert (Cost().passes, Cost().memory_kib, Cost().lanes) == (3, 65536, 4)
    store = Store(tmp_path)
    add_user(store, "a", role="administrator", password=PHRASE, by=BY)
    with store.reading() as link:
        (kept,) = link.execute("SELECT kept FROM users").fetchone()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    store.close()


def test_a_password_kept_at_another_cost_is_kept_anew(store, chief, tmp_path):
    dearer = Store(tmp_path, cost=Cost(passes=2, memory_kib=16, lanes=1))
    assert sign_in(dearer, chief.name, PHRASE, port=1, address="a")
    with dearer.reading() as link:
        assert "m=16,t=2" in link.execute("SELECT kept FROM users").fetchone()[0]
    assert sign_in(dearer, chief.name, PHRASE, port=1, address="a")
    dearer.close()


@pytest.mark.parametrize(
    "password",
    ["", "short", "x" * 257, "aaaaaaaaaaaaaaaa", "123456789012", "passwordpassword1",
     "qwertyuiop12", " correct horse battery", "correct horse\nbattery",
     "wangfang2024", "abcabcabcabcabc"],
)  # fmt: skip
def test_a_password_that_can_be_guessed_is_refused(password):
    with pytest.raises(InputError) as refused:
        check_password(password, "wangfang")
    assert codes(refused) == ["user-password"]
    assert not password or password not in str(refused.value)


def test_a_sentence_in_either_language_is_a_password():
    check_password("梧桐更兼细雨到黄昏点点滴", "王芳")
    check_password("seven ships at dawn", "wang")
    for _ in range(500):
        made = made_password()
        check_password(made, "wang")
        assert surprises(made) >= 12


def test_however_a_keyboard_composes_it_a_password_is_the_same(store):
    add_user(store, "é", role="administrator", password="café au lait, deux", by=BY)
    assert sign_in(store, "e\u0301", "cafe\u0301 au lait, deux", port=1, address="a")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(store, chief, mode):
    store.close()
    store.file.chmod(mode)
    with pytest.raises(InputError) as refused:
        list_users(store)
    assert codes(refused) == ["accounts-open"]
    store.file.chmod(0o600)
    assert list_users(store) == (chief,)


@pytest.mark.parametrize("beside", ["", "-wal", "-journal", "-shm"])
def test_a_link_is_refused(store, chief, tmp_path_factory, beside):
    store.close()
    place = store.file.with_name(store.file.name + beside)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "file"
    if place.exists():
        shutil.move(place, elsewhere)
    else:
        elsewhere.write_bytes(b"")
        elsewhere.chmod(0o600)
    place.symlink_to(elsewhere)
    with pytest.raises(DamageError):
        list_users(store)


def _executed(store, *statements):
    store.close()
    link = sqlite3.connect(store.file)
    for sql in statements:
        link.execute(sql)
    link.commit()
    link.close()


def test_a_trigger_by_the_name_of_sqlites_own_table_is_refused(store, chief):
    """It would run with every line of the log: here it would make everybody something else."""
    hidden = (
        "CREATE TRIGGER sqlite_sequence AFTER INSERT ON audit "
        "BEGIN UPDATE users SET role = 'x'; END"
    )
    _executed(
        store,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_sequence', 'audit', 0, "
        "'" + hidden.replace("'", "''") + "')",
    )
    with pytest.raises(DamageError) as refused:
        list_users(store)
    assert codes(refused) == ["accounts-damaged"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END",
        "CREATE VIEW v AS SELECT * FROM users",
        "CREATE TABLE more (a)",
        "CREATE INDEX i ON users (role)",
        "ALTER TABLE users ADD COLUMN more",
        "DROP TABLE attempts",
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 1",
    ],
)
def test_a_file_of_another_make_is_refused(store, chief, sql):
    _executed(store, sql)
    with pytest.raises(DamageError) as refused:
        list_users(store)
    assert codes(refused) == ["accounts-damaged"]


@pytest.mark.parametrize(
    "body", [b"", b"no database" * 500, b"SQLite format 3\x00" + b"\xff" * 900]
)
def test_a_file_that_is_none_is_refused(store, body):
    store.file.write_bytes(body)
    store.file.chmod(0o600)
    with pytest.raises(JiqunError):
        list_users(store)


def test_a_damaged_page_is_told_not_shown(store, chief):
    for k in range(40):
        note(store, BY, Deed(what="change", subject=f"{k}" * 200))
    store.close()
    held = bytearray(store.file.read_bytes())
    held[4096 * 2 :] = os.urandom(len(held) - 4096 * 2)
    store.file.write_bytes(held)
    with pytest.raises(JiqunError):
        list_users(store), audit_log(store)


DEAR = "$argon2id$v=19$m=2147483648,t=1,p=1$" + "A" * 22 + "$" + "A" * 43
HOSTILE = {
    "a role that is none": "UPDATE users SET role = 'king'",
    "a password that takes all memory": f"UPDATE users SET kept = '{DEAR}'",
    "a password that takes an age": f"UPDATE users SET kept = '{DEAR}'".replace("t=1", "t=99999"),
    "a password of another make": "UPDATE users SET kept = 'plain'",
    "a name of bytes": "UPDATE users SET name = x'ff00'",
    "a name that steers a screen": "UPDATE users SET name = name || char(27) || '[2J'",
    "a name that is another one's": "UPDATE users SET folded = 'somebody'",
    "a name in no encoding": "UPDATE users SET name = CAST(x'ff' AS TEXT)",
    "a lock without end": "INSERT INTO attempts VALUES ('x', 1, 9e999, 0)",
    "a line of bytes": "UPDATE audit SET what = x'00'",
    "a text without end": "UPDATE audit SET subject = hex(zeroblob(9999999))",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_rows_that_we_never_write_are_damage(store, chief, case):
    _executed(store, HOSTILE[case])
    acts = (
        lambda: list_users(store),
        lambda: sign_in(store, chief.name, PHRASE, port=1, address="a"),
        lambda: add_user(store, "b", role="read", password=PHRASE, by=BY),
        lambda: audit_log(store),
        lambda: adopt(store, by=BY),
    )
    for act in acts:
        with pytest.raises(DamageError) as refused:
            act()
        assert codes(refused) == ["accounts-damaged"]


def test_a_password_beyond_the_stated_cost_is_never_computed(store, monkeypatch):
    asked = []
    monkeypatch.setattr(type(store.hasher._argon), "verify", lambda _, kept, __: asked.append(kept))
    assert not store.hasher.agrees(DEAR, PHRASE)
    assert asked and DEAR not in asked


@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
def test_a_file_that_was_cut_is_not_adopted(store, chief, tmp_path_factory, left):
    for k in range(200):
        note(store, BY, Deed(what="change", subject=f"{k}" * 90))
    store.close()
    sent = tmp_path_factory.mktemp("sent")
    shutil.copy2(store.file, sent)
    copy = Store(sent, cost=QUICK)
    os.truncate(copy.file, int(copy.file.stat().st_size * left) // 4096 * 4096)
    held = copy.file.read_bytes()
    with pytest.raises(DamageError) as refused:
        adopt(copy, by=BY)
    assert codes(refused) == ["accounts-damaged"]
    copy.close()
    assert copy.file.read_bytes() == held, "nothing was written"


def test_the_accounts_in_a_folder_that_somebody_sent_open_nothing(store, chief, tmp_path_factory):
    store.close()
    sent = tmp_path_factory.mktemp("sent")
    shutil.copy2(store.file, sent)
    copy = Store(sent, cost=QUICK)
    for ask in (list_users, has_accounts, audit_log):
        with pytest.raises(InputError) as refused:
            ask(copy)
        assert codes(refused) == ["accounts-moved"]
    with pytest.raises(InputError):
        sign_in(copy, chief.name, PHRASE, port=1, address="a")
    adopt(copy, by=BY)
    assert [one.name for one in list_users(copy)] == [chief.name]
    assert audit_log(copy)[0][0].what == "adopt"
    copy.close()


def test_nobody_stays_signed_in_on_a_copy(store, chief, tmp_path_factory):
    token = sign_in(store, chief.name, PHRASE, port=1, address="a")
    assert find_session(store, token, port=1) is not None
    store.close()
    sent = tmp_path_factory.mktemp("sent")
    shutil.copy2(store.file, sent)
    copy = Store(sent, cost=QUICK)
    adopt(copy, by=BY)
    assert find_session(copy, token, port=1) is None
    copy.close()


def _write(folder, number):
    store = Store(folder, cost=QUICK)
    for k in range(25):
        note(store, Actor(name=f"process {number}"), Deed(what="change", subject=str(k)))
    store.close()


def test_many_processes_write_and_no_line_is_lost(store, chief, tmp_path):
    before = audit_log(store)[1]
    context = get_context("spawn")
    processes = [context.Process(target=_write, args=(tmp_path, k)) for k in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
        assert one.exitcode == 0
    entries, total = audit_log(store, limit=-1)
    assert total == before + 75
    assert [one.number for one in entries] == list(range(total, 0, -1))


def test_the_first_two_at_once_make_one_file(tmp_path):
    def first(k):
        store = Store(tmp_path, cost=QUICK)
        try:
            note(store, Actor(name=str(k)), Deed(what="change"))
        finally:
            store.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(first, range(16)))
    assert audit_log(Store(tmp_path))[1] == 16
    assert {one.name.removeprefix("accounts.sqlite") for one in tmp_path.iterdir()} <= {
        "", "-wal", "-shm",
    }  # fmt: skip


def test_a_flood_of_refusals_pushes_nothing_out(store, chief, monkeypatch):
    monkeypatch.setattr(auditing, "MOST_REFUSED", 20)
    monkeypatch.setattr(auditing, "MOST", 50)
    monkeypatch.setattr(auditing, "_EVERY", 10)
    note(store, BY, Deed(what="change", subject="kept"))
    for _ in range(10):
        note(store, BY, *[Deed(what="sign-in", result="refused")] * 20)
    entries, total = audit_log(store, limit=-1)
    assert total <= 20 + 10 + 2
    assert entries[-1].what == "user-add" and entries[-2].subject == "kept"
    note(store, BY, *[Deed(what="change")] * 200)
    assert audit_log(store)[1] <= 50 + 30


def test_lines_go_after_a_year(tmp_path, monkeypatch):
    monkeypatch.setattr(auditing, "_EVERY", 1)
    now = [1_800_000_000.0]
    store = Store(tmp_path, cost=QUICK, clock=lambda: now[0])
    note(store, BY, Deed(what="change", subject="old"))
    now[0] += 366 * 86400
    note(store, BY, Deed(what="change", subject="new"))
    assert [one.subject for one in audit_log(store)[0]] == ["new"]
    store.close()


def test_names_that_are_counted_are_bounded(store, chief, monkeypatch):
    monkeypatch.setattr(signing, "MOST_NAMES", 5)
    for k in range(12):
        with pytest.raises(WrongError):
            sign_in(store, f"nobody {k}", "x", port=1, address="a")
    with store.reading() as link:
        assert link.execute("SELECT count(*) FROM attempts").fetchone()[0] <= 6


def test_a_folder_that_cannot_be_written_is_told(store, monkeypatch, tmp_path):
    def full(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("jiqun.accounts.store.make", full)
    with pytest.raises(InputError) as refused:
        add_user(store, "a", role="administrator", password=PHRASE, by=BY)
    assert codes(refused) == ["accounts-unwritable"]
    assert not list(tmp_path.iterdir()), "nothing half-made is left"


def test_nobodys_assignments_are_not_there(store, chief):
    with pytest.raises(UnknownError):
        assigned_to(store, "nobody")
