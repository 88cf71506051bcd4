"""How a name is printed, and what is left of it when all that is dress is taken off."""

from __future__ import annotations

import re
import unicodedata

#: Marks before a name: "of which", bullets, numbering.
_BEFORE = re.compile(
    r"^(?:(?:其\s*中|of\s+which|including)\s*[:：]?|[#＃*＊·•▪■□○●◆▲△→\-—–_+]+|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]"
    r"|[（(]?\d{1,2}(?:[)）、]|[.．](?=[^\d]))|[①-⑳⑴-⒇ⅰ-ⅻⅠ-Ⅻ])\s*",
    re.IGNORECASE,
)
#: Marks after a name: footnotes.
_AFTER = re.compile(
    r"\s*(?:[*＊†‡#＃:：;；]+|[①-⑳⑴-⒇]+|[¹²³⁴-⁹]+|[\[［【(（](?:\d{1,2}|注\d*|[*＊]+)[\]］】)）]|注\d+)$"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_DRESS = re.compile(r"[\W_]+")
#: Spellings of one word.
_SAME = (
    ("&", " and "),
    ("labour", "labor"),
    ("centre", "center"),
    ("organisation", "organization"),
)
_IDLE = re.compile(r"\b(?:the|of|and|for|in|to|n\s?e\s?c)\b")
_PEOPLES = (
    "蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族"
    "|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族"
    "|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|各族"
)
_KINDS = "特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|盟|旗|省|市|区|县|州"
_ENDING = re.compile(f"(?:{_KINDS})$")
_PEOPLE = re.compile(f"(?:{_PEOPLES})+$")
#: Words of industries that a shorter spelling leaves out.
_LINKS = re.compile("[和与及的]|以及")
_TRADES = re.compile("(?:制造业|加工业|制造|业)$")
SHORTEST = 2
#: What is left of a name that says nothing.
_VAGUE = frozenset({"其他", "综合", "一般", "通用", "专用", "服务"})


def cleaned(value: str) -> str:
    """Take off what a table adds to a name: numbering, "of which", footnote marks, spaces.

    Examples
    --------
    >>> cleaned(" 其中：北 仑 区①"), cleaned("(三) 制造业"), cleaned("#Manufacturing *")
    ('北仑区', '制造业', 'Manufacturing')
    """
    text = value.strip().replace("\u3000", " ")
    for pattern in (_BEFORE, _AFTER):
        while (less := pattern.sub("", text).strip()) not in (text, ""):
            text = less
    text = unicodedata.normalize("NFKC", text)
    if _HAN.search(text):
        return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)
    return " ".join(text.split())


def is_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese character."""
    return bool(_HAN.search(text))


def key(text: str) -> str:
    """Give what two spellings of one name share: no case, no punctuation.

    Examples
    --------
    >>> key("农、林、牧、渔业"), key("Food & beverages")
    ('农林牧渔业', 'foodandbeverages')
    """
    lowered = text.casefold()
    for before, after in _SAME:
        lowered = lowered.replace(before, after)
    return _DRESS.sub("", lowered)


def region_short(name: str) -> str:
    """Give a region's name without its kind and its people: 恩施 of 恩施土家族苗族自治州.

    Examples
    --------
    >>> region_short("海曙区"), region_short("恩施土家族苗族自治州"), region_short("泾县")
    ('海曙', '恩施', '泾县')
    """
    bare = _ENDING.sub("", name)
    less = _PEOPLE.sub("", bare)
    found = less if len(less) >= SHORTEST else bare
    return found if len(found) >= SHORTEST else name


def region_shorts(name: str) -> tuple[str, ...]:
    """Give the shorter forms of a region's name that people print: 恩施, 恩施州."""
    short = region_short(name)
    kind = next((end for end in ("自治州", "自治县", "自治旗") if name.endswith(end)), "")
    forms = (short, short + kind[-1:]) if kind else (short,)
    return tuple(form for form in dict.fromkeys(forms) if form != name)


def industry_short(name: str) -> str:
    """Give an industry's name without links and endings: 汽车 of 汽车制造业.

    Examples
    --------
    >>> industry_short("酒、饮料和精制茶制造业"), industry_short("教育")
    ('酒饮料精制茶', '教育')
    """
    if not is_chinese(name):
        return _DRESS.sub("", _IDLE.sub(" ", name.casefold().replace("&", " ")))
    bare = _LINKS.sub("", key(name))
    less = _TRADES.sub("", bare)
    return less if len(less) >= SHORTEST and less not in _VAGUE else bare
