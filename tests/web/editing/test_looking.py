"""A file that was sent is looked at: the command's own answer, without a place of this machine."""

import jsonschema
import pytest

from jiqun.core import encode
from jiqun.studies import look

#: No year, no unit; a name that no list has; a total that is the sum of its parts.
WIDE = """宁波市各县区工业总产值
县区,纺织服装、服饰业,汽车制造业
合计,300,500
海曙区,100,200
高新区,200,300
"""
LONG = "区域代码,行业代码,年份,就业人数(万人)\n330203,C18,2022,3.4\n330205,C26,2022,1.2\n"


@pytest.fixture
def ask_look(editor, send):
    """Send a file and look at it."""

    def looked(name, body, **wanted):
        id = send(name, body if isinstance(body, bytes) else body.encode())
        return editor.post(f"/api/v1/uploads/{id}/look", json=wanted)

    return looked


@pytest.mark.parametrize(
    ("name", "text"), [("产值.csv", WIDE), ("long.csv", LONG)], ids=["wide", "long"]
)
def test_it_is_the_commands_answer(ask_look, place, tmp_path, name, text):
    answer = ask_look(name, text)
    assert answer.status_code == 200, answer.text
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    own = encode(look(file, workspace=place, to=""))
    told = answer.json()
    assert told.pop("file") == name and own.pop("file") == str(file)
    assert [one.replace(str(file), name) for one in own.pop("next")] == told.pop("next")
    assert told == own
    assert told["rows"] == 2, "of 高新区 nothing is loaded as long as nobody says which it is"


def test_it_is_as_documented(ask_look, client):
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/uploads/{upload}/look"]["post"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    schema = shape | {"components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(ask_look("产值.csv", WIDE).json())
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    asked = jsonschema.Draft202012Validator(body | {"components": document["components"]})
    asked.validate({})
    asked.validate({"answers": {"year": "2021"}})
    assert not asked.is_valid({"file": "/etc/passwd"})


def test_an_answer_is_taken_and_asked_no_more(ask_look):
    before = ask_look("产值.csv", WIDE).json()
    keys = {one["key"] for one in before["questions"]}
    assert "year" in keys
    after = ask_look("产值.csv", WIDE, answers={"year": "2021", "unit.output": "亿元"}).json()
    assert "year" not in {one["key"] for one in after["questions"]}
    first = after["preview"][0]
    assert (first["year"], first["output"]) == (2021, 100 * 1e8)


def test_a_total_is_compared_with_its_parts(ask_look):
    assert all(one["agrees"] for one in ask_look("产值.csv", WIDE).json()["totals"])
    wrong = ask_look("产值.csv", WIDE.replace("合计,300", "合计,250")).json()["totals"]
    assert [one["agrees"] for one in wrong] == [False, True]


def test_next_years_file_is_read_with_the_saved_map(ask_look):
    told = ask_look("2021.csv", WIDE, answers={"year": "2021", "unit.output": "亿元"}).json()["map"]
    after = ask_look("2022.csv", WIDE.replace("汽车制造业", "通用设备制造业"), saved=told).json()
    assert after["changes"], "what is other than in the map's file is said"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 200),
        ("a.xlsx", b"no workbook"),
        ("a.csv", b"\x00\xff\xfe" * 50),
        ("a.csv", b"\n\n\n"),
        ("a.geojson", b'{"type": "FeatureCollection"'),
        ("a.geojson", b"[" * 100_000),
        ("a.parquet", b"PAR1"),
        ("a.exe", b"MZ\x90\x00"),
        ("nothing", b"x"),
    ],
    ids=lambda one: str(one)[:24],
)
def test_what_is_no_table_is_refused_without_a_trace(ask_look, name, body):
    for lang in ("en", "zh"):
        answer = ask_look(name, body)
        assert answer.status_code < 500, (lang, answer.text)
        assert "jiqun-uploads" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "wanted",
    [
        {"file": "/etc/passwd"},
        {"answers": {"year": 2021}},
        {"answers": {"x" * 1001: "y"}},
        {"answers": {str(k): "y" for k in range(5001)}},
        {"answers": []},
        {"saved": 1},
        {"sheet": "x" * 300},
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_misshapen_question_is_refused(ask_look, wanted):
    assert ask_look("a.csv", LONG, **wanted).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "status"),
    [({"table": "none"}, 404), ({"saved": "a = ["}, 409), ({"answers": {"year": "soon"}}, None)],
    ids=str,
)
def test_what_cannot_be_looked_at_says_why(ask_look, wanted, status):
    answer = ask_look("产值.csv", WIDE, **wanted)
    assert answer.status_code == status or (status is None and answer.status_code in {200, 409})
    assert answer.json()["problems"]
    assert "jiqun-uploads" not in answer.text


def test_the_yearbook_files_are_looked_at(ask_look, cases):
    for file in sorted((cases / "25-yearbook").iterdir()):
        if file.suffix == ".md":
            continue
        answer = ask_look(file.name, file.read_bytes())
        assert answer.status_code == 200, (file.name, answer.text)
        told = answer.json()
        assert told["file"] == file.name
        assert "jiqun-uploads" not in answer.text
