"""Names as they were written, in the encodings that files come in; doubt is told."""

import pytest

from jiqun.core import InputError
from jiqun.sources.files import read_file

NAMES = ["臺北市", "新北市", "高雄市政府", "臺中市"]
SIMPLE = ["宁波市", "杭州市", "呼和浩特市", "联通"]


def read(tmp_path, names, encoding):
    rows = "".join(f"r{at},{name},city\n" for at, name in enumerate(names))
    (tmp_path / "a.csv").write_bytes(f"region,name_zh,level\n{rows}".encode(encoding))
    raw = read_file(tmp_path / "a.csv")
    return raw.frame["name_zh"].to_list(), [one.values.get("encoding") for one in raw.cautions]


@pytest.mark.parametrize("names", [NAMES, NAMES[:1], ["香港特別行政區", "九龍", "新界"]])
def test_big5_is_read_as_what_it_is(tmp_path, names):
    assert read(tmp_path, names, "big5") == (names, ["big5"])


@pytest.mark.parametrize("names", [SIMPLE, SIMPLE[:1], ["中华人民共和国", "义乌", "东莞"]])
def test_so_is_gbk(tmp_path, names):
    assert read(tmp_path, names, "gbk") == (names, ["gb18030"])


@pytest.mark.parametrize(
    "names",
    [["Évreux", "Málaga"], ["Årdal", "Ålesund"], ["Île-de-France"], ["Köln", "Düsseldorf"],
     ["Provence-Alpes-Côte d'Azur"], ["Łódź".replace("Ł", "L").replace("ź", "z")]],
)  # fmt: skip
def test_western_letters_are_no_chinese(tmp_path, names):
    assert read(tmp_path, names, "cp1252") == (names, ["cp1252"])


@pytest.mark.parametrize("cut", ["杭州市", "乌鲁木齐市", "新疆维吾尔自治区"])
@pytest.mark.parametrize("others", [["宁波市", "昆明市"], ["Ningbo"]])
def test_a_character_that_was_cut_is_told_with_its_line(tmp_path, cut, others):
    whole = "".join(f"r{at},{name},city\n" for at, name in enumerate(others))
    text = f"region,name_zh,level\n{whole}".encode() + b"x," + cut.encode()[:-1] + b",city\n"
    (tmp_path / "a.csv").write_bytes(text)
    with pytest.raises(InputError) as told:
        read_file(tmp_path / "a.csv")
    (problem,) = told.value.problems
    assert (problem.code, problem.values["number"]) == ("encoding-damaged", len(others) + 2)
    assert cut[0] in problem.found


def test_a_line_in_gbk_far_below_utf8_is_still_converted(tmp_path):
    lines = [f"r{at},宁波市,city".encode() for at in range(2_500)]
    lines.append("x,杭州市,city".encode("gbk"))
    (tmp_path / "a.csv").write_bytes(b"region,name_zh,level\n" + b"\n".join(lines))
    raw = read_file(tmp_path / "a.csv")
    assert raw.frame["name_zh"][-1] == "杭州市"
    assert [one.code for one in raw.cautions] == ["encoding-mixed"]
