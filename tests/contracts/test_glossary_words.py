"""One Chinese word for one thing: the glossary says the word, and the Chinese texts follow.

The list holds words that were said once and are said no more, each with the word to say instead.
"""

import ast
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import jiqun
from jiqun.core import glossary

SOURCE = Path(jiqun.__file__).parent
CATALOG = files("jiqun") / "catalog"
ATLAS = Path(__file__).resolve().parents[2] / "atlas" / "src"
#: What Chinese texts say no more -> what they say instead.
GONE = {
    "抑制": "未公布（保密）",
    "提交": "数据版本",
    "评级": "评价等级",
    "评级方案": "评价标准",
    "门槛": "标准值",
    "(?<!最)强(?:单元|集群|类别|区域)(?!间)": "优势单元, 优势集群 …",
    "申报": "认定",
    "植入": "预设",
    "图集": "集群地图",
    "联系密度": "联系紧密程度",
    "空间集中度": "地理集聚程度",
    "未成群": "集而不群",
    "研究院所": "科研院所",
    "锚定": "下游牵引企业",
    "人员流动": "人才流动",
    "合著论文": "合作论文",
    "标准化互信息": "归一化互信息",
    "关联度": "关联性",
    "工厂": "企业",
    "(?<!发布)(?<!金融)(?<!中介)(?<!促进)机构": "主体",
}
#: A full-width mark is asked for beside Chinese.
HALF = re.compile(r"[一-鿿}”][,;:?!](?=[\s一-鿿{]|$)|[一-鿿]\(|\)[一-鿿]|\([一-鿿]")


def chinese(entry, place):
    """Give every Chinese text under an entry of a catalogue, with its place."""
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from chinese(value, f"{place} {key}")
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from chinese(one, f"{place} {key}")
        elif key in ("zh", "name_zh") and isinstance(value, str):
            yield place, value


def in_code(path):
    """Give the Chinese texts of a module: of titles and of ``Words`` (not the names of columns)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        said = []
        if isinstance(node, ast.Dict):
            keys = [getattr(key, "value", None) for key in node.keys]
            said = [one for key, one in zip(keys, node.values, strict=True) if key == "zh"]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words":
            said = node.args[1:2]
        for one in said:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield f"{path.relative_to(SOURCE)}:{one.lineno}", one.value


def texts():
    for path in sorted(SOURCE.joinpath("catalog").rglob("*.toml")):
        yield from chinese(
            tomllib.loads(path.read_text(encoding="utf-8")), str(path.relative_to(SOURCE))
        )
    for path in sorted(SOURCE.rglob("*.py")):
        yield from in_code(path)
    for path in sorted(ATLAS.rglob("texts.zh.json")):
        for key, value in json.loads(path.read_text(encoding="utf-8")).items():
            yield f"{path.relative_to(ATLAS)} {key}", value


def gone(said):
    """Say which texts use a word that is said no more, and what to say instead."""
    return [
        f"{place}: {text!r}: say {instead}"
        for place, text in said
        for word, instead in GONE.items()
        if re.search(word, text)
    ]


def test_no_text_says_an_old_word():
    assert gone(texts()) == []


def test_punctuation_is_full_width():
    said = ((place, re.sub(r"`[^`]*`|“[^”]*”", "", text)) for place, text in texts())
    assert [place for place, text in said if HALF.search(text)] == []


def test_every_kind_of_text_is_read():
    places = [place for place, _ in texts()]
    assert sum(".toml" in place for place in places) > 1000
    assert sum(".json" in place for place in places) > 500
    assert sum(".py:" in place for place in places) > 100


def test_what_to_say_instead_is_the_glossarys_word():
    instead = {"commit", "withheld", "scheme", "rating", "strong-cell", "organisation"}
    assert {glossary()[one].term.zh for one in instead} <= {
        word.strip() for words in GONE.values() for word in re.split(r"[,…]", words)
    }


@pytest.mark.parametrize("text", ["数据被抑制", "第3次提交", "评级方案", "强单元", "两家机构"])
def test_an_old_word_is_seen(text):
    assert gone([("planted", text)])


@pytest.mark.parametrize("text", ["最强的单元", "发布机构", "金融机构", "加强区域间合作"])
def test_another_word_is_not(text):
    assert not gone([("planted", text)])
