"""Files that are sent: kept for a while, within limits, under no name but their own."""

import stat
import threading
import time
from pathlib import Path

import pytest

from jiqun.core import InputError, UnknownError
from jiqun.web.editing import MOST_UPLOAD, Uploads, uploads
from jiqun.workspace import Workspace

REGIONS = "region,name,level\nr1,One,county\nr2,Two,county\n"
NAMES = ("宁波市2022年鉴.xlsx", "a b (1).csv", "a..b.csv", "x" * 196 + ".csv", "无后缀")
PATHS = (
    "../a.csv", "..", ".", "/etc/passwd", "a/b.csv", "a\\b.csv", "C:\\a.csv", "c:a.csv", ".hidden",
    "a\x00.csv", "a\n.csv", " a.csv", "a.csv.", "", "年" * 80 + ".csv", "%2e%2e/a", "a\u202e.csv",
)  # fmt: skip


def kept(editing, id):
    """Use an upload as whoever sent it."""
    return editing.uploads.using(id, editing.uploads._kept[id].owner)


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_name_is_kept_as_it_is(editor, editing, name):
    answer = editor.post("/api/v1/uploads", params={"name": name}, content=b"a\n")
    assert answer.status_code == 201, answer.text
    sent = answer.json()
    assert (sent["name"], sent["bytes"]) == (name, 2)
    assert answer.headers["location"] == f"/api/v1/uploads/{sent['upload']}"
    with kept(editing, sent["upload"]) as file:
        assert file.name == name and file.read_bytes() == b"a\n"


@pytest.mark.parametrize("name", PATHS)
def test_a_path_in_the_name_is_refused(editor, codes, name):
    for lang in ("en", "zh"):
        asked = {"name": name, "lang": lang}
        answer = editor.post("/api/v1/uploads", params=asked, content=b"a\n")
        assert answer.status_code == 422, answer.text
        assert codes(answer) == ["upload-name"]


def test_a_folder_of_uploads_is_the_owners_alone():
    kept = Uploads()
    with kept.using(kept.keep("a.csv", b"a").upload) as file:
        for folder in (file.parent, file.parent.parent):
            assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    kept.close()
    assert not file.parent.parent.exists()


def test_an_empty_file_is_refused(editor, codes):
    answer = editor.post("/api/v1/uploads", params={"name": "a.csv"}, content=b"")
    assert (answer.status_code, codes(answer)) == (422, ["upload-empty"])


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_body_is_refused(editor, announced):
    headers = {"content-length": str(MOST_UPLOAD + 1)} if announced else {}
    pieces = (b"a" * 2**22 for _ in range(2 + MOST_UPLOAD // 2**22))
    answer = editor.post(
        "/api/v1/uploads", params={"name": "a.csv"}, content=pieces, headers=headers
    )
    assert answer.status_code == 413
    assert f"{MOST_UPLOAD:,}" in answer.json()["detail"]


def test_only_a_file_may_be_as_large_as_a_file(editor, send):
    # every other body keeps its 10 MB
    path = f"/api/v1/uploads/{send('a.csv', b'a')}/load"
    assert editor.post(path, content=b"a" * (11 * 2**20)).status_code == 413


@pytest.mark.parametrize("id", ["none", "0" * 32, "../x", "%2e%2e", "a" * 190])
def test_an_unknown_id_is_refused(editor, codes, id):
    for method, rest in (("delete", ""), ("get", "/rejects")):
        answer = editor.request(method, f"/api/v1/uploads/{id}{rest}")
        assert answer.status_code in {404, 405}, answer.text
    answer = editor.post(f"/api/v1/uploads/{id}/load", json={"table": "regions"})
    assert answer.status_code == 404
    assert codes(answer)[0] in {"upload-unknown", "route-unknown"}


def test_an_upload_expires_after_its_last_use():
    kept = Uploads(expiry=0.3)
    id = kept.keep("a.csv", b"a").upload
    for _ in range(3):
        time.sleep(0.2)
        with kept.using(id) as file:
            assert file.exists()
    time.sleep(0.4)
    with pytest.raises(UnknownError), kept.using(id):
        pass
    kept.close()


def test_an_expired_upload_goes_though_nobody_asks():
    kept = Uploads(expiry=0.2)
    with kept.using(kept.keep("a.csv", b"a").upload) as file:
        time.sleep(0.3)
        assert file.exists(), "one in use stays"
    end = time.monotonic() + 5
    while file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not file.exists()
    kept.close()


def test_many_make_room_but_not_in_the_place_of_one_in_use(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    monkeypatch.setattr(uploads, "MOST_KEPT", 10)
    kept = Uploads()
    first = kept.keep("a.csv", b"aa").upload
    with kept.using(first) as file:
        ids = [kept.keep("a.csv", b"aaa").upload for _ in range(4)]
        assert file.exists()
    assert sorted(kept._kept) == sorted([first, *ids[-2:]])
    kept.keep("a.csv", b"a" * 9)
    assert sum(one.bytes for one in kept._kept.values()) <= 10
    kept.close()


def test_five_at_once_are_each_kept(editor, editing):
    bodies = [f"file {k}\n".encode() * 200_000 for k in range(5)]
    found = [None] * 5

    def post(k):
        path, name = "/api/v1/uploads", {"name": f"{k}.csv"}
        found[k] = editor.post(path, params=name, content=bodies[k])

    threads = [threading.Thread(target=post, args=(k,)) for k in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({one.json()["upload"] for one in found}) == 5
    for k, one in enumerate(found):
        with kept(editing, one.json()["upload"]) as file:
            assert (file.name, file.read_bytes()) == (f"{k}.csv", bodies[k])


def test_a_file_is_loaded_as_the_command_loads_it(editor, place, send):
    id = send("regions.csv", REGIONS.encode())
    answer = editor.post(f"/api/v1/uploads/{id}/load", json={"table": "regions"})
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["accepted"], report["rejected"], report["file"]) == (2, 0, "regions.csv")
    assert Workspace.open(place).frame("regions").height == 2
    again = editor.post(f"/api/v1/uploads/{id}/load", json={"table": "regions"}).json()
    assert again["unchanged"] is True, "the answer before was not remembered"


def test_a_bad_row_loads_nothing_and_its_reasons_can_be_had(editor, send):
    id = send("bad.csv", (REGIONS + ",Three,county\n").encode())
    before = editor.get(f"/api/v1/uploads/{id}/rejects")
    assert before.status_code == 404
    report = editor.post(f"/api/v1/uploads/{id}/load", json={"table": "regions"}).json()
    assert (report["commit"], report["rejected"]) == (None, 1)
    assert Path(report["rejects_file"]).name == report["rejects_file"], "no path of this machine"
    bad = editor.get(f"/api/v1/uploads/{id}/rejects")
    assert bad.status_code == 200 and "Three" in bad.text
    wanted = {"table": "regions", "accept_good": True}
    assert editor.post(f"/api/v1/uploads/{id}/load", json=wanted).json()["accepted"] == 2


def test_a_map_goes_along(editor, send):
    id = send("german.csv", b"Kreis;Titel;Ebene\nr8;Acht;county\n")
    told = '[columns]\nregion = "Kreis"\nname = "Titel"\nlevel = "Ebene"\n'
    answer = editor.post(f"/api/v1/uploads/{id}/load", json={"table": "regions", "map": told})
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"[" * 100_000, b'{"table": 1}',
        b'{"table": "regions", "file": "/etc/x"}',
        b'{"table": "regions", "mode": "drop"}', b'{"table": "' + b"x" * 300 + b'"}', b"\xff",
    ],
    ids=lambda body: str(body[:40]),
)  # fmt: skip
def test_a_misshapen_question_is_refused(editor, send, body):
    id = send("a.csv", b"a\n")
    headers = {"content-type": "application/json"}
    answer = editor.post(f"/api/v1/uploads/{id}/load", content=body, headers=headers)
    assert answer.status_code in {400, 422}, answer.text


@pytest.mark.parametrize(
    ("table", "told", "status"),
    [("none", "", 404), ("regions", "a = [", 409), ("regions", "[columns]\nregion = 'x'\n", 409),
     ("regions", "[" * 50_000, 409)],
)  # fmt: skip
def test_what_cannot_be_loaded_says_why(editor, send, table, told, status):
    id = send("a.csv", b"a,b\n1,2\n")
    answer = editor.post(f"/api/v1/uploads/{id}/load", json={"table": table, "map": told})
    assert answer.status_code == status, answer.text
    assert answer.json()["problems"]
    assert "/tmp" not in answer.text and "jiqun-uploads" not in answer.text


def test_a_removed_upload_is_gone(editor, codes, send):
    id = send("a.csv", b"a")
    assert editor.delete(f"/api/v1/uploads/{id}").status_code == 204
    answer = editor.delete(f"/api/v1/uploads/{id}")
    assert (answer.status_code, codes(answer)) == (404, ["upload-unknown"])


def test_a_name_is_refused_before_anything_is_written():
    kept = Uploads()
    with pytest.raises(InputError):
        kept.keep("../a", b"a")
    assert kept._folder is None
